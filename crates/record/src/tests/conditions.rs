//! Conditions and whole bundles: what is looked up is looked up once, and nothing is done twice.

use super::City;
use super::code;
use super::receiving::{ASHA, body, done, now, partner, put, send};
use crate::receive::{self, Done, Received};
use crate::{SourceId, Written};
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::{Aim, Before};
use nabz_store::Stop;
use nabz_testkit::city_tests;
use std::thread;

const BY_NUMBER: &str = "identifier=https%3A%2F%2Fmrn.example%7C9";
const NINE: &str =
    r#"{"resourceType":"Patient","identifier":[{"system":"https://mrn.example","value":"9"}]}"#;

fn upsert(
    city: &City,
    from: SourceId,
    criteria: &str,
    (text, before): (&str, Before),
) -> Result<Received, Stop> {
    let (body, aim) = (body(text), Aim::Criteria(criteria.to_owned()));
    city.write(move |tx| receive::update_where(tx, from, &aim, (&body, before)))
}

fn delete(
    city: &City,
    from: SourceId,
    aim: Aim,
    before: Before,
) -> Result<Option<crate::Entry>, Stop> {
    city.write(move |tx| receive::delete_where(tx, from, (ResourceType::PATIENT, &aim), before))
}

fn entry(method: &str, url: &str, more: &str) -> String {
    format!(r#"{{{more}"request":{{"method":"{method}","url":"{url}"}}}}"#)
}

fn with_id(id: &str) -> String {
    NINE.replacen('{', &format!(r#"{{"id":"{id}","#), 1)
}

city_tests! { City;
    fn a_conditional_update_creates_supersedes_and_refuses_to_guess(city) {
        let (lab, other) = (partner(city, "lab-one"), partner(city, "lab-two"));
        let any = Before::Anything;
        let first = upsert(city, lab, BY_NUMBER, (NINE, any)).unwrap();
        assert_eq!(first.written, Written::Created);
        let more = NINE.replacen('{', r#"{"active":true,"#, 1);
        let second = upsert(city, lab, BY_NUMBER, (&more, any)).unwrap();
        assert_eq!((second.id.as_str(), second.written), (first.id.as_str(), Written::Superseded { version: 2 }));
        assert_eq!(code(upsert(city, lab, BY_NUMBER, (&with_id("else"), any))), "REC-021");
        let own = upsert(city, lab, BY_NUMBER, (&with_id(&first.id), any)).unwrap();
        assert_eq!(own.written.version(), 3);
        assert_eq!(code(upsert(city, lab, BY_NUMBER, (NINE, Before::Version(2)))), "REC-002");
        assert_eq!(code(upsert(city, lab, BY_NUMBER, (NINE, Before::Nothing))), "REC-020");
        let theirs = upsert(city, other, BY_NUMBER, (&with_id("mine"), any)).unwrap();
        assert_eq!((theirs.id.as_str(), theirs.written), ("mine", Written::Created), "each source has its own");
        let taken = upsert(city, other, "identifier=none", (&with_id(&first.id), any));
        assert_eq!(code(taken), "REC-005");
        let again = body(NINE);
        city.write(move |tx| receive::create(tx, lab, &again, None)).unwrap();
        assert_eq!(code(upsert(city, lab, BY_NUMBER, (NINE, any))), "REC-007");
        assert_eq!(code(upsert(city, lab, &format!("{BY_NUMBER}&_count=1"), (NINE, any))), "REC-007");
        assert_eq!(code(upsert(city, lab, "_count=0", (NINE, any))), "REC-008");
    }

    fn a_conditional_delete_takes_the_one_that_fits_and_only_ones_own(city) {
        let (lab, other) = (partner(city, "lab-one"), partner(city, "lab-two"));
        let by_number = || Aim::Criteria(BY_NUMBER.to_owned());
        put(city, lab, "a", &with_id("a")).unwrap();
        assert!(delete(city, other, by_number(), Before::Anything).unwrap().is_none());
        assert_eq!(code(delete(city, other, Aim::Id("a".into()), Before::Anything)), "REC-001");
        assert_eq!(code(delete(city, lab, by_number(), Before::Version(7))), "REC-002");
        assert!(delete(city, lab, by_number(), Before::Version(1)).unwrap().unwrap().deleted);
        assert!(delete(city, lab, by_number(), Before::Anything).unwrap().is_none());
        for id in ["b", "c"] {
            put(city, lab, id, &with_id(id)).unwrap();
        }
        assert_eq!(code(delete(city, lab, by_number(), Before::Anything)), "REC-007");
    }

    fn what_is_put_where_nothing_should_be_creates_and_supersedes_only_what_is_gone(city) {
        let lab = partner(city, "lab-one");
        let first = |before| {
            let (body, aim) = (body(&with_id("a")), Aim::Id("a".to_owned()));
            city.write(move |tx| receive::update_where(tx, lab, &aim, (&body, before)))
        };
        assert_eq!(code(first(Before::Version(1))), "REC-002");
        assert_eq!(first(Before::Nothing).unwrap().written, Written::Created);
        assert_eq!(code(first(Before::Nothing)), "REC-020");
        delete(city, lab, Aim::Id("a".into()), Before::Anything).unwrap();
        assert_eq!(first(Before::Nothing).unwrap().written, Written::Superseded { version: 3 });
    }

    fn a_bundle_creates_puts_and_deletes_in_whatever_order_and_circle(city) {
        let lab = partner(city, "lab-one");
        put(city, lab, "old", &with_id("old")).unwrap();
        let one = r#""fullUrl":"https://lab.example/fhir/Observation/1","resource":{"resourceType":"Observation","status":"final","code":{"text":"Hb"},
            "subject":{"reference":"Patient/p"},"hasMember":[{"reference":"urn:oid:1.2.3"}],
            "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"urn:oid:1.2.3\">b</a></div>"}},"#;
        let two = r#""fullUrl":"urn:oid:1.2.3","resource":{"resourceType":"Observation","id":"two","status":"final","code":{"text":"Hb"},
            "subject":{"reference":"https://lab.example/fhir/Patient/p"},"hasMember":[{"reference":"https://lab.example/fhir/Observation/1"}],
            "extension":[{"url":"https://lab.example/fhir/Patient/p","valueUri":"urn:oid:1.2.3"}]},"#;
        let patient = r#""fullUrl":"https://lab.example/fhir/Patient/p","resource":{"resourceType":"Patient","gender":"female"},"#;
        let came = done(city, lab, &[&entry("POST", "Observation", one), &entry("PUT", "Observation/two", two),
            &entry("DELETE", "Patient/old", ""), &entry("DELETE", "Patient/never", ""),
            &entry("PUT", "Patient?gender=female", patient)]).unwrap();
        let kept = |at: usize| match &came[at] {
            Done::Kept(received) => received.clone(),
            Done::Deleted(_) => panic!("{at} was kept"),
        };
        assert!(matches!(&came[2], Done::Deleted(Some(entry)) if entry.deleted));
        assert!(matches!(&came[3], Done::Deleted(None)));
        let text = |at: usize| String::from_utf8(now(city, &kept(at)).body).unwrap();
        let (first, whose) = (kept(0).reference(), kept(4).reference());
        assert_eq!(text(0).matches(r#""reference":"Observation/two""#).count(), 1, "{}", text(0));
        assert!(text(0).contains(r#"<a href=\"Observation/two\">"#), "{}", text(0));
        assert!(text(1).contains(&first) && text(1).contains(&whose), "{}", text(1));
        assert!(text(1).contains(r#""url":"https://lab.example/fhir/Patient/p","valueUri":"Observation/two""#), "{}", text(1));
        for at in [0, 1] {
            assert_eq!(now(city, &kept(at)).patient, Some(kept(4).key.entry), "beside their patient");
            assert_eq!(kept(at).key.bucket, kept(4).key.bucket);
        }
        assert!(crate::check(&city.store, |_| ()).unwrap().is_clean());
    }

    fn two_entries_about_one_thing_are_refused_and_nothing_is_kept(city) {
        let lab = partner(city, "lab-one");
        send(city, lab, &[ASHA]).unwrap();
        let find_it = format!(r#""resource":{NINE},"#);
        let found = format!(r#"{{{find_it}"request":{{"method":"POST","url":"Patient","ifNoneExist":"{BY_NUMBER}"}}}}"#);
        let by_number = format!("Patient?{BY_NUMBER}");
        for twice in [
            [entry("PUT", &by_number, &find_it), entry("DELETE", &by_number, "")],
            [entry("DELETE", &by_number, ""), found.clone()],
            [entry("PUT", &by_number, &find_it), entry("PUT", &by_number, &find_it)],
        ] {
            assert_eq!(code(done(city, lab, &[&twice[0], &twice[1]])), "REC-022", "{twice:?}");
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM record_history"), 0, "nothing of it is kept");
        let both = done(city, lab, &[&found, &found]).unwrap();
        assert_eq!(both.len(), 2, "two may find the same");
    }
}

city_tests! { busy City;
    fn sixty_four_who_ask_for_the_same_at_once_create_it_once(city) {
        let lab = partner(city, "lab-one");
        let spellings = [BY_NUMBER, "identifier=https://mrn.example|9"];
        let created = thread::scope(|scope| {
            let each = |at: usize| {
                let criteria = spellings[at % 2];
                scope.spawn(move || {
                    if at % 4 < 2 {
                        let body = body(NINE);
                        city.write(move |tx| receive::create(tx, lab, &body, Some(criteria)))
                    } else {
                        upsert(city, lab, criteria, (NINE, Before::Anything))
                    }
                })
            };
            let writers: Vec<_> = (0..64).map(each).collect();
            let came = writers.into_iter().map(|writer| writer.join().unwrap().unwrap().written);
            came.filter(|written| *written == Written::Created).count()
        });
        assert_eq!(created, 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 1);
    }

    fn of_many_who_want_to_be_the_first_under_an_id_one_is(city) {
        let lab = partner(city, "lab-one");
        let firsts = thread::scope(|scope| {
            let each = |at: usize| scope.spawn(move || {
                let text = with_id("a").replacen('{', &format!(r#"{{"language":"x-{at}","#), 1);
                let (body, aim) = (body(&text), Aim::Id("a".to_owned()));
                city.write(move |tx| receive::update_where(tx, lab, &aim, (&body, Before::Nothing))).is_ok()
            });
            let writers: Vec<_> = (0..16).map(each).collect();
            writers.into_iter().filter_map(|writer| writer.join().ok()).filter(|first| *first).count()
        });
        assert_eq!(firsts, 1);
    }
}
