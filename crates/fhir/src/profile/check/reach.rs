//! What references lead to within the body itself: to what is contained, and to other entries of a
//! Bundle. Nothing else is looked up.

use crate::fhirpath::Part;
use crate::schema::{Sort, TypeDef};
use crate::tape::Node;
use crate::validate::target_type;
use std::borrow::Cow;
use std::collections::HashMap;

/// A resource on the way to what is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub(super) part: Part<'a>,
    pub(super) is_contained: bool,
}

/// The entries of a Bundle, by how references name them.
pub(super) struct Reach<'a> {
    entries: HashMap<Cow<'a, str>, Part<'a>>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(root: Part<'a>) -> Self {
        let mut entries = HashMap::new();
        let listed = root.value.filter(|_| root.of.name == "Bundle");
        let listed = listed.and_then(|bundle| bundle.get("entry"));
        for entry in listed.into_iter().flat_map(Node::items) {
            let Some(part) = entry.get("resource").and_then(resource) else { continue };
            if let Some(id) = part.value.and_then(|node| node.get_text("id")) {
                entries.entry(format!("{}/{id}", part.of.name).into()).or_insert(part);
            }
            if let Some(url) = entry.get_text("fullUrl") {
                entries.insert(url, part);
            }
        }
        Self { entries }
    }

    /// What a reference leads to; `frames` are the resources in which it stands, the outermost
    /// first.
    pub(super) fn resolved(&self, link: &str, frames: &[Frame<'a>]) -> Option<Part<'a>> {
        let Some(id) = link.strip_prefix('#') else {
            let plain = link.split("/_history/").next().unwrap_or(link);
            return self.entries.get(plain).copied();
        };
        let whole = frames.iter().rev().find(|frame| !frame.is_contained)?;
        if id.is_empty() {
            return Some(whole.part);
        }
        let contained = whole.part.value?.get("contained")?;
        let found = contained.items().find(|one| one.get_text("id").as_deref() == Some(id))?;
        resource(found)
    }
}

/// The type that a reference says it points to, by its link or beside it.
pub(super) fn said_type(reference: Node<'_>) -> Option<&'static TypeDef> {
    let of_link = reference.get_text("reference").and_then(|link| target_type(&link));
    of_link.or_else(|| reference.get_text("type").and_then(|name| TypeDef::named(&name)))
}

fn resource(node: Node<'_>) -> Option<Part<'_>> {
    let of = TypeDef::named(&node.get_text("resourceType")?)?;
    (of.sort == Sort::Resource).then_some(Part { value: Some(node), beside: None, of })
}
