//! One page of a search.

use super::choice::{self, Chosen, Way, choose};
use super::cursor::Place;
use super::include;
use super::lead;
use super::looking::{Looking, Met};
use super::order;
use super::reach::Reach;
use super::sight::{Everything, Sight};
use super::sorted::{At, Behind, Order};
use super::terms::{self, NoTerms, Terms};
use super::walk::Walk;
use crate::entry::Entry;
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, Query, Total, parse};
use nabz_store::{Stop, Tx};

/// Candidates whose bodies are looked at for one page. When they run out the page is short and
/// names the next one, so that a poor question costs many small answers instead of one long one.
pub(super) const CANDIDATES_A_PAGE_MAX: usize = 5_000;
/// Candidates that are looked at to count, or to put matches into an order no index has.
pub(super) const CANDIDATES_GATHERED_MAX: usize = 20_000;
/// Candidates that are looked at to say about how many matches there are.
const CANDIDATES_ESTIMATED_MAX: usize = 2_000;

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
    /// There are more than the total says: counting on would have cost too much.
    pub is_more_than_total: bool,
    /// Not everything that belongs to the matches came along: it was too much.
    pub is_include_cut: bool,
    /// Bodies that were read to find the matches and to count them.
    pub(super) looked_at: usize,
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

/// Answers one page. What `sight` does not let be seen is as if it were not there.
///
/// # Errors
/// [`SearchStop`].
pub fn search(tx: &mut Tx<'_>, query: &Query, sight: &mut dyn Sight) -> Result<Page, SearchStop> {
    search_by(tx, query, sight, &mut NoTerms)
}

/// The same where `terms` knows which codes belong together.
///
/// # Errors
/// [`SearchStop`]; `REC-010` for codes that nobody knows.
pub fn search_by(
    tx: &mut Tx<'_>,
    query: &Query,
    sight: &mut dyn Sight,
    terms: &mut dyn Terms,
) -> Result<Page, SearchStop> {
    let query = &*terms::spelled_out(tx, query, terms)?;
    let mut looking = Looking::with(sight);
    let mut page = Page::default();
    if query.only_total {
        let chosen = choose(tx, query, &mut looking)?;
        count(tx, query, &mut looking, (&chosen, &mut page))?;
        page.looked_at = looking.looked_at;
        return Ok(page);
    }
    let after = query.after.as_deref().map(|text| Place::read(text, query)).transpose()?;
    match plan(tx, query, &mut looking, after)? {
        Plan::Walk(chosen) => {
            count(tx, query, &mut looking, (&chosen, &mut page))?;
            walked(tx, query, &mut looking, (&chosen, after, &mut page))?;
        }
        Plan::Sort(order) => {
            if query.total != Total::Unasked {
                let chosen = choose(tx, query, &mut looking)?;
                count(tx, query, &mut looking, (&chosen, &mut page))?;
            }
            sorted(tx, query, &mut looking, (order, after, &mut page))?;
        }
        Plan::Gather(chosen) => gathered(tx, query, &mut looking, (&chosen, after, &mut page))?,
    }
    page.looked_at = looking.looked_at;
    include::included(tx, query, &mut looking.sight, &mut page)?;
    Ok(page)
}

/// How the matches of a page are come by.
enum Plan {
    /// A lead has them in order.
    Walk(Chosen),
    /// An index has the order, and many stand in it.
    Sort(Order),
    /// They are gathered and put into order.
    Gather(Chosen),
}

fn plan(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    after: Option<(Way, Place)>,
) -> Result<Plan, SearchStop> {
    match after {
        None => {}
        Some((Way::Sorted | Way::Unsaid, _)) => {
            return Order::of(query).map(Plan::Sort).ok_or(SearchStop::ForeignCursor);
        }
        Some((Way::Gathered, _)) => return choose(tx, query, looking).map(Plan::Gather),
        Some((way, _)) => {
            let lead = choice::leading(tx, query, looking, (way, Reach::Far))?;
            let lead = lead.ok_or(SearchStop::TooCostly)?;
            if !lead.answers_order(query) {
                return Err(SearchStop::ForeignCursor);
            }
            // Whoever asks may have made the place up.
            if lead.has_grown(tx, query.of)? {
                return Err(SearchStop::TooCostly);
            }
            return Ok(Plan::Walk(Chosen { way, lead }));
        }
    }
    let chosen = choose(tx, query, looking)?;
    if chosen.lead.answers_order(query) {
        return Ok(Plan::Walk(chosen));
    }
    if choice::is_long(tx, query, &chosen)?
        && let Some(plan) = in_order(query)
    {
        return Ok(plan);
    }
    Ok(Plan::Gather(chosen))
}

/// An index that has the order which is asked for.
fn in_order(query: &Query) -> Option<Plan> {
    let (way, lead) = (Way::Changes, lead::changes(query));
    if lead.answers_order(query) {
        return Some(Plan::Walk(Chosen { way, lead }));
    }
    Order::of(query).map(Plan::Sort)
}

/// How many matches there are, as far as that was asked for.
fn count(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (chosen, page): (&Chosen, &mut Page),
) -> Result<(), SearchStop> {
    let budget = match query.total {
        Total::Unasked => return Ok(()),
        Total::Estimate => CANDIDATES_ESTIMATED_MAX,
        Total::Accurate => CANDIDATES_GATHERED_MAX,
    };
    let mut counted = 0;
    let mut walk = Walk::new(query, &chosen.lead, None, budget);
    walk.go(tx, looking, &mut |_| {
        counted += 1;
        true
    })?;
    if walk.cut_short && query.total == Total::Accurate {
        return Err(SearchStop::TooCostly);
    }
    (page.total, page.is_more_than_total) = (Some(counted), walk.cut_short);
    Ok(())
}

fn walked(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (chosen, after, page): (&Chosen, Option<(Way, Place)>, &mut Page),
) -> Result<(), SearchStop> {
    let after = after.map(|(_, place)| place);
    let mut found = Vec::new();
    let mut walk = Walk::new(query, &chosen.lead, after, CANDIDATES_A_PAGE_MAX);
    // One more than is shown says whether there is a next page.
    walk.go(tx, looking, &mut |hit| {
        found.push(hit);
        found.len() <= shown_at_once(query)
    })?;
    let stopped_at = walk.cut_short.then_some(walk.at);
    let ends_at = cut(query, &mut found).map(|last| last.place).or(stopped_at);
    page.next = ends_at.map(|place| place.written(query, chosen.way));
    page.matches = found.into_iter().map(|hit| hit.met.entry).collect();
    Ok(())
}

fn sorted(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (order, after, page): (Order, Option<(Way, Place)>, &mut Page),
) -> Result<(), SearchStop> {
    let behind = match after {
        None => Behind::Start,
        Some((Way::Unsaid, place)) => Behind::Unsaid(place),
        Some((_, place)) => Behind::Match(order::as_it_was(tx, query.of, looking, place)?),
    };
    let wanted = shown_at_once(query).saturating_add(1);
    let mut sorted = order.page(tx, (query, wanted), looking, behind)?;
    let written = |(at, met): &(At, Met)| match at {
        At::Index => order::place(met).written(query, Way::Sorted),
        At::Unsaid(place) => place.written(query, Way::Unsaid),
    };
    page.next = cut(query, &mut sorted.found).map(written).or_else(|| match &sorted.stopped {
        None => None,
        Some(At::Index) => sorted.found.last().map(written),
        Some(At::Unsaid(place)) => Some(place.written(query, Way::Unsaid)),
    });
    page.matches = sorted.found.into_iter().map(|(_, met)| met.entry).collect();
    Ok(())
}

fn gathered(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (chosen, after, page): (&Chosen, Option<(Way, Place)>, &mut Page),
) -> Result<(), SearchStop> {
    let mut all: Vec<Met> = Vec::new();
    let mut walk = Walk::new(query, &chosen.lead, None, CANDIDATES_GATHERED_MAX);
    walk.go(tx, looking, &mut |hit| {
        all.push(hit.met);
        true
    })?;
    if walk.cut_short {
        return Err(SearchStop::TooCostly);
    }
    let counted = u64::try_from(all.len()).unwrap_or(u64::MAX);
    page.total = (query.total != Total::Unasked).then_some(counted);
    let mut found = order::ordered(query, all);
    if let Some((_, place)) = after {
        found = order::behind(tx, query, looking, (found, place))?;
    }
    let ends_at = cut(query, &mut found).map(|keyed| order::place(&keyed.met));
    page.next = ends_at.map(|place| place.written(query, Way::Gathered));
    page.matches = found.into_iter().map(|keyed| keyed.met.entry).collect();
    Ok(())
}

fn shown_at_once(query: &Query) -> usize {
    usize::try_from(query.count).unwrap_or(usize::MAX)
}

/// Leaves what is shown; and the last of it, where something comes behind.
fn cut<'f, T>(query: &Query, found: &'f mut Vec<T>) -> Option<&'f T> {
    if found.len() <= shown_at_once(query) {
        return None;
    }
    found.truncate(shown_at_once(query));
    found.last()
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
