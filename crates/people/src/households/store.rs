//! The tables of households. Every statement is written here once, for both engines.

mod ever;
mod guardians;
mod stays;

pub(super) use ever::{namings_ever, stays_of};
pub use guardians::{
    add_guardian, end_guardian, former, guardian, guardians, guardians_after, wards,
};
pub(super) use guardians::{
    bereaved, end_by_age, end_by_death, ended_early, ended_with, guardians_due, is_part,
    keep_ended, open_again, pass_on, save_answers_on, save_of_age,
};
pub use stays::{count_residents, last_stay, residents};
pub(super) use stays::{end_by_closing, ended_by_closing, forget_closing, left, live_on, stay};

use super::model::{
    Away, Gone, Household, HouseholdId, HouseholdKind, LastHome, Leaving, Member, Place, PlaceKind,
    StayId, Tie,
};
use nabz_access::PROGRAM;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

/// More people than one roof covers.
pub const MEMBERS_MAX: i64 = 500;
/// More shelters, hostels, prisons and corners of streets than a city writes down.
const PLACES_ROWS_MAX: i64 = 3_000;
/// So many families without a head are listed; the others come up once somebody speaks for these.
const HEADLESS_ROWS_MAX: i64 = 100;

const ADD_HOUSEHOLD: &str = "
    INSERT INTO households_household (bucket, household_id, kind, head_id, version, facility_id,
                                      opened_by, opened_at, called, sort, ward, contact, phone,
                                      caretaker)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

const SAVE_HOUSEHOLD: &str = "
    UPDATE households_household
    SET    head_id = $3, closed_at = $4, version = version + 1
    WHERE  bucket = $1 AND household_id = $2 AND version = $5";

/// The columns that `read_household` reads.
macro_rules! select_household {
    ($which:literal) => {
        concat!(
            "SELECT household_id, kind, called, head_id, version, facility_id, opened_at, closed_at,
                    sort, ward, contact, phone, caretaker
             FROM   households_household ",
            $which
        )
    };
}

const HOUSEHOLD: &str = select_household!("WHERE  household_id = $1 AND bucket = $2");

const SAVE_PLACE: &str = "
    UPDATE households_household
    SET    kind = $4, called = $5, sort = $6, ward = $7, contact = $8, phone = $9, caretaker = $10,
           version = version + 1
    WHERE  bucket = $1 AND household_id = $2 AND version = $3";

const PLACES: &str = select_household!(
    "WHERE  called IS NOT NULL AND closed_at IS NULL AND kind IN ('institution', 'street')
     ORDER  BY called, household_id
     LIMIT  $1"
);

const CLOSED_PLACES: &str = select_household!(
    "WHERE  called IS NOT NULL AND closed_at IS NOT NULL AND kind IN ('institution', 'street')
     ORDER  BY closed_at DESC, household_id DESC
     LIMIT  $1"
);

const HEADLESS: &str = select_household!(
    "WHERE  facility_id = $1 AND head_id IS NULL AND closed_at IS NULL
       AND  kind IN ('home', 'visiting')
     ORDER  BY household_id
     LIMIT  $2"
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

const END_MEMBER_WITH: &str = "
    UPDATE households_member
    SET    until = $3, ended_why = $4, ended_by = $5, by_death = $6, by_move = $7, head_then = $8
    WHERE  person_id = $1 AND bucket = $2 AND until IS NULL";

const MOVED_INSTEAD: &str = "
    UPDATE households_member
    SET    ended_why = 'moved', by_death = FALSE, by_move = TRUE
    WHERE  person_id = $1 AND bucket = $2 AND until IS NOT NULL AND by_death = TRUE";

const LAST_HOME: &str = "
    SELECT person_id, household_id, tie, since, stay_id, head_then
    FROM   households_member
    WHERE  person_id = $1 AND bucket = $2 AND until IS NOT NULL
      AND  (by_death = TRUE OR by_move = TRUE)
    ORDER  BY until DESC, stay_id DESC
    LIMIT  1";

const LIVE_AGAIN: &str = "
    UPDATE households_member
    SET    until = NULL, ended_why = NULL, ended_by = NULL, tie = $3, by_death = FALSE,
           by_move = FALSE, head_then = NULL
    WHERE  stay_id = $1 AND bucket = $2";

const FORGET_LAST_HOME: &str = "
    UPDATE households_member
    SET    by_death = FALSE, by_move = FALSE, head_then = NULL
    WHERE  person_id = $1 AND bucket = $2 AND until IS NOT NULL
      AND  (by_death = TRUE OR by_move = TRUE)";

const AWAY: &str = "
    SELECT person_id, until
    FROM   households_member
    WHERE  household_id = $1 AND by_move = TRUE
    ORDER  BY until DESC, stay_id
    LIMIT  $2";

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

/// Writes a household down.
pub fn add_household(tx: &mut Tx<'_>, household: &Household, by: StaffId) -> Result<(), Stop> {
    let [called, sort, ward, contact, phone, caretaker] = place_columns(household);
    let row: [Value; 14] = [
        household.id.bucket().into(),
        household.id.into(),
        household.kind.word().into(),
        household.head.map(Id::uuid).into(),
        household.version.into(),
        household.facility.into(),
        by.into(),
        household.opened_at.into(),
        called,
        sort,
        ward,
        contact,
        phone,
        caretaker,
    ];
    tx.execute(ADD_HOUSEHOLD, &row).map(drop)
}

/// What is known of a place, in the order of `called`, `sort`, `ward`, `contact`, `phone`, `caretaker`.
fn place_columns(household: &Household) -> [Value; 6] {
    let place = household.place.as_ref();
    let text = |of: fn(&Place) -> Option<&str>| -> Value { place.and_then(of).into() };
    [
        text(|place| Some(place.called.as_str())),
        text(|place| Some(place.kind.word())),
        text(|place| place.ward.as_deref()),
        text(|place| place.contact.as_deref()),
        text(|place| place.phone.as_deref()),
        text(|place| place.caretaker.as_deref()),
    ]
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

/// What is known of a place; false when somebody else changed it since this version.
pub fn save_place(tx: &mut Tx<'_>, household: &Household) -> Result<bool, Stop> {
    let [called, sort, ward, contact, phone, caretaker] = place_columns(household);
    let row: [Value; 10] = [
        household.id.bucket().into(),
        household.id.into(),
        household.version.into(),
        household.kind.word().into(),
        called,
        sort,
        ward,
        contact,
        phone,
        caretaker,
    ];
    Ok(tx.execute(SAVE_PLACE, &row)? == 1)
}

/// The places where many live, by their names.
pub fn places(tx: &mut Tx<'_>) -> Result<Vec<Household>, Stop> {
    tx.query(PLACES, &[PLACES_ROWS_MAX.into()], read_household)
}

/// Those that were closed, the last one first.
pub fn closed_places(tx: &mut Tx<'_>) -> Result<Vec<Household>, Stop> {
    tx.query(CLOSED_PLACES, &[PLACES_ROWS_MAX.into()], read_household)
}

/// Families that were written down at a facility and for whom nobody speaks, the oldest first.
pub(super) fn headless(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<Household>, Stop> {
    tx.query(HEADLESS, &[at.into(), HEADLESS_ROWS_MAX.into()], read_household)
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

/// What is noted of somebody ends that they live where they live; false when they lived nowhere. `head`
/// speaks for the household until then.
pub(super) fn end_member_with(
    tx: &mut Tx<'_>,
    person: PersonId,
    (gone, head): (Gone, Option<PersonId>),
) -> Result<bool, Stop> {
    let now = tx.now();
    let why = match gone {
        Gone::Died => Leaving::Died,
        Gone::Away => Leaving::Moved,
    };
    let row: [Value; 8] = [
        person.into(),
        person.bucket().into(),
        now.into(),
        why.word().into(),
        PROGRAM.into(),
        (gone == Gone::Died).into(),
        (gone == Gone::Away).into(),
        head.map(Id::uuid).into(),
    ];
    Ok(tx.execute(END_MEMBER_WITH, &row)? == 1)
}

/// The death that ended where somebody lived was noted by mistake: they have left the city.
pub(super) fn moved_instead(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Stop> {
    tx.execute(MOVED_INSTEAD, &[person.into(), person.bucket().into()]).map(drop)
}

/// Those who lived in a household until it was noted that they have left the city, the latest first; at
/// most [`MEMBERS_MAX`].
pub(super) fn away(tx: &mut Tx<'_>, household: HouseholdId) -> Result<Vec<Away>, Stop> {
    tx.query(AWAY, &[household.into(), MEMBERS_MAX.into()], |row| {
        Ok(Away { person: row.id(0)?, noted: Instant::from_microseconds(row.get(1)?) })
    })
}

/// Where somebody lived until what is noted of them ended it.
pub(super) fn last_home(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<LastHome>, Stop> {
    tx.query_one(LAST_HOME, &[person.into(), person.bucket().into()], read_last_home)
}

/// Somebody lives again where they lived, as a tie to the head of today.
pub(super) fn live_again(tx: &mut Tx<'_>, last: &LastHome, tie: Tie) -> Result<(), Stop> {
    let bucket = last.member.person.bucket();
    tx.execute(LIVE_AGAIN, &[last.stay.into(), bucket.into(), tie.word().into()]).map(drop)
}

/// Where somebody lived before is of no use any more: they are back.
pub(super) fn forget_last_home(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Stop> {
    tx.execute(FORGET_LAST_HOME, &[person.into(), person.bucket().into()]).map(drop)
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

fn read_household(row: &Row<'_>) -> Result<Household, Stop> {
    let kind: String = row.get(1)?;
    let kind = HouseholdKind::of_word(&kind).ok_or_else(|| strange("kind"))?;
    let head: Option<uuid::Uuid> = row.get(3)?;
    Ok(Household {
        id: row.id(0)?,
        kind,
        head: head.map(Id::from_uuid),
        version: u32::try_from(row.get::<i64>(4)?).map_err(|_| strange("version"))?,
        facility: row.id(5)?,
        opened_at: Instant::from_microseconds(row.get(6)?),
        closed_at: row.get::<Option<i64>>(7)?.map(Instant::from_microseconds),
        place: read_place(row, kind)?,
    })
}

/// What is known of a place; nothing of a family, nor of those on the street who sleep nowhere that has
/// a name.
fn read_place(row: &Row<'_>, kind: HouseholdKind) -> Result<Option<Place>, Stop> {
    let (called, sort): (Option<String>, Option<String>) = (row.get(2)?, row.get(8)?);
    let kind = match kind {
        HouseholdKind::Home | HouseholdKind::Visiting => return Ok(None),
        HouseholdKind::Street => PlaceKind::Street,
        HouseholdKind::Institution => match sort {
            Some(sort) => PlaceKind::of_word(&sort).ok_or_else(|| strange("sort"))?,
            None => PlaceKind::Other,
        },
    };
    let Some(called) = called else { return Ok(None) };
    Ok(Some(Place {
        called,
        kind,
        ward: row.get(9)?,
        contact: row.get(10)?,
        phone: row.get(11)?,
        caretaker: row.get(12)?,
    }))
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

fn read_last_home(row: &Row<'_>) -> Result<LastHome, Stop> {
    let head: Option<uuid::Uuid> = row.get(5)?;
    Ok(LastHome { member: read_member(row)?, stay: row.id(4)?, head: head.map(Id::from_uuid) })
}

fn strange(what: &str) -> Stop {
    Stop::fault(format!("a household on record has a {what} that nobody wrote"))
}
