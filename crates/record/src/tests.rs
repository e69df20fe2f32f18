//! What the record does, as sentences, on both engines.

mod conditions;
mod every_param;
mod keeping;
mod linking;
mod ordering;
mod parameters;
mod plans;
mod publishing;
mod reading;
mod receiving;
mod reindexing;
mod searching;
mod veiled;

use crate::packed::unpacked;
use crate::{Publish, Resource, Written};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Bucket, Id, PersonId};
use nabz_store::{Row, Stop, Store, Tx, Value};
use nabz_testkit::{Database, MORNING};
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

/// An empty record.
pub(super) struct City {
    pub(super) store: Store,
    database: Database,
}

/// A resource of any type, for stories.
#[derive(Clone)]
pub(super) struct Said<const TYPE: u8> {
    id: Uuid,
    body: serde_json::Value,
}

pub(super) const PATIENT: u8 = 0;
pub(super) const ENCOUNTER: u8 = 1;
pub(super) const OBSERVATION: u8 = 2;
pub(super) const LOCATION: u8 = 3;

impl<const TYPE: u8> Serialize for Said<TYPE> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(serializer)
    }
}

impl<const TYPE: u8> Resource for Said<TYPE> {
    const TYPE: &'static str = match TYPE {
        PATIENT => "Patient",
        ENCOUNTER => "Encounter",
        OBSERVATION => "Observation",
        _ => "Location",
    };

    fn id(&self) -> Uuid {
        self.id
    }
}

pub(super) fn patient(person: PersonId, family: &str) -> Said<PATIENT> {
    let body = json!({
        "active": true,
        "name": [{"family": family, "given": ["Asha"]}],
        "gender": "female",
        "birthDate": "1984-05-02",
        "identifier": [{"system": "https://nabz.example/fhir/sid/health-id", "value": "1"}],
    });
    Said { id: person.uuid(), body }
}

pub(super) fn encounter(id: Uuid, person: PersonId, status: &str) -> Said<ENCOUNTER> {
    let body = json!({
        "status": status,
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": format!("Patient/{person}")},
        "period": {"start": "2026-11-23T03:30:00Z"},
    });
    Said { id, body }
}

/// Any body under an id.
pub(super) fn said<const TYPE: u8>(id: Uuid, body: serde_json::Value) -> Said<TYPE> {
    Said { id, body }
}

/// A made-up person in some bucket.
pub(super) fn person(number: u16) -> PersonId {
    Id::draw_in(MORNING, Bucket::folded(number))
}

/// An id in the person's compartment.
pub(super) fn beside(person: PersonId) -> Uuid {
    PersonId::draw_in(MORNING, person.bucket()).uuid()
}

impl City {
    pub(super) fn on(database: Database) -> Self {
        Self { store: database.store.clone(), database }
    }

    /// Lets a minute pass, and says what time it is then.
    pub(super) fn minute(&self) -> Instant {
        self.database.pass(Duration::from_mins(1));
        self.store.clock().now()
    }

    pub(super) fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.store.write_blocking(action)
    }

    pub(super) fn read<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.store.read_blocking(question).unwrap()
    }

    pub(super) fn publish<R: Resource + Clone + Send + 'static>(&self, resource: &R) -> Written {
        let resource = resource.clone();
        self.write(move |tx| tx.publish(&resource)).unwrap()
    }

    pub(super) fn count(&self, sql: &'static str) -> i64 {
        self.read(move |view| view.query_one(sql, &[], |row: &Row<'_>| row.get(0))).unwrap()
    }

    pub(super) fn one_text(&self, sql: &'static str, values: Vec<Value>) -> String {
        self.read(move |view| {
            let body: Option<Vec<u8>> = view.query_one(sql, &values, |row| row.get(0))?;
            Ok(String::from_utf8(unpacked(&body.unwrap_or_default())?).unwrap())
        })
    }
}

/// The code of a refusal.
pub(super) fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}
