//! One row of the audit: writing, reading back, and the bytes that its hash covers.

use super::{Authority, Outcome};
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Row;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{AuditId, FacilityId, Id, PersonId, StaffId};
use uuid::Uuid;

const APPEND: &str = "
    INSERT INTO audit_row (facility_id, audit_id, at, actor_id, act, subject_kind, subject_id,
                           patient_id, purpose, session_id, outcome)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const APPEND_UNSEALED: &str = "
    INSERT INTO audit_unsealed (facility_id, audit_id)
    VALUES ($1, $2)";
const OF_PATIENT: &str = "
    SELECT facility_id, audit_id, at, actor_id, act, subject_kind, subject_id, patient_id, purpose,
           session_id, outcome
    FROM   audit_row
    WHERE  patient_id = $1 AND (at, audit_id) < ($2, $3)
    ORDER  BY at DESC, audit_id DESC
    LIMIT  $4";
const OF_ACTOR: &str = "
    SELECT facility_id, audit_id, at, actor_id, act, subject_kind, subject_id, patient_id, purpose,
           session_id, outcome
    FROM   audit_row
    WHERE  actor_id = $1 AND (at, audit_id) < ($2, $3)
    ORDER  BY at DESC, audit_id DESC
    LIMIT  $4";
const OF_FACILITY: &str = "
    SELECT facility_id, audit_id, at, actor_id, act, subject_kind, subject_id, patient_id, purpose,
           session_id, outcome
    FROM   audit_row
    WHERE  facility_id = $1 AND audit_id < $2   -- an id begins with its time
    ORDER  BY audit_id DESC
    LIMIT  $3";
const LOOKS_AT_PATIENT: &str = "
    SELECT facility_id, audit_id, at, actor_id, act, subject_kind, subject_id, patient_id, purpose,
           session_id, outcome
    FROM   audit_row
    WHERE  patient_id = $1 AND (at, audit_id) < ($2, $3) AND subject_kind = 'Record'
    ORDER  BY at DESC, audit_id DESC
    LIMIT  $4";
/// The subject of a look: all that is on record of a patient, by the id of the record that was asked
/// for; most often the patient's own.
pub(super) const LOOKED_AT: &str = "Record";
const AUDIT_PAGE_ROWS_MAX: u32 = 500;

/// Who did what to which thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Names the row; drawn from the action's time.
    pub id: AuditId,
    /// Where it happened.
    pub facility: FacilityId,
    /// When.
    pub at: Instant,
    /// Who did it.
    pub actor: StaffId,
    /// What they did, by the name of the act.
    pub act: String,
    /// What kind of thing they did it to.
    pub subject_kind: String,
    /// Which one.
    pub subject: Uuid,
    /// Whose care it concerned.
    pub patient: Option<PersonId>,
    /// What for, in the words of HL7's `PurposeOfUse`.
    pub purpose: String,
    /// In which session.
    pub session: Option<Uuid>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Whose rows to look through.
#[derive(Clone, Copy, Debug)]
pub enum AuditSearch {
    /// Everything that concerned this patient.
    Patient(PersonId),
    /// Every look at this patient's record.
    LooksAt(PersonId),
    /// Everything that this member of staff did.
    Actor(StaffId),
    /// Everything that happened here.
    Facility(FacilityId),
}

impl AuditRow {
    /// A row about `subject`, a kind and an id, that ended well and concerned no patient.
    pub(super) fn new(
        authority: &impl Authority,
        (kind, subject): (&str, Uuid),
        now: Instant,
    ) -> Self {
        Self {
            id: AuditId::draw(now),
            facility: authority.facility(),
            at: now,
            actor: authority.actor(),
            act: authority.act().to_owned(),
            subject_kind: kind.to_owned(),
            subject,
            patient: None,
            purpose: authority.purpose().to_owned(),
            session: authority.session(),
            outcome: Outcome::Done,
        }
    }

    /// What the hash of a row covers: every column, each with its length, so that nothing can be
    /// moved from one into the next.
    pub(super) fn sealed_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let uuid = |id: Uuid| id.as_bytes().to_vec();
        let parts: [Vec<u8>; 11] = [
            uuid(self.facility.uuid()),
            uuid(self.id.uuid()),
            self.at.microseconds().to_be_bytes().to_vec(),
            uuid(self.actor.uuid()),
            self.act.clone().into_bytes(),
            self.subject_kind.clone().into_bytes(),
            uuid(self.subject),
            self.patient.map(|id| uuid(id.uuid())).unwrap_or_default(),
            self.purpose.clone().into_bytes(),
            self.session.map(uuid).unwrap_or_default(),
            self.outcome.word().into(),
        ];
        for part in parts {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(&part);
        }
        bytes
    }

    /// Reads the eleven columns of an audit row that begin at `first`.
    pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Self, Stop> {
        Ok(Self {
            facility: row.id(first)?,
            id: row.id(first + 1)?,
            at: Instant::from_microseconds(row.get(first + 2)?),
            actor: row.id(first + 3)?,
            act: row.get(first + 4)?,
            subject_kind: row.get(first + 5)?,
            subject: row.get(first + 6)?,
            patient: row.get::<Option<Uuid>>(first + 7)?.map(Id::from_uuid),
            purpose: row.get(first + 8)?,
            session: row.get(first + 9)?,
            outcome: Outcome::parse(&row.get::<String>(first + 10)?)?,
        })
    }
}

/// Writes rows, and puts them on the list of what is not yet sealed.
pub(crate) fn append(tx: &mut Tx<'_>, rows: Vec<AuditRow>) -> Result<(), Stop> {
    let unsealed: Vec<_> = rows.iter().map(|r| [r.facility.into(), r.id.into()]).collect();
    let rows = rows.into_iter().map(|row| {
        [
            row.facility.into(),
            row.id.into(),
            row.at.into(),
            row.actor.into(),
            row.act.into(),
            row.subject_kind.into(),
            row.subject.into(),
            row.patient.into(),
            row.purpose.into(),
            row.session.into(),
            row.outcome.word().into(),
        ]
    });
    tx.insert_many(APPEND, rows)?;
    tx.insert_many(APPEND_UNSEALED, unsealed).map(drop)
}

impl Tx<'_> {
    /// Rows of the audit, the newest first, from before the row that the last page ended with.
    ///
    /// At most 500 rows. Whoever calls this has checked that the caller may read the audit.
    pub fn audit_rows(
        &mut self,
        search: AuditSearch,
        before: Option<(Instant, AuditId)>,
        limit: u32,
    ) -> Result<Vec<AuditRow>, Stop> {
        let newest = (Instant::from_microseconds(i64::MAX), Id::from_uuid(Uuid::max()));
        let (at, id) = before.unwrap_or(newest);
        let limit = limit.min(AUDIT_PAGE_ROWS_MAX);
        let (sql, whose) = match search {
            AuditSearch::Patient(person) => (OF_PATIENT, person.into()),
            AuditSearch::LooksAt(person) => (LOOKS_AT_PATIENT, person.into()),
            AuditSearch::Actor(staff) => (OF_ACTOR, staff.into()),
            AuditSearch::Facility(facility) => {
                let values = [facility.into(), id.into(), limit.into()];
                return self.query(OF_FACILITY, &values, |row| AuditRow::read(row, 0));
            }
        };
        let values = [whose, at.into(), id.into(), limit.into()];
        self.query(sql, &values, |row| AuditRow::read(row, 0))
    }
}
