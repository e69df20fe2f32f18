//! Exports that do not run from beginning to end at once.

use super::{ASYNC, City, ONE, TWO, patient, reading};
use crate::partner;
use axum::http::StatusCode;
use nabz_record::bulk_export::{HELD_FOR, KEPT_FOR, OPEN_EXPORTS_MAX};
use nabz_smart::{Behalf, Context, trial};
use nabz_testkit::city_tests;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

const ALL: &str = "/fhir/R4/$export";

impl City {
    /// More than one part of an export.
    fn many(&self, who: &str) {
        let lines: Vec<Value> = (0..1_200)
            .map(|at| reading(&format!("{who}-{at}"), "nobody", "718-7"))
            .chain([patient(&format!("{who}-asha"))])
            .collect();
        assert_eq!(super::count(&self.import(who, &lines), "created"), 1_201);
    }

    fn files(&self) -> Vec<std::path::PathBuf> {
        let folders = fs::read_dir(self.bulk()).into_iter().flatten();
        let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
        files.map(|file| file.unwrap().path()).collect()
    }
}

city_tests! { City;
    fn an_export_that_broke_off_ends_as_if_it_had_not(city) {
        city.many(ONE);
        let place = city.kick_off(ONE, ALL);
        assert!(city.exporter().step().unwrap());
        let progress = city.get(ONE, &place);
        assert_eq!(progress.headers["x-progress"].to_str().unwrap(), "1000 resources written");
        // The process died while it wrote: something stands behind what was noted.
        for file in city.files() {
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            let mut open = fs::OpenOptions::new().append(true).open(file).unwrap();
            open.write_all(br#"{"resourceType":"Observation","id":"half"#).unwrap();
        }
        let another = city.exporter();
        assert!(!another.step().unwrap(), "whoever died has it for a while");
        city.database.pass(HELD_FOR);
        while another.step().unwrap() {}
        let (whole, of_one_go) = (city.fetch(ONE, &place), city.export(ONE, ALL));
        assert_eq!(whole.output.len(), 1_201);
        assert_eq!(whole.output, of_one_go.output);
    }

    fn two_exports_are_worked_on_and_neither_sees_the_other(city) {
        city.many(ONE);
        city.many(TWO);
        let places = [(ONE, city.kick_off(ONE, ALL)), (TWO, city.kick_off(TWO, ALL))];
        let (one, two) = (city.exporter(), city.exporter());
        let mut steps = 0;
        while one.step().unwrap() | two.step().unwrap() {
            steps += 1;
        }
        assert!(steps <= 8, "nothing is done twice");
        for (who, place) in places {
            let fetched = city.fetch(who, &place);
            assert_eq!(fetched.versions().len(), 1_201);
            assert!(fetched.versions().iter().all(|name| name.contains(who)));
        }
    }

    fn a_source_has_so_many_exports_open_and_no_more(city) {
        let places: Vec<String> = (0..OPEN_EXPORTS_MAX).map(|_| city.kick_off(ONE, ALL)).collect();
        let ask = |who| city.ask(who, ("GET", ALL), &[ASYNC], "").status;
        assert_eq!((ask(ONE), ask(TWO)), (StatusCode::TOO_MANY_REQUESTS, StatusCode::ACCEPTED));
        assert_eq!(city.ask(ONE, ("DELETE", &places[0]), &[], "").status, StatusCode::ACCEPTED);
        assert_eq!(ask(ONE), StatusCode::ACCEPTED);
    }

    fn a_token_that_could_not_have_asked_finds_no_export(city) {
        city.import(ONE, &[patient("asha")]);
        let token = |scopes: &'static str| {
            let context = Context { patient: None, encounter: None };
            let issued = city.store.write_blocking(move |tx| {
                let source = partner(tx, ONE)?;
                trial::token(tx, source, (scopes, Behalf::Service, context))
            });
            issued.unwrap().0
        };
        let (wide, narrow) = (token("system/Patient.rs"), token("system/Observation.rs"));
        let place = city.kick_off(&wide, "/fhir/R4/$export?_type=Patient");
        let exporter = city.exporter();
        while exporter.step().unwrap() {}
        let file = format!("{place}/1.ndjson");
        for (who, status) in [(&wide, StatusCode::OK), (&narrow, StatusCode::NOT_FOUND)] {
            for path in [&place, &file] {
                assert_eq!(city.get(who, path).status, status, "{path}");
            }
        }
        let cancelled = city.ask(&narrow, ("DELETE", &place), &[], "");
        assert_eq!(cancelled.status, StatusCode::NOT_FOUND);
    }

    fn an_export_that_is_taken_back_leaves_nothing(city) {
        city.many(ONE);
        let place = city.kick_off(ONE, ALL);
        let exporter = city.exporter();
        assert!(exporter.step().unwrap() && !city.files().is_empty());
        assert_eq!(city.ask(ONE, ("DELETE", &place), &[], "").status, StatusCode::ACCEPTED);
        assert_eq!(city.get(ONE, &place).status, StatusCode::NOT_FOUND);
        assert!(city.files().is_empty());
        assert!(!exporter.step().unwrap());
        // Somebody wrote a file in the very moment in which it was taken back.
        let left = city.bulk().join(place.rsplit_once('/').unwrap().1);
        fs::create_dir(&left).unwrap();
        exporter.keep_house().unwrap();
        assert!(!left.exists());
    }

    fn an_export_goes_a_day_after_it_was_asked_for(city) {
        city.import(ONE, &[patient("a")]);
        let place = city.kick_off(ONE, ALL);
        let exporter = city.exporter();
        while exporter.step().unwrap() {}
        city.database.pass(KEPT_FOR / 2);
        exporter.keep_house().unwrap();
        assert_eq!(city.fetch(ONE, &place).output.len(), 1);
        city.database.pass(KEPT_FOR / 2);
        assert_eq!(city.get(ONE, &place).status, StatusCode::NOT_FOUND);
        exporter.keep_house().unwrap();
        assert!(city.files().is_empty());
    }

    fn a_folder_that_takes_nothing_holds_up_the_export_and_nothing_else(city) {
        city.import(ONE, &[patient("a")]);
        fs::write(city.bulk(), "a file stands where the folder should be").unwrap();
        let place = city.kick_off(ONE, ALL);
        let exporter = city.exporter();
        assert!(exporter.step().unwrap_err().to_string().contains("the folder of exports"));
        assert!(!exporter.step().unwrap(), "it waits a while");
        assert_eq!(city.get(ONE, &place).status, StatusCode::ACCEPTED);
        fs::remove_file(city.bulk()).unwrap();
        city.database.pass(Duration::from_mins(1));
        while exporter.step().unwrap() {}
        assert_eq!(city.fetch(ONE, &place).output.len(), 1);
        let place = city.kick_off(ONE, ALL);
        fs::remove_dir_all(city.bulk()).unwrap();
        fs::write(city.bulk(), "again").unwrap();
        for _ in 0..30 {
            assert!(exporter.step().is_err());
            city.database.pass(Duration::from_mins(1));
        }
        assert_eq!(city.get(ONE, &place).status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!exporter.step().unwrap(), "it was given up");
    }
}
