//! What stands beside the values of a parameter, for the modifiers that ask for it.

use super::{Found, tokens};
use crate::definitions::steps::Reading;
use crate::definitions::way::Seen;
use crate::definitions::{Param, ways};
use crate::resource_types::ResourceType;
use crate::tape::Node;
use std::borrow::Cow;

/// How a token or a reference is called for people: what `:text` compares.
pub fn displays<'t>(param: &'static Param, body: Node<'t>) -> Vec<Cow<'t, str>> {
    let mut all = Vec::new();
    param.at.walk(param.kind, body, &mut |seen| {
        if let Seen::At(Reading::Coding | Reading::Reference { .. }, node) = seen {
            all.extend(node.get_text("display"));
        } else if let Seen::At(Reading::Concept, node) = seen {
            all.extend(words(node));
        } else if let Seen::At(Reading::Identifier, node) = seen {
            all.extend(node.get("type").into_iter().flat_map(words));
        }
    });
    all
}

/// The words of a concept and of its codings.
fn words(concept: Node<'_>) -> impl Iterator<Item = Cow<'_, str>> {
    let displays = tokens::codings(concept).filter_map(|coding| coding.get_text("display"));
    concept.get_text("text").into_iter().chain(displays)
}

/// Identifiers together with each code of their type, which stands first: what `:of-type` compares.
pub fn typed<'t>(param: &'static Param, body: Node<'t>) -> Vec<Found<'t>> {
    let mut all = Vec::new();
    param.at.walk(param.kind, body, &mut |seen| {
        let Seen::At(Reading::Identifier, node) = seen else { return };
        if let Some(of) = node.get("type") {
            tokens::concept(of, &mut |of| {
                let mut with = |number| all.push(Found::Composite(vec![of.clone(), number]));
                tokens::numbered(node, &mut with);
            });
        }
    });
    all
}

/// The identifiers of what references point to: what `:identifier` compares.
pub fn identified<'t>(param: &'static Param, body: Node<'t>) -> Vec<Found<'t>> {
    let mut all = Vec::new();
    param.at.walk(param.kind, body, &mut |seen| {
        let Seen::At(Reading::Reference { .. }, node) = seen else { return };
        if let Some(of) = node.get("identifier") {
            tokens::numbered(of, &mut |number| all.push(number));
        }
    });
    all
}

/// The same of every parameter of a type.
pub fn all_identified(of: ResourceType, body: Node<'_>) -> Vec<(&'static Param, Found<'_>)> {
    let mut all = Vec::new();
    if let Some(ways) = ways(of) {
        ways.walk(body, &mut |find, node| {
            if let (Reading::Reference { .. }, Some(of)) = (&find.reading, node.get("identifier")) {
                tokens::numbered(of, &mut |number| all.push((find.param, number)));
            }
        });
    }
    all
}
