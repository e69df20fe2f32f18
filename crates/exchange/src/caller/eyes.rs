//! What a caller sees of the record, and whom they have seen.

use super::ReadRecord;
use crate::within::{ByApp, Within};
use nabz_access::relations::{about, no_relation};
use nabz_access::{Permit, Reason, Why, looks};
use nabz_fhir::ResourceType;
use nabz_fhir::tape::Node;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::consent::{self, Shared, marks};
use nabz_people::households::who_lives_in;
use nabz_people::registry::model::ErasedPart;
use nabz_people::registry::{erasures, fhir, person_of, why_may_read};
use nabz_record::search::Sight;
use nabz_record::{BySource, Entry, SourceId, read, refusals};
use nabz_smart::NOT_THERE;
use nabz_smart::scope::Way;
use nabz_store::{Stop, Store, Tx};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Versions of an entry that are looked at before an older one is shown.
const VERSIONS_LOOKED_AT_MAX: u32 = 1_000;

/// What one caller may see, and whom they have seen, and why. Why they may read about a person, and
/// what that person shares, is asked once in a request.
pub(crate) struct Eyes {
    pub(super) who: Who,
    within: Option<Within>,
    seen: BTreeMap<Uuid, Reason>,
    whys: HashMap<PersonId, Option<Why>>,
    shared: Shared,
}

pub(super) enum Who {
    Staff(Permit<ReadRecord>),
    Source(BySource),
}

impl Eyes {
    pub(super) fn of(who: Who, within: Option<Within>) -> Self {
        let (seen, whys, shared) = (BTreeMap::new(), HashMap::new(), Shared::default());
        Self { who, within, seen, whys, shared }
    }

    /// Refuses what [`Sight::may_see`] does not let be seen: with `ACC-009` what is about somebody
    /// else's patient, with `EXC-008` the household of others, with `EXC-005` what is about nobody,
    /// with `REC-001` what another source said; and with `SMA-011` what a token does not reach, as
    /// if it were not there.
    pub(crate) fn must_see(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<(), Stop> {
        if !self.is_within(tx, (Way::ById, entry))? {
            return Err(Refused::plain(NOT_THERE).missing().into());
        }
        if self.may_see(tx, entry)? {
            return Ok(());
        }
        let person = entry.patient.map(|patient| person_of(tx, patient)).transpose()?;
        let refused = match (&self.who, person) {
            (Who::Staff(_), Some(person)) => no_relation(person),
            (Who::Staff(_), None) => of_no_patient(tx, entry)?,
            (Who::Source(_), Some(person)) => about(not_the_source(), person),
            (Who::Source(_), None) => not_the_source(),
        };
        Err(refused.into())
    }

    /// May the caller read in the compartment of this Patient? Of what lies there, a source sees
    /// only what it said itself.
    pub(crate) fn may_open(&mut self, tx: &mut Tx<'_>, patient: Uuid) -> Result<bool, Stop> {
        let Who::Staff(permit) = &self.who else { return Ok(true) };
        let (staff, person) = (permit.staff(), person_of(tx, patient)?);
        self.may_read_about(tx, staff, person)
    }

    fn may_read_about(
        &mut self,
        tx: &mut Tx<'_>,
        staff: StaffId,
        person: PersonId,
    ) -> Result<bool, Stop> {
        let Some(why) = self.why(tx, staff, person)? else { return Ok(false) };
        self.seen.insert(person.uuid(), why.into());
        Ok(true)
    }

    fn why(
        &mut self,
        tx: &mut Tx<'_>,
        staff: StaffId,
        person: PersonId,
    ) -> Result<Option<Why>, Stop> {
        if let Some(known) = self.whys.get(&person) {
            return Ok(*known);
        }
        let why = why_may_read(tx, staff, person)?;
        self.whys.insert(person, why);
        Ok(why)
    }

    /// An entry that the caller may see, as they are shown it: the whole, or a stub.
    pub(crate) fn shown(&mut self, tx: &mut Tx<'_>, entry: Entry) -> Result<Entry, Stop> {
        if entry.deleted || matches!(self.who, Who::Source(_)) {
            return Ok(entry);
        }
        let tape = entry.tape()?;
        let body = tape.root();
        Ok(if self.is_veiled(tx, &entry, body)? { entry.veiled(body) } else { entry })
    }

    /// Some versions of an entry, as the caller is shown them. Where one version is closed to them,
    /// every version is: what was written before somebody marked it is the same thing. What the person
    /// has erased since is in none.
    pub(crate) fn shown_versions(
        &mut self,
        tx: &mut Tx<'_>,
        (now, asked): (&Entry, Vec<Entry>),
    ) -> Result<Vec<Entry>, Stop> {
        let asked = self.versions_that_fit(tx, asked)?;
        if !self.is_any_veiled(tx, now)? {
            return without_erased(tx, (now, asked));
        }
        let veiled = |entry: Entry| -> Result<Entry, Stop> {
            if entry.deleted {
                return Ok(entry);
            }
            let tape = entry.tape()?;
            Ok(entry.veiled(tape.root()))
        };
        asked.into_iter().map(veiled).collect()
    }

    /// Without those that a token does not reach: what an entry says today says nothing of what it
    /// said before.
    fn versions_that_fit(
        &mut self,
        tx: &mut Tx<'_>,
        asked: Vec<Entry>,
    ) -> Result<Vec<Entry>, Stop> {
        let mut fit = Vec::with_capacity(asked.len());
        for entry in asked {
            if self.is_within(tx, (Way::ById, &entry))? {
                fit.push(entry);
            }
        }
        Ok(fit)
    }

    fn is_any_veiled(&mut self, tx: &mut Tx<'_>, now: &Entry) -> Result<bool, Stop> {
        if matches!(self.who, Who::Source(_)) {
            return Ok(false);
        }
        for entry in read::versions(tx, now, None, VERSIONS_LOOKED_AT_MAX)? {
            if !entry.deleted && self.is_veiled(tx, &entry, entry.tape()?.root())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an entry lies in what a token gives. What is narrowed by search parameters is held
    /// against what the reader is shown, so that a stub tells nothing by being found.
    fn is_within(&mut self, tx: &mut Tx<'_>, (way, entry): (Way, &Entry)) -> Result<bool, Stop> {
        let Some(within) = self.within.clone() else { return Ok(true) };
        if !within.narrows(way, entry) {
            return Ok(within.reaches(way, entry));
        }
        if entry.deleted {
            return Ok(false);
        }
        let tape = entry.tape()?;
        if self.is_veiled(tx, entry, tape.root())? {
            let stub = entry.clone().veiled(tape.root()).tape()?;
            return Ok(within.admits((way, entry), stub.root()));
        }
        Ok(within.admits((way, entry), tape.root()))
    }

    /// A household of ours is open to whoever may read about one who lives there: they see who the
    /// others are, and nothing of what is written about them. What a partner says of several
    /// people, and what says of nobody whose it is, stays with its source.
    fn may_read_group(
        &mut self,
        tx: &mut Tx<'_>,
        staff: StaffId,
        entry: &Entry,
    ) -> Result<bool, Stop> {
        for person in household_of(tx, entry)?.unwrap_or_default() {
            if self.may_read_about(tx, staff, person)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) async fn account(self, store: &Store) -> Result<(), Stop> {
        for (person, reason) in self.seen {
            let person = PersonId::from_uuid(person);
            match &self.who {
                Who::Staff(permit) => {
                    looks::account(store, permit, &[person], reason).await?;
                    if let Some(within) = &self.within {
                        store.audit_read(&ByApp::of(within, permit, reason), person)?;
                    }
                }
                Who::Source(by) => store.audit_read(by, person)?,
            }
        }
        Ok(())
    }
}

impl Who {
    pub(super) fn account_refused(&self, store: &Store, person: PersonId) -> Result<(), Stop> {
        match self {
            Self::Staff(permit) => looks::refused(store, permit, person),
            Self::Source(by) => store.audit_refused_read(by, person),
        }
    }
}

impl Sight for Eyes {
    /// Masters are open to everyone who reads. Besides them staff see what is about a person they
    /// may read about, whoever said it, and that person's household; a source sees what it said,
    /// whomever it is about.
    fn may_see(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        if self.within.as_ref().is_some_and(|within| !within.reaches(Way::Found, entry)) {
            return Ok(false);
        }
        if entry.key.of.is_master() {
            return Ok(true);
        }
        let person = entry.patient.map(|patient| person_of(tx, patient)).transpose()?;
        match &self.who {
            Who::Staff(permit) => {
                let staff = permit.staff();
                match person {
                    Some(person) => self.may_read_about(tx, staff, person),
                    None => self.may_read_group(tx, staff, entry),
                }
            }
            Who::Source(by) => {
                let own = by.source == entry.source;
                self.seen.extend(person.filter(|_| own).map(|p| (p.uuid(), Reason::Records)));
                Ok(own)
            }
        }
    }

    /// What is sensitive is closed to staff as it is in the chart: to whoever does not treat the
    /// person and has not broken the glass, until the person shares it. A source reads what it said
    /// itself.
    fn is_veiled(&mut self, tx: &mut Tx<'_>, entry: &Entry, body: Node<'_>) -> Result<bool, Stop> {
        let (Who::Staff(permit), Some(patient)) = (&self.who, entry.patient) else {
            return Ok(false);
        };
        let (staff, marks) = (permit.staff(), marks::of_body(body));
        if marks.is_empty() {
            return Ok(false);
        }
        let person = person_of(tx, patient)?;
        let why = self.why(tx, staff, person)?;
        Ok(self.shared.sight(tx, (person, why), &marks)? == consent::model::Sight::Masked)
    }

    fn fits(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        self.is_within(tx, (Way::Found, entry))
    }
}

/// Versions of what we say of a person, without what they have erased since. The one that stands says
/// what they let stand; what others say of them is for those to change.
fn without_erased(tx: &mut Tx<'_>, (now, asked): (&Entry, Vec<Entry>)) -> Result<Vec<Entry>, Stop> {
    if now.key.of != ResourceType::PATIENT || now.source != SourceId::NABZ {
        return Ok(asked);
    }
    let erasures = erasures(tx, Id::from_uuid(now.key.entry))?;
    let cleared = |entry: Entry| -> Result<Entry, Stop> {
        let later = |(at, _): &&(Instant, ErasedPart)| entry.updated <= *at;
        let erased = erasures.iter().filter(later).map(|(_, what)| *what).reduce(ErasedPart::and);
        let Some(erased) = erased.filter(|_| !entry.deleted && entry.version < now.version) else {
            return Ok(entry);
        };
        let body: Value =
            serde_json::from_slice(&entry.body).map_err(|fault| Stop::fault(fault.to_string()))?;
        let body = fhir::without(body, erased).to_string().into_bytes();
        Ok(Entry { body, ..entry })
    };
    asked.into_iter().map(cleared).collect()
}

/// Who lives in the household that an entry is about; `None` when it is about none of ours.
fn household_of(tx: &mut Tx<'_>, entry: &Entry) -> Result<Option<Vec<PersonId>>, Stop> {
    if entry.key.of != ResourceType::GROUP || entry.source != SourceId::NABZ {
        return Ok(None);
    }
    who_lives_in(tx, Id::from_uuid(entry.key.entry)).map(Some)
}

/// Why staff do not read what names no patient.
fn of_no_patient(tx: &mut Tx<'_>, entry: &Entry) -> Result<Refused, Stop> {
    let Some(persons) = household_of(tx, entry)? else {
        return Ok(Refused::plain("EXC-005").forbidden());
    };
    let refused = Refused::plain("EXC-008").forbidden();
    Ok(match persons.first() {
        Some(head) => about(refused, *head),
        None => refused,
    })
}

fn not_the_source() -> Refused {
    Refused::plain(refusals::NOT_THE_SOURCE).forbidden()
}
