//! Reads of a patient's record: one row for each person, patient, purpose and minute.
//!
//! Writing each look would cost more than the look. At most a second of ordinary reads is at risk
//! when the machine fails; what must not be lost uses `audit_read_now`.

use super::row::{self, AuditRow, LOOKED_AT};
use super::{Authority, Outcome};
use crate::stop::Stop;
use crate::wake::{Bell, Wake, Wakes};
use crate::{Shared, Store, refusals};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;
use uuid::Uuid;

/// Looks are collected this long before they are written.
const COLLECT: Duration = Duration::from_millis(400);
/// Patience of the thread when nobody looks at anything.
const IDLE: Duration = Duration::from_mins(1);
/// Rows that may wait for a writer that does not come; then reading is refused, because a read
/// that nobody can account for must not happen.
const WAITING_MAX: usize = 20_000;
const ROWS_A_WRITE: usize = 256;
const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

/// Who looked at whom, what for, where, through which sign-in, and whether they were let; the same
/// again within a minute is the same look.
type Look = (StaffId, PersonId, &'static str, FacilityId, Option<Uuid>, Outcome);

#[derive(Default)]
pub(crate) struct Reads(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    minute: i64,
    seen: HashSet<Look>,
    rows: Vec<AuditRow>,
    writes_by_itself: bool,
}

impl Store {
    /// Writes down that somebody looked at a patient's record; within a second, and once a minute.
    ///
    /// # Errors
    /// [`refusals::BUSY`] when too many looks wait to be written: then the record is not shown.
    pub fn audit_read(&self, authority: &impl Authority, patient: PersonId) -> Result<(), Stop> {
        self.audit_read_together(authority, &[patient])
    }

    /// The same of a patient with several records that are read together, the asked one first: each
    /// of them has a row of its own, of which the asked one is the subject. Whoever reads the looks at
    /// all of them tells by that which rows are one look.
    ///
    /// # Errors
    /// As [`Store::audit_read`].
    pub fn audit_read_together(
        &self,
        authority: &impl Authority,
        records: &[PersonId],
    ) -> Result<(), Stop> {
        let Some(asked) = records.first() else { return Ok(()) };
        records
            .iter()
            .try_for_each(|record| self.gather(authority, (*record, *asked), Outcome::Done))
    }

    /// The same for a look that was refused. Nothing was shown, so it is no look at the record;
    /// whoever tries many doors stands in the audit all the same.
    pub fn audit_refused_read(
        &self,
        authority: &impl Authority,
        patient: PersonId,
    ) -> Result<(), Stop> {
        self.gather(authority, (patient, patient), Outcome::Refused)
    }

    fn gather(
        &self,
        authority: &impl Authority,
        (patient, asked): (PersonId, PersonId),
        outcome: Outcome,
    ) -> Result<(), Stop> {
        let now = self.clock().now();
        let (actor, facility) = (authority.actor(), authority.facility());
        let session = authority.session();
        let look = (actor, patient, authority.purpose(), facility, session, outcome);
        let mut waiting = self.shared.reads_of_records.lock();
        let minute = now.microseconds().div_euclid(MICROSECONDS_A_MINUTE);
        if waiting.minute != minute {
            waiting.minute = minute;
            waiting.seen.clear();
        }
        if waiting.seen.contains(&look) {
            return Ok(());
        }
        if waiting.rows.len() >= WAITING_MAX {
            return Err(refusals::not_now(refusals::BUSY));
        }
        if !waiting.writes_by_itself {
            start_writing(&self.shared)?;
            waiting.writes_by_itself = true;
        }
        waiting.seen.insert(look);
        waiting.rows.push(read_row(authority, (patient, asked), outcome, now));
        drop(waiting);
        self.shared.wakes.ring(Wake { reads: true, ..Wake::default() });
        Ok(())
    }

    /// [`Store::audit_read_together`], kept before it answers: for break-glass and for sensitive
    /// parts of a record.
    pub async fn audit_read_now(
        &self,
        authority: &impl Authority,
        records: &[PersonId],
    ) -> Result<(), Stop> {
        let Some(asked) = records.first() else { return Ok(()) };
        let now = self.clock().now();
        let row = |record: &PersonId| read_row(authority, (*record, *asked), Outcome::Done, now);
        let rows: Vec<AuditRow> = records.iter().map(row).collect();
        self.write(move |tx| row::append(tx, rows.clone())).await
    }

    /// Writes the looks that still wait. A store that closes does so by itself.
    pub fn flush_reads(&self) -> Result<(), Stop> {
        while let Some(rows) = self.shared.reads_of_records.take() {
            let again = rows.clone();
            if let Err(stop) = self.write_blocking(move |tx| row::append(tx, rows.clone())) {
                self.shared.reads_of_records.lock().rows.extend(again);
                return Err(stop);
            }
        }
        Ok(())
    }
}

impl Reads {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next rows to write.
    pub(crate) fn take(&self) -> Option<Vec<AuditRow>> {
        let mut waiting = self.lock();
        let count = waiting.rows.len().min(ROWS_A_WRITE);
        let rows: Vec<_> = waiting.rows.drain(..count).collect();
        (!rows.is_empty()).then_some(rows)
    }
}

fn read_row(
    authority: &impl Authority,
    (patient, asked): (PersonId, PersonId),
    outcome: Outcome,
    now: nabz_kernel::clock::Instant,
) -> AuditRow {
    let mut row = AuditRow::new(authority, (LOOKED_AT, asked.uuid()), now);
    row.patient = Some(patient);
    row.outcome = outcome;
    row
}

fn start_writing(shared: &Arc<Shared>) -> Result<(), Stop> {
    let (store, wakes) = (Arc::downgrade(shared), Arc::clone(&shared.wakes));
    let thread = thread::Builder::new().name("store-reads".to_owned());
    let spawned = thread.spawn(move || keep_writing(&store, &wakes));
    spawned.map(drop).map_err(|e| Stop::fault(format!("no thread for the audit: {e}")))
}

fn keep_writing(store: &Weak<Shared>, wakes: &Wakes) {
    let mut rung = 0;
    loop {
        rung = wakes.wait(Bell::Reads, rung, IDLE);
        wakes.pause(COLLECT);
        let Some(shared) = store.upgrade() else { return };
        if let Err(stop) = (Store { shared }).flush_reads() {
            tracing::error!(%stop, "reads of records could not be written down");
            wakes.ring(Wake { reads: true, ..Wake::default() });
        }
    }
}
