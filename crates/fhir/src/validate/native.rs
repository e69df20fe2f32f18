//! Rules that are asked of nearly every element, in Rust: read as the expressions are, some of them
//! would take longer than all else. Each is quoted as R4 has it.

use super::frame::Frame;
use super::rules::Asked;
use crate::date::Span;
use crate::fhirpath::narrative;
use crate::tape::{Kind, Node};
use std::borrow::Cow;

/// Does the rule hold?
pub(super) type Native = fn(&Asked<'_, '_>) -> bool;

/// By key; none of these keys stands for two rules.
pub(super) static NATIVE: [(&str, Native); 16] = [
    // data.empty() or contentType.exists()
    ("att-1", |asked| !has(asked, "data") || has(asked, "contentType")),
    // value.empty() or system.exists()
    ("cpt-2", |asked| !has(asked, "value") || has(asked, "system")),
    // contained.contained.empty()
    ("dom-2", |asked| contained(asked).all(|within| within.get("contained").is_none())),
    // Whatever is contained is pointed at from the resource, or points at it; of an absent id the
    // expression says nothing.
    ("dom-3", |asked| asked.frames.last().is_none_or(Frame::is_all_mentioned)),
    // contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()
    ("dom-4", |asked| {
        let mut metas = contained(asked).filter_map(|within| within.get("meta"));
        metas.all(|meta| meta.get("versionId").is_none() && meta.get("lastUpdated").is_none())
    }),
    // contained.meta.security.empty()
    ("dom-5", |asked| {
        let mut metas = contained(asked).filter_map(|within| within.get("meta"));
        metas.all(|meta| meta.get("security").is_none())
    }),
    // hasValue() or (children().count() > id.count())
    ("ele-1", says_something),
    // extension.exists() != value.exists()
    ("ext-1", |asked| has(asked, "extension") != has_choice(asked, "value")),
    // dataAbsentReason.empty() or value.empty()
    ("obs-6", |asked| !has(asked, "dataAbsentReason") || !has_choice(asked, "value")),
    // start.hasValue().not() or end.hasValue().not() or (start <= end)
    ("per-1", begins_before_it_ends),
    // code.empty() or system.exists()
    ("qty-3", |asked| !has(asked, "code") || has(asked, "system")),
    // (numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())
    ("rat-1", |asked| {
        let (numerator, denominator) = (has(asked, "numerator"), has(asked, "denominator"));
        numerator == denominator && (numerator || has(asked, "extension"))
    }),
    // reference.startsWith('#').not() or (reference.substring(1) in %rootResource.contained.id):
    // where the reference is looked at, this was refused with what it may point to.
    ("ref-1", |_| true),
    // comparator.empty()
    ("sqty-1", |asked| !has(asked, "comparator")),
    // htmlChecks(), both; here each of the two is told what its words say.
    ("txt-1", |asked| written(asked).is_none_or(|text| narrative::content(&text).is_some())),
    ("txt-2", |asked| written(asked).is_none_or(|text| narrative::content(&text) != Some(false))),
];

/// Is there such an element, be it with extensions alone?
fn has(asked: &Asked<'_, '_>, name: &str) -> bool {
    keys(asked).any(|key| key == name)
}

/// Is there such an element of any type: `valueString`, `valueQuantity` …? No type that is asked so
/// has another element that begins alike.
fn has_choice(asked: &Asked<'_, '_>, name: &str) -> bool {
    keys(asked).any(|key| {
        let of = key.strip_prefix(name);
        of.is_some_and(|of| of.starts_with(|letter: char| letter.is_ascii_uppercase()))
    })
}

fn keys<'t>(asked: &Asked<'_, 't>) -> impl Iterator<Item = &'t str> {
    let members = asked.part.value.map(Node::members).into_iter().flatten();
    members.map(|(key, _)| key.strip_prefix('_').unwrap_or(key))
}

fn contained<'t>(asked: &Asked<'_, 't>) -> impl Iterator<Item = Node<'t>> {
    let contained = asked.part.value.and_then(|resource| resource.get("contained"));
    contained.map(Node::items).into_iter().flatten()
}

fn says_something(asked: &Asked<'_, '_>) -> bool {
    let has_value = asked.part.value.is_some_and(|value| {
        value.kind() != Kind::Object || value.members().any(|(key, _)| key != "id")
    });
    has_value || asked.part.beside.is_some_and(|beside| beside.get("extension").is_some())
}

fn written<'t>(asked: &Asked<'_, 't>) -> Option<Cow<'t, str>> {
    asked.part.value.and_then(Node::text)
}

/// Of ends that leave it open, such as `2026` and `2026-11`, either answer is right.
fn begins_before_it_ends(asked: &Asked<'_, '_>) -> bool {
    let end = |name| Span::parse(&asked.part.value?.get_text(name)?);
    match (end("start"), end("end")) {
        (Some(start), Some(end)) => start.first <= end.last,
        (_, None) | (None, _) => true,
    }
}
