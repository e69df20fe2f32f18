//! What partners do stands in the audit, under their names.

use super::town::{City, ONE, TWO};
use crate::{BundleFile, Import, import};
use axum::http::StatusCode;
use nabz_access::PROGRAM;
use nabz_record::{SourceId, source};
use nabz_store::{AuditRow, AuditSearch, Outcome};
use nabz_testkit::city_tests;
use std::time::Duration;

const ASHA: &str = r#"{"resourceType":"Patient","id":"a","name":[{"family":"Sharma"}]}"#;
const ASHA_LATER: &str = r#"{"resourceType":"Patient","id":"a","active":true}"#;
const HB: &str = r#"{"resourceType":"Observation","status":"final","code":{"text":"Hb"},"subject":{"reference":"Patient/a"}}"#;
const BUNDLE: &str = r#"{"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","name":[{"family":"Verma"}]},"request":{"method":"POST","url":"Patient"}},
    {"fullUrl":"urn:uuid:2","resource":{"resourceType":"Observation","status":"final","code":{"text":"Hb"},"subject":{"reference":"urn:uuid:1"}},"request":{"method":"POST","url":"Observation"}}]}"#;

/// Every interaction that writes, with what the audit calls it.
const WRITES: [(&str, &str, &str, &str); 6] = [
    ("PUT", "/Patient/a", ASHA, "exchange.update"),
    ("PUT", "/Patient/a", ASHA_LATER, "exchange.update"),
    ("POST", "/Observation", HB, "exchange.create"),
    ("POST", "", BUNDLE, "exchange.transaction"),
    ("POST", "", BUNDLE, "exchange.transaction"),
    ("DELETE", "/Patient/a", "", "exchange.delete"),
];

impl City {
    pub(super) fn source(&self, name: &'static str) -> SourceId {
        self.store.read_blocking(move |view| source::named(view, name)).unwrap().unwrap()
    }

    fn done_by(&self, name: &'static str) -> Vec<AuditRow> {
        self.store.flush_reads().unwrap();
        let actor = self.source(name).actor();
        let read = move |view: &mut nabz_store::Tx<'_>| {
            view.audit_rows(AuditSearch::Actor(actor), None, 500)
        };
        self.store.read_blocking(read).unwrap()
    }
}

city_tests! { City;
    fn every_interaction_that_writes_is_one_row_under_the_name_of_its_source(city) {
        for (method, path, body, act) in WRITES {
            let before = city.done_by(ONE);
            let (status, said) = city.partner(ONE, method, path, body);
            assert!(status.is_success(), "{method} {path}: {status} {said}");
            let after = city.done_by(ONE);
            let new: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
            let acts: Vec<_> = new.iter().map(|row| row.act.as_str()).collect();
            assert_eq!(acts, [act], "{method} {path}");
            assert!(new[0].patient.is_some(), "{method} {path}: about somebody who may ask");
            assert!(!new[0].facility.uuid().is_nil(), "where an auditor of the city looks");
        }
        assert!(city.done_by(TWO).is_empty());
        let (status, _) = city.partner(ONE, "PUT", "/Patient/a", r#"{"resourceType":"Patient","id":"a","gender":"f"}"#);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(city.done_by(ONE).len(), WRITES.len(), "what was not done is not written down as done");
    }

    fn a_bundle_is_one_row_and_its_counts_stand_beside(city) {
        city.partner(ONE, "POST", "", BUNDLE);
        city.partner(ONE, "POST", "", &BUNDLE.replace(r#""text":"Hb""#, r#""text":"HbA1c""#));
        let counted = city.store.read_blocking(|view| {
            let sql = "SELECT delivery_id, created, superseded, unchanged FROM record_delivery
                       ORDER BY created DESC LIMIT 9";
            view.query(sql, &[], |row| {
                let counts: [i64; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
                Ok((row.get::<uuid::Uuid>(0)?, counts))
            })
        });
        let counted = counted.unwrap();
        assert_eq!(counted.iter().map(|(_, counts)| *counts).collect::<Vec<_>>(), [[2, 0, 0], [0, 1, 1]]);
        let rows = city.done_by(ONE);
        assert!(rows.iter().all(|row| row.subject_kind == "Delivery"));
        assert!(counted.iter().all(|(id, _)| rows.iter().any(|row| row.subject == *id)));
    }

    fn an_import_is_one_row_a_bundle(city) {
        let files = [BundleFile::Carried("one.json", BUNDLE.as_bytes())];
        let at = nabz_kernel::ids::Id::from_uuid(uuid::Uuid::from_u128(7));
        let what = Import { source: "synthea", files: &files, at };
        import(&city.store, &what, |_, _, _| ()).unwrap();
        let rows = city.done_by("synthea");
        assert_eq!((rows.len(), rows[0].act.as_str(), rows[0].facility), (1, "exchange.import", at));
        let known = "SELECT COUNT(*) FROM audit_row WHERE actor_id = $1 AND act = 'exchange.register-partner'";
        assert_eq!(city.count(known, PROGRAM.uuid()), 3, "two labs and this one");
        let keys = "SELECT COUNT(*) FROM audit_row WHERE actor_id = $1 AND act = 'exchange.give-key'";
        assert_eq!(city.count(keys, PROGRAM.uuid()), 2);
    }

    fn what_a_partner_reads_is_written_down_like_what_staff_read(city) {
        city.partner(ONE, "PUT", "/Patient/a", ASHA);
        let person = city.person_behind("a");
        let wrote = city.done_by(ONE).len();
        for path in ["/Patient/a", "/Patient?family=sharma", "/Patient/a/_history", "/Patient/a/$everything"] {
            assert_eq!(city.partner(ONE, "GET", path, "").0, StatusCode::OK, "{path}");
        }
        let looks = city.done_by(ONE);
        assert_eq!(looks.len(), wrote + 1, "the same look within a minute is one look");
        let look = looks.iter().find(|row| row.subject_kind == "Record").unwrap();
        assert_eq!((look.patient, look.act.as_str()), (Some(person), "exchange.read-record"));
        city.database.pass(Duration::from_secs(61));
        city.partner(ONE, "GET", "/Patient/a", "");
        assert_eq!(city.done_by(ONE).len(), wrote + 2);
    }

    fn whoever_is_refused_is_written_down_too(city) {
        city.partner(ONE, "PUT", "/Patient/a", ASHA);
        let person = city.person_behind("a");
        let doctor = city.cookie("asha.rao");
        for path in ["/Patient/a", "/Patient/a/_history", "/Patient/a/_history/1", "/Patient/a/$everything"] {
            assert_eq!(city.partner(TWO, "GET", path, "").0, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(city.get(path, &doctor).0, StatusCode::FORBIDDEN, "{path}");
        }
        city.store.flush_reads().unwrap();
        let read = move |view: &mut nabz_store::Tx<'_>| {
            view.audit_rows(AuditSearch::Patient(person), None, 500)
        };
        let rows = city.store.read_blocking(read).unwrap();
        let refused = rows.iter().filter(|row| row.outcome == Outcome::Refused);
        let mut who: Vec<_> = refused.map(|row| row.actor.uuid()).collect();
        who.sort_unstable();
        let mut tried = [city.source(TWO).actor().uuid(), city.doctor.uuid()];
        tried.sort_unstable();
        assert_eq!(who, tried, "each once a minute");
    }
}
