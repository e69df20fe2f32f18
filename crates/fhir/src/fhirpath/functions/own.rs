//! The functions that FHIR adds.

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::{Item, Part};
use crate::fhirpath::narrative;
use crate::fhirpath::operators;

/// FHIR R4, fhirpath.html, section 2.9.1.2. `hasExtension` is not among them, but a search
/// parameter that HL7 publishes with R4 asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Own {
    Extension,
    HasExtension,
    HasValue,
    GetValue,
    Resolve,
    MemberOf,
    HtmlChecks,
}

impl Own {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "extension" => (Self::Extension, (1, 1)),
            "hasExtension" => (Self::HasExtension, (1, 1)),
            "hasValue" => (Self::HasValue, (0, 0)),
            "getValue" => (Self::GetValue, (0, 0)),
            "resolve" => (Self::Resolve, (0, 0)),
            "memberOf" => (Self::MemberOf, (1, 1)),
            "htmlChecks" => (Self::HtmlChecks, (0, 0)),
            _ => return None,
        })
    }
}

pub(super) fn call<'a, 't>(
    which: Own,
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    match which {
        Own::Extension => extensions(&input, asked),
        Own::HasExtension => Ok(Found::truth(Some(!extensions(&input, asked)?.is_empty()))),
        Own::HasValue => {
            let has = |item: &Item<'_>| match item {
                Item::Part(part) => part.has_value(),
                Item::Value(_) => true,
            };
            Ok(Found::truth(Some(input.len() == 1 && input.iter().all(has))))
        }
        Own::GetValue => {
            let value = match &*input {
                [item] => item.clone().into_value(),
                _ => None,
            };
            Ok(Found::of(value.map(Item::Value)))
        }
        Own::Resolve => resolved(&input, asked),
        Own::MemberOf => {
            let Some(item) = operators::single(&input, asked.at())? else { return Ok(Found::None) };
            let Some(url) = asked.text(0)? else { return Ok(Found::None) };
            let known = asked.evaluation.context.member_of;
            Ok(Found::truth(known.and_then(|known| known(item, &url))))
        }
        Own::HtmlChecks => {
            let mut is_sound = true;
            for item in input.iter() {
                let text = asked.text_of(std::slice::from_ref(item))?.unwrap_or_default();
                asked.evaluation.spend_bytes(text.len())?;
                is_sound &= narrative::is_sound(&text);
            }
            Ok(Found::truth((!input.is_empty()).then_some(is_sound)))
        }
    }
}

/// The extensions with this URL.
fn extensions<'a, 't>(
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let url = asked.argument(0)?;
    let Some(url) = asked.text_of(&url)? else { return Ok(Found::None) };
    let mut found = Found::None;
    for item in asked.evaluation.members(input, "extension")?.into_vec() {
        let Item::Part(Part { value: Some(node), .. }) = item else { continue };
        if node.get_text("url").is_some_and(|known| known == url) {
            found.push(item);
        }
    }
    Ok(found)
}

/// What references and canonical URLs point to, as far as it is found.
fn resolved<'a, 't>(input: &[Item<'t>], asked: &Asked<'a, 't>) -> Result<Found<'a, 't>, PathFault> {
    let mut found = Found::None;
    for item in input {
        asked.evaluation.spend(1)?;
        let reference = match item {
            Item::Part(Part { value: Some(node), of, .. }) if of.name == "Reference" => {
                node.get_text("reference")
            }
            Item::Part(_) | Item::Value(_) => asked.text_of(std::slice::from_ref(item))?,
        };
        let Some(reference) = reference else { continue };
        let target = match reference.strip_prefix('#') {
            Some(id) => contained(id, asked)?,
            None => asked.evaluation.context.resolve.and_then(|resolve| resolve(&reference)),
        };
        found.append(Found::of(target));
    }
    Ok(found)
}

/// What the root resource contains under this id; without an id, the root resource itself.
fn contained<'t>(id: &str, asked: &Asked<'_, 't>) -> Result<Option<Item<'t>>, PathFault> {
    let root = &asked.evaluation.context.root;
    if id.is_empty() {
        return Ok(Some(root.clone()));
    }
    let all = asked.evaluation.members(std::slice::from_ref(root), "contained")?;
    let is_such = |item: &Item<'_>| {
        let Item::Part(Part { value: Some(node), .. }) = item else { return false };
        node.get_text("id").is_some_and(|known| known == id)
    };
    Ok(all.into_vec().into_iter().find(is_such))
}
