//! The nouns of triage: signs with their units.

pub use super::rules::units::{
    BeatsAMinute, BreathsAMinute, Celsius, Centimetres, Fahrenheit, Kilograms, LitresAMinute,
    MilligramsADecilitre, MillimetresOfMercury, Percent,
};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
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

/// ACVPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consciousness {
    /// Awake.
    Alert,
    /// Newly confused.
    Confused,
    /// Answers to a voice.
    Voice,
    /// Answers to pain.
    Pain,
    /// Does not answer.
    Unresponsive,
}

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
    /// See [`SaturationScale`].
    pub scale: SaturationScale,
    /// NEWS2, 0 to 20; `None` when it does not hold for the person or a sign is missing.
    pub news2: Option<u8>,
    /// What it means for the queue.
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
    /// Nobody has read any signs.
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
        }
    }
}
