//! How content comes in, and what replaces it.

use super::samples::{AILMENTS, City, ailments, concept_map, value_set};
use crate::ask::{Coded, lookup};
use crate::load::{load, sweep, sweep_before};
use crate::read::fhir;
use crate::{TerminologyRefusal, listed};
use nabz_kernel::clock::Instant;
use nabz_kernel::refusal::Refused;
use nabz_store::Stop;
use nabz_testkit::{MORNING, city_tests};
use serde_json::json;

fn display(city: &City, code: &str) -> Option<String> {
    let asked = Coded { system: AILMENTS.into(), code: code.into(), ..Coded::default() };
    match city.store.read_blocking(move |view| lookup(view, &asked, &[], None)) {
        Ok(found) => Some(found.display),
        Err(Stop::Refused(_)) => None,
        Err(stop @ (Stop::Fault(_) | Stop::Again)) => panic!("{stop}"),
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome.unwrap_err() {
        Stop::Refused(refused) => refused.code,
        stop @ (Stop::Fault(_) | Stop::Again) => panic!("{stop}"),
    }
}

city_tests! { City;
    fn a_version_is_replaced_whole_and_what_it_replaced_is_swept(city) {
        city.load(&ailments("1"));
        assert_eq!(display(city, "A9").as_deref(), Some("Vapours"));
        let mut next = ailments("1");
        next["concept"][0]["concept"][2]["display"] = "Old vapours".into();
        let drafts = fhir::drafts(next.to_string().into_bytes()).unwrap();
        let mut seen = Vec::new();
        for draft in drafts {
            load(&city.store, draft, &mut |done, all| seen.push((done, all, display(city, "A9")))).unwrap();
        }
        assert_eq!(seen, [(6, 6, Some("Vapours".to_owned()))], "until the new one stands, the old one is asked");
        assert_eq!(display(city, "A9").as_deref(), Some("Old vapours"));
        assert_eq!(sweep(&city.store).unwrap(), 0, "somebody may still be reading it");
        let later = Instant::from_microseconds(MORNING.microseconds() + 1);
        assert_eq!(sweep_before(&city.store, later).unwrap(), 1);
        assert_eq!(sweep_before(&city.store, later).unwrap(), 0);
        assert_eq!(display(city, "A12").as_deref(), Some("Fever with cough"));
    }

    fn versions_stand_beside_one_another_and_the_youngest_is_asked(city) {
        city.load(&ailments("1"));
        let mut second = ailments("2");
        second["concept"][0]["concept"][0]["display"] = "High temperature".into();
        city.load(&second);
        city.load(&value_set());
        city.load(&concept_map());
        assert_eq!(display(city, "A1").as_deref(), Some("High temperature"));
        let kept = city.store.read_blocking(listed).unwrap();
        let kept: Vec<_> = kept.iter().map(|one| (one.head.kind.name(), one.head.version.as_str(), one.entries)).collect();
        assert_eq!(kept, [("CodeSystem", "1", 6), ("CodeSystem", "2", 6), ("ConceptMap", "", 3), ("ValueSet", "1", 0)]);
        let asked = Coded { system: AILMENTS.into(), version: Some("1".into()), code: "a1".into(), display: None };
        let first = city.store.read_blocking(move |view| lookup(view, &asked, &[], None)).unwrap();
        assert_eq!((first.display.as_str(), first.code.as_str()), ("Fever", "A1"));
        let asked = Coded { system: AILMENTS.into(), version: Some("3".into()), code: "A1".into(), display: None };
        assert_eq!(refused(city.store.read_blocking(move |view| lookup(view, &asked, &[], None))), "TRM-003");
    }

    fn what_cannot_be_loaded_is_refused_and_leaves_nothing(city) {
        let mut twice = ailments("1");
        twice["concept"][1]["code"] = "a1".into();
        let mut circle = ailments("1");
        circle["concept"][0]["property"] = json!([{"code": "parent", "valueCode": "A12"}]);
        for (wrong, code) in [(twice, "TRM-015"), (circle, "TRM-016")] {
            let draft = fhir::drafts(wrong.to_string().into_bytes()).unwrap().remove(0);
            assert_eq!(refused(load(&city.store, draft, &mut |_, _| ())), code);
        }
        assert!(city.store.read_blocking(listed).unwrap().is_empty());
    }
}

#[test]
fn a_bundle_is_read_for_what_it_has_of_terminology() {
    let elsewhere =
        json!({"resourceType": "CodeSystem", "url": "http://loinc.org", "content": "not-present"});
    let bundle = json!({"resourceType": "Bundle", "entry": [
        {"resource": ailments("1")}, {"resource": elsewhere}, {"resource": {"resourceType": "Patient"}}, {"resource": value_set()},
    ]});
    assert_eq!(fhir::drafts(bundle.to_string().into_bytes()).unwrap().len(), 2);
    let code = |body: &str| fhir::drafts(body.as_bytes().to_vec()).unwrap_err().code;
    assert_eq!(code(r#"{"resourceType":"Patient"}"#), "TRM-011");
    assert_eq!(code(r#"{"resourceType":"ValueSet"}"#), "TRM-017");
    assert_eq!(code(r#"{"resourceType":"ValueSet","url":"http://example.org/empty"}"#), "TRM-009");
    assert_eq!(code("{"), "FHI-010");
    assert_eq!(Refused::from(TerminologyRefusal::Overtaken).code, "TRM-018");
}
