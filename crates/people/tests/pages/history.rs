//! The page of what was on record before, and what partners say of somebody.

use super::Site;
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_fhir::Body;
use nabz_kernel::ids::Id;
use nabz_people::registry::actions::{AdoptPatient, LinkPersons, adopt, disown};
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

#[city_test]
fn what_a_partner_said_of_somebody_else_says_why_it_was_taken_back(site: &mut Site) {
    let sent = br#"{"resourceType":"Patient","name":[{"text":"Kamla Negi"}]}"#;
    let body = Body::parse(sent.to_vec()).unwrap();
    let (staff, facility) = (Id::draw(MORNING), Id::draw(MORNING));
    let adopted = move |tx: &mut Tx<'_>| {
        let source = source::register(tx, "lab-one")?;
        let patient = receive::create(tx, source, &body, None)?.key.entry;
        let permit = Permit::<AdoptPatient>::trial(staff, facility);
        Ok((patient, adopt(tx, &permit, patient)?.unwrap().person))
    };
    let (patient, person) = site.database.store.write_blocking(adopted).unwrap();
    let path = format!("/people/{person}");
    let english = site.pooja().with_cookie("__Host-nabz-lang=en");
    let page = english.page(&path);
    assert!(page.contains("lab-one") && page.contains("taken for this person since"), "{page}");
    let take_back = move |tx: &mut Tx<'_>| {
        let permit = Permit::<LinkPersons>::trial(staff, facility);
        disown(tx, &permit, patient, "another woman of that name")
    };
    site.database.store.write_blocking(take_back).unwrap();
    let page = english.page(&path);
    assert!(page.contains("lab-one") && page.contains("another woman of that name"), "{page}");
    let page = site.pooja().with_cookie("__Host-nabz-lang=hi").page(&path);
    assert!(page.contains("ने हटाया: another woman of that name"), "{page}");
}
