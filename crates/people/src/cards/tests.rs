//! What counters, a print shop and checkers rely on, as sentences, on both engines.

mod agreed;
mod expiry;
mod handed;
mod infants;
mod joined;
mod keys;
mod kit;
mod kit_text;
mod log;
mod pages;
mod paper;
mod plastic;
mod posted;
mod press;
mod published;
mod shown;
mod stickers;
mod told;
mod written;

use super::actions::{self, IssueCard};
use super::model::{Card, CardId, CardState, Step};
use super::store;
use crate::registry;
use crate::registry::model::{Details, NewPerson, Sex};
use nabz_access::{Act, Permit};
use nabz_credential::keys::{Kid, MemorySigner, Signer};
use nabz_credential::trust::{IssuerKey, Purpose, TrustList};
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_store::Stop;
use nabz_testkit::{MORNING, TestCity};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

fn permit<A: Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(city.staff, city.facility)
}

/// Somebody else of the same facility.
fn colleague<A: Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(Id::draw(city.now()), city.facility)
}

fn key(name: u8) -> MemorySigner {
    MemorySigner::from_secret(Kid([0x4e, name]), &mut [name; 32]).unwrap()
}

/// The key of the day that signs cards.
fn issuer() -> MemorySigner {
    key(2)
}

/// The key of the day that signs lists.
fn registrar() -> MemorySigner {
    key(3)
}

/// The key of the day that signs copies.
fn copier() -> MemorySigner {
    key(4)
}

/// What the root says of the three.
fn trust() -> TrustList {
    let morning = MORNING.date_in_india();
    let entry = |signer: &MemorySigner, purpose| IssuerKey {
        kid: signer.kid(),
        key: signer.public_key(),
        from: Date::from_days(morning.days() - 30),
        to: Date::from_days(morning.days() + 60),
        purpose,
        revoked_from: None,
    };
    let copies = entry(&copier(), Purpose::Exports);
    let keys = vec![entry(&issuer(), Purpose::Cards), entry(&registrar(), Purpose::Status), copies];
    TrustList::new(1, morning, keys).unwrap()
}

fn aged(name: &str, age: Age) -> Details {
    let birth = Birth::from_age(age, MORNING.date_in_india());
    Details {
        sex: Some(Sex::Female),
        birth: Some(birth.unwrap()),
        ..Details::named(PersonName::of(name).unwrap())
    }
}

/// Somebody on record, who says yes to a card.
fn register(city: &TestCity, details: Details) -> PersonId {
    let permit = permit(city);
    let new = NewPerson { details, counter: "4".into(), paper_seen: None };
    let registered = city.write(move |tx| registry::actions::register(tx, &permit, &new));
    let person = registered.unwrap().person;
    agreed::say(city, person, agreed::yes());
    person
}

fn sunita(city: &TestCity) -> PersonId {
    register(city, aged("Sunita Devi", Age::Years(42)))
}

fn try_issue(city: &TestCity, person: PersonId) -> Result<Card, Stop> {
    let permit: Permit<IssueCard> = permit(city);
    city.write(move |tx| actions::issue(tx, &permit, &issuer(), person))
}

fn issue(city: &TestCity, person: PersonId) -> Card {
    try_issue(city, person).unwrap()
}

fn card(city: &TestCity, id: CardId) -> Card {
    city.read(move |view| store::card(view, id)).unwrap().unwrap()
}

fn steps(city: &TestCity, id: CardId) -> Vec<Step> {
    city.read(move |view| store::steps(view, id)).unwrap()
}

fn states(steps: &[Step]) -> Vec<CardState> {
    steps.iter().map(|step| step.state).collect()
}

fn rows(city: &TestCity, sql: &'static str) -> i64 {
    city.read(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap().unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
