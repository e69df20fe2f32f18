//! Who answers for a child.

use super::strange;
use crate::households::model::{Ended, Former, Guardian, GuardianId, Role};
use nabz_access::PROGRAM;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

/// More guardians than one child has, and more children than one guardian at home; whoever answers for
/// all of a shelter has more, and what ends all of their namings ends them in parts.
const GUARDIANS_MAX: i64 = 50;
/// When somebody is of age of whom nobody knows when they were born.
const NOT_KNOWN: i64 = i64::MAX;
/// Why a naming ended of which nobody said so.
const OF_AGE: &str = "of age";
/// The same of which the death of one of the two said so.
const DIED: &str = "died";
/// So many children who have nobody are listed; the others come up once somebody answers for these.
const BEREAVED_ROWS_MAX: i64 = 100;

const ADD_GUARDIAN: &str = "
    INSERT INTO households_guardian (bucket, guardian_id, child_id, person_id, role, since,
                                     named_by, of_age_on, answers_on)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const END_GUARDIAN: &str = "
    UPDATE households_guardian
    SET    until = $3, ended_by = $4, reason = $5
    WHERE  guardian_id = $1 AND bucket = $2 AND until IS NULL";

const END_BY_AGE: &str = "
    UPDATE households_guardian
    SET    until = $3, ended_by = $4, reason = $5, of_age_on = $6, by_age = TRUE
    WHERE  guardian_id = $1 AND bucket = $2 AND until IS NULL";

const END_BY_DEATH: &str = "
    UPDATE households_guardian
    SET    until = $3, ended_by = $4, reason = $5, by_death = $6, office_id = $7
    WHERE  guardian_id = $1 AND bucket = $2 AND until IS NULL";

const OPEN_AGAIN: &str = "
    UPDATE households_guardian
    SET    until = NULL, ended_by = NULL, reason = NULL, by_age = FALSE, by_death = NULL,
           office_id = NULL
    WHERE  guardian_id = $1 AND bucket = $2 AND (by_age = TRUE OR by_death IS NOT NULL)";

const PASS_ON: &str = "
    UPDATE households_guardian
    SET    by_age = FALSE, by_death = $3, office_id = $4, reason = $5
    WHERE  guardian_id = $1 AND bucket = $2";

const KEEP_ENDED: &str = "
    UPDATE households_guardian
    SET    by_age = FALSE, by_death = NULL, office_id = NULL
    WHERE  guardian_id = $1 AND bucket = $2";

const SAVE_ANSWERS_ON: &str = "
    UPDATE households_guardian
    SET    answers_on = $3
    WHERE  guardian_id = $1 AND bucket = $2";

const SAVE_OF_AGE: &str = "
    UPDATE households_guardian
    SET    of_age_on = $3
    WHERE  child_id = $1 AND bucket = $2 AND until IS NULL";

const SAVE_OF_AGE_ENDED: &str = "
    UPDATE households_guardian
    SET    of_age_on = $3
    WHERE  child_id = $1 AND bucket = $2 AND by_age = TRUE";

const SAVE_OF_AGE_OF_THE_DEAD: &str = "
    UPDATE households_guardian
    SET    of_age_on = $3
    WHERE  child_id = $1 AND bucket = $2 AND by_death IS NOT NULL";

/// The columns that `read_guardian` reads.
macro_rules! select_guardian {
    ($which:literal) => {
        concat!(
            "SELECT guardian_id, child_id, person_id, role, since, until, answers_on
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
    SELECT guardian_id, child_id, person_id, role, since, until, answers_on, ended_by, reason
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

const ENDED_WITH: &str = select_guardian!(
    "WHERE  by_death = $1
     ORDER  BY guardian_id
     LIMIT  $2"
);

const BEREAVED: &str = select_guardian!(
    "AS gone
     WHERE  office_id = $1 AND of_age_on > $2
       AND  NOT EXISTS (
                SELECT 1
                FROM   households_guardian AS other
                WHERE  other.child_id = gone.child_id AND other.bucket = gone.bucket
                  AND  other.until IS NULL
                  AND  (other.answers_on IS NULL OR other.answers_on <= $2))
     ORDER  BY until, guardian_id
     LIMIT  $3"
);

const WARDS: &str = select_guardian!(
    "WHERE  person_id = $1 AND until IS NULL
     ORDER  BY since, guardian_id
     LIMIT  $2"
);

/// Somebody answers for a child from now on, until the child is of age on a day.
pub fn add_guardian(
    tx: &mut Tx<'_>,
    guardian: &Guardian,
    (by, of_age): (StaffId, Option<Date>),
) -> Result<(), Stop> {
    let row: [Value; 9] = [
        guardian.child.bucket().into(),
        guardian.id.into(),
        guardian.child.into(),
        guardian.person.into(),
        guardian.role.word().into(),
        guardian.since.into(),
        by.into(),
        day(of_age),
        guardian.from.into(),
    ];
    tx.execute(ADD_GUARDIAN, &row).map(drop)
}

/// Whether a list of namings is one part of them: behind as many as it holds there may be more.
pub(in crate::households) fn is_part(namings: &[Guardian]) -> bool {
    i64::try_from(namings.len()).is_ok_and(|count| count >= GUARDIANS_MAX)
}

/// Those who were named for somebody who may be of age by now, whose day has come first.
pub(in crate::households) fn guardians_due(
    tx: &mut Tx<'_>,
    most: usize,
) -> Result<Vec<Guardian>, Stop> {
    let today = tx.today();
    tx.query(DUE, &[today.into(), limit(most)], read_guardian)
}

/// Those whose naming was ended because the child was of age, who is not.
pub(in crate::households) fn ended_early(
    tx: &mut Tx<'_>,
    most: usize,
) -> Result<Vec<Guardian>, Stop> {
    let today = tx.today();
    tx.query(ENDED_EARLY, &[today.into(), limit(most)], read_guardian)
}

/// The child is of age since a day, and nobody answers for it since a moment; false when the naming
/// was ended before.
pub(in crate::households) fn end_by_age(
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

/// The death of one of the two ends a naming; false when it was ended before. `office` looks for
/// another guardian, where one is needed.
pub(in crate::households) fn end_by_death(
    tx: &mut Tx<'_>,
    guardian: GuardianId,
    (dead, office): (PersonId, Option<FacilityId>),
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 7] = [
        guardian.into(),
        guardian.bucket().into(),
        now.into(),
        PROGRAM.into(),
        DIED.into(),
        dead.into(),
        office.map(Id::uuid).into(),
    ];
    Ok(tx.execute(END_BY_DEATH, &row)? == 1)
}

/// Namings that the death of somebody ended, of whichever of the two.
pub(in crate::households) fn ended_with(
    tx: &mut Tx<'_>,
    dead: PersonId,
) -> Result<Vec<Guardian>, Stop> {
    tx.query(ENDED_WITH, &[dead.into(), GUARDIANS_MAX.into()], read_guardian)
}

/// Namings of those who died, of children for whom an office looks and nobody else answers.
pub(in crate::households) fn bereaved(
    tx: &mut Tx<'_>,
    office: FacilityId,
) -> Result<Vec<Guardian>, Stop> {
    let today = tx.today();
    let key: [Value; 3] = [office.into(), today.into(), BEREAVED_ROWS_MAX.into()];
    tx.query(BEREAVED, &key, read_guardian)
}

/// A naming stays ended, by the death of this one of the two.
pub(in crate::households) fn pass_on(
    tx: &mut Tx<'_>,
    guardian: GuardianId,
    (dead, office): (PersonId, Option<FacilityId>),
) -> Result<(), Stop> {
    let row: [Value; 5] = [
        guardian.into(),
        guardian.bucket().into(),
        dead.into(),
        office.map(Id::uuid).into(),
        DIED.into(),
    ];
    tx.execute(PASS_ON, &row).map(drop)
}

/// The child is not of age after all, or nobody has died; false when its naming was not ended for
/// that.
pub(in crate::households) fn open_again(
    tx: &mut Tx<'_>,
    guardian: GuardianId,
) -> Result<bool, Stop> {
    Ok(tx.execute(OPEN_AGAIN, &[guardian.into(), guardian.bucket().into()])? == 1)
}

/// A naming stays ended, since another one stands in its place.
pub(in crate::households) fn keep_ended(tx: &mut Tx<'_>, guardian: GuardianId) -> Result<(), Stop> {
    tx.execute(KEEP_ENDED, &[guardian.into(), guardian.bucket().into()]).map(drop)
}

/// When a child is of age, beside each naming that stands until then, was ended then or by a death.
pub(in crate::households) fn save_of_age(
    tx: &mut Tx<'_>,
    child: PersonId,
    of_age: Option<Date>,
) -> Result<(), Stop> {
    let row: [Value; 3] = [child.into(), child.bucket().into(), day(of_age)];
    tx.execute(SAVE_OF_AGE, &row)?;
    tx.execute(SAVE_OF_AGE_ENDED, &row)?;
    tx.execute(SAVE_OF_AGE_OF_THE_DEAD, &row).map(drop)
}

/// From which day on somebody answers who was named; nothing when they are of age.
pub(in crate::households) fn save_answers_on(
    tx: &mut Tx<'_>,
    guardian: GuardianId,
    from: Option<Date>,
) -> Result<(), Stop> {
    let row: [Value; 3] = [guardian.into(), guardian.bucket().into(), from.into()];
    tx.execute(SAVE_ANSWERS_ON, &row).map(drop)
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
        Ok(Former { guardian: read_guardian(row)?, ended: read_ended(row)? })
    })
}

/// For whom somebody was named; whether they are still children, `rules` say.
pub fn wards(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Guardian>, Stop> {
    tx.query(WARDS, &[person.into(), GUARDIANS_MAX.into()], read_guardian)
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
        from: row.get::<Option<i64>>(6)?.map(Date::from_days),
    })
}

fn read_ended(row: &Row<'_>) -> Result<Ended, Stop> {
    let (by, why): (Option<uuid::Uuid>, Option<String>) = (row.get(7)?, row.get(8)?);
    let (by, why) = by.zip(why).ok_or_else(|| strange("end"))?;
    let by: StaffId = Id::from_uuid(by);
    Ok(if by != PROGRAM {
        Ended::Said { by, why }
    } else if why == DIED {
        Ended::Death
    } else {
        Ended::OfAge
    })
}

fn day(of_age: Option<Date>) -> Value {
    of_age.map_or(NOT_KNOWN, Date::days).into()
}

fn limit(most: usize) -> Value {
    i64::try_from(most).unwrap_or(i64::MAX).into()
}
