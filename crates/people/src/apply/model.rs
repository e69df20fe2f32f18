//! The nouns of families that register themselves.

use crate::cards::model::CardId;
use crate::consent::model::{Purpose, Wish};
use crate::households::model::{Role, Tie};
use crate::registry::model::{Details, Person};
use crate::rights::model::{Note, Right};
use nabz_kernel::id;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// So many people are registered in one go, the head among them.
pub const PERSONS_MAX: usize = 12;
/// After so many wrong serials in an hour a counter makes the card valid.
pub const WRONG_SERIALS_MAX: i64 = 3;
/// So many people are on record with one phone before the next have to come to a counter.
pub const PERSONS_A_PHONE_MAX: usize = 20;

id!(
    /// A family that is being filled in.
    DraftId,
    DraftMark
);

words!(
    /// Where a stranger knocks with a code.
    Door {
        /// To register a family.
        Apply = "apply",
        /// To see what is on record of their own.
        Own = "own",
    }
);

words!(
    /// Why somebody who was registered has no card yet.
    Without {
        /// An infant, who stands on its mother's.
        OnTheMothers = "on-the-mothers",
        /// They said no.
        NotWanted = "not-wanted",
        /// Nobody signs cards at the moment.
        Later = "later",
    }
);

/// Somebody of the family, exactly as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// In Hindi.
    pub name_hi: String,
    /// In English letters.
    pub name_en: String,
    /// As said.
    pub sex: String,
    /// A number.
    pub age: String,
    /// Of years, months or days.
    pub age_unit: String,
    /// A day, or a year.
    pub born: String,
    /// Their own, when they have one beside that of the family.
    pub phone: String,
    /// What they are to the head; empty for the head.
    pub tie: String,
    /// The place in the family of whoever answers for a child, from 0.
    pub guardian: String,
    /// As what.
    pub role: String,
}

/// A family, exactly as typed; the head comes first.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// At least the head.
    pub persons: Vec<Typed>,
    /// House and street.
    pub address: String,
    /// As people call it.
    pub locality: String,
    /// The ward's number, once it is one of the list.
    pub ward: String,
    /// As typed.
    pub ward_name: String,
}

/// A family on its way.
#[derive(Clone)]
pub struct Draft {
    /// Which.
    pub id: DraftId,
    /// Counts changes from 1; a form that saw an older one is stale.
    pub version: u32,
    /// The key of the form that was kept last.
    pub kept_with: String,
    /// As typed.
    pub family: Family,
    /// Who was registered; nothing until then.
    pub made: Option<Vec<Made>>,
}

/// What was seen by a form, and which form it was.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    /// Of which family.
    pub draft: Uuid,
    /// As it stood then.
    pub version: u32,
    /// The key of the form.
    pub once: String,
}

/// Somebody who was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Who.
    pub person: PersonId,
    /// Which card they were given.
    pub given: Given,
}

/// What somebody was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Given {
    /// A card on paper.
    Card(CardId),
    /// None yet.
    Nothing(Without),
}

/// Somebody of a family that can be registered.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// What was said.
    pub details: Details,
    /// What they are to the head.
    pub tie: Tie,
    /// Of a child: the place in the family of whoever answers, and as what.
    pub guardian: Option<(usize, Role)>,
}

/// What somebody of the family answered about one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Their place in the family.
    pub place: usize,
    /// About what.
    pub purpose: Purpose,
    /// Whether they said yes.
    pub agrees: bool,
    /// The version of the notice that was shown.
    pub notice: u32,
}

/// A family as it is sent at last.
#[derive(Clone)]
pub struct Application {
    /// What the page saw.
    pub seen: Seen,
    /// The phone that answered a code.
    pub phone: Mobile,
    /// The head first.
    pub persons: Vec<Applicant>,
    /// What they answered.
    pub answers: Vec<Answered>,
    /// In which language they were asked.
    pub shown_in: Language,
    /// Where a phone sees and prints the cards; `None` where nobody has said under which address
    /// the city's pages are reached.
    pub address: Option<String>,
}

/// Why somebody is shown to whoever has a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is their own phone.
    Own,
    /// A child for whom the holder answers.
    Child,
    /// They were registered with this phone, and see who looked at their record at a counter. For a
    /// child it ends on the day it comes of age.
    Family,
}

impl Reach {
    /// Whether who looked is told on this phone.
    pub const fn hears_of_looks(self) -> bool {
        match self {
            Self::Own | Self::Child => true,
            Self::Family => false,
        }
    }

    /// Whether what is said on this phone is said by them, or by whoever answers for them.
    pub const fn speaks_for_them(self) -> bool {
        match self {
            Self::Own | Self::Child => true,
            Self::Family => false,
        }
    }
}

/// Somebody who is shown to whoever has a phone.
#[derive(Clone, Debug)]
pub struct Held {
    /// Who.
    pub person: Person,
    /// Why.
    pub reach: Reach,
}

/// What somebody says about one purpose on their own phone.
#[derive(Clone, Debug)]
pub struct Pressed {
    /// About what.
    pub purpose: Purpose,
    /// What they say.
    pub wish: Wish,
    /// How many answers their page saw.
    pub seen: u32,
    /// The version of the notice that it showed.
    pub notice: u32,
    /// In which language.
    pub shown_in: Language,
}

/// What somebody asks about what is held of them, on their own phone.
#[derive(Clone, Debug)]
pub struct RightAsked {
    /// What for.
    pub right: Right,
    /// In their words.
    pub note: Option<Note>,
}

/// Why the public site says no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplyRefusal {
    /// The browser keeps nothing.
    NoCookie,
    /// No code was asked for, or its time is over.
    NotOpen,
    /// More codes were asked for in this hour than people do.
    TooManyAsk,
    /// Another window has changed the family meanwhile.
    Stale,
    /// No such paper, or its day is over.
    NoSuchLink,
    /// More people than are registered in one go.
    FullFamily,
    /// Nobody said how old somebody is.
    NoAge,
    /// Whoever registers a family is of age.
    HeadIsChild,
    /// Nobody of age answers for a child.
    NoGuardian,
    /// What was typed is no ward, or several.
    NoWard,
    /// Somebody has said neither yes nor no to a card.
    NoAnswer,
    /// Too many people are on record with this phone.
    PhoneIsFull,
    /// The serial is that of another card.
    OtherSerial,
    /// Too many wrong serials were typed in this hour.
    TooManySerials,
    /// Nobody who has this phone answers for the person.
    NobodyAnswers,
}

impl From<ApplyRefusal> for Refused {
    fn from(refusal: ApplyRefusal) -> Self {
        match refusal {
            ApplyRefusal::NoCookie => Self::plain("APP-001").invalid(),
            ApplyRefusal::NotOpen => Self::plain("APP-002"),
            ApplyRefusal::TooManyAsk => Self::plain("APP-003").busy(),
            ApplyRefusal::Stale => Self::plain("APP-004"),
            ApplyRefusal::NoSuchLink => Self::plain("APP-005").missing(),
            ApplyRefusal::FullFamily => Self::plain("APP-006").invalid().with("most", PERSONS_MAX),
            ApplyRefusal::NoAge => Self::plain("APP-007").invalid(),
            ApplyRefusal::HeadIsChild => Self::plain("APP-008").invalid(),
            ApplyRefusal::NoGuardian => Self::plain("APP-009").invalid(),
            ApplyRefusal::NoWard => Self::plain("APP-010").invalid(),
            ApplyRefusal::NoAnswer => Self::plain("APP-011").invalid(),
            ApplyRefusal::PhoneIsFull => Self::plain("APP-012").with("most", PERSONS_A_PHONE_MAX),
            ApplyRefusal::OtherSerial => Self::plain("APP-020").invalid(),
            ApplyRefusal::TooManySerials => Self::plain("APP-021").busy(),
            ApplyRefusal::NobodyAnswers => Self::plain("APP-022"),
        }
    }
}
