//! The nouns of allergies.

use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::consent::model::Sensitive;

id!(
    /// One allergy of one person.
    AllergyId,
    AllergyMark
);

/// Letters of a substance or a reaction.
pub const WORDS_LETTERS_MAX: usize = 120;

/// What somebody must not be given: the word that alerts compare, and how people say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substance {
    /// A lower-case English ingredient or group of the formulary, or the words as typed.
    pub key: String,
    /// In Roman.
    pub english: String,
    /// In Devanagari.
    pub hindi: String,
}

/// One allergy of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allergy {
    /// The allergy.
    pub id: AllergyId,
    /// Whose.
    pub person: PersonId,
    /// To what.
    pub substance: Substance,
    /// What happened, as typed; perhaps empty.
    pub reaction: String,
    /// Whether it threatened life.
    pub severe: bool,
    /// Where it was recorded.
    pub facility: FacilityId,
    /// By whom.
    pub recorded_by: StaffId,
    /// When.
    pub recorded_at: Instant,
    /// How it was found to be wrong; `None` while it stands.
    pub refuted: Option<Refuted>,
}

/// How an allergy was found to be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuted {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: StaffId,
    /// Why, as typed.
    pub why: String,
}

/// What somebody must not be given, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Our entry, which can be refuted; `None` for what a partner says.
    pub id: Option<AllergyId>,
    /// What.
    pub substance: Substance,
    /// What happened; perhaps empty.
    pub reaction: String,
    /// Whether it threatened life.
    pub severe: bool,
    /// Which partner says so; `None` when we do.
    pub source: Option<String>,
    /// Under whom it was said.
    pub person: PersonId,
    /// What it is marked as. It warns whoever prescribes all the same.
    pub marks: Vec<Sensitive>,
    /// A clinician disputes what the partner says, so that it warns nobody.
    pub disputed: bool,
}

/// What the desk asks to be noted.
#[derive(Clone, Debug)]
pub struct NewAllergy {
    /// Whose.
    pub person: PersonId,
    /// To what, as typed in either script.
    pub substance: String,
    /// What happened.
    pub reaction: String,
    /// Whether it threatened life.
    pub severe: bool,
}

/// Why allergies say no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllergyRefusal {
    /// It is on record already.
    AlreadyKnown,
    /// Nothing was typed, or what cannot be kept.
    NoSubstance,
    /// No such entry that stands.
    NoSuchAllergy,
    /// Nobody said why it is wrong, or in words that cannot be kept.
    NoReason,
}

impl From<AllergyRefusal> for Refused {
    fn from(refusal: AllergyRefusal) -> Self {
        match refusal {
            AllergyRefusal::AlreadyKnown => Self::plain("ALG-001"),
            AllergyRefusal::NoSubstance => Self::plain("ALG-002").invalid(),
            AllergyRefusal::NoSuchAllergy => Self::plain("ALG-003").missing(),
            AllergyRefusal::NoReason => Self::plain("ALG-004").invalid(),
        }
    }
}
