//! Who asks: a member of staff with a session, or a source with its key.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use nabz_access::{AccessRefusal, Permit, Reason, act, looks};
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::{person_of, why_may_read};
use nabz_record::search::Sight;
use nabz_record::{Key, SourceId, read, source};
use nabz_store::{Stop, Store, Tx};
use nabz_web::{App, Desk, Problem};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

act!(
    /// Reading the record over the FHIR API.
    ReadRecord = "exchange.read-record",
    [TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// Whoever asks.
#[derive(Clone)]
pub(crate) enum Caller {
    /// Staff read whom they are related to.
    Staff(Permit<ReadRecord>),
    /// A source reads and writes its own.
    Source(SourceId),
}

impl Caller {
    /// The source that may write, or why not.
    pub(crate) fn source(&self) -> Result<SourceId, Problem> {
        match self {
            Self::Source(source) => Ok(*source),
            Self::Staff(_) => Err(Refused::plain("EXC-002").forbidden().into()),
        }
    }

    /// Looked at again inside the transaction.
    pub(crate) fn eyes(&self, tx: &mut Tx<'_>) -> Result<Eyes, Stop> {
        if let Self::Staff(permit) = self {
            permit.recheck(tx)?;
        }
        let who = match self {
            Self::Staff(permit) => Who::Staff(permit.staff()),
            Self::Source(source) => Who::Source(*source),
        };
        Ok(Eyes { who, seen: Seen::default() })
    }

    /// Writes down who was looked at; through broken glass before the answer goes out.
    pub(crate) async fn account(&self, store: &Store, seen: &Seen) -> Result<(), Problem> {
        let Self::Staff(permit) = self else { return Ok(()) };
        for (person, reason) in &seen.0 {
            looks::account(store, permit, PersonId::from_uuid(*person), *reason).await?;
        }
        Ok(())
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(given) = given else {
            let desk = <Desk as FromRequestParts<App>>::from_request_parts(parts, app).await?;
            return Ok(Self::Staff(desk.permit::<ReadRecord>()?));
        };
        let unknown = || Problem::from(Refused::plain("EXC-001").forbidden());
        let key = given.strip_prefix("Bearer ").ok_or_else(unknown)?;
        let digest = digest(key);
        let found = app.store().read(move |view| source::holding_key(view, &digest)).await?;
        found.map(Self::Source).ok_or_else(unknown)
    }
}

/// What is kept of a source's key.
pub fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// Which persons staff looked at, and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(BTreeMap<Uuid, Reason>);

/// What one caller may see, and what they have seen.
pub(crate) struct Eyes {
    who: Who,
    pub(crate) seen: Seen,
}

#[derive(Clone, Copy)]
enum Who {
    Staff(StaffId),
    Source(SourceId),
}

impl Eyes {
    /// Refuses with `ACC-009` where [`Sight::may_see`] says no.
    pub(crate) fn must_see(&mut self, tx: &mut Tx<'_>, patient: Option<Uuid>) -> Result<(), Stop> {
        let Some(patient) = patient else { return Ok(()) };
        if self.may_see(tx, patient)? {
            return Ok(());
        }
        let refused: Refused = match self.who {
            Who::Staff(_) => AccessRefusal::NoRelation.into(),
            Who::Source(_) => Refused::plain(nabz_record::refusals::NOT_THE_SOURCE).forbidden(),
        };
        Err(refused.into())
    }
}

impl Sight for Eyes {
    /// What a partner says of somebody is open to whoever may read about that person.
    fn may_see(&mut self, tx: &mut Tx<'_>, patient: Uuid) -> Result<bool, Stop> {
        match self.who {
            Who::Staff(staff) => {
                let person = person_of(tx, patient)?;
                let Some(why) = why_may_read(tx, staff, person)? else { return Ok(false) };
                self.seen.0.insert(person.uuid(), why.into());
                Ok(true)
            }
            // What a source reads is its own, and no member of staff has looked.
            Who::Source(source) => {
                let registration = read::at(tx, Key::of(ResourceType::PATIENT, patient))?;
                Ok(registration.is_some_and(|registration| registration.source == source))
            }
        }
    }
}
