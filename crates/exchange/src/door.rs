//! The one door through which partners' words come in, over the API and from a folder: what is
//! said is kept, whoever it speaks of becomes a person whom counters find, and one row of the audit
//! says who sent it. All of it in one transaction.

use nabz_access::{Permit, city};
use nabz_fhir::bundle::{Aim, Before, Item};
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::actions::{AdoptPatient, Met, adopt};
use nabz_people::registry::person_of;
use nabz_record::bulk_import::{self, Ready};
use nabz_record::receive::{self, Done, Received, note_delivery};
use nabz_record::{BySource, Entry, EntryId, SourceId};
use nabz_store::{Stop, Tx};
use std::collections::HashSet;
use std::slice;
use uuid::Uuid;

const CREATE: &str = "exchange.create";
const UPDATE: &str = "exchange.update";
const DELETE: &str = "exchange.delete";
const TRANSACTION: &str = "exchange.transaction";
const IMPORT: &str = "exchange.import";
const LINES: &str = "exchange.bulk-import";

/// A source, and where those of whom it speaks are registered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door {
    source: SourceId,
    at: FacilityId,
    through: Option<Uuid>,
}

/// A source that writes, and through which of its programs, where it asks with a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer {
    pub(crate) source: SourceId,
    pub(crate) through: Option<Uuid>,
}

/// What came of a bundle.
#[derive(Debug)]
pub(crate) struct Delivered {
    /// In the order of its entries.
    pub(crate) done: Vec<Done>,
    /// What of that was kept, or was there already.
    pub(crate) received: Vec<Received>,
    pub(crate) adopted: Adopted,
}

/// Persons who were made of the Patients of a bundle.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Adopted {
    /// All of them.
    pub(crate) all: u64,
    /// Those who certainly are somebody on record, and were linked.
    pub(crate) linked: u64,
    /// Those who may be, about whom a records officer decides.
    pub(crate) likely: u64,
}

impl Adopted {
    fn count(&mut self, met: &Met) {
        self.all += 1;
        match met {
            Met::Linked(_) => self.linked += 1,
            Met::Likely(_) => self.likely += 1,
            Met::Nobody => {}
        }
    }
}

impl Door {
    /// Over the API a partner speaks to the city and to no facility of it.
    pub(crate) fn to_the_city(tx: &mut Tx<'_>, by: Writer) -> Result<Self, Stop> {
        let Writer { source, through } = by;
        Ok(Self { source, at: city(tx)?, through })
    }

    /// Whoever imports says where people are registered.
    pub(crate) fn at(source: SourceId, at: FacilityId) -> Self {
        Self { source, at, through: None }
    }

    /// Keeps a new resource; see [`receive::create`].
    pub(crate) fn create(
        self,
        tx: &mut Tx<'_>,
        body: &Body,
        if_none_exist: Option<&str>,
    ) -> Result<Received, Stop> {
        let received = receive::create(tx, self.source, body, if_none_exist)?;
        self.take_in(tx, CREATE, received)
    }

    /// Keeps a version of what is meant; see [`receive::update_where`].
    pub(crate) fn update(
        self,
        tx: &mut Tx<'_>,
        aim: &Aim,
        (body, before): (&Body, Before),
    ) -> Result<Received, Stop> {
        let received = receive::update_where(tx, self.source, aim, (body, before))?;
        self.take_in(tx, UPDATE, received)
    }

    /// Takes an entry out of what is served; see [`receive::delete_where`].
    pub(crate) fn delete(
        self,
        tx: &mut Tx<'_>,
        (of, aim): (ResourceType, &Aim),
        before: Before,
    ) -> Result<Option<Entry>, Stop> {
        let gone = receive::delete_where(tx, self.source, (of, aim), before)?;
        if let Some(entry) = &gone {
            self.audit(tx, DELETE, (entry.named(), entry.patient))?;
        }
        Ok(gone)
    }

    /// Keeps a whole bundle that was sent over the API.
    pub(crate) fn transaction(self, tx: &mut Tx<'_>, items: &[Item]) -> Result<Delivered, Stop> {
        self.deliver(tx, TRANSACTION, items)
    }

    /// Keeps a whole bundle that lay in a folder.
    pub(crate) fn import(self, tx: &mut Tx<'_>, items: &[Item]) -> Result<Delivered, Stop> {
        self.deliver(tx, IMPORT, items)
    }

    /// Keeps a batch of lines; see [`bulk_import::keep`]. One of them may be refused alone, and
    /// whatever refuses a person of whom they speak refuses all of them.
    pub(crate) fn lines(
        self,
        tx: &mut Tx<'_>,
        lines: &[Ready],
    ) -> Result<Vec<Result<Received, Refused>>, Stop> {
        let kept = bulk_import::keep(tx, self.source, lines)?;
        let received: Vec<Received> =
            kept.iter().filter_map(|line| line.as_ref().ok()).cloned().collect();
        if !received.is_empty() {
            self.account_for(tx, LINES, &received)?;
        }
        Ok(kept)
    }

    fn take_in(
        self,
        tx: &mut Tx<'_>,
        act: &'static str,
        received: Received,
    ) -> Result<Received, Stop> {
        self.adopt(tx, slice::from_ref(&received))?;
        let entry = EntryId::from_uuid(received.key.entry);
        self.audit(tx, act, (entry, received.patient))?;
        Ok(received)
    }

    fn deliver(
        self,
        tx: &mut Tx<'_>,
        act: &'static str,
        items: &[Item],
    ) -> Result<Delivered, Stop> {
        let done = receive::transaction(tx, self.source, items)?;
        let mut received = Vec::with_capacity(done.len());
        for one in &done {
            match one {
                Done::Kept(kept) => received.push(kept.clone()),
                Done::Deleted(Some(entry)) => {
                    self.audit(tx, DELETE, (entry.named(), entry.patient))?;
                }
                Done::Deleted(None) => {}
            }
        }
        let adopted = self.account_for(tx, act, &received)?;
        Ok(Delivered { done, received, adopted })
    }

    /// What a delivery held: its persons, its counts, and its row of the audit.
    fn account_for(
        self,
        tx: &mut Tx<'_>,
        act: &'static str,
        received: &[Received],
    ) -> Result<Adopted, Stop> {
        let adopted = self.adopt(tx, received)?;
        let by = self.doing(act);
        let delivery = note_delivery(tx, &by, received)?;
        match sole_person(tx, received)? {
            Some(person) => tx.audit_about(&by, delivery, person)?,
            None => tx.audit(&by, delivery)?,
        }
        Ok(adopted)
    }

    /// Everyone of whom a Patient speaks becomes a person, once.
    fn adopt(self, tx: &mut Tx<'_>, received: &[Received]) -> Result<Adopted, Stop> {
        let permit = Permit::<AdoptPatient>::of_the_program(self.at);
        let mut adopted = Adopted::default();
        for patient in received.iter().filter(|one| one.key.of == ResourceType::PATIENT) {
            if let Some(made) = adopt(tx, &permit, patient.key.entry)? {
                adopted.count(&made.met);
            }
        }
        Ok(adopted)
    }

    fn audit(
        self,
        tx: &mut Tx<'_>,
        act: &'static str,
        (entry, patient): (EntryId, Option<Uuid>),
    ) -> Result<(), Stop> {
        let by = self.doing(act);
        match patient {
            Some(patient) => {
                let person = person_of(tx, patient)?;
                tx.audit_about(&by, entry, person)
            }
            None => tx.audit(&by, entry),
        }
    }

    fn doing(self, act: &'static str) -> BySource {
        BySource { source: self.source, act, at: self.at, through: self.through }
    }
}

/// The person whom a bundle is about, when it is about one.
fn sole_person(tx: &mut Tx<'_>, received: &[Received]) -> Result<Option<PersonId>, Stop> {
    let patients: HashSet<Uuid> = received.iter().filter_map(|one| one.patient).collect();
    let mut sole = None;
    for patient in patients {
        let person = person_of(tx, patient)?;
        if sole.is_some_and(|known| known != person) {
            return Ok(None);
        }
        sole = Some(person);
    }
    Ok(sole)
}
