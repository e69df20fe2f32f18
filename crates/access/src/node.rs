//! Places in the organisation: department → district → facility → unit.

use nabz_kernel::ids::FacilityId;
use nabz_kernel::{id, spelt};
use uuid::Uuid;

id!(
    /// A place in the organisation. A facility's node has the facility's own id.
    NodeId,
    OrganisationNode
);
id!(
    /// A part of a facility where people are seen: Medicine, Eye. Its node has the same id.
    UnitId,
    Unit
);

spelt!(
    /// How deep a node lies. The order is the tree's: a child's kind comes after its parent's.
    #[derive(PartialOrd, Ord)]
    NodeKind {
        /// The root: the health department of the city.
        Department = "department",
        /// A revenue district.
        District = "district",
        /// A hospital or clinic.
        Facility = "facility",
        /// A part of a facility.
        Unit = "unit",
    }
);

/// A node together with everything above it, root first, itself last.
///
/// Whether a grant reaches a place is then a question about one list, without a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodePath(Vec<NodeId>);

impl NodePath {
    /// A root's path.
    pub fn root(node: NodeId) -> Self {
        Self(vec![node])
    }

    /// The path of a child.
    #[must_use]
    pub fn child(&self, node: NodeId) -> Self {
        let mut path = self.0.clone();
        path.push(node);
        Self(path)
    }

    /// Whether `node` is this place or lies above it.
    pub fn is_under(&self, node: NodeId) -> bool {
        self.0.contains(&node)
    }

    /// From the root down to the place itself.
    pub fn nodes(&self) -> &[NodeId] {
        &self.0
    }

    /// The place itself.
    pub fn end(&self) -> Option<NodeId> {
        self.0.last().copied()
    }

    /// As the table keeps it: `/<32 hex digits>` for each node, so that what lies below a place is
    /// one range of texts.
    pub fn text(&self) -> String {
        self.0
            .iter()
            .fold(String::new(), |text, node| text + "/" + &node.uuid().simple().to_string())
    }

    /// From the table's text; `None` when it is not one of ours.
    pub fn of_text(text: &str) -> Option<Self> {
        let parts = text.strip_prefix('/')?.split('/');
        parts
            .map(|part| Uuid::try_parse(part).ok().map(NodeId::from_uuid))
            .collect::<Option<_>>()
            .map(Self)
    }
}

/// A facility's node.
pub fn facility_node(facility: FacilityId) -> NodeId {
    NodeId::from_uuid(facility.uuid())
}

/// A unit's node.
pub fn unit_node(unit: UnitId) -> NodeId {
    NodeId::from_uuid(unit.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_was_written_and_knows_what_lies_above() {
        let [root, facility, other] = [1, 2, 3].map(|n| NodeId::from_uuid(Uuid::from_u128(n)));
        let path = NodePath::root(root).child(facility);
        assert_eq!(NodePath::of_text(&path.text()), Some(path.clone()));
        assert!(path.is_under(root) && path.is_under(facility) && !path.is_under(other));
        assert_eq!(NodePath::of_text("/not-a-node"), None);
    }
}
