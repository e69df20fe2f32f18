//! The resource within which the walk stands, what is contained in it, and what points there.

use crate::fhirpath::Part;
use crate::schema::{RESOURCE, TypeDef};
use crate::tape::Node;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// One resource on the way.
pub(super) struct Frame<'t> {
    pub(super) node: Node<'t>,
    pub(super) of: &'static TypeDef,
    pub(super) is_contained: bool,
    /// What is contained, by its id.
    contained: HashMap<Cow<'t, str>, &'static TypeDef>,
    /// The ids behind `#` that were met.
    mentioned: HashSet<Cow<'t, str>>,
    /// `#` alone was met: what contains this.
    mentions_container: bool,
}

impl<'t> Frame<'t> {
    pub(super) fn of(node: Node<'t>, of: &'static TypeDef, is_contained: bool) -> Self {
        let within = node.get("contained").map(Node::items).into_iter().flatten();
        let contained = within.filter_map(|within| {
            let name = within.get_text("resourceType").unwrap_or_default();
            let of = super::walk::resource_type(&name).unwrap_or(RESOURCE);
            Some((within.get_text("id")?, of))
        });
        Self {
            node,
            of,
            is_contained,
            contained: contained.collect(),
            mentioned: HashSet::new(),
            mentions_container: false,
        }
    }

    pub(super) fn part(&self) -> Part<'t> {
        Part { value: Some(self.node), beside: None, of: self.of }
    }

    /// The type of what is contained under this id; `Resource` if it says none of R4.
    pub(super) fn contained(&self, id: &str) -> Option<&'static TypeDef> {
        self.contained.get(id).copied()
    }

    /// `#id` was met in it, or in what is contained in it.
    pub(super) fn mention(&mut self, id: Cow<'t, str>) {
        if id.is_empty() {
            self.mentions_container = true;
        } else if self.contained.contains_key(&id) {
            self.mentioned.insert(id);
        }
    }

    /// The walk left this one, which was within: whoever points at its container belongs to it.
    pub(super) fn came_back(&mut self, left: &Self) {
        if left.is_contained && left.mentions_container {
            self.mentioned.extend(left.node.get_text("id"));
        }
    }

    /// Does something point to everything that is contained, or is pointed at from there?
    pub(super) fn is_all_mentioned(&self) -> bool {
        self.contained.keys().all(|id| self.mentioned.contains(id))
    }
}

/// The resource that contains all of the last one, which may be that itself; `frames` with the
/// outermost first.
pub(super) fn container<'f, 't>(frames: &'f [Frame<'t>]) -> Option<&'f Frame<'t>> {
    frames.iter().rev().find(|frame| !frame.is_contained)
}
