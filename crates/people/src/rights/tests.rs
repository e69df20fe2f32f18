//! What whoever asks about what is held of them relies on, as sentences, on both engines.

mod erased;
mod file;
mod named;

use super::actions::{self, AnswerRequest, NoteRequest};
use super::model::{
    Asks, Erased, NewRequest, Note, Outcome, Request, RequestId, RequestState, Right, Speaker,
    Verdict,
};
use super::rules::ASKED_A_DAY_MAX;
use super::{of_person, store, what_is_held};
use crate::consent;
use crate::consent::actions::RecordConsent;
use crate::consent::model::{
    Asked, Basis, By, GuardianPaper, Guardianship, How, Proxy, Purpose, Tie, Wish,
};
use crate::households::actions::{NameGuardian, end_guardian, name_guardian};
use crate::households::model::Role;
use crate::messages;
use crate::messages::model::{MessageKind, MessagesAsked, Sms};
use crate::registry;
use crate::registry::actions::RegisterPerson;
use crate::registry::model::{Address, Details, NewPerson, Phone, VoterId, Whose};
use crate::scans;
use crate::scans::model::{NewScan, Scan, ScanFile, ScanKind};
use nabz_access::{Act, Permit, Program};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::language::Language;
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_store::Stop;
use nabz_testkit::{Busy, MORNING, TestCity, at_once, city_test};
use std::time::Duration;

const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");
const DAY: Duration = Duration::from_hours(24);
const PHONE: &str = "0000012345";

fn permit<A: Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(city.staff, city.facility)
}

/// Somebody else of the same facility.
fn officer(city: &TestCity) -> Permit<AnswerRequest> {
    Permit::trial(Id::draw(city.now()), city.facility)
}

fn details(name: &str, years: u16) -> Details {
    Details {
        birth: Some(Birth::from_age(Age::Years(years), MORNING.date_in_india()).unwrap()),
        phone: Some(Phone { mobile: Mobile::parse(PHONE).unwrap(), whose: Whose::Own }),
        address: Address { line: Some("14 Gali 3".into()), ..Address::default() },
        voter_id: Some(VoterId::parse("ABC1234567").unwrap()),
        language: Some("en".into()),
        ..Details::named(PersonName::of(name).unwrap())
    }
}

fn register(city: &TestCity, details: Details) -> PersonId {
    let texts = consent::sheet::notices(NOTICES).unwrap();
    city.write(move |tx| consent::actions::issue_notices(tx, &texts)).unwrap();
    let permit = permit::<RegisterPerson>(city);
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    city.write(move |tx| registry::actions::register(tx, &permit, &new)).unwrap().person
}

fn sunita(city: &TestCity) -> PersonId {
    register(city, details("Sunita Devi", 42))
}

/// Says yes to a purpose, as nobody was asked before.
fn agree(city: &TestCity, person: PersonId, purpose: Purpose) {
    let permit = permit::<RecordConsent>(city);
    let asked = Asked {
        person,
        purpose,
        wish: Wish::Yes { shares: Vec::new() },
        seen: 0,
        notice: 1,
        shown_in: Language::English,
        by: By::Themselves,
        how: How::Screen,
    };
    city.write(move |tx| consent::actions::answer(tx, &permit, &asked)).unwrap();
}

/// Their family sends a photograph of a voter card.
fn send_paper(city: &TestCity, person: PersonId, words: &str) -> Scan {
    let phone = Mobile::parse(PHONE).unwrap();
    let file = ScanFile::parse(format!("%PDF-1.7 {words}").into_bytes()).unwrap();
    let wish = NewScan { phone, person, kind: ScanKind::VoterCard, file };
    let sent = city.write(move |tx| {
        let by = Program::doing(tx, "apply.send-paper")?;
        scans::actions::send(tx, &by, &wish)
    });
    // So that the next one comes after it.
    city.pass(Duration::from_secs(1));
    sent.unwrap()
}

fn note(text: &str) -> Option<Note> {
    Note::parse(text).unwrap()
}

fn proxy(name: &str, tie: Tie) -> Proxy {
    Proxy { name: NameText::try_from(name.to_owned()).unwrap(), tie }
}

/// A parent whom nobody named and who shows a paper.
fn parent(name: &str, tie: Tie) -> Guardianship {
    let basis = Some(Basis::Paper(GuardianPaper::BirthCertificate));
    Guardianship { proxy: proxy(name, tie), basis }
}

fn wish(person: PersonId, right: Right, asks: Asks) -> NewRequest {
    NewRequest { person, right, asks, note: note("Somebody read it who should not.") }
}

fn ask_as(city: &TestCity, new: &NewRequest) -> Result<Request, Stop> {
    let (permit, new) = (permit::<NoteRequest>(city), new.clone());
    city.write(move |tx| actions::ask(tx, &permit, &new))
}

fn ask(city: &TestCity, person: PersonId, right: Right) -> Result<Request, Stop> {
    ask_as(city, &wish(person, right, Asks::Themselves))
}

fn withdraw(city: &TestCity, which: (PersonId, RequestId)) -> Result<(), Stop> {
    let permit = permit::<NoteRequest>(city);
    city.write(move |tx| actions::withdraw(tx, &permit, which))
}

fn answer(
    city: &TestCity,
    permit: &Permit<AnswerRequest>,
    id: RequestId,
    verdict: &Verdict,
) -> Result<Request, Stop> {
    let (permit, verdict) = (permit.clone(), verdict.clone());
    city.write(move |tx| actions::answer(tx, &permit, id, &verdict))
}

fn take_up(city: &TestCity, permit: &Permit<AnswerRequest>, id: RequestId) -> Result<(), Stop> {
    let permit = permit.clone();
    city.write(move |tx| actions::take_up(tx, &permit, id))
}

fn said(words: &str) -> Verdict {
    Verdict { outcome: None, erased: Erased::default(), words: note(words) }
}

fn asked(city: &TestCity, person: PersonId) -> Vec<Request> {
    city.read(move |view| of_person(view, person)).unwrap()
}

/// What went to phones.
fn told(city: &TestCity) -> Vec<Sms> {
    let all = MessagesAsked { failed: false, before: None };
    city.read(move |view| messages::store::messages(view, &all)).unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[city_test]
fn a_request_has_a_number_and_a_day_and_is_answered_with_its_reason(city: &mut TestCity) {
    let sunita = sunita(city);
    agree(city, sunita, Purpose::Sms);
    let first = ask(city, sunita, Right::Grievance).unwrap();
    let second = ask(city, sunita, Right::Correction).unwrap();
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(first.due.to_string(), "2027-02-21");
    assert_eq!(first.state, RequestState::Received);
    let farida = officer(city);
    take_up(city, &farida, first.id).unwrap();
    assert_eq!(code(take_up(city, &officer(city), first.id)), "RGT-003", "she looks into it");
    city.pass(DAY);
    answer(city, &farida, first.id, &said("It was the doctor who treated you.")).unwrap();
    let stands = asked(city, sunita);
    let answered = stands.iter().find(|one| one.id == first.id).unwrap();
    let RequestState::Answered { by, answer: words, .. } = &answered.state else {
        panic!("{:?}", answered.state)
    };
    assert_eq!((*by, words.outcome), (farida.staff(), None));
    assert_eq!(words.words.as_str(), "It was the doctor who treated you.");
    let sent = told(city);
    assert_eq!((sent.len(), sent[0].kind), (1, MessageKind::RequestAnswered));
    let text = sent[0].text.as_deref().unwrap();
    assert!(text.contains("request 000 001") && !text.contains("Sunita"), "{text}");
    let late = answer(city, &farida, first.id, &said("Once more."));
    assert_eq!(code(late), "RGT-003", "an answer stays as it is");
}

#[city_test]
fn of_each_kind_one_is_open_and_whoever_withdraws_it_may_ask_again(city: &mut TestCity) {
    let sunita = sunita(city);
    let first = ask(city, sunita, Right::Grievance).unwrap();
    assert_eq!(code(ask(city, sunita, Right::Grievance)), "RGT-002");
    ask(city, sunita, Right::Erasure).unwrap();
    let other = register(city, details("Kamla Devi", 50));
    assert_eq!(code(withdraw(city, (other, first.id))), "RGT-001", "it is not hers");
    withdraw(city, (sunita, first.id)).unwrap();
    assert_eq!(code(withdraw(city, (sunita, first.id))), "RGT-003");
    ask(city, sunita, Right::Grievance).unwrap();
    assert_eq!(asked(city, sunita).len(), 3, "what was asked stays");
    let gone = answer(city, &officer(city), first.id, &said("Too late."));
    assert_eq!(code(gone), "RGT-003");
}

#[city_test]
fn thirty_two_who_ask_for_one_person_leave_one_request(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let sunita = sunita(city);
    let all = at_once(|_| ask(city, sunita, Right::Grievance));
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in all.into_iter().filter(Result::is_err) {
        assert_eq!(code(refused), "RGT-002");
    }
    assert_eq!(asked(city, sunita).len(), 1);
}

#[city_test]
fn nobody_floods_an_office_with_requests(city: &mut TestCity) {
    let sunita = sunita(city);
    for _ in 0..ASKED_A_DAY_MAX {
        let request = ask(city, sunita, Right::Grievance).unwrap();
        withdraw(city, (sunita, request.id)).unwrap();
        city.pass(Duration::from_secs(1));
    }
    assert_eq!(code(ask(city, sunita, Right::Grievance)), "RGT-014");
    city.pass(DAY);
    ask(city, sunita, Right::Grievance).unwrap();
}

#[city_test]
fn each_office_answers_what_was_asked_at_its_counters_and_whatever_is_due_first(
    city: &mut TestCity,
) {
    let (sunita, kamla) = (sunita(city), register(city, details("Kamla Devi", 50)));
    let first = ask(city, sunita, Right::Grievance).unwrap();
    city.pass(DAY);
    let second = ask(city, kamla, Right::Grievance).unwrap();
    let third = ask(city, kamla, Right::Access).unwrap();
    let here = city.facility;
    let waiting = |right| {
        let found = city.read(move |view| store::waiting(view, here, right)).unwrap();
        found.iter().map(|request| request.id).collect::<Vec<_>>()
    };
    assert_eq!(waiting(None)[0], first.id);
    assert_eq!(waiting(Some(Right::Access)), [third.id]);
    let elsewhere: Permit<AnswerRequest> = Permit::trial(city.staff, Id::draw(city.now()));
    assert_eq!(code(take_up(city, &elsewhere, first.id)), "RGT-001");
    assert_eq!(code(answer(city, &elsewhere, first.id, &said("No."))), "RGT-001");
    answer(city, &officer(city), first.id, &said("Yes.")).unwrap();
    assert!(!waiting(None).contains(&first.id) && waiting(None).contains(&second.id));
    let silent = Verdict { words: None, ..said("") };
    assert_eq!(code(answer(city, &officer(city), second.id, &silent)), "RGT-005");
    let strange = Verdict { outcome: Some(Outcome::Done), ..said("Done.") };
    assert_eq!(code(answer(city, &officer(city), second.id, &strange)), "RGT-006");
}

#[city_test]
fn a_parent_asks_for_a_child_and_a_child_does_not_ask(city: &mut TestCity) {
    let child = register(city, details("Golu Kumar", 9));
    assert_eq!(code(ask(city, child, Right::Grievance)), "RGT-012");
    let unproven = Guardianship { basis: None, ..parent("Sunita Devi", Tie::Mother) };
    let unproven = wish(child, Right::Grievance, Asks::Guardian(unproven));
    assert_eq!(code(ask_as(city, &unproven)), "CNS-014");
    let mother = Asks::Guardian(parent("Sunita Devi", Tie::Mother));
    let asked = ask_as(city, &wish(child, Right::Grievance, mother.clone())).unwrap();
    assert_eq!(asked.speaker, Speaker::Guardian(parent("Sunita Devi", Tie::Mother)));
    let kept = city.read(move |view| store::request(view, asked.id)).unwrap().unwrap();
    assert_eq!(kept.speaker, asked.speaker);
    let grown = sunita(city);
    assert_eq!(code(ask_as(city, &wish(grown, Right::Grievance, mother))), "RGT-013");
    let wordless = NewRequest { note: None, ..wish(grown, Right::Correction, Asks::Themselves) };
    assert_eq!(code(ask_as(city, &wordless)), "RGT-004");
    let copy = NewRequest { right: Right::Access, ..wordless };
    ask_as(city, &copy).unwrap();
    let nobody = nabz_testkit::fresh_person();
    assert_eq!(code(ask(city, nobody, Right::Access)), "REG-020");
}

#[city_test]
fn whoever_was_named_for_a_child_asks_until_that_is_ended(city: &mut TestCity) {
    let (child, mother) = (register(city, details("Golu Kumar", 9)), sunita(city));
    let naming = permit::<NameGuardian>(city);
    let named = city.write(move |tx| name_guardian(tx, &naming, (child, mother), Role::Mother));
    let name = PersonName::of("Sunita Devi").unwrap();
    let hers = Guardianship::named((mother, &name), Role::Mother).unwrap();
    let asks = |right| wish(child, right, Asks::Guardian(hers.clone()));
    let asked = ask_as(city, &asks(Right::Grievance)).unwrap();
    let kept = city.read(move |view| store::request(view, asked.id)).unwrap().unwrap();
    assert_eq!(kept.speaker, Speaker::Guardian(hers.clone()));
    let (naming, named) = (permit::<NameGuardian>(city), named.unwrap().id);
    city.write(move |tx| end_guardian(tx, &naming, named, "The court said so.")).unwrap();
    assert_eq!(code(ask_as(city, &asks(Right::Correction))), "CNS-013");
    let typed = Asks::Guardian(parent("Sunita Devi", Tie::Mother));
    assert_eq!(code(ask_as(city, &wish(child, Right::Correction, typed))), "CNS-013");
}

#[city_test]
fn what_is_held_is_told_in_both_languages_with_numbers_of_papers_masked(city: &mut TestCity) {
    let sunita = sunita(city);
    agree(city, sunita, Purpose::Research);
    ask(city, sunita, Right::Grievance).unwrap();
    send_paper(city, sunita, "one");
    let held = city.read(move |view| {
        let person = registry::person(view, sunita)?.unwrap();
        what_is_held(view, &person)
    });
    let held = held.unwrap().shown();
    let both = |part: usize| {
        let rows = held.parts[part].rows.iter();
        let values = rows.flat_map(|row| std::iter::once(&row.label).chain(&row.values));
        let words = values.map(|both| format!("{} {}", both.hindi, both.english));
        words.collect::<Vec<_>>().join("\n")
    };
    let who = both(0);
    for part in ["Sunita Devi", "0000012345", "14 Gali 3", "Phone", "फ़ोन"] {
        assert!(who.contains(part), "{part} is missing in {who}");
    }
    assert!(!who.contains("ABC1234567") && who.contains("4567"), "{who}");
    let sent = both(2);
    for part in ["Voter card", "मतदाता पहचान पत्र", "Sent on 23 Nov 2026, waits.", "PDF, 1 kB"]
    {
        assert!(sent.contains(part), "{part} is missing in {sent}");
    }
    let consents = both(5);
    assert!(consents.contains("Research") && consents.contains("शोध"), "{consents}");
    assert!(both(6).contains("000 001"), "{}", both(6));
    let medical = held.parts.last().unwrap();
    assert!(medical.rows.is_empty() && medical.hint.is_some(), "nothing clinical");
}
