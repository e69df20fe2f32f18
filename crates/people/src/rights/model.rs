//! The nouns of what people may ask about what is held of them.

use crate::consent::model::{Basis, By, Guardianship, Proxy};
use crate::registry::model::{RegistryRefusal, holds_aadhaar};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_kernel::signs::cannot_be_kept;
use serde::{Deserialize, Serialize};
use std::fmt;

id!(
    /// What somebody asked about what is held of them.
    RequestId,
    RequestMark
);
id!(
    /// Somebody who was named to ask in place of a person.
    NomineeId,
    NomineeMark
);

words!(
    /// What somebody may ask for.
    ///
    /// Source: Digital Personal Data Protection Act 2023, sections 11 to 13.
    Right {
        /// A copy of what is held.
        Access = "access",
        /// That something be put right.
        Correction = "correction",
        /// That something be taken away.
        Erasure = "erasure",
        /// That somebody look into how it was handled.
        Grievance = "grievance",
    }
);

words!(
    /// Who speaks.
    Voice {
        /// The person.
        Themselves = "themselves",
        /// A child's parent or guardian.
        Guardian = "guardian",
        /// Whom the person had named.
        Nominee = "nominee",
    }
);

words!(
    /// What became of a wish to erase.
    Outcome {
        /// All of it was.
        Done = "done",
        /// Some of it was, and some the law keeps.
        InPart = "part",
        /// Nothing was.
        Refused = "refused",
    }
);

words!(
    /// Why a nominee is one no longer.
    NomineeEnded {
        /// Somebody else was named.
        Changed = "changed",
        /// The person takes it back.
        Withdrawn = "withdrawn",
    }
);

/// Letters of a request, and of its answer.
pub const NOTE_LETTERS_MAX: usize = 1_000;

/// What somebody wrote, on several lines if they like. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// What was typed, without the spaces around it; nothing but spaces is no note.
    ///
    /// Refuses with `RGT-008` signs that cannot be kept, with `RGT-009` more than
    /// [`NOTE_LETTERS_MAX`], and with `REG-040` a text that holds an Aadhaar number.
    pub fn parse(typed: &str) -> Result<Option<Self>, Refused> {
        let text = typed.trim();
        if text.contains(cannot_be_kept) {
            return Err(RightsRefusal::StrangeSigns.into());
        }
        if text.chars().count() > NOTE_LETTERS_MAX {
            return Err(RightsRefusal::TooLong.into());
        }
        if holds_aadhaar(text) {
            return Err(RegistryRefusal::AadhaarIsNotKept.into());
        }
        Ok(if text.is_empty() { None } else { Some(Self(text.to_owned())) })
    }

    /// Trusts what our own table holds.
    pub const fn kept(text: String) -> Self {
        Self(text)
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// Who asks, as a form says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The person.
    Themselves,
    /// A child's parent or guardian.
    Guardian(Guardianship),
    /// Whom the person had named, whoever that is.
    Nominee,
}

impl Asks {
    /// Whoever answers about consents asks about the rest, too; nobody else speaks for a grown-up
    /// unless they were named.
    pub fn of(by: By) -> Option<Self> {
        match by {
            By::Themselves => Some(Self::Themselves),
            By::Guardian(guardianship) => Some(Self::Guardian(guardianship)),
            By::Representative { .. } => None,
        }
    }
}

/// Who asked, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person.
    Themselves,
    /// A child's parent or guardian.
    Guardian(Guardianship),
    /// Whom the person had named.
    Nominee(Proxy),
}

impl Speaker {
    /// As tables and forms spell it.
    pub const fn voice(&self) -> Voice {
        match self {
            Self::Themselves => Voice::Themselves,
            Self::Guardian(_) => Voice::Guardian,
            Self::Nominee(_) => Voice::Nominee,
        }
    }

    /// Whoever asked in place of the person.
    pub const fn proxy(&self) -> Option<&Proxy> {
        match self {
            Self::Themselves => None,
            Self::Guardian(guardianship) => Some(&guardianship.proxy),
            Self::Nominee(proxy) => Some(proxy),
        }
    }

    /// How it is known that a child's parent or guardian may ask.
    pub const fn basis(&self) -> Option<&Basis> {
        match self {
            Self::Guardian(guardianship) => guardianship.basis.as_ref(),
            Self::Themselves | Self::Nominee(_) => None,
        }
    }
}

/// A request about to be made.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// About whom.
    pub person: PersonId,
    /// What for.
    pub right: Right,
    /// Who asks.
    pub asks: Asks,
    /// In their words.
    pub note: Option<Note>,
}

/// What somebody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which.
    pub id: RequestId,
    /// What a person quotes.
    pub number: u32,
    /// About whom.
    pub person: PersonId,
    /// What for.
    pub right: Right,
    /// Who asked.
    pub speaker: Speaker,
    /// In their words.
    pub note: Option<Note>,
    /// The office that answers; the city's are answered by every office.
    pub office: FacilityId,
    /// Who wrote it down; the program, on somebody's own phone.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Instant,
    /// Answered by the end of this day.
    pub due: Date,
    /// Where it stands.
    pub state: RequestState,
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Nobody has taken it up.
    Received,
    /// Somebody looks into it.
    Looking {
        /// Who.
        by: StaffId,
        /// Since when.
        since: Instant,
    },
    /// It was answered.
    Answered {
        /// By whom.
        by: StaffId,
        /// When.
        at: Instant,
        /// With what.
        answer: Answer,
    },
    /// Whoever asked needs no answer any more.
    Withdrawn {
        /// Who wrote it down.
        by: StaffId,
        /// When.
        at: Instant,
    },
}

impl RequestState {
    /// Whether somebody waits for an answer.
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Received | Self::Looking { .. } => true,
            Self::Answered { .. } | Self::Withdrawn { .. } => false,
        }
    }
}

/// What somebody was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of a wish to erase; nothing for any other request.
    pub outcome: Option<Outcome>,
    /// In words, with the reason.
    pub words: Note,
}

/// What is erased with an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one for each thing; none excludes another")]
pub struct Erased {
    /// The phone.
    pub phone: bool,
    /// House and street.
    pub line: bool,
    /// Photographs of papers that the family sent ahead, with their files.
    pub papers: bool,
    /// Consents that are needed for nothing that they asked for: they are taken back.
    pub consents: bool,
}

impl Erased {
    /// Whether it is nothing.
    pub const fn is_nothing(self) -> bool {
        !self.phone && !self.line && !self.papers && !self.consents
    }
}

/// What an officer answers.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What became of a wish to erase, as far as it was chosen.
    pub outcome: Option<Outcome>,
    /// What is erased with it.
    pub erased: Erased,
    /// In words.
    pub words: Option<Note>,
}

/// Somebody who may ask in place of a person after their death, or when they cannot.
///
/// Source: Digital Personal Data Protection Act 2023, section 14.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominee {
    /// This naming.
    pub id: NomineeId,
    /// By whom they were named.
    pub person: PersonId,
    /// Who they are, and what they are to the person.
    pub proxy: Proxy,
    /// How they are reached.
    pub phone: Mobile,
    /// Where it was written down.
    pub facility: FacilityId,
    /// By whom, and when.
    pub named: (StaffId, Instant),
    /// Why they are it no longer, who wrote that down, and when.
    pub ended: Option<(NomineeEnded, StaffId, Instant)>,
}

/// A nominee about to be named.
#[derive(Clone, Debug)]
pub struct NewNominee {
    /// By whom.
    pub person: PersonId,
    /// Who.
    pub proxy: Proxy,
    /// How they are reached.
    pub phone: Mobile,
    /// The nominee whom the page showed.
    pub seen: Option<NomineeId>,
}

/// Why no is said to a request or to a name. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RightsRefusal {
    /// Nobody asked that, or not here.
    NoSuchRequest,
    /// One of the kind is open.
    OpenAlready,
    /// It was taken up, answered or withdrawn meanwhile; or somebody else was named.
    Moved,
    /// Nobody said what it is about.
    NoNote,
    /// An answer gives its reason.
    NoReason,
    /// A value that the form does not offer.
    NoSuchChoice,
    /// Nobody said who is named.
    NoName,
    /// The text holds signs that cannot be kept.
    StrangeSigns,
    /// The text is too long.
    TooLong,
    /// Nobody was named.
    NoNominee,
    /// The dead ask for nothing; whom they named does.
    Deceased,
    /// A child's parent or guardian asks, and a child names nobody.
    IsChild,
    /// Who is of age has no guardian.
    GrownUp,
    /// More in a day than anybody asks.
    TooMany,
    /// What is refused is not erased.
    RefusedAndErased,
}

impl From<RightsRefusal> for Refused {
    fn from(refusal: RightsRefusal) -> Self {
        match refusal {
            RightsRefusal::NoSuchRequest => Self::plain("RGT-001").missing(),
            RightsRefusal::OpenAlready => Self::plain("RGT-002"),
            RightsRefusal::Moved => Self::plain("RGT-003"),
            RightsRefusal::NoNote => Self::plain("RGT-004").invalid(),
            RightsRefusal::NoReason => Self::plain("RGT-005").invalid(),
            RightsRefusal::NoSuchChoice => Self::plain("RGT-006").invalid(),
            RightsRefusal::NoName => Self::plain("RGT-007").invalid(),
            RightsRefusal::StrangeSigns => Self::plain("RGT-008").invalid(),
            RightsRefusal::TooLong => {
                Self::plain("RGT-009").invalid().with("most", NOTE_LETTERS_MAX)
            }
            RightsRefusal::NoNominee => Self::plain("RGT-010"),
            RightsRefusal::Deceased => Self::plain("RGT-011"),
            RightsRefusal::IsChild => Self::plain("RGT-012"),
            RightsRefusal::GrownUp => Self::plain("RGT-013"),
            RightsRefusal::TooMany => Self::plain("RGT-014").busy(),
            RightsRefusal::RefusedAndErased => Self::plain("RGT-015").invalid(),
        }
    }
}
