//! The nouns of the registry.

use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod alarm;
mod decided;
mod duplicate;
mod erased;
mod guess;
mod known;
mod noted;
mod paper;
mod press;
mod refusal;
mod voter_id;
mod written;

pub use alarm::{
    Alarm, AlarmKind, IN_ORDER, MISSES_A_DAY, MISSES_AN_HOUR, ProbeDay, ProbeId, ProbeSum,
};
pub use decided::{Corrected, Decided, Declined, Link, Parted, StoodFor};
pub use duplicate::{Decision, Doubt, Pair, Ruled, Waiting};
pub use erased::ErasedPart;
pub use guess::{AgeBand, Guess};
pub use known::Known;
pub use noted::{LifeNoted, Occasion};
pub use paper::{Paper, PaperId, PaperKind, PaperMark, PaperNumber, holds_aadhaar};
pub use press::{Ground, PAIRS_A_PRESS_MAX, Press, PressId, PressWish, Pressed, WhyNot};
pub use refusal::RegistryRefusal;
pub use voter_id::VoterId;
pub use written::{Mark, Marked, Moments, Written, WrittenKind};

id!(
    /// What one source said about a person on one occasion.
    RegistrationId,
    Registration
);
id!(
    /// A wish that something on record be changed.
    CorrectionId,
    CorrectionMark
);
id!(
    /// A decision that two persons are one.
    LinkId,
    LinkMark
);

id!(
    /// A decision that a partner's Patient is a person of the city.
    AdoptionId,
    AdoptionMark
);

words!(
    /// As the person says it.
    Sex {
        /// महिला
        Female = "female",
        /// पुरुष
        Male = "male",
        /// अन्य
        Other = "other",
    }
);
words!(
    /// Whether we know who somebody is.
    Identity {
        /// A name was said.
        Known = "known",
        /// Nobody could say; the name is one that we gave.
        Unknown = "unknown",
    }
);
words!(
    /// How a guardian is related.
    Relation {
        /// पिता
        Father = "father",
        /// पति
        Husband = "husband",
        /// माता
        Mother = "mother",
        /// पत्नी
        Wife = "wife",
        /// अभिभावक
        Guardian = "guardian",
    }
);
words!(
    /// Whose phone a number is.
    Whose {
        /// The person's own.
        Own = "own",
        /// Of somebody in the family.
        Family = "family",
    }
);

words!(
    /// What somebody said when asked whether their phone is still right.
    PhoneAnswer {
        /// It is.
        Same = "same",
        /// It is another one.
        Changed = "changed",
    }
);

/// What was said about a phone, and to whom.
#[derive(Clone, Debug)]
pub struct PhoneCheck {
    /// Whose phone.
    pub person: PersonId,
    /// The one that is right.
    pub phone: Mobile,
    /// Whether it was another one before.
    pub answer: PhoneAnswer,
    /// Where.
    pub facility: FacilityId,
    /// Who asked.
    pub staff: StaffId,
}

/// Father, husband, mother or another who is named beside the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardian {
    /// How they are related.
    pub relation: Relation,
    /// Their name.
    pub name: PersonName,
}

/// A number at which the person can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// The number.
    pub mobile: Mobile,
    /// Whose it is.
    pub whose: Whose,
}

/// Where somebody lives, as far as they said. Empty parts were not said.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// House and street.
    pub line: Option<String>,
    /// Locality.
    pub locality: Option<String>,
    /// The ward's number.
    pub ward: Option<String>,
    /// District.
    pub district: Option<String>,
    /// The state, or the country, of whoever lives outside Delhi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// What somebody says about themselves. Everything but the name may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// In either script or both.
    pub name: PersonName,
    /// As said.
    pub sex: Option<Sex>,
    /// Date or age, with how it came to us.
    pub birth: Option<Birth>,
    /// Father, husband, mother.
    pub guardian: Option<Guardian>,
    /// Own or a relative's.
    pub phone: Option<Phone>,
    /// Where they live.
    #[serde(default)]
    pub address: Address,
    /// What they speak: `hi`, `pa`.
    pub language: Option<String>,
    /// The number on their voter card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voter_id: Option<VoterId>,
}

impl Details {
    /// A name and nothing else: enough to be seen.
    pub fn named(name: PersonName) -> Self {
        Self {
            name,
            sex: None,
            birth: None,
            guardian: None,
            phone: None,
            address: Address::default(),
            language: None,
            voter_id: None,
        }
    }
}

/// A registration about to be made.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// What was said.
    pub details: Details,
    /// The counter, whose leased numbers are used: `4`. Empty stands for the facility's own.
    pub counter: String,
    /// Which paper was shown, never its number.
    pub paper_seen: Option<PaperSeen>,
}

/// A number that was set aside for a device, as the device gave it.
#[derive(Clone, Copy, Debug)]
pub struct SetAside {
    /// The number.
    pub health_id: HealthId,
    /// When it was given, as far as the device's clock can be believed.
    pub at: Instant,
}

words!(
    /// A paper by which somebody showed who they are. Only its kind is kept.
    PaperSeen {
        /// आधार
        Aadhaar = "aadhaar",
        /// मतदाता पहचान पत्र
        VoterCard = "voter-card",
        /// राशन कार्ड
        RationCard = "ration-card",
        /// जन्म प्रमाण पत्र
        BirthCertificate = "birth-certificate",
        /// पासपोर्ट
        Passport = "passport",
        /// ड्राइविंग लाइसेंस
        DrivingLicence = "driving-licence",
        /// Any other.
        Other = "other",
    }
);

/// The numbers that a counter may still give out by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterBlock {
    /// The serial that is given out next; one more than the last when all are given out.
    pub next: i64,
    /// The last serial of the block in use.
    pub last: i64,
    /// The block that is used after it, first and last serial.
    pub spare: Option<(i64, i64)>,
    /// When the block in use was leased.
    pub leased_at: Instant,
}

impl CounterBlock {
    /// Numbers left in the block in use.
    pub fn left_in_use(&self) -> i64 {
        self.last - self.next + 1
    }

    /// Numbers left in all.
    pub fn left(&self) -> i64 {
        self.left_in_use() + self.spare.map_or(0, |(first, last)| last - first + 1)
    }
}

/// Somebody who cannot say who they are.
#[derive(Clone, Debug)]
pub struct UnknownPerson {
    /// As it appears.
    pub sex: Sex,
    /// Guessed years.
    pub age: Option<Age>,
    /// The counter, as in [`NewPerson`].
    pub counter: String,
}

/// What a registration gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Whom.
    #[serde(with = "person_id")]
    pub person: PersonId,
    /// Their number for life.
    pub health_id: HealthId,
}

/// An id as JSON carries it, for answers that are remembered.
mod person_id {
    use nabz_kernel::ids::{Id, PersonId};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &PersonId, to: S) -> Result<S::Ok, S::Error> {
        id.uuid().serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<PersonId, D::Error> {
        uuid::Uuid::deserialize(from).map(Id::from_uuid)
    }
}

/// Whether somebody can come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Lives in the city.
    Living,
    /// Has died.
    Deceased {
        /// On which day, when it is known.
        on: Option<Date>,
    },
    /// Has left the city.
    Moved {
        /// Since when, when it is known.
        on: Option<Date>,
    },
}

impl Life {
    /// Whether they have died, on whichever day.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Deceased { .. })
    }

    /// Whether they have left the city, on whichever day.
    pub const fn is_elsewhere(self) -> bool {
        matches!(self, Self::Moved { .. })
    }
}

/// A resident as the city knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The one identity.
    pub id: PersonId,
    /// The number for life.
    pub health_id: HealthId,
    /// Whether the name is theirs or one that we gave.
    pub identity: Identity,
    /// What was said last.
    pub details: Details,
    /// Whether they can come back.
    pub life: Life,
    /// Counts changes from 1; a form that saw an older one is stale.
    pub version: u32,
    /// Where first registered.
    pub facility: FacilityId,
    /// When first registered.
    pub registered_at: Instant,
}

/// Persons of whom somebody asks by the day of their birth.
#[derive(Clone, Copy, Debug)]
pub struct BornAsked<'f> {
    /// Where they were registered.
    pub facilities: &'f [FacilityId],
    /// The first day and the last.
    pub days: (Date, Date),
    /// Behind this one.
    pub after: Option<PersonId>,
    /// At most so many.
    pub most: usize,
}

/// What stands at the top of every page about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// Who.
    pub person: PersonId,
    /// The number on the card.
    pub health_id: HealthId,
    /// In the scripts in which it was written.
    pub name: PersonName,
    /// As said.
    pub sex: Option<Sex>,
    /// Today.
    pub age: Option<Age>,
    /// Whether the age is a guess and has to be marked.
    pub age_estimated: bool,
    /// Whether we know who it is.
    pub identity: Identity,
    /// Whether they live.
    pub life: Life,
}

impl Banner {
    /// From what is on record.
    pub fn of(person: &Person, today: Date) -> Self {
        let details = &person.details;
        Self {
            person: person.id,
            health_id: person.health_id,
            name: details.name.clone(),
            sex: details.sex,
            age: details.birth.map(|birth| birth.age(today)),
            age_estimated: details.birth.is_some_and(|birth| birth.is_estimated()),
            identity: person.identity,
            life: person.life,
        }
    }
}

/// A partner's Patient and the person of the city whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The decision.
    pub id: AdoptionId,
    /// The partner's entry in the record.
    pub patient: Uuid,
    /// The id under which it is served, which the partner may have chosen.
    pub fhir_id: String,
    /// Who it is.
    pub person: PersonId,
    /// The name of the partner.
    pub source: String,
}

words!(
    /// Where a correction stands.
    CorrectionState {
        /// Waits for a second pair of eyes.
        Asked = "asked",
        /// On record.
        Approved = "approved",
        /// Nothing was changed.
        Declined = "declined",
    }
);

/// A wish that something on record be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The wish.
    pub id: CorrectionId,
    /// Whose record.
    pub person: PersonId,
    /// What the asker saw.
    pub person_version: u32,
    /// Where it was asked.
    pub facility: FacilityId,
    /// Who asked.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Instant,
    /// Why, in words.
    pub reason: String,
    /// What the record should say.
    pub wanted: Details,
    /// Where it stands.
    pub state: CorrectionState,
    /// What it takes off the record because the person asked for it; nothing of any other.
    pub erases: Option<ErasedPart>,
}
