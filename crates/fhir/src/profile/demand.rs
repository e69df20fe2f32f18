//! What a profile asks of one element.

use super::given::Given;
use super::path::Step;
use crate::fhirpath::{Expression, PathFault};

/// What is asked of one element, of a slice of it, or of a whole type.
#[derive(Debug, Default)]
pub(super) struct Demand {
    /// The element's name without `[x]`; of a type its name.
    pub(super) name: Box<str>,
    /// As the definition calls it: `Patient.identifier:health.value`.
    pub(super) id: Box<str>,
    /// Of a slice, its name.
    pub(super) slice: Option<Box<str>>,
    /// How many there have to be.
    pub(super) min: u32,
    /// How many there may be; `None` without end.
    pub(super) max: Option<u32>,
    /// What it may be; anything that R4 allows where it is empty.
    pub(super) types: Vec<OfType>,
    /// The value that it has to be, or to have within it.
    pub(super) given: Option<Given>,
    /// The smallest and the largest value.
    pub(super) bounds: Vec<Bound>,
    /// Letters of a text.
    pub(super) length_max: Option<usize>,
    pub(super) binding: Option<Binding>,
    pub(super) rules: Vec<Rule>,
    pub(super) must_support: bool,
    /// The id of the element whose elements it has.
    pub(super) same_as: Option<Box<str>>,
    pub(super) slicing: Option<Slicing>,
    pub(super) children: Vec<Demand>,
    pub(super) slices: Vec<Demand>,
}

/// One type that an element may have.
#[derive(Debug)]
pub(super) struct OfType {
    pub(super) name: Box<str>,
    /// Of these it has to conform to one; to none in particular where there are none.
    pub(super) profiles: Vec<Box<str>>,
    /// Of a reference: what it points to has to conform to one of these.
    pub(super) targets: Vec<Box<str>>,
}

/// A smallest or a largest value.
#[derive(Debug)]
pub(super) struct Bound {
    /// `at least 5`.
    pub(super) words: Box<str>,
    pub(super) expression: Result<Expression, PathFault>,
}

/// How strongly codes are bound. Weaker ones are not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    Required,
    Extensible,
}

/// A value set of which a code has to be.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) strength: Strength,
    /// Its canonical URL, perhaps with `|version`.
    pub(super) url: Box<str>,
}

/// Something that has to hold.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) key: Box<str>,
    pub(super) human: Box<str>,
    pub(super) is_error: bool,
    pub(super) expression: Result<Expression, PathFault>,
}

/// How the values of an element are told apart.
#[derive(Debug)]
pub(super) struct Slicing {
    pub(super) by: Vec<Discriminator>,
    pub(super) openness: Openness,
    /// Values stand in the order of the slices.
    pub(super) is_ordered: bool,
}

/// May there be values that belong to no slice?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Openness {
    Open,
    Closed,
    OpenAtEnd,
}

/// By what values are told apart.
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) kind: By,
    pub(super) path: Vec<Step>,
}

/// What is looked at there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// `value` and `pattern`: the value that the slice gives, or the value set that it binds.
    Value,
    Exists,
    Type,
    Profile,
}

impl Slicing {
    /// R4 slices extensions by their URL and a choice by its type, said or not.
    pub(super) fn implied(name: &str, is_choice: bool) -> Option<Self> {
        let (kind, path) = match name {
            "extension" | "modifierExtension" => (By::Value, vec![Step::Name("url".into())]),
            _ if is_choice => (By::Type, Vec::new()),
            _ => return None,
        };
        let by = vec![Discriminator { kind, path }];
        Some(Self { by, openness: Openness::Open, is_ordered: false })
    }
}

impl Demand {
    /// Asks for nothing.
    pub(super) fn bare(name: &str, id: &str) -> Self {
        Self { name: name.into(), id: id.into(), ..Self::default() }
    }

    /// The child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| &*child.name == name)
    }

    /// The slice of this name.
    pub(super) fn sliced(&self, name: &str) -> Option<&Self> {
        self.slices.iter().find(|slice| slice.slice.as_deref() == Some(name))
    }

    /// May it be there?
    pub(super) fn is_possible(&self) -> bool {
        self.max != Some(0)
    }
}
