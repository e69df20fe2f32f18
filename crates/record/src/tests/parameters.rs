//! Search parameters that a city adds: found by what is written from then on and by what stood
//! before, beside writers, through a kill, and gone when they are retired.

use super::{City, OBSERVATION, PATIENT, Said, beside, code, said};
use crate::bulk_import::{self, Ready};
use crate::parameters::{self, Filled, Filler};
use crate::search::{Everything, search};
use crate::{check, reindex, source};
use nabz_fhir::search::{Handling, SearchFault, parse_knowing};
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;
use uuid::Uuid;

const URL: &str = "https://city.example/SearchParameter/blood-group";
const BLOOD: &str = "https://city.example/StructureDefinition/blood-group";

pub(super) fn definition(code: &str, kind: &str, expression: &str) -> Value {
    json!({
        "resourceType": "SearchParameter", "name": "one", "status": "active", "code": code,
        "url": format!("https://city.example/SearchParameter/{code}"), "xpathUsage": "normal",
        "description": "One that a city adds.", "base": ["Patient"], "type": kind,
        "expression": expression,
    })
}

fn blood_group() -> Value {
    let at = format!("Patient.extension.where(url = '{BLOOD}').value");
    definition("blood-group", "token", &at)
}

pub(super) fn add(city: &City, definition: &Value) -> Result<bool, Stop> {
    let body = definition.to_string().into_bytes();
    let mut digest = [0; 32];
    digest[0] = u8::try_from(body.len() % 251).unwrap();
    city.store.write_bulk(move |tx| parameters::add(tx, &body, digest))
}

fn retire(city: &City, url: &'static str) -> Result<(), Stop> {
    city.store.write_bulk(move |tx| parameters::retire(tx, url))
}

/// Nobody else has the database open, so that everybody has heard at once.
pub(super) fn filler(city: &City) -> Filler {
    Filler::hearing_after(&city.store, Duration::ZERO)
}

/// Works until nothing is left to do; says how many entries were looked at where something answers.
pub(super) fn fill(mut filler: Filler) -> Option<u64> {
    let mut looked_at = None;
    for _ in 0..2_000 {
        match filler.work().unwrap() {
            Filled::Nothing => return looked_at,
            Filled::Answers { entries, .. } => looked_at = Some(entries),
            Filled::More | Filled::Waiting => {}
        }
    }
    panic!("a walk without an end");
}

/// Always the same person, in a bucket of their own.
fn somebody(number: u16) -> PersonId {
    let bucket = u128::from(number) << 48;
    PersonId::from_uuid(Uuid::from_u128(0x0193_5000_0000_7000_8000_0000_0000_0001 | bucket))
}

fn with_blood(number: u16, group: &str) -> Said<PATIENT> {
    let coded = json!({"coding": [{"system": "https://city.example/blood", "code": group}]});
    let extension = json!([{"url": BLOOD, "valueCodeableConcept": coded}]);
    said(somebody(number).uuid(), json!({"gender": "female", "extension": extension}))
}

fn ask(city: &City, of: ResourceType, asked: &str) -> Result<usize, SearchFault> {
    let (name, value) = asked.split_once('=').unwrap();
    let count = ("_count".to_owned(), "500".to_owned());
    let pairs = vec![(name.to_owned(), value.to_owned()), count];
    city.read(move |view| {
        let added = parameters::known(view)?;
        let query = match parse_knowing(&added, of, &pairs, Handling::Strict) {
            Ok(query) => query,
            Err(fault) => return Ok(Err(fault)),
        };
        Ok(Ok(search(view, &query, &mut Everything).unwrap().matches.len()))
    })
}

fn patients(city: &City, asked: &str) -> usize {
    ask(city, ResourceType::PATIENT, asked).unwrap()
}

fn is_whole(city: &City) -> bool {
    let checked = check(&city.store, |_| ()).unwrap();
    assert!(checked.is_clean(), "{checked:?}");
    checked.rows == checked.rows_there
}

city_tests! { City;
    fn a_parameter_finds_what_stood_before_it_and_what_is_written_after_it(city) {
        for number in 0..250 {
            city.publish(&with_blood(number, if number % 5 == 0 { "O+" } else { "B+" }));
        }
        let unknown = ask(city, ResourceType::PATIENT, "blood-group=O+").unwrap_err();
        assert_eq!(unknown.reason, "not a parameter of this type");
        assert!(add(city, &blood_group()).unwrap());
        assert!(!add(city, &blood_group()).unwrap(), "the very same is there");
        let early = ask(city, ResourceType::PATIENT, "blood-group=O+").unwrap_err();
        assert!(early.reason.contains("still being indexed"), "{early}");
        city.minute();
        city.publish(&with_blood(300, "O+"));
        city.publish(&with_blood(301, "A+"));
        city.publish(&with_blood(1, "AB-"));
        assert!(is_whole(city), "some have rows already");
        assert_eq!(fill(filler(city)), Some(252));
        assert_eq!(patients(city, "blood-group=O+"), 51);
        assert_eq!(patients(city, "blood-group=https://city.example/blood|AB-"), 1);
        assert_eq!(patients(city, "blood-group=https://city.example/other|AB-"), 0);
        assert_eq!(patients(city, "blood-group:missing=true"), 0);
        assert_eq!(patients(city, "_filter=blood-group eq AB- or blood-group eq A+"), 2);
        city.publish(&with_blood(301, "O+"));
        assert_eq!((patients(city, "blood-group=A+"), patients(city, "blood-group=O+")), (0, 52));
        assert!(is_whole(city));
        assert_eq!(reindex(&city.store, None, |_, _| ()).unwrap().missing, 0);
    }

    fn a_walk_that_is_cut_off_goes_on_where_it_was(city) {
        for number in 0..350 {
            city.publish(&with_blood(number, "O+"));
        }
        add(city, &blood_group()).unwrap();
        let mut first = filler(city);
        for _ in 0..3 {
            assert_eq!(first.work().unwrap(), Filled::More);
        }
        drop(first);
        let listed = city.read(parameters::listed);
        assert_eq!(listed[0].entries, 200);
        assert_eq!(fill(filler(city)), Some(350), "none is looked at twice");
        assert_eq!(patients(city, "blood-group=O+"), 350);
        assert!(is_whole(city));
    }

    fn rows_are_right_when_others_write_beside_the_walk(city) {
        for number in 0..60 {
            city.publish(&with_blood(number, "O+"));
        }
        add(city, &blood_group()).unwrap();
        let city = &city;
        thread::scope(|scope| {
            for hand in 0..3_u16 {
                scope.spawn(move || {
                    for number in (hand..60).step_by(3) {
                        city.publish(&with_blood(number, "AB-"));
                        city.publish(&with_blood(number, "B+"));
                    }
                });
            }
            scope.spawn(|| fill(filler(city)));
        });
        fill(filler(city));
        assert_eq!((patients(city, "blood-group=O+"), patients(city, "blood-group=AB-")), (0, 0));
        assert!(is_whole(city));
    }

    fn what_is_retired_is_neither_asked_for_nor_kept_and_may_come_again(city) {
        city.publish(&with_blood(1, "O+"));
        add(city, &blood_group()).unwrap();
        fill(filler(city));
        assert_eq!(code(retire(city, "https://city.example/none")), "FHI-088");
        retire(city, URL).unwrap();
        let gone = ask(city, ResourceType::PATIENT, "blood-group=O+").unwrap_err();
        assert_eq!(gone.reason, "not a parameter of this type");
        city.publish(&with_blood(2, "O+"));
        // It may come again before its rows are gone: they stand under another number.
        assert!(add(city, &blood_group()).unwrap());
        fill(filler(city));
        assert_eq!(patients(city, "blood-group=O+"), 2);
        assert!(is_whole(city));
        assert_eq!(city.count("SELECT COUNT(*) FROM record_token WHERE param = 20000"), 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_token WHERE param = 20001"), 2);
        retire(city, URL).unwrap();
        fill(filler(city));
        assert_eq!(city.count("SELECT COUNT(*) FROM record_token WHERE param >= 20000"), 0);
        assert!(is_whole(city));
    }

    fn every_kind_is_found_by_an_index(city) {
        let body = json!({"gender": "female", "name": [{"family": "Rao", "given": ["Meena"]}],
            "birthDate": "1984-05-02", "multipleBirthInteger": 3,
            "generalPractitioner": [{"reference": "Practitioner/7"},
                {"identifier": {"system": "s", "value": "n-1"}}],
            "extension": [
                {"url": "weight", "valueQuantity": {"value": 3100, "system": "http://unitsofmeasure.org", "code": "g"}},
                {"url": "page", "valueUri": "https://a.example/x/y"}]});
        let before: Said<PATIENT> = said(somebody(1).uuid(), body.clone());
        city.publish(&before);
        for (code, kind, expression) in [
            ("called", "string", "name.given.first() & ' ' & name.family.first()"),
            ("birth-day", "date", "Patient.birthDate"),
            ("doctor", "reference", "Patient.generalPractitioner"),
            ("birth-weight", "quantity", "Patient.extension('weight').value"),
            ("birth-order", "number", "Patient.multipleBirth.ofType(integer)"),
            ("page", "uri", "Patient.extension('page').value"),
            ("has-photo", "token", "Patient.photo.exists()"),
            ("changed", "date", "Patient.meta.lastUpdated"),
            ("same", "token", "Patient.id"),
        ] {
            assert!(add(city, &definition(code, kind, expression)).unwrap());
        }
        fill(filler(city));
        let after: Said<PATIENT> = said(somebody(2).uuid(), body);
        city.publish(&after);
        for asked in [
            "called=meena r",
            "birth-day=1984-05",
            "birth-day=lt1990",
            "doctor=Practitioner/7",
            "doctor:identifier=s|n-1",
            "birth-weight=gt3|http://unitsofmeasure.org|kg",
            "birth-order=3",
            "page=https://a.example/x/y",
            "page:below=https://a.example/x",
            "has-photo=false",
            "changed=2026-11",
        ] {
            assert_eq!(patients(city, asked), 2, "{asked}");
        }
        assert_eq!(patients(city, &format!("same={}", somebody(2))), 1, "what is served, not what was sent");
        for asked in ["called=rao", "birth-day=1985", "doctor=Practitioner/8", "has-photo=true"] {
            assert_eq!(patients(city, asked), 0, "{asked}");
        }
        assert!(is_whole(city));
        for code in ["called", "birth-day", "doctor", "birth-weight", "birth-order", "page"] {
            let url = format!("https://city.example/SearchParameter/{code}");
            city.store.write_bulk(move |tx| parameters::retire(tx, &url)).unwrap();
        }
        fill(filler(city));
        assert!(is_whole(city), "nothing of the others is left");
    }

    fn what_comes_in_bulk_is_found_by_what_was_read_before_the_parameter_was_added(city) {
        let line = |id: &str| {
            let coded = json!({"coding": [{"system": "s", "code": "O+"}]});
            let extension = json!([{"url": BLOOD, "valueCodeableConcept": coded}]);
            let body = json!({"resourceType": "Patient", "id": id, "extension": extension});
            Body::parse(body.to_string().into_bytes()).unwrap()
        };
        let source = city.write(|tx| source::register(tx, "lab-one")).unwrap();
        let ready: Vec<Ready> =
            ["a", "b"].into_iter().map(|id| Ready::of(line(id), source).unwrap()).collect();
        add(city, &blood_group()).unwrap();
        let keep = move |tx: &mut Tx<'_>| Ok(bulk_import::keep(tx, source, &ready)?.len());
        assert_eq!(city.store.write_bulk(keep).unwrap(), 2);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_token WHERE param = 20000"), 2);
        fill(filler(city));
        assert_eq!(patients(city, "blood-group=O+"), 2);
        assert!(is_whole(city));
    }

    fn links_and_orders_go_by_what_was_added(city) {
        for (number, group, grams) in [(1_u16, "O+", 900), (2, "B+", 700)] {
            city.publish(&with_blood(number, group));
            let subject = format!("Patient/{}", somebody(number));
            city.publish(&said::<OBSERVATION>(beside(somebody(number)), json!({
                "status": "final", "code": {"text": "weight"}, "subject": {"reference": subject},
                "valueQuantity": {"value": grams},
            })));
        }
        add(city, &blood_group()).unwrap();
        let mut about = definition("about", "reference", "Observation.subject");
        about["base"] = json!(["Observation"]);
        about["target"] = json!(["Patient"]);
        add(city, &about).unwrap();
        fill(filler(city));
        for (asked, count) in [
            ("subject:Patient.blood-group=O+", 1),
            ("about.blood-group=O+", 1),
            ("about:Patient.gender=female", 2),
            ("about.blood-group=A+", 0),
        ] {
            assert_eq!(ask(city, ResourceType::OBSERVATION, asked).unwrap(), count, "{asked}");
        }
        assert_eq!(patients(city, "_has:Observation:about:status=final"), 2);
        assert_eq!(patients(city, "_has:Observation:about:status=amended"), 0);
    }

    fn what_cannot_be_added_is_refused_and_leaves_nothing(city) {
        add(city, &blood_group()).unwrap();
        let mut other = blood_group();
        other["description"] = json!("Another one, under the same address.");
        assert_eq!(code(add(city, &other)), "FHI-086");
        other["url"] = json!("https://city.example/SearchParameter/other");
        assert_eq!(code(add(city, &other)), "FHI-085");
        let refused = |code: &str, kind: &str, at: &str| self::code(add(city, &definition(code, kind, at)));
        assert_eq!(refused("gender", "token", "Patient.gender"), "FHI-085");
        assert_eq!(refused("_x", "token", "Patient.gender"), "FHI-083");
        assert_eq!(refused("x", "special", "Patient.gender"), "FHI-082");
        assert_eq!(refused("x", "token", "Patient.(gender"), "FHI-081");
        assert_eq!(city.read(parameters::listed).len(), 1);
        other["code"] = json!("other");
        assert!(add(city, &other).unwrap());
    }

    fn another_process_hears_of_it(city) {
        let elsewhere = city.database.reopen(&nabz_store::Settings::small());
        let known = |store: &nabz_store::Store| store.read_blocking(parameters::known).unwrap().all().len();
        assert_eq!((known(&elsewhere), known(&city.store)), (0, 0));
        add(city, &blood_group()).unwrap();
        assert_eq!(known(&city.store), 1);
        thread::sleep(nabz_store::REMEMBERED_FOR);
        assert_eq!(known(&elsewhere), 1);
        assert_eq!(Filler::new(&city.store).work().unwrap(), Filled::Waiting);
    }
}
