//! What can be wrong with an element, and what would be right.

use super::forms::Form;
use crate::profile::Unmet;
use crate::schema::Rule;
use crate::tape::NotJson;

/// More bytes than R4 lets a text have.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// What is wrong with an element and what would be right, in the English of FHIR's outcomes; with a
/// code and for people it is said by its refusal. What was sent is not repeated: it is about a
/// person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No JSON, or a name that stands twice in one object.
    #[error("{0}")]
    NotJson(NotJson),
    /// Something else than an object.
    #[error("has to be an object of the type {of}: {{…}}")]
    NotAnObject {
        /// What R4 has there.
        of: &'static str,
    },
    /// A resource that does not say what it is.
    #[error("has to be there and name a type of R4, such as \"Patient\"")]
    NoResourceType,
    /// A resource of a type that R4 does not have.
    #[error("is no type of R4{}", meant(*.near))]
    UnknownResourceType {
        /// One that may have been meant.
        near: Option<&'static str>,
    },
    /// A resource of another type than is due.
    #[error("has to be {wanted}")]
    OtherResourceType {
        /// What is due.
        wanted: &'static str,
    },
    /// Not an id; see [`is_id`](super::is_id).
    #[error("letters, digits, hyphens and dots, 64 at most")]
    NotAnId,
    /// Required and absent.
    #[error("has to be there ({wanted})")]
    Absent {
        /// What R4 has there.
        wanted: String,
    },
    /// R4 does not know it here.
    #[error("is no element of {of}{}", meant_or_known(*.near, .known))]
    UnknownElement {
        /// The type in which it stands.
        of: &'static str,
        /// One that may have been meant.
        near: Option<&'static str>,
        /// All there are, if they are few.
        known: Vec<&'static str>,
    },
    /// Two members that are one element of R4, which is either the one or the other.
    #[error("only one of {first} and this can be there")]
    SecondChoice {
        /// The other one.
        first: String,
    },
    /// One value where R4 has a list.
    #[error("has to be a list: […]")]
    NotAList,
    /// A list where R4 has one value.
    #[error("has to be one value, not a list")]
    NotOneValue,
    /// Fewer than there have to be.
    #[error("has to be there {min} times at least")]
    TooFew {
        /// How many there have to be.
        min: u32,
    },
    /// More than there may be.
    #[error("may be there {max} times at most")]
    TooMany {
        /// How many there may be.
        max: u32,
    },
    /// A text where R4 has a number, and the like.
    #[error("has to be {}, such as {}", .form.words, .form.example)]
    OtherKind {
        /// What R4 has there.
        form: &'static Form,
    },
    /// Of the right kind, and written in another way than R4 has it.
    #[error("is no {}: {}, such as {}", .form.name, .form.words, .form.example)]
    Malformed {
        /// What R4 has there.
        form: &'static Form,
    },
    /// A date that cannot be.
    #[error("is no {}, or no day of a calendar: {}, such as {}", .form.name, .form.words, .form.example)]
    NotADate {
        /// What R4 has there.
        form: &'static Form,
    },
    /// Longer than [`TEXT_BYTES_MAX`].
    #[error("is longer than {TEXT_BYTES_MAX} bytes")]
    TooLong,
    /// A sign that no text has but by mistake.
    #[error("has a control character; only tabs and ends of lines may be there")]
    ControlCharacter,
    /// Not one of the codes that R4 has for it.
    #[error("one of {known}")]
    UnknownWord {
        /// What could be: the codes, or the value set that has them.
        known: String,
    },
    /// A text or an object in which nothing stands.
    #[error("is empty; leave it out")]
    Empty,
    /// A text of white space.
    #[error("is white space alone; leave it out")]
    Blank,
    /// A list in which nothing stands.
    #[error("is an empty list; leave it out")]
    EmptyList,
    /// FHIR says nothing by leaving out.
    #[error("is null; leave it out")]
    Null,
    /// A place in a list that is left open, and nothing beside it says why.
    #[error("is null, which needs an extension at the same place of the list with the leading _")]
    NullAlone,
    /// A list of values, and one of what is said beside them, that do not go together.
    #[error("has {beside} places, and the list without the leading _ has {values}")]
    OtherLength {
        /// Of the values.
        values: usize,
        /// Of what is beside them.
        beside: usize,
    },
    /// A reference that is none.
    #[error("is no reference: Type/id, an absolute URL, urn:uuid:… or #id, such as \"Patient/1\"")]
    NotAReference,
    /// A reference to a type that R4 does not have.
    #[error("begins with no type of R4{}", meant(*.near))]
    UnknownTarget {
        /// One that may have been meant.
        near: Option<&'static str>,
    },
    /// A reference to what this element does not point to.
    #[error("has to point to {allowed}")]
    OtherTarget {
        /// What it may point to.
        allowed: String,
    },
    /// The type beside a reference is another one than that of the reference.
    #[error("is not what the reference points to: {target}")]
    OtherTargetType {
        /// What the reference points to.
        target: &'static str,
    },
    /// A reference to something contained that is not there.
    #[error("points to nothing that is contained here")]
    NotContained,
    /// A rule of R4 that does not hold.
    #[error("{} ({})", .0.human.trim(), .0.key)]
    RuleBroken(&'static Rule),
    /// A rule of R4 that could not be asked.
    #[error("{key} could not be asked: {why}")]
    RuleUnanswered {
        /// Which.
        key: &'static str,
        /// In English.
        why: String,
    },
    /// Not what a profile asks for.
    #[error("{what}{}", of_profile(.profile.as_deref()))]
    OfProfile {
        /// What was found.
        what: Unmet,
        /// The canonical URL of the profile; none where it is the same for all.
        profile: Option<Box<str>>,
    },
}

impl Unfit {
    /// The type of issue that FHIR has for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_)
            | Self::NotAnObject { .. }
            | Self::UnknownElement { .. }
            | Self::SecondChoice { .. }
            | Self::NotAList
            | Self::NotOneValue
            | Self::TooMany { .. }
            | Self::Empty
            | Self::EmptyList
            | Self::Null
            | Self::NullAlone
            | Self::OtherLength { .. } => "structure",
            Self::NoResourceType | Self::Absent { .. } | Self::TooFew { .. } => "required",
            Self::UnknownResourceType { .. }
            | Self::OtherResourceType { .. }
            | Self::ControlCharacter
            | Self::NotContained => "invalid",
            Self::NotAnId
            | Self::OtherKind { .. }
            | Self::Malformed { .. }
            | Self::NotADate { .. }
            | Self::Blank
            | Self::NotAReference
            | Self::UnknownTarget { .. }
            | Self::OtherTarget { .. }
            | Self::OtherTargetType { .. } => "value",
            Self::UnknownWord { .. } => "code-invalid",
            Self::TooLong => "too-long",
            Self::RuleBroken(_) => "invariant",
            Self::RuleUnanswered { .. } => "not-supported",
            Self::OfProfile { what, .. } => what.code(),
        }
    }

    /// Is it about the shape of what was sent, so that rules would be asked of something else than
    /// was meant?
    pub(crate) fn is_of_shape(&self) -> bool {
        !matches!(self, Self::RuleBroken(_) | Self::RuleUnanswered { .. } | Self::OfProfile { .. })
    }
}

fn of_profile(url: Option<&str>) -> String {
    url.map(|url| format!("; {url} asks for this")).unwrap_or_default()
}

fn meant(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean {near}?")).unwrap_or_default()
}

fn meant_or_known(near: Option<&str>, known: &[&str]) -> String {
    if near.is_some() || known.is_empty() {
        return meant(near);
    }
    format!("; it has {}", known.join(", "))
}
