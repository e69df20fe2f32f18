//! What others say of a person warns like what was noted here.

use crate::allergies;
use crate::allergies::model::{Known, NewAllergy};
use crate::allergies::words::shown;
use crate::formulary;
use crate::prescribing::rules::allergic::{Allergen, touched};
use crate::trial_day::Day;
use nabz_fhir::Body;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::actions::{self, AdoptPatient, LinkPersons};
use nabz_record::{receive, source};
use nabz_testkit::city_tests;
use nabz_web::Language;
use serde_json::{Value, json};

impl Day {
    /// What a partner sends.
    fn sends(&self, body: &Value) -> uuid::Uuid {
        let body = Body::parse(serde_json::to_vec(body).unwrap()).unwrap();
        let sent = self.write(move |tx| {
            let source = source::register(tx, "lab-one")?;
            receive::create(tx, source, &body, None)
        });
        sent.unwrap().key.entry
    }

    /// Somebody whom only a partner knows, and their Patient there.
    fn adopts(&self, name: &str) -> (PersonId, String) {
        let patient = json!({"resourceType": "Patient", "name": [{"text": name}]});
        let patient = self.sends(&patient);
        let permit = self.permit::<AdoptPatient>();
        let made = self.write(move |tx| actions::adopt(tx, &permit, patient)).unwrap().unwrap();
        (made.person, format!("Patient/{patient}"))
    }

    /// A partner says that somebody is allergic; `more` is what else it says.
    fn hears(&self, of: &str, substance: &str, more: Value) {
        let mut body = json!({
            "resourceType": "AllergyIntolerance",
            "patient": {"reference": of},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": substance}]},
        });
        let Value::Object(more) = more else { panic!("more is an object") };
        body.as_object_mut().unwrap().extend(more);
        self.sends(&body);
    }

    fn notes(&self, person: PersonId, substance: &str) {
        let permit = self.permit::<allergies::actions::NoteAllergy>();
        let (reaction, substance) = ("rash".to_owned(), substance.to_owned());
        let asked = NewAllergy { person, substance, reaction, severe: true };
        let note = move |tx: &mut nabz_store::Tx<'_>| {
            allergies::actions::note_allergy(tx, &permit, &asked).map(drop)
        };
        self.write(note).unwrap();
    }

    fn known(&self, person: PersonId) -> Vec<Known> {
        self.read(move |tx| allergies::of(tx, person))
    }
}

fn keys(known: &[Known]) -> Vec<&str> {
    known.iter().map(|one| one.substance.key.as_str()).collect()
}

city_tests! { Day;
    fn what_a_partner_says_warns_with_its_source(day) {
        let (person, there) = day.adopts("Liz Conn");
        day.hears(&there, "Allergy to penicillin (disorder)", json!({
            "criticality": "high",
            "reaction": [{"manifestation": [{"text": "hives"}]}],
        }));
        let known = day.known(person);
        assert_eq!(keys(&known), ["penicillin"]);
        assert_eq!((known[0].id, known[0].severe), (None, true));
        let amoxicillin = day.read(|tx| formulary::medicine_by_code(tx, "AMOX-500-CAP")).unwrap();
        assert!(touched(&[Allergen::from("penicillin")], &amoxicillin).is_some());
        let said = shown(known, Language::English);
        assert_eq!(said, [("Penicillin".to_owned(), "hives · from lab-one".to_owned())]);
    }

    fn what_a_partner_took_back_warns_nobody(day) {
        let (person, there) = day.adopts("Liz Conn");
        let status = |of: &str, code: &str| json!({of: {"coding": [{"code": code}]}});
        day.hears(&there, "Latex", status("verificationStatus", "refuted"));
        day.hears(&there, "Egg", status("verificationStatus", "entered-in-error"));
        day.hears(&there, "Aspirin", status("clinicalStatus", "resolved"));
        day.hears(&there, "Peanut", status("clinicalStatus", "active"));
        assert_eq!(keys(&day.known(person)), ["peanut"]);
    }

    fn one_substance_is_said_once_and_by_us_where_we_know_it(day) {
        let (person, there) = day.adopts("Liz Conn");
        day.hears(&there, "Penicillin allergy", json!({}));
        day.notes(person, "पेनिसिलिन");
        let known = day.known(person);
        assert_eq!((keys(&known), known[0].source.clone()), (vec!["penicillin"], None));
        assert!(known[0].id.is_some());
    }

    fn whoever_was_linked_is_warned_of_in_both_registrations(day) {
        let (first, second) = (day.register("Sunita Devi", 42), day.register("Sunita", 41));
        day.notes(first, "Penicillin");
        let (third, there) = day.adopts("Sunita D");
        day.hears(&there, "Sulfa", json!({}));
        assert!(day.known(second).is_empty());
        for other in [second, third] {
            let permit = day.permit::<LinkPersons>();
            let link = move |tx: &mut nabz_store::Tx<'_>| {
                actions::link(tx, &permit, other, first, ("the same papers", false))
            };
            day.write(link).unwrap();
        }
        for one in [first, second, third] {
            assert_eq!(keys(&day.known(one)), ["penicillin", "sulfonamide"]);
        }
    }
}
