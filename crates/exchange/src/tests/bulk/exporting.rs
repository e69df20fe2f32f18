//! What an export says, and to whom.

use super::{ASYNC, City, ONE, TWO, count, first, patient, reading};
use axum::http::StatusCode;
use nabz_record::source;
use nabz_store::{AuditSearch, Tx};
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const ALL: &str = "/fhir/R4/$export";

impl City {
    /// Each partner speaks of people of its own, and the second of a ward that everybody looks up.
    fn both_speak(&self) {
        let ward = json!({"resourceType": "Organization", "id": "ward", "name": "Ward 3"});
        let own = [patient("a"), reading("a-hb", "a", "718-7"), reading("b-hb", "b", "2345-7")];
        assert_eq!(count(&self.import(ONE, &own), "created"), 3);
        assert_eq!(
            count(
                &self.import(TWO, &[patient("c"), reading("c-hb", "c", "718-7"), ward]),
                "created"
            ),
            3
        );
    }
}

fn set(names: &[Vec<String>]) -> BTreeSet<String> {
    names.concat().into_iter().collect()
}

city_tests! { City;
    fn a_source_fetches_what_it_said_and_what_everybody_looks_up(city) {
        city.both_speak();
        let place = city.kick_off(ONE, ALL);
        let waiting = city.get(ONE, &place);
        assert_eq!((waiting.status, waiting.headers["x-progress"].to_str().unwrap()), (StatusCode::ACCEPTED, "waiting to begin"));
        assert!(waiting.headers.contains_key("retry-after"));
        let exporter = city.exporter();
        while exporter.step().unwrap() {}
        let fetched = city.fetch(ONE, &place);
        let theirs = [first("Patient", ["a"]), first("Observation", ["a-hb", "b-hb"]), first("Organization", ["ward"])];
        assert_eq!(fetched.versions(), set(&theirs));
        assert_eq!(fetched.manifest["request"], format!("http://nabz.test{ALL}"));
        assert_eq!(fetched.manifest["requiresAccessToken"], true);
        assert!(city.get(ONE, &place).headers.contains_key("expires"));
        let file = fetched.manifest["output"][0]["url"].as_str().unwrap().strip_prefix("http://nabz.test").unwrap();
        let others = [city.get(TWO, &place), city.get(TWO, file), city.ask(TWO, ("DELETE", &place), &[], "")];
        assert!(others.iter().all(|answer| answer.status == StatusCode::NOT_FOUND), "it is nobody else's");
        assert_eq!(city.get(ONE, file).status, StatusCode::OK);
        let of_two = [first("Patient", ["c"]), first("Observation", ["c-hb"]), first("Organization", ["ward"])];
        assert_eq!(city.export(TWO, ALL).versions(), set(&of_two));
    }

    fn patients_are_exported_with_what_lies_in_their_compartments(city) {
        city.both_speak();
        let of_patients = city.export(ONE, "/fhir/R4/Patient/$export").versions();
        // Nobody has sent b, so nobody may see that Patient.
        assert_eq!(of_patients, set(&[first("Patient", ["a"]), first("Observation", ["a-hb"])]));
        let member = |id: &str| json!({"entity": {"reference": format!("Patient/{id}")}});
        let gone = json!({"entity": {"reference": "Patient/a"}, "inactive": true});
        let group = |id: &str, member: &[Value]| json!({"resourceType": "Group", "id": id, "type": "person", "actual": true, "member": member});
        city.import(ONE, &[patient("d"), reading("d-hb", "d", "718-7"), group("g", &[member("d"), member("c"), member("unknown"), gone])]);
        let of_group = city.export(ONE, "/fhir/R4/Group/g/$export").versions();
        assert_eq!(of_group, set(&[first("Patient", ["d"]), first("Observation", ["d-hb"])]), "c is another source's");
        let asked = |who: &str, id: &str| city.ask(who, ("GET", &format!("/fhir/R4/Group/{id}/$export")), &[ASYNC], "").status;
        assert_eq!((asked(TWO, "g"), asked(ONE, "none")), (StatusCode::FORBIDDEN, StatusCode::NOT_FOUND));
    }

    fn types_and_searches_narrow_what_is_exported(city) {
        city.both_speak();
        let typed = city.export(ONE, &format!("{ALL}?_type=Patient,Organization"));
        assert_eq!(typed.versions(), set(&[first("Patient", ["a"]), first("Organization", ["ward"])]));
        let filtered = city.export(ONE, &format!("{ALL}?_type=Patient,Observation&_typeFilter=Observation%3Fcode%3D718-7%26status%3Dfinal"));
        assert_eq!(filtered.versions(), set(&[first("Patient", ["a"]), first("Observation", ["a-hb"])]));
        let either = "_typeFilter=Observation%3Fcode%3D718-7,Observation%3Fcode%3D2345-7";
        assert_eq!(city.export(ONE, &format!("{ALL}?_type=Observation&{either}")).versions().len(), 2);
    }

    fn asking_again_since_the_last_time_misses_nothing_and_tells_nothing_twice(city) {
        let lines = |from: usize, to: usize, code: &str| -> Vec<Value> {
            (from..to).flat_map(|at| [patient(&format!("p{at}")), reading(&format!("o{at}"), &format!("p{at}"), code)]).collect()
        };
        let mut told = BTreeSet::new();
        let mut gone = BTreeSet::new();
        let mut path = ALL.to_owned();
        city.import(ONE, &lines(0, 20, "1-1"));
        for round in 1..=4 {
            let place = city.kick_off(ONE, &path);
            // In each round somebody writes before the export begins, and while it is written.
            let code = format!("{round}-0");
            city.import(ONE, &lines(15, 20 + round, &code));
            city.ask(ONE, ("DELETE", &format!("/fhir/R4/Observation/o{round}")), &[], "");
            let exporter = city.exporter();
            assert!(exporter.step().unwrap());
            city.database.pass(Duration::from_secs(1));
            city.import(ONE, &lines(10, 30 + round, &format!("{code}0")));
            city.ask(ONE, ("DELETE", &format!("/fhir/R4/Patient/p{round}")), &[], "");
            while exporter.step().unwrap() {}
            let fetched = city.fetch(ONE, &place);
            for version in fetched.versions() {
                assert!(told.insert(version.clone()), "{version} was told before");
            }
            gone.extend(fetched.deleted.clone());
            path = format!("{ALL}?_since={}", fetched.moment());
        }
        let last = city.export(ONE, &path);
        assert!(last.versions().iter().all(|version| told.insert(version.clone())));
        gone.extend(last.deleted.clone());
        let expected: BTreeSet<String> = (1..=4).flat_map(|at| [format!("Observation/o{at}"), format!("Patient/p{at}")]).collect();
        assert_eq!(gone, expected);
        // Whoever has followed has every version that stands now.
        for now in city.export(ONE, ALL).versions() {
            assert!(told.contains(&now), "{now} was never told");
        }
        let nothing = city.export(ONE, &format!("{ALL}?_since={}", last.moment()));
        assert!(nothing.output.is_empty() && nothing.deleted.is_empty());
    }

    fn an_export_is_a_look_at_everybody_in_it(city) {
        city.both_speak();
        city.export(ONE, ALL);
        city.store.flush_reads().unwrap();
        let looks = city.store.read_blocking(|view: &mut Tx<'_>| {
            let actor = source::named(view, ONE)?.unwrap().actor();
            view.audit_rows(AuditSearch::Actor(actor), None, 100)
        }).unwrap();
        let exports: Vec<_> = looks.iter().filter(|row| row.act == "exchange.export").collect();
        let of_somebody = exports.iter().filter(|row| row.patient.is_some()).count();
        // The asking, and a look at each of two people: one of them was never sent.
        assert_eq!((exports.len(), of_somebody), (3, 2));
    }

    fn a_body_of_several_lines_is_one_line_of_its_file(city) {
        let sent = serde_json::to_string_pretty(&patient("a")).unwrap().replace('\n', "\r\n");
        let put = city.ask(ONE, ("PUT", "/fhir/R4/Patient/a"), &[], sent);
        assert_eq!(put.status, StatusCode::CREATED);
        assert_eq!(city.export(ONE, ALL).output[0]["id"], "a");
    }
}
