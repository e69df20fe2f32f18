//! What whoever waits for a message relies on, as sentences, on both engines.

mod codes;
mod pages;

use super::actions::{self, RetryMessage};
use super::model::{MessageId, MessageKind, MessageState, MessagesAsked, Outgoing, Sms, WhyFailed};
use super::{Gateway, Outlet, handlers, rules, store};
use nabz_access::Permit;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{Jobs, Stop, Store};
use nabz_testkit::{TestCity, city_test};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);
const EVERYTHING: MessagesAsked = MessagesAsked { failed: false, before: None };

/// A gateway that remembers what it carried, and is out of order for the first few.
#[derive(Default)]
struct Carrier {
    carried: Mutex<Vec<(MessageId, String)>>,
    faults_left: Mutex<u32>,
    /// The power goes right after it has carried something.
    power_cuts_left: Mutex<u32>,
}

impl Carrier {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    fn carried(&self) -> Vec<(MessageId, String)> {
        self.carried.lock().unwrap().clone()
    }
}

fn counted_down(left: &Mutex<u32>) -> bool {
    let mut left = left.lock().unwrap();
    let is_some = *left > 0;
    *left = left.saturating_sub(1);
    is_some
}

impl Gateway for Carrier {
    fn carry(&self, sms: &Sms, text: &str) -> io::Result<()> {
        if counted_down(&self.faults_left) {
            return Err(io::Error::other("the line is dead"));
        }
        self.carried.lock().unwrap().push((sms.id, text.to_owned()));
        assert!(!counted_down(&self.power_cuts_left), "the power went");
        Ok(())
    }
}

/// Does what is due, as a program does that was just started.
fn work(store: &Store, gateway: Arc<dyn Gateway>) -> usize {
    Arc::new(handlers(Jobs::new(), gateway)).run_due(store).unwrap()
}

fn phone(number: usize) -> Mobile {
    Mobile::parse(&format!("00000{number:05}")).unwrap()
}

fn letter(kind: MessageKind) -> Outgoing {
    Outgoing { to: phone(4321), kind, text: "Your card.".into(), language: Language::English }
}

fn send(city: &TestCity, kind: MessageKind) -> MessageId {
    city.write(move |tx| actions::send(tx, &letter(kind))).unwrap()
}

fn retry(city: &TestCity, id: MessageId) -> Result<(), Stop> {
    let permit: Permit<RetryMessage> = Permit::trial(city.staff, city.facility);
    city.write(move |tx| actions::retry(tx, &permit, id))
}

fn sms(city: &TestCity, id: MessageId) -> Sms {
    city.read(move |view| store::sms(view, id)).unwrap().unwrap()
}

fn messages(city: &TestCity) -> Vec<Sms> {
    city.read(|view| store::messages(view, &EVERYTHING)).unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[city_test]
fn a_message_is_kept_or_lost_with_what_it_tells_of(city: &mut TestCity) {
    let lost: Result<(), Stop> = city.write(|tx| {
        actions::send(tx, &letter(MessageKind::CardReady))?;
        Err(Refused::plain("CRD-001").into())
    });
    assert!(lost.is_err());
    let carrier = Carrier::new();
    assert_eq!(work(&city.store, carrier.clone()), 0);
    let kept = send(city, MessageKind::CardReady);
    assert_eq!(messages(city), [sms(city, kept)]);
    assert_eq!(work(&city.store, carrier.clone()), 1);
    assert_eq!(carrier.carried(), [(kept, "Your card.".to_owned())]);
}

#[city_test]
fn a_message_waits_for_a_program_that_was_started_again_and_goes_out_once(city: &mut TestCity) {
    let id = send(city, MessageKind::Applied);
    assert_eq!(sms(city, id).state, MessageState::Queued);
    city.pass(HOUR);
    let carrier = Carrier::new();
    assert_eq!(work(&city.store, carrier.clone()), 1);
    assert_eq!(work(&city.store, carrier.clone()), 0);
    assert_eq!(carrier.carried().len(), 1);
    let sent = sms(city, id);
    assert_eq!((sent.state, sent.tries), (MessageState::Sent { at: city.now() }, 1));
}

#[city_test]
fn a_crash_after_the_gateway_took_it_sends_it_again_under_the_same_id(city: &mut TestCity) {
    let (id, carrier) = (send(city, MessageKind::CardSent), Carrier::new());
    *carrier.power_cuts_left.lock().unwrap() = 1;
    assert_eq!(work(&city.store, carrier.clone()), 0);
    assert_eq!(sms(city, id).state, MessageState::Queued);
    city.pass(HOUR);
    assert_eq!(work(&city.store, carrier.clone()), 1);
    let ids: Vec<MessageId> = carrier.carried().iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [id, id]);
    assert!(matches!(sms(city, id).state, MessageState::Sent { .. }));
}

#[city_test]
fn a_gateway_that_is_out_of_order_is_asked_again_and_then_a_person_is(city: &mut TestCity) {
    let (id, carrier) = (send(city, MessageKind::CardReady), Carrier::new());
    *carrier.faults_left.lock().unwrap() = rules::SENDING_TRIES_MAX;
    for tried in 1..rules::SENDING_TRIES_MAX {
        assert_eq!(work(&city.store, carrier.clone()), 0);
        let waits = sms(city, id);
        assert_eq!((waits.state, waits.tries), (MessageState::Queued, tried));
        assert_eq!(code(retry(city, id)), "MSG-002");
        city.pass(HOUR);
    }
    assert_eq!(work(&city.store, carrier.clone()), 1, "the last time it is done with");
    let why = WhyFailed::Gateway;
    assert_eq!(sms(city, id).state, MessageState::Failed { at: city.now(), why });
    let failed = MessagesAsked { failed: true, ..EVERYTHING };
    let listed = city.read(move |view| store::messages(view, &failed)).unwrap();
    assert_eq!(listed, [sms(city, id)]);
    city.pass(HOUR);
    assert_eq!(work(&city.store, carrier.clone()), 0);
    retry(city, id).unwrap();
    assert_eq!(code(retry(city, id)), "MSG-002");
    assert_eq!(work(&city.store, carrier.clone()), 1);
    assert!(matches!(sms(city, id).state, MessageState::Sent { .. }));
    assert_eq!(carrier.carried().len(), 1);
    assert_eq!(code(retry(city, MessageId::draw(city.now()))), "MSG-001");
}

#[city_test]
fn a_reminder_that_is_written_at_night_goes_out_in_the_morning(city: &mut TestCity) {
    city.pass(HOUR * 14);
    let id = send(city, MessageKind::CardExpires);
    let carrier = Carrier::new();
    assert_eq!(work(&city.store, carrier.clone()), 0);
    city.pass(HOUR * 10);
    assert_eq!(work(&city.store, carrier.clone()), 1);
    assert_eq!(sms(city, id).due_at, city.now());
}

#[city_test]
fn an_operator_s_gateway_finds_a_line_for_each_message(city: &mut TestCity) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sms.jsonl");
    let id = send(city, MessageKind::CardReady);
    assert_eq!(work(&city.store, Outlet::File(path.clone()).gateway()), 1);
    let text = std::fs::read_to_string(&path).unwrap();
    let line: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
    let expected = serde_json::json!({
        "id": id.to_string(), "to": "+910000004321", "kind": "card-ready", "language": "en",
        "text": "Your card.", "written_at": "2026-11-23T03:30:00Z",
    });
    assert_eq!((line, text.lines().count()), (expected, 1));
    let nowhere = Outlet::File(folder.path().join("gone").join("sms.jsonl"));
    let unsent = send(city, MessageKind::CardReady);
    assert_eq!(work(&city.store, nowhere.gateway()), 0);
    assert_eq!(sms(city, unsent).state, MessageState::Queued);
}

#[city_test]
fn a_message_without_words_or_with_a_code_of_its_own_is_a_fault(city: &mut TestCity) {
    for wrong in [
        Outgoing { text: String::new(), ..letter(MessageKind::Applied) },
        Outgoing { text: "x".repeat(2_000), ..letter(MessageKind::Applied) },
        letter(MessageKind::Code),
    ] {
        let sent = city.write(move |tx| actions::send(tx, &wrong));
        assert!(matches!(sent, Err(Stop::Fault(_))));
    }
    assert!(messages(city).is_empty());
}

#[city_test]
fn what_is_old_is_taken_away(city: &mut TestCity) {
    let old = send(city, MessageKind::CardReady);
    city.pass(HOUR * 24 * 89);
    let young = send(city, MessageKind::CardReady);
    city.write(actions::forget).unwrap();
    assert_eq!(messages(city).len(), 2);
    city.pass(HOUR * 24 + SECOND);
    city.write(actions::forget).unwrap();
    assert_eq!(messages(city), [sms(city, young)]);
    assert_eq!(city.read(move |view| store::sms(view, old)).unwrap(), None);
}
