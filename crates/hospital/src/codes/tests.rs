//! What code lists promise, as sentences, on both engines.

use super::model::{CodeRef, Loaded};
use super::{actions, sheet, store};
use nabz_store::{Stop, Store};
use nabz_testkit::{Database, city_tests};

const SYSTEM: &str = "https://nabz.example/fhir/CodeSystem/diagnosis";
const DEMO: &str = include_str!("../../../../fixtures/codes-demo.csv");

struct City {
    store: Store,
    _database: Database,
}

impl City {
    fn on(database: Database) -> Self {
        Self { store: database.store.clone(), _database: database }
    }

    fn load(&self, system: &'static str, csv: &str) -> Result<Loaded, Stop> {
        let csv = csv.to_owned();
        self.store.write_blocking(move |tx| actions::load_codes(tx, system, &csv))
    }

    fn find(&self, typed: &'static str) -> Vec<String> {
        let found = self.store.read_blocking(move |tx| store::find(tx, typed)).unwrap();
        found.into_iter().map(|concept| concept.english).collect()
    }
}

fn refusal(outcome: Result<Loaded, Stop>) -> (&'static str, String) {
    match outcome {
        Err(Stop::Refused(refused)) => {
            let first = refused.facts.iter().find(|(name, _)| *name == "first");
            (refused.code, first.map(|(_, fact)| fact.clone()).unwrap_or_default())
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

city_tests! { City;
    fn a_diagnosis_is_found_in_either_script_as_it_is_typed(city) {
        city.load(SYSTEM, DEMO).unwrap();
        assert_eq!(city.find("tons")[0], "Acute tonsillitis");
        assert_eq!(city.find("टॉन्सि")[0], "Acute tonsillitis");
        assert_eq!(city.find("typ 2 dia"), ["Type 2 diabetes"]);
        assert!(city.find("शुगर").contains(&"Type 2 diabetes".to_owned()));
        assert!(city.find(" ").is_empty());
    }

    fn a_later_list_retires_what_it_no_longer_has_and_leaves_other_systems_alone(city) {
        city.load(SYSTEM, "code,display_en,display_hi\na1,Fever,बुखार\na2,Cough,खाँसी\n").unwrap();
        city.load("urn:other", "code,display_en\nz9,Fever of the marsh\n").unwrap();
        let loaded = city.load(SYSTEM, "code,display_en,display_hi\na1,Fever,ज्वर\n").unwrap();
        assert_eq!(loaded, Loaded { listed: 1, retired: 1 });
        assert!(city.find("cough").is_empty() && city.find("बुखार").is_empty());
        assert_eq!(city.find("fever"), ["Fever", "Fever of the marsh"]);
        let code = CodeRef { system: SYSTEM.into(), code: "a2".into() };
        let old = city.store.read_blocking(move |tx| store::concept(tx, &code)).unwrap().unwrap();
        assert!(old.retired && old.english == "Cough");
    }

    fn a_sheet_with_a_fault_loads_nothing_and_says_where_it_is(city) {
        let (code, first) =
            refusal(city.load(SYSTEM, "code,display_en\na1,Fever\n# remark\na1,Cough\n,Pain\n"));
        assert_eq!(code, "COD-001");
        let expected = "4 code SHT-006\n5 code SHT-001";
        assert_eq!(first, expected);
        assert!(city.find("fever").is_empty());
        assert_eq!(refusal(city.load("ICD 10", "code,display_en\n")).0, "COD-002");
    }
}

#[test]
fn the_demo_list_has_no_fault_and_every_diagnosis_in_both_scripts() {
    let lines = sheet::read(DEMO).unwrap();
    assert!(lines.len() >= 80, "{}", lines.len());
    assert!(
        lines.iter().all(|line| line.hindi.chars().any(|c| ('\u{0900}'..='\u{097f}').contains(&c)))
    );
}
