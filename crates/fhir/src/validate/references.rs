//! References: whether they are any, and whether they point to what their element may point to.

use super::forms::is_id;
use super::frame::{Frame, container};
use super::unfit::Unfit;
use super::walk::{Walk, near_type, resource_type};
use crate::schema::{OfType, TypeDef};
use crate::tape::Node;

/// How `Reference.type` names a type of R4 in full.
const TYPE_PREFIX: &str = "http://hl7.org/fhir/StructureDefinition/";

impl<'t> Walk<'t> {
    pub(super) fn reference(&mut self, node: Node<'t>, of: &OfType) {
        let target = match node.get_text("reference") {
            None => None,
            Some(link) => {
                self.mention(link.clone());
                match target(&link, &self.frames) {
                    Ok(target) => target,
                    Err(what) => return self.fault_at("reference", what),
                }
            }
        };
        let said = node.get_text("type");
        let said =
            said.and_then(|said| resource_type(said.strip_prefix(TYPE_PREFIX).unwrap_or(&said)));
        if let (Some(target), Some(said)) = (target, said)
            && target != said
        {
            return self.fault_at("type", Unfit::OtherTargetType { target: target.name });
        }
        let Some(pointed) = target.or(said).filter(|of| !of.is_abstract) else { return };
        if !of.targets.is_empty() && !of.targets.contains(&pointed.name) {
            let name = if target.is_some() { "reference" } else { "type" };
            self.fault_at(name, Unfit::OtherTarget { allowed: of.targets.join(", ") });
        }
    }
}

/// The type that a link names, if it names one.
pub(crate) fn target_type(link: &str) -> Option<&'static TypeDef> {
    target(link, &[]).ok().flatten()
}

/// The type that a reference points to, where it says so; `frames` are the resources in which it
/// stands, the outermost first.
pub(super) fn target(link: &str, frames: &[Frame<'_>]) -> Result<Option<&'static TypeDef>, Unfit> {
    if let Some(id) = link.strip_prefix('#') {
        return within(id, frames);
    }
    if let Some(path) = link.strip_prefix("http://").or_else(|| link.strip_prefix("https://")) {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        return Ok(addressed(path, link.contains('?')).and_then(resource_type));
    }
    if is_absolute(link) {
        return Ok(None);
    }
    let (name, is_right) = match link.split_once('?') {
        Some((name, criteria)) => (name, !criteria.is_empty()),
        None => (link.split('/').next().unwrap_or_default(), is_relative(link)),
    };
    match resource_type(name) {
        Some(of) if is_right => Ok(Some(of)),
        None if is_right => Err(Unfit::UnknownTarget { near: near_type(name) }),
        Some(_) | None => Err(Unfit::NotAReference),
    }
}

/// What is contained, or what contains it.
fn within(id: &str, frames: &[Frame<'_>]) -> Result<Option<&'static TypeDef>, Unfit> {
    let Some(container) = container(frames) else { return Ok(None) };
    if id.is_empty() {
        return Ok(Some(container.of));
    }
    container.contained(id).map(Some).ok_or(Unfit::NotContained)
}

/// `urn:uuid:…`, `mailto:…`: a scheme, and something behind it.
fn is_absolute(link: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    link.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(fits)
            && !rest.is_empty()
    })
}

/// Of `host/base/Patient/1/_history/2` or, if it asks for criteria, of `host/base/Patient`: what
/// stands where a type would stand.
fn addressed(path: &str, has_criteria: bool) -> Option<&str> {
    let mut parts = path.rsplit('/');
    let last = parts.next()?;
    if has_criteria {
        return Some(last);
    }
    match parts.next()? {
        "_history" => parts.nth(1),
        of => Some(of),
    }
}

/// `Patient/1` or `Patient/1/_history/2`.
fn is_relative(link: &str) -> bool {
    let mut parts = link.split('/').skip(1);
    let is_of = parts.next().is_some_and(is_id);
    match (parts.next(), parts.next(), parts.next()) {
        (None, None, None) => is_of,
        (Some("_history"), Some(version), None) => is_of && is_id(version),
        (_, _, _) => false,
    }
}
