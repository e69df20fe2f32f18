//! Going through the candidates of a lead.

use super::candidates::Candidates;
use super::cursor::Place;
use super::lead::Lead;
use super::looking::{Looking, Met};
use super::page::SearchStop;
use crate::entry::Entry;
use crate::rows::{Row, rows};
use nabz_fhir::search::Query;
use nabz_fhir::tape::Node;
use nabz_store::Tx;

/// One match with what it was decided by.
pub(super) struct Match {
    pub(super) place: Place,
    pub(super) met: Met,
}

/// What is done with a match; `false` ends the walk.
pub(super) type Keep<'k> = dyn FnMut(Match) -> bool + 'k;

pub(super) struct Walk<'w> {
    query: &'w Query,
    candidates: Candidates<'w>,
    lead: &'w Lead,
    /// The last candidate that was decided.
    pub(super) at: Place,
    has_moved: bool,
    budget: usize,
    /// The budget ended before the candidates did.
    pub(super) cut_short: bool,
}

impl<'w> Walk<'w> {
    /// Behind `after`, over as many candidates as `budget` says, at the most.
    pub(super) fn new(
        query: &'w Query,
        lead: &'w Lead,
        after: Option<Place>,
        budget: usize,
    ) -> Self {
        let candidates = Candidates::of(query.of, lead, after);
        let at = candidates.at;
        Self { query, candidates, lead, at, has_moved: false, budget, cut_short: false }
    }

    /// Hands over each match, in the order of the lead.
    ///
    /// # Errors
    /// [`SearchStop::TooCostly`] when the links of the very first candidate lead too far; further on
    /// the walk ends before such a one.
    pub(super) fn go(
        &mut self,
        tx: &mut Tx<'_>,
        looking: &mut Looking<'_>,
        keep: &mut Keep<'_>,
    ) -> Result<(), SearchStop> {
        loop {
            for place in self.candidates.places(tx)? {
                let met = match self.decided(tx, looking, place) {
                    Err(SearchStop::TooCostly) if self.has_moved => {
                        self.cut_short = true;
                        return Ok(());
                    }
                    met => met?,
                };
                (self.at, self.has_moved) = (place, true);
                self.budget = self.budget.saturating_sub(1);
                if met.is_some_and(|met| !keep(Match { place, met })) {
                    return Ok(());
                }
            }
            if self.candidates.ended {
                return Ok(());
            }
            if self.budget == 0 {
                self.cut_short = true;
                return Ok(());
            }
        }
    }

    fn decided(
        &mut self,
        tx: &mut Tx<'_>,
        looking: &mut Looking<'_>,
        place: Place,
    ) -> Result<Option<Met>, SearchStop> {
        let key = place.key(self.query.of);
        let met = looking.says(tx, self.query, key)?;
        let Some(met) = met.filter(|met| self.is_first_of(&met.entry, met.tape.root(), place))
        else {
            return Ok(None);
        };
        Ok(looking.confirms(tx, self.query, &met)?.then_some(met))
    }

    /// An entry with several spans is a candidate several times; it is shown at the latest of
    /// them that the lead offers.
    fn is_first_of(&self, entry: &Entry, body: Node<'_>, place: Place) -> bool {
        let Lead::Spans { param, bounds } = self.lead else { return true };
        let offered = rows(&self.query.added, entry.key.of, body, entry.beside())
            .into_iter()
            .filter_map(|row| {
                let Row::Date { param: under, first, last } = row else { return None };
                (under.abs() == *param && bounds.allow(first, last)).then_some((first, last))
            })
            .max();
        offered.is_none_or(|latest| latest == (place.first, place.last))
    }
}
