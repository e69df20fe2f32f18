//! What clinicians hold against what others say, over both engines: the entry stays as it was, the
//! dispute stands beside it, and nothing warns by it.

mod pages;

use super::actions::{DisputeEntry, WithdrawDispute, raise, withdraw};
use super::model::{Dispute, Ground, NewDispute};
use super::standing;
use crate::allergies;
use crate::chart::history::{Chosen, History};
use crate::trial_day::{Day, code};
use nabz_access::{Holder, Why, relate};
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::actions::{AdoptPatient, adopt};
use nabz_record::{Key, read, receive, source};
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use nabz_web::Language;
use nabz_web::messages::say;
use serde_json::{Value, json};
use uuid::Uuid;

const NEXT_YEAR: Instant = Instant::from_microseconds(1_820_000_000_000_000);

/// Somebody whom a partner knows, an allergy that the partner tells of, and the doctor's reason.
struct Told {
    person: PersonId,
    allergy: Key,
}

fn sent(day: &Day, body: &Value) -> Key {
    let body = Body::parse(serde_json::to_vec(body).unwrap()).unwrap();
    let received = day.write(move |tx| {
        let source = source::register(tx, "lab-one")?;
        receive::create(tx, source, &body, None)
    });
    received.unwrap().key
}

fn tells(day: &Day, more: &Value) -> Told {
    let patient = json!({"resourceType": "Patient", "name": [{"text": "Liz Conn"}]});
    let patient = sent(day, &patient).entry;
    let permit = day.permit::<AdoptPatient>();
    let person = day.write(move |tx| adopt(tx, &permit, patient)).unwrap().unwrap().person;
    let mut allergy = json!({
        "resourceType": "AllergyIntolerance",
        "patient": {"reference": format!("Patient/{patient}")},
        "code": {"text": "Penicillin"},
        "criticality": "high",
    });
    allergy.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Told { person, allergy: sent(day, &allergy) }
}

/// The partner changes what it said.
fn says_anew(day: &Day, allergy: Key) {
    let mut said = body(day, allergy);
    said["criticality"] = json!("low");
    let (id, said) = (allergy.entry.to_string(), Body::parse(said.to_string().into()).unwrap());
    let changed = day.write(move |tx| {
        let source = source::register(tx, "lab-one")?;
        receive::update(tx, source, &id, &said, None)
    });
    assert_eq!(changed.unwrap().written.version(), 2);
}

fn treats(day: &Day, person: PersonId) {
    let (doctor, why) = (Holder::Staff(day.doctor), Why::Visit(Uuid::from_u128(1)));
    day.write(move |tx| relate(tx, doctor, person, why, NEXT_YEAR)).unwrap();
}

fn asked(told: &Told, ground: &str) -> NewDispute {
    NewDispute {
        person: told.person,
        of: told.allergy.of.name().to_owned(),
        id: told.allergy.entry.to_string(),
        ground: ground.to_owned(),
        words: "Took it twice since".to_owned(),
    }
}

fn raised(day: &Day, asked: NewDispute) -> Result<Dispute, Stop> {
    let permit = day.permit::<DisputeEntry>();
    day.write(move |tx| raise(tx, &permit, &asked))
}

fn withdrawn(day: &Day, told: &Told) -> Result<Dispute, Stop> {
    let permit = day.permit::<WithdrawDispute>();
    let (person, id) = (told.person, told.allergy.entry.to_string());
    day.write(move |tx| withdraw(tx, &permit, (person, "AllergyIntolerance", &id)))
}

fn body(day: &Day, key: Key) -> Value {
    let entry = day.read(move |view: &mut Tx<'_>| read::at(view, key)).unwrap();
    serde_json::from_slice(&entry.body).unwrap()
}

/// What the banner shows of allergies.
fn banner(day: &Day, person: PersonId) -> Vec<(String, String)> {
    let why = Some(Why::Visit(Uuid::from_u128(1)));
    let (seen, _) = day.read(move |view| allergies::seen(view, (person, why)));
    allergies::words::shown(seen, Language::English)
}

/// What the chart says beside each line from elsewhere.
fn beside(day: &Day, person: PersonId) -> Vec<Option<String>> {
    let why = Why::Visit(Uuid::from_u128(1));
    let history = day
        .read(move |view| History::of(view, (person, why), &Chosen::default(), Language::English));
    let items = history.days.iter().flat_map(|day| &day.items);
    items.map(|item| item.disputed.as_ref().map(|said| say(said, Language::English))).collect()
}

city_tests! { Day;
    fn what_is_disputed_stays_as_it_is_and_warns_nobody_until_that_is_withdrawn(day) {
        let told = tells(day, &json!({}));
        treats(day, told.person);
        let before = body(day, told.allergy);
        let warns = |day: &Day| { let person = told.person; day.read(move |tx| allergies::of(tx, person)).len() };
        assert_eq!(warns(day), 1);
        let dispute = raised(day, asked(&told, "proved-wrong")).unwrap();
        assert_eq!((dispute.ground, dispute.words.as_str()), (Ground::ProvedWrong, "Took it twice since"));
        assert_eq!(body(day, told.allergy), before, "not a byte of it is ours");
        assert_eq!(warns(day), 0);
        let shown = "from lab-one · disputed".to_owned();
        assert_eq!(banner(day, told.person), [("Penicillin".to_owned(), shown)]);
        assert_eq!(beside(day, told.person), [Some("disputed: proved wrong".to_owned())]);
        let issue = Key::of(ResourceType::named("DetectedIssue").unwrap(), dispute.id.uuid());
        let said = body(day, issue);
        let implicated = format!("AllergyIntolerance/{}", told.allergy.entry);
        assert_eq!((&said["status"], &said["implicated"][0]["reference"]), (&json!("final"), &json!(implicated)));
        assert_eq!(code(raised(day, asked(&told, "outdated"))), "DSP-002");
        withdrawn(day, &told).unwrap();
        assert_eq!((warns(day), beside(day, told.person)), (1, vec![None]));
        assert_eq!(body(day, issue)["status"], "cancelled");
        assert_eq!(code(withdrawn(day, &told)), "DSP-004");
        raised(day, asked(&told, "outdated")).unwrap();
        assert_eq!(warns(day), 0, "it may be disputed again");
        let audited = "SELECT COUNT(*) FROM audit_row WHERE act IN ('disputes.raise', 'disputes.withdraw')";
        assert_eq!(day.count(audited), 3);
    }

    fn nobody_disputes_what_they_may_not_read_or_what_the_city_says_itself(day) {
        let told = tells(day, &json!({}));
        assert_eq!(code(raised(day, asked(&told, "outdated"))), "DSP-001", "they do not treat them");
        let other = day.register("Sunita Devi", 42);
        treats(day, other);
        let elsewhere = NewDispute { person: other, ..asked(&told, "outdated") };
        assert_eq!(code(raised(day, elsewhere)), "DSP-001", "it is on another chart");
        let own = NewDispute { of: "Patient".into(), id: other.to_string(), person: other, ..asked(&told, "outdated") };
        assert_eq!(code(raised(day, own)), "DSP-001", "it is our own");
        treats(day, told.person);
        for (ground, words) in [("other", " "), ("", "so it is"), ("lies", "so it is")] {
            let asked = NewDispute { words: words.into(), ..asked(&told, ground) };
            assert_eq!(code(raised(day, asked)), "DSP-003");
        }
        let person = told.person;
        assert!(day.read(move |view| standing(view, person)).is_empty());
    }

    fn a_dispute_is_as_sensitive_as_what_it_is_about(day) {
        let label = json!({"system": nabz_fhir::systems::ACT_CODE, "code": "HIV"});
        let told = tells(day, &json!({"meta": {"security": [label]}}));
        treats(day, told.person);
        let dispute = raised(day, asked(&told, "another-person")).unwrap();
        let issue = Key::of(ResourceType::named("DetectedIssue").unwrap(), dispute.id.uuid());
        assert_eq!(body(day, issue)["meta"]["security"][0]["code"], "HIV");
    }
}
