//! Breaking the glass: reading without a relationship, for a reason, for four hours, reviewed.

use crate::act;
use crate::permit::Permit;
use crate::refusal::AccessRefusal;
use crate::relations::{Holder, Why, bucket_of, relate};
use crate::sign_in::{self, Verdict};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::signs::cannot_stand_on_a_line;
use nabz_kernel::{id, spelt};
use nabz_store::{Row, Stop, Tx};

id!(
    /// One breaking of the glass.
    BreakId,
    GlassBreak
);

/// How long it lasts: long enough for an emergency, too short to forget.
pub const BREAK_GLASS_HOURS: i64 = 4;
const MICROSECONDS_AN_HOUR: i64 = 3_600_000_000;
/// "ok" is no reason; "unconscious, brought by police" is.
pub const REASON_CHARACTERS_MIN: usize = 10;
/// A reason is a sentence, not a report.
pub const REASON_CHARACTERS_MAX: usize = 500;
/// A remark is as long as a reason.
pub const REMARK_CHARACTERS_MAX: usize = REASON_CHARACTERS_MAX;
/// One page of the reviewer's list.
const REVIEW_ROWS_MAX: i64 = 200;
/// What was reviewed last; older ones are the auditor's.
const REVIEWED_ROWS_MAX: i64 = 50;

act!(
    /// Reading about a person nobody here is treating.
    BreakGlass = "access.break-glass", [Doctor, TriageNurse, Pharmacist]
);
act!(
    /// Saying whether the glass was broken rightly.
    ReviewBreakGlass = "access.review-break-glass", [FacilityAdministrator, RecordsOfficer]
);
act!(
    /// Seeing where the glass was broken, and what came of it.
    SeeBrokenGlass = "access.see-broken-glass", [FacilityAdministrator, RecordsOfficer, Auditor]
);

spelt!(
    /// Why the glass is broken, by a list that can be counted.
    Cause {
        /// The person cannot speak.
        Unconscious = "unconscious",
        /// The person is in danger of life.
        Danger = "danger",
        /// Another doctor asks for advice.
        Advice = "advice",
        /// The person is sent here and has no token yet.
        OnTheWay = "on-the-way",
        /// Something else, which the words say.
        Other = "other",
    }
);

spelt!(
    /// What the reviewer found.
    Finding {
        /// The reason holds.
        Justified = "justified",
        /// It does not; what follows is the facility's business.
        NotJustified = "not-justified",
    }
);

/// One breaking of the glass as the reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub id: BreakId,
    /// About whom.
    pub person: PersonId,
    /// Who read.
    pub staff: StaffId,
    /// Why, by the list; `None` for what was broken before there was one.
    pub cause: Option<Cause>,
    /// Why, in their words.
    pub reason: String,
    /// When it began.
    pub at: Instant,
    /// When it ended or will end.
    pub until: Instant,
}

/// What came of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// What was reviewed.
    pub broken: Broken,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: StaffId,
    /// What was found.
    pub finding: Finding,
    /// What was remarked; perhaps nothing.
    pub remark: String,
}

const ADD: &str = "
    INSERT INTO access_break_glass (bucket, person_id, break_id, staff_id, facility_id, reason,
                                    at, until, kind)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const TO_REVIEW: &str = "
    SELECT break_id, person_id, staff_id, reason, at, until, kind
    FROM   access_break_glass
    WHERE  facility_id = $1 AND reviewed_at IS NULL
    ORDER  BY at, break_id
    LIMIT  $2";
const REVIEWED: &str = "
    SELECT break_id, person_id, staff_id, reason, at, until, kind, reviewed_at, reviewed_by,
           verdict, remark
    FROM   access_break_glass
    WHERE  facility_id = $1 AND reviewed_at IS NOT NULL
    ORDER  BY reviewed_at DESC, break_id DESC
    LIMIT  $2";
const REASON_AT: &str = "
    SELECT reason
    FROM   access_break_glass
    WHERE  bucket = $1 AND person_id = $2 AND staff_id = $3 AND at <= $4 AND until > $4
    ORDER  BY at DESC, break_id DESC
    LIMIT  1";
const REVIEW: &str = "
    UPDATE access_break_glass
    SET    reviewed_at = $5, reviewed_by = $6, verdict = $7, remark = $8
    WHERE  bucket = $1 AND person_id = $2 AND break_id = $3 AND facility_id = $4
           AND reviewed_at IS NULL";

/// Lets somebody read about a person for four hours.
///
/// `again` is the check of the password that was asked for once more ([`sign_in::credentials_of`],
/// then [`sign_in::Credentials::check`] outside the transaction). Refuses with `ACC-010` when the
/// reason says too little, with `ACC-002` or `ACC-003` as a sign-in would.
pub fn break_glass(
    tx: &mut Tx<'_>,
    permit: &Permit<BreakGlass>,
    again: &Verdict,
    (person, cause, reason): (PersonId, Cause, &str),
) -> Result<BreakId, Stop> {
    let reason = reason_of(reason)?;
    sign_in::prove(tx, again)?;
    let id = BreakId::draw_in(tx.now(), person.bucket());
    let until = tx.now().microseconds() + BREAK_GLASS_HOURS * MICROSECONDS_AN_HOUR;
    let until = Instant::from_microseconds(until);
    let row = [
        bucket_of(person),
        person.into(),
        id.into(),
        permit.staff().into(),
        permit.facility().into(),
        reason.into(),
        tx.now().into(),
        until.into(),
        cause.word().into(),
    ];
    tx.execute(ADD, &row)?;
    relate(tx, Holder::Staff(permit.staff()), person, Why::BreakGlass(id.uuid()), until)?;
    tx.audit_about(permit, id, person)?;
    Ok(id)
}

/// What was broken at a facility and nobody has looked at, oldest first.
pub fn to_review(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Broken>, Stop> {
    tx.query(TO_REVIEW, &[facility.into(), REVIEW_ROWS_MAX.into()], read_broken)
}

/// What was reviewed at a facility, the latest first.
pub fn reviewed(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Reviewed>, Stop> {
    tx.query(REVIEWED, &[facility.into(), REVIEWED_ROWS_MAX.into()], read_reviewed)
}

/// The reason for which the glass stood open for a member of staff at a moment.
pub(crate) fn reason_at(
    tx: &mut Tx<'_>,
    (person, staff): (PersonId, StaffId),
    at: Instant,
) -> Result<Option<String>, Stop> {
    let values = [bucket_of(person), person.into(), staff.into(), at.into()];
    tx.query_one(REASON_AT, &values, |row| row.get(0))
}

/// Keeps what the reviewer found; nobody reviews themselves.
///
/// Refuses with `ACC-019` when somebody was faster or it was the reviewer's own, and with `ACC-030`
/// a reason that does not hold and nobody says why, or a remark that cannot be kept.
pub fn review(
    tx: &mut Tx<'_>,
    permit: &Permit<ReviewBreakGlass>,
    (person, id): (PersonId, BreakId),
    (finding, remark): (Finding, &str),
) -> Result<(), Stop> {
    let remark = remark_of(finding, remark)?;
    let open = to_review(tx, permit.facility())?;
    let own = open.iter().any(|broken| broken.id == id && broken.staff == permit.staff());
    let row = [
        bucket_of(person),
        person.into(),
        id.into(),
        permit.facility().into(),
        tx.now().into(),
        permit.staff().into(),
        finding.word().into(),
        remark.into(),
    ];
    if own || tx.execute(REVIEW, &row)? == 0 {
        return Err(AccessRefusal::Reviewed.into());
    }
    tx.audit_about(permit, id, person)
}

fn reason_of(typed: &str) -> Result<String, AccessRefusal> {
    let reason = on_a_line(typed);
    let fits = (REASON_CHARACTERS_MIN..=REASON_CHARACTERS_MAX).contains(&reason.chars().count());
    let is_text = !reason.chars().any(cannot_stand_on_a_line);
    if fits && is_text { Ok(reason) } else { Err(AccessRefusal::ReasonDue) }
}

fn remark_of(finding: Finding, typed: &str) -> Result<String, AccessRefusal> {
    let remark = on_a_line(typed);
    let is_due = finding == Finding::NotJustified && remark.is_empty();
    let is_text = !remark.chars().any(cannot_stand_on_a_line);
    let fits = remark.chars().count() <= REMARK_CHARACTERS_MAX;
    if fits && is_text && !is_due { Ok(remark) } else { Err(AccessRefusal::RemarkDue) }
}

fn on_a_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_broken(row: &Row<'_>) -> Result<Broken, Stop> {
    Ok(Broken {
        id: row.id(0)?,
        person: Id::from_uuid(row.get(1)?),
        staff: row.id(2)?,
        cause: row.get::<Option<String>>(6)?.as_deref().and_then(Cause::of_word),
        reason: row.get(3)?,
        at: Instant::from_microseconds(row.get(4)?),
        until: Instant::from_microseconds(row.get(5)?),
    })
}

fn read_reviewed(row: &Row<'_>) -> Result<Reviewed, Stop> {
    let finding = Finding::of_word(&row.get::<String>(9)?);
    Ok(Reviewed {
        broken: read_broken(row)?,
        at: Instant::from_microseconds(row.get(7)?),
        by: row.id(8)?,
        finding: finding.ok_or_else(|| Stop::fault("a verdict that the program does not know"))?,
        remark: row.get::<Option<String>>(10)?.unwrap_or_default(),
    })
}
