//! By which index each condition could lead.

use super::bounds::Bounds;
use super::lead::{HashTable, Lead, Range};
use crate::entry::hash;
use crate::rows::{apart, identified_under};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Index, Kind, Param};
use nabz_fhir::fold::{behind, fold_for_index};
use nabz_fhir::search::{
    Criterion, QuantityWanted, Query, Test, TextMode, UriMode, UriWanted, Wanted, uri_for_index,
};
use std::ops::RangeInclusive;

/// Probes of one search; with more, another condition leads.
const PROBES_MAX: usize = 1_000;
/// Codes of one set that are probed: of a large set most have no entries.
const CODES_MAX: usize = 200;

/// The index that the condition at this place could lead by, if any. Two wishes about the one span
/// of a body are one.
pub(crate) fn lead_by(query: &Query, at: usize) -> Option<Lead> {
    let criterion = query.criteria.get(at)?;
    let mut leading = alone(query.of, criterion)?;
    if criterion.param.is_single {
        let others = query.criteria.iter().filter(|other| other.param.id == criterion.param.id);
        others.filter_map(|other| alone(query.of, other)).for_each(|other| leading.join(&other));
    }
    Some(leading)
}

fn alone(of: ResourceType, criterion: &Criterion) -> Option<Lead> {
    let Test::AnyOf(wanted) = &criterion.test else { return None };
    lead(of, criterion.param, wanted)
}

impl Lead {
    /// Takes in another about the same parameter, where both are about spans.
    fn join(&mut self, other: &Self) {
        match (self, other) {
            (Self::Spans { param, bounds }, Self::Spans { param: of, bounds: more })
            | (Self::Birthdays { param, bounds }, Self::Birthdays { param: of, bounds: more })
                if param == of =>
            {
                *bounds = bounds.and(*more);
            }
            _ => {}
        }
    }
}

/// The index that these alternatives could lead by, if any.
fn lead(of: ResourceType, param: &'static Param, wanted: &[Wanted]) -> Option<Lead> {
    let under = i64::from(param.rows_under());
    match (param.kind, wanted.first()?) {
        (Kind::Reference, Wanted::Identified(_)) => {
            let table = HashTable::Token;
            Some(Lead::Hashes { table, param: identified_under(param), hashes: codes(wanted)? })
        }
        _ if param.index == Index::Body => None,
        (Kind::Token, _) => {
            let identifier = param.index == Index::Identifier;
            let table = if identifier { HashTable::Identifier } else { HashTable::Token };
            Some(Lead::Hashes { table, param: under, hashes: codes(wanted)? })
        }
        // The chart has what points to a Patient; `listed::chart` has been asked before.
        (Kind::Reference, _) if param.index == Index::Chart => None,
        (Kind::Reference, _) => {
            let hashes = all(wanted, |wanted| targets(param, wanted))?;
            Some(Lead::Hashes { table: HashTable::Reference, param: under, hashes })
        }
        (Kind::Text, _) => Some(Lead::Texts { param: under, ranges: all(wanted, texts)? }),
        (Kind::Uri, _) => Some(Lead::Texts { param: under, ranges: all(wanted, uris)? }),
        (Kind::Quantity | Kind::Number, _) => {
            Some(Lead::Amounts { param: under, ranges: all(wanted, amounts)? })
        }
        (Kind::Composite, _) if param.index == Index::FirstPart => {
            let first = |wanted: &Wanted| Some(vec![wanted.together()?.first()?.clone()]);
            lead(of, param.components.first()?, &all(wanted, first)?)
        }
        (Kind::Composite, _) => {
            Some(Lead::Amounts { param: under, ranges: all(wanted, together)? })
        }
        (Kind::Date, _) => spans(of, under, wanted),
        (Kind::Special, _) => Some(Lead::Amounts { param: under, ranges: all(wanted, amounts)? }),
    }
}

/// Every alternative must be found through the index, or the index cannot lead.
fn all<T>(wanted: &[Wanted], each: impl Fn(&Wanted) -> Option<Vec<T>>) -> Option<Vec<T>> {
    let found: Option<Vec<Vec<T>>> = wanted.iter().map(each).collect();
    let found: Vec<T> = found?.into_iter().flatten().collect();
    (found.len() <= PROBES_MAX).then_some(found)
}

fn codes(wanted: &[Wanted]) -> Option<Vec<i64>> {
    all(wanted, |wanted| {
        if let Wanted::Token(token) | Wanted::Identified(token) = wanted {
            return Some(vec![hash(token.code.as_deref()?)]);
        }
        if let Wanted::OfType { value, .. } = wanted {
            return Some(vec![hash(value)]);
        }
        let Wanted::Codes(codes) = wanted else { return None };
        let set = codes.set.as_ref().filter(|set| set.len() <= CODES_MAX)?;
        Some(set.codes().map(hash).collect())
    })
}

fn targets(param: &Param, wanted: &Wanted) -> Option<Vec<i64>> {
    let spelled = if let Some(uri) = wanted.uri() {
        (uri.mode == UriMode::Above).then(|| uri.above())?
    } else {
        wanted.reference()?.spellings(param)
    };
    Some(spelled.iter().map(|text| hash(text)).collect())
}

fn texts(wanted: &Wanted) -> Option<Vec<(String, String)>> {
    let wanted = wanted.text()?;
    if !matches!(wanted.mode, TextMode::Begins | TextMode::Exact) {
        return None;
    }
    let folded = fold_for_index(&wanted.text);
    (!folded.is_empty()).then(|| vec![beginning(folded)])
}

fn beginning(prefix: String) -> (String, String) {
    let end = behind(&prefix);
    (prefix, end)
}

/// Nothing sorts between a text and the same with the least sign behind it that is ever kept.
fn just(text: &str) -> (String, String) {
    let text = uri_for_index(text);
    let end = format!("{text}\u{1}");
    (text, end)
}

fn uris(wanted: &Wanted) -> Option<Vec<(String, String)>> {
    let wanted: &UriWanted = wanted.uri()?;
    Some(match wanted.mode {
        UriMode::Exact => vec![just(&wanted.uri)],
        UriMode::Above => wanted.above().iter().map(|above| just(above)).collect(),
        UriMode::Below => vec![beginning(uri_for_index(wanted.stem()))],
    })
}

fn amounts(wanted: &Wanted) -> Option<Vec<Range>> {
    if let Wanted::Quantity(wanted) = wanted {
        return Some(quantity(None, wanted));
    }
    if let Wanted::Number(wanted) = wanted {
        return Some(ranges(0, &wanted.keys));
    }
    let Wanted::Near(near) = wanted else { return None };
    Some(ranges(0, std::slice::from_ref(&near.latitudes)))
}

fn quantity(code: Option<&str>, wanted: &QuantityWanted) -> Vec<Range> {
    match &wanted.canonical {
        Some((unit, keys)) => ranges(apart(code, Some(unit)), keys),
        None => ranges(apart(code, None), &wanted.as_written),
    }
}

fn ranges(apart: i64, keys: &[RangeInclusive<i64>]) -> Vec<Range> {
    keys.iter().map(|keys| Range { apart, from: *keys.start(), to: *keys.end() }).collect()
}

/// A code with an amount, or with another code.
fn together(wanted: &Wanted) -> Option<Vec<Range>> {
    let [Wanted::Token(code), second] = wanted.together()?.as_slice() else { return None };
    let code = code.code.as_deref()?;
    if let Wanted::Quantity(wanted) = second {
        return Some(quantity(Some(code), wanted));
    }
    let value = hash(second.token()?.code.as_deref()?);
    Some(vec![Range { apart: apart(Some(code), None), from: value, to: value }])
}

fn spans(of: ResourceType, param: i64, wanted: &[Wanted]) -> Option<Lead> {
    let [Wanted::Date(wanted)] = wanted else { return None };
    let bounds = Bounds::of(*wanted);
    let is_of_a_person = ["Patient", "Person", "RelatedPerson"].contains(&of.name());
    Some(if is_of_a_person {
        Lead::Birthdays { param, bounds }
    } else {
        Lead::Spans { param, bounds }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_fhir::definitions::params;
    use nabz_fhir::search::{Handling, parse};
    use proptest::prelude::*;
    use proptest::sample::{Index as At, select};
    use proptest::test_runner::{Config, RngSeed};

    /// How often an index is asked for one page.
    fn probes(lead: &Lead) -> usize {
        match lead {
            Lead::Hashes { hashes, .. } => hashes.len(),
            Lead::Texts { ranges, .. } => ranges.len(),
            Lead::Said { texts, .. } => texts.len(),
            Lead::Amounts { ranges, .. } => ranges.len(),
            Lead::Spans { .. } | Lead::Birthdays { .. } | Lead::Changes { .. } => 2,
            Lead::Listed(places) => places.len(),
            Lead::Union { pointers, .. } => pointers.len(),
        }
    }

    proptest! {
        #![proptest_config(Config {
            cases: 4_000, failure_persistence: None, rng_seed: RngSeed::Fixed(29), ..Config::default()
        })]

        #[test]
        fn whatever_is_asked_an_index_is_asked_a_bounded_number_of_times(
            of in select(ResourceType::all().collect::<Vec<_>>()),
            at in any::<At>(),
            value in prop_oneof![
                "(eq|ne|gt|lt|ge|le|sa|eb|ap)?-?[0-9]{1,20}(\\.[0-9]{0,20})?(e-?[0-9]{1,9})?(\\|[a-z:/]{0,9}\\|[a-z0-9\\[\\]/*]{0,9})?",
                "(eq|ne|gt|lt|ge|le|sa|eb|ap)?[0-9]{4}(-[01][0-9](-[0-3][0-9])?)?",
                "[A-Za-z0-9:/|$.,#-]{1,40}",
                (1..100_usize).prop_map(|many| vec!["Patient/a"; many].join(",")),
                (1..200_usize).prop_map(|deep| format!("https://a.example{}", "/a".repeat(deep))),
            ],
        ) {
            let all = params(of);
            let code = all[at.index(all.len())].code;
            let pairs = [(code.to_owned(), value)];
            if let Ok(query) = parse(of, &pairs, Handling::Strict) {
                let lead = lead_by(&query, 0);
                prop_assert!(lead.is_none_or(|lead| probes(&lead) <= PROBES_MAX), "{pairs:?}");
            }
        }
    }
}
