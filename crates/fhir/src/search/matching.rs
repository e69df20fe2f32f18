//! Yes or no about a body. The index only narrows down; this decides.

use super::criteria::{
    Criterion, DateWanted, Prefix, QuantityWanted, ReferenceWanted, Test, TextMode, TextWanted,
    TokenWanted, Wanted,
};
use crate::date::Span;
use crate::extract::{Found, values};
use crate::fold::fold;
use crate::quantity::Amount;
use crate::tape::Node;

/// A tenth more or less counts as approximately, as R4 recommends.
const APPROXIMATELY_ONE_IN: i64 = 10;

/// Does the body meet the condition?
pub fn matches(criterion: &Criterion, body: Node<'_>) -> bool {
    let found = values(criterion.param, body);
    let any = |wanted: &[Wanted]| found.iter().any(|f| wanted.iter().any(|w| meets(w, f)));
    match &criterion.test {
        Test::Missing(missing) => found.is_empty() == *missing,
        Test::AnyOf(wanted) => any(wanted),
        Test::NoneOf(wanted) => !any(wanted),
    }
}

fn meets(wanted: &Wanted, found: &Found<'_>) -> bool {
    match (wanted, found) {
        (Wanted::Token(wanted), Found::Token { system, code }) => {
            token(wanted, system.as_deref(), code)
        }
        (Wanted::Text(wanted), Found::Text(found)) => text(wanted, found),
        (Wanted::Date(wanted), Found::Date(found)) => date_matches(*wanted, *found),
        (Wanted::Reference(wanted), Found::Reference(found)) => reference(wanted, found),
        (Wanted::Quantity(wanted), Found::Quantity(found)) => quantity(wanted, found),
        _ => false,
    }
}

fn token(wanted: &TokenWanted, system: Option<&str>, code: &str) -> bool {
    let system_fits = match &wanted.system {
        None => true,
        Some(wanted) => wanted.as_deref() == system,
    };
    system_fits && wanted.code.as_deref().is_none_or(|wanted| wanted == code)
}

fn text(wanted: &TextWanted, found: &str) -> bool {
    match wanted.mode {
        TextMode::Exact => wanted.text == found,
        TextMode::Begins => fold(found).starts_with(&fold(&wanted.text)),
        TextMode::Contains => fold(found).contains(&fold(&wanted.text)),
    }
}

/// The comparisons of R4 between what a query and what a body leave open.
///
/// Source: <http://hl7.org/fhir/R4/search.html#prefix>.
pub fn date_matches(wanted: DateWanted, found: Span) -> bool {
    let span = wanted.span;
    match wanted.prefix {
        Prefix::Eq => span.contains(found),
        Prefix::Ne => !span.contains(found),
        Prefix::Gt => found.last > span.last,
        Prefix::Lt => found.first < span.first,
        Prefix::Ge => found.last > span.last || span.contains(found),
        Prefix::Le => found.first < span.first || span.contains(found),
        Prefix::Sa => found.first > span.last,
        Prefix::Eb => found.last < span.first,
        Prefix::Ap => {
            // Without a clock the tenth is of the span itself, and of a day at least.
            let day = 86_400_000_000;
            let slack = (span.last.saturating_sub(span.first) / APPROXIMATELY_ONE_IN).max(day);
            let (first, last) = (span.first.saturating_sub(slack), span.last.saturating_add(slack));
            Span { first, last }.overlaps(found)
        }
    }
}

fn reference(wanted: &ReferenceWanted, found: &str) -> bool {
    match wanted.of {
        Some(of) => found
            .strip_suffix(wanted.id.as_str())
            .and_then(|rest| rest.strip_suffix('/'))
            .is_some_and(|rest| rest == of.name()),
        None if wanted.id.contains([':', '/']) => found == wanted.id,
        None => found.rsplit_once('/').is_some_and(|(of, id)| id == wanted.id && !of.contains('/')),
    }
}

fn quantity(wanted: &QuantityWanted, found: &Amount) -> bool {
    let unit_fits = wanted.unit.as_deref().is_none_or(|unit| {
        found.code.as_deref() == Some(unit)
            || (wanted.system.is_none() && found.unit.as_deref() == Some(unit))
    });
    let system_fits =
        wanted.system.as_deref().is_none_or(|system| found.system.as_deref() == Some(system));
    let (value, wanted_value) = (found.millionths, wanted.millionths);
    let within = |half: i64| {
        // A half of nothing still lets the number itself through.
        value >= wanted_value.saturating_sub(half)
            && (value < wanted_value.saturating_add(half) || value == wanted_value)
    };
    let amount_fits = match wanted.prefix {
        Prefix::Eq => within(wanted.half),
        Prefix::Ne => !within(wanted.half),
        Prefix::Gt | Prefix::Sa => value > wanted_value,
        Prefix::Lt | Prefix::Eb => value < wanted_value,
        Prefix::Ge => value >= wanted_value,
        Prefix::Le => value <= wanted_value,
        Prefix::Ap => within((wanted_value / APPROXIMATELY_ONE_IN).abs()),
    };
    unit_fits && system_fits && amount_fits
}
