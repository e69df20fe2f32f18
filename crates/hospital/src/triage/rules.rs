//! What signs mean. Pure: readings in, a score or a refusal out.

pub mod news2;
mod standing;
pub mod units;

#[cfg(test)]
mod tests;

pub use standing::standing;

use super::model::{
    About, BloodPressure, Celsius, Consciousness, Fahrenheit, MillimetresOfMercury, Percent, Sign,
    Signs, Temperature, TriageRefusal, Unscored, Urgency,
};
use news2::{Band, part, score};
use rust_decimal::Decimal;

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
/// A child's fever, in tenths of a degree Celsius. Source: World Health Organization, Integrated
/// Management of Childhood Illness, chart booklet (2014): 37.5 °C or above.
const CHILD_FEVER_TENTHS: i64 = 375;
/// Blood pressure shown as out of range, in mmHg. Source: Ministry of Health and Family Welfare,
/// Standard treatment guidelines, hypertension (2016): 140/90 and above.
const PRESSURE_HIGH: (u16, u16) = (140, 90);
/// So long after a set that said so somebody still counts as pregnant, in days. Source: World
/// Health Organization, ICD-10, volume 2: 42 completed weeks, 294 days, is post-term.
pub const PREGNANCY_DAYS_MAX: u64 = 294;

/// What one sign says by itself. What turns somebody red is always marked as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Nothing: as it should be, or not read.
    Nothing,
    /// Out of range.
    Out,
    /// Somebody has to be seen at once.
    Red,
}

/// The score of signs and what they mean for the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// 0 to 20; `None` when NEWS2 does not hold or a sign is missing.
    pub news2: Option<u8>,
    /// How soon by what was read; [`standing`] says of whom that is too little to be steady.
    pub urgency: Urgency,
}

/// Judges signs.
///
/// One red sign is enough for the head of the queue, whatever else was not read. A person of
/// unknown age is judged as an adult.
///
/// Refuses when nothing was read.
pub fn judge(signs: &Signs, about: About) -> Result<Judged, TriageRefusal> {
    if *signs == Signs::default() {
        return Err(TriageRefusal::NothingRead);
    }
    let news2 = if news2_holds(about) { score(signs, about.scale) } else { None };
    let red = Sign::ALL.into_iter().any(|sign| says(sign, signs, about) == Says::Red);
    let total = news2.map_or(Says::Nothing, total_says);
    let urgency = match if red { Says::Red } else { total } {
        Says::Red => Urgency::Red,
        Says::Out => Urgency::Amber,
        Says::Nothing => Urgency::Steady,
    };
    Ok(Judged { news2, urgency })
}

/// What a total says.
pub const fn total_says(news2: u8) -> Says {
    match news2 {
        NEWS2_HIGH.. => Says::Red,
        NEWS2_MEDIUM.. => Says::Out,
        _ => Says::Nothing,
    }
}

/// What one sign says of this person: the rule behind the urgency and behind every mark.
pub fn says(sign: Sign, signs: &Signs, about: About) -> Says {
    let by_chart = part(sign, signs, about.scale).map_or(Says::Nothing, |band| match band {
        Band(0) => Says::Nothing,
        red if red.is_red() => Says::Red,
        _ => Says::Out,
    });
    let by_chart = if news2_holds(about) {
        by_chart
    } else if is_child(about) {
        Says::Nothing
    } else {
        // In pregnancy the chart scores nobody; what it calls unusual in an adult is still shown.
        by_chart.min(Says::Out)
    };
    by_chart.max(beside_the_chart(sign, signs, about))
}

/// What is said of a sign by other rules than NEWS2.
fn beside_the_chart(sign: Sign, signs: &Signs, about: About) -> Says {
    let or_nothing = |says: Says, so: bool| if so { says } else { Says::Nothing };
    match sign {
        Sign::Sugar => {
            or_nothing(Says::Red, signs.sugar.is_some_and(|sugar| sugar.number() < SUGAR_LOW))
        }
        Sign::Saturation if !news2_holds(about) => {
            let low = |read: Percent| read.number() < u16::from(CHILD_SATURATION_LOW);
            or_nothing(Says::Red, signs.saturation.is_some_and(low))
        }
        Sign::Consciousness if !news2_holds(about) => {
            let clouded = |awake: Consciousness| awake != Consciousness::Alert;
            or_nothing(Says::Red, signs.consciousness.is_some_and(clouded))
        }
        Sign::Temperature if is_child(about) => {
            let fever = |read: Temperature| read.celsius() >= Decimal::new(CHILD_FEVER_TENTHS, 1);
            or_nothing(Says::Out, signs.temperature.is_some_and(fever))
        }
        Sign::Pressure => or_nothing(Says::Out, signs.pressure.is_some_and(is_high)),
        Sign::Saturation
        | Sign::Consciousness
        | Sign::Temperature
        | Sign::Pulse
        | Sign::Oxygen
        | Sign::Respiration
        | Sign::Weight
        | Sign::Height => Says::Nothing,
    }
}

fn is_child(about: About) -> bool {
    about.age.is_some_and(|age| age.years() < NEWS2_YEARS_MIN)
}

fn news2_holds(about: About) -> bool {
    unscored(about).is_none()
}

/// Why NEWS2 does not score a person. Of unknown age, they are scored as an adult.
pub fn unscored(about: About) -> Option<Unscored> {
    if is_child(about) {
        Some(Unscored::Child)
    } else {
        about.pregnant.then_some(Unscored::Pregnant)
    }
}

fn is_high(pressure: BloodPressure) -> bool {
    pressure.systolic.number() >= PRESSURE_HIGH.0 || pressure.diastolic.number() >= PRESSURE_HIGH.1
}

/// Reads a temperature in degrees Celsius; `98.6` is refused with the unit that it reads like.
pub fn celsius(typed: &str) -> Result<Temperature, TriageRefusal> {
    let read = Celsius::parse(typed).map(Temperature::Celsius);
    read.map_err(|refusal| other_degrees(refusal, (Fahrenheit::parse(typed).is_ok(), "°F")))
}

/// Reads a temperature in degrees Fahrenheit; `38.5` is refused with the unit that it reads like.
pub fn fahrenheit(typed: &str) -> Result<Temperature, TriageRefusal> {
    let read = Fahrenheit::parse(typed).map(Temperature::Fahrenheit);
    read.map_err(|refusal| other_degrees(refusal, (Celsius::parse(typed).is_ok(), "°C")))
}

fn other_degrees(refusal: TriageRefusal, (fits, unit): (bool, &'static str)) -> TriageRefusal {
    if fits { TriageRefusal::OtherDegrees { unit } } else { refusal }
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
