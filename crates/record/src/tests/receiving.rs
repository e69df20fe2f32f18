//! Receiving: what others say is kept as they said it, once, and is theirs alone.

use super::{City, code, patient, person};
use crate::receive::{self, Done, Received};
use crate::{Entry, SourceId, Written, read, source};
use nabz_fhir::bundle::{Item, transaction};
use nabz_fhir::{Body, ResourceType};
use nabz_store::Stop;
use nabz_testkit::city_tests;
use std::thread;

pub(super) fn body(text: &str) -> Body {
    Body::parse(text.as_bytes().to_vec()).unwrap()
}

fn bundle(entries: &[&str]) -> Vec<Item> {
    let text = format!(
        r#"{{"resourceType":"Bundle","type":"transaction","entry":[{}]}}"#,
        entries.join(",")
    );
    transaction(text.as_bytes()).unwrap()
}

pub(super) const ASHA: &str = r#"{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","id":"x",
    "name":[{"family":"Sharma"}], "identifier":[{"system":"https://mrn.example","value":"9"}]},
    "request":{"method":"POST","url":"Patient"}}"#;
pub(super) const VISIT: &str = r#"{"fullUrl":"urn:uuid:v","resource":{"resourceType":"Encounter",
    "status":"finished", "class":{"code":"AMB"},"subject":{"reference":"urn:uuid:a"},"length":{"value":1.50}},
    "request":{"method":"POST","url":"Encounter"}}"#;

pub(super) fn partner(city: &City, name: &'static str) -> SourceId {
    city.write(move |tx| source::register(tx, name)).unwrap()
}

pub(super) fn send(city: &City, from: SourceId, entries: &[&str]) -> Result<Vec<Received>, Stop> {
    let kept = |one| match one {
        Done::Kept(received) => Some(received),
        Done::Deleted(_) => None,
    };
    Ok(done(city, from, entries)?.into_iter().filter_map(kept).collect())
}

pub(super) fn done(city: &City, from: SourceId, entries: &[&str]) -> Result<Vec<Done>, Stop> {
    let items = bundle(entries);
    city.write(move |tx| receive::transaction(tx, from, &items))
}

pub(super) fn put(
    city: &City,
    from: SourceId,
    id: &'static str,
    text: &str,
) -> Result<Received, Stop> {
    let body = body(text);
    city.write(move |tx| receive::update(tx, from, id, &body, None))
}

pub(super) fn now(city: &City, received: &Received) -> Entry {
    let key = received.key;
    city.read(move |view| read::at(view, key)).unwrap()
}

city_tests! { City;
    fn a_bundle_is_kept_as_it_was_sent_with_its_references_resolved(city) {
        let lab = partner(city, "lab-one");
        let kept = send(city, lab, &[VISIT, ASHA]).unwrap();
        let visit = now(city, &kept[0]);
        let text = String::from_utf8(visit.body.clone()).unwrap();
        assert!(text.contains(&format!(r#""reference":"Patient/{}""#, kept[1].id)), "{text}");
        assert!(text.ends_with(r#""length":{"value":1.50}}"#), "{text}");
        assert!(text.contains(r#""source":"https://nabz.example/fhir/source/lab-one""#));
        assert_eq!(visit.patient, Some(kept[1].key.entry));
        assert_eq!(visit.key.bucket, kept[1].key.bucket, "a visit lives beside its patient");
        assert_eq!(city.count("SELECT COUNT(*) FROM record_original"), 1);
    }

    fn the_same_bundle_again_adds_nothing(city) {
        let lab = partner(city, "lab-one");
        let first = send(city, lab, &[ASHA, VISIT]).unwrap();
        let again = send(city, lab, &[ASHA, VISIT]).unwrap();
        assert!(again.iter().all(|r| r.written == Written::Unchanged { version: 1 }));
        let ids = |received: &[Received]| received.iter().map(Received::reference).collect::<Vec<_>>();
        assert_eq!(ids(&first), ids(&again));
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 2);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_history"), 0);
        let other = partner(city, "lab-two");
        send(city, other, &[ASHA]).unwrap();
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 3, "another source says its own");
    }

    fn what_is_sent_again_and_says_more_is_a_newer_version(city) {
        let lab = partner(city, "lab-one");
        let first = send(city, lab, &[ASHA, VISIT]).unwrap();
        let later = VISIT.replace("1.50", "1.75");
        let again = send(city, lab, &[ASHA, &later]).unwrap();
        let written: Vec<_> = again.iter().map(|r| r.written).collect();
        assert_eq!(written, [Written::Unchanged { version: 1 }, Written::Superseded { version: 2 }]);
        assert_eq!(again[1].reference(), first[1].reference());
        let text = String::from_utf8(now(city, &again[1]).body).unwrap();
        assert!(text.contains(r#""length":{"value":1.75}"#), "{text}");
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 2);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_original"), 2, "each as it was sent");
    }

    fn an_old_bundle_that_is_sent_again_undoes_nothing(city) {
        let lab = partner(city, "lab-one");
        send(city, lab, &[ASHA, VISIT]).unwrap();
        send(city, lab, &[ASHA, &VISIT.replace("1.50", "1.75")]).unwrap();
        let again = send(city, lab, &[ASHA, VISIT]).unwrap();
        assert_eq!(again[1].written, Written::Unchanged { version: 2 });
        assert!(String::from_utf8(now(city, &again[1]).body).unwrap().contains("1.75"));
        assert_eq!(city.count("SELECT COUNT(*) FROM record_history"), 1);
    }

    fn what_was_deleted_and_is_sent_again_stands_again(city) {
        let lab = partner(city, "lab-one");
        let first = send(city, lab, &[ASHA]).unwrap();
        let id = first[0].id.clone();
        city.write(move |tx| receive::delete(tx, lab, ResourceType::PATIENT, &id)).unwrap();
        let again = send(city, lab, &[ASHA]).unwrap();
        assert_eq!(again[0].written, Written::Superseded { version: 3 });
        assert!(!now(city, &again[0]).deleted);
    }

    fn what_is_said_of_somebody_who_is_sent_later_lies_in_their_compartment(city) {
        let (lab, clinic) = (partner(city, "lab-one"), partner(city, "clinic"));
        let seen = r#"{"resourceType":"Observation","id":"o","status":"final","code":{"text":"Hb"},
            "subject":{"reference":"Patient/late"}}"#;
        let early = put(city, lab, "o", seen).unwrap();
        let late = put(city, clinic, "late", r#"{"resourceType":"Patient","id":"late"}"#).unwrap();
        let found = now(city, &early);
        assert_eq!(found.patient, Some(late.key.entry));
        assert_eq!(found.key.bucket, late.key.bucket);
        let patient = late.key.entry;
        assert_eq!(city.read(move |view| read::chart(view, patient)).len(), 2);
        assert!(crate::check(&city.store, |_| ()).unwrap().is_clean());
    }

    fn a_bundle_may_name_what_comes_further_down_in_it(city) {
        let lab = partner(city, "lab-one");
        let who = r#"{"fullUrl":"urn:uuid:p","resource":{"resourceType":"Provenance",
            "target":[{"reference":"urn:uuid:v"},{"reference":"urn:uuid:a"}]},
            "request":{"method":"POST","url":"Provenance"}}"#;
        let kept = send(city, lab, &[who, VISIT, ASHA]).unwrap();
        assert_eq!(now(city, &kept[0]).patient, Some(kept[2].key.entry));
    }

    fn only_the_source_of_an_entry_changes_it(city) {
        let (one, two) = (partner(city, "lab-one"), partner(city, "lab-two"));
        let text = r#"{"resourceType":"Patient","id":"pat-1","active":true}"#;
        assert_eq!(put(city, one, "pat-1", text).unwrap().written, Written::Created);
        assert_eq!(code(put(city, two, "pat-1", text)), "REC-005");
        let deleted = city.write(move |tx| receive::delete(tx, two, ResourceType::PATIENT, "pat-1"));
        assert_eq!(code(deleted), "REC-001");
        let asha = person(7);
        city.publish(&patient(asha, "Sharma"));
        let ours: &'static str = Box::leak(asha.to_string().into_boxed_str());
        assert_eq!(code(put(city, one, ours, text)), "REC-005");
    }

    fn an_id_that_a_partner_chose_is_found_again(city) {
        let one = partner(city, "lab-one");
        put(city, one, "pat-1", r#"{"resourceType":"Patient","id":"pat-1"}"#).unwrap();
        let visit = r#"{"resourceType":"Encounter","id":"v.1","status":"planned","class":{"code":"AMB"},
            "subject":{"reference":"Patient/pat-1"}}"#;
        let kept = put(city, one, "v.1", visit).unwrap();
        let found = city.read(|view| read::read(view, ResourceType::ENCOUNTER, "v.1")).unwrap();
        assert_eq!(found.key, kept.key);
        assert!(found.patient.is_some());
        assert!(String::from_utf8(found.body).unwrap().contains(r#""id":"v.1""#));
        let kept = put(city, one, "v.1", &visit.replace("planned", "arrived")).unwrap();
        assert_eq!(kept.written, Written::Superseded { version: 2 });
    }

    fn a_deleted_entry_is_gone_from_every_index_and_keeps_its_versions(city) {
        let one = partner(city, "lab-one");
        put(city, one, "pat-1", r#"{"resourceType":"Patient","id":"pat-1","gender":"female"}"#).unwrap();
        let gone = city.write(move |tx| receive::delete(tx, one, ResourceType::PATIENT, "pat-1"));
        assert!(gone.unwrap().unwrap().deleted);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_token"), 0);
        let versions = city.read(|view| read::history(view, ResourceType::PATIENT, "pat-1", None, 9));
        assert_eq!(versions.iter().map(|v| v.deleted).collect::<Vec<_>>(), [true, false]);
        let back = put(city, one, "pat-1", r#"{"resourceType":"Patient","id":"pat-1","gender":"female"}"#);
        assert_eq!(back.unwrap().written, Written::Superseded { version: 3 });
        let rows = city.count("SELECT COUNT(*) FROM record_token");
        assert_eq!(rows, 3, "its gender, that it has not died, and whose it is");
    }

    fn a_conditional_create_finds_what_is_there_and_refuses_to_guess(city) {
        let one = partner(city, "lab-one");
        let text = r#"{"resourceType":"Patient","identifier":[{"system":"https://mrn.example","value":"9"}]}"#;
        let create = |criteria: &'static str| {
            let body = body(text);
            city.write(move |tx| receive::create(tx, one, &body, Some(criteria)))
        };
        let criteria = "identifier=https%3A%2F%2Fmrn.example%7C9";
        let first = create(criteria).unwrap();
        let second = create(criteria).unwrap();
        assert_eq!((first.written, second.written), (Written::Created, Written::Unchanged { version: 1 }));
        assert_eq!(first.id, second.id);
        assert_eq!(code(create("colour=red")), "REC-008");
        assert_eq!(code(create("")), "REC-008");
        create("identifier=nothing").unwrap();
        assert_eq!(code(create(criteria)), "REC-007");
    }

    fn a_conditional_reference_points_to_the_one_that_fits(city) {
        let one = partner(city, "lab-one");
        let kept = send(city, one, &[ASHA]).unwrap();
        let visit = VISIT.replace("urn:uuid:a", "Patient?identifier=https://mrn.example|9");
        let sent = send(city, one, &[&visit]).unwrap();
        assert_eq!(now(city, &sent[0]).patient, Some(kept[0].key.entry));
        let lost = VISIT.replace("urn:uuid:a", "Patient?identifier=none").replace("uuid:v", "uuid:w");
        assert_eq!(code(send(city, one, &[&lost])), "REC-006");
        let stray = VISIT.replace("urn:uuid:a", "urn:uuid:nobody").replace("uuid:v", "uuid:w");
        assert_eq!(code(send(city, one, &[&stray])), "REC-006");
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 2, "nothing of a refused bundle is kept");
    }

    fn a_change_to_a_version_that_moved_on_is_refused(city) {
        let one = partner(city, "lab-one");
        put(city, one, "p", r#"{"resourceType":"Patient","id":"p"}"#).unwrap();
        put(city, one, "p", r#"{"resourceType":"Patient","id":"p","active":true}"#).unwrap();
        let stale = body(r#"{"resourceType":"Patient","id":"p","active":false}"#);
        let refused = city.write(move |tx| receive::update(tx, one, "p", &stale, Some(1)));
        assert_eq!(code(refused), "REC-002");
    }

    fn a_name_of_a_source_fits_into_a_url(city) {
        for wrong in ["", "a", "Lab", "lab one", "लैब", "x/y"] {
            assert_eq!(code(city.write(move |tx| source::register(tx, wrong))), "REC-004");
        }
        assert_eq!(partner(city, "lab-one"), partner(city, "lab-one"));
        assert_ne!(partner(city, "lab-one"), SourceId::NABZ);
        assert_eq!(city.write(|tx| source::register(tx, "nabz")).unwrap(), SourceId::NABZ);
    }
}

city_tests! { busy City;
    fn sixteen_importers_of_one_bundle_add_it_once(city) {
        let lab = partner(city, "lab-one");
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| send(city, lab, &[ASHA, VISIT]).unwrap());
            }
        });
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 2);
    }
}
