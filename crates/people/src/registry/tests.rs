//! What a registration counter relies on, as sentences, on both engines.

mod adopting;
mod by_hand;
mod chains;
mod changes;
mod comparing;
mod counter;
mod duplicates;
mod finding;
mod guessing;
mod history;
mod meeting;
mod papers;
mod parted;
mod press;
mod probing;

use super::actions::{self, Meant, Verdict, Wish};
use super::index::{SEARCHES_A_MINUTE_MAX, Search};
use super::model::{
    Address, CorrectionState, Details, Identity, Life, NewPerson, Person, Phone, Registered, Sex,
    UnknownPerson, VoterId, Whose,
};
use super::search::{self, Candidate, Duplicate, Found, Query};
use super::store;
use nabz_access::{Act, Permit};
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::{NameText, PersonName};
use nabz_kernel::phone::Mobile;
use nabz_linkage::duplicates::Reason;
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::collections::HashSet;

fn permit<A: Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(city.staff, city.facility)
}

fn details(name: &str, age: u16, sex: Sex) -> Details {
    let today = nabz_testkit::MORNING.date_in_india();
    Details {
        sex: Some(sex),
        birth: Some(Birth::from_age(Age::Years(age), today).unwrap()),
        ..Details::named(PersonName::of(name).unwrap())
    }
}

fn phone(digits: &str) -> Phone {
    Phone { mobile: Mobile::parse(digits).unwrap(), whose: Whose::Family }
}

fn register(city: &TestCity, details: Details) -> Registered {
    let permit = permit(city);
    let new = NewPerson { details, counter: "4".into(), paper_seen: None };
    city.write(move |tx| actions::register(tx, &permit, &new)).unwrap()
}

fn named(city: &TestCity, name: &str) -> Registered {
    register(city, Details::named(PersonName::of(name).unwrap()))
}

fn loaded(city: &TestCity) -> Search {
    let search = Search::default();
    search.load(&city.store).unwrap();
    search
}

fn find(city: &TestCity, search: &Search, typed: &str) -> Vec<Candidate> {
    let query = Query::parse(typed, city.now().date_in_india());
    let search = search.clone();
    city.read(move |view| search::find(&search, view, &query)).unwrap()
}

fn names(found: &[Candidate]) -> Vec<&str> {
    found
        .iter()
        .map(|c| c.name.devanagari().or(c.name.roman()).map_or("", NameText::as_str))
        .collect()
}

fn duplicates(city: &TestCity, typed: &Details) -> Vec<Duplicate> {
    let (search, typed) = (loaded(city), typed.clone());
    city.read(move |view| search::duplicates(&search, view, &typed)).unwrap()
}

fn person(city: &TestCity, id: PersonId) -> Person {
    city.read(move |view| store::person(view, id)).unwrap().unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[city_test]
fn a_name_alone_is_enough_to_be_registered_and_found(city: &mut TestCity) {
    let asha = named(city, "Asha");
    let on_record = person(city, asha.person);
    assert_eq!(on_record.details, Details::named(PersonName::of("Asha").unwrap()));
    let found = find(city, &loaded(city), &asha.health_id.to_string());
    assert_eq!(found[0].person, asha.person);
    assert_eq!(found[0].found, Found::ByHealthId);
}

#[city_test]
fn a_name_is_found_in_the_other_script_and_misspelled(city: &mut TestCity) {
    for name in ["मोहम्मद शरीफ़", "सुनीता देवी", "Ramkumar Gupta", "Sumitra Devi", "Kamla"]
    {
        named(city, name);
    }
    let search = loaded(city);
    assert_eq!(names(&find(city, &search, "Mohd Sharif"))[0], "मोहम्मद शरीफ़");
    assert_eq!(names(&find(city, &search, "Suneeta Devee"))[0], "सुनीता देवी");
    assert_eq!(names(&find(city, &search, "Devi Sunita"))[0], "सुनीता देवी");
    assert_eq!(names(&find(city, &search, "राम कुमार गुप्ता"))[0], "Ramkumar Gupta");
    assert_eq!(names(&find(city, &search, "कमला"))[0], "Kamla");
    assert_eq!(names(&find(city, &search, "Sunit"))[0], "सुनीता देवी");
    assert!(find(city, &search, "Zubaida Khatoon").is_empty());
    assert!(find(city, &search, "   ").is_empty());
}

#[city_test]
fn a_search_works_before_the_names_are_loaded(city: &mut TestCity) {
    named(city, "सुनीता देवी");
    assert_eq!(find(city, &Search::default(), "Sunita Devi").len(), 1);
}

#[city_test]
fn a_person_registered_elsewhere_is_followed_into_memory(city: &mut TestCity) {
    let search = loaded(city);
    named(city, "Chitrathi Devi");
    search.catch_up(&city.store).unwrap();
    assert_eq!(names(&find(city, &search, "चित्राथी देवी")), ["Chitrathi Devi"]);
}

#[city_test]
fn an_age_sorts_namesakes(city: &mut TestCity) {
    for age in [20, 42, 71] {
        register(city, details("Sunita Devi", age, Sex::Female));
    }
    let found = find(city, &loaded(city), "Sunita Devi 42");
    assert_eq!(found[0].age, Some(Age::Years(42)));
    assert!(found[0].age_estimated);
    assert_eq!(find(city, &loaded(city), "Sunita Devi").len(), 3);
}

#[city_test]
fn a_phone_finds_the_family_and_a_scanned_code_the_person(city: &mut TestCity) {
    let mother =
        Details { phone: Some(phone("0000004321")), ..details("Sunita Devi", 42, Sex::Female) };
    let son = Details { phone: Some(phone("0000004321")), ..details("Sahil", 9, Sex::Male) };
    let mother = register(city, mother);
    register(city, son);
    let search = loaded(city);
    let found = find(city, &search, "+91 00000 04321");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].phone.as_deref(), Some("••••• 04321"));
    let code = format!("https://nabz.example/p/{}?t=1", mother.health_id.compact());
    assert_eq!(find(city, &search, &code)[0].person, mother.person);
}

#[city_test]
fn a_likely_duplicate_is_shown_with_reasons(city: &mut TestCity) {
    let first = Details {
        phone: Some(phone("0000004321")),
        ..details("सुनीता देवी", 42, Sex::Female)
    };
    let first = register(city, first);
    register(city, details("Sunita Devi", 70, Sex::Female));
    let typed =
        Details { phone: Some(phone("0000004321")), ..details("Sunita Devi", 41, Sex::Female) };
    let shown = duplicates(city, &typed);
    assert_eq!(shown.iter().map(|d| d.candidate.person).collect::<Vec<_>>(), [first.person]);
    let reasons = [Reason::SameName, Reason::SamePhone, Reason::BirthYearNear(1)];
    assert_eq!(shown[0].resemblance.reasons, reasons);
    assert!(shown[0].resemblance.is_very_likely());
}

#[city_test]
fn an_unknown_person_gets_a_name_and_a_number_at_once(city: &mut TestCity) {
    let unknown = |city: &TestCity| {
        let permit = permit(city);
        let unknown =
            UnknownPerson { sex: Sex::Male, age: Some(Age::Years(40)), counter: String::new() };
        city.write(move |tx| actions::register_unknown(tx, &permit, &unknown)).unwrap()
    };
    let (first, second) = (unknown(city), unknown(city));
    assert_ne!(first.health_id, second.health_id);
    let second = person(city, second.person);
    assert_eq!(second.details.name.roman().unwrap().as_str(), "Unknown Male 2");
    assert_eq!(second.identity, Identity::Unknown);
}

#[city_test]
fn an_unknown_person_turns_out_to_be_somebody_new(city: &mut TestCity) {
    let who = UnknownPerson { sex: Sex::Female, age: None, counter: String::new() };
    let register = permit(city);
    let unknown = city.write(move |tx| actions::register_unknown(tx, &register, &who)).unwrap();
    let identify = permit(city);
    let meant = Meant::Somebody(Box::new(details("Kamla Devi", 71, Sex::Female)));
    let known =
        city.write(move |tx| actions::identify(tx, &identify, unknown.person, &meant)).unwrap();
    assert_eq!((known.identity, known.health_id), (Identity::Known, unknown.health_id));
    let search = loaded(city);
    assert_eq!(find(city, &search, "Kamla Devi")[0].person, unknown.person);
    assert!(find(city, &search, "Unknown Female 1").is_empty());
}

#[city_test]
fn an_unknown_person_turns_out_to_be_on_record_and_the_link_can_be_undone(city: &mut TestCity) {
    let known = register(city, details("Ramesh Kumar", 46, Sex::Male));
    let who = UnknownPerson { sex: Sex::Male, age: None, counter: String::new() };
    let permits = (permit(city), permit(city), permit(city));
    let unknown = city.write(move |tx| actions::register_unknown(tx, &permits.0, &who)).unwrap();
    let reason = "a tattoo".to_owned();
    let meant = Meant::SameAs { person: known.person, reason, compared: false };
    city.write(move |tx| actions::identify(tx, &permits.1, unknown.person, &meant)).unwrap();
    let search = loaded(city);
    let number = unknown.health_id.to_string();
    assert_eq!(find(city, &search, &number)[0].person, known.person);
    city.write(move |tx| actions::unlink(tx, &permits.2, unknown.person, "two men")).unwrap();
    assert_eq!(find(city, &search, &number)[0].person, unknown.person);
    let permit = permit(city);
    assert_eq!(
        code(city.write(move |tx| actions::unlink(tx, &permit, unknown.person, "two men"))),
        "REG-029"
    );
}

#[city_test]
fn a_name_that_was_said_later_is_found_by_every_process(city: &mut TestCity) {
    let unknown = unknown_man(city);
    // Another process has read the city before the name was said.
    let search = loaded(city);
    let permit = permit(city);
    let meant = Meant::Somebody(Box::new(details("Chitrathi Devi", 71, Sex::Female)));
    city.write(move |tx| actions::identify(tx, &permit, unknown, &meant)).unwrap();
    search.catch_up(&city.store).unwrap();
    assert_eq!(names(&find(city, &search, "चित्राथी देवी")), ["Chitrathi Devi"]);
}

#[city_test]
fn a_voter_card_finds_whoever_gave_it_and_is_asked_about(city: &mut TestCity) {
    let card = VoterId::parse("ABC1234567").ok();
    let sunita = Details { voter_id: card.clone(), ..details("Sunita Devi", 42, Sex::Female) };
    let sunita = register(city, sunita);
    let search = loaded(city);
    let found = find(city, &search, "abc 1234567");
    assert_eq!((found[0].person, found[0].found), (sunita.person, Found::ByVoterId));
    assert_eq!(person(city, sunita.person).details.voter_id, card);
    let typed = Details { voter_id: card, ..details("Suneeta", 30, Sex::Female) };
    let alike = duplicates(city, &typed);
    assert_eq!(alike[0].candidate.person, sunita.person);
    assert!(alike[0].resemblance.reasons.contains(&Reason::SameVoterId));
    let other = Details { voter_id: VoterId::parse("XYZ7654321").ok(), ..typed };
    assert!(duplicates(city, &other).is_empty(), "without the card they are two");
}

#[city_test]
fn a_corrected_voter_card_no_longer_finds_the_person(city: &mut TestCity) {
    let before = details("Sunita Devi", 42, Sex::Female);
    let mistyped = Details { voter_id: VoterId::parse("ABC1234567").ok(), ..before.clone() };
    let sunita = register(city, mistyped).person;
    let wanted = Details { voter_id: VoterId::parse("ABC1234568").ok(), ..before };
    let reason = "a figure was mistyped".to_owned();
    let wish = Wish { person: sunita, wanted, seen: 1, reason };
    let (asks, decides) = (permit(city), Permit::trial(Id::draw(city.now()), city.facility));
    let asked = city.write(move |tx| actions::ask_correction(tx, &asks, &wish)).unwrap().id;
    city.write(move |tx| actions::decide_correction(tx, &decides, asked, &Verdict::Approve))
        .unwrap();
    let search = loaded(city);
    assert!(find(city, &search, "ABC1234567").is_empty());
    assert_eq!(find(city, &search, "ABC1234568")[0].person, sunita);
}

#[city_test]
fn two_records_that_may_be_one_person_are_marked_in_a_list(city: &mut TestCity) {
    let twin =
        || Details { phone: Some(phone("0000004321")), ..details("Sunita Devi", 42, Sex::Female) };
    register(city, twin());
    register(city, twin());
    register(city, details("Sunita Devi", 71, Sex::Female));
    let found = find(city, &loaded(city), "Sunita Devi 42");
    let marked: Vec<_> = found.iter().map(|one| one.may_be.is_some()).collect();
    assert_eq!(marked, [false, true, false]);
    assert_eq!(found[1].may_be, Some(found[0].health_id));
}

fn unknown_man(city: &TestCity) -> PersonId {
    let permit = permit(city);
    let unknown = UnknownPerson { sex: Sex::Male, age: None, counter: String::new() };
    city.write(move |tx| actions::register_unknown(tx, &permit, &unknown)).unwrap().person
}

#[city_test]
fn a_person_is_not_linked_to_one_who_is_linked_away(city: &mut TestCity) {
    let [a, b, c] = ["Asha", "Asha", "Asha"].map(|name| named(city, name).person);
    let link = |one: PersonId, other: PersonId| {
        let permit = permit(city);
        city.write(move |tx| actions::link(tx, &permit, one, other, ("seen together", false)))
    };
    link(a, b).unwrap();
    assert_eq!(code(link(c, a)), "REG-027");
    assert_eq!(code(link(a, c)), "REG-028");
    assert_eq!(code(link(b, b)), "REG-027");
}

#[city_test]
fn a_correction_waits_for_somebody_else_to_approve_it(city: &mut TestCity) {
    let before = register(city, details("Sunita Devi", 42, Sex::Female));
    let wanted =
        Details { phone: Some(phone("0000009999")), ..details("Sumitra Devi", 42, Sex::Female) };
    let ask = permit(city);
    let wish = Wish { person: before.person, wanted, seen: 1, reason: "misheard".into() };
    let asked = city.write(move |tx| actions::ask_correction(tx, &ask, &wish)).unwrap();
    assert_eq!(person(city, before.person).version, 1);
    let facility = city.facility;
    let waiting = city.read(move |view| store::asked_corrections(view, facility)).unwrap();
    assert_eq!(waiting, std::slice::from_ref(&asked));
    assert_eq!(asked.state, CorrectionState::Asked);
    let own = permit(city);
    let id = asked.id;
    let decide = |permit: Permit<actions::DecideCorrection>| {
        city.write(move |tx| actions::decide_correction(tx, &permit, id, &Verdict::Approve))
    };
    assert_eq!(code(decide(own)), "REG-024");
    let other = || Permit::trial(Id::draw(nabz_testkit::MORNING), city.facility);
    let after = decide(other()).unwrap();
    assert_eq!((after.version, after.health_id), (2, before.health_id));
    assert_eq!(code(decide(other())), "REG-023");
    let search = loaded(city);
    assert_eq!(find(city, &search, "00000 09999")[0].person, before.person);
    assert_eq!(names(&find(city, &search, "Sumitra Devi")), ["Sumitra Devi"]);
}

#[city_test]
fn a_form_that_saw_an_older_record_changes_nothing(city: &mut TestCity) {
    let asha = named(city, "Asha");
    let life = permit::<actions::RecordLife>(city);
    let late = life.clone();
    let (seen, moved) = ((asha.person, 1), Life::Moved { on: None });
    city.write(move |tx| actions::record_life(tx, &life, seen, moved)).unwrap();
    let back = city.write(move |tx| actions::record_life(tx, &late, seen, Life::Living));
    assert_eq!(code(back), "REG-022");
    assert_eq!(person(city, asha.person).life, moved);
    let wanted = Details::named(PersonName::of("Usha").unwrap());
    let ask = permit(city);
    let wish = Wish { person: asha.person, wanted, seen: 1, reason: "misheard".into() };
    let stale = city.write(move |tx| actions::ask_correction(tx, &ask, &wish));
    assert_eq!(code(stale), "REG-022");
}

#[city_test]
fn a_death_is_noted_but_not_before_it_happens(city: &mut TestCity) {
    let asha = named(city, "Asha");
    let today = city.now().date_in_india();
    let note = |days: i64| {
        let on = Some(nabz_kernel::clock::Date::from_days(today.days() + days));
        let permit = permit(city);
        let (seen, died) = ((asha.person, 1), Life::Deceased { on });
        city.write(move |tx| actions::record_life(tx, &permit, seen, died))
    };
    assert_eq!(code(note(1)), "REG-030");
    assert_eq!(note(-1).unwrap().life, find(city, &loaded(city), "Asha")[0].life);
}

#[city_test]
fn what_was_said_is_kept_as_it_was_said(city: &mut TestCity) {
    let said = Details {
        birth: Some(Birth {
            date: BirthDate::parse("12-3-1984", city.now().date_in_india()).unwrap(),
            quality: BirthQuality::Documented,
        }),
        address: Address { line: Some("  14,  Gali 3 ".into()), ..Address::default() },
        ..details("Sunita Devi", 42, Sex::Female)
    };
    let kept = person(city, register(city, said.clone()).person).details;
    assert_eq!(kept.address.line.as_deref(), Some("14, Gali 3"));
    assert_eq!(Details { address: said.address.clone(), ..kept }, said);
    let long = Some("x".repeat(201));
    let said = Details { address: Address { line: long, ..Address::default() }, ..said };
    let (permit, new) =
        (permit(city), NewPerson { details: said, counter: String::new(), paper_seen: None });
    assert_eq!(code(city.write(move |tx| actions::register(tx, &permit, &new))), "REG-031");
}

#[city_test]
fn a_counter_gives_out_its_own_block_and_spoilt_numbers_are_written_down(city: &mut TestCity) {
    let first = named(city, "Asha").health_id;
    let void = permit(city);
    let spoilt = city
        .write(move |tx| actions::void_next_health_id(tx, &void, "4", "the card tore"))
        .unwrap();
    let third = named(city, "Usha").health_id;
    assert_eq!(HashSet::from([first, spoilt, third]).len(), 3);
    assert!(find(city, &loaded(city), &spoilt.to_string()).is_empty());
}

#[city_test]
fn thirty_two_counters_never_give_one_health_id_twice(city: &mut Busy<TestCity>) {
    let ids = at_once(|clerk| {
        let permit = Permit::trial(city.staff, city.facility);
        let details = Details::named(PersonName::of("Sunita Devi").unwrap());
        // Eight counters, each with several clerks.
        let counter = (clerk % 8).to_string();
        let new = NewPerson { details, counter, paper_seen: None };
        city.write(move |tx| actions::register(tx, &permit, &new)).unwrap().health_id
    });
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[city_test]
fn a_health_id_is_claimed_once_by_thirty_two_at_once(city: &mut Busy<TestCity>) {
    let won = at_once(|_| {
        let person = nabz_testkit::fresh_person();
        city.write(move |tx| store::claim(tx, store::HEALTH_ID, "1234567890123", person)).unwrap()
    });
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}

#[city_test]
fn searches_are_limited_a_minute_and_audited(city: &mut TestCity) {
    let search = Search::default();
    let permit: Permit<actions::SearchRegistry> = permit(city);
    for _ in 0..SEARCHES_A_MINUTE_MAX {
        search.admit(&permit, city.now()).unwrap();
    }
    assert!(search.admit(&permit, city.now()).is_err());
    search.audit(&city.store).unwrap();
    let staff = city.staff;
    let actor = nabz_store::AuditSearch::Actor(staff);
    let rows = city.read(move |tx| tx.audit_rows(actor, None, 10)).unwrap();
    assert_eq!(rows.len(), 2, "one line for the searches, one for the refusal");
    city.pass(std::time::Duration::from_mins(1));
    assert!(search.admit(&permit, city.now()).is_ok());
}

#[city_test]
fn a_rebuild_of_the_record_finds_nothing_to_change(city: &mut TestCity) {
    for name in ["Asha", "सुनीता देवी"] {
        named(city, name);
    }
    let persons: [std::sync::Arc<dyn nabz_record::Walk>; 1] =
        [std::sync::Arc::new(crate::registry::rebuild::Persons)];
    let again = nabz_record::rebuild(&city.store, &persons, |_, _| {}).unwrap();
    assert!(again.is_clean() && again.looked_at == 2, "{again:?}");
}

#[city_test]
fn persons_are_walked_in_the_order_of_their_registration(city: &mut TestCity) {
    let all: Vec<_> = ["Asha", "Usha", "Ramesh"].map(|name| named(city, name).person).into();
    let walked = city
        .read(|view| store::persons_after(view, PersonId::from_uuid(uuid::Uuid::nil()), 2))
        .unwrap();
    let last = walked[1].id;
    let rest = city.read(move |view| store::persons_after(view, last, 2)).unwrap();
    let ids: HashSet<_> = walked.iter().chain(&rest).map(|p| p.id).collect();
    assert_eq!(ids, all.into_iter().collect());
}
