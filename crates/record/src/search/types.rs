//! A search of several types: one is answered after the other, each in its own order.

use super::page::{CANDIDATES_A_PAGE_MAX, CANDIDATES_GATHERED_MAX, Page, SearchStop, search_by};
use super::sight::Sight;
use super::terms::Terms;
use nabz_fhir::search::{Query, Total};
use nabz_store::Tx;
use std::collections::BTreeSet;

/// Answers one page of the same question about several types. `after` is where the page before
/// ended: the place of a type in the list, and a place within it.
///
/// # Errors
/// [`SearchStop`].
pub fn search_types(
    tx: &mut Tx<'_>,
    (queries, after): (&[Query], Option<&str>),
    sight: &mut dyn Sight,
    terms: &mut dyn Terms,
) -> Result<Page, SearchStop> {
    let (first, mut within) = match after {
        None => (0, None),
        Some(text) => place(text).ok_or(SearchStop::ForeignCursor)?,
    };
    let mut all = Page::default();
    count(tx, queries, (sight, terms), &mut all)?;
    let mut looked_at = 0_usize;
    let mut left = queries.first().filter(|query| !query.only_total).map_or(0, |query| query.count);
    for (at, query) in queries.iter().enumerate().skip(first) {
        if left == 0 {
            break;
        }
        let asked =
            Query { count: left, after: within.take(), total: Total::Unasked, ..query.clone() };
        let page = search_by(tx, &asked, sight, terms)?;
        left = left.saturating_sub(u32::try_from(page.matches.len()).unwrap_or(u32::MAX));
        looked_at = looked_at.saturating_add(page.looked_at);
        let has_more_types = at + 1 < queries.len();
        let is_enough = left == 0 || looked_at >= CANDIDATES_A_PAGE_MAX;
        all.next = match page.next {
            Some(next) => Some(format!("{at}-{next}")),
            None if is_enough && has_more_types => Some(format!("{}-", at + 1)),
            None => None,
        };
        all.is_include_cut |= page.is_include_cut;
        all.matches.extend(page.matches);
        all.included.extend(page.included);
        if all.next.is_some() {
            break;
        }
    }
    let mut seen: BTreeSet<_> = all.matches.iter().map(|entry| entry.key).collect();
    all.included.retain(|entry| seen.insert(entry.key));
    Ok(all)
}

/// How many matches there are of all types together, for the price of counting those of one.
fn count(
    tx: &mut Tx<'_>,
    queries: &[Query],
    (sight, terms): (&mut dyn Sight, &mut dyn Terms),
    all: &mut Page,
) -> Result<(), SearchStop> {
    let mut looked_at = 0_usize;
    for query in queries.iter().filter(|query| query.total != Total::Unasked) {
        if looked_at >= CANDIDATES_GATHERED_MAX {
            if query.total == Total::Accurate {
                return Err(SearchStop::TooCostly);
            }
            all.is_more_than_total = true;
            return Ok(());
        }
        let counted = search_by(tx, &Query { only_total: true, ..query.clone() }, sight, terms)?;
        looked_at = looked_at.saturating_add(counted.looked_at);
        all.total = Some(all.total.unwrap_or_default() + counted.total.unwrap_or_default());
        all.is_more_than_total |= counted.is_more_than_total;
    }
    Ok(())
}

fn place(text: &str) -> Option<(usize, Option<String>)> {
    let (at, within) = text.split_once('-')?;
    let within = (!within.is_empty()).then(|| within.to_owned());
    Some((at.parse().ok()?, within))
}
