//! Conditions: the one entry that fits a query.

use crate::entry::{Entry, SourceId};
use crate::search::{Everything, Own, SearchStop, Sight, search};
use crate::{parameters, refusals};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Criterion, Handling, Query, Test, Total, Wanted, pairs, parse_knowing};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};

/// Among whose entries it is looked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// What others said is found by its identifier alone: whoever knows the number may point to
    /// it, and nobody finds out by asking who has which birth date.
    Anybodys,
    /// Among the source's own: what it may change.
    Own,
}

/// What criteria ask for. Those that ask for nothing, or for everything, are refused.
///
/// # Errors
/// `REC-008`.
pub(super) fn wanted(tx: &mut Tx<'_>, of: ResourceType, criteria: &str) -> Result<Query, Stop> {
    let unknown = || {
        Stop::from(Refused::plain(refusals::CRITERIA_UNKNOWN).invalid().with("criteria", criteria))
    };
    let asked = pairs(criteria).ok_or_else(unknown)?;
    let added = parameters::known(tx)?;
    let query = parse_knowing(&added, of, &asked, Handling::Strict).map_err(|_| unknown())?;
    if query.ids.is_none() && asks_nothing_of_entries(&query) {
        return Err(unknown());
    }
    // Whatever was said of pages: whether two fit has to show.
    Ok(Query {
        count: 2,
        after: None,
        sort: Vec::new(),
        include: Vec::new(),
        revinclude: Vec::new(),
        total: Total::Unasked,
        only_total: false,
        ..query
    })
}

fn asks_nothing_of_entries(query: &Query) -> bool {
    query.criteria.is_empty() && query.filters.is_empty() && query.links.is_empty()
}

/// The one entry of a source's own that fits criteria, as whoever patches it needs it.
///
/// # Errors
/// `REC-008` when the criteria are not understood, `REC-007` when several fit.
pub fn sought(
    tx: &mut Tx<'_>,
    source: SourceId,
    of: ResourceType,
    criteria: &str,
) -> Result<Option<Entry>, Stop> {
    let query = wanted(tx, of, criteria)?;
    sole(tx, source, &query, Whose::Own)
}

/// The one entry that fits a query, or none.
///
/// # Errors
/// `REC-007` when several fit.
pub(super) fn sole(
    tx: &mut Tx<'_>,
    source: SourceId,
    query: &Query,
    whose: Whose,
) -> Result<Option<Entry>, Stop> {
    let (mut everything, mut own, mut said) = (Everything, Own(source), SaidBy(source));
    let sight: &mut dyn Sight = match whose {
        Whose::Own => &mut said,
        Whose::Anybodys if by_number(query) => &mut everything,
        Whose::Anybodys => &mut own,
    };
    let page = match search(tx, query, sight) {
        Ok(page) => page,
        Err(SearchStop::Store(stop)) => return Err(stop),
        Err(SearchStop::ForeignCursor | SearchStop::TooCostly) => return Err(too_wide(query)),
    };
    let mut found = page.matches.into_iter();
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Refused::plain(refusals::SEVERAL_FIT).invalid().into()),
        // More than can be looked at fits some of it, and nobody knows whether another fits all.
        (_, None) if page.next.is_some() => Err(too_wide(query)),
        (one, None) => Ok(one),
    }
}

fn too_wide(query: &Query) -> Stop {
    let asked = nabz_fhir::search::query(&query.sent);
    Refused::plain(refusals::CRITERIA_UNKNOWN).invalid().with("criteria", asked).into()
}

/// What a source said itself, and nothing else.
struct SaidBy(SourceId);

impl Sight for SaidBy {
    fn may_see(&mut self, _: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(entry.source == self.0)
    }
}

/// Does it ask for identifiers and for nothing besides?
fn by_number(query: &Query) -> bool {
    let whole = |wanted: &Wanted| wanted.token().is_some_and(|token| token.code.is_some());
    let number = |criterion: &Criterion| match &criterion.test {
        Test::AnyOf(wanted) => criterion.param.code == "identifier" && wanted.iter().all(whole),
        Test::NoneOf(_) | Test::Missing(_) => false,
    };
    let asks_besides = query.ids.is_some()
        || !query.updated.is_empty()
        || !query.filters.is_empty()
        || !query.links.is_empty();
    !asks_besides && query.criteria.iter().all(number)
}
