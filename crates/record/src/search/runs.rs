//! An order by several keys, of which an index has the first: what says the same of the first is
//! gathered, and put into order by the others.
//!
//! Such a run is shown whole or not at all, so that a page that must stop within one goes on before
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
        (start, page): (Stand, &mut Sorted),
    ) -> Result<(), SearchStop> {
        let (mut at, mut before, mut run) = (start.clone(), start.clone(), Vec::new());
        loop {
            let stands = self.order.next(tx, &at)?;
            let last_ones = stands.len() < ROWS_AT_ONCE;
            for stand in stands {
                if !stand.says_the_same(&at) {
                    self.finish(&mut run, page);
                    if page.is_full() {
                        return Ok(());
                    }
                    before = at;
                }
                let met = match self.order.decided(tx, self.query, looking, &stand) {
                    Err(SearchStop::TooCostly) => return page.stop(&start, before),
                    met => met?,
                };
                at = stand;
                page.budget = page.budget.saturating_sub(1);
                run.extend(met.map(|met| (at.clone(), met)));
            }
            if last_ones {
                self.finish(&mut run, page);
                return Ok(());
            }
            if page.budget == 0 {
                return page.stop(&start, before);
            }
        }
    }

    fn finish(&mut self, run: &mut Vec<(Stand, Met)>, page: &mut Sorted) {
        let keyed = |(stand, met)| (stand, Keyed::of(self.query, met));
        let mut run: Vec<(Stand, Keyed)> = run.drain(..).map(keyed).collect();
        run.sort_by(|(_, one), (_, other)| compared(self.query, one, other));
        if let Some(behind) = self.behind.take() {
            run.retain(|(_, one)| compared(self.query, one, &behind) == Ordering::Greater);
        }
        page.found.extend(run.into_iter().map(|(stand, keyed)| (At::Match(stand), keyed.met)));
    }
}
