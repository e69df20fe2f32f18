//! Looking at one entry: does it meet a query, as its reader is shown it?
//!
//! What is pointed to, and what points here, is looked at with the same eyes: an entry that the
//! reader may not see, or sees as a stub that does not say so, lets no link hold.

use super::candidates::Candidates;
use super::lead::{HashTable, Lead};
use super::listed;
use super::page::SearchStop;
use super::sight::{Remembered, Shown, Sight};
use crate::alias;
use crate::entry::{Entry, Key, hash};
use crate::read;
use nabz_fhir::ResourceType;
use nabz_fhir::date::Span;
use nabz_fhir::definitions::{Index, Param};
use nabz_fhir::extract::{Found, values};
use nabz_fhir::search::{Direction, Link, Query, date_matches, matches};
use nabz_fhir::tape::{Node, Tape};
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// Entries that are looked at because of links, for one page.
const LINKED_A_PAGE_MAX: usize = 20_000;

/// Rows of a chart that cost as much as a body.
const ROWS_A_BODY: usize = 64;

/// An entry as its reader is shown it, read.
pub(super) struct Met {
    pub(super) entry: Entry,
    pub(super) tape: Tape,
}

/// One reader, and what was found out for one page.
pub(super) struct Looking<'s> {
    pub(super) sight: Remembered<'s>,
    /// By link and by the entry at its other end.
    known: HashMap<(usize, Key), bool>,
    linked_left: usize,
    /// Bodies that were read.
    pub(super) looked_at: usize,
}

impl<'s> Looking<'s> {
    pub(super) fn with(sight: &'s mut dyn Sight) -> Self {
        let sight = Remembered::new(sight);
        let (linked_left, looked_at) = (LINKED_A_PAGE_MAX, 0);
        Self { sight, known: HashMap::new(), linked_left, looked_at }
    }

    /// Does something for which links may lead to no more than `most` entries, and which does not
    /// count among what the page may cost otherwise. `None` where they lead further.
    pub(super) fn apart<T>(
        &mut self,
        most: usize,
        asked: impl FnOnce(&mut Self) -> Result<Option<T>, SearchStop>,
    ) -> Result<Option<T>, SearchStop> {
        let before = std::mem::replace(&mut self.linked_left, most);
        let answer = asked(self);
        self.linked_left = before;
        match answer {
            Err(SearchStop::TooCostly) => Ok(None),
            answer => answer,
        }
    }

    /// The entry at this place, where it is there and says what the query wants of it.
    pub(super) fn says(
        &mut self,
        tx: &mut Tx<'_>,
        query: &Query,
        key: Key,
    ) -> Result<Option<Met>, Stop> {
        let Some(entry) = read::at(tx, key)?.filter(|entry| !entry.deleted) else {
            return Ok(None);
        };
        if query.ids.as_ref().is_some_and(|ids| !ids.contains(&entry.id)) {
            return Ok(None);
        }
        self.looked_at = self.looked_at.saturating_add(1);
        let Shown { entry, tape, .. } = self.sight.shown(tx, entry)?;
        let holds = says(query, &entry, tape.root());
        Ok(holds.then_some(Met { entry, tape }))
    }

    /// May the reader see an entry that says what is wanted, and do its links hold?
    pub(super) fn confirms(
        &mut self,
        tx: &mut Tx<'_>,
        query: &Query,
        met: &Met,
    ) -> Result<bool, SearchStop> {
        for link in &query.links {
            let holds = match link.direction {
                Direction::To => self.leads_there(tx, link, met)?,
                Direction::From => self.is_led_to(tx, link, met)?,
            };
            if !holds {
                return Ok(false);
            }
        }
        Ok(self.sight.may_see(tx, &met.entry)?)
    }

    /// Does what it points to meet the other end?
    fn leads_there(&mut self, tx: &mut Tx<'_>, link: &Link, met: &Met) -> Result<bool, SearchStop> {
        for target in targets(tx, link.param, met.tape.root())? {
            let about = (std::ptr::from_ref(link).addr(), target);
            let holds = match self.known.get(&about) {
                Some(known) => *known,
                None => self.is_end(tx, link, target)?,
            };
            self.known.insert(about, holds);
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_end(&mut self, tx: &mut Tx<'_>, link: &Link, key: Key) -> Result<bool, SearchStop> {
        for end in link.ends.iter().filter(|end| end.of == key.of) {
            if self.linked(tx, end, key)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Does something that meets the other end point here?
    fn is_led_to(&mut self, tx: &mut Tx<'_>, link: &Link, met: &Met) -> Result<bool, SearchStop> {
        let here = met.entry.reference();
        for end in &link.ends {
            let lead = pointing(tx, end, link.param, &met.entry)?;
            if let Lead::Listed(places) = &lead {
                // A chart is read whole before the first of it is looked at.
                let read = places.len() / ROWS_A_BODY;
                self.linked_left = self.linked_left.saturating_sub(read);
            }
            let mut candidates = Candidates::of(end.of, &lead, None);
            loop {
                for place in candidates.places(tx)? {
                    let found = self.linked(tx, end, place.key(end.of))?;
                    if found.is_some_and(|found| points_to(link.param, found.tape.root(), &here)) {
                        return Ok(true);
                    }
                }
                if candidates.ended {
                    break;
                }
            }
        }
        Ok(false)
    }

    /// An entry at the other end of a link, where it meets it.
    fn linked(
        &mut self,
        tx: &mut Tx<'_>,
        end: &Query,
        key: Key,
    ) -> Result<Option<Met>, SearchStop> {
        self.linked_left = self.linked_left.checked_sub(1).ok_or(SearchStop::TooCostly)?;
        match self.says(tx, end, key)? {
            Some(met) if self.confirms(tx, end, &met)? => Ok(Some(met)),
            _ => Ok(None),
        }
    }
}

/// Does an entry with this body say of itself what the query wants? Its id and what it is linked to
/// are not asked.
pub fn says(query: &Query, entry: &Entry, body: Node<'_>) -> bool {
    let updated = entry.updated.microseconds();
    let moment = Span { first: updated, last: updated };
    let lies_within = query.within.as_ref().is_none_or(|within| {
        let is_owner = entry.key.of == within.of && entry.id == within.id;
        is_owner || within.any.iter().any(|criterion| matches(criterion, body))
    });
    lies_within
        && query.updated.iter().all(|wanted| date_matches(*wanted, moment))
        && query.criteria.iter().all(|criterion| matches(criterion, body))
        && query.filters.iter().all(|filter| filter.holds(body))
}

/// What a body points to by one parameter.
pub(super) fn targets(
    tx: &mut Tx<'_>,
    param: &'static Param,
    body: Node<'_>,
) -> Result<Vec<Key>, Stop> {
    let mut keys = Vec::new();
    for found in values(param, body) {
        let Found::Reference(target) = found else { continue };
        let Some((of, id)) = target.split_once('/') else { continue };
        if let Some(of) = ResourceType::named(of) {
            keys.extend(alias::resolve(tx, of, id)?);
        }
    }
    Ok(keys)
}

fn points_to(param: &'static Param, body: Node<'_>, reference: &str) -> bool {
    let is_it =
        |found: &Found<'_>| matches!(found, Found::Reference(target) if target == reference);
    values(param, body).iter().any(is_it)
}

/// Everything of a type that may point to an entry by one parameter.
pub(super) fn pointing(
    tx: &mut Tx<'_>,
    from: &Query,
    param: &'static Param,
    to: &Entry,
) -> Result<Lead, Stop> {
    if param.index == Index::Chart && to.key.of == ResourceType::PATIENT {
        let codes = listed::codes(from);
        let places = listed::of_patient(tx, from.of, to.key.entry, codes.as_ref())?;
        return Ok(Lead::Listed(listed::latest_first(places)));
    }
    let (table, param) = (HashTable::Reference, param.rows_under().into());
    Ok(Lead::Hashes { table, param, hashes: vec![hash(&to.reference())] })
}
