//! Copies for the readers of others: who gets one, what is in it, and where its key is found.

use super::desk::Keyless;
use super::{Site, agree, copier, done, refused, shows};
use crate::cards::store;
use crate::registry::actions::register;
use crate::registry::model::{Details, NewPerson};
use axum::http::StatusCode;
use nabz_credential::exports::jwk::kid;
use nabz_credential::keys::Signer;
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::PersonName;
use nabz_testkit::{Answer, Browser, MORNING, city_test};
use nabz_web::Language;
use serde_json::Value;

const FILES: [&str; 4] = [
    "health-card.smart-health-card",
    "health-certificate.txt",
    "health-certificate.png",
    "health-certificate.svg",
];

fn file(person: PersonId, name: &str) -> String {
    format!("/cards/{person}/copies/{name}")
}

/// Somebody with a card on paper.
fn carded(site: &Site, clerk: &Browser) -> PersonId {
    let sunita = site.register("सुनीता देवी", 42);
    agree(clerk, sunita);
    done(&clerk.post(&format!("/cards/{sunita}/issue"), "once=a"));
    sunita
}

fn said<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn written_down(site: &Site, person: PersonId) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit_row WHERE subject_kind = 'CardMark'
               AND act = 'cards.export' AND patient_id = $1";
    let count = site
        .store()
        .read_blocking(move |view| view.query_one(sql, &[person.into()], |row| row.get::<i64>(0)));
    count.unwrap().unwrap()
}

#[city_test]
fn a_bearer_takes_copies_along_and_each_is_written_down(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let sunita = carded(site, &clerk);
    let page = clerk.page(&format!("/cards/{sunita}"));
    shows(&page, &FILES.map(|name| file(sunita, name)).each_ref().map(String::as_str));
    let [card, text, picture, drawing] = FILES.map(|name| {
        let answer = clerk.get(&file(sunita, name));
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text());
        assert_eq!(answer.bytes, clerk.get(&file(sunita, name)).bytes, "the same on one day");
        answer
    });
    assert_eq!(said(&card, "content-type"), "application/smart-health-card", "as wallets know it");
    let kept = format!("attachment; filename=\"{}\"", FILES[0]);
    assert_eq!(said(&card, "content-disposition"), kept);
    let card: Value = serde_json::from_slice(&card.bytes).unwrap();
    let jws = card["verifiableCredential"][0].as_str().unwrap();
    assert_eq!(jws.split('.').count(), 3, "{jws}");
    assert!(text.text().starts_with("HC1:"));
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    assert!(drawing.text().starts_with("<svg "));
    assert_eq!(written_down(site, sunita), 8);
    let nothing = clerk.get(&file(sunita, "health-card.exe"));
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[city_test]
fn who_holds_no_card_that_counts_gets_no_copy(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let sunita = carded(site, &clerk);
    let asha = site.register("आशा", 30);
    let early = clerk.get(&file(asha, FILES[0]));
    refused(&early, StatusCode::CONFLICT, "CRD-026");
    agree(&clerk, asha);
    refused(&clerk.get(&file(asha, FILES[1])), StatusCode::CONFLICT, "CRD-050");
    let card = site.latest(sunita).id;
    done(&clerk.post(&format!("/cards/{sunita}/suspend"), &format!("once=b&card={card}&why=lost")));
    refused(&clerk.get(&file(sunita, FILES[0])), StatusCode::CONFLICT, "CRD-050");
    let page = clerk.page(&format!("/cards/{sunita}"));
    assert!(!page.contains("/copies/"), "{page}");
    assert_eq!(written_down(site, sunita), 0);
}

#[city_test]
fn a_name_that_no_machine_reads_stands_in_no_certificate(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    // Urdu where Roman letters belong; a card is made of the Devanagari alone.
    let birth = Birth::from_age(Age::Years(42), MORNING.date_in_india()).ok();
    let name = PersonName::parse("सुनीता", "سنیتا").unwrap();
    let details = Details { birth, ..Details::named(name) };
    let (permit, new) =
        (site.permit(), NewPerson { details, counter: String::new(), paper_seen: None });
    let person = site.write(move |tx| register(tx, &permit, &new)).person;
    agree(&clerk, person);
    done(&clerk.post(&format!("/cards/{person}/issue"), "once=a"));
    refused(&clerk.get(&file(person, FILES[1])), StatusCode::CONFLICT, "CRD-051");
    assert_eq!(clerk.get(&file(person, FILES[0])).status, StatusCode::OK);
}

#[city_test]
fn anybody_finds_the_key_of_copies_and_no_other(site: &mut Site) {
    let answer = Browser::new(&site.router).get("/.well-known/jwks.json");
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.cookies.is_empty());
    assert_eq!(said(&answer, "access-control-allow-origin"), "*", "a page of any site reads it");
    assert_eq!(said(&answer, "content-type"), "application/json");
    let keys: Value = serde_json::from_slice(&answer.bytes).unwrap();
    let named: Vec<&str> =
        keys["keys"].as_array().unwrap().iter().filter_map(|key| key["kid"].as_str()).collect();
    assert_eq!(named, [kid(copier().public_key())]);
}

#[city_test]
fn where_no_key_signs_there_is_no_copy_and_no_key_to_find(city: &mut Keyless) {
    let site = &city.0;
    let keys = Browser::new(&site.router).page("/.well-known/jwks.json");
    assert_eq!(keys, "{\"keys\":[]}");
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let answer = clerk.get(&file(sunita, FILES[0]));
    refused(&answer, StatusCode::CONFLICT, "KEY-003");
    assert!(site.store().read_blocking(store::trust).unwrap().is_none());
}
