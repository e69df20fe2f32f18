//! How doctors write a dose, and what it comes to. Pure.

use crate::formulary::model::Medicine;
use crate::prescribing::model::{Amount, DAYS_MAX, Directions, Frequency, PrescribingRefusal};
use nabz_kernel::signs::cannot_stand_on_a_line;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::str::FromStr;

/// Times a day that a person can take a medicine when needed.
const TIMES_A_DAY_MAX: u8 = 24;
const HOURS_A_DAY: u8 = 24;
const DAYS_A_WEEK: u16 = 7;
/// More of anything than fits into a bag; beyond it somebody mistyped.
const UNITS_MAX: u32 = 2_000;
const FRACTIONS: [(char, &str); 3] = [('½', "0.5"), ('¼', "0.25"), ('¾', "0.75")];

/// Reads what doctors write: `1-0-1`, `1-1-1-1`, `½-0-½`, `BD`, `2 TDS`, `q6h`, `1 q8h`, `SOS`,
/// `1 SOS 3`, `weekly`, `stat`, in either script's figures.
///
/// A word without a number means one measure. `SOS` means at most three times a day unless a
/// number follows. `None` for anything else, and for a dose of nothing.
pub fn frequency_of(typed: &str) -> Option<Frequency> {
    read(&in_latin_figures(&typed.trim().to_lowercase()))
}

fn read(text: &str) -> Option<Frequency> {
    if text.contains('-') || text.contains('–') {
        return grid(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (amount, rest) = match words.split_first()? {
        (first, rest) if Amount::parse(first).is_some() => (Amount::parse(first)?, rest),
        _ => (Amount::parse("1")?, words.as_slice()),
    };
    let (word, after) = rest.split_first()?;
    let times = |morning: bool, noon: bool, night: bool| Frequency::Daily {
        morning: morning.then_some(amount),
        noon: noon.then_some(amount),
        night: night.then_some(amount),
    };
    match (word.trim_end_matches('.'), after) {
        ("od" | "qd" | "morning" | "सुबह", []) => Some(times(true, false, false)),
        ("noon" | "दोपहर", []) => Some(times(false, true, false)),
        ("hs" | "night" | "रात", []) => Some(times(false, false, true)),
        ("bd" | "bid", []) => Some(times(true, false, true)),
        ("tds" | "tid", []) => Some(times(true, true, true)),
        ("qid" | "qds", []) => Some(Frequency::EveryHours { amount, hours: 6 }),
        ("sos" | "prn", []) => Some(Frequency::AsNeeded { amount, times_a_day_max: 3 }),
        ("sos" | "prn", [most]) => {
            let most = most.parse().ok().filter(|most| (1..=TIMES_A_DAY_MAX).contains(most))?;
            Some(Frequency::AsNeeded { amount, times_a_day_max: most })
        }
        ("weekly", []) => Some(Frequency::Weekly { amount }),
        ("stat" | "once", []) => Some(Frequency::Once { amount }),
        (every, []) => {
            let hours = every.strip_prefix('q')?.strip_suffix('h')?.parse().ok()?;
            let fits = (1..=HOURS_A_DAY).contains(&hours);
            fits.then_some(Frequency::EveryHours { amount, hours })
        }
        _ => None,
    }
}

/// `1-0-1`. Four parts of the same amount mean every six hours.
fn grid(text: &str) -> Option<Frequency> {
    let parts: Vec<&str> = text.split(['-', '–']).map(str::trim).collect();
    let time = |part: &str| match part {
        "0" | "" | "x" => Some(None),
        part => Amount::parse(part).map(Some),
    };
    match *parts.as_slice() {
        [morning, noon, night] => {
            let (morning, noon, night) = (time(morning)?, time(noon)?, time(night)?);
            let any = morning.or(noon).or(night).is_some();
            any.then_some(Frequency::Daily { morning, noon, night })
        }
        [first, second, third, fourth] => {
            let amount = Amount::parse(first)?;
            let same = [second, third, fourth].iter().all(|p| Amount::parse(p) == Some(amount));
            same.then_some(Frequency::EveryHours { amount, hours: 6 })
        }
        _ => None,
    }
}

/// The number in `1`, `0.5`, `½`, `1½`, `1/2`.
pub(crate) fn amount_of(typed: &str) -> Option<Decimal> {
    let typed = typed.trim();
    if let Some((whole, part)) = typed.split_once('/') {
        let (whole, part) = (u8::from_str(whole).ok()?, u8::from_str(part).ok()?);
        return Decimal::from(whole).checked_div(Decimal::from(part));
    }
    for (sign, value) in FRACTIONS {
        if let Some(whole) = typed.strip_suffix(sign) {
            let whole =
                if whole.is_empty() { Decimal::ZERO } else { u16::from_str(whole).ok()?.into() };
            return whole.checked_add(Decimal::from_str(value).ok()?);
        }
    }
    let plain = typed.chars().all(|c| c.is_ascii_digit() || c == '.');
    if plain { Decimal::from_str(typed).ok() } else { None }
}

fn in_latin_figures(text: &str) -> String {
    let figure = |c: char| match c {
        '०'..='९' => char::from_digit(u32::from(c) - u32::from('०'), 10).unwrap_or(c),
        other => other,
    };
    text.chars().map(figure).collect()
}

/// A frequency as a doctor would type it; [`frequency_of`] reads it back.
pub fn typed(frequency: &Frequency) -> String {
    let time = |amount: &Option<Amount>| amount.map_or_else(|| "0".into(), shown);
    match frequency {
        Frequency::Daily { morning, noon, night } => {
            format!("{}-{}-{}", time(morning), time(noon), time(night))
        }
        Frequency::EveryHours { amount, hours } => format!("{} q{hours}h", shown(*amount)),
        Frequency::AsNeeded { amount, times_a_day_max } => {
            format!("{} SOS {times_a_day_max}", shown(*amount))
        }
        Frequency::Weekly { amount } => format!("{} weekly", shown(*amount)),
        Frequency::Once { amount } => format!("{} stat", shown(*amount)),
    }
}

/// An amount as paper shows it: `½`, `1½`, `2.5`.
pub fn shown(amount: Amount) -> String {
    let number = amount.number().normalize();
    let whole = number.trunc();
    let rest = number - whole;
    for (sign, value) in FRACTIONS {
        if Decimal::from_str(value).is_ok_and(|value| value == rest) {
            let whole = if whole.is_zero() { String::new() } else { whole.to_string() };
            return format!("{whole}{sign}");
        }
    }
    number.to_string()
}

/// The largest amount at one time, in measures.
pub fn single(frequency: &Frequency) -> Decimal {
    match frequency {
        Frequency::Daily { morning, noon, night } => {
            let times = [morning, noon, night];
            times.into_iter().flatten().map(|a| a.number()).max().unwrap_or_default()
        }
        Frequency::EveryHours { amount, .. }
        | Frequency::AsNeeded { amount, .. }
        | Frequency::Weekly { amount }
        | Frequency::Once { amount } => amount.number(),
    }
}

/// The most that is taken in one day, in measures.
pub fn daily(frequency: &Frequency) -> Decimal {
    match frequency {
        Frequency::Daily { morning, noon, night } => {
            [morning, noon, night].into_iter().flatten().map(|a| a.number()).sum()
        }
        Frequency::EveryHours { amount, hours } => {
            amount.number() * Decimal::from(HOURS_A_DAY.div_ceil((*hours).max(1)))
        }
        Frequency::AsNeeded { amount, times_a_day_max } => {
            amount.number() * Decimal::from(*times_a_day_max)
        }
        Frequency::Weekly { amount } | Frequency::Once { amount } => amount.number(),
    }
}

/// How many dispensing units the directions come to: whole tablets, whole bottles.
///
/// # Errors
/// `UnlikelyDays` outside 1 to [`DAYS_MAX`]; `TooMuch` beyond what anybody hands out at once.
pub fn units(medicine: &Medicine, directions: &Directions) -> Result<u32, PrescribingRefusal> {
    if directions.days == 0 || directions.days > DAYS_MAX {
        return Err(PrescribingRefusal::UnlikelyDays { medicine: medicine.name.clone() });
    }
    let times = match directions.frequency {
        Frequency::Weekly { .. } => directions.days.div_ceil(DAYS_A_WEEK),
        Frequency::Once { .. } => 1,
        Frequency::Daily { .. } | Frequency::EveryHours { .. } | Frequency::AsNeeded { .. } => {
            directions.days
        }
    };
    let measures = daily(&directions.frequency) * Decimal::from(times);
    let units = (measures / Decimal::from(medicine.measures_a_unit.max(1))).ceil();
    units
        .to_u32()
        .filter(|units| (1..=UNITS_MAX).contains(units))
        .ok_or_else(|| PrescribingRefusal::TooMuch { medicine: medicine.name.clone() })
}

/// Whether words can be kept: short enough, and free of control characters.
pub fn words_kept(text: &str, letters_max: usize) -> bool {
    text.chars().count() <= letters_max && !text.contains(cannot_stand_on_a_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed_text: &str, reads_as: &str, single_and_daily: &str) {
        let read = frequency_of(typed_text).unwrap_or_else(|| panic!("{typed_text}"));
        assert_eq!(typed(&read), reads_as, "{typed_text}");
        assert_eq!(frequency_of(&typed(&read)).unwrap(), read, "{typed_text} read back");
        let sums = format!("{} {}", single(&read).normalize(), daily(&read).normalize());
        assert_eq!(sums, single_and_daily, "{typed_text}");
    }

    #[test]
    fn a_dose_is_read_as_doctors_write_it() {
        check("1-0-1", "1-0-1", "1 2");
        check("१-०-१", "1-0-1", "1 2");
        check(" ½ - 0 - 1½ ", "½-0-1½", "1.5 2");
        check("1/2-0-1/2", "½-0-½", "0.5 1");
        check("0-0-2", "0-0-2", "2 2");
        check("1-1-1-1", "1 q6h", "1 4");
        check("BD", "1-0-1", "1 2");
        check("2 tds", "2-2-2", "2 6");
        check("5 q8h", "5 q8h", "5 15");
        check("2.5 q5h", "2½ q5h", "2.5 12.5");
        check("hs", "0-0-1", "1 1");
        check("SOS", "1 SOS 3", "1 3");
        check("2 prn 4", "2 SOS 4", "2 8");
        check("weekly", "1 weekly", "1 1");
        check("stat", "1 stat", "1 1");
        check("रात", "0-0-1", "1 1");
    }

    #[test]
    fn what_is_no_dose_is_refused() {
        for wrong in [
            "", "0-0-0", "1-0", "-1-0-1", "1-0-1e3", "q0h", "q25h", "SOS 0", "abc", "2000-0-0",
            "1/0-0-0", "1 bd 5",
        ] {
            assert_eq!(frequency_of(wrong), None, "{wrong}");
        }
    }
}
