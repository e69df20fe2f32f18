//! What signs mean. Pure: readings in, a score or a refusal out.

pub mod news2;
pub mod units;

use super::model::{
    BloodPressure, Consciousness, MillimetresOfMercury, Percent, SaturationScale, Signs, Taking,
    TriageRefusal, Urgency,
};
use nabz_kernel::birth::Age;
use news2::{Band, parts, score};

/// From this age NEWS2 holds. Source: Royal College of Physicians, National Early Warning Score 2
/// (2017), "should not be used in children (under 16 years) or women who are pregnant".
pub const NEWS2_YEARS_MIN: u16 = 16;

/// A total from which somebody must be seen at once. Source: RCP, NEWS2 (2017), chart 2:
/// aggregate 7 or more, high clinical risk.
const NEWS2_HIGH: u8 = 7;
/// A total from which somebody must be seen soon. Source: RCP, NEWS2 (2017), chart 2:
/// aggregate 5 to 6, medium clinical risk.
const NEWS2_MEDIUM: u8 = 5;
/// Blood sugar that is an emergency at any age, in mg/dL. Source: International Hypoglycaemia
/// Study Group, 2017: below 54 mg/dL is serious, clinically important hypoglycaemia.
const SUGAR_LOW: u16 = 54;
/// A child's oxygen saturation that is an emergency, in percent. Source: World Health
/// Organization, Paediatric emergency triage, assessment and treatment (2016): below 90 %.
const CHILD_SATURATION_LOW: u8 = 90;
/// Blood pressure shown as out of range, in mmHg. Source: Ministry of Health and Family Welfare,
/// Standard treatment guidelines, hypertension (2016): 140/90 and above.
const PRESSURE_HIGH: (u16, u16) = (140, 90);

/// The score of a set and what it means for the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// 0 to 20; `None` when NEWS2 does not hold or a sign is missing.
    pub news2: Option<u8>,
    /// How soon.
    pub urgency: Urgency,
}

/// Judges a set of signs.
///
/// One red sign is enough for the head of the queue, whatever else was not read. A person of
/// unknown age is judged as an adult.
///
/// Refuses a set in which nothing was read.
pub fn judge(
    taking: &Taking,
    scale: SaturationScale,
    age: Option<Age>,
) -> Result<Judged, TriageRefusal> {
    if taking.signs == Signs::default() {
        return Err(TriageRefusal::NothingRead);
    }
    let child = age.is_some_and(|age| age.years() < NEWS2_YEARS_MIN);
    let holds = !child && !taking.pregnant;
    let news2 = if holds { score(&taking.signs, scale) } else { None };
    let single_red = holds && parts(&taking.signs, scale).iter().any(Band::is_red);
    let total = news2.unwrap_or_default();
    let low_sugar = taking.signs.sugar.is_some_and(|sugar| sugar.number() < SUGAR_LOW);
    let flagged = low_sugar || (!holds && flag_without_news2(&taking.signs));
    let urgency = if single_red || flagged || total >= NEWS2_HIGH {
        Urgency::Red
    } else if total >= NEWS2_MEDIUM {
        Urgency::Amber
    } else {
        Urgency::Steady
    };
    Ok(Judged { news2, urgency })
}

/// What is red in a child or in pregnancy, where NEWS2 does not hold.
fn flag_without_news2(signs: &Signs) -> bool {
    let short_of_oxygen =
        |saturation: Percent| saturation.number() < u16::from(CHILD_SATURATION_LOW);
    signs.saturation.is_some_and(short_of_oxygen)
        || signs.consciousness.is_some_and(|awake| awake != Consciousness::Alert)
}

/// Reads a pressure from its two halves; `None` when neither was typed.
pub fn pressure(
    systolic: Option<MillimetresOfMercury>,
    diastolic: Option<MillimetresOfMercury>,
) -> Result<Option<BloodPressure>, TriageRefusal> {
    match (systolic, diastolic) {
        (None, None) => Ok(None),
        (Some(systolic), Some(diastolic)) if diastolic < systolic => {
            Ok(Some(BloodPressure { systolic, diastolic }))
        }
        (Some(_), Some(_)) => Err(TriageRefusal::PressureUpsideDown),
        (Some(_), None) | (None, Some(_)) => Err(TriageRefusal::HalfAPressure),
    }
}

/// Whether a pressure is shown as out of range.
pub fn pressure_is_out(pressure: BloodPressure) -> bool {
    pressure.systolic.number() >= PRESSURE_HIGH.0
        || pressure.diastolic.number() >= PRESSURE_HIGH.1
        || news2::systolic_band(pressure.systolic).0 > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::model::{BeatsAMinute, BreathsAMinute};
    use crate::triage::model::{Celsius, Oxygen, Temperature};
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    fn well() -> Signs {
        Signs {
            temperature: Some(Temperature::Celsius(Celsius::parse("37.0").unwrap())),
            pulse: Some(BeatsAMinute::parse("80").unwrap()),
            pressure: pressure(
                Some(MillimetresOfMercury::parse("120").unwrap()),
                Some(MillimetresOfMercury::parse("80").unwrap()),
            )
            .unwrap(),
            saturation: Some(Percent::parse("98").unwrap()),
            oxygen: Some(Oxygen::Air),
            respiration: Some(BreathsAMinute::parse("16").unwrap()),
            consciousness: Some(Consciousness::Alert),
            ..Signs::default()
        }
    }

    fn judged(signs: Signs, years: Option<u16>, pregnant: bool) -> (Option<u8>, Urgency) {
        let taking = Taking { visit: Id::from_uuid(Uuid::from_u128(1)), pregnant, signs };
        let judged = judge(&taking, SaturationScale::One, years.map(Age::Years)).unwrap();
        (judged.news2, judged.urgency)
    }

    #[test]
    fn a_missing_sign_leaves_no_score_but_one_red_sign_is_still_red() {
        assert_eq!(judged(well(), Some(42), false), (Some(0), Urgency::Steady));
        let unread = Signs { respiration: None, ..well() };
        assert_eq!(judged(unread, Some(42), false), (None, Urgency::Steady));
        let blue = Signs { saturation: Some(Percent::parse("88").unwrap()), ..unread };
        assert_eq!(judged(blue, Some(42), false), (None, Urgency::Red));
    }

    #[test]
    fn children_and_pregnant_women_are_not_scored_and_have_flags_of_their_own() {
        assert_eq!(judged(well(), Some(15), false), (None, Urgency::Steady));
        assert_eq!(judged(well(), Some(16), false), (Some(0), Urgency::Steady));
        assert_eq!(judged(well(), None, false), (Some(0), Urgency::Steady));
        assert_eq!(judged(well(), Some(24), true), (None, Urgency::Steady));
        let drowsy = Signs { consciousness: Some(Consciousness::Voice), ..well() };
        assert_eq!(judged(drowsy, Some(4), false), (None, Urgency::Red));
        let fast = Signs { pulse: Some(BeatsAMinute::parse("140").unwrap()), ..well() };
        assert_eq!(judged(fast, Some(1), false), (None, Urgency::Steady));
    }

    #[test]
    fn a_medium_total_without_a_red_sign_is_amber() {
        let signs = Signs {
            pulse: Some(BeatsAMinute::parse("115").unwrap()),
            respiration: Some(BreathsAMinute::parse("22").unwrap()),
            saturation: Some(Percent::parse("95").unwrap()),
            ..well()
        };
        assert_eq!(judged(signs, Some(60), false), (Some(5), Urgency::Amber));
    }
}
