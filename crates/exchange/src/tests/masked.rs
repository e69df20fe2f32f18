//! What is sensitive is a stub to whoever does not treat the person, by whichever door they ask,
//! until the person shares it or the glass is broken.

use super::town::{City, ONE};
use axum::http::StatusCode;
use nabz_access::{Holder, Why, relate, unrelate};
use nabz_fhir::systems;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_people::consent::model::{Purpose, Sensitive, Wish};
use nabz_store::Tx;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use uuid::Uuid;

/// What a partner calls it; nobody says it otherwise.
const CANARY: &str = "Morbus Zqvxwk";
const NEXT_YEAR: Instant = Instant::from_microseconds(1_820_000_000_000_000);
const ID: Uuid = Uuid::from_u128(1);
/// Assigned a household in which the person lives, and not treating them.
const VISITS_HOMES: Why = Why::Household(ID);

impl City {
    /// The doctor reads about somebody for this reason alone.
    fn reads_because(&self, person: PersonId, why: Why) {
        let doctor = Holder::Staff(self.doctor);
        let change = move |tx: &mut Tx<'_>| {
            for other in [Why::Visit(ID), Why::Household(ID), Why::BreakGlass(ID)] {
                unrelate(tx, doctor, person, other)?;
            }
            relate(tx, doctor, person, why, NEXT_YEAR)
        };
        self.store.write_blocking(change).unwrap();
    }

    fn shares(&self, person: PersonId, (shares, seen): (Vec<Sensitive>, u32)) {
        self.says(person, (Purpose::RecordSharing, Wish::Yes { shares }, seen));
    }

    fn hears(&self, body: &Value) {
        let id = body["id"].as_str().unwrap();
        let path = format!("/{}/{id}", body["resourceType"].as_str().unwrap());
        let (status, said) = self.partner(ONE, "PUT", &path, &body.to_string());
        assert!(status.is_success(), "{said}");
    }

    /// Somebody with a visit, a diagnosis that is closed and one that is open.
    fn with_two_diagnoses(&self) -> PersonId {
        let person = self.newcomer("Asha", 1984);
        let subject = json!({"reference": format!("Patient/{person}")});
        self.hears(&json!({"resourceType": "Encounter", "id": "e", "status": "finished",
            "class": {"code": "AMB"}, "subject": subject}));
        let label = json!({"system": systems::ACT_CODE, "code": "HIV"});
        for (id, security, code, text) in
            [("closed", json!([label]), "B20", CANARY), ("open", json!([]), "E11", "Sugar")]
        {
            let mut body = json!({"resourceType": "Condition", "id": id, "subject": subject,
                "encounter": {"reference": "Encounter/e"}, "recordedDate": "2026-11-20",
                "code": {"coding": [{"system": systems::ICD_10, "code": code}], "text": text}});
            if security != json!([]) {
                body["meta"] = json!({"security": security});
            }
            self.hears(&body);
        }
        person
    }
}

/// Every door through which the closed one could be read.
fn doors(person: PersonId) -> Vec<String> {
    vec![
        "/Condition/closed".to_owned(),
        "/Condition/closed/_history".to_owned(),
        "/Condition/closed/_history/1".to_owned(),
        "/Condition?_id=closed".to_owned(),
        format!("/Condition?patient={person}"),
        format!("/Condition?subject=Patient/{person}&_sort=-recorded-date&_total=accurate"),
        format!("/Condition?patient={person}&_include=Condition:encounter"),
        format!("/Patient?_id={person}&_revinclude=Condition:subject"),
        format!("/Patient/{person}/$everything"),
    ]
}

/// Ids of what a search finds, in the order of the alphabet.
fn found(answer: &(StatusCode, Value)) -> Vec<String> {
    assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    let entries = answer.1["entry"].as_array().into_iter().flatten();
    let mut ids: Vec<String> =
        entries.map(|entry| entry["resource"]["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

city_tests! { City;
    fn whoever_does_not_treat_is_shown_a_stub_through_every_door(city) {
        let (person, doctor) = (city.with_two_diagnoses(), city.cookie("asha.rao"));
        city.reads_because(person, VISITS_HOMES);
        for door in doors(person) {
            let (status, said) = city.get(&door, &doctor);
            assert_eq!(status, StatusCode::OK, "{door}: {said}");
            let said = said.to_string();
            assert!(said.contains("REDACTED"), "{door}: {said}");
            for told in [CANARY, "B20", "\"HIV\""] {
                assert!(!said.contains(told), "{door} tells {told}: {said}");
            }
        }
        let stub = city.get("/Condition/closed", &doctor).1;
        assert_eq!((&stub["resourceType"], &stub["id"]), (&json!("Condition"), &json!("closed")));
        assert_eq!(stub["subject"]["reference"], format!("Patient/{person}"));
        assert_eq!(stub["meta"]["security"][0]["code"], "R", "and not why");
        assert_eq!(city.get("/Condition/open", &doctor).1["code"]["text"], "Sugar");
        for why in [Why::Visit(ID), Why::BreakGlass(ID)] {
            city.reads_because(person, why);
            for door in doors(person) {
                let said = city.get(&door, &doctor).1.to_string();
                assert!(said.contains(CANARY) && !said.contains("REDACTED"), "{why:?} {door}: {said}");
            }
        }
    }

    fn what_is_closed_is_found_by_nothing_that_it_says(city) {
        let (person, doctor) = (city.with_two_diagnoses(), city.cookie("asha.rao"));
        city.reads_because(person, VISITS_HOMES);
        let of = |more: &str| city.get(&format!("/Condition?patient={person}{more}"), &doctor);
        assert_eq!(found(&of("")), ["closed", "open"]);
        assert_eq!(found(&of("&code=B20")), [""; 0]);
        assert_eq!(found(&of("&code=B20&_summary=count")), [""; 0]);
        assert_eq!(of("&code=B20&_summary=count").1["total"], 0);
        assert_eq!(found(&of("&encounter=Encounter/e")), ["open"]);
        assert_eq!(found(&of("&recorded-date=2026-11-20")), ["open"]);
        for code in ["B20", "F20", "A00"] {
            let not = format!("&code:not={code}");
            assert_eq!(found(&of(&not)), ["closed", "open"], "{code}: the answer tells nothing");
        }
        for search in ["/Condition?code=B20", "/Condition?encounter=Encounter/e&code=B20"] {
            assert_eq!(found(&city.get(search, &doctor)), [""; 0], "{search}");
        }
        let by_visit = city.get("/Encounter?_id=e&_revinclude=Condition:encounter", &doctor);
        assert_eq!(found(&by_visit), ["e", "open"]);
        for part in ["_summary=text", "_elements=code"] {
            for path in [format!("/Condition?_id=closed&{part}"), format!("/Condition/closed?{part}")] {
                let (status, said) = city.get(&path, &doctor);
                assert_eq!(status, StatusCode::OK, "{path}: {said}");
                let said = said.to_string();
                assert!(said.contains("REDACTED") && !said.contains(CANARY), "{path}: {said}");
            }
        }
        let links = ["/Encounter?_has:Condition:encounter:code=B20", "/Encounter?_has:Condition:encounter:_id=closed"];
        let of_person = format!("/Patient?_id={person}&_has:Condition:patient:code=B20");
        for search in links.into_iter().chain([of_person.as_str()]) {
            assert_eq!(found(&city.get(search, &doctor)), [""; 0], "{search}");
        }
        city.reads_because(person, Why::Visit(ID));
        assert_eq!(found(&of("&code=B20")), ["closed"]);
        for search in links {
            assert_eq!(found(&city.get(search, &doctor)), ["e"], "{search}");
        }
    }

    fn what_was_written_before_somebody_marked_it_is_closed_in_every_version(city) {
        let (person, doctor) = (city.newcomer("Asha", 1984), city.cookie("asha.rao"));
        let mut body = json!({"resourceType": "Condition", "id": "later", "code": {"text": CANARY},
            "subject": {"reference": format!("Patient/{person}")}});
        city.hears(&body);
        city.reads_because(person, VISITS_HOMES);
        let first = "/Condition/later/_history/1";
        assert_eq!(city.get(first, &doctor).1["code"]["text"], CANARY, "nobody said that it is");
        body["meta"] = json!({"security": [{"system": systems::ACT_CODE, "code": "PSY"}]});
        city.hears(&body);
        for path in ["/Condition/later", "/Condition/later/_history", first] {
            let said = city.get(path, &doctor).1.to_string();
            assert!(!said.contains(CANARY) && said.contains("REDACTED"), "{path}: {said}");
        }
        assert_eq!(city.partner(ONE, "DELETE", "/Condition/later", "").0, StatusCode::NO_CONTENT);
        for path in ["/Condition/later/_history", first, "/Condition/later/_history/2"] {
            let said = city.get(path, &doctor).1.to_string();
            assert!(!said.contains(CANARY), "{path}: {said}");
        }
        assert!(city.partner(ONE, "GET", first, "").1.to_string().contains(CANARY), "its own words");
    }

    fn what_a_person_shares_opens_and_what_nobody_marked_is_known_by_its_code(city) {
        let (person, doctor) = (city.with_two_diagnoses(), city.cookie("asha.rao"));
        let unmarked = json!({"resourceType": "Condition", "id": "unmarked",
            "code": {"coding": [{"system": systems::ICD_10, "code": "F20.0"}], "text": CANARY},
            "subject": {"reference": format!("Patient/{person}")}});
        city.hears(&unmarked);
        city.reads_because(person, VISITS_HOMES);
        let reads = |id: &str| {
            let (status, said) = city.get(&format!("/Condition/{id}"), &doctor);
            assert_eq!(status, StatusCode::OK, "{said}");
            said.to_string().contains(CANARY)
        };
        assert_eq!([reads("closed"), reads("unmarked")], [false, false]);
        city.shares(person, (Vec::new(), 0));
        assert_eq!([reads("closed"), reads("unmarked")], [false, false], "none was named");
        city.shares(person, (vec![Sensitive::Hiv], 1));
        assert_eq!([reads("closed"), reads("unmarked")], [true, false]);
        city.shares(person, (vec![Sensitive::Hiv, Sensitive::MentalHealth], 2));
        assert_eq!([reads("closed"), reads("unmarked")], [true, true]);
    }
}
