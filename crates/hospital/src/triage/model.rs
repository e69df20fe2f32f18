//! The nouns of triage: signs with their units.

pub use super::rules::units::{
    BeatsAMinute, BreathsAMinute, Celsius, Centimetres, Fahrenheit, Kilograms, LitresAMinute,
    MilligramsADecilitre, MillimetresOfMercury, Percent,
};
use crate::queue::model::TokenId;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_kernel::{id, spelt};
use rust_decimal::Decimal;

id!(
    /// One set of signs, read at one time.
    VitalsId,
    VitalsKind
);

/// What was read. A sign that was not read is `None`, and never taken for a normal one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// Of the body.
    pub temperature: Option<Temperature>,
    /// Of the heart.
    pub pulse: Option<BeatsAMinute>,
    /// Of the blood.
    pub pressure: Option<BloodPressure>,
    /// Of the blood with oxygen, by finger clip.
    pub saturation: Option<Percent>,
    /// What was breathed while it was read.
    pub oxygen: Option<Oxygen>,
    /// Of the lungs.
    pub respiration: Option<BreathsAMinute>,
    /// How awake.
    pub consciousness: Option<Consciousness>,
    /// Of the body.
    pub weight: Option<Kilograms>,
    /// Of the body.
    pub height: Option<Centimetres>,
    /// In capillary blood.
    pub sugar: Option<MilligramsADecilitre>,
}

/// Which sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Of the blood.
    Pressure,
    /// Of the heart.
    Pulse,
    /// Of the body.
    Temperature,
    /// Of the blood with oxygen.
    Saturation,
    /// What was breathed.
    Oxygen,
    /// Of the lungs.
    Respiration,
    /// How awake.
    Consciousness,
    /// Of the body.
    Weight,
    /// Of the body.
    Height,
    /// In capillary blood.
    Sugar,
}

impl Sign {
    /// Every sign, in the order of the pages.
    pub const ALL: [Self; 10] = [
        Self::Pressure,
        Self::Pulse,
        Self::Temperature,
        Self::Saturation,
        Self::Oxygen,
        Self::Respiration,
        Self::Consciousness,
        Self::Weight,
        Self::Height,
        Self::Sugar,
    ];
}

impl Signs {
    /// Whether a sign was read.
    pub const fn has(&self, sign: Sign) -> bool {
        match sign {
            Sign::Pressure => self.pressure.is_some(),
            Sign::Pulse => self.pulse.is_some(),
            Sign::Temperature => self.temperature.is_some(),
            Sign::Saturation => self.saturation.is_some(),
            Sign::Oxygen => self.oxygen.is_some(),
            Sign::Respiration => self.respiration.is_some(),
            Sign::Consciousness => self.consciousness.is_some(),
            Sign::Weight => self.weight.is_some(),
            Sign::Height => self.height.is_some(),
            Sign::Sugar => self.sugar.is_some(),
        }
    }

    /// These, and of `older` what was not read again since.
    #[must_use]
    pub fn over(self, older: &Self) -> Self {
        Self {
            temperature: self.temperature.or(older.temperature),
            pulse: self.pulse.or(older.pulse),
            pressure: self.pressure.or(older.pressure),
            saturation: self.saturation.or(older.saturation),
            oxygen: self.oxygen.or(older.oxygen),
            respiration: self.respiration.or(older.respiration),
            consciousness: self.consciousness.or(older.consciousness),
            weight: self.weight.or(older.weight),
            height: self.height.or(older.height),
            sugar: self.sugar.or(older.sugar),
        }
    }
}

/// As the thermometer says it; never converted in storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temperature {
    /// `37.2 °C`
    Celsius(Celsius),
    /// `98.6 °F`
    Fahrenheit(Fahrenheit),
}

impl Temperature {
    /// In degrees Celsius to one decimal, as NEWS2 wants it.
    pub fn celsius(self) -> Decimal {
        match self {
            Self::Celsius(read) => read.number().round_dp(1),
            Self::Fahrenheit(read) => {
                let above = read.number() - Decimal::from(32);
                (above * Decimal::from(5) / Decimal::from(9)).round_dp(1)
            }
        }
    }
}

/// Upper and lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BloodPressure {
    /// While the heart presses.
    pub systolic: MillimetresOfMercury,
    /// While it rests.
    pub diastolic: MillimetresOfMercury,
}

/// What the person breathed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oxygen {
    /// Room air.
    Air,
    /// Extra oxygen.
    Given {
        /// How much, where somebody read it.
        flow: Option<LitresAMinute>,
    },
}

spelt!(
    /// ACVPU, each by its letter.
    Consciousness {
        /// Awake.
        Alert = "A",
        /// Newly confused.
        Confused = "C",
        /// Answers to a voice.
        Voice = "V",
        /// Answers to pain.
        Pain = "P",
        /// Does not answer.
        Unresponsive = "U",
    }
);

/// Which of NEWS2's two scales for oxygen saturation holds for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaturationScale {
    /// For everybody.
    #[default]
    One,
    /// For those whose target is 88 to 92 %, on a doctor's word alone.
    ///
    /// Source: Royal College of Physicians, National Early Warning Score 2 (2017): only in
    /// hypercapnic respiratory failure, confirmed by blood gas analysis, and decided by a competent
    /// clinical decision maker.
    Two,
}

/// What about somebody decides how their signs are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// `None` when nobody knows: then they are judged as an adult.
    pub age: Option<Age>,
    /// NEWS2 does not hold in pregnancy.
    pub pregnant: bool,
    /// See [`SaturationScale`].
    pub scale: SaturationScale,
}

/// What stands of a visit: the newest reading of each sign, from whichever set it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What was read, and not taken back.
    pub signs: Signs,
    /// When each of them was read.
    pub read_at: Vec<(Sign, Instant)>,
    /// When the newest set was taken.
    pub taken_at: Instant,
    /// How they are judged.
    pub about: About,
    /// NEWS2 of all of them together; `None` when it does not hold or a sign is missing.
    pub news2: Option<u8>,
    /// Whom NEWS2 does not score.
    pub unscored: Option<Unscored>,
    /// What they mean for the queue. Whom NEWS2 does not score is never called steady: where no
    /// other rule speaks, nothing was found out about how soon.
    pub urgency: Urgency,
}

/// Why NEWS2 does not score somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unscored {
    /// Too young for it.
    Child,
    /// It does not hold in pregnancy.
    Pregnant,
}

/// A set about to be written down.
#[derive(Clone, Debug)]
pub struct Taking {
    /// At which visit.
    pub visit: TokenId,
    /// NEWS2 does not hold in pregnancy.
    pub pregnant: bool,
    /// What was read.
    pub signs: Signs,
}

/// A set as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// The set.
    pub id: VitalsId,
    /// Where it was read.
    pub facility: FacilityId,
    /// At which visit.
    pub visit: TokenId,
    /// Whose.
    pub person: PersonId,
    /// When.
    pub taken_at: Instant,
    /// By whom.
    pub taken_by: StaffId,
    /// What was read.
    pub signs: Signs,
    /// Whether the person was pregnant.
    pub pregnant: bool,
    /// See [`SaturationScale`].
    pub scale: SaturationScale,
    /// NEWS2 of this set alone; `None` when it does not hold for the person or a sign is missing.
    pub news2: Option<u8>,
    /// What this set alone asks of the queue; the queue and every page go by [`Standing`].
    pub urgency: Urgency,
    /// When it was found to be wrong.
    pub withdrawn_at: Option<Instant>,
}

/// How soon somebody must be seen. Smaller comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// At once.
    Red,
    /// Soon.
    Amber,
    /// In their turn.
    Steady,
    /// Nobody knows: no signs were read, or of somebody whom NEWS2 does not score.
    NotMeasured,
}

/// Why triage says no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriageRefusal {
    /// No living person has such a reading.
    Unlikely {
        /// The least that is taken.
        least: Decimal,
        /// The most that is taken.
        most: Decimal,
        /// Of what.
        unit: &'static str,
    },
    /// Not a number.
    NotANumber,
    /// The lower pressure is not below the upper one.
    PressureUpsideDown,
    /// One half of a pressure.
    HalfAPressure,
    /// Nothing was read.
    NothingRead,
    /// No visit of this facility that can be triaged.
    NoSuchVisit,
    /// No set of this facility that still stands.
    NoSuchSet,
    /// Not one of the values that the form offers.
    NoSuchChoice,
    /// A temperature that nobody has in the unit that was chosen, and people have in the other.
    OtherDegrees {
        /// The other one.
        unit: &'static str,
    },
}

impl From<TriageRefusal> for Refused {
    fn from(refusal: TriageRefusal) -> Self {
        match refusal {
            TriageRefusal::Unlikely { least, most, unit } => Self::plain("TRI-001")
                .with("least", least)
                .with("most", most)
                .with("unit", unit)
                .invalid(),
            TriageRefusal::NotANumber => Self::plain("TRI-002").invalid(),
            TriageRefusal::PressureUpsideDown => Self::plain("TRI-003").invalid(),
            TriageRefusal::HalfAPressure => Self::plain("TRI-004").invalid(),
            TriageRefusal::NothingRead => Self::plain("TRI-005").invalid(),
            TriageRefusal::NoSuchVisit => Self::plain("TRI-006").missing(),
            TriageRefusal::NoSuchSet => Self::plain("TRI-007").missing(),
            TriageRefusal::NoSuchChoice => Self::plain("TRI-008").invalid(),
            TriageRefusal::OtherDegrees { unit } => {
                Self::plain("TRI-009").with("unit", unit).invalid()
            }
        }
    }
}
