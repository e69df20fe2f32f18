//! Is a body what R4 says it is? One walk over the tape beside the tables of [`schema`], which tells
//! everything that is wrong with its place and with what would be right, so that whoever sent it can
//! mend it in one go. Nothing that is kept is dropped; what R4 does not know is refused.
//!
//! What is looked at: names, lists and single values, what has to be there, the kind and format of
//! every primitive, codes of required value sets, what references may point to, what is contained,
//! and the rules of each type and element. What is not: value sets that R4 only recommends,
//! whether something elsewhere exists, and profiles, which are asked for in [`crate::profile`].
//! Start at [`check`]; the walk is in `walk`, a rule that is asked in Rust in `native`.
//!
//! [`schema`]: crate::schema

mod codes;
mod fields;
mod forms;
mod frame;
mod native;
mod near;
mod not_enforced;
mod outcome;
mod place;
mod references;
mod rules;
#[cfg(test)]
mod tests;
mod texts;
mod unfit;
mod walk;

pub use forms::{Form, is_id};
pub use outcome::outcome;
pub(crate) use place::Place;
pub(crate) use references::target_type;
pub use unfit::{TEXT_BYTES_MAX, Unfit};

use crate::body::Body;
use crate::schema::TypeDef;
use crate::tape::{Node, NotJson};
use walk::Walk;

/// Faults of one severity that are told at once; more would not be read.
pub const ISSUES_MAX: usize = 50;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// FHIR's issue type: `required`, `structure`, `value`, `code-invalid` …
    pub code: &'static str,
    /// Where: `Patient.contact[1].name`.
    pub expression: String,
    /// What it is.
    pub what: Unfit,
}

/// How much something matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The body cannot be kept.
    Error,
    /// A profile advises against it.
    Warning,
    /// Something that could not be asked, or should be said where it is known; the body may be
    /// right.
    Information,
}

impl Severity {
    /// FHIR's code for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }
}

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Names, kinds, counts, formats, codes and references.
    Shape,
    /// The rules of R4 as well.
    Whole,
}

/// Everything that keeps a body from being kept; empty when it can be.
pub fn check(body: &Body) -> Vec<Issue> {
    let mut issues = validate(body.tree(), Some(body.of().type_def()), Extent::Whole);
    issues.retain(|issue| issue.severity == Severity::Error);
    issues
}

/// What there is to say of bytes that are no JSON.
pub fn unread(fault: NotJson) -> Issue {
    let what = Unfit::NotJson(fault);
    Issue { severity: Severity::Error, code: what.code(), expression: "Resource".to_owned(), what }
}

/// Everything that there is to say of a body, which is of the expected type if one is expected;
/// [`ISSUES_MAX`] of each severity at most.
pub fn validate(root: Node<'_>, expected: Option<&'static TypeDef>, extent: Extent) -> Vec<Issue> {
    let mut walk = Walk::new(extent, rules::steps(root.raw().len()));
    walk.resource(root, expected, None);
    walk.issues
}
