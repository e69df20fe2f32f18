//! What comes along with the matches of a page: what they point to, what points to them, and, where
//! that is asked for, what belongs to that in turn.

use super::candidates::Candidates;
use super::looking::{pointing, targets};
use super::page::{Page, SearchStop};
use super::sight::{Remembered, Shown};
use crate::entry::{Entry, Key};
use crate::read;
use nabz_fhir::search::{Include, Query};
use nabz_store::{Stop, Tx};
use std::collections::BTreeSet;

/// What comes along with one page at most.
const INCLUDED_MAX: usize = 1_000;
/// Entries that are looked at to find it.
const LOOKED_AT_MAX: usize = 10_000;
/// How often `:iterate` goes on from what came along.
const ROUNDS_MAX: usize = 6;

/// Adds to a page what belongs to its matches.
pub(super) fn included(
    tx: &mut Tx<'_>,
    query: &Query,
    sight: &mut Remembered<'_>,
    page: &mut Page,
) -> Result<(), SearchStop> {
    if query.include.is_empty() && query.revinclude.is_empty() {
        return Ok(());
    }
    let seen = page.matches.iter().map(|entry| entry.key).collect();
    let mut along = Along { sight, seen, found: Vec::new(), left: LOOKED_AT_MAX, is_cut: false };
    let iterates = |include: &&Include| include.iterates;
    let again = Query {
        include: query.include.iter().filter(iterates).copied().collect(),
        revinclude: query.revinclude.iter().filter(iterates).copied().collect(),
        ..Query::of(query.of)
    };
    for entry in &page.matches {
        along.of(tx, query, entry)?;
    }
    let (mut from, mut rounds) = (0, 0);
    while from < along.found.len() && !(again.include.is_empty() && again.revinclude.is_empty()) {
        rounds += 1;
        if rounds > ROUNDS_MAX {
            along.is_cut = true;
            break;
        }
        let new: Vec<Entry> = along.found.iter().skip(from).cloned().collect();
        from = along.found.len();
        for entry in &new {
            along.of(tx, &again, entry)?;
        }
    }
    (page.included, page.is_include_cut) = (along.found, along.is_cut);
    Ok(())
}

/// What has come along so far.
struct Along<'a, 's> {
    sight: &'a mut Remembered<'s>,
    seen: BTreeSet<Key>,
    found: Vec<Entry>,
    left: usize,
    is_cut: bool,
}

impl Along<'_, '_> {
    /// What one entry points to, and what points to it.
    fn of(&mut self, tx: &mut Tx<'_>, query: &Query, entry: &Entry) -> Result<(), Stop> {
        let tape = entry.tape()?;
        for include in query.include.iter().filter(|include| include.of == entry.key.of) {
            for key in targets(tx, include.param, tape.root())? {
                if include.target.is_none_or(|target| target == key.of) {
                    self.take(tx, key, None)?;
                }
            }
        }
        let points_here = |include: &&Include| {
            include.target.is_none_or(|target| target == entry.key.of)
                && include.param.may_point_to(entry.key.of)
        };
        for include in query.revinclude.iter().filter(points_here) {
            let lead = pointing(tx, &Query::of(include.of), include.param, entry)?;
            let mut candidates = Candidates::of(include.of, &lead, None);
            while !candidates.ended && !self.is_cut {
                for place in candidates.places(tx)? {
                    self.take(tx, place.key(include.of), Some((include, entry.key)))?;
                }
            }
        }
        Ok(())
    }

    /// Takes an entry along, where it may be seen and has not come yet; of what should point
    /// somewhere, only what does.
    fn take(
        &mut self,
        tx: &mut Tx<'_>,
        key: Key,
        points: Option<(&Include, Key)>,
    ) -> Result<(), Stop> {
        if self.is_cut || self.seen.contains(&key) {
            return Ok(());
        }
        let Some(left) = self.left.checked_sub(1) else {
            self.is_cut = true;
            return Ok(());
        };
        self.left = left;
        let Some(found) = read::at(tx, key)?.filter(|found| !found.deleted) else {
            return Ok(());
        };
        if !self.sight.may_see(tx, &found)? {
            return Ok(());
        }
        let Shown { entry: found, tape, .. } = self.sight.shown(tx, found)?;
        // An index knows of a pointer that stands in no stub, and a chart of other pointers, too.
        if let Some((include, to)) = points
            && !targets(tx, include.param, tape.root())?.contains(&to)
        {
            return Ok(());
        }
        if self.found.len() >= INCLUDED_MAX {
            self.is_cut = true;
            return Ok(());
        }
        self.seen.insert(key);
        self.found.push(found);
        Ok(())
    }
}
