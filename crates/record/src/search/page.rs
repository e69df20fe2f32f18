//! One page of a search.

use super::candidates;
use super::cursor::Place;
use super::include;
use super::lead::{self, Lead};
use super::order;
use super::sight::{Everything, Remembered, Shown, Sight};
use super::terms::{self, NoTerms, Terms};
use crate::entry::{Entry, Key};
use crate::read;
use crate::rows::{Row, rows};
use nabz_fhir::ResourceType;
use nabz_fhir::date::Span;
use nabz_fhir::search::{Handling, Query, date_matches, matches, parse};
use nabz_fhir::tape::{Node, Tape};
use nabz_store::{Stop, Tx};

/// Candidates whose bodies are looked at for one page. When they run out the page is short and
/// names the next one, so that a poor question costs many small answers instead of one long one.
const CANDIDATES_A_PAGE_MAX: usize = 5_000;
/// Candidates that are looked at to count, or to put matches into an order no index has.
const CANDIDATES_GATHERED_MAX: usize = 20_000;
/// Candidates of the first step; each next one takes twice as many, up to the second number, since
/// an index that is no run of one key is read from its beginning at every step.
const CANDIDATES_AT_ONCE: (usize, usize) = (64, 1_024);

/// A page of matches.
#[derive(Debug, Default)]
pub struct Page {
    /// What was searched for.
    pub matches: Vec<Entry>,
    /// What matches point to, or what points to them, as far as it was asked for.
    pub included: Vec<Entry>,
    /// The `_after` of the next page; absent on the last.
    pub next: Option<String>,
    /// How many there are in all, when that was asked for.
    pub total: Option<u64>,
}

/// Why a search was not answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchStop {
    /// `_after` belongs to another question.
    #[error("this page belongs to another question")]
    ForeignCursor,
    /// Counting or ordering would have to look at too much.
    #[error("too many entries to count or to order; narrow the search")]
    TooCostly,
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] Stop),
}

/// One match with what it was decided by.
pub(super) struct Match {
    pub(super) place: Place,
    pub(super) entry: Entry,
    pub(super) tape: Tape,
}

/// Answers one page. What `sight` does not let be seen is as if it were not there.
pub fn search(tx: &mut Tx<'_>, query: &Query, sight: &mut dyn Sight) -> Result<Page, SearchStop> {
    search_by(tx, query, sight, &mut NoTerms)
}

/// The same where `terms` knows which codes belong together.
///
/// # Errors
/// `REC-010` for codes that nobody knows.
pub fn search_by(
    tx: &mut Tx<'_>,
    query: &Query,
    sight: &mut dyn Sight,
    terms: &mut dyn Terms,
) -> Result<Page, SearchStop> {
    let query = &*terms::spelled_out(tx, query, terms)?;
    let mut sight = Remembered::new(sight);
    let lead = lead::choose(tx, query)?;
    let after = query.after.as_deref().map(|text| Place::read(text, query, &lead)).transpose()?;
    let mut page = Page::default();
    if query.wants_total || !lead.answers_order(query) {
        let mut walk = Walk::new(query, &lead, &mut sight, None, CANDIDATES_GATHERED_MAX);
        let all = walk.gather(tx, usize::MAX)?;
        if walk.cut_short {
            return Err(SearchStop::TooCostly);
        }
        page.total = query.wants_total.then(|| u64::try_from(all.len()).unwrap_or(u64::MAX));
        if query.only_total {
            return Ok(page);
        }
        let ordered = order::ordered(query, &lead, all);
        cut(&mut page, query, &lead, order::behind(ordered, after));
    } else {
        let wanted = usize::try_from(query.count).unwrap_or(usize::MAX);
        let mut walk = Walk::new(query, &lead, &mut sight, after, CANDIDATES_A_PAGE_MAX);
        // One more than is shown says whether there is a next page.
        let found = walk.gather(tx, wanted.saturating_add(1))?;
        let stopped_at = walk.cut_short.then_some(walk.at);
        cut(&mut page, query, &lead, found);
        if page.next.is_none() {
            page.next = stopped_at.map(|place| place.written(query, &lead));
        }
    }
    page.included = include::included(tx, query, &page.matches, &mut sight)?;
    Ok(page)
}

/// What the program asks for itself: the first page of what fits, whoever said it.
///
/// # Errors
/// A fault when no search can say what is asked, or when it would have to look at too much.
pub fn search_all(
    tx: &mut Tx<'_>,
    of: ResourceType,
    asked: &[(String, String)],
) -> Result<Vec<Entry>, Stop> {
    let query = parse(of, asked, Handling::Strict).map_err(|e| Stop::fault(e.to_string()))?;
    match search(tx, &query, &mut Everything) {
        Ok(page) => Ok(page.matches),
        Err(SearchStop::Store(stop)) => Err(stop),
        Err(stop @ (SearchStop::ForeignCursor | SearchStop::TooCostly)) => {
            Err(Stop::fault(stop.to_string()))
        }
    }
}

fn cut(page: &mut Page, query: &Query, lead: &Lead, mut found: Vec<Match>) {
    let count = usize::try_from(query.count).unwrap_or(usize::MAX);
    if found.len() > count {
        found.truncate(count);
        page.next = found.last().map(|last| last.place.written(query, lead));
    }
    page.matches = found.into_iter().map(|found| found.entry).collect();
}

/// Goes through the candidates of a lead.
struct Walk<'w, 's> {
    query: &'w Query,
    lead: &'w Lead,
    sight: &'w mut Remembered<'s>,
    at: Place,
    budget: usize,
    /// The budget ended before the candidates did.
    cut_short: bool,
}

impl<'w, 's> Walk<'w, 's> {
    fn new(
        query: &'w Query,
        lead: &'w Lead,
        sight: &'w mut Remembered<'s>,
        after: Option<Place>,
        budget: usize,
    ) -> Self {
        let start = if lead.descends() { Place::END } else { Place::START };
        Self { query, lead, sight, at: after.unwrap_or(start), budget, cut_short: false }
    }

    fn gather(&mut self, tx: &mut Tx<'_>, wanted: usize) -> Result<Vec<Match>, Stop> {
        let mut found = Vec::new();
        let (mut at_once, most) = CANDIDATES_AT_ONCE;
        loop {
            let places = candidates::next(tx, self.query.of, self.lead, self.at, at_once)?;
            let last_ones = places.len() < at_once;
            at_once = (2 * at_once).min(most);
            for place in places {
                self.at = place;
                if let Some(hit) = self.decided(tx, place)? {
                    found.push(hit);
                    if found.len() >= wanted {
                        return Ok(found);
                    }
                }
                self.budget = self.budget.saturating_sub(1);
            }
            if last_ones {
                return Ok(found);
            }
            if self.budget == 0 {
                self.cut_short = true;
                return Ok(found);
            }
        }
    }

    fn decided(&mut self, tx: &mut Tx<'_>, place: Place) -> Result<Option<Match>, Stop> {
        let key = Key { bucket: place.bucket, entry: place.entry, of: self.query.of };
        let Some(entry) = read::at(tx, key)?.filter(|entry| !entry.deleted) else {
            return Ok(None);
        };
        if self.query.ids.as_ref().is_some_and(|ids| !ids.contains(&entry.id)) {
            return Ok(None);
        }
        let Shown { entry, tape, .. } = self.sight.shown(tx, entry)?;
        let updated = entry.updated.microseconds();
        let moment = Span { first: updated, last: updated };
        let holds = self.query.updated.iter().all(|wanted| date_matches(*wanted, moment))
            && self.query.criteria.iter().all(|criterion| matches(criterion, tape.root()))
            && self.query.filters.iter().all(|filter| filter.holds(tape.root()))
            && self.is_first_of(&entry, tape.root(), place);
        if holds && self.sight.may_see(tx, &entry)? {
            return Ok(Some(Match { place, entry, tape }));
        }
        Ok(None)
    }

    /// An entry with several spans is a candidate several times; it is shown at the latest of
    /// them that the lead offers.
    fn is_first_of(&self, entry: &Entry, body: Node<'_>, place: Place) -> bool {
        let Lead::Spans { param, bounds } = self.lead else { return true };
        let offered = rows(entry.key.of, body, entry.beside())
            .into_iter()
            .filter_map(|row| {
                let Row::Date { param: under, first, last } = row else { return None };
                (under.abs() == *param && bounds.allow(first, last)).then_some((first, last))
            })
            .max();
        offered.is_none_or(|latest| latest == (place.first, place.last))
    }
}
