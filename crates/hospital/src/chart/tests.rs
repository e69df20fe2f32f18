//! What is marked as sensitive in a history, and who reads it.

mod parted;

use super::history::{Chosen, History};
use crate::trial_day::Day;
use nabz_access::Why;
use nabz_fhir::{Body, systems};
use nabz_kernel::ids::PersonId;
use nabz_people::consent::actions::RecordConsent;
use nabz_people::consent::model::{Purpose, Sensitive, Wish};
use nabz_people::consent::trial::{asked, told_and_asked};
use nabz_people::registry::actions::{AdoptPatient, adopt};
use nabz_record::{receive, source};
use nabz_testkit::city_tests;
use nabz_web::Language;
use serde_json::{Value, json};
use uuid::Uuid;

const DISEASE: &str = "HIV disease";

/// What a partner sends.
fn sent(day: &Day, body: &Value) -> Uuid {
    let body = Body::parse(serde_json::to_vec(body).unwrap()).unwrap();
    let received = day.write(move |tx| {
        let source = source::register(tx, "lab-one")?;
        receive::create(tx, source, &body, None)
    });
    received.unwrap().key.entry
}

/// Somebody whom a partner knows, and their Patient there.
fn known(day: &Day) -> (PersonId, Uuid) {
    let patient = sent(day, &json!({"resourceType": "Patient", "name": [{"text": "Liz Conn"}]}));
    let permit = day.permit::<AdoptPatient>();
    let made = day.write(move |tx| adopt(tx, &permit, patient)).unwrap().unwrap();
    (made.person, patient)
}

/// Somebody whom a partner knows, with a diagnosis that the partner has marked.
fn marked(day: &Day) -> PersonId {
    let (person, patient) = known(day);
    let label = json!({"system": systems::ACT_CODE, "code": "HIV"});
    let condition = json!({
        "resourceType": "Condition",
        "meta": {"security": [label]},
        "subject": {"reference": format!("Patient/{patient}")},
        "code": {"text": DISEASE},
    });
    sent(day, &condition);
    person
}

fn says(day: &Day, person: PersonId, (wish, seen): (Wish, u32)) {
    let permit = day.permit::<RecordConsent>();
    let asked = asked(person, (Purpose::RecordSharing, wish, seen));
    day.write(move |tx| told_and_asked(tx, &permit, &asked)).unwrap();
}

fn history(day: &Day, person: PersonId, why: Why) -> History {
    day.read(move |view| History::of(view, (person, why), &Chosen::default(), Language::English))
}

/// What a reader is shown; `None` for what stays masked.
fn shown(day: &Day, person: PersonId, why: Why) -> Vec<Option<String>> {
    let history = history(day, person, why);
    let items = history.days.iter().flat_map(|day| &day.items);
    items.map(|item| item.title.written().map(str::to_owned)).collect()
}

city_tests! { Day;
    fn what_is_marked_is_read_by_whoever_treats_and_by_others_when_it_is_shared(day) {
        let (person, id) = (marked(day), Uuid::from_u128(7));
        let open = [Some(DISEASE.to_owned())];
        for treating in [Why::Visit(id), Why::Dispensing(id), Why::BreakGlass(id)] {
            assert_eq!(shown(day, person, treating), open, "{treating:?}");
        }
        let keeping = Why::Record(id);
        assert_eq!(shown(day, person, keeping), [None]);
        says(day, person, (Wish::Yes { shares: Vec::new() }, 0));
        assert_eq!(shown(day, person, keeping), [None], "it was not named");
        says(day, person, (Wish::Yes { shares: vec![Sensitive::Hiv] }, 1));
        assert_eq!(shown(day, person, keeping), open);
        says(day, person, (Wish::No, 2));
        assert_eq!(shown(day, person, keeping), [None]);
        assert_eq!(shown(day, person, Why::Visit(id)), open, "care asks for no consent");
    }

    fn what_a_partner_left_unmarked_is_masked_by_its_code_and_no_reading_that_is_marked_is_drawn(day) {
        let ((person, patient), id) = (known(day), Uuid::from_u128(7));
        let subject = json!({"reference": format!("Patient/{patient}")});
        let coding = json!({"system": systems::ICD_10, "code": "F32.1"});
        let code = json!({"coding": [coding], "text": "Low since May"});
        sent(day, &json!({"resourceType": "Condition", "subject": subject, "code": code}));
        for (on, weight) in [("2026-10-01", 64), ("2026-11-01", 61)] {
            let label = json!({"system": systems::ACT_CODE, "code": "PSY"});
            sent(day, &json!({
                "resourceType": "Observation",
                "meta": {"security": [label]},
                "status": "final",
                "subject": subject,
                "effectiveDateTime": on,
                "code": {"coding": [{"system": systems::LOINC, "code": "29463-7"}]},
                "valueQuantity": {"value": weight, "unit": "kg", "code": "kg"},
            }));
        }
        let treating = history(day, person, Why::Visit(id));
        assert_eq!(treating.trends.len(), 1);
        assert!(treating.days.iter().all(|one| one.partner.is_some()));
        let keeping = history(day, person, Why::Record(id));
        assert!(keeping.trends.is_empty());
        assert!(keeping.days.iter().all(|one| one.partner.is_none() && one.place.is_empty()));
        assert_eq!(shown(day, person, Why::Record(id)), [None, None, None]);
    }
}
