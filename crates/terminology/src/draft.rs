//! What a reader of a format hands over to be loaded.

use crate::release::Head;

/// One release, not loaded yet.
#[derive(Clone, Debug)]
pub enum Draft {
    /// A code system with its concepts.
    System(DraftSystem),
    /// A value set, whole in its head's body.
    Set(Head),
    /// A concept map.
    Map(DraftMap),
}

impl Draft {
    /// What it says of itself.
    pub fn head(&self) -> &Head {
        match self {
            Self::System(system) => &system.head,
            Self::Set(head) => head,
            Self::Map(map) => &map.head,
        }
    }
}

/// A code system.
#[derive(Clone, Debug)]
pub struct DraftSystem {
    /// What it says of itself.
    pub head: Head,
    /// Its concepts, in its own order.
    pub concepts: Vec<DraftConcept>,
}

/// One concept.
#[derive(Clone, Debug, Default)]
pub struct DraftConcept {
    /// Its code.
    pub code: String,
    /// What it is called in the language of the system; its code where nobody said.
    pub display: String,
    /// What it means.
    pub definition: Option<String>,
    /// Is it out of use?
    pub is_inactive: bool,
    /// Does it only group others?
    pub is_abstract: bool,
    /// The codes that it lies directly below, the foremost first. Codes that the system does not
    /// have are passed over.
    pub parents: Vec<String>,
    /// What else it is called.
    pub designations: Vec<Designation>,
    /// What else is said of it.
    pub properties: Vec<Property>,
}

/// What else a concept is called. A text that nobody said is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Designation {
    /// As BCP 47 writes it.
    pub language: String,
    /// For which use: the system and the code of it.
    pub used: (String, String),
    /// The words.
    pub words: String,
}

/// What else is said of a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Of which type its value is.
    pub kind: PropertyKind,
    /// Its value as it is written; of a Coding its code.
    pub value: String,
    /// Of a Coding its system; else empty.
    pub system: String,
}

/// The types that the value of a property may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// A code of the same system.
    Code,
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A code of some system.
    Coding,
    /// A moment.
    DateTime,
    /// A number.
    Decimal,
}

impl PropertyKind {
    const ALL: [Self; 7] = [
        Self::Code,
        Self::Text,
        Self::Integer,
        Self::Boolean,
        Self::Coding,
        Self::DateTime,
        Self::Decimal,
    ];

    /// As R4 writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Coding => "Coding",
            Self::DateTime => "dateTime",
            Self::Decimal => "decimal",
        }
    }

    /// By the name that R4 has for it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A concept map.
#[derive(Clone, Debug)]
pub struct DraftMap {
    /// What it says of itself.
    pub head: Head,
    /// Its pairs, in its own order.
    pub pairs: Vec<Pair>,
}

/// What a code of one system is in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// System and code.
    pub source: (String, String),
    /// System and code; the code is empty where the map says that there is none.
    pub target: (String, String),
    /// What the target is called; empty where the map does not say.
    pub display: String,
    /// How near it is, in R4's words: `equivalent`, `wider`, `unmatched` …
    pub equivalence: String,
    /// A remark of the map; empty where there is none.
    pub remark: String,
}
