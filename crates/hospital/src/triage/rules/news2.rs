//! The National Early Warning Score 2.
//!
//! Source: Royal College of Physicians, National Early Warning Score (NEWS) 2: Standardising the
//! assessment of acute-illness severity in the NHS, London 2017, chart 1. Every band below is a
//! row of that chart. For adults from 16 years who are not pregnant.

#![expect(clippy::match_same_arms, reason = "one arm for each cell of the chart, in its order")]

use crate::triage::model::{
    BeatsAMinute, BreathsAMinute, Consciousness, MillimetresOfMercury, Oxygen, Percent,
    SaturationScale, Sign, Signs, Temperature,
};
use rust_decimal::Decimal;

/// What one sign adds: 0 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band(pub u8);

impl Band {
    /// A single sign of 3 is a red score, whatever the total. Source: RCP, NEWS2 (2017), chart 2.
    pub const fn is_red(&self) -> bool {
        self.0 == 3
    }
}

/// The total, 0 to 20; `None` when one of the seven signs was not read.
pub fn score(signs: &Signs, scale: SaturationScale) -> Option<u8> {
    let read: Vec<Band> =
        Sign::ALL.into_iter().filter_map(|sign| part(sign, signs, scale)).collect();
    (read.len() == SIGNS).then(|| read.iter().map(|band| band.0).sum())
}

/// How many signs are scored; extra oxygen counts as one.
const SIGNS: usize = 7;

/// What one sign adds; `None` when it was not read, or is none of the seven.
pub fn part(sign: Sign, signs: &Signs, scale: SaturationScale) -> Option<Band> {
    match sign {
        Sign::Respiration => signs.respiration.map(respiration_band),
        Sign::Saturation => {
            signs.saturation.map(|percent| saturation_band(percent, signs.oxygen, scale))
        }
        Sign::Oxygen => signs.oxygen.map(oxygen_band),
        Sign::Pressure => signs.pressure.map(|pressure| systolic_band(pressure.systolic)),
        Sign::Pulse => signs.pulse.map(pulse_band),
        Sign::Consciousness => signs.consciousness.map(consciousness_band),
        Sign::Temperature => signs.temperature.map(temperature_band),
        Sign::Weight | Sign::Height | Sign::Sugar => None,
    }
}

/// Breaths a minute.
pub fn respiration_band(breaths: BreathsAMinute) -> Band {
    Band(match breaths.number() {
        ..=8 => 3,
        9..=11 => 1,
        12..=20 => 0,
        21..=24 => 2,
        25.. => 3,
    })
}

/// Percent. Scale 1 asks nothing about oxygen. From 93 % scale 2 does: while nobody has said what
/// was breathed, the worse of its two columns counts, which is the one on oxygen.
pub fn saturation_band(percent: Percent, oxygen: Option<Oxygen>, scale: SaturationScale) -> Band {
    let on_air = oxygen == Some(Oxygen::Air);
    Band(match (scale, percent.number()) {
        (SaturationScale::One, ..=91) | (SaturationScale::Two, ..=83) => 3,
        (SaturationScale::One, 92..=93) | (SaturationScale::Two, 84..=85) => 2,
        (SaturationScale::One, 94..=95) | (SaturationScale::Two, 86..=87) => 1,
        (SaturationScale::One, 96..) | (SaturationScale::Two, 88..=92) => 0,
        (SaturationScale::Two, _) if on_air => 0,
        (SaturationScale::Two, 93..=94) => 1,
        (SaturationScale::Two, 95..=96) => 2,
        (SaturationScale::Two, 97..) => 3,
    })
}

/// Extra oxygen adds 2.
pub fn oxygen_band(oxygen: Oxygen) -> Band {
    Band(match oxygen {
        Oxygen::Air => 0,
        Oxygen::Given { .. } => 2,
    })
}

/// The upper pressure, mmHg.
pub fn systolic_band(systolic: MillimetresOfMercury) -> Band {
    Band(match systolic.number() {
        ..=90 => 3,
        91..=100 => 2,
        101..=110 => 1,
        111..=219 => 0,
        220.. => 3,
    })
}

/// Beats a minute.
pub fn pulse_band(beats: BeatsAMinute) -> Band {
    Band(match beats.number() {
        ..=40 => 3,
        41..=50 => 1,
        51..=90 => 0,
        91..=110 => 1,
        111..=130 => 2,
        131.. => 3,
    })
}

/// Anything but alert adds 3.
pub fn consciousness_band(awake: Consciousness) -> Band {
    Band(match awake {
        Consciousness::Alert => 0,
        Consciousness::Confused
        | Consciousness::Voice
        | Consciousness::Pain
        | Consciousness::Unresponsive => 3,
    })
}

/// Degrees Celsius to one decimal.
pub fn temperature_band(temperature: Temperature) -> Band {
    let tenths = |whole: i64| Decimal::new(whole, 1);
    Band(match temperature.celsius() {
        cold if cold <= tenths(350) => 3,
        cool if cool <= tenths(360) => 1,
        normal if normal <= tenths(380) => 0,
        warm if warm <= tenths(390) => 1,
        _ => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::model::{Celsius, Fahrenheit};

    /// Every edge of chart 1: the first and last reading of each band.
    #[test]
    fn every_band_begins_and_ends_where_the_chart_says() {
        let breaths = |n: &str| respiration_band(BreathsAMinute::parse(n).unwrap()).0;
        check(&["8", "9", "11", "12", "20", "21", "24", "25"], breaths, &[3, 1, 1, 0, 0, 2, 2, 3]);
        let systolic = |n: &str| systolic_band(MillimetresOfMercury::parse(n).unwrap()).0;
        let read = ["90", "91", "100", "101", "110", "111", "219", "220"];
        check(&read, systolic, &[3, 2, 2, 1, 1, 0, 0, 3]);
        let pulse = |n: &str| pulse_band(BeatsAMinute::parse(n).unwrap()).0;
        let read = ["40", "41", "50", "51", "90", "91", "110", "111", "130", "131"];
        check(&read, pulse, &[3, 1, 1, 0, 0, 1, 1, 2, 2, 3]);
        let celsius =
            |n: &str| temperature_band(Temperature::Celsius(Celsius::parse(n).unwrap())).0;
        let read = ["35.0", "35.1", "36.0", "36.1", "38.0", "38.1", "39.0", "39.1"];
        check(&read, celsius, &[3, 1, 1, 0, 0, 1, 1, 2]);
        let fahrenheit =
            |n: &str| temperature_band(Temperature::Fahrenheit(Fahrenheit::parse(n).unwrap())).0;
        check(&["95.0", "98.6", "100.4", "100.8", "102.4"], fahrenheit, &[3, 0, 0, 1, 2]);
    }

    #[test]
    fn both_scales_of_saturation_follow_the_chart() {
        let scored = |scale: SaturationScale, oxygen: Option<Oxygen>| {
            move |n: &str| saturation_band(Percent::parse(n).unwrap(), oxygen, scale).0
        };
        let given = Some(Oxygen::Given { flow: None });
        for oxygen in [None, Some(Oxygen::Air), given] {
            let one = scored(SaturationScale::One, oxygen);
            check(&["75", "91", "92", "93", "94", "95", "96"], one, &[3, 3, 2, 2, 1, 1, 0]);
        }
        let two = |oxygen| scored(SaturationScale::Two, oxygen);
        let read = ["83", "84", "85", "86", "87", "88", "92", "93", "94", "95", "96", "97"];
        check(&read, two(Some(Oxygen::Air)), &[3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
        check(&read, two(given), &[3, 2, 2, 1, 1, 0, 0, 1, 1, 2, 2, 3]);
        check(&read, two(None), &[3, 2, 2, 1, 1, 0, 0, 1, 1, 2, 2, 3]);
    }

    fn check(readings: &[&str], band: impl Fn(&str) -> u8, expect: &[u8]) {
        let bands: Vec<u8> = readings.iter().map(|reading| band(reading)).collect();
        assert_eq!(bands, expect, "{readings:?}");
    }
}
