//! What a search answers, and in which form: parts of bodies, compartments, several types, links.

use super::town::{City, ONE};
use axum::http::StatusCode;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn put(city: &City, body: &Value) {
    let path =
        format!("/{}/{}", body["resourceType"].as_str().unwrap(), body["id"].as_str().unwrap());
    let (status, said) = city.partner(ONE, "PUT", &path, &body.to_string());
    assert!(status.is_success(), "{said}");
}

fn get(city: &City, path: &str) -> Value {
    let (status, said) = city.partner(ONE, "GET", path, "");
    assert_eq!(status, StatusCode::OK, "{path}: {said}");
    said
}

fn refused(city: &City, path: &str) -> String {
    let (status, said) = city.partner(ONE, "GET", path, "");
    assert!(status.is_client_error(), "{path}: {said}");
    said["issue"][0]["diagnostics"].as_str().unwrap().to_owned()
}

/// `Type/id` of each entry of a mode.
fn found(bundle: &Value, mode: &str) -> Vec<String> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let of_mode = entries.filter(|entry| entry["search"]["mode"] == mode);
    of_mode
        .map(|entry| {
            let of = &entry["resource"];
            format!("{}/{}", of["resourceType"].as_str().unwrap(), of["id"].as_str().unwrap())
        })
        .collect()
}

fn link(bundle: &Value, relation: &str) -> Option<String> {
    let links = bundle["link"].as_array().unwrap();
    let link = links.iter().find(|link| link["relation"] == relation)?;
    let url = link["url"].as_str().unwrap();
    Some(url.split_once("/fhir/R4").unwrap().1.to_owned())
}

/// A Patient with a visit in a room, and two measurements of it.
fn family(city: &City) {
    let to = |reference: &str| json!({"reference": reference});
    put(city, &json!({"resourceType": "Location", "id": "l", "name": "Room 12"}));
    put(city, &json!({"resourceType": "Practitioner", "id": "p"}));
    put(
        city,
        &json!({"resourceType": "Patient", "id": "asha", "gender": "female", "birthDate": "1984-05-02",
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Asha</div>"},
        "name": [{"family": "Sharma"}], "maritalStatus": {"text": "married"}}),
    );
    put(
        city,
        &json!({"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"},
        "subject": to("Patient/asha"), "location": [{"location": to("Location/l")}],
        "participant": [{"individual": to("Practitioner/p")}]}),
    );
    for (id, value) in [("o1", "5.40"), ("o2", "6.0")] {
        let body = format!(
            r#"{{"resourceType":"Observation","id":"{id}","status":"final","code":{{"text":"Hb"}},
            "subject":{{"reference":"Patient/asha"}},"encounter":{{"reference":"Encounter/e"}},
            "performer":[{{"reference":"Practitioner/p"}}],"valueQuantity":{{"value":{value},"unit":"g"}}}}"#
        );
        let (status, said) = city.partner(ONE, "PUT", &format!("/Observation/{id}"), &body);
        assert_eq!(status, StatusCode::CREATED, "{said}");
    }
}

city_tests! { City;
    fn a_part_of_a_body_is_tagged_as_one_and_read_and_search_show_the_same(city) {
        family(city);
        for (part, stays, goes) in [
            ("_summary=true", "birthDate", "maritalStatus"),
            ("_summary=text", "text", "birthDate"),
            ("_summary=data", "maritalStatus", "text"),
            ("_elements=maritalStatus", "maritalStatus", "birthDate"),
            ("_summary=text&_elements=birthDate", "birthDate", "maritalStatus"),
        ] {
            let read = get(city, &format!("/Patient/asha?{part}"));
            let searched = get(city, &format!("/Patient?_id=asha&{part}"))["entry"][0]["resource"].clone();
            assert_eq!(read, searched, "{part}");
            assert!(!read[stays].is_null() && read[goes].is_null(), "{part}: {read}");
            let tags = read["meta"]["tag"].as_array().unwrap();
            assert!(tags.iter().any(|tag| tag["code"] == "SUBSETTED"), "{part}");
            assert_eq!(read["meta"]["versionId"], "1");
        }
        let whole = get(city, "/Patient/asha?_summary=false");
        assert_eq!((whole["text"].is_null(), &whole["meta"]["tag"]), (false, &Value::Null));
        let value = get(city, "/Observation?_id=o1&_elements=value&_include=Observation:subject");
        assert_eq!(value["entry"][0]["resource"]["valueQuantity"]["value"].to_string(), "5.4");
        let included = &value["entry"][1]["resource"];
        assert_eq!(included["birthDate"], "1984-05-02", "what comes along is whole");
        assert_eq!(refused(city, "/Patient?_elements=colour"), "_elements: Patient has no such element");
        assert!(refused(city, "/Patient/asha?_summary=count").contains("searches"));
        assert!(refused(city, "/Patient?_contained=true").contains("contained"));
        let pretty = get(city, "/Patient/asha?_pretty=true");
        assert_eq!(pretty, whole);
    }

    fn how_many_there_are_is_told_as_well_as_it_was_asked(city) {
        family(city);
        assert_eq!(get(city, "/Observation?status=final&_total=accurate&_count=1")["total"], 2);
        assert_eq!(get(city, "/Observation?status=final&_total=estimate&_count=1")["total"], 2);
        assert_eq!(get(city, "/Observation?status=final&_total=none")["total"], Value::Null);
        for none in ["_count=0", "_summary=count"] {
            let counted = get(city, &format!("/Observation?status=final&{none}"));
            assert_eq!((&counted["total"], &counted["entry"]), (&json!(2), &Value::Null), "{none}");
        }
        let several = get(city, "?_type=Observation,Encounter,Patient&_summary=count");
        assert_eq!(several["total"], 4);
    }

    fn a_compartment_holds_what_names_its_owner_and_its_owner(city) {
        family(city);
        put(city, &json!({"resourceType": "Patient", "id": "other"}));
        put(city, &json!({"resourceType": "Observation", "id": "o3", "status": "final", "code": {"text": "Hb"},
            "subject": {"reference": "Patient/other"}, "performer": [{"reference": "Patient/asha"}]}));
        let ids = |path: &str| -> BTreeSet<String> { found(&get(city, path), "match").into_iter().collect() };
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
        let measured = set(&["Observation/o1", "Observation/o2", "Observation/o3"]);
        assert_eq!(ids("/Patient/asha/Observation"), measured);
        assert_eq!(ids("/Patient/asha/Observation?performer=Patient/asha"), set(&["Observation/o3"]));
        assert_eq!(ids("/Encounter/e/Observation"), set(&["Observation/o1", "Observation/o2"]));
        assert_eq!(ids("/Practitioner/p/Encounter?status=finished"), set(&["Encounter/e"]));
        assert_eq!(ids("/Patient/asha/*?_type=Encounter,Patient"), set(&["Encounter/e", "Patient/asha"]));
        let all = ids("/Patient/asha/*");
        assert_eq!(all.len(), 5, "{all:?}");
        let (status, form) = city.partner_with(ONE, ("POST", "/Patient/asha/Observation/_search"),
            &[("content-type", "application/x-www-form-urlencoded")], "performer=Patient/asha");
        assert_eq!((status, found(&form, "match")), (StatusCode::OK, vec!["Observation/o3".to_owned()]));
        assert!(refused(city, "/Location/l/Encounter").contains("no compartment"));
        assert!(refused(city, "/Patient/asha/Location").contains("nothing of this type"));
    }

    fn several_types_are_answered_one_behind_the_other(city) {
        family(city);
        let (mut all, mut path) = (Vec::new(), "?_type=Patient,Observation,Encounter&_lastUpdated=gt2020&_count=2".to_owned());
        loop {
            let page = get(city, &path);
            let matches = found(&page, "match");
            assert!(matches.len() <= 2);
            all.extend(matches);
            let Some(next) = link(&page, "next") else { break };
            path = next;
        }
        assert_eq!(all.len(), 4, "{all:?}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 4);
        assert!(refused(city, "?_lastUpdated=gt2020").contains("_type"));
        assert!(refused(city, "?_type=Patient,Observation&status=final").contains("status"));
        assert!(refused(city, "?_type=Patient,Observation&_sort=_lastUpdated").contains("order"));
        let (status, form) = city.partner_with(ONE, ("POST", "/_search"),
            &[("content-type", "application/x-www-form-urlencoded")], "_type=Location,Practitioner");
        assert_eq!((status, found(&form, "match").len()), (StatusCode::OK, 2));
    }

    fn links_repeat_what_was_understood_and_where_the_page_is(city) {
        family(city);
        let lenient = |path: &str| city.partner_with(ONE, ("GET", path), &[("prefer", "handling=lenient")], "").1;
        let first = lenient("/Observation?status=final&colour=red&_count=1&subject:Patient.family=sharma");
        assert_eq!(link(&first, "self").unwrap(), "/Observation?status=final&_count=1&subject:Patient.family=sharma");
        assert_eq!(link(&first, "first"), None);
        assert!(first["entry"][1]["resource"]["issue"][0]["diagnostics"].as_str().unwrap().contains("colour"));
        assert_eq!(first["entry"][0]["fullUrl"], format!("http://localhost/fhir/R4/{}", found(&first, "match")[0]));
        let next = link(&first, "next").unwrap();
        let second = get(city, &next);
        assert_eq!((link(&second, "self"), link(&second, "first")), (Some(next), link(&first, "self")));
        assert_eq!(link(&second, "next"), None);
        assert_ne!(found(&first, "match"), found(&second, "match"));
    }

    fn what_is_joined_is_found_over_the_api(city) {
        family(city);
        let of = |path: &str| { let page = get(city, path); (found(&page, "match"), found(&page, "include")) };
        assert_eq!(of("/Location?_has:Encounter:location:subject:Patient.name=sharma").0, ["Location/l"]);
        assert_eq!(of("/Patient?_has:Observation:patient:encounter.location.name=room&_sort=family").0, ["Patient/asha"]);
        let (matches, along) = of("/Observation?_id=o1&_include=Observation:encounter&_include:iterate=Encounter:location");
        assert_eq!((matches, along), (vec!["Observation/o1".to_owned()], vec!["Encounter/e".to_owned(), "Location/l".to_owned()]));
        assert_eq!(of("/Patient?_revinclude=Encounter:patient&_revinclude:recurse=Observation:encounter").1.len(), 3);
        assert_eq!(refused(city, "/Observation?subject.colour=red"), "subject.colour: nothing that subject may point to is searched by colour");
    }

    fn the_statement_says_what_can_be_joined(city) {
        let said = get(city, "/metadata");
        let rest = &said["rest"][0];
        assert!(rest["interaction"].as_array().unwrap().iter().any(|one| one["code"] == "search-system"));
        assert_eq!(rest["compartment"].as_array().unwrap().len(), 5);
        let resources = rest["resource"].as_array().unwrap();
        let observation = resources.iter().find(|of| of["type"] == "Observation").unwrap();
        for include in observation["searchInclude"].as_array().unwrap() {
            let include = include.as_str().unwrap();
            get(city, &format!("/Observation?_id=1&_include={include}"));
        }
        assert!(observation["searchInclude"].as_array().unwrap().contains(&json!("Observation:*")));
        for param in rest["searchParam"].as_array().unwrap() {
            let value = if param["type"] == "date" { "2026" } else { "x" };
            get(city, &format!("?_type=Patient,Encounter&{}={value}", param["name"].as_str().unwrap()));
        }
    }
}
