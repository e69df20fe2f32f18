//! Patching: a change to a resource that is sent instead of the whole.
//!
//! Two languages: JSON Patch (RFC 6902) and FHIRPath Patch (R4, `fhirpatch.html`). Both are pure:
//! bytes and a patch give new bytes, in which numbers and texts that the patch does not touch are
//! spelt as they were. Whether what comes out is what R4 says is for [`validate`] to say, as of any
//! body.
//!
//! Bounded: a patch has few operations, paths are short, and what it copies is counted.
//! Start at [`Patch::json`], [`Patch::parameters`] and [`Patch::apply`].
//!
//! [`validate`]: crate::validate

mod elements;
mod fault;
mod json;
mod parameters;
mod pointer;
#[cfg(test)]
mod tests;
mod tree;

pub use fault::{Misfit, PatchFault};

use crate::body::Body;
use crate::tape::Tape;
use tree::Tree;

/// Operations of one patch; whoever changes more sends the whole.
pub const OPERATIONS_MAX: usize = 200;

/// A patch that was read.
#[derive(Clone, Debug)]
pub struct Patch(Language);

#[derive(Clone, Debug)]
enum Language {
    Json(Vec<json::Operation>),
    Parameters(Tape),
}

impl Patch {
    /// A JSON Patch: a list of operations.
    ///
    /// # Errors
    /// What is no JSON, and the first operation that RFC 6902 does not know.
    pub fn json(bytes: Vec<u8>) -> Result<Self, PatchFault> {
        let tape = Tape::parse(bytes).map_err(PatchFault::Unread)?;
        json::operations(tape.root()).map(|operations| Self(Language::Json(operations)))
    }

    /// A FHIRPath Patch: Parameters with operations.
    ///
    /// # Errors
    /// What is no JSON, and what is no Parameters with operations.
    pub fn parameters(bytes: Vec<u8>) -> Result<Self, PatchFault> {
        let tape = Tape::parse(bytes).map_err(PatchFault::Unread)?;
        parameters::looked_at(tape.root())?;
        Ok(Self(Language::Parameters(tape)))
    }

    /// The resource as it is after every operation.
    ///
    /// # Errors
    /// The first operation that cannot be done, and what comes out when that is no resource of the
    /// same type under the same id.
    pub fn apply(&self, to: &Body) -> Result<Body, PatchFault> {
        let mut tree = Tree::of(to.tree());
        match &self.0 {
            Language::Json(operations) => json::apply(operations, &mut tree)?,
            Language::Parameters(tape) => parameters::apply(tape.root(), &mut tree)?,
        }
        let patched = Body::parse(tree.bytes()).map_err(PatchFault::NoResource)?;
        if patched.of() != to.of() || patched.id() != to.id() {
            return Err(PatchFault::OtherResource);
        }
        Ok(patched)
    }
}
