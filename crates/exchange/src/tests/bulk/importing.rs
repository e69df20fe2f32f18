//! What a source sends in bulk, and what comes of each line.

use super::{ASYNC, City, LINES, ONE, TWO, ask, count, counts, patient, reading, router};
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use nabz_fhir::ResourceType;
use nabz_fhir::body::BODY_BYTES_MAX;
use nabz_people::registry::{patients_of, person_of};
use nabz_record::{check, read};
use nabz_store::Settings;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::{io, thread};

/// What is wrong with each line, in words.
fn issues(said: &Value) -> Vec<String> {
    let parameters = said["parameter"].as_array().unwrap();
    let outcome = parameters.iter().find(|one| one["name"] == "outcome");
    let issues = outcome.map(|one| one["resource"]["issue"].as_array().unwrap().clone());
    let words = |issue: &Value| issue["diagnostics"].as_str().unwrap().to_owned();
    issues.unwrap_or_default().iter().map(words).collect()
}

city_tests! { City;
    fn lines_in_any_order_are_kept_as_a_put_of_each_would(city) {
        // The reading stands before the patient whom it is of.
        let stay = json!({"resourceType": "Encounter", "id": "stay", "status": "finished", "class": {"code": "IMP"},
            "subject": {"reference": "Patient/asha"}, "period": {"end": "2026-01-01"}});
        let lines = [reading("hb", "asha", "718-7"), patient("asha"), reading("0192a000-0000-7000-8000-000000000001", "asha", "1-1"), stay];
        let said = city.import(ONE, &lines);
        assert_eq!((counts(&said), count(&said, "lines")), ([4, 0, 0, 0], 4));
        let found = city.get(ONE, "/fhir/R4/Observation?patient=asha&code=718-7").json();
        assert_eq!(found["entry"][0]["resource"]["id"], "hb");
        let everything = city.get(ONE, "/fhir/R4/Patient/asha/$everything").json();
        assert_eq!(everything["entry"].as_array().unwrap().len(), 4);
        let put = city.ask(ONE, ("PUT", "/fhir/R4/Observation/hb"), &[], lines[0].to_string());
        assert_eq!((put.status, put.headers["etag"].to_str().unwrap()), (StatusCode::OK, "W/\"1\""), "the same");
        assert!(check(&city.store, |_| ()).unwrap().is_clean());
        let persons = city.store.read_blocking(|view| {
            let entry = read::read(view, ResourceType::PATIENT, "asha")?.unwrap();
            let person = person_of(view, entry.key.entry)?;
            patients_of(view, person)
        });
        assert_eq!(persons.unwrap().len(), 2, "counters find them");
    }

    fn an_answer_that_is_packed_on_its_way_ends_as_one_that_is_not(city) {
        let packed = ("accept-encoding", "gzip");
        let lines = [patient("asha"), reading("hb", "asha", "718-7")].map(|line| line.to_string());
        let said = city.ask(ONE, ("POST", "/fhir/R4/$import"), &[LINES, packed], lines.join("\n"));
        assert_eq!((said.status, &said.headers["content-encoding"]), (StatusCode::OK, &"gzip".parse().unwrap()));
        assert!(said.bytes.starts_with(&[0x1f, 0x8b]));
        assert_eq!(city.get(ONE, "/fhir/R4/Observation/hb").status, StatusCode::OK);
        let place = city.kick_off(ONE, "/fhir/R4/$export");
        let exporter = city.exporter();
        while exporter.step().unwrap() {}
        let file = city.ask(ONE, ("GET", &format!("{place}/1.ndjson")), &[packed], "");
        assert_eq!((file.status, &file.headers["content-encoding"]), (StatusCode::OK, &"gzip".parse().unwrap()));
        assert!(file.bytes.starts_with(&[0x1f, 0x8b]));
    }

    fn what_is_sent_again_adds_nothing_and_what_says_more_is_a_newer_version(city) {
        let mut lines: Vec<Value> = (0..600).map(|at| reading(&format!("o{at}"), "asha", "718-7")).collect();
        lines.push(patient("asha"));
        assert_eq!(counts(&city.import(ONE, &lines)), [601, 0, 0, 0]);
        assert_eq!(counts(&city.import(ONE, &lines)), [0, 0, 601, 0]);
        lines[7] = reading("o7", "asha", "2345-7");
        // A line that stands twice is a version and its successor.
        lines.push(reading("new", "asha", "1-1"));
        lines.push(reading("new", "asha", "1-2"));
        assert_eq!(counts(&city.import(ONE, &lines)), [1, 2, 600, 0]);
        assert_eq!(city.get(ONE, "/fhir/R4/Observation/new").json()["meta"]["versionId"], "2");
        assert!(check(&city.store, |_| ()).unwrap().is_clean());
    }

    fn two_that_send_the_same_lines_at_once_add_them_once(city) {
        let lines: Vec<Value> = (0..300).map(|at| reading(&format!("o{at}"), "asha", "718-7")).chain([patient("asha")]).collect();
        let text = lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        // Another process, with a line of its own to the database.
        let other = router(&city.database.reopen(&Settings::small()), None);
        let routers = [city.router.clone(), other];
        let said = thread::scope(|scope| {
            let send = |router| {
                let text = text.clone();
                scope.spawn(move || ask(&router, ONE, ("POST", "/fhir/R4/$import"), &[LINES], text.into()))
            };
            routers.map(send).map(|sent| sent.join().unwrap().lines().pop().unwrap())
        });
        let [one, two] = said.map(|said| counts(&said));
        assert_eq!((one[0] + two[0], one[2] + two[2], one[3] + two[3]), (301, 301, 0));
        assert!(check(&city.store, |_| ()).unwrap().is_clean());
    }

    fn a_faulty_line_is_named_and_the_others_are_kept(city) {
        city.import(TWO, &[patient("theirs")]);
        let long = format!(r#"{{"resourceType":"Patient","id":"long","language":"{}"}}"#, "x".repeat(BODY_BYTES_MAX));
        let lines = [
            format!("\u{feff}{}\r", patient("first")),
            String::new(),
            "  \r".to_owned(),
            "{\"resourceType\":\"Patient\",".to_owned(),
            r#"{"resourceType":"Patient"}"#.to_owned(),
            r#"{"resourceType":"Patient","id":"with space"}"#.to_owned(),
            r#"{"resourceType":"Patient","id":"b","birthDate":"2026-02-30"}"#.to_owned(),
            r#"{"resourceType":"Patients","id":"c"}"#.to_owned(),
            r#"{"resourceType":"Parameters","id":"d"}"#.to_owned(),
            long,
            "[]".to_owned(),
            patient("theirs").to_string(),
            patient("last").to_string(),
        ];
        let said = city.import_text(ONE, "", lines.join("\n"));
        assert_eq!(counts(&said), [2, 0, 0, 9]);
        let issues = super::issues(&said);
        for (at, line) in [4, 5, 6, 7, 8, 9, 10, 11, 12].into_iter().enumerate() {
            assert!(issues[at].starts_with(&format!("line {line}: ")), "{issues:#?}");
        }
        assert!(issues[8].contains("REC-005"), "{issues:#?}");
        for id in ["first", "last"] {
            assert_eq!(city.get(ONE, &format!("/fhir/R4/Patient/{id}")).status, StatusCode::OK);
        }
        let none = city.import_text(ONE, "", "");
        assert_eq!((counts(&none), none["parameter"][5]["valueBoolean"].clone()), ([0; 4], true.into()));
        let hundreds = city.import_text(ONE, "", "{\n".repeat(1_300));
        assert_eq!((count(&hundreds, "refused"), super::issues(&hundreds).len()), (1_300, 100));
    }

    fn a_body_that_breaks_off_leaves_what_was_counted(city) {
        let lines = (0..700).map(|at| reading(&format!("o{at}"), "asha", "1-1").to_string());
        let whole = lines.collect::<Vec<_>>().join("\n");
        let parts = [Ok(Bytes::from(whole)), Err(io::Error::other("the line is gone"))];
        let said = city.import_text(ONE, "", Body::from_stream(futures_util::stream::iter(parts)));
        let created = count(&said, "created");
        assert!(created >= 500, "{said}");
        assert_eq!(said["parameter"][5], json!({"name": "complete", "valueBoolean": false}));
        let rows = city.store.read_blocking(|view| view.query_one("SELECT COUNT(*) FROM record_entry", &[], |row| row.get::<i64>(0)));
        assert_eq!(rows.unwrap(), Some(created));
    }

    fn an_import_is_lines_of_a_type_that_is_named(city) {
        let said = city.import_text(ONE, "?type=Patient", format!("{}\n{}", patient("a"), reading("b", "a", "1-1")));
        assert_eq!(counts(&said), [1, 0, 0, 1]);
        let ask = |path: &str, kind: &str| city.ask(ONE, ("POST", path), &[("content-type", kind)], "").status;
        assert_eq!(ask("/fhir/R4/$import", "application/fhir+json"), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(ask("/fhir/R4/$import?type=Patients", LINES.1), StatusCode::BAD_REQUEST);
        assert_eq!(ask("/fhir/R4/$import?mode=x", LINES.1), StatusCode::BAD_REQUEST);
        let stranger = city.ask("nobody", ("POST", "/fhir/R4/$import"), &[LINES, ASYNC], "");
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    }
}
