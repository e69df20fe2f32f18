//! Who may ask, by when they are answered, and what an answer has to say. Pure.

use super::model::{
    Answer, Asks, Nominee, Note, Outcome, Request, Right, RightsRefusal, Speaker, Verdict,
};
use crate::consent::model::{By, Proxy, Purpose, Tie};
use crate::consent::rules::{is_child, may_guard};
use crate::registry::model::Life;
use nabz_kernel::birth::Birth;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::names::NameText;
use nabz_kernel::refusal::Refused;
use std::time::Duration;

/// Days within which whoever asked is answered.
///
/// Source: Digital Personal Data Protection Rules 2025, rule 14(3): "a reasonable period not exceeding
/// ninety days for responding to the grievances". The rules give the other requests no days; here
/// they have the same.
pub const ANSWER_DAYS_MAX: i64 = 90;
/// Requests of one person within [`DAY`], and people whom they name: more than anybody means.
pub const ASKED_A_DAY_MAX: i64 = 10;
/// Over so long they are counted.
pub const DAY: Duration = Duration::from_hours(24);

/// Consents that are needed for nothing that somebody asked for. That to a card stays: who has one
/// gives it back, or has it blocked.
pub const OPTIONAL: [Purpose; 4] =
    [Purpose::RecordSharing, Purpose::SurveyHealth, Purpose::Research, Purpose::Sms];

/// By the end of which day whoever asks now is answered.
pub fn due(asked_at: Instant) -> Date {
    Date::from_days(asked_at.date_in_india().days() + ANSWER_DAYS_MAX)
}

/// How many days are left until a day; fewer than none once it is over.
pub fn days_left(due: Date, today: Date) -> i64 {
    due.days() - today.days()
}

/// Whether somebody waits for longer than they have to.
pub fn is_late(request: &Request, today: Date) -> bool {
    request.state.is_open() && days_left(request.due, today) < 0
}

/// Who speaks for a person, of whom `nominee` is the one in force.
///
/// Refuses with `RGT-012` a child that asks by itself and with `RGT-013` the guardian of whoever is of
/// age, with `RGT-011` the dead, with `RGT-006` a guardian who is neither parent nor guardian, and with
/// `RGT-010` a nominee whom nobody has named.
pub fn speaker(
    asks: &Asks,
    nominee: Option<&Nominee>,
    (birth, life): (Option<Birth>, Life),
    today: Date,
) -> Result<Speaker, RightsRefusal> {
    let is_child = is_child(birth, today);
    match asks {
        Asks::Themselves if life.has_ended() => Err(RightsRefusal::Deceased),
        Asks::Themselves if is_child == Some(true) => Err(RightsRefusal::IsChild),
        Asks::Themselves => Ok(Speaker::Themselves),
        Asks::Guardian(_) if is_child == Some(false) => Err(RightsRefusal::GrownUp),
        Asks::Guardian(one) if !may_guard(one.proxy.tie) => Err(RightsRefusal::NoSuchChoice),
        Asks::Guardian(one) => Ok(Speaker::Guardian(one.clone())),
        Asks::Nominee => {
            let named = nominee.ok_or(RightsRefusal::NoNominee)?;
            Ok(Speaker::Nominee(named.proxy.clone()))
        }
    }
}

/// Whether somebody may name whoever asks after them.
///
/// Refuses with `RGT-011` the dead, and with `RGT-012` a child: its parents ask for it.
pub fn may_name((birth, life): (Option<Birth>, Life), today: Date) -> Result<(), RightsRefusal> {
    if life.has_ended() {
        return Err(RightsRefusal::Deceased);
    }
    if is_child(birth, today) == Some(true) {
        return Err(RightsRefusal::IsChild);
    }
    Ok(())
}

/// What a request has to say: what is held is shown without a word, everything else needs some.
///
/// Refuses with `RGT-004` a request that does not say what it is about.
pub fn says_enough(right: Right, note: Option<&Note>) -> Result<(), RightsRefusal> {
    match right {
        Right::Access => Ok(()),
        Right::Correction | Right::Erasure | Right::Grievance if note.is_some() => Ok(()),
        Right::Correction | Right::Erasure | Right::Grievance => Err(RightsRefusal::NoNote),
    }
}

/// What is answered.
///
/// Refuses with `RGT-005` an answer without a reason, with `RGT-006` one to a wish to erase that does
/// not say what became of it, and one to another request that says so; and with `RGT-015` one that
/// refuses and erases.
pub fn answer(right: Right, verdict: &Verdict) -> Result<Answer, RightsRefusal> {
    let words = verdict.words.clone().ok_or(RightsRefusal::NoReason)?;
    let outcome = verdict.outcome;
    let erases = !verdict.erased.is_nothing();
    match (right, outcome) {
        (Right::Erasure, Some(Outcome::Refused)) if erases => Err(RightsRefusal::RefusedAndErased),
        (Right::Erasure, Some(_)) => Ok(Answer { outcome, words }),
        (Right::Access | Right::Correction | Right::Grievance, None) if !erases => {
            Ok(Answer { outcome, words })
        }
        (Right::Erasure, None) | (Right::Access | Right::Correction | Right::Grievance, _) => {
            Err(RightsRefusal::NoSuchChoice)
        }
    }
}

/// Who takes consents back because of a request; `why` is said of whoever does so for somebody who
/// cannot.
pub fn taken_back_by(speaker: &Speaker, why: String) -> By {
    match speaker {
        Speaker::Themselves => By::Themselves,
        Speaker::Guardian(guardianship) => By::Guardian(guardianship.clone()),
        Speaker::Nominee(proxy) => By::Representative { proxy: proxy.clone(), why },
    }
}

/// The name and the tie of whoever is named, or speaks for somebody.
///
/// Refuses with `RGT-007` when no name was typed, and with `RGT-006` a tie that is not offered.
pub fn proxy(name: &str, tie: &str) -> (Result<NameText, Refused>, Result<Tie, RightsRefusal>) {
    let name = NameText::parse(name);
    let name = name.and_then(|name| name.ok_or_else(|| RightsRefusal::NoName.into()));
    (name, choice(tie, Tie::of_word))
}

/// Both of them, where nothing is wrong with either.
pub fn both(name: Option<NameText>, tie: Option<Tie>) -> Option<Proxy> {
    Some(Proxy { name: name?, tie: tie? })
}

/// One of the values that a form offers.
pub fn choice<T>(typed: &str, of_word: impl FnOnce(&str) -> Option<T>) -> Result<T, RightsRefusal> {
    of_word(typed).ok_or(RightsRefusal::NoSuchChoice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::model::{Basis, GuardianPaper, Guardianship};
    use crate::rights::model::{Erased, NomineeId, RequestId, RequestState};
    use nabz_kernel::birth::{Age, Birth};
    use nabz_kernel::ids::Id;
    use nabz_kernel::phone::Mobile;
    use nabz_testkit::MORNING;
    use uuid::Uuid;

    fn today() -> Date {
        MORNING.date_in_india()
    }

    fn aged(years: u16) -> Birth {
        Birth::from_age(Age::Years(years), today()).unwrap()
    }

    fn note(text: &str) -> Option<Note> {
        Note::parse(text).unwrap()
    }

    fn kamla(tie: Tie) -> Proxy {
        Proxy { name: NameText::try_from("Kamla Devi".to_owned()).unwrap(), tie }
    }

    fn shown(tie: Tie) -> Guardianship {
        Guardianship { proxy: kamla(tie), basis: Some(Basis::Paper(GuardianPaper::RationCard)) }
    }

    fn named() -> Nominee {
        let nobody = Id::from_uuid(Uuid::nil());
        Nominee {
            id: NomineeId::from_uuid(Uuid::nil()),
            person: Id::from_uuid(Uuid::nil()),
            proxy: kamla(Tie::Sibling),
            phone: Mobile::parse("0000012345").unwrap(),
            facility: Id::from_uuid(Uuid::nil()),
            named: (nobody, MORNING),
            ended: None,
        }
    }

    #[test]
    fn a_request_is_due_ninety_days_after_it_was_made_and_late_from_the_next_day_on() {
        let due = due(MORNING);
        assert_eq!(due.to_string(), "2027-02-21");
        let request = Request {
            id: RequestId::from_uuid(Uuid::nil()),
            number: 1,
            person: Id::from_uuid(Uuid::nil()),
            right: Right::Grievance,
            speaker: Speaker::Themselves,
            note: None,
            office: Id::from_uuid(Uuid::nil()),
            asked_by: Id::from_uuid(Uuid::nil()),
            asked_at: MORNING,
            due,
            state: RequestState::Received,
        };
        assert_eq!(days_left(due, today()), 90);
        assert!(!is_late(&request, due));
        let next = Date::from_days(due.days() + 1);
        assert!(is_late(&request, next));
        let state = RequestState::Withdrawn { by: Id::from_uuid(Uuid::nil()), at: MORNING };
        assert!(!is_late(&Request { state, ..request }, next), "nobody waits any more");
    }

    #[test]
    fn whoever_is_of_age_asks_themselves_and_a_parent_asks_for_a_child() {
        let may =
            |asks: &Asks, years| speaker(asks, None, (Some(aged(years)), Life::Living), today());
        assert_eq!(may(&Asks::Themselves, 42), Ok(Speaker::Themselves));
        assert_eq!(may(&Asks::Themselves, 9), Err(RightsRefusal::IsChild));
        let mother = Asks::Guardian(shown(Tie::Mother));
        assert_eq!(may(&mother, 9), Ok(Speaker::Guardian(shown(Tie::Mother))));
        assert_eq!(may(&mother, 42), Err(RightsRefusal::GrownUp));
        let sister = Asks::Guardian(shown(Tie::Sibling));
        assert_eq!(may(&sister, 9), Err(RightsRefusal::NoSuchChoice));
    }

    #[test]
    fn after_a_death_the_nominee_asks_and_nobody_else() {
        let dead = (Some(aged(70)), Life::Deceased { on: None });
        let nominee = named();
        let asks = |asks: &Asks, nominee| speaker(asks, nominee, dead, today());
        assert_eq!(asks(&Asks::Themselves, Some(&nominee)), Err(RightsRefusal::Deceased));
        assert_eq!(asks(&Asks::Nominee, None), Err(RightsRefusal::NoNominee));
        let speaks = asks(&Asks::Nominee, Some(&nominee)).unwrap();
        assert_eq!(speaks, Speaker::Nominee(nominee.proxy));
        assert_eq!(may_name(dead, today()), Err(RightsRefusal::Deceased));
        assert_eq!(may_name((Some(aged(9)), Life::Living), today()), Err(RightsRefusal::IsChild));
        assert_eq!(may_name((None, Life::Living), today()), Ok(()));
    }

    #[test]
    fn everything_but_a_copy_says_what_it_is_about() {
        for right in Right::ALL {
            let silent = says_enough(*right, None);
            assert_eq!(silent.is_ok(), *right == Right::Access, "{right:?}");
            assert!(says_enough(*right, note("My phone is wrong.").as_ref()).is_ok(), "{right:?}");
        }
    }

    #[test]
    fn an_answer_gives_its_reason_and_only_one_to_a_wish_to_erase_says_what_became_of_it() {
        let verdict = |outcome, phone| Verdict {
            outcome,
            erased: Erased { phone, ..Erased::default() },
            words: note("The law keeps the treatment."),
        };
        let said = |right, outcome, phone| answer(right, &verdict(outcome, phone)).map(drop);
        assert_eq!(said(Right::Grievance, None, false), Ok(()));
        let strange: Result<(), RightsRefusal> = Err(RightsRefusal::NoSuchChoice);
        assert_eq!(said(Right::Grievance, Some(Outcome::Done), false), strange);
        assert_eq!(said(Right::Access, None, true), strange);
        assert_eq!(said(Right::Erasure, None, true), strange);
        assert_eq!(said(Right::Erasure, Some(Outcome::InPart), true), Ok(()));
        assert_eq!(said(Right::Erasure, Some(Outcome::Refused), false), Ok(()));
        let twofold: Result<(), RightsRefusal> = Err(RightsRefusal::RefusedAndErased);
        assert_eq!(said(Right::Erasure, Some(Outcome::Refused), true), twofold);
        let wordless = Verdict { words: None, ..verdict(None, false) };
        assert_eq!(answer(Right::Access, &wordless).map(drop), Err(RightsRefusal::NoReason));
    }

    #[test]
    fn a_note_keeps_its_lines_and_holds_no_aadhaar_number() {
        let code = |typed: &str| Note::parse(typed).unwrap_err().code;
        assert_eq!(note(" one\ntwo ").unwrap().as_str(), "one\ntwo");
        assert_eq!(note(" \n "), None);
        assert_eq!(code("bell\u{7}"), "RGT-008");
        assert_eq!(code(&"क".repeat(1_001)), "RGT-009");
        assert_eq!(code("card 2345-6789-0124"), "REG-040");
        assert_eq!(format!("{:?}", note("my phone").unwrap()), "‹hidden›");
    }
}
