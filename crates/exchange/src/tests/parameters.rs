//! Search parameters that a city adds, over the API: refused until they are whole, then asked for as
//! any other, in what the server says of itself, and gone when they are retired.

use super::town::{City, ONE, TWO};
use crate::{LoadedParameters, load_search_parameters};
use axum::http::StatusCode;
use nabz_record::parameters::{Filled, Filler};
use nabz_store::Stop;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::time::Duration;

const URL: &str = "https://city.example/SearchParameter/blood-group";
const BLOOD: &str = "https://city.example/StructureDefinition/blood-group";

fn definition() -> Value {
    json!({
        "resourceType": "SearchParameter", "url": URL, "name": "BloodGroup", "status": "active",
        "description": "The blood group of a person.", "code": "blood-group", "base": ["Patient"],
        "type": "token", "expression": format!("Patient.extension('{BLOOD}').value.ofType(code)"),
        "xpathUsage": "normal",
    })
}

fn load(city: &City, definitions: &[Value], retire: &[&str]) -> Result<LoadedParameters, Stop> {
    let files: Vec<_> = definitions.iter().map(|one| one.to_string().into_bytes()).collect();
    let retire: Vec<String> = retire.iter().map(|url| (*url).to_owned()).collect();
    city.store.write_bulk(move |tx| load_search_parameters(tx, &files, &retire))
}

/// Nobody else has the database open, so that everybody has heard at once.
fn fill(city: &City) {
    let mut filler = Filler::hearing_after(&city.store, Duration::ZERO);
    let worked = (0..1_000).find(|_| filler.work().unwrap() == Filled::Nothing);
    assert!(worked.is_some(), "a walk without an end");
}

fn patient(id: &str, group: &str) -> String {
    let extension = json!([{"url": BLOOD, "valueCode": group}]);
    json!({"resourceType": "Patient", "id": id, "extension": extension}).to_string()
}

fn put(city: &City, id: &str, group: &str) {
    let (status, said) = city.partner(ONE, "PUT", &format!("/Patient/{id}"), &patient(id, group));
    assert!(status.is_success(), "{said}");
}

/// How many there are, or why not.
fn ask(city: &City, who: &str, path: &str) -> Result<u64, String> {
    match city.partner(who, "GET", path, "") {
        (StatusCode::OK, bundle) => Ok(bundle["total"].as_u64().unwrap()),
        (_, outcome) => Err(outcome["issue"][0]["diagnostics"].as_str().unwrap().to_owned()),
    }
}

fn codes(list: &Value) -> Vec<&Value> {
    list.as_array().unwrap().iter().filter(|one| one["name"] == "blood-group").collect()
}

city_tests! { City;
    fn an_added_parameter_is_asked_for_as_any_other_once_it_is_whole(city) {
        put(city, "a", "O+");
        put(city, "b", "A+");
        let asked = "/Patient?blood-group=O%2B&_summary=count";
        assert!(ask(city, ONE, asked).unwrap_err().contains("not a parameter of this type"));
        let loaded = load(city, &[definition()], &[]).unwrap();
        assert_eq!(loaded, LoadedParameters { added: 1, known: 0, retired: 0 });
        assert!(ask(city, ONE, asked).unwrap_err().contains("still being indexed"));
        fill(city);
        put(city, "c", "O+");
        assert_eq!(ask(city, ONE, asked), Ok(2));
        assert_eq!(ask(city, TWO, asked), Ok(0), "a source finds what it said itself");
        let of_all = "/?_type=Patient&blood-group=O%2B&_summary=count";
        assert_eq!(ask(city, ONE, of_all), Ok(2));
        let doctor = city.cookie("asha.rao");
        let (status, bundle) = city.get("/Patient?blood-group=O%2B", &doctor);
        assert_eq!((status, bundle["entry"].as_array().map_or(0, Vec::len)), (StatusCode::OK, 0));
        // A conditional create finds by it, too.
        let only = [("If-None-Exist", "blood-group=A%2B")];
        let body = json!({"resourceType": "Patient"}).to_string();
        let (status, _) = city.partner_with(ONE, ("POST", "/Patient"), &only, &body);
        assert_eq!(status, StatusCode::OK);
        let (_, said) = city.get("/metadata", &doctor);
        let resources = said["rest"][0]["resource"].as_array().unwrap();
        let of = |name: &str| resources.iter().find(|one| one["type"] == name).unwrap();
        let listed = codes(&of("Patient")["searchParam"]);
        assert_eq!(listed, [&json!({"name": "blood-group", "definition": URL, "type": "token"})]);
        assert!(codes(&of("Person")["searchParam"]).is_empty());
        let (_, said) = city.get("/openapi.json", &doctor);
        assert_eq!(codes(&said["paths"]["/Patient"]["get"]["parameters"]).len(), 1);
    }

    fn what_is_retired_is_not_known_any_more(city) {
        put(city, "a", "O+");
        load(city, &[definition()], &[]).unwrap();
        fill(city);
        assert_eq!(ask(city, ONE, "/Patient?blood-group=O%2B&_summary=count"), Ok(1));
        let mut other = definition();
        other["expression"] = json!("Patient.gender");
        assert!(load(city, &[other.clone()], &[]).is_err(), "another under the same address");
        // One load takes the old one out and brings the new one.
        let loaded = load(city, &[other], &[URL]).unwrap();
        assert_eq!(loaded, LoadedParameters { added: 1, known: 0, retired: 1 });
        fill(city);
        assert_eq!(ask(city, ONE, "/Patient?blood-group=O%2B&_summary=count"), Ok(0));
        load(city, &[], &[URL]).unwrap();
        let gone = ask(city, ONE, "/Patient?blood-group=O%2B&_summary=count").unwrap_err();
        assert!(gone.contains("not a parameter of this type"), "{gone}");
        let (_, said) = city.get("/metadata", &city.cookie("asha.rao"));
        assert!(!said.to_string().contains("blood-group"));
        let audited = "SELECT COUNT(*) FROM audit_row WHERE act = 'exchange.load-search-parameters'";
        let rows = city.store.read_blocking(move |view| view.query_one(audited, &[], |row| row.get(0)));
        assert_eq!(rows.unwrap(), Some(3_i64));
    }
}
