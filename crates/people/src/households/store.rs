//! The tables of households. Every statement is written here once, for both engines.

use super::model::{
    Former, Guardian, GuardianId, Household, HouseholdId, HouseholdKind, Leaving, Member, Place,
    Role, StayId, Tie,
};
use nabz_access::PROGRAM;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

/// More people than one roof covers; a hostel of more is written down by its blocks.
pub const MEMBERS_MAX: i64 = 500;
/// More shelters, hostels and prisons than a city has.
const PLACES_ROWS_MAX: i64 = 500;
/// More guardians than one child has, and more children than one guardian.
const GUARDIANS_MAX: i64 = 50;
/// When somebody is of age of whom nobody knows when they were born.
const NOT_KNOWN: i64 = i64::MAX;
/// Why a naming ended of which nobody said so.
const OF_AGE: &str = "of age";

const ADD_HOUSEHOLD: &str = "
    INSERT INTO households_household (bucket, household_id, kind, called, head_id, version,
                                      facility_id, opened_by, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const SAVE_HOUSEHOLD: &str = "
    UPDATE households_household
    SET    head_id = $3, closed_at = $4, version = version + 1
    WHERE  bucket = $1 AND household_id = $2 AND version = $5";

/// The columns that `read_household` reads.
macro_rules! select_household {
    ($which:literal) => {
        concat!(
            "SELECT household_id, kind, called, head_id, version, facility_id, opened_at, closed_at,
                    ward, contact
             FROM   households_household ",
            $which
        )
    };
}

const HOUSEHOLD: &str = select_household!("WHERE  household_id = $1 AND bucket = $2");

const SAVE_PLACE: &str = "
    UPDATE households_household
    SET    ward = $3, contact = $4, version = version + 1
    WHERE  bucket = $1 AND household_id = $2 AND version = $5";

const PLACES: &str = select_household!(
    "WHERE  called IS NOT NULL AND closed_at IS NULL AND kind IN ('institution', 'street')
     ORDER  BY called, household_id
     LIMIT  $1"
);

const AFTER: &str = select_household!(
    "WHERE  household_id > $1
     ORDER  BY household_id
     LIMIT  $2"
);

const ADD_MEMBER: &str = "
    INSERT INTO households_member (bucket, stay_id, person_id, household_id, since, tie, joined_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const SAVE_TIE: &str = "
    UPDATE households_member
    SET    tie = $3
    WHERE  person_id = $1 AND bucket = $2 AND until IS NULL";

const END_MEMBER: &str = "
    UPDATE households_member
    SET    until = $3, ended_why = $4, ended_by = $5
    WHERE  person_id = $1 AND bucket = $2 AND until IS NULL";

const MEMBER_NOW: &str = "
    SELECT person_id, household_id, tie, since
    FROM   households_member
    WHERE  person_id = $1 AND bucket = $2 AND until IS NULL";

const MEMBERS: &str = "
    SELECT person_id, household_id, tie, since
    FROM   households_member
    WHERE  household_id = $1 AND until IS NULL
    ORDER  BY CASE WHEN tie = 'head' THEN 0 ELSE 1 END, since, stay_id
    LIMIT  $2";

const ADD_GUARDIAN: &str = "
    INSERT INTO households_guardian (bucket, guardian_id, child_id, person_id, role, since,
                                     named_by, of_age_on)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const END_GUARDIAN: &str = "
    UPDATE households_guardian
    SET    until = $3, ended_by = $4, reason = $5
    WHERE  guardian_id = $1 AND bucket = $2 AND until IS NULL";

const END_BY_AGE: &str = "
    UPDATE households_guardian
    SET    until = $3, ended_by = $4, reason = $5, of_age_on = $6, by_age = TRUE
    WHERE  guardian_id = $1 AND bucket = $2 AND until IS NULL";

const OPEN_AGAIN: &str = "
    UPDATE households_guardian
    SET    until = NULL, ended_by = NULL, reason = NULL, by_age = FALSE
    WHERE  guardian_id = $1 AND bucket = $2 AND by_age = TRUE";

const KEEP_ENDED: &str = "
    UPDATE households_guardian
    SET    by_age = FALSE
    WHERE  guardian_id = $1 AND bucket = $2";

const SAVE_OF_AGE: &str = "
    UPDATE households_guardian
    SET    of_age_on = $3
    WHERE  child_id = $1 AND bucket = $2 AND until IS NULL";

const SAVE_OF_AGE_ENDED: &str = "
    UPDATE households_guardian
    SET    of_age_on = $3
    WHERE  child_id = $1 AND bucket = $2 AND by_age = TRUE";

/// The columns that `read_guardian` reads.
macro_rules! select_guardian {
    ($which:literal) => {
        concat!(
            "SELECT guardian_id, child_id, person_id, role, since, until
             FROM   households_guardian ",
            $which
        )
    };
}

const GUARDIAN: &str = select_guardian!("WHERE  guardian_id = $1 AND bucket = $2");

const GUARDIANS_AFTER: &str = select_guardian!(
    "WHERE  guardian_id > $1
     ORDER  BY guardian_id
     LIMIT  $2"
);

const GUARDIANS: &str = select_guardian!(
    "WHERE  child_id = $1 AND bucket = $2 AND until IS NULL
     ORDER  BY since, guardian_id
     LIMIT  $3"
);

const FORMER: &str = "
    SELECT guardian_id, child_id, person_id, role, since, until, ended_by, reason
    FROM   households_guardian
    WHERE  child_id = $1 AND bucket = $2 AND until IS NOT NULL
    ORDER  BY until DESC, guardian_id
    LIMIT  $3";

const DUE: &str = select_guardian!(
    "WHERE  until IS NULL AND of_age_on <= $1
     ORDER  BY of_age_on, guardian_id
     LIMIT  $2"
);

const ENDED_EARLY: &str = select_guardian!(
    "WHERE  by_age = TRUE AND of_age_on > $1
     ORDER  BY of_age_on, guardian_id
     LIMIT  $2"
);

const WARDS: &str = select_guardian!(
    "WHERE  person_id = $1 AND until IS NULL
     ORDER  BY since, guardian_id
     LIMIT  $2"
);

/// Writes a household down.
pub fn add_household(tx: &mut Tx<'_>, household: &Household, by: StaffId) -> Result<(), Stop> {
    let row: [Value; 9] = [
        household.id.bucket().into(),
        household.id.into(),
        household.kind.word().into(),
        household.called.as_deref().into(),
        household.head.map(Id::uuid).into(),
        household.version.into(),
        household.facility.into(),
        by.into(),
        household.opened_at.into(),
    ];
    tx.execute(ADD_HOUSEHOLD, &row).map(drop)
}

/// Who speaks for it, and whether somebody lives there; false when somebody else changed it since
/// this version.
pub fn save_household(tx: &mut Tx<'_>, household: &Household) -> Result<bool, Stop> {
    let row: [Value; 5] = [
        household.id.bucket().into(),
        household.id.into(),
        household.head.map(Id::uuid).into(),
        household.closed_at.map(Instant::microseconds).into(),
        household.version.into(),
    ];
    Ok(tx.execute(SAVE_HOUSEHOLD, &row)? == 1)
}

/// Where a place lies and who is asked there; false when somebody else changed it since this
/// version.
pub fn save_place(tx: &mut Tx<'_>, household: &Household) -> Result<bool, Stop> {
    let row: [Value; 5] = [
        household.id.bucket().into(),
        household.id.into(),
        household.place.ward.as_deref().into(),
        household.place.contact.as_deref().into(),
        household.version.into(),
    ];
    Ok(tx.execute(SAVE_PLACE, &row)? == 1)
}

/// The places where many live, by their names.
pub fn places(tx: &mut Tx<'_>) -> Result<Vec<Household>, Stop> {
    tx.query(PLACES, &[PLACES_ROWS_MAX.into()], read_household)
}

/// One household.
pub fn household(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Option<Household>, Stop> {
    tx.query_one(HOUSEHOLD, &[id.into(), id.bucket().into()], read_household)
}

/// Households in the order in which they were written down, after one.
pub fn households_after(
    tx: &mut Tx<'_>,
    last: HouseholdId,
    limit: i64,
) -> Result<Vec<Household>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_household)
}

/// Somebody lives there from now on.
pub fn add_member(tx: &mut Tx<'_>, member: &Member, by: StaffId) -> Result<(), Stop> {
    let bucket = member.person.bucket();
    let row: [Value; 7] = [
        bucket.into(),
        StayId::draw_in(member.since, bucket).into(),
        member.person.into(),
        member.household.into(),
        member.since.into(),
        member.tie.word().into(),
        by.into(),
    ];
    tx.execute(ADD_MEMBER, &row).map(drop)
}

/// What somebody is to the head of the household in which they live.
pub fn save_tie(tx: &mut Tx<'_>, person: PersonId, tie: Tie) -> Result<(), Stop> {
    tx.execute(SAVE_TIE, &[person.into(), person.bucket().into(), tie.word().into()]).map(drop)
}

/// Somebody lives there no longer; false when nobody knew of it.
pub fn end_member(
    tx: &mut Tx<'_>,
    person: PersonId,
    (why, by): (Leaving, StaffId),
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [person.into(), person.bucket().into(), now.into(), why.word().into(), by.into()];
    Ok(tx.execute(END_MEMBER, &row)? == 1)
}

/// Where somebody lives.
pub fn member(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Member>, Stop> {
    tx.query_one(MEMBER_NOW, &[person.into(), person.bucket().into()], read_member)
}

/// Who lives there, the head first and the others in the order in which they came; at most
/// [`MEMBERS_MAX`].
pub fn members(tx: &mut Tx<'_>, household: HouseholdId) -> Result<Vec<Member>, Stop> {
    tx.query(MEMBERS, &[household.into(), MEMBERS_MAX.into()], read_member)
}

/// Somebody answers for a child from now on, until the child is of age on a day.
pub fn add_guardian(
    tx: &mut Tx<'_>,
    guardian: &Guardian,
    (by, of_age): (StaffId, Option<Date>),
) -> Result<(), Stop> {
    let row: [Value; 8] = [
        guardian.child.bucket().into(),
        guardian.id.into(),
        guardian.child.into(),
        guardian.person.into(),
        guardian.role.word().into(),
        guardian.since.into(),
        by.into(),
        day(of_age),
    ];
    tx.execute(ADD_GUARDIAN, &row).map(drop)
}

/// Those who were named for somebody who may be of age by now, whose day has come first.
pub(super) fn guardians_due(tx: &mut Tx<'_>, most: usize) -> Result<Vec<Guardian>, Stop> {
    let today = tx.today();
    tx.query(DUE, &[today.into(), limit(most)], read_guardian)
}

/// Those whose naming was ended because the child was of age, who is not.
pub(super) fn ended_early(tx: &mut Tx<'_>, most: usize) -> Result<Vec<Guardian>, Stop> {
    let today = tx.today();
    tx.query(ENDED_EARLY, &[today.into(), limit(most)], read_guardian)
}

/// The child is of age since a day, and nobody answers for it since a moment; false when the naming
/// was ended before.
pub(super) fn end_by_age(
    tx: &mut Tx<'_>,
    guardian: GuardianId,
    (of_age, until): (Date, Instant),
) -> Result<bool, Stop> {
    let row: [Value; 6] = [
        guardian.into(),
        guardian.bucket().into(),
        until.into(),
        PROGRAM.into(),
        OF_AGE.into(),
        of_age.into(),
    ];
    Ok(tx.execute(END_BY_AGE, &row)? == 1)
}

/// The child is not of age after all; false when its naming was not ended for that.
pub(super) fn open_again(tx: &mut Tx<'_>, guardian: GuardianId) -> Result<bool, Stop> {
    Ok(tx.execute(OPEN_AGAIN, &[guardian.into(), guardian.bucket().into()])? == 1)
}

/// A naming stays ended, since another one stands in its place.
pub(super) fn keep_ended(tx: &mut Tx<'_>, guardian: GuardianId) -> Result<(), Stop> {
    tx.execute(KEEP_ENDED, &[guardian.into(), guardian.bucket().into()]).map(drop)
}

/// When a child is of age, beside each naming that stands until then or was ended then.
pub(super) fn save_of_age(
    tx: &mut Tx<'_>,
    child: PersonId,
    of_age: Option<Date>,
) -> Result<(), Stop> {
    let row: [Value; 3] = [child.into(), child.bucket().into(), day(of_age)];
    tx.execute(SAVE_OF_AGE, &row)?;
    tx.execute(SAVE_OF_AGE_ENDED, &row).map(drop)
}

/// Somebody answers no longer; false when that was said before.
pub fn end_guardian(
    tx: &mut Tx<'_>,
    guardian: GuardianId,
    (reason, by): (&str, StaffId),
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [guardian.into(), guardian.bucket().into(), now.into(), by.into(), reason.into()];
    Ok(tx.execute(END_GUARDIAN, &row)? == 1)
}

/// One naming of a guardian, ended or not.
pub fn guardian(tx: &mut Tx<'_>, id: GuardianId) -> Result<Option<Guardian>, Stop> {
    tx.query_one(GUARDIAN, &[id.into(), id.bucket().into()], read_guardian)
}

/// Namings in the order in which they were made, after one.
pub fn guardians_after(
    tx: &mut Tx<'_>,
    last: GuardianId,
    limit: i64,
) -> Result<Vec<Guardian>, Stop> {
    tx.query(GUARDIANS_AFTER, &[last.into(), limit.into()], read_guardian)
}

/// Who was named for a child and not ended; whether the child is still one, `rules` say.
pub fn guardians(tx: &mut Tx<'_>, child: PersonId) -> Result<Vec<Guardian>, Stop> {
    let key: [Value; 3] = [child.into(), child.bucket().into(), GUARDIANS_MAX.into()];
    tx.query(GUARDIANS, &key, read_guardian)
}

/// Who was named for a child and answers no longer, the last one first.
pub fn former(tx: &mut Tx<'_>, child: PersonId) -> Result<Vec<Former>, Stop> {
    let key: [Value; 3] = [child.into(), child.bucket().into(), GUARDIANS_MAX.into()];
    tx.query(FORMER, &key, |row| {
        let (by, why): (Option<uuid::Uuid>, Option<String>) = (row.get(6)?, row.get(7)?);
        let ended = by.map(Id::from_uuid).zip(why).filter(|(_, why)| why != OF_AGE);
        Ok(Former { guardian: read_guardian(row)?, ended })
    })
}

/// For whom somebody was named; whether they are still children, `rules` say.
pub fn wards(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Guardian>, Stop> {
    tx.query(WARDS, &[person.into(), GUARDIANS_MAX.into()], read_guardian)
}

fn read_household(row: &Row<'_>) -> Result<Household, Stop> {
    let kind: String = row.get(1)?;
    let head: Option<uuid::Uuid> = row.get(3)?;
    Ok(Household {
        id: row.id(0)?,
        kind: HouseholdKind::of_word(&kind).ok_or_else(|| strange("kind"))?,
        called: row.get(2)?,
        head: head.map(Id::from_uuid),
        version: u32::try_from(row.get::<i64>(4)?).map_err(|_| strange("version"))?,
        facility: row.id(5)?,
        opened_at: Instant::from_microseconds(row.get(6)?),
        closed_at: row.get::<Option<i64>>(7)?.map(Instant::from_microseconds),
        place: Place { ward: row.get(8)?, contact: row.get(9)? },
    })
}

fn read_member(row: &Row<'_>) -> Result<Member, Stop> {
    let tie: String = row.get(2)?;
    Ok(Member {
        person: row.id(0)?,
        household: row.id(1)?,
        tie: Tie::of_word(&tie).ok_or_else(|| strange("tie"))?,
        since: Instant::from_microseconds(row.get(3)?),
    })
}

fn read_guardian(row: &Row<'_>) -> Result<Guardian, Stop> {
    let role: String = row.get(3)?;
    Ok(Guardian {
        id: row.id(0)?,
        child: row.id(1)?,
        person: row.id(2)?,
        role: Role::of_word(&role).ok_or_else(|| strange("role"))?,
        since: Instant::from_microseconds(row.get(4)?),
        until: row.get::<Option<i64>>(5)?.map(Instant::from_microseconds),
    })
}

fn day(of_age: Option<Date>) -> Value {
    of_age.map_or(NOT_KNOWN, Date::days).into()
}

fn limit(most: usize) -> Value {
    i64::try_from(most).unwrap_or(i64::MAX).into()
}

fn strange(what: &str) -> Stop {
    Stop::fault(format!("a household on record has a {what} that nobody wrote"))
}
