//! The nouns of consent.

use crate::households::model::Role;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::language::Language;
use nabz_kernel::names::{NameText, PersonName, Script};
use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};

id!(
    /// What somebody answered about one purpose on one day.
    AnswerId,
    ConsentMark
);

words!(
    /// What somebody is asked about, each by itself.
    Purpose {
        /// A health card is made for them.
        HealthCard = "health-card",
        /// Hospitals and partners read what others wrote.
        RecordSharing = "record-sharing",
        /// The survey keeps what they say of their health.
        SurveyHealth = "survey-health",
        /// Research uses their record.
        Research = "research",
        /// Messages come to their phone.
        Sms = "sms",
    }
);

words!(
    /// What stays closed to whoever does not treat the person, until they say otherwise.
    Sensitive {
        /// HIV and AIDS.
        Hiv = "hiv",
        /// Mental health.
        MentalHealth = "mental-health",
        /// Sexual and reproductive health.
        Reproductive = "reproductive",
        /// Alcohol, tobacco, drugs.
        SubstanceUse = "substance-use",
        /// Sexual violence.
        SexualViolence = "sexual-violence",
        /// What is inherited.
        Genetic = "genetic",
    }
);

words!(
    /// Who speaks for a person.
    Answerer {
        /// The person.
        Themselves = "themselves",
        /// A guardian, for a child.
        Guardian = "guardian",
        /// Somebody else, because the person cannot.
        Representative = "representative",
    }
);

words!(
    /// What a proxy is to the person.
    Tie {
        /// Father.
        Father = "father",
        /// Mother.
        Mother = "mother",
        /// Whoever the law or the family has put in their place.
        Guardian = "guardian",
        /// Husband or wife.
        Spouse = "spouse",
        /// Son or daughter.
        Child = "child",
        /// Brother or sister.
        Sibling = "sibling",
        /// Anyone else.
        Other = "other",
    }
);

words!(
    /// A paper that says whose child somebody is, or who was put in the parents' place.
    GuardianPaper {
        /// जन्म प्रमाण पत्र of the child.
        BirthCertificate = "birth-certificate",
        /// राशन कार्ड of the family, on which both stand.
        RationCard = "ration-card",
        /// The child's passport.
        Passport = "passport",
        /// What a court or a Child Welfare Committee decided, or an adoption.
        Order = "order",
    }
);

words!(
    /// How an answer was given.
    Way {
        /// They read the notice on the screen and said so.
        Screen = "screen",
        /// They signed on paper.
        Paper = "paper",
        /// It was read to them, and they said so before a witness.
        Spoken = "spoken",
    }
);

/// Letters of a notice.
pub const NOTICE_LETTERS_MAX: usize = 2_000;

/// What somebody is told before they answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// About what.
    pub purpose: Purpose,
    /// In English.
    pub english: String,
    /// In Hindi.
    pub hindi: String,
    /// Written to try the program with; nobody has approved it.
    pub demonstration: bool,
}

impl NoticeText {
    /// In one of the two languages.
    pub fn in_language(&self, language: Language) -> &str {
        language.pick(self.hindi.as_str(), self.english.as_str())
    }
}

/// A notice that was in force once, or is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Counted from 1 for each purpose.
    pub version: u32,
    /// Its words; they never change.
    pub text: NoticeText,
    /// Since when.
    pub since: Instant,
}

/// What came of a list of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// So many were new, or said something new.
    pub issued: usize,
    /// So many said what is in force already.
    pub kept: usize,
}

/// Whoever speaks for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// As entered.
    pub name: NameText,
    /// What they are to the person.
    pub tie: Tie,
}

/// How it is known that somebody may answer for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// They were named for it, and this is who they are.
    Named(PersonId),
    /// A paper was seen.
    Paper(GuardianPaper),
    /// Somebody who knows them said so.
    Vouched(NameText),
}

/// Whoever answers for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardianship {
    /// Who, as what.
    pub proxy: Proxy,
    /// How that is known; nothing where they were taken at their word, as counters once did.
    pub basis: Option<Basis>,
}

impl Guardianship {
    /// Somebody who was named for a child, as it reads them on record; `None` for whoever has no
    /// name.
    pub fn named((person, name): (PersonId, &PersonName), role: Role) -> Option<Self> {
        let written =
            name.written_in(Script::Devanagari).or_else(|| name.written_in(Script::Roman));
        let tie = match role {
            Role::Mother => Tie::Mother,
            Role::Father => Tie::Father,
            Role::Guardian => Tie::Guardian,
        };
        let proxy = Proxy { name: written?.clone(), tie };
        Some(Self { proxy, basis: Some(Basis::Named(person)) })
    }

    /// Whom it was, where they were named for the child.
    pub const fn person(&self) -> Option<PersonId> {
        match self.basis {
            Some(Basis::Named(person)) => Some(person),
            Some(Basis::Paper(_) | Basis::Vouched(_)) | None => None,
        }
    }
}

/// Who answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The person.
    Themselves,
    /// The guardian of a child.
    Guardian(Guardianship),
    /// Somebody for a person who cannot.
    Representative {
        /// Who.
        proxy: Proxy,
        /// Why the person cannot.
        why: String,
    },
}

impl By {
    /// As tables and forms spell it.
    pub const fn answerer(&self) -> Answerer {
        match self {
            Self::Themselves => Answerer::Themselves,
            Self::Guardian(_) => Answerer::Guardian,
            Self::Representative { .. } => Answerer::Representative,
        }
    }

    /// Whoever spoke for the person.
    pub const fn proxy(&self) -> Option<&Proxy> {
        match self {
            Self::Themselves => None,
            Self::Guardian(guardianship) => Some(&guardianship.proxy),
            Self::Representative { proxy, .. } => Some(proxy),
        }
    }

    /// How it is known that a child's guardian may answer.
    pub const fn basis(&self) -> Option<&Basis> {
        match self {
            Self::Guardian(guardianship) => guardianship.basis.as_ref(),
            Self::Themselves | Self::Representative { .. } => None,
        }
    }

    /// Why the person could not answer.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Themselves | Self::Guardian(_) => None,
            Self::Representative { why, .. } => Some(why),
        }
    }
}

/// How it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// On the screen.
    Screen,
    /// On paper.
    Paper,
    /// Spoken.
    Spoken {
        /// Who heard it besides whoever asked.
        witness: NameText,
    },
}

impl How {
    /// As tables and forms spell it.
    pub const fn way(&self) -> Way {
        match self {
            Self::Screen => Way::Screen,
            Self::Paper => Way::Paper,
            Self::Spoken { .. } => Way::Spoken,
        }
    }

    /// Who heard it besides whoever asked.
    pub const fn witness(&self) -> Option<&NameText> {
        match self {
            Self::Screen | Self::Paper => None,
            Self::Spoken { witness } => Some(witness),
        }
    }
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Yes.
    Given {
        /// Which sensitive categories are shared too, in the order of [`Sensitive::ALL`].
        shares: Vec<Sensitive>,
        /// From this day on it has to be asked anew: the child is grown up, or whoever could not
        /// answer may be able to by then.
        until: Option<Date>,
    },
    /// No, where there was no yes.
    Refused,
    /// No more.
    Withdrawn {
        /// The yes that it ends.
        of: AnswerId,
    },
}

/// One answer. It is never changed; the next one follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which.
    pub id: AnswerId,
    /// About whom.
    pub person: PersonId,
    /// About what.
    pub purpose: Purpose,
    /// Counted from 1 for the person and the purpose.
    pub number: u32,
    /// What.
    pub said: Said,
    /// The version of the notice that was shown.
    pub notice: u32,
    /// In which language it was shown.
    pub shown_in: Language,
    /// Who answered.
    pub by: By,
    /// How.
    pub how: How,
    /// Where it was asked.
    pub facility: FacilityId,
    /// Who asked.
    pub asked_by: StaffId,
    /// When.
    pub at: Instant,
}

impl Answer {
    /// Which sensitive categories it shares.
    pub fn shares(&self) -> &[Sensitive] {
        match &self.said {
            Said::Given { shares, .. } => shares,
            Said::Refused | Said::Withdrawn { .. } => &[],
        }
    }

    /// From which day on it has to be asked anew.
    pub const fn until(&self) -> Option<Date> {
        match &self.said {
            Said::Given { until, .. } => *until,
            Said::Refused | Said::Withdrawn { .. } => None,
        }
    }
}

/// What somebody says when asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Yes.
    Yes {
        /// Which sensitive categories are shared too.
        shares: Vec<Sensitive>,
    },
    /// No, or no more.
    No,
}

/// What a desk asks to be kept.
#[derive(Clone, Debug)]
pub struct Asked {
    /// About whom.
    pub person: PersonId,
    /// About what.
    pub purpose: Purpose,
    /// What they say.
    pub wish: Wish,
    /// How many answers the asker saw.
    pub seen: u32,
    /// The version of the notice that was shown.
    pub notice: u32,
    /// In which language it was shown.
    pub shown_in: Language,
    /// Who answers.
    pub by: By,
    /// How.
    pub how: How,
}

/// Where the answers about one purpose have led. It is worked out anew each day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has asked.
    NeverAsked,
    /// Yes.
    Given(Answer),
    /// No.
    Refused(Answer),
    /// No more.
    Withdrawn(Answer),
    /// A guardian answered, and the child is grown up; or somebody answered for whoever could not,
    /// for a while that is over.
    Lapsed(Answer),
}

impl Standing {
    /// The answer that it rests on.
    pub const fn last(&self) -> Option<&Answer> {
        match self {
            Self::NeverAsked => None,
            Self::Given(last)
            | Self::Refused(last)
            | Self::Withdrawn(last)
            | Self::Lapsed(last) => Some(last),
        }
    }
}

/// Whether a reader sees what is marked as sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is shown.
    Open,
    /// That there is something is shown, and nothing of it.
    Masked,
}

/// Why consent says no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentRefusal {
    /// Nobody has written what people are to be told.
    NoNotice,
    /// Somebody else kept an answer in the meantime.
    Stale,
    /// Another notice has come into force in the meantime.
    NewNotice,
    /// That is what stands already.
    AlreadySo,
    /// A child's guardian answers.
    ChildAnswers,
    /// Who is grown up has no guardian.
    GrownUp,
    /// Nobody said who speaks for the person.
    NoProxy,
    /// Nobody said why the person cannot answer.
    NoWhy,
    /// Nobody said who heard it.
    NoWitness,
    /// The dead agree to nothing.
    Deceased,
    /// A value that the form does not offer.
    NoSuchChoice,
    /// The record goes on under another number: a yes is given there.
    GoesOn,
    /// Whoever was named for the child answers for it no longer, or never was.
    NotGuardian,
    /// Nobody saw a paper of another guardian's, or knows them.
    NoProof,
}

impl From<ConsentRefusal> for Refused {
    fn from(refusal: ConsentRefusal) -> Self {
        match refusal {
            ConsentRefusal::NoNotice => Self::plain("CNS-001"),
            ConsentRefusal::Stale => Self::plain("CNS-002"),
            ConsentRefusal::NewNotice => Self::plain("CNS-003"),
            ConsentRefusal::AlreadySo => Self::plain("CNS-004"),
            ConsentRefusal::ChildAnswers => Self::plain("CNS-005"),
            ConsentRefusal::GrownUp => Self::plain("CNS-006"),
            ConsentRefusal::NoProxy => Self::plain("CNS-007").invalid(),
            ConsentRefusal::NoWhy => Self::plain("CNS-008").invalid(),
            ConsentRefusal::NoWitness => Self::plain("CNS-009").invalid(),
            ConsentRefusal::Deceased => Self::plain("CNS-010"),
            ConsentRefusal::NoSuchChoice => Self::plain("CNS-011").invalid(),
            ConsentRefusal::GoesOn => Self::plain("CNS-012"),
            ConsentRefusal::NotGuardian => Self::plain("CNS-013"),
            ConsentRefusal::NoProof => Self::plain("CNS-014").invalid(),
        }
    }
}
