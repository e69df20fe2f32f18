//! Codes and numbers, each with whose it is.

use super::Found;
use crate::tape::Node;
use std::borrow::Cow;

pub(super) fn code<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(None, node.text(), found);
}

pub(super) fn truth<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    let word = node.truth().map(|yes| if yes { "true" } else { "false" });
    keep(None, word.map(Cow::Borrowed), found);
}

pub(super) fn existence<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(None, (!node.is_null()).then_some(Cow::Borrowed("true")), found);
}

pub(super) fn coding<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(node.get_text("system"), node.get_text("code"), found);
}

pub(super) fn concept<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    codings(node).for_each(|node| coding(node, found));
}

/// Identifiers, phones and other numbers.
pub(super) fn numbered<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(node.get_text("system"), node.get_text("value"), found);
}

/// The codings of a concept.
pub(super) fn codings(concept: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    concept.get("coding").into_iter().flat_map(Node::each)
}

fn keep<'t>(
    system: Option<Cow<'t, str>>,
    code: Option<Cow<'t, str>>,
    found: &mut dyn FnMut(Found<'t>),
) {
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        found(Found::Token { system, code });
    }
}
