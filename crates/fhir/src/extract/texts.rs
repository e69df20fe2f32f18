//! Texts, and names and addresses: every part of them is a text of its own.

use super::Found;
use crate::tape::Node;

pub(super) const OF_A_NAME: [&str; 5] = ["family", "given", "prefix", "suffix", "text"];
pub(super) const OF_AN_ADDRESS: [&str; 7] =
    ["city", "country", "district", "line", "postalCode", "state", "text"];

pub(super) fn text<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    if let Some(text) = node.text().filter(|text| !text.trim().is_empty()) {
        found(Found::Text(text));
    }
}

/// The texts under these names.
pub(super) fn parts<'t>(node: Node<'t>, named: &[&str], found: &mut dyn FnMut(Found<'t>)) {
    for (_, part) in node.members().filter(|(name, _)| named.contains(name)) {
        part.each().for_each(|part| text(part, found));
    }
}
