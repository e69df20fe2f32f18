//! A `StructureDefinition`, read into what it asks of each element.

mod element;
mod tree;

use super::demand::Demand;
use crate::schema::TypeDef;
use crate::tape::{Node, NotJson, Tape};

/// Elements of one definition; the largest of R4 have a few hundred.
const ELEMENTS_MAX: usize = 5_000;

/// What R4 itself defines is called by this and its type.
pub(super) const OF_R4: &str = "http://hl7.org/fhir/StructureDefinition/";

/// A definition that constrains a type.
#[derive(Debug)]
pub struct Profile {
    /// Its canonical URL, without a version.
    pub url: Box<str>,
    /// Its version, where it says one.
    pub version: Option<Box<str>>,
    /// The type that it constrains.
    pub of: &'static TypeDef,
    pub(super) root: Demand,
    /// What it adds to, where only what it adds is read.
    pub(super) base: Option<Box<str>>,
}

/// Why a definition cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAProfile {
    /// No JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// Another resource.
    #[error("is no StructureDefinition")]
    OtherResource,
    /// Something that a definition has to say is not there.
    #[error("says no {0}")]
    Absent(&'static str),
    /// It defines a type of its own, and constrains none.
    #[error("defines a type of its own; only definitions that constrain a type are profiles")]
    NotAConstraint,
    /// The type that it constrains is none of R4.
    #[error("constrains {0:?}, which is no type of R4")]
    UnknownType(String),
    /// More than this reader takes.
    #[error("has more than {ELEMENTS_MAX} elements")]
    TooLarge,
    /// An element that cannot be understood.
    #[error("{id}: {why}")]
    Element {
        /// Its id.
        id: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Profile {
    /// Reads a definition. Its snapshot is used where there is one.
    ///
    /// # Errors
    /// What keeps it from being used.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAProfile> {
        Self::of(Tape::parse(bytes.to_vec())?.root())
    }

    pub(super) fn of(definition: Node<'_>) -> Result<Self, NotAProfile> {
        if definition.get_text("resourceType").as_deref() != Some("StructureDefinition") {
            return Err(NotAProfile::OtherResource);
        }
        let said = |name: &'static str| definition.get_text(name).ok_or(NotAProfile::Absent(name));
        let (url, name) = (said("url")?, said("type")?);
        if definition.get_text("derivation").as_deref() != Some("constraint") {
            return Err(NotAProfile::NotAConstraint);
        }
        let name = name.strip_prefix(OF_R4).unwrap_or(&name);
        let of = TypeDef::named(name).ok_or_else(|| NotAProfile::UnknownType(name.to_owned()))?;
        let elements = |of: &str| definition.get(of).and_then(|part| part.get("element"));
        let (elements, base) = match (elements("snapshot"), elements("differential")) {
            (Some(whole), _) => (whole, None),
            (None, Some(added)) => (added, Some(said("baseDefinition")?.into())),
            (None, None) => return Err(NotAProfile::Absent("snapshot.element")),
        };
        let elements: Vec<Node<'_>> = elements.items().take(ELEMENTS_MAX + 1).collect();
        if elements.len() > ELEMENTS_MAX {
            return Err(NotAProfile::TooLarge);
        }
        Ok(Self {
            url: url.split('|').next().unwrap_or_default().into(),
            version: definition.get_text("version").map(Into::into),
            of,
            root: tree::grown(of, &elements)?,
            base,
        })
    }

    /// What it asks of the element with this id.
    pub(super) fn demand(&self, id: &str) -> Option<&Demand> {
        let mut at = &self.root;
        for segment in id.split('.').skip(1) {
            let (name, slices) = tree::segment(segment);
            at = at.child(name)?;
            if !slices.is_empty() {
                at = slices.split('/').try_fold(at, Demand::sliced)?;
            }
        }
        Some(at)
    }
}
