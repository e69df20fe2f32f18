//! Numbers, dates and times as people in Delhi write them. Latin digits in both languages.

use crate::messages::{Language, Message, say};
use crate::msg;
use nabz_kernel::clock::{Date, Instant};

const MICROSECONDS_A_MINUTE: i64 = 60_000_000;
const INDIA_OFFSET_MINUTES: i64 = 330;
const MINUTES_AN_HOUR: i64 = 60;
const MINUTES_A_DAY: i64 = 1_440;

/// `2,05,00,000`: the last three digits, then twos.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let length = digits.len();
    let mut written = String::with_capacity(length + length / 2 + 1);
    if number < 0 {
        written.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        let left = length - place;
        if place > 0 && (left == 3 || (left > 3 && left % 2 == 1)) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// `10:42`, in India.
pub fn clock_time(at: Instant) -> String {
    let minutes = at.microseconds().div_euclid(MICROSECONDS_A_MINUTE) + INDIA_OFFSET_MINUTES;
    let minute = minutes.rem_euclid(MINUTES_A_DAY);
    format!("{:02}:{:02}", minute / MINUTES_AN_HOUR, minute % MINUTES_AN_HOUR)
}

/// `22 Nov 2026`, `22 नव॰ 2026`.
pub fn date(day: Date, language: Language) -> String {
    say(&date_message(day), language)
}

/// `Nov 2026`: what packs print.
pub fn month(day: Date, language: Language) -> String {
    let date = date(day, language);
    date.split_once(' ').map_or(date.clone(), |(_, month)| month.to_owned())
}

/// A day as a sentence, to stand inside another one.
pub fn date_message(day: Date) -> Message {
    let (year, month, day) = civil(day);
    msg::web::date(day.to_string(), month_name(month), year.to_string())
}

/// The months as dates name them, January first.
pub fn months() -> Vec<Message> {
    (1..=12).map(month_name).collect()
}

fn month_name(month: i64) -> Message {
    match month {
        1 => msg::web::january(),
        2 => msg::web::february(),
        3 => msg::web::march(),
        4 => msg::web::april(),
        5 => msg::web::may(),
        6 => msg::web::june(),
        7 => msg::web::july(),
        8 => msg::web::august(),
        9 => msg::web::september(),
        10 => msg::web::october(),
        11 => msg::web::november(),
        _ => msg::web::december(),
    }
}

/// `22 Nov 2026, 10:42`.
pub fn date_time(at: Instant, language: Language) -> String {
    format!("{}, {}", date(at.date_in_india(), language), clock_time(at))
}

/// How long, to the minute below a day: `12 min`, `2 h 5 min`, `3 days`.
pub fn duration(minutes: i64) -> Message {
    let minutes = minutes.max(0);
    let (hours, left) = (minutes / MINUTES_AN_HOUR, minutes % MINUTES_AN_HOUR);
    match (minutes / MINUTES_A_DAY, hours, left) {
        (0, 0, left) => msg::web::minutes(left),
        (0, hours, 0) => msg::web::hours(hours),
        (0, hours, left) => msg::web::hours_minutes(hours, left),
        (days, _, _) => msg::web::days(days),
    }
}

/// How long it has been from one moment to another.
pub fn since(then: Instant, now: Instant) -> Message {
    duration((now.microseconds() - then.microseconds()).div_euclid(MICROSECONDS_A_MINUTE))
}

/// How long ago: `just now`, then `12 min ago`.
pub fn ago(then: Instant, now: Instant) -> Message {
    if now.microseconds() - then.microseconds() < MICROSECONDS_A_MINUTE {
        msg::web::just_now()
    } else {
        msg::web::ago(since(then, now))
    }
}

/// An age as doctors say it: days for a month, weeks to three months, months to two years,
/// then years.
pub fn age(born: Date, today: Date) -> Message {
    let days = (today.days() - born.days()).max(0);
    let (born_year, born_month, born_day) = civil(born);
    let (year, month, day) = civil(today);
    let mut months = (year - born_year) * 12 + (month - born_month);
    if day < born_day {
        months -= 1;
    }
    match (days, months) {
        (0..28, _) => msg::web::age_days(days),
        (28..91, _) => msg::web::age_weeks(days / 7),
        (_, 0..24) => msg::web::age_months(months),
        _ => msg::web::age_years(months / 12),
    }
}

/// Year, month and day of a date in the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub fn civil(day: Date) -> (i64, i64, i64) {
    let shifted = day.days() + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64) -> Date {
        Date::from_days(days)
    }

    #[test]
    fn numbers_group_in_lakh_and_crore() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (99_999, "99,999")];
        for (number, written) in cases {
            assert_eq!(grouped(number), written);
        }
        assert_eq!(grouped(100_000), "1,00,000");
        assert_eq!(grouped(-20_500_000), "−2,05,00,000");
    }

    #[test]
    fn a_date_is_written_in_both_languages_and_a_time_in_india() {
        let at = Instant::from_microseconds(1_795_404_600_000_000);
        assert_eq!(date(at.date_in_india(), Language::English), "23 Nov 2026");
        assert_eq!(date(at.date_in_india(), Language::Hindi), "23 नव॰ 2026");
        assert_eq!(month(at.date_in_india(), Language::English), "Nov 2026");
        assert_eq!(clock_time(at), "09:00");
        assert_eq!(date(day(11_016), Language::English), "29 Feb 2000");
    }

    #[test]
    fn an_age_is_said_as_doctors_say_it() {
        let age = |days: i64| say(&age(day(20_780 - days), day(20_780)), Language::English);
        assert_eq!(age(3), "3 days");
        assert_eq!(age(60), "8 weeks");
        assert_eq!(age(200), "6 months");
        assert_eq!(age(15_400), "42 years");
    }
}
