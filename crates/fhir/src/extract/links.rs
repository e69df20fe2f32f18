//! Pointers, and names in the form of an address.

use super::Found;
use crate::definitions::Param;
use crate::resource_types::ResourceType;
use crate::tape::Node;
use std::borrow::Cow;

pub(super) fn reference<'t>(
    node: Node<'t>,
    only_to: Option<&str>,
    found: &mut dyn FnMut(Found<'t>),
) {
    let Some(target) = node.get_text("reference") else { return };
    // A contained resource has no address, and one without a version is what an index can find.
    let target = unversioned(target);
    let is_wanted = only_to.is_none_or(|of| is_to(&target, of) || is_said_to_be(node, &target, of));
    if !target.starts_with('#') && !target.is_empty() && is_wanted {
        found(Found::Reference(target));
    }
}

fn unversioned(target: Cow<'_, str>) -> Cow<'_, str> {
    match (target.find("/_history/"), target) {
        (None, target) => target,
        (Some(at), Cow::Borrowed(target)) => target.get(..at).unwrap_or(target).into(),
        (Some(at), Cow::Owned(mut target)) => {
            target.truncate(at);
            target.into()
        }
    }
}

/// `Patient/7`, here or elsewhere.
fn is_to(target: &str, of: &str) -> bool {
    target.rsplit('/').nth(1) == Some(of)
}

/// An address that does not tell stands beside the type.
fn is_said_to_be(node: Node<'_>, target: &str, of: &str) -> bool {
    target.starts_with("urn:") && node.get_text("type").is_some_and(|said| said == of)
}

/// A canonical address as it is written, and without its version: whoever asks for no version means
/// any.
pub(super) fn spellings<'t>(node: Node<'t>, mut found: impl FnMut(Cow<'t, str>)) {
    let Some(link) = node.text().filter(|link| !link.is_empty()) else { return };
    if let Some((any_version, _)) = link.split_once('|') {
        found(any_version.to_owned().into());
    }
    found(link);
}

pub(super) fn uri<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    if let Some(uri) = node.text().filter(|uri| !uri.is_empty()) {
        found(Found::Uri(uri));
    }
}

/// A resource that stands within another is pointed to by its type and id, where the parameter is
/// about that type.
pub(super) fn resource<'t>(param: &Param, node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    let of = node.get_text("resourceType").and_then(|name| ResourceType::named(&name));
    let (Some(of), Some(id)) = (of, node.get_text("id")) else { return };
    if param.may_point_to(of) {
        found(Found::Reference(format!("{of}/{id}").into()));
    }
}
