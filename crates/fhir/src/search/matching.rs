//! Yes or no about a body. The index only narrows down; this decides.

use super::codes::CodesWanted;
use super::criteria::{
    Criterion, DateWanted, Prefix, ReferenceWanted, Test, TextMode, TextWanted, TokenWanted, Wanted,
};
use crate::date::Span;
use crate::definitions::{OwnWay, Param};
use crate::extract::{self, Found};
use crate::fold::fold;
use crate::tape::Node;

/// A tenth more or less counts as approximately, as R4 recommends.
const APPROXIMATELY_ONE_IN: i64 = 10;

/// Does the body meet the condition?
pub fn matches(criterion: &Criterion, body: Node<'_>) -> bool {
    let any = |wanted: &[Wanted]| {
        if let Some(Wanted::Near(_)) = wanted.first() {
            return wanted.iter().any(|w| matches!(w, Wanted::Near(near) if near.is(body)));
        }
        let found = asked_about(criterion.param, wanted, body);
        found.iter().any(|f| wanted.iter().any(|w| meets(criterion.param, w, f)))
    };
    match &criterion.test {
        Test::Missing(missing) => is_missing(criterion.param, body) == *missing,
        Test::AnyOf(wanted) => any(wanted),
        Test::NoneOf(wanted) => !any(wanted),
    }
}

/// Is some value of the parameter none of those that the condition wants?
pub(super) fn has_another(criterion: &Criterion, body: Node<'_>) -> bool {
    let (Test::AnyOf(wanted) | Test::NoneOf(wanted)) = &criterion.test else { return false };
    let param = criterion.param;
    let found = asked_about(param, wanted, body);
    found.iter().any(|found| !wanted.iter().any(|wanted| meets(param, wanted, found)))
}

fn is_missing(param: &'static Param, body: Node<'_>) -> bool {
    match param.own_way() {
        Some(OwnWay::Position) => extract::position(body).is_none(),
        Some(OwnWay::Narrative | OwnWay::Content) => asked_about(param, &[], body).is_empty(),
        None => !extract::is_present(param, body),
    }
}

/// The values of a parameter, or what stands beside them where the modifier asks for that. All
/// alternatives of a condition have one modifier.
fn asked_about<'t>(param: &'static Param, wanted: &[Wanted], body: Node<'t>) -> Vec<Found<'t>> {
    if let Some(way) = param.own_way() {
        let words = Some(extract::words(way, body)).filter(|words| !words.is_empty());
        return words.into_iter().map(|words| Found::Text(words.into())).collect();
    }
    match wanted.first() {
        Some(Wanted::Called(_)) => {
            extract::displays(param, body).into_iter().map(Found::Text).collect()
        }
        Some(Wanted::OfType { .. }) => extract::typed(param, body),
        Some(Wanted::Identified(_)) => extract::identified(param, body),
        _ => extract::values(param, body),
    }
}

fn meets(param: &Param, wanted: &Wanted, found: &Found<'_>) -> bool {
    match (wanted, found) {
        (Wanted::Token(wanted) | Wanted::Identified(wanted), Found::Token { system, code }) => {
            token(wanted, system.as_deref(), code)
        }
        (Wanted::Codes(CodesWanted { set: Some(set), .. }), Found::Token { system, code }) => {
            set.has(system.as_deref(), code, param.is_of_plain_codes())
        }
        (Wanted::Text(wanted) | Wanted::Called(wanted), Found::Text(found)) => text(wanted, found),
        (Wanted::Date(wanted), Found::Date(found)) => date_matches(*wanted, *found),
        (Wanted::Reference(wanted), Found::Reference(found)) => reference(wanted, found),
        (Wanted::Quantity(wanted), Found::Quantity(found)) => wanted.is(found),
        (Wanted::Number(wanted), Found::Number(found)) => wanted.is(*found),
        (Wanted::Uri(wanted), Found::Uri(found) | Found::Reference(found)) => wanted.is(found),
        (Wanted::OfType { of, value }, Found::Composite(parts)) => of_type(of, value, parts),
        (Wanted::Together(wanted), Found::Composite(parts)) => {
            let mut each = param.components.iter().zip(wanted).zip(parts);
            each.all(|((part, wanted), found)| meets(part, wanted, found))
        }
        _ => false,
    }
}

fn of_type(of: &TokenWanted, value: &str, parts: &[Found<'_>]) -> bool {
    let [Found::Token { system, code }, Found::Token { code: number, .. }] = parts else {
        return false;
    };
    token(of, system.as_deref(), code) && number == value
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
        TextMode::Whole => fold(found) == fold(&wanted.text),
        TextMode::Ends => fold(found).ends_with(&fold(&wanted.text)),
        TextMode::Contains => fold(found).contains(&fold(&wanted.text)),
        TextMode::Words => words(&fold(&wanted.text), &fold(found)),
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
        None => match found.rsplit_once('/') {
            Some((of, id)) => id == wanted.id && !of.contains('/'),
            None => found == wanted.id,
        },
    }
}

/// Does some word begin with each of the words that are wanted?
fn words(wanted: &str, found: &str) -> bool {
    let all = || found.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    wanted.split_whitespace().all(|wanted| all().any(|word| word.starts_with(wanted)))
}
