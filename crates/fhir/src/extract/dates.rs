//! Days, moments, and what goes on from one to another.

use super::Found;
use crate::date::Span;
use crate::tape::Node;

pub(super) fn moment<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(node.text().and_then(|text| Span::parse(&text)), found);
}

pub(super) fn period<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(Span::of_period(node), found);
}

/// Of a schedule only the outer limits count: its events, and the period within which it repeats.
///
/// Source: <http://hl7.org/fhir/R4/search.html#date>.
pub(super) fn timing<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    let events = node.get("event").into_iter().flat_map(Node::each);
    let events = events.filter_map(|event| Span::parse(&event.text()?));
    let bounds = node.get("repeat").and_then(|repeat| repeat.get("boundsPeriod"));
    let spans = events.chain(bounds.and_then(Span::of_period));
    keep(spans.reduce(Span::with), found);
}

fn keep<'t>(span: Option<Span>, found: &mut dyn FnMut(Found<'t>)) {
    if let Some(span) = span {
        found(Found::Date(span));
    }
}
