//! What a profile can find in a body, and what would be right.

use crate::validate::Severity;

/// What a profile asked for and did not find, or could not look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    /// Fewer than there have to be; of a slice, its name.
    #[error("has to be there {min} times at least{}", of_slice(.slice.as_deref()))]
    TooFew {
        /// How many there have to be.
        min: u32,
        /// The slice that is meant.
        slice: Option<String>,
    },
    /// More than there may be.
    #[error("{}{}", at_most(*.max), of_slice(.slice.as_deref()))]
    TooMany {
        /// How many there may be.
        max: u32,
        /// The slice that is meant.
        slice: Option<String>,
    },
    /// Of a type that is not among those that are asked for.
    #[error("has to be {allowed}")]
    OtherType {
        /// What it may be.
        allowed: String,
    },
    /// Another value than the fixed one.
    #[error("has to be {wanted}, and nothing else")]
    NotFixed {
        /// In JSON.
        wanted: String,
    },
    /// A value that lacks what is asked for.
    #[error("has to have {wanted}")]
    NotPattern {
        /// In JSON.
        wanted: String,
    },
    /// A text that is too long.
    #[error("has to be {most} letters at most")]
    TooLong {
        /// Letters.
        most: usize,
    },
    /// A value that is too small or too large.
    #[error("has to be {bound}")]
    OutOfBounds {
        /// `at least 5`.
        bound: String,
    },
    /// A code that is not of the value set.
    #[error("has no code of the value set {value_set}")]
    NotAmong {
        /// Its canonical URL.
        value_set: String,
    },
    /// A code that could not be looked up.
    #[error("not checked: {why}")]
    ValueSetUnknown {
        /// `value set … is not loaded`.
        why: String,
    },
    /// A rule that does not hold.
    #[error("{} ({key})", .human.trim())]
    RuleBroken {
        /// `abdm-1`.
        key: String,
        /// In the words of the profile.
        human: String,
    },
    /// A rule that could not be asked, or a slice that cannot be told from others.
    #[error("not checked: {key} could not be asked: {why}")]
    Unanswered {
        /// Which.
        key: String,
        /// In English.
        why: String,
    },
    /// No slice has it, and nothing else may be there.
    #[error("is none of {slices}, and nothing else may be there")]
    NoSlice {
        /// Their names.
        slices: String,
    },
    /// Slices that do not stand in their order.
    #[error("has to stand before what comes before it; the order is {slices}")]
    OutOfOrder {
        /// Their names.
        slices: String,
    },
    /// A system that follows the profile shows and keeps this element, and it is not there.
    #[error("is not there; whoever knows it should say it (must-support){}", of_slice(.slice.as_deref()))]
    Unsaid {
        /// The slice that is meant.
        slice: Option<String>,
    },
    /// An extension that changes what the rest means, of which nothing is known.
    #[error("changes what the rest means, and no definition of {url} is loaded")]
    UnknownModifier {
        /// Its URL.
        url: String,
    },
    /// A reference to another type than is asked for.
    #[error("has to point to {allowed}")]
    OtherTarget {
        /// The profiles or types.
        allowed: String,
    },
    /// What stands here, or what it points to, conforms to no profile that is asked for.
    #[error("conforms to none of {profiles}: {why}")]
    NoneFits {
        /// Their URLs.
        profiles: String,
        /// What was found first, with its place.
        why: String,
    },
    /// A profile that is not loaded.
    #[error("not checked: the profile {url} is not loaded")]
    ProfileUnknown {
        /// Its canonical URL.
        url: String,
    },
    /// The body asks for more work than is done for one.
    #[error("not checked to its end: it is too much for one body")]
    Unfinished,
}

impl Unmet {
    /// The type of issue that FHIR has for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "required",
            Self::TooMany { .. }
            | Self::OtherType { .. }
            | Self::NoSlice { .. }
            | Self::OutOfOrder { .. }
            | Self::NoneFits { .. } => "structure",
            Self::NotFixed { .. }
            | Self::NotPattern { .. }
            | Self::OutOfBounds { .. }
            | Self::OtherTarget { .. } => "value",
            Self::TooLong { .. } => "too-long",
            Self::NotAmong { .. } => "code-invalid",
            Self::RuleBroken { .. } => "invariant",
            Self::Unsaid { .. } => "informational",
            Self::UnknownModifier { .. } => "extension",
            Self::ValueSetUnknown { .. }
            | Self::Unanswered { .. }
            | Self::ProfileUnknown { .. } => "not-supported",
            Self::Unfinished => "too-costly",
        }
    }

    /// How much it matters, unless the profile says otherwise.
    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::TooFew { .. }
            | Self::TooMany { .. }
            | Self::OtherType { .. }
            | Self::NotFixed { .. }
            | Self::NotPattern { .. }
            | Self::TooLong { .. }
            | Self::OutOfBounds { .. }
            | Self::NotAmong { .. }
            | Self::RuleBroken { .. }
            | Self::NoSlice { .. }
            | Self::OutOfOrder { .. }
            | Self::UnknownModifier { .. }
            | Self::OtherTarget { .. }
            | Self::NoneFits { .. }
            | Self::Unfinished => Severity::Error,
            Self::ValueSetUnknown { .. }
            | Self::Unanswered { .. }
            | Self::Unsaid { .. }
            | Self::ProfileUnknown { .. } => Severity::Information,
        }
    }
}

fn of_slice(slice: Option<&str>) -> String {
    slice.map(|name| format!(", as {name}")).unwrap_or_default()
}

fn at_most(max: u32) -> String {
    if max == 0 {
        "may not be there".to_owned()
    } else {
        format!("may be there {max} times at most")
    }
}
