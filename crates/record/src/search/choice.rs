//! Which index leads a search: what was named, then the patient's chart, then what has the fewest
//! rows, then everything of the type.
//!
//! The page behind goes the same way, whichever would be the best by then: places of one order mean
//! nothing in another.

use super::by_value;
use super::lead::{self, Lead};
use super::listed;
use super::looking::Looking;
use super::page::{CANDIDATES_GATHERED_MAX, SearchStop};
use super::reach::{self, Reach};
use super::said;
use nabz_fhir::search::Query;
use nabz_store::Tx;

/// A lead that is as short as this is taken before it is asked how far a link reaches, which is a
/// search of its own.
const SHORT_ROWS: usize = 50;
const CRITERION: i64 = 100;
const LINK: i64 = 200;
const BEHIND_LINKS: i64 = 300;

/// How the candidates of a search are come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Their ids were named.
    Named,
    /// They lie in the chart of a Patient who was named.
    Chart,
    /// They lie in the compartment in which is searched.
    Within,
    /// All of the type, as they were changed.
    Changes,
    /// They are of the sources that were named.
    Sources,
    /// By this condition.
    Criterion(usize),
    /// By this link.
    Link(usize),
    /// By whichever, since all are gathered and put into an order.
    Gathered,
    /// By the index that has the order.
    Sorted,
    /// Behind that: what says nothing of what the order goes by.
    Unsaid,
}

impl Way {
    /// As a cursor says it.
    pub(super) fn number(self) -> i64 {
        let counted = |from: i64, at: usize| from + i64::try_from(at).unwrap_or_default();
        match self {
            Self::Named => 1,
            Self::Chart => 2,
            Self::Within => 3,
            Self::Changes => 4,
            Self::Gathered => 5,
            Self::Sorted => 6,
            Self::Unsaid => 7,
            Self::Sources => 8,
            Self::Criterion(at) => counted(CRITERION, at),
            Self::Link(at) => counted(LINK, at),
        }
    }

    pub(super) fn numbered(number: i64) -> Option<Self> {
        let at = |from: i64| usize::try_from(number - from).ok();
        Some(match number {
            1 => Self::Named,
            2 => Self::Chart,
            3 => Self::Within,
            4 => Self::Changes,
            5 => Self::Gathered,
            6 => Self::Sorted,
            7 => Self::Unsaid,
            8 => Self::Sources,
            CRITERION..LINK => Self::Criterion(at(CRITERION)?),
            LINK..BEHIND_LINKS => Self::Link(at(LINK)?),
            _ => return None,
        })
    }
}

/// What leads, and how it is found again.
pub(super) struct Chosen {
    pub(super) way: Way,
    pub(super) lead: Lead,
}

/// The best way.
pub(super) fn choose(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
) -> Result<Chosen, SearchStop> {
    for way in [Way::Named, Way::Chart] {
        if let Some(lead) = leading(tx, query, looking, (way, Reach::Short))? {
            return Ok(Chosen { way, lead });
        }
    }
    if is_listed_by_change(query) {
        return Ok(Chosen { way: Way::Changes, lead: lead::changes(query) });
    }
    let criteria = (0..query.criteria.len()).map(Way::Criterion);
    let mut known = Vec::new();
    for way in [Way::Within, Way::Sources].into_iter().chain(criteria) {
        let lead = leading(tx, query, looking, (way, Reach::Short))?;
        known.extend(lead.map(|lead| Chosen { way, lead }));
    }
    let best = match (known.len(), query.links.as_slice()) {
        (1, []) => known.pop(),
        _ => shortest(tx, query, looking, known)?,
    };
    match best {
        Some(best) if !best.lead.is_too_wide(tx, query.of)? => Ok(best),
        Some(_) | None => Ok(Chosen { way: Way::Changes, lead: lead::changes(query) }),
    }
}

fn shortest(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    known: Vec<Chosen>,
) -> Result<Option<Chosen>, SearchStop> {
    let (mut best, mut fewest) = (None, usize::MAX);
    for chosen in known {
        let rows = chosen.lead.estimate(tx, query.of)?;
        if rows < fewest {
            (best, fewest) = (Some(chosen), rows);
        }
    }
    for at in 0..query.links.len() {
        if fewest <= SHORT_ROWS {
            break;
        }
        let way = Way::Link(at);
        let Some(lead) = leading(tx, query, looking, (way, Reach::Short))? else { continue };
        let rows = lead.estimate(tx, query.of)?;
        if rows < fewest {
            (best, fewest) = (Some(Chosen { way, lead }), rows);
        }
    }
    Ok(best)
}

/// The lead that goes this way; `None` where the query has none, or where it would be too long.
pub(super) fn leading(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (way, reach): (Way, Reach),
) -> Result<Option<Lead>, SearchStop> {
    Ok(match way {
        Way::Named => match &query.ids {
            Some(ids) => Some(Lead::Listed(listed::named(tx, query.of, ids)?)),
            None => None,
        },
        Way::Chart => listed::chart(tx, query)?.map(Lead::Listed),
        Way::Within => match &query.within {
            Some(within) => Some(reach::within(tx, query, within)?),
            None => None,
        },
        Way::Changes => Some(lead::changes(query)),
        Way::Sources => listed::sources(tx, query)?,
        Way::Criterion(at) => match by_value::lead_by(query, at) {
            Some(lead) => Some(said::spelled_out(tx, query.of, lead)?),
            None => None,
        },
        Way::Link(at) => match query.links.get(at) {
            Some(link) => reach::by(tx, query, looking, (link, reach))?,
            None => None,
        },
        Way::Gathered | Way::Sorted | Way::Unsaid => None,
    })
}

/// What leads, for whoever asks whether the right one does.
#[cfg(test)]
pub(crate) fn first_lead(tx: &mut Tx<'_>, query: &Query) -> Result<Lead, SearchStop> {
    let mut everything = super::sight::Everything;
    Ok(choose(tx, query, &mut Looking::with(&mut everything))?.lead)
}

/// A list without conditions, in the order of change that the caller wishes.
fn is_listed_by_change(query: &Query) -> bool {
    let unconditional = query.criteria.is_empty()
        && query.filters.is_empty()
        && query.links.is_empty()
        && query.within.is_none();
    matches!(query.sort.as_slice(), [key] if key.param.is_none()) && unconditional
}

/// Does a way lead to more candidates than can be gathered and put into an order?
pub(super) fn is_long(tx: &mut Tx<'_>, query: &Query, chosen: &Chosen) -> Result<bool, SearchStop> {
    match chosen.way {
        Way::Named | Way::Chart | Way::Gathered | Way::Sorted | Way::Unsaid => Ok(false),
        Way::Changes => Ok(true),
        Way::Within | Way::Sources | Way::Criterion(_) | Way::Link(_) => {
            let most = CANDIDATES_GATHERED_MAX.saturating_add(1);
            Ok(chosen.lead.rows(tx, query.of, most)? >= most)
        }
    }
}
