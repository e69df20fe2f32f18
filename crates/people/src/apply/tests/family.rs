//! A family that is filled in, sent, and has its cards.

use super::{
    DAY, PHONE, SAYS_YES, SUNITAS, Site, answers_seen, done, fill, form, hidden, refused, seen,
    shows, submit,
};
use crate::apply::model::Door;
use crate::cards::{KeyRing, Signing};
use crate::messages::model::MessageKind;
use crate::registry::actions::{
    COMPARE_APPLIED, DecideDuplicate, Ruling, compare_applied, decide_duplicate, register,
};
use crate::registry::dedupe::{KnownApart, Walk, walk};
use crate::registry::linked_to;
use crate::registry::model::{Decision, Details, NewPerson, Phone, Sex, Whose};
use crate::registry::store::waiting_doubts;
use axum::http::StatusCode;
use nabz_access::{Permit, Vault};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::Id;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_store::{Jobs, Tx};
use nabz_testkit::{City, Database, MORNING, city_test};
use std::sync::Arc;
use std::time::Duration;

const NOBODY: KnownApart = |_, _, _| Ok(false);
const PERSONS: &str = "SELECT COUNT(*) FROM registry_person";
const CARDS: &str = "SELECT COUNT(*) FROM cards_card";
const ALIKE: &str = "SELECT COUNT(*) FROM registry_duplicate WHERE decision IS NULL";

/// The same family with other values in some fields.
fn but<'f>(changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = SUNITAS.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.copied().chain(changed.iter().copied()).collect()
}

#[city_test]
fn a_family_registers_itself_and_has_its_cards_at_once(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    assert_eq!(done(&fill(&browser, SUNITAS, "review")), "/apply/review");
    let review = browser.page("/apply/review");
    shows(&review, &["सुनीता देवी", "Husband", "Golu Kumar", "B-12, Lane 4", "00000 54321"]);
    shows(&review, &["सुनीता देवी answers for this person", "health-card-2"]);
    let sent = answers_seen(&review, SAYS_YES);
    for _ in 0..2 {
        let answer = browser.post("/apply/submit", &sent);
        assert_eq!(done(&answer), "/apply/done", "pressed twice");
    }
    assert_eq!((site.rows(PERSONS), site.rows(CARDS)), (3, 2));
    let page = browser.page("/apply/done");
    shows(&page, &["Temporary card until 22 Nov 2027", "on the mother", "/apply/cards"]);
    assert_eq!(page.matches("data-share=\"/apply/paper/").count(), 2, "{page}");
    assert!(browser.get("/apply/cards").bytes.starts_with(b"%PDF"));
    assert_eq!(done(&browser.get("/apply/family")), "/apply/done", "the way back leads here");
    assert_eq!(done(&browser.get("/apply/review")), "/apply/done");
    let link = page.split("data-share=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(site.stranger().get(link).bytes.starts_with(b"%PDF"), "whoever was sent it");
    site.database.pass(DAY);
    refused(&site.stranger().get(link), StatusCode::NOT_FOUND, "APP-005");
}

#[city_test]
fn the_phone_of_a_family_hears_of_it_once_and_only_if_its_head_said_yes(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    done(&fill(&browser, SUNITAS, "review"));
    let agrees = [&SAYS_YES[..3], &[("sms-0", "yes")][..]].concat();
    let sent = answers_seen(&browser.page("/apply/review"), &agrees);
    for _ in 0..2 {
        done(&browser.post("/apply/submit", &sent));
    }
    let told = site.told();
    assert_eq!(told.len(), 1, "pressed twice");
    let (sms, text) = (&told[0], told[0].text.as_deref().unwrap());
    assert_eq!((sms.kind, sms.to.digits()), (MessageKind::Applied, PHONE));
    for part in ["3 people", "Temporary cards: 2", "23 Nov 2026", "3 लोगों", "अस्थायी कार्ड: 2"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let nowhere = ["See and print them: My card on the site", "साइट पर ‘मेरा कार्ड’"];
    assert!(nowhere.iter().all(|part| text.contains(part)), "nobody set an address: {text}");
    assert!(!text.contains("Sunita"), "{text}");
}

/// How many messages of a phone a text takes. Source: 3GPP TS 23.038 and 23.040: 160 letters of the
/// plain alphabet, or 153 in each of several; in any other script 70, or 67.
fn parts(text: &str) -> usize {
    let is_plain = text.bytes().all(|byte| byte.is_ascii() && !b"[]{}\\^~|`".contains(&byte));
    let (alone, in_each) = if is_plain { (160, 153) } else { (70, 67) };
    let letters = text.encode_utf16().count();
    if letters <= alone { 1 } else { letters.div_ceil(in_each) }
}

#[city_test]
fn the_message_says_where_the_cards_are_seen_and_printed_and_stays_short(site: &mut Site) {
    let address = "https://health-cards.delhi.example.org";
    site.reached_at(address);
    let browser = site.opened(Door::Apply, PHONE, 'a');
    done(&fill(&browser, SUNITAS, "review"));
    let agrees = [&SAYS_YES[..3], &[("sms-0", "yes")][..]].concat();
    done(&submit(&browser, &agrees));
    let told = site.told();
    let text = told[0].text.as_deref().unwrap();
    let said: Vec<&str> = text.lines().collect();
    assert_eq!(said.len(), 2, "in Hindi and in English: {text}");
    for (said, most) in said.into_iter().zip([3, 2]) {
        assert!(said.contains(&format!(": {address}/mine (")), "a phone finds its end: {said}");
        assert!(parts(said) <= most, "{} messages: {said}", parts(said));
    }
}

#[city_test]
fn the_phone_of_a_family_whose_head_said_no_to_messages_hears_nothing(site: &mut Site) {
    site.family();
    assert!(site.told().is_empty());
}

#[city_test]
fn nothing_is_lost_to_a_mistake_a_restart_or_another_device(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    let wrong = but(&[("age-0", ""), ("born-1", "31/02/1980"), ("ward_name", "Nowhere")]);
    let answer = fill(&browser, &wrong, "review");
    let page = refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "APP-007");
    shows(
        &page,
        &["APP-010:", "value=\"31/02/1980\"", "value=\"Nowhere\"", "value=\"Golu Kumar\""],
    );
    shows(&page, &["id=\"age-0-error\"", "id=\"born-1-error\"", "href=\"#age-0\""]);
    let elsewhere = site.opened(Door::Apply, PHONE, 'b');
    shows(&elsewhere.page("/apply/family"), &["value=\"31/02/1980\"", "value=\"Golu Kumar\""]);
    assert_eq!(done(&elsewhere.get("/apply/review")), "/apply/family", "nothing to send yet");
    assert_eq!(site.rows(PERSONS), 0);
}

#[city_test]
fn a_second_window_is_told_and_keeps_what_was_typed(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    let page = browser.page("/apply/family");
    let first = form(&format!("{}&do=keep", seen(&page)), SUNITAS);
    done(&browser.post("/apply/family", &first));
    done(&browser.post("/apply/family", &first));
    let other = browser.page("/apply/family");
    assert_ne!(hidden(&other, "version"), hidden(&page, "version"));
    let once = format!("{}x", hidden(&page, "once"));
    let begins = seen(&page).replace(&hidden(&page, "once"), &once);
    let late = form(&format!("{begins}&do=keep"), &but(&[("name_en-1", "Ramesh Prasad")]));
    let answer = browser.post("/apply/family", &late);
    shows(&refused(&answer, StatusCode::CONFLICT, "APP-004"), &["value=\"Ramesh Prasad\""]);
    let again = form(&format!("{}&do=review", seen(&answer.text())), SUNITAS);
    assert_eq!(done(&browser.post("/apply/family", &again)), "/apply/review");
}

#[city_test]
fn people_are_added_and_taken_away_up_to_twelve(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    assert_eq!(done(&fill(&browser, SUNITAS, "add")), "/apply/family#person-3");
    assert_eq!(hidden(&browser.page("/apply/family"), "count"), "4");
    done(&fill(&browser, SUNITAS, "remove-1"));
    let page = browser.page("/apply/family");
    assert_eq!(hidden(&page, "count"), "2");
    assert!(page.contains("value=\"Golu Kumar\"") && !page.contains("Ramesh Kumar"), "{page}");
    let full = fill(&browser, &but(&[("count", "12")]), "add");
    refused(&full, StatusCode::UNPROCESSABLE_ENTITY, "APP-006");
    assert_eq!(hidden(&full.text(), "count"), "12");
}

#[city_test]
fn somebody_answers_for_a_child_until_it_is_certainly_eighteen(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    let aged = |years| but(&[("age-2", years), ("age_unit-2", "y"), ("guardian-2", "")]);
    // Whoever says eighteen was born in 2008, and may turn eighteen on its last day.
    for years in ["17", "18"] {
        let child = fill(&browser, &aged(years), "review");
        let page = refused(&child, StatusCode::UNPROCESSABLE_ENTITY, "APP-009");
        shows(&page, &["id=\"guardian-2-error\""]);
    }
    done(&fill(&browser, &aged("19"), "review"));
    let review = browser.page("/apply/review");
    assert!(!review.contains("answers for this person"), "{review}");
    let head = fill(&browser, &but(&[("age-0", "17")]), "review");
    refused(&head, StatusCode::UNPROCESSABLE_ENTITY, "APP-008");
}

#[city_test]
fn each_says_yes_or_no_to_a_card_and_what_was_answered_stays(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    done(&fill(&browser, SUNITAS, "review"));
    let silent = submit(&browser, &[("health-card-0", "yes"), ("sms-1", "no")]);
    let page = refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "APP-011");
    shows(&page, &["name=\"health-card-0\" value=\"yes\" checked", "href=\"#health-card-1\""]);
    let noes = [("health-card-0", "no"), ("health-card-1", "yes"), ("health-card-2", "no")];
    done(&submit(&browser, &noes));
    assert_eq!((site.rows(PERSONS), site.rows(CARDS)), (3, 1));
    shows(&browser.page("/apply/done"), &["No card, as you wished"]);
}

#[city_test]
fn a_review_of_before_is_not_sent(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    done(&fill(&browser, SUNITAS, "review"));
    let old = answers_seen(&browser.page("/apply/review"), SAYS_YES);
    done(&fill(&browser, &but(&[("age-0", "43")]), "review"));
    refused(&browser.post("/apply/submit", &old), StatusCode::CONFLICT, "APP-004");
    assert_eq!(site.rows(PERSONS), 0);
}

#[city_test]
fn the_next_family_of_a_phone_begins_anew_until_the_phone_is_full(site: &mut Site) {
    let browser = site.family();
    for _ in 0..2 {
        assert_eq!(done(&browser.post("/apply/again", "")), "/apply/family");
    }
    let fields = |place: usize| ["name_en", "age", "tie"].map(|field| format!("{field}-{place}"));
    let others: Vec<[String; 3]> = (1..12).map(fields).collect();
    let mut many = vec![("count", "12"), ("name_en-0", "Kamla Devi"), ("age-0", "60")];
    for [name, age, tie] in &others {
        many.extend([(name.as_str(), "Asha"), (age.as_str(), "40"), (tie.as_str(), "sibling")]);
    }
    let yes: Vec<String> = (0..12).map(|place| format!("health-card-{place}")).collect();
    let noes: Vec<(&str, &str)> = yes.iter().map(|field| (field.as_str(), "no")).collect();
    done(&fill(&browser, &many, "review"));
    done(&submit(&browser, &noes));
    assert_eq!(site.rows(PERSONS), 15);
    done(&browser.post("/apply/again", ""));
    done(&fill(&browser, &many, "review"));
    refused(&submit(&browser, &noes), StatusCode::CONFLICT, "APP-012");
    assert_eq!(site.rows(PERSONS), 15);
}

/// Sunita, whom a counter has registered before.
fn known(site: &Site) -> HealthId {
    let known = site.write(|tx: &mut Tx<'_>| {
        let mobile = Mobile::parse(PHONE)?;
        let details = Details {
            sex: Some(Sex::Female),
            birth: Some(Birth::from_age(Age::Years(42), tx.today())?),
            phone: Some(Phone { mobile, whose: Whose::Own }),
            ..Details::named(PersonName::parse("सुनीता देवी", "Sunita Devi")?)
        };
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        register(tx, &Permit::trial(Id::draw(MORNING), Id::draw(MORNING)), &new)
    });
    site.database.pass(Duration::from_secs(1));
    known.health_id
}

#[city_test]
fn whoever_is_on_record_already_is_noted_and_neither_told_nor_linked(site: &mut Site) {
    let before = known(site);
    let browser = site.family();
    let page = browser.page("/apply/done");
    assert!(!page.contains(&before.to_string()), "{page}");
    shows(&page, &["Temporary card until 22 Nov 2027", "on the mother"]);
    assert_eq!(site.rows(ALIKE), 0, "the family is answered before anybody is compared");
    let jobs = Arc::new(Jobs::new().on(COMPARE_APPLIED, compare_applied));
    jobs.run_due(site.store()).unwrap();
    assert_eq!(site.rows(ALIKE), 1);
    let link = Walk { link: Some(NOBODY), ..Walk::default() };
    walk(site.store(), &link, &|_| ()).unwrap();
    assert_eq!(site.rows("SELECT COUNT(*) FROM registry_link"), 0, "an officer decides");
}

#[city_test]
fn what_a_family_typed_first_is_linked_to_what_a_counter_wrote(site: &mut Site) {
    site.family();
    site.database.pass(Duration::from_secs(1));
    known(site);
    walk(site.store(), &Walk::default(), &|_| ()).unwrap();
    let pair = site.store().read_blocking(waiting_doubts).unwrap().remove(0).pair;
    let permit: Permit<DecideDuplicate> = Permit::trial(Id::draw(MORNING), site.hospital);
    let ruling = Ruling { pair, seen: [1, 1], decision: Decision::Same, compared: false };
    site.write(move |tx| decide_duplicate(tx, &permit, &ruling));
    let linked = site.store().read_blocking(move |view| linked_to(view, pair.one())).unwrap();
    assert_eq!(linked, Some(pair.other()));
}

#[city_test]
fn what_was_sent_is_shown_for_its_own_day_and_no_longer(site: &mut Site) {
    site.family();
    site.database.pass(DAY.checked_sub(Duration::from_hours(1)).unwrap());
    let late = site.opened(Door::Apply, PHONE, 'b');
    shows(&late.page("/apply/done"), &["Sunita Devi"]);
    site.database.pass(Duration::from_hours(2));
    assert_eq!(done(&late.get("/apply/done")), "/apply/family");
    let next = site.opened(Door::Apply, PHONE, 'c');
    assert!(!next.page("/apply/family").contains("Sunita"));
}

/// The same where nobody has set up a key.
struct Keyless(Site);

impl City for Keyless {
    fn on(database: Database) -> Self {
        Self(Site::signing(database, Signing::by(KeyRing::new(Vault::of_key(&[7; 32])))))
    }
}

#[city_test]
fn where_no_key_signs_a_family_is_registered_and_its_cards_come_later(city: &mut Keyless) {
    let browser = city.0.family();
    assert_eq!((city.0.rows(PERSONS), city.0.rows(CARDS)), (3, 0));
    shows(&browser.page("/apply/done"), &["The card cannot be made right now"]);
}
