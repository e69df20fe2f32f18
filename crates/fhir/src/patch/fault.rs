//! Why a patch is not done.

use super::OPERATIONS_MAX;
use crate::body::{BODY_BYTES_MAX, NotAResource};
use crate::tape::{DEPTH_MAX, NotJson};

/// Why a patch is not done. Operations are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchFault {
    /// No JSON, or a name that stands twice.
    #[error("the patch cannot be read: {0}")]
    Unread(NotJson),
    /// JSON, but no list.
    #[error("a JSON Patch is a list of operations")]
    NotAList,
    /// Another resource than Parameters.
    #[error("a FHIRPath Patch is a Parameters resource with operations")]
    NotParameters,
    /// More than [`OPERATIONS_MAX`].
    #[error("a patch has {OPERATIONS_MAX} operations at most")]
    TooMany,
    /// An operation that is not written as its language has it.
    #[error("operation {at}: {what}")]
    Misread {
        /// Which.
        at: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// An operation that cannot be done with this resource.
    #[error("operation {at}: {what}")]
    Unfit {
        /// Which.
        at: usize,
        /// Why.
        what: Misfit,
    },
    /// What comes out is no resource.
    #[error("what comes out of the patch: {0}")]
    NoResource(NotAResource),
    /// What comes out is another resource.
    #[error("a patch changes neither the type of a resource nor its id")]
    OtherResource,
}

impl PatchFault {
    /// Is it the patch that cannot be read, whatever it is about?
    pub fn is_unread(&self) -> bool {
        match self {
            Self::Unread(_)
            | Self::NotAList
            | Self::NotParameters
            | Self::TooMany
            | Self::Misread { .. } => true,
            Self::Unfit { .. } | Self::NoResource(_) | Self::OtherResource => false,
        }
    }
}

/// Why an operation cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The path leads nowhere.
    #[error("nothing stands where the path leads")]
    NothingThere,
    /// The path leads to more than one place.
    #[error("the path leads to several elements, and one is due")]
    Several,
    /// The place of a list that is shorter.
    #[error("the list has no such place")]
    NoSuchPlace,
    /// What should be a list is none.
    #[error("the path leads to no list")]
    NoList,
    /// `test` found something else.
    #[error("what stands there is not what the test says")]
    TestFailed,
    /// `move` of something into itself.
    #[error("nothing is moved into itself")]
    IntoItself,
    /// A pointer of more steps than a resource has.
    #[error("a path has {DEPTH_MAX} steps at most")]
    TooDeep,
    /// Copies that make too much of it.
    #[error("what is copied is longer than {BODY_BYTES_MAX} bytes")]
    TooLong,
    /// `add` of what can be there once, and is.
    #[error("the element is there already; replace it")]
    ThereAlready,
    /// R4 knows no such element there.
    #[error("the type has no such element")]
    NoSuchElement,
    /// The FHIRPath could not be read or evaluated.
    #[error("the path cannot be followed: {0}")]
    Path(String),
    /// The resource itself.
    #[error("a resource is not removed by a patch")]
    Whole,
}
