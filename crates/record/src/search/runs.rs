//! An order by several keys, of which an index has the first: what says the same of the first is
//! gathered, and put into order by the others.
//!
//! Such a run is shown whole or not at all, so that a page that must stop within one ends before
//! it; one that is longer than can be gathered is refused.

use super::looking::{Looking, Met};
use super::order::{Keyed, compared};
use super::page::SearchStop;
use super::sorted::{At, Order, ROWS_AT_ONCE, Sorted, Stand};
use nabz_fhir::search::Query;
use nabz_store::Tx;
use std::cmp::Ordering;

pub(super) struct Runs<'r> {
    pub(super) order: Order,
    pub(super) query: &'r Query,
    /// Of the first run, only what stands behind this one.
    pub(super) behind: Option<Keyed>,
}

impl Runs<'_> {
    /// Over the index behind `start`, until the page is full or enough was looked at.
    pub(super) fn walk(
        mut self,
        tx: &mut Tx<'_>,
        looking: &mut Looking<'_>,
        (mut at, page): (Stand, &mut Sorted),
    ) -> Result<(), SearchStop> {
        let mut run = Vec::new();
        loop {
            let stands = self.order.next(tx, &at)?;
            let last_ones = stands.len() < ROWS_AT_ONCE;
            for stand in stands {
                if !stand.says_the_same(&at) {
                    self.finish(&mut run, page);
                    if page.is_full() {
                        return Ok(());
                    }
                }
                let met = match self.order.decided(tx, self.query, looking, &stand) {
                    Err(SearchStop::TooCostly) => return page.stop(),
                    met => met?,
                };
                at = stand;
                page.budget = page.budget.saturating_sub(1);
                run.extend(met);
            }
            if last_ones {
                self.finish(&mut run, page);
                return Ok(());
            }
            if page.budget == 0 {
                return page.stop();
            }
        }
    }

    fn finish(&mut self, run: &mut Vec<Met>, page: &mut Sorted) {
        let mut run: Vec<Keyed> = run.drain(..).map(|met| Keyed::of(self.query, met)).collect();
        run.sort_by(|one, other| compared(self.query, one, other));
        if let Some(behind) = self.behind.take() {
            run.retain(|one| compared(self.query, one, &behind) == Ordering::Greater);
        }
        page.found.extend(run.into_iter().map(|keyed| (At::Index, keyed.met)));
    }
}
