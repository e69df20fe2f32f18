//! Apps with tokens: they see what whoever they ask for may see, and of that no more than their
//! scopes; the rest is as if it were not there.

use super::town::{City, ONE, TWO};
use crate::partner;
use axum::http::StatusCode;
use nabz_access::SessionToken;
use nabz_kernel::ids::PersonId;
use nabz_smart::{Behalf, Context, trial};
use nabz_store::Tx;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::time::Duration;

/// A token of a program of lab-one for itself.
fn service(city: &City, scopes: &'static str) -> String {
    token(city, scopes, Behalf::Service, None)
}

/// A token that the doctor allowed, about somebody.
fn app(city: &City, cookie: &str, scopes: &'static str, patient: PersonId) -> String {
    let value = cookie.strip_prefix("__Host-nabz=").unwrap();
    let key = SessionToken::of_cookie(value).key();
    token(city, scopes, Behalf::Staff(key), Some(patient))
}

fn token(city: &City, scopes: &'static str, behalf: Behalf, patient: Option<PersonId>) -> String {
    let context = Context { patient, encounter: None };
    let issue = move |tx: &mut Tx<'_>| {
        let source = partner(tx, ONE)?;
        trial::token(tx, source, (scopes, behalf, context))
    };
    city.store.write_blocking(issue).unwrap().0
}

/// An observation of somebody that points to somebody else.
fn observation(id: &str, of: PersonId, category: &str, focus: PersonId) -> Value {
    json!({"resourceType": "Observation", "id": id, "status": "final", "code": {"text": "Hb"},
           "category": [{"coding": [{"code": category}]}],
           "subject": {"reference": format!("Patient/{of}")},
           "focus": [{"reference": format!("Patient/{focus}")}]})
}

fn send(city: &City, body: &Value) {
    let path = format!("/Observation/{}", body["id"].as_str().unwrap());
    let (status, said) = city.partner(ONE, "PUT", &path, &body.to_string());
    assert!(status.is_success(), "{said}");
}

fn get(city: &City, token: &str, path: &str) -> (StatusCode, Value) {
    city.partner(token, "GET", path, "")
}

/// `Type/id` of all that an answer holds.
fn found(city: &City, token: &str, path: &str) -> Vec<String> {
    let (status, answer) = get(city, token, path);
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    let entries = answer["entry"].as_array().into_iter().flatten();
    let name = |entry: &Value| {
        let body = &entry["resource"];
        format!("{}/{}", body["resourceType"].as_str().unwrap(), body["id"].as_str().unwrap())
    };
    entries.map(name).collect()
}

/// Laboratory results and vital signs of two people, each of which points to the other of them.
fn results(city: &City) {
    send(city, &observation("lab-asha", city.asha, "laboratory", city.meena));
    send(city, &observation("vital-asha", city.asha, "vital-signs", city.meena));
    send(city, &observation("lab-meena", city.meena, "laboratory", city.asha));
}

city_tests! { City;
    fn a_program_does_with_each_type_what_it_may_and_nothing_else(city) {
        results(city);
        let token = service(city, "system/Observation.rus");
        assert_eq!(get(city, &token, "/Observation/lab-asha").0, StatusCode::OK);
        let both = "/Observation?status=final&_include=Observation:subject";
        assert_eq!(found(city, &token, both).len(), 3, "and none of the Patients");
        let theirs = format!("/Patient/{}", city.asha);
        for path in [&theirs, "/Patient/nobody", &format!("{theirs}/_history"), &format!("{theirs}/$everything"), "/Patient"] {
            assert_eq!(get(city, &token, path).0, StatusCode::FORBIDDEN, "{path}, whether it is there or not");
        }
        let (status, said) = get(city, &token, "/Condition?code=1");
        assert_eq!((status, &said["issue"][0]["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
        assert!(said["issue"][0]["diagnostics"].as_str().unwrap().contains("SMA-010"));
        let body = observation("lab-asha", city.asha, "laboratory", city.asha).to_string();
        for (method, path, status) in [
            ("PUT", "/Observation/lab-asha", StatusCode::OK),
            ("DELETE", "/Observation/lab-asha", StatusCode::FORBIDDEN),
            ("POST", "/Observation", StatusCode::FORBIDDEN),
        ] {
            assert_eq!(city.partner(&token, method, path, &body).0, status, "{method}");
        }
        let bundle = |method: &str, url: &str| {
            let body = observation("lab-asha", city.asha, "laboratory", city.asha);
            json!({"resourceType": "Bundle", "type": "transaction", "entry": [
                {"fullUrl": "urn:uuid:1", "resource": body, "request": {"method": method, "url": url}}]})
        };
        let refused = city.partner(&token, "POST", "", &bundle("POST", "Observation").to_string());
        assert_eq!(refused.0, StatusCode::FORBIDDEN);
        let taken = city.partner(&token, "POST", "", &bundle("PUT", "Observation/lab-asha").to_string());
        assert_eq!(taken.0, StatusCode::OK, "{}", taken.1);
    }

    fn a_program_sees_what_its_source_said_and_no_more(city) {
        let body = observation("o-two", city.asha, "laboratory", city.asha);
        assert_eq!(city.partner(TWO, "PUT", "/Observation/o-two", &body.to_string()).0, StatusCode::CREATED);
        let token = service(city, "system/*.cruds");
        assert_eq!(get(city, &token, "/Observation/o-two").0, StatusCode::FORBIDDEN);
        assert!(found(city, &token, "/Observation?status=final").is_empty());
    }

    fn a_narrowed_scope_shows_what_fits_it(city) {
        results(city);
        let token = service(city, "system/Observation.rs?category=laboratory");
        let mut all = found(city, &token, "/Observation?status=final");
        all.sort();
        assert_eq!(all, ["Observation/lab-asha", "Observation/lab-meena"]);
        assert_eq!(get(city, &token, "/Observation/vital-asha").0, StatusCode::NOT_FOUND);
        assert!(found(city, &token, "/Observation?category=vital-signs").is_empty());
        let counted = get(city, &token, "/Observation?status=final&_summary=count").1;
        assert_eq!(counted["total"], 2);
        let narrowed = service(city, "system/Observation.c system/Observation.rs?category=laboratory");
        let body = observation("x", city.asha, "laboratory", city.asha).to_string();
        let asked = [("if-none-exist", "category=vital-signs")];
        let (status, _) = city.partner_with(&narrowed, ("POST", "/Observation"), &asked, &body);
        assert_eq!(status, StatusCode::FORBIDDEN, "a condition would be looked up among all");
        // What it says today is a laboratory result; what it said before was none.
        send(city, &observation("vital-asha", city.asha, "laboratory", city.meena));
        assert_eq!(get(city, &token, "/Observation/vital-asha").0, StatusCode::OK);
        assert_eq!(get(city, &token, "/Observation/vital-asha/_history/1").0, StatusCode::NOT_FOUND);
        assert_eq!(found(city, &token, "/Observation/vital-asha/_history").len(), 1);
    }

    fn an_app_for_one_patient_finds_nothing_of_another(city) {
        results(city);
        city.relate(true);
        city.relate_to(city.meena, true);
        let doctor = city.cookie("asha.rao");
        let token = app(city, &doctor, "patient/*.rs", city.asha);
        let (asha, meena) = (city.asha, city.meena);
        assert_eq!(get(city, &token, &format!("/Patient/{asha}")).0, StatusCode::OK);
        let nowhere = get(city, &token, "/Patient/nobody");
        for path in [
            format!("/Patient/{meena}"),
            format!("/Patient/{meena}/_history"),
            format!("/Patient/{meena}/_history/1"),
            format!("/Patient/{meena}/$everything"),
            "/Observation/lab-meena".to_owned(),
            "/Observation/lab-meena/_history".to_owned(),
            "/Observation/lab-meena/_history/1".to_owned(),
        ] {
            assert_eq!(city.get(&path, &doctor).0, StatusCode::OK, "{path}");
            assert_eq!(get(city, &token, &path), nowhere, "{path}");
        }
        for path in [
            format!("/Observation?subject=Patient/{meena}"),
            "/Observation?_id=lab-meena".to_owned(),
            format!("/Patient?_id={meena}"),
        ] {
            assert!(found(city, &token, &path).is_empty(), "{path}");
        }
        for path in [
            "/Patient?gender=female&_revinclude=Observation:subject".to_owned(),
            "/Observation?status=final&_include=Observation:focus".to_owned(),
            format!("/Patient/{asha}/$everything"),
            format!("/Patient?_id={asha}&_revinclude=Observation:focus"),
        ] {
            let all = found(city, &token, &path);
            assert!(!all.is_empty(), "{path}");
            let of_meena = [format!("Patient/{meena}"), "Observation/lab-meena".to_owned()];
            assert!(all.iter().all(|one| !of_meena.contains(one)), "{path}: {all:?}");
        }
    }

    fn an_app_sees_no_more_than_the_doctor_does_at_that_moment(city) {
        results(city);
        city.relate(true);
        let doctor = city.cookie("asha.rao");
        let token = app(city, &doctor, "user/*.cruds", city.asha);
        assert_eq!(get(city, &token, &format!("/Patient/{}", city.asha)).0, StatusCode::OK);
        assert_eq!(get(city, &token, &format!("/Patient/{}", city.meena)).0, StatusCode::FORBIDDEN);
        let body = observation("new", city.asha, "laboratory", city.asha).to_string();
        assert_eq!(city.partner(&token, "POST", "/Observation", &body).0, StatusCode::FORBIDDEN, "staff write at their desk");
        city.relate(false);
        assert_eq!(get(city, &token, &format!("/Patient/{}", city.asha)).0, StatusCode::FORBIDDEN);
    }

    fn an_app_of_a_clerk_reads_nothing(city) {
        city.relate(true);
        let clerk = city.cookie("pooja.bisht");
        let token = app(city, &clerk, "patient/*.rs", city.asha);
        assert_eq!(get(city, &token, &format!("/Patient/{}", city.asha)).0, StatusCode::FORBIDDEN);
    }

    fn a_token_ends_with_its_time_and_with_the_sign_in(city) {
        city.relate(true);
        let (program, doctor) = (service(city, "system/*.rs"), city.cookie("asha.rao"));
        let (token, other) = (app(city, &doctor, "patient/*.rs", city.asha), city.cookie("asha.rao"));
        let path = format!("/Patient/{}", city.asha);
        assert_eq!(get(city, &token, &path).0, StatusCode::OK);
        let key = SessionToken::of_cookie(doctor.strip_prefix("__Host-nabz=").unwrap()).key();
        city.store.write_blocking(move |tx| nabz_access::session::end(tx, key)).unwrap();
        assert_eq!(get(city, &token, &path).0, StatusCode::UNAUTHORIZED);
        let again = app(city, &other, "patient/*.rs", city.asha);
        city.database.pass(Duration::from_mins(5));
        for lapsed in [&again, &program] {
            assert_eq!(get(city, lapsed, &path).0, StatusCode::UNAUTHORIZED);
        }
    }

    fn a_look_through_an_app_names_the_app_and_whoever_looked(city) {
        const LOOKS: &str = "SELECT COUNT(*) FROM audit_row WHERE session_id = $1";
        city.relate(true);
        let doctor = city.cookie("asha.rao");
        let key = SessionToken::of_cookie(doctor.strip_prefix("__Host-nabz=").unwrap()).key();
        let context = Context { patient: Some(city.asha), encounter: None };
        let issue = move |tx: &mut Tx<'_>| {
            let source = partner(tx, ONE)?;
            trial::token(tx, source, ("patient/*.rs", Behalf::Staff(key), context))
        };
        let (token, client) = city.store.write_blocking(issue).unwrap();
        assert_eq!(get(city, &token, &format!("/Patient/{}", city.asha)).0, StatusCode::OK);
        assert_eq!(city.count(LOOKS, client.uuid()), 1);
        assert_eq!(city.looks(), 2, "the doctor's own look, and through which app");
    }
}
