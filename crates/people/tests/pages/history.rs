//! The page of what was on record before, and what partners say of somebody.

use super::Site;
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_fhir::Body;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::registry::actions::{AdoptPatient, adopt};
use nabz_people::registry::model::AdoptionId;
use nabz_people::registry::store::adoptions_ever;
use nabz_record::{receive, source};
use nabz_store::Tx;
use nabz_testkit::{MORNING, city_test};

#[city_test]
fn a_correction_that_was_declined_says_why_in_both_languages(site: &mut Site) {
    let (pooja, arjun) = (site.pooja(), site.arjun());
    let path = format!("/people/{}", site.sunita);
    assert!(!pooja.page(&format!("{path}/history")).contains("misheard"));
    let wish = "once=a&version=1&name_en=Sumitra+Devi&reason=misheard";
    let asked = pooja.post(&format!("{path}/correction"), wish);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let page = arjun.page("/people/corrections");
    let id = page.split("action=\"/people/corrections/").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    let no = "once=b&decision=decline&why=The+voter+card+says+Sunita";
    let declined = arjun.post(&format!("/people/corrections/{id}"), no);
    assert_eq!(declined.status, StatusCode::SEE_OTHER, "{}", declined.text());
    for (language, title, decider) in [
        ("en", "Corrections that were declined", "Arjun Grover"),
        ("hi", "जो सुधार अस्वीकार हुए", "अर्जुन ग्रोवर"),
    ] {
        let browser = site.pooja().with_cookie(&format!("__Host-nabz-lang={language}"));
        let page = browser.page(&format!("{path}/history"));
        for said in [title, decider, "Sumitra Devi", "misheard", "The voter card says Sunita"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}

/// Somebody who was made of what a partner says of a patient, and that saying.
fn adopted(site: &Site) -> (PersonId, AdoptionId) {
    let sent = br#"{"resourceType":"Patient","name":[{"text":"Kamla Negi"}]}"#;
    let body = Body::parse(sent.to_vec()).unwrap();
    let adopted = move |tx: &mut Tx<'_>| {
        let source = source::register(tx, "lab-one")?;
        let patient = receive::create(tx, source, &body, None)?.key.entry;
        let permit = Permit::<AdoptPatient>::trial(Id::draw(MORNING), Id::draw(MORNING));
        let person = adopt(tx, &permit, patient)?.unwrap().person;
        Ok((person, adoptions_ever(tx, person)?.remove(0).adoption.id))
    };
    site.database.store.write_blocking(adopted).unwrap()
}

const ENGLISH: &str = "__Host-nabz-lang=en";

#[city_test]
fn what_a_partner_wrote_of_somebody_else_is_taken_back_and_stands_again(site: &mut Site) {
    let (person, adoption) = adopted(site);
    let path = format!("/people/{person}");
    let to = format!("{path}/partners/{adoption}");
    let (pooja, arjun) = (site.pooja().with_cookie(ENGLISH), site.arjun().with_cookie(ENGLISH));
    let page = pooja.page(&path);
    assert!(page.contains("lab-one") && page.contains("taken for this person since"), "{page}");
    assert!(!page.contains(&to), "a counter takes nothing back: {page}");
    let page = arjun.page(&path);
    for said in [to.as_str(), "What lab-one wrote of that patient", "under Kamla Negi"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for _ in 0..2 {
        let done = arjun.post(&to, "once=a&reason=another+woman+of+that+name");
        assert_eq!(done.location, format!("{path}?done=disowned&partner={adoption}"));
        let page = arjun.page(&done.location);
        let again = format!("action=\"{to}/again\"");
        assert_eq!(page.matches(&again).count(), 2, "beside it, and where it is told: {page}");
        for said in ["no longer stands under this person.", "another woman of that name"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
    let page = site.pooja().with_cookie("__Host-nabz-lang=hi").page(&path);
    assert!(page.contains("ने हटाया: another woman of that name"), "{page}");
    assert!(!page.contains("/again\""), "{page}");
    for _ in 0..2 {
        let back = arjun.post(&format!("{to}/again"), "");
        assert_eq!(back.location, format!("{path}?done=owned-again&partner={adoption}"));
        let page = arjun.page(&back.location);
        assert!(page.contains("stands under this person again."), "{page}");
        assert!(!page.contains("/again\""), "{page}");
    }
    let page = pooja.page(&path);
    assert_eq!(page.matches("taken for this person").count(), 2, "what was stays: {page}");
}

#[city_test]
fn taking_back_what_a_partner_wrote_needs_a_reason_and_the_records_office(site: &mut Site) {
    let (person, adoption) = adopted(site);
    let to = format!("/people/{person}/partners/{adoption}");
    let (pooja, arjun) = (site.pooja().with_cookie(ENGLISH), site.arjun().with_cookie(ENGLISH));
    for path in [to.clone(), format!("{to}/again")] {
        let refused = pooja.post(&path, "once=a&reason=Another");
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    }
    let bare = arjun.post(&to, "once=b&reason=");
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (page, field) = (bare.text(), format!("id=\"why-not-{adoption}\""));
    for said in ["REG-025", "href=\"#partners\"", "<details open>", field.as_str()] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let long = "a".repeat(201);
    let lengthy = arjun.post(&to, &format!("once=c&reason={long}"));
    assert!(lengthy.text().contains("REG-031") && lengthy.text().contains(&long));
    let elsewhere = format!("/people/{}/partners/{adoption}", site.sunita);
    for path in [elsewhere.clone(), format!("{elsewhere}/again")] {
        let refused = arjun.post(&path, "once=d&reason=Another");
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert!(refused.text().contains("REG-061"), "{}", refused.text());
    }
    assert_eq!(arjun.post(&to, "once=e&reason=Another").status, StatusCode::SEE_OTHER);
    let late = arjun.post(&to, "once=f&reason=Another");
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("REG-061"), "{}", late.text());
}
