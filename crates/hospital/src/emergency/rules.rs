//! What may follow a blood group, which words are kept, and which operation was the last. Pure.

use super::listed::{Listed, listed};
use super::model::{
    AskedBlood, Blood, EmergencyRefusal, Group, How, HowEnded, PartDate, Surgery, UNKNOWN,
    WORDS_LETTERS_MAX,
};
use nabz_kernel::clock::Date;
use nabz_kernel::signs::cannot_stand_on_a_line;
use std::cmp::Reverse;

/// What is written down of a blood group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub group: Option<Group>,
    /// How it is known.
    pub how: How,
    /// When it was tested; of hearsay never.
    pub tested_on: Option<PartDate>,
    /// Why the one before was wrong; perhaps empty.
    pub why: String,
}

/// What may follow the last thing that was said of a blood group.
///
/// Refuses with `EMG-006` whoever saw an older page, with `EMG-003` what stands there, with
/// `EMG-004` hearsay after a test, and with `EMG-005` another group without a reason: whoever gives
/// blood by it has to be able to weigh it.
pub fn follows(
    last: Option<&Blood>,
    asked: &AskedBlood,
    today: Date,
) -> Result<Decided, EmergencyRefusal> {
    let group = match asked.group.as_str() {
        UNKNOWN => None,
        word => Some(Group::of_word(word).ok_or(EmergencyRefusal::NoSuchChoice)?),
    };
    let how = How::of_word(&asked.how).ok_or(EmergencyRefusal::NoSuchChoice)?;
    let tested_on = day(&asked.tested_on, today)?.filter(|_| how == How::Tested);
    let why = kept(&asked.why).ok_or(EmergencyRefusal::NoReason)?;
    if asked.seen != last.map_or(0, |last| last.number) {
        return Err(EmergencyRefusal::Changed);
    }
    let decided = Decided { group, how, tested_on, why };
    let Some((stood, last)) = last.and_then(|last| Some((last.group?, last))) else {
        return if group.is_some() { Ok(decided) } else { Err(EmergencyRefusal::SaysTheSame) };
    };
    let is_same_way = last.how == how && last.tested_on == decided.tested_on;
    if group == Some(stood) && is_same_way {
        return Err(EmergencyRefusal::SaysTheSame);
    }
    if group.is_some() && last.how == How::Tested && how == How::Said {
        return Err(EmergencyRefusal::TestedStands);
    }
    if group != Some(stood) && decided.why.is_empty() {
        return Err(EmergencyRefusal::NoReason);
    }
    Ok(decided)
}

/// A day, a month or a year that is not still to come; `None` when nothing was typed.
pub fn day(typed: &str, today: Date) -> Result<Option<PartDate>, EmergencyRefusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    PartDate::parse(typed, today).map(Some).map_err(|_| EmergencyRefusal::BadDate)
}

/// The condition of a code that the form offers.
pub fn condition(code: &str) -> Result<&'static Listed, EmergencyRefusal> {
    listed(code).ok_or(EmergencyRefusal::NoSuchChoice)
}

/// How a condition ended.
pub fn how_ended(word: &str) -> Result<HowEnded, EmergencyRefusal> {
    HowEnded::of_word(word).ok_or(EmergencyRefusal::NoSuchChoice)
}

/// Why something does not stand any more: something has to be said.
pub fn reason(typed: &str) -> Result<String, EmergencyRefusal> {
    said(typed).ok_or(EmergencyRefusal::NoReason)
}

/// Which operation: something has to be said.
pub fn operation(typed: &str) -> Result<String, EmergencyRefusal> {
    said(typed).ok_or(EmergencyRefusal::NoWords)
}

fn said(typed: &str) -> Option<String> {
    kept(typed).filter(|words| !words.is_empty())
}

/// Words on a line, spaces apart; `None` for what cannot be kept.
fn kept(typed: &str) -> Option<String> {
    let is_text = !typed.chars().any(cannot_stand_on_a_line);
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (is_text && words.chars().count() <= WORDS_LETTERS_MAX).then_some(words)
}

/// The last operation first; those of which nobody knows when stand behind all others.
pub fn last_first(surgeries: &mut [Surgery]) {
    surgeries.sort_by_key(|one| {
        let done = one.done.map(PartDate::last_day);
        (Reverse(done), Reverse(one.noted.at))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emergency::model::Noted;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    fn today() -> Date {
        Date::from_calendar(2026, 11, 23).unwrap()
    }

    fn noted(at: i64) -> Noted {
        let id = Uuid::from_u128(7);
        Noted {
            facility: Id::from_uuid(id),
            by: Id::from_uuid(id),
            at: Instant::from_microseconds(at),
        }
    }

    fn blood(group: Option<Group>, how: How) -> Blood {
        let id = Uuid::from_u128(7);
        Blood {
            id: Id::from_uuid(id),
            person: Id::from_uuid(id),
            number: 1,
            group,
            how,
            tested_on: None,
            why: String::new(),
            noted: noted(0),
        }
    }

    fn asked(seen: u32, (group, how): (&str, &str), why: &str) -> AskedBlood {
        AskedBlood {
            seen,
            group: group.into(),
            how: how.into(),
            tested_on: String::new(),
            why: why.into(),
        }
    }

    fn group(last: Option<&Blood>, asked: &AskedBlood) -> Result<Option<Group>, EmergencyRefusal> {
        follows(last, asked, today()).map(|decided| decided.group)
    }

    #[test]
    fn a_tested_group_is_followed_by_a_test_or_taken_back_and_never_by_hearsay() {
        let tested = blood(Some(Group::BPositive), How::Tested);
        let after = |typed: (&str, &str), why: &str| group(Some(&tested), &asked(1, typed, why));
        assert_eq!(after(("O+", "said"), "she says"), Err(EmergencyRefusal::TestedStands));
        assert_eq!(after(("B+", "said"), ""), Err(EmergencyRefusal::TestedStands));
        assert_eq!(after(("B+", "tested"), ""), Err(EmergencyRefusal::SaysTheSame));
        assert_eq!(after(("O+", "tested"), ""), Err(EmergencyRefusal::NoReason));
        assert_eq!(after(("O+", "tested"), "the tube was another's"), Ok(Some(Group::OPositive)));
        assert_eq!(after(("unknown", "said"), "another's paper"), Ok(None));
        assert_eq!(after(("unknown", "said"), " "), Err(EmergencyRefusal::NoReason));
    }

    #[test]
    fn hearsay_is_followed_by_a_test_without_a_word_where_both_say_the_same() {
        let said = blood(Some(Group::ONegative), How::Said);
        assert_eq!(group(Some(&said), &asked(1, ("O-", "tested"), "")), Ok(Some(Group::ONegative)));
        assert_eq!(
            group(Some(&said), &asked(1, ("O+", "tested"), "")),
            Err(EmergencyRefusal::NoReason)
        );
        assert_eq!(
            group(Some(&said), &asked(0, ("O-", "tested"), "")),
            Err(EmergencyRefusal::Changed)
        );
        assert_eq!(group(None, &asked(0, ("A+", "said"), "")), Ok(Some(Group::APositive)));
        let none = asked(0, (UNKNOWN, "said"), "");
        assert_eq!(group(None, &none), Err(EmergencyRefusal::SaysTheSame));
        let wrong = asked(0, ("C+", "said"), "");
        assert_eq!(group(None, &wrong), Err(EmergencyRefusal::NoSuchChoice));
    }

    #[test]
    fn a_day_of_hearsay_is_not_kept_and_one_to_come_is_refused() {
        let on = |how: &str, day: &str| AskedBlood {
            tested_on: day.into(),
            ..asked(0, ("A+", how), "")
        };
        let kept = |asked: &AskedBlood| follows(None, asked, today()).map(|one| one.tested_on);
        assert_eq!(kept(&on("said", "2020")), Ok(None));
        assert_eq!(kept(&on("tested", "2020")), Ok(Some(PartDate::in_year(2020))));
        assert_eq!(kept(&on("tested", "24/11/2026")), Err(EmergencyRefusal::BadDate));
        assert_eq!(kept(&on("tested", "yesterday")), Err(EmergencyRefusal::BadDate));
    }

    #[test]
    fn the_last_operation_comes_first_and_one_without_a_day_after_all_others() {
        let surgery = |tail: u128, done: Option<i16>| Surgery {
            id: Id::from_uuid(Uuid::from_u128(tail)),
            person: Id::from_uuid(Uuid::from_u128(7)),
            what: String::new(),
            done: done.map(PartDate::in_year),
            noted: noted(0),
            wrong: None,
        };
        let mut all = [surgery(1, None), surgery(2, Some(1999)), surgery(3, Some(2019))];
        last_first(&mut all);
        let order: Vec<u128> = all.iter().map(|one| one.id.uuid().as_u128()).collect();
        assert_eq!(order, [3, 2, 1]);
    }

    #[test]
    fn words_that_cannot_be_kept_are_refused() {
        assert_eq!(operation(" Appendix  removed "), Ok("Appendix removed".to_owned()));
        assert_eq!(operation(" \t "), Err(EmergencyRefusal::NoWords));
        assert_eq!(reason("a\u{1}b"), Err(EmergencyRefusal::NoReason));
        assert_eq!(reason(&"x".repeat(121)), Err(EmergencyRefusal::NoReason));
        assert_eq!(condition("X99"), Err(EmergencyRefusal::NoSuchChoice));
    }
}
