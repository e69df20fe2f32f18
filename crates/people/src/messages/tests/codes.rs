//! Codes: how often they are sent, and when they count.

use super::{Carrier, HOUR, SECOND, code, messages, phone, retry, work};
use crate::messages::model::{
    Asker, ChallengeId, CodePurpose, MessageState, OtpRefusal, WhyFailed,
};
use crate::messages::{actions, rules, store};
use nabz_access::PROGRAM;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::{AuditSearch, Outcome, Stop};
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::time::Duration;

fn ask(city: &TestCity, to: &Mobile) -> Result<ChallengeId, Stop> {
    let to = to.clone();
    city.write(move |tx| actions::send_code(tx, &to, CodePurpose::Apply, Language::English))
}

fn ask_from(city: &TestCity, from: &str, to: &Mobile) -> Result<ChallengeId, Stop> {
    let (from, to) = (VisitorAddress::of(from.parse().unwrap()), to.clone());
    city.write(move |tx| {
        let purpose = CodePurpose::Own;
        let asker = Asker { address: Some(from), last: None };
        actions::send_code_to_visitor(tx, asker, &to, purpose, Language::Hindi)
    })
}

/// The code that a phone was told last.
fn told(city: &TestCity, to: &Mobile) -> String {
    let last = messages(city).into_iter().find(|sms| sms.to == *to).unwrap();
    last.text.unwrap().get(..6).unwrap().to_owned()
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

fn check(city: &TestCity, id: ChallengeId, typed: &str) -> Result<Mobile, OtpRefusal> {
    let typed = typed.to_owned();
    city.write(move |tx| actions::check_code(tx, id, CodePurpose::Apply, &typed)).unwrap()
}

/// How often the program's rows of an act ended so.
fn audited(city: &TestCity, act: &str, outcome: Outcome) -> usize {
    let rows = city.read(|view| view.audit_rows(AuditSearch::Actor(PROGRAM), None, 500)).unwrap();
    rows.iter().filter(|row| row.act == act && row.outcome == outcome).count()
}

#[city_test]
fn the_fourth_code_within_an_hour_is_not_sent_whatever_it_is_for(city: &mut TestCity) {
    let asha = phone(1);
    for _ in 0..3 {
        ask(city, &asha).unwrap();
        city.pass(Duration::from_mins(1));
    }
    let to = asha.clone();
    let other =
        city.write(move |tx| actions::send_code(tx, &to, CodePurpose::Own, Language::Hindi));
    assert_eq!(code(other), "OTP-001");
    ask(city, &phone(2)).unwrap();
    assert_eq!(messages(city).len(), 4);
    city.pass(Duration::from_mins(57));
    ask(city, &asha).unwrap();
    assert_eq!(code(ask(city, &asha)), "OTP-001");
}

#[city_test]
fn thirty_two_who_ask_for_one_phone_at_once_are_sent_three(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let asha = phone(1);
    let asked = at_once(|_| ask(city, &asha));
    assert_eq!(asked.iter().filter(|asked| asked.is_ok()).count(), 3);
    for refused in asked.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), "OTP-001");
    }
}

#[city_test]
fn a_right_code_says_whose_phone_it_is_and_counts_once(city: &mut TestCity) {
    let asha = phone(1);
    let id = ask(city, &asha).unwrap();
    let code = told(city, &asha);
    for left in [4, 3, 2, 1] {
        assert_eq!(check(city, id, wrong(&code)), Err(OtpRefusal::Wrong { left }));
    }
    assert_eq!(check(city, id, &format!(" {code} ")), Ok(asha));
    assert_eq!(check(city, id, &code), Err(OtpRefusal::Over));
    assert_eq!(messages(city)[0].text, None, "what told it is gone");
    assert_eq!(audited(city, "sms.check-code", Outcome::Done), 1);
    assert_eq!(audited(city, "sms.check-code", Outcome::Refused), 4);
}

#[city_test]
fn a_code_that_was_sent_for_one_thing_is_right_for_no_other(city: &mut TestCity) {
    let asha = phone(1);
    let id = ask(city, &asha).unwrap();
    let code = told(city, &asha);
    let typed = code.clone();
    let other = city.write(move |tx| actions::check_code(tx, id, CodePurpose::Own, &typed));
    assert_eq!(other.unwrap(), Err(OtpRefusal::Over));
    assert_eq!(check(city, id, &code), Ok(asha));
}

#[city_test]
fn after_five_wrong_tries_the_right_one_comes_too_late(city: &mut TestCity) {
    let asha = phone(1);
    let id = ask(city, &asha).unwrap();
    let code = told(city, &asha);
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(check(city, id, wrong(&code)), Err(OtpRefusal::Wrong { left }));
    }
    for _ in 0..2 {
        assert_eq!(check(city, id, &code), Err(OtpRefusal::Over));
    }
}

#[city_test]
fn a_code_of_another_phone_or_of_nobody_is_told_like_one_that_is_over(city: &mut TestCity) {
    let (asha, bela) = (phone(1), phone(2));
    let (of_asha, of_bela) = (ask(city, &asha).unwrap(), ask(city, &bela).unwrap());
    let (hers, other) = (told(city, &asha), told(city, &bela));
    if hers != other {
        assert_eq!(check(city, of_bela, &hers), Err(OtpRefusal::Wrong { left: 4 }));
    }
    assert_eq!(check(city, ChallengeId::draw(city.now()), &hers), Err(OtpRefusal::Over));
    assert_eq!(check(city, of_asha, &hers), Ok(asha));
}

#[city_test]
fn a_code_counts_for_ten_minutes(city: &mut TestCity) {
    let (asha, bela) = (phone(1), phone(2));
    let (of_asha, of_bela) = (ask(city, &asha).unwrap(), ask(city, &bela).unwrap());
    let (hers, other) = (told(city, &asha), told(city, &bela));
    city.pass(rules::CODE_LIVES.checked_sub(SECOND).unwrap());
    assert_eq!(check(city, of_asha, &hers), Ok(asha));
    city.pass(SECOND);
    assert_eq!(check(city, of_bela, &other), Err(OtpRefusal::Over));
}

#[city_test]
fn of_thirty_two_who_type_one_code_at_once_one_is_let_in(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let asha = phone(1);
    let id = ask(city, &asha).unwrap();
    let code = told(city, &asha);
    let answers = at_once(|_| check(city, id, &code));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let over = answers.iter().filter(|answer| **answer == Err(OtpRefusal::Over)).count();
    assert_eq!(over, answers.len() - 1);
}

#[city_test]
fn a_code_that_a_wrong_clock_drew_in_the_future_does_not_live_until_then(city: &mut TestCity) {
    let asha = phone(1);
    let id = ask(city, &asha).unwrap();
    let code = told(city, &asha);
    let ahead = "UPDATE messages_challenge SET made_at = $1, expires_at = $2";
    city.write(move |tx| {
        let then = tx.now().plus(HOUR * 24);
        tx.execute(ahead, &[then.into(), then.plus(rules::CODE_LIVES).into()])
    })
    .unwrap();
    assert_eq!(check(city, id, &code), Err(OtpRefusal::Over));
    for _ in 0..3 {
        city.pass(SECOND);
        ask(city, &asha).unwrap();
    }
}

#[city_test]
fn a_code_that_lapsed_before_it_was_sent_is_not_sent_any_more(city: &mut TestCity) {
    let (asha, carrier) = (phone(1), Carrier::new());
    ask(city, &asha).unwrap();
    city.pass(rules::CODE_LIVES);
    assert_eq!(work(&city.store, carrier.clone()), 2, "given up, and blanked");
    assert!(carrier.carried().is_empty());
    let lapsed = messages(city).remove(0);
    let why = WhyFailed::Lapsed;
    assert_eq!(lapsed.state, MessageState::Failed { at: city.now(), why });
    assert_eq!(lapsed.text, None);
    assert_eq!(code(retry(city, lapsed.id)), "MSG-003");
}

#[city_test]
fn a_text_that_told_a_code_goes_when_the_code_lapses(city: &mut TestCity) {
    let (asha, carrier) = (phone(1), Carrier::new());
    ask(city, &asha).unwrap();
    let code = told(city, &asha);
    assert_eq!(work(&city.store, carrier.clone()), 1);
    assert!(carrier.carried()[0].1.starts_with(&code));
    city.pass(rules::CODE_LIVES.checked_sub(SECOND).unwrap());
    assert_eq!(work(&city.store, carrier.clone()), 0);
    assert_eq!(told(city, &asha), code);
    city.pass(SECOND);
    assert_eq!(work(&city.store, carrier), 1);
    assert_eq!(messages(city)[0].text, None);
    assert!(matches!(messages(city)[0].state, MessageState::Sent { .. }));
}

#[city_test]
fn neither_a_job_nor_a_table_holds_the_code_itself(city: &mut TestCity) {
    let asha = phone(1);
    ask(city, &asha).unwrap();
    let code = told(city, &asha);
    let sql = "SELECT payload FROM store_job ORDER BY job_id";
    let payloads = city.read(move |view| view.query(sql, &[], |row| row.get::<String>(0)));
    for payload in payloads.unwrap() {
        assert!(!payload.contains(&code) && !payload.contains(asha.digits()), "{payload}");
    }
    let sql = "SELECT digest FROM messages_challenge";
    let kept = city.read(move |view| view.query_one(sql, &[], |row| row.get::<Vec<u8>>(0)));
    assert_eq!(kept.unwrap().unwrap().len(), 32);
}

#[city_test]
fn whoever_tries_out_numbers_from_one_address_is_stopped_and_noticed(city: &mut TestCity) {
    let (here, there) = ("203.0.113.7", "203.0.113.8");
    let most = rules::CODES_FROM_ADDRESS_MAX;
    let alarms = |city: &TestCity| {
        let since = city.now().minus(HOUR * 24);
        city.read(move |view| store::alarms(view, since)).unwrap()
    };
    for number in 0..most {
        assert!(alarms(city).is_empty());
        ask_from(city, here, &phone(number)).unwrap();
        city.pass(SECOND);
    }
    assert_eq!(code(ask_from(city, here, &phone(most))), "OTP-004");
    ask_from(city, there, &phone(most)).unwrap();
    ask(city, &phone(most)).unwrap();
    let raised = alarms(city);
    assert_eq!((raised.len(), raised[0].asked_from.as_str()), (1, here));
    assert_eq!(raised[0].codes, 30);
    assert_eq!(audited(city, "sms.raise-alarm", Outcome::Done), 1);
    let since = city.now().minus(HOUR);
    let counted = city.read(move |view| store::codes_since(view, since)).unwrap();
    assert_eq!(counted, 32);
    // One more for each that is an hour old, and no second alarm about the same hour.
    city.pass(HOUR.checked_sub(Duration::from_secs(30)).unwrap());
    ask_from(city, here, &phone(most + 1)).unwrap();
    assert_eq!(code(ask_from(city, here, &phone(most + 2))), "OTP-004");
    assert_eq!(alarms(city).len(), 1);
    city.pass(HOUR);
    ask_from(city, here, &phone(most + 2)).unwrap();
}

#[city_test]
fn codes_are_forgotten_after_a_day(city: &mut TestCity) {
    ask(city, &phone(1)).unwrap();
    let kept = |city: &TestCity| {
        let sql = "SELECT COUNT(*) FROM messages_challenge";
        city.read(move |view| view.query_one(sql, &[], |row| row.get::<i64>(0))).unwrap()
    };
    city.write(actions::forget).unwrap();
    assert_eq!(kept(city), Some(1));
    city.pass(HOUR * 24 + SECOND);
    city.write(actions::forget).unwrap();
    assert_eq!(kept(city), Some(0));
}
