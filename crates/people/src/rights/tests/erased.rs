//! What is erased because somebody asked for it, what stays, and what says so.

use super::{PHONE, ask_as, details, parent, permit};
use super::{
    agree, answer, ask, code, note, officer, register, said, send_paper, sunita, told, wish,
};
use crate::consent;
use crate::consent::model::{By, Purpose, Standing, Tie};
use crate::registry;
use crate::registry::actions::{
    AskCorrection, CheckPhone, DecideCorrection, Verdict as Ruling, Wish as Correcting,
    ask_correction, change_phone, decide_correction,
};
use crate::registry::history::{Event, Said, history};
use crate::registry::model::{Address, CorrectionId, Details, ErasedPart, Person, Phone, Whose};
use crate::rights::model::{Asks, Erased, Outcome, Right, Verdict};
use crate::scans;
use crate::scans::actions::{judge, look};
use crate::scans::model::{Misfit, Scan, Verdict as Judgement};
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_record::read;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

const ALL: Erased = Erased { phone: true, line: true, papers: true, consents: true };

fn person(city: &TestCity, id: PersonId) -> Person {
    city.read(move |view| registry::person(view, id)).unwrap().unwrap()
}

fn stands(city: &TestCity, person: PersonId, purpose: Purpose) -> Standing {
    city.read(move |view| consent::standing(view, person, purpose)).unwrap()
}

fn with_phone(city: &TestCity) -> usize {
    let mobile = Mobile::parse(PHONE).unwrap();
    city.read(move |view| registry::persons_with_phone(view, &mobile)).unwrap().len()
}

#[city_test]
fn what_is_erased_finds_nobody_any_more_and_the_history_says_when_and_why(city: &mut TestCity) {
    let sunita = sunita(city);
    for purpose in [Purpose::HealthCard, Purpose::Sms, Purpose::Research] {
        agree(city, sunita, purpose);
    }
    let request = ask(city, sunita, Right::Erasure).unwrap();
    assert_eq!(with_phone(city), 1);
    city.pass(Duration::from_mins(1));
    let farida = officer(city);
    let part = Verdict {
        outcome: Some(Outcome::InPart),
        erased: ALL,
        words: note("The law keeps the record of your treatment."),
    };
    answer(city, &farida, request.id, &part).unwrap();
    let on_record = person(city, sunita);
    assert_eq!((&on_record.details.phone, &on_record.details.address.line), (&None, &None));
    assert_eq!(with_phone(city), 0);
    assert_eq!(told(city).len(), 1, "she was told before her phone was erased");
    let events = city.read(move |view| history(view, &on_record)).unwrap();
    let gone = events.iter().find(|event| event.approved_by == Some(farida.staff())).unwrap();
    let why = gone.why.as_deref().unwrap();
    assert!(why.contains("Erased on request 000 001") && why.contains("मिटाया गया"), "{why}");
    assert_eq!(gone.erases, Some(ErasedPart::PhoneAndLine));
    assert!(!tells(gone) && gone.staff == Some(city.staff) && gone.at.is_some());
    for purpose in [Purpose::Sms, Purpose::Research] {
        let Standing::Withdrawn(last) = stands(city, sunita, purpose) else {
            panic!("{purpose:?}")
        };
        assert_eq!(last.by, By::Themselves);
    }
    assert!(matches!(stands(city, sunita, Purpose::HealthCard), Standing::Given(_)));
}

/// What she gives as her phone later.
const OTHER: &str = "0000067890";

fn minute(city: &TestCity) {
    city.pass(Duration::from_mins(1));
}

fn ask_to_correct(
    city: &TestCity,
    (person, seen): (PersonId, u32),
    wanted: &Details,
) -> CorrectionId {
    let permit = permit::<AskCorrection>(city);
    let (wanted, reason) = (wanted.clone(), "misheard".to_owned());
    let wish = Correcting { person, wanted, seen, reason };
    city.write(move |tx| ask_correction(tx, &permit, &wish)).unwrap().id
}

fn decide(city: &TestCity, id: CorrectionId, verdict: Ruling) {
    let permit: Permit<DecideCorrection> = Permit::trial(Id::draw(city.now()), city.facility);
    city.write(move |tx| decide_correction(tx, &permit, id, &verdict)).unwrap();
    minute(city);
}

/// Rows of the registry that hold a value.
fn kept(city: &TestCity, value: &str) -> i64 {
    const KEPT: &str = "
        SELECT (SELECT COUNT(*) FROM registry_registration WHERE said LIKE $1)
               + (SELECT COUNT(*) FROM registry_correction WHERE wanted LIKE $1)
               + (SELECT COUNT(*) FROM registry_phone_check WHERE phone LIKE $1)
               + (SELECT COUNT(*) FROM registry_phone WHERE phone LIKE $1)
               + (SELECT COUNT(*) FROM registry_person
                  WHERE phone LIKE $1 OR address_line LIKE $1)";
    let like = format!("%{value}%");
    let count = city
        .read(move |view| view.query_one(KEPT, &[like.as_str().into()], |row| row.get::<i64>(0)));
    count.unwrap().unwrap()
}

/// Everything that the record says of somebody today.
fn bodies(city: &TestCity, person: PersonId) -> String {
    let read = city.read(move |view| {
        let mut bodies = String::new();
        for charted in read::chart(view, person.uuid())? {
            let entry = read::at(view, charted.key)?.unwrap();
            bodies += &String::from_utf8_lossy(&entry.body);
        }
        Ok(bodies)
    });
    read.unwrap()
}

fn events(city: &TestCity, person: &Person) -> Vec<Event> {
    let person = person.clone();
    city.read(move |view| history(view, &person)).unwrap()
}

/// Whether an event tells a phone, or house and street.
fn tells(event: &Event) -> bool {
    let details = |details: &Details| details.phone.is_some() || details.address.line.is_some();
    matches!(&event.said, Said::Phone(_))
        || matches!(&event.said, Said::Details(said) if details(said))
}

fn erase(city: &TestCity, person: PersonId, erased: Erased) -> Permit<super::AnswerRequest> {
    let request = ask(city, person, Right::Erasure).unwrap();
    minute(city);
    let farida = officer(city);
    let done = Verdict { outcome: Some(Outcome::Done), erased, ..said("It is gone.") };
    answer(city, &farida, request.id, &done).unwrap();
    farida
}

#[city_test]
fn nothing_that_was_ever_written_down_keeps_what_was_erased(city: &mut TestCity) {
    let sunita = sunita(city);
    minute(city);
    let other = Phone { mobile: Mobile::parse(OTHER).unwrap(), whose: Whose::Own };
    let check = permit::<CheckPhone>(city);
    city.write(move |tx| change_phone(tx, &check, (sunita, 1), &other)).unwrap();
    minute(city);
    let address = Address { line: Some("22 Gali 5".into()), ..Address::default() };
    let moved = Details { address, ..person(city, sunita).details };
    decide(city, ask_to_correct(city, (sunita, 2), &moved), Ruling::Approve);
    let name = PersonName::of("Sumitra Devi").unwrap();
    let renamed = Details { name, ..person(city, sunita).details };
    let no = Ruling::Decline { why: "The card says Sunita.".into() };
    decide(city, ask_to_correct(city, (sunita, 3), &renamed), no);
    ask_to_correct(city, (sunita, 3), &renamed);
    let values = [PHONE, OTHER, "14 Gali 3", "22 Gali 5"];
    for value in values {
        assert!(kept(city, value) > 0, "{value} was never written down");
    }
    let both = Erased { phone: true, line: true, ..Erased::default() };
    let farida = erase(city, sunita, both);
    let record = bodies(city, sunita);
    for value in values {
        assert_eq!(kept(city, value), 0, "{value} is kept");
        assert!(!record.contains(value), "{value}: {record}");
    }
    let events = events(city, &person(city, sunita));
    assert!(!events.iter().any(tells), "the history tells it");
    let erasures: Vec<&Event> = events.iter().filter(|event| event.erases.is_some()).collect();
    let [erasure] = erasures.as_slice() else { panic!("{events:?}") };
    assert_eq!(erasure.erases, Some(ErasedPart::PhoneAndLine));
    assert_eq!((erasure.staff, erasure.approved_by), (Some(city.staff), Some(farida.staff())));
    assert!(erasure.at.is_some() && erasure.facility == Some(city.facility));
    assert!(erasure.why.as_deref().unwrap().contains("request 000 001"), "{:?}", erasure.why);
    let names = events.iter().filter(|event| matches!(event.said, Said::Details(_))).count();
    assert_eq!(names, 4, "everything else that was said stays");
}

#[city_test]
fn a_phone_that_stands_no_longer_is_erased_from_what_stood_before(city: &mut TestCity) {
    let sunita = sunita(city);
    minute(city);
    let without = Details { phone: None, ..person(city, sunita).details };
    decide(city, ask_to_correct(city, (sunita, 1), &without), Ruling::Approve);
    assert!(kept(city, PHONE) > 0);
    let phone = Erased { phone: true, ..Erased::default() };
    erase(city, sunita, phone);
    assert_eq!(kept(city, PHONE), 0);
    assert!(kept(city, "14 Gali 3") > 0, "nobody asked for that");
    assert_eq!(person(city, sunita).version, 2, "what stands has not changed");
    let erasures = || city.read(move |view| registry::erasures(view, sunita)).unwrap();
    assert!(matches!(erasures().as_slice(), [(_, ErasedPart::Phone)]), "{:?}", erasures());
    erase(city, sunita, phone);
    assert_eq!(erasures().len(), 1, "there was nothing left");
    let other = Phone { mobile: Mobile::parse(OTHER).unwrap(), whose: Whose::Own };
    let check = permit::<CheckPhone>(city);
    city.write(move |tx| change_phone(tx, &check, (sunita, 2), &other)).unwrap();
    let events = events(city, &person(city, sunita));
    assert!(events.iter().any(|event| matches!(event.said, Said::Phone(_))), "it is a new one");
}

#[city_test]
fn what_is_refused_is_not_erased_and_what_is_not_there_is_left_alone(city: &mut TestCity) {
    let sunita = sunita(city);
    let request = ask(city, sunita, Right::Erasure).unwrap();
    let refused = |erased| Verdict { outcome: Some(Outcome::Refused), erased, ..said("No.") };
    let twofold = answer(city, &officer(city), request.id, &refused(ALL));
    assert_eq!(code(twofold), "RGT-015");
    assert_eq!(code(answer(city, &officer(city), request.id, &said("No."))), "RGT-006");
    answer(city, &officer(city), request.id, &refused(Erased::default())).unwrap();
    assert_eq!(person(city, sunita).version, 1);
    let other = Erased { consents: true, ..Erased::default() };
    let again = ask(city, sunita, Right::Erasure).unwrap();
    let done = Verdict { outcome: Some(Outcome::Done), erased: other, ..said("Done.") };
    answer(city, &officer(city), again.id, &done).unwrap();
    assert_eq!(stands(city, sunita, Purpose::Sms), Standing::NeverAsked);
    assert_eq!(person(city, sunita).version, 1);
}

#[city_test]
fn what_a_parent_asks_to_be_erased_is_taken_back_in_the_parents_name(city: &mut TestCity) {
    let child = register(city, details("Golu Kumar", 9));
    let mother = parent("Sunita Devi", Tie::Mother);
    let wish = wish(child, Right::Erasure, Asks::Guardian(mother));
    let request = ask_as(city, &wish).unwrap();
    let line = Erased { line: true, ..Erased::default() };
    let done = Verdict { outcome: Some(Outcome::Done), erased: line, ..said("Done.") };
    answer(city, &officer(city), request.id, &done).unwrap();
    let details = person(city, child).details;
    assert!(details.address.line.is_none() && details.phone.is_some());
}

fn sent(city: &TestCity, person: PersonId) -> Vec<Scan> {
    city.read(move |view| scans::of_person(view, person)).unwrap()
}

fn rows(city: &TestCity, sql: &'static str) -> i64 {
    city.read(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap().unwrap()
}

#[city_test]
fn of_papers_that_were_sent_ahead_nothing_is_left_but_the_audit(city: &mut TestCity) {
    let (sunita, other) = (sunita(city), register(city, details("Kamla Devi", 50)));
    let blurred = send_paper(city, sunita, "blurred");
    let waits = send_paper(city, sunita, "in good light");
    let others = send_paper(city, other, "hers");
    let (staff, here) = (city.staff, city.facility);
    let misfit = Judgement::Misfit(Misfit::Unreadable);
    let decided = city.write(move |tx| {
        look(tx, &Permit::trial(staff, here), (sunita, blurred.id))?;
        judge(tx, &Permit::trial(staff, here), (sunita, blurred.id), misfit)
    });
    decided.unwrap();
    let request = ask(city, sunita, Right::Erasure).unwrap();
    let papers = Erased { papers: true, ..Erased::default() };
    let refused = Verdict { outcome: Some(Outcome::Refused), erased: papers, ..said("No.") };
    assert_eq!(code(answer(city, &officer(city), request.id, &refused)), "RGT-015");
    assert_eq!(sent(city, sunita).len(), 2, "what is refused stays");
    let done = Verdict { outcome: Some(Outcome::Done), ..refused };
    answer(city, &officer(city), request.id, &done).unwrap();
    assert!(sent(city, sunita).is_empty());
    assert_eq!(sent(city, other), [others], "another person's stay");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM scans_look"), 0);
    assert_eq!(rows(city, "SELECT COUNT(*) FROM scans_scan"), 1);
    let erased = "SELECT COUNT(*) FROM audit_row
                  WHERE act = 'rights.answer' AND subject_kind = 'ScanMark'";
    assert_eq!(rows(city, erased), 2);
    let gone =
        city.write(move |tx| look(tx, &Permit::trial(staff, here), (sunita, waits.id)).map(drop));
    assert_eq!(code(gone), "SCN-010");
    let on_record = person(city, sunita);
    assert!(on_record.version == 1 && on_record.details.phone.is_some(), "nothing else is touched");
}
