//! Who may answer, what an answer says after those before it, and what stays closed. Pure.

use super::model::{
    Answer, Basis, By, ConsentRefusal, GuardianPaper, Guardianship, Purpose, Said, Sensitive,
    Sight, Standing, Tie, Wish,
};
use crate::registry::model::Life;
use crate::registry::rules::text;
use nabz_access::Why;
use nabz_kernel::birth::Birth;
use nabz_kernel::clock::Date;
use nabz_kernel::names::{NameText, PersonName, Script};
use nabz_kernel::refusal::Refused;
use std::collections::HashMap;

/// So many days a yes holds that somebody gave for a grown-up who cannot answer: until then they may
/// be able to, and otherwise somebody is asked anew.
pub const REPRESENTED_DAYS: i64 = 30;

/// Whether somebody is a child on a day; `None` while nobody knows when they were born.
pub fn is_child(birth: Option<Birth>, today: Date) -> Option<bool> {
    birth.map(|birth| birth.is_child(today))
}

/// Where the last answer about a purpose leaves it today. What a guardian answered ends when the
/// child is grown up, whatever it was: then the person is asked.
pub fn standing(last: Option<Answer>, birth: Option<Birth>, today: Date) -> Standing {
    let Some(last) = last else { return Standing::NeverAsked };
    let is_grown = is_child(birth, today) == Some(false);
    let is_over = matches!(last.said, Said::Given { until: Some(until), .. } if until <= today);
    if is_over || (is_grown && matches!(last.by, By::Guardian(_))) {
        return Standing::Lapsed(last);
    }
    match last.said {
        Said::Given { .. } => Standing::Given(last),
        Said::Refused => Standing::Refused(last),
        Said::Withdrawn { .. } => Standing::Withdrawn(last),
    }
}

/// Until when a yes holds: a guardian's until the child is of age, a representative's for
/// [`REPRESENTED_DAYS`], and one's own until it is taken back.
pub fn until(by: &By, birth: Option<Birth>, today: Date) -> Option<Date> {
    match by {
        By::Themselves => None,
        By::Guardian(_) => birth.map(|birth| birth.comes_of_age()),
        By::Representative { .. } => Some(Date::from_days(today.days() + REPRESENTED_DAYS)),
    }
}

/// Whether what a guardian answered has ended and nobody has answered anew; the later answers of a
/// purpose come behind the earlier ones.
pub fn has_lapsed(answers: Vec<Answer>, birth: Option<Birth>, today: Date) -> bool {
    let last: HashMap<Purpose, Answer> =
        answers.into_iter().map(|answer| (answer.purpose, answer)).collect();
    let mut guardians = last.into_values().filter(|last| matches!(last.by, By::Guardian(_)));
    guardians.any(|answer| matches!(standing(Some(answer), birth, today), Standing::Lapsed(_)))
}

/// Whether this one may answer for a person: a child's guardian for the child, everybody else for
/// themselves, or somebody for a person who cannot.
///
/// Refuses with `CNS-005` and `CNS-006` whoever answers instead of who should, with `CNS-010` a
/// yes of the dead, and with `CNS-011` a guardian who is neither parent nor guardian.
pub fn may_answer(
    (by, wish): (&By, &Wish),
    (birth, life): (Option<Birth>, Life),
    today: Date,
) -> Result<(), ConsentRefusal> {
    let agrees = matches!(wish, Wish::Yes { .. });
    if life.has_ended() && (agrees || *by == By::Themselves) {
        return Err(ConsentRefusal::Deceased);
    }
    let is_child = is_child(birth, today);
    match by {
        By::Themselves | By::Representative { .. } if is_child == Some(true) => {
            Err(ConsentRefusal::ChildAnswers)
        }
        By::Guardian(_) if is_child == Some(false) => Err(ConsentRefusal::GrownUp),
        By::Guardian(Guardianship { proxy, .. }) if !may_guard(proxy.tie) => {
            Err(ConsentRefusal::NoSuchChoice)
        }
        By::Themselves | By::Guardian(_) | By::Representative { .. } => Ok(()),
    }
}

/// Who answers for a child.
pub const fn may_guard(tie: Tie) -> bool {
    match tie {
        Tie::Father | Tie::Mother | Tie::Guardian => true,
        Tie::Spouse | Tie::Child | Tie::Sibling | Tie::Other => false,
    }
}

/// How it is known that somebody may answer for a child for which they were not named: by a paper,
/// or by somebody who knows them.
///
/// Refuses with `CNS-014` when it is not.
pub fn proof(paper: &str, vouched: &str) -> Result<Basis, Refused> {
    if !paper.is_empty() {
        return Ok(Basis::Paper(choice(paper, GuardianPaper::of_word)?));
    }
    let vouched = NameText::parse(vouched)?.ok_or(ConsentRefusal::NoProof)?;
    Ok(Basis::Vouched(vouched))
}

/// Whether a typed name is somebody's who is on record, in either script.
pub fn is_called(typed: &NameText, name: &PersonName) -> bool {
    let words = |name: &NameText| name.words().map(str::to_lowercase).collect::<Vec<_>>();
    let scripts = [Script::Devanagari, Script::Roman].into_iter();
    scripts.filter_map(|script| name.written_in(script)).any(|name| words(name) == words(typed))
}

/// What an answer says after those before it: a no after a yes takes the yes back.
///
/// Refuses with `CNS-004` what stands already under the same notice.
pub fn said(
    standing: &Standing,
    wish: &Wish,
    (notice, until): (u32, Option<Date>),
) -> Result<Said, ConsentRefusal> {
    match (standing, wish) {
        (Standing::Given(last), Wish::Yes { shares })
            if last.notice == notice && last.shares() == shares.as_slice() =>
        {
            Err(ConsentRefusal::AlreadySo)
        }
        (Standing::Given(last), Wish::No) => Ok(Said::Withdrawn { of: last.id }),
        (Standing::Refused(last) | Standing::Withdrawn(last), Wish::No)
            if last.notice == notice =>
        {
            Err(ConsentRefusal::AlreadySo)
        }
        (_, Wish::Yes { shares }) => Ok(Said::Given { shares: shares.clone(), until }),
        (_, Wish::No) => Ok(Said::Refused),
    }
}

/// Whether a person shares all of these categories beyond those who treat them.
pub fn shares(standing: &Standing, categories: &[Sensitive]) -> bool {
    match standing {
        Standing::Given(last) => categories.iter().all(|one| last.shares().contains(one)),
        Standing::NeverAsked
        | Standing::Refused(_)
        | Standing::Withdrawn(_)
        | Standing::Lapsed(_) => false,
    }
}

/// Whether somebody who may read a record sees what is marked as sensitive in it. Consent never
/// stands before care: whoever treats the person sees it, and so does whoever broke the glass, for
/// a reason that is reviewed. Everybody else sees it when the person shares it.
pub const fn sight(why: Option<Why>, shared: bool) -> Sight {
    let opens = match why {
        Some(why) => shared || why.is_care(),
        None => shared,
    };
    if opens { Sight::Open } else { Sight::Masked }
}

/// The name of a proxy or a witness; `missing` when nothing was typed.
pub fn name(typed: &str, missing: ConsentRefusal) -> Result<NameText, Refused> {
    NameText::parse(typed)?.ok_or_else(|| missing.into())
}

/// Why a person cannot answer, on a line.
pub fn why(typed: &str) -> Result<String, Refused> {
    text(Some(typed))?.ok_or_else(|| ConsentRefusal::NoWhy.into())
}

/// One of the values that the form offers.
pub fn choice<T>(
    typed: &str,
    of_word: impl FnOnce(&str) -> Option<T>,
) -> Result<T, ConsentRefusal> {
    of_word(typed).ok_or(ConsentRefusal::NoSuchChoice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::model::{How, Proxy};
    use nabz_kernel::birth::{BirthDate, BirthQuality};
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use nabz_kernel::language::Language;
    use uuid::Uuid;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::from_calendar(year, month, day).unwrap()
    }

    fn today() -> Date {
        day(2026, 11, 23)
    }

    fn born(text: &str) -> Birth {
        let date = BirthDate::parse(text, today()).unwrap();
        Birth { date, quality: BirthQuality::Stated }
    }

    fn mother() -> By {
        let name = name("Kamla", ConsentRefusal::NoProxy).unwrap();
        let basis = Some(Basis::Paper(GuardianPaper::BirthCertificate));
        By::Guardian(Guardianship { proxy: Proxy { name, tie: Tie::Mother }, basis })
    }

    fn answer(said: Said, by: By) -> Answer {
        let id = Uuid::from_u128(7);
        Answer {
            id: Id::from_uuid(id),
            person: Id::from_uuid(id),
            purpose: Purpose::RecordSharing,
            number: 1,
            said,
            notice: 1,
            shown_in: Language::Hindi,
            by,
            how: How::Screen,
            facility: Id::from_uuid(id),
            asked_by: Id::from_uuid(id),
            at: Instant::from_microseconds(0),
        }
    }

    fn yes(shares: &[Sensitive]) -> Said {
        Said::Given { shares: shares.to_vec(), until: None }
    }

    #[test]
    fn a_child_is_one_as_long_as_its_birth_allows_and_nobody_knows_without_one() {
        assert_eq!(is_child(Some(born("24/11/2008")), today()), Some(true));
        assert_eq!(is_child(Some(born("23/11/2008")), today()), Some(false));
        assert_eq!(is_child(Some(born("2008")), today()), Some(true), "until the end of the year");
        assert_eq!(is_child(Some(born("11/2008")), today()), Some(true));
        assert_eq!(is_child(Some(born("10/2008")), today()), Some(false));
        assert_eq!(is_child(None, today()), None);
    }

    #[test]
    fn a_guardian_answers_for_a_child_and_for_nobody_else() {
        let no = Wish::No;
        let may = |by: &By, birth: Option<&str>| {
            may_answer((by, &no), (birth.map(born), Life::Living), today())
        };
        let other = By::Representative {
            proxy: Proxy { tie: Tie::Spouse, ..mother().proxy().unwrap().clone() },
            why: "unconscious".into(),
        };
        assert_eq!(may(&mother(), Some("2015")), Ok(()));
        assert_eq!(may(&mother(), Some("1984")), Err(ConsentRefusal::GrownUp));
        assert_eq!(may(&By::Themselves, Some("2015")), Err(ConsentRefusal::ChildAnswers));
        assert_eq!(may(&other, Some("2015")), Err(ConsentRefusal::ChildAnswers));
        for by in [mother(), By::Themselves, other] {
            assert_eq!(may(&by, None), Ok(()), "nobody knows how old they are");
        }
        let uncle = Proxy { tie: Tie::Other, ..mother().proxy().unwrap().clone() };
        let uncle = By::Guardian(Guardianship { proxy: uncle, basis: None });
        assert_eq!(may(&uncle, Some("2015")), Err(ConsentRefusal::NoSuchChoice));
    }

    #[test]
    fn a_guardian_whom_nobody_named_shows_a_paper_or_somebody_who_knows_them() {
        let code = |outcome: Result<Basis, Refused>| outcome.unwrap_err().code;
        assert_eq!(proof("order", "").unwrap(), Basis::Paper(GuardianPaper::Order));
        assert!(matches!(proof("", "Rekha").unwrap(), Basis::Vouched(_)));
        assert_eq!(code(proof("", " ")), "CNS-014");
        assert_eq!(code(proof("a letter", "Rekha")), "CNS-011");
    }

    #[test]
    fn a_name_is_somebody_s_in_either_script_however_it_is_spaced() {
        let kamla = PersonName::parse("कमला देवी", "Kamla Devi").unwrap();
        let is_hers =
            |typed: &str| is_called(&name(typed, ConsentRefusal::NoProxy).unwrap(), &kamla);
        assert!(is_hers("kamla  DEVI") && is_hers("कमला देवी"));
        assert!(!is_hers("Kamla"));
    }

    #[test]
    fn what_somebody_says_for_a_grown_up_holds_for_a_month_and_is_asked_anew() {
        let proxy = mother().proxy().unwrap().clone();
        let husband = By::Representative { proxy, why: "unconscious".into() };
        let holds = until(&husband, Some(born("1984")), today());
        assert_eq!(holds, Some(day(2026, 12, 23)));
        assert_eq!(until(&By::Themselves, Some(born("1984")), today()), None);
        let given = answer(Said::Given { shares: Vec::new(), until: holds }, husband);
        let on = |today| standing(Some(given.clone()), Some(born("1984")), today);
        assert_eq!(on(day(2026, 12, 22)), Standing::Given(given.clone()));
        assert_eq!(on(day(2026, 12, 23)), Standing::Lapsed(given.clone()));
        let grown = has_lapsed(vec![given.clone()], Some(born("1984")), day(2027, 1, 1));
        assert!(!grown, "nobody came of age");
    }

    #[test]
    fn the_dead_agree_to_nothing_and_somebody_may_still_take_back_for_them() {
        let dead = (Some(born("1984")), Life::Deceased { on: None });
        let wife = By::Representative {
            proxy: Proxy { tie: Tie::Spouse, ..mother().proxy().unwrap().clone() },
            why: "has died".into(),
        };
        let yes = Wish::Yes { shares: Vec::new() };
        assert_eq!(may_answer((&wife, &yes), dead, today()), Err(ConsentRefusal::Deceased));
        assert_eq!(may_answer((&wife, &Wish::No), dead, today()), Ok(()));
        let themselves = (&By::Themselves, &Wish::No);
        assert_eq!(may_answer(themselves, dead, today()), Err(ConsentRefusal::Deceased));
    }

    #[test]
    fn what_a_guardian_answered_ends_when_the_child_is_grown_up() {
        let given = answer(yes(&[]), mother());
        let of = |birth: &str| standing(Some(given.clone()), Some(born(birth)), today());
        assert_eq!(of("2015"), Standing::Given(given.clone()));
        assert_eq!(of("23/11/2008"), Standing::Lapsed(given.clone()));
        let kept = Said::Given { shares: Vec::new(), until: Some(today()) };
        let kept = answer(kept, mother());
        // The birth was corrected since; the day that was kept holds, too.
        assert_eq!(
            standing(Some(kept.clone()), Some(born("2015")), today()),
            Standing::Lapsed(kept)
        );
        let refused = answer(Said::Refused, mother());
        assert_eq!(
            standing(Some(refused.clone()), Some(born("1984")), today()),
            Standing::Lapsed(refused)
        );
    }

    #[test]
    fn a_no_after_a_yes_takes_it_back_and_what_stands_is_not_said_again() {
        let given = answer(yes(&[Sensitive::Hiv]), By::Themselves);
        let standing = Standing::Given(given.clone());
        let again = |shares: &[Sensitive], notice| {
            said(&standing, &Wish::Yes { shares: shares.to_vec() }, (notice, None))
        };
        assert_eq!(again(&[Sensitive::Hiv], 1), Err(ConsentRefusal::AlreadySo));
        assert_eq!(again(&[Sensitive::Hiv], 2), Ok(yes(&[Sensitive::Hiv])));
        assert_eq!(again(&[], 1), Ok(yes(&[])));
        let no = |standing: &Standing| said(standing, &Wish::No, (1, None));
        assert_eq!(no(&standing), Ok(Said::Withdrawn { of: given.id }));
        assert_eq!(no(&Standing::Lapsed(given.clone())), Ok(Said::Refused));
        assert_eq!(no(&Standing::NeverAsked), Ok(Said::Refused));
        let withdrawn = Standing::Withdrawn(given);
        assert_eq!(no(&withdrawn), Err(ConsentRefusal::AlreadySo));
    }

    #[test]
    fn whoever_treats_sees_everything_and_whoever_keeps_records_sees_what_is_shared() {
        let id = Uuid::from_u128(7);
        for treating in [Why::Visit(id), Why::Dispensing(id), Why::BreakGlass(id)] {
            assert_eq!(sight(Some(treating), false), Sight::Open, "{treating:?}");
        }
        for other in [Why::Record(id), Why::Household(id), Why::HelplineCase(id)] {
            assert_eq!(sight(Some(other), false), Sight::Masked, "{other:?}");
            assert_eq!(sight(Some(other), true), Sight::Open, "{other:?}");
        }
        assert_eq!(sight(None, false), Sight::Masked);
        let given = Standing::Given(answer(yes(&[Sensitive::Hiv]), By::Themselves));
        assert!(shares(&given, &[Sensitive::Hiv]));
        assert!(!shares(&given, &[Sensitive::Hiv, Sensitive::Genetic]));
        assert!(!shares(&Standing::NeverAsked, &[Sensitive::Hiv]));
    }
}
