//! Which index leads a search.

use super::cursor::Place;
use crate::entry::hash;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Index, Kind};
use nabz_fhir::fold::fold_for_index;
use nabz_fhir::search::{
    Criterion, DateWanted, Prefix, QuantityWanted, Query, Test, TextMode, Wanted,
};

/// An index that can lead.
#[derive(Clone, Debug)]
pub(crate) enum Lead {
    /// Equal hashes in the order of their entries.
    Hashes { table: HashTable, param: i64, hashes: Vec<i64> },
    /// Texts that begin alike, in the order of their entries.
    Texts { param: i64, prefixes: Vec<String> },
    /// Amounts between two others, in the order of their entries.
    Amounts { param: i64, ranges: Vec<(i64, i64)> },
    /// Spans, the latest first.
    Spans { param: i64, bounds: Bounds },
    /// Spans in the order of their entries: a birthday is not put into the address of a page.
    Birthdays { param: i64, bounds: Bounds },
    /// Everything of the type in the order of its last change, between two moments.
    Changes { from: i64, to: i64, descending: bool },
    /// Few enough to be held: a patient's chart, or ids that were named. The latest first.
    Listed(Vec<Place>),
    /// What points to any of several targets, by number of the parameter and hash of the target,
    /// and entries besides; in the order of the entries.
    Union { pointers: Vec<(i64, i64)>, listed: Vec<Place> },
}

/// The tables whose rows are hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashTable {
    Token,
    Reference,
    Identifier,
}

/// Which spans a wish can meet; a few more than do, the body decides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// A span that meets the wish has a moment at or behind this one,
    pub(crate) reaches: i64,
    /// and begins at or before this one.
    pub(crate) begins_by: i64,
}

/// Everything of the type in the order of its last change, as far as `_lastUpdated` lets it be.
pub(super) fn changes(query: &Query) -> Lead {
    let descending =
        matches!(query.sort.as_slice(), [key] if key.param.is_none() && key.descending);
    let (mut from, mut to) = (i64::MIN, i64::MAX);
    for wanted in &query.updated {
        let bounds = bounds(*wanted);
        from = from.max(bounds.reaches);
        to = to.min(bounds.begins_by);
    }
    Lead::Changes { from, to, descending }
}

impl Lead {
    /// Does its own order answer the order that was asked for?
    pub(crate) fn answers_order(&self, query: &Query) -> bool {
        match (self, query.sort.as_slice()) {
            (_, []) => true,
            (Self::Changes { descending, .. }, [key]) => {
                key.param.is_none() && key.descending == *descending
            }
            (Self::Spans { param, .. }, [key]) => {
                key.descending && key.param.is_some_and(|p| i64::from(p.rows_under()) == *param)
            }
            _ => false,
        }
    }

    /// Do later candidates have smaller places?
    pub(crate) fn descends(&self) -> bool {
        match self {
            Self::Spans { .. } | Self::Listed(_) => true,
            Self::Changes { descending, .. } => *descending,
            Self::Hashes { .. }
            | Self::Texts { .. }
            | Self::Amounts { .. }
            | Self::Birthdays { .. }
            | Self::Union { .. } => false,
        }
    }
}

/// The index that this condition could lead by, if any.
pub(super) fn of(query: &Query, criterion: &Criterion) -> Option<Lead> {
    let Test::AnyOf(wanted) = &criterion.test else { return None };
    let param = i64::from(criterion.param.rows_under());
    match criterion.param.kind {
        Kind::Token => {
            let identifier = criterion.param.index == Index::Identifier;
            let table = if identifier { HashTable::Identifier } else { HashTable::Token };
            let code = |wanted: &Wanted| Some(vec![hash(wanted.token()?.code.as_deref()?)]);
            Some(Lead::Hashes { table, param, hashes: all(wanted, code)? })
        }
        // The chart has what points to a Patient; `listed::chart` has been asked before.
        Kind::Reference if criterion.param.index == Index::Chart => None,
        Kind::Reference => {
            let table = HashTable::Reference;
            let targets = |wanted: &Wanted| {
                let spelled = wanted.reference()?.spellings(criterion.param);
                Some(spelled.iter().map(|text| hash(text)).collect())
            };
            Some(Lead::Hashes { table, param, hashes: all(wanted, targets)? })
        }
        Kind::Text => {
            let prefix = |wanted: &Wanted| {
                let wanted = wanted.text().filter(|text| text.mode != TextMode::Contains)?;
                let folded = fold_for_index(&wanted.text);
                (!folded.is_empty()).then(|| vec![folded])
            };
            Some(Lead::Texts { param, prefixes: all(wanted, prefix)? })
        }
        Kind::Quantity => {
            let between = |wanted: &Wanted| range(wanted.quantity()?).map(|range| vec![range]);
            Some(Lead::Amounts { param, ranges: all(wanted, between)? })
        }
        Kind::Date => {
            let [Wanted::Date(wanted)] = wanted.as_slice() else { return None };
            let bounds = bounds(*wanted);
            Some(if is_of_a_person(query.of) {
                Lead::Birthdays { param, bounds }
            } else {
                Lead::Spans { param, bounds }
            })
        }
        // No index holds these; the grammar refuses them.
        Kind::Number | Kind::Uri | Kind::Composite | Kind::Special => None,
    }
}

/// Are the dates of this type those of somebody's life?
fn is_of_a_person(of: ResourceType) -> bool {
    ["Patient", "Person", "RelatedPerson"].contains(&of.name())
}

/// Every alternative must be found through the index, or the index cannot lead.
fn all<T>(wanted: &[Wanted], each: impl Fn(&Wanted) -> Option<Vec<T>>) -> Option<Vec<T>> {
    let found: Option<Vec<Vec<T>>> = wanted.iter().map(each).collect();
    found.map(|found| found.into_iter().flatten().collect())
}

fn range(wanted: &QuantityWanted) -> Option<(i64, i64)> {
    let value = wanted.millionths;
    let around = |slack: i64| (value.saturating_sub(slack), value.saturating_add(slack));
    match wanted.prefix {
        Prefix::Eq => Some(around(wanted.half)),
        Prefix::Gt | Prefix::Ge | Prefix::Sa => Some((value, i64::MAX)),
        Prefix::Lt | Prefix::Le | Prefix::Eb => Some((i64::MIN, value)),
        Prefix::Ap => Some(around((value / 10).abs())),
        Prefix::Ne => None,
    }
}

pub(crate) fn bounds(wanted: DateWanted) -> Bounds {
    let (first, last) = (wanted.span.first, wanted.span.last);
    match wanted.prefix {
        Prefix::Eq | Prefix::Ge => Bounds {
            reaches: first,
            begins_by: if wanted.prefix == Prefix::Eq { last } else { i64::MAX },
        },
        Prefix::Gt | Prefix::Sa => Bounds { reaches: last, begins_by: i64::MAX },
        Prefix::Lt | Prefix::Eb => Bounds { reaches: i64::MIN, begins_by: first },
        Prefix::Le => Bounds { reaches: i64::MIN, begins_by: last },
        Prefix::Ap => {
            let slack = (last.saturating_sub(first) / 10).max(86_400_000_000);
            Bounds { reaches: first.saturating_sub(slack), begins_by: last.saturating_add(slack) }
        }
        Prefix::Ne => Bounds { reaches: i64::MIN, begins_by: i64::MAX },
    }
}
