//! One version of a code system, a value set or a concept map.

use nabz_kernel::clock::Instant;

/// The number of a release in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReleaseId(pub(crate) i64);

/// What is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Codes with what they mean.
    CodeSystem,
    /// Codes that belong together.
    ValueSet,
    /// What the codes of one system are in another.
    ConceptMap,
}

impl Kind {
    /// The name of its resource type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CodeSystem => "CodeSystem",
            Self::ValueSet => "ValueSet",
            Self::ConceptMap => "ConceptMap",
        }
    }

    /// By the name of its resource type.
    pub fn named(name: &str) -> Option<Self> {
        [Self::CodeSystem, Self::ValueSet, Self::ConceptMap]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// What a release says of itself. A text that it does not say is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What it is.
    pub kind: Kind,
    /// Its canonical address, without a version.
    pub url: String,
    /// Its version.
    pub version: String,
    /// Its name for programs, or what it is called.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// `draft`, `active`, `retired`, `unknown`.
    pub status: String,
    /// Who holds the rights, and on which terms.
    pub copyright: String,
    /// The language of its displays, as BCP 47 writes it.
    pub language: String,
    /// Of a code system: how much of it is here, in R4's words.
    pub content: Option<String>,
    /// Of a code system: what its hierarchy means, in R4's words.
    pub hierarchy: Option<String>,
    /// Does a code mean something else in capitals?
    pub is_case_sensitive: bool,
    /// Of a code system: the address of the value set of all its codes.
    pub whole_set: Option<String>,
    /// Of a value set and of a concept map: the resource, without its pairs.
    pub body: Option<String>,
}

impl Head {
    /// The head of what says no more of itself than its address; its displays are English.
    pub fn of(kind: Kind, url: impl Into<String>) -> Self {
        Self {
            kind,
            url: url.into(),
            version: String::new(),
            name: String::new(),
            title: String::new(),
            status: "active".to_owned(),
            copyright: String::new(),
            language: "en".to_owned(),
            content: None,
            hierarchy: None,
            is_case_sensitive: true,
            whole_set: None,
            body: None,
        }
    }

    /// The code as it is looked up.
    pub(crate) fn key_of(&self, code: &str) -> String {
        if self.is_case_sensitive { code.to_owned() } else { code.to_lowercase() }
    }

    /// What it is called: its title, its name, or its address.
    pub fn called(&self) -> &str {
        [&self.title, &self.name].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.url)
    }
}

/// A release that stands.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its number.
    pub id: ReleaseId,
    /// What it says of itself.
    pub head: Head,
    /// Its concepts, or the pairs of a map; 0 of a value set.
    pub entries: u32,
    /// Since when it stands.
    pub since: Instant,
}
