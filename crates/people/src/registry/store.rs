//! The registry's tables. Every statement is written here once, for both engines.

mod adoptions;
mod alarms;
mod applied;
mod blocks;
mod changes;
mod duplicates;
mod erased;
mod listed;
mod lives;
mod names;
mod numbers;
mod papers;
mod parted;
mod phones;
mod press;
mod rows;
mod said;

pub use adoptions::{
    add_adoption, adoption, adoption_of, adoptions, adoptions_ever, undo_adoption, was_adopted,
};
pub use alarms::{
    add_probe_sum, alarm, grow_alarm, look_into_alarm, looked_alarms, open_alarms, probe_day,
    raise_alarm, suspects, take_back_miss,
};
pub use applied::is_applied;
pub(super) use applied::said_by_the_family;
pub use blocks::{
    BLOCK_NUMBERS, RENEW_BELOW, block, health_id, lease_ahead, next_serial, set_aside, void_serial,
};
pub use changes::{
    add_correction, add_identification, add_link, approved_of, asked_corrections, correction,
    corrections_after, corrections_of, decide_correction, declined_of, link_of, linked_here,
    linked_to, links_after, links_from, links_in_force, renamed_since, undo_link,
};
pub use duplicates::{
    add_doubt, begin_night, count_waiting, doubt, keep_learned, keep_walked, last_ruled, learned,
    leave, note_despite, pairs_of, reopen, reopen_linked, rule, settle, waiting_because,
    waiting_doubts, walked,
};
pub(super) use erased::sweep;
pub use erased::{erasures, ever_said};
pub use listed::{Listed, listed_after};
pub use lives::{add_life, lives};
pub use names::{
    InBlock, KEYS_A_STATEMENT, Named, YEARS_A_BLOCK, Years, add_name, by_name_keys, in_block,
    in_block_of_years, keys_after, remove_name, spellings_after, write_pending,
};
pub use numbers::{
    HEALTH_ID, VOTER_ID, add_identifier, add_phone, claim, holder_of, is_somebodys,
    persons_of_identifier, persons_of_phone, remove_identifier, remove_phone,
};
pub(super) use numbers::{all_of_phone, key_of};
pub use papers::{Added, add_paper, end_paper, papers, papers_ever};
pub use parted::{link, mark, marks, parted};
pub use phones::{is_phone_confirmed, phone_checked_at};
pub(super) use phones::{keep_phone_check, phone_checks};
pub use press::{add_press, last_press, press, undo_press};
pub use said::registrations;

use super::model::{Banner, BornAsked, Life, PaperSeen, Person, RegistrationId, RegistryRefusal};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Row, Stop, Tx, Value};
use rows::{person_values, read_banner, read_person};
use uuid::Uuid;

/// More persons at once than any page or rebuild step reads.
pub const PERSONS_AT_ONCE_MAX: i64 = 1_000;

const ADD_PERSON: &str = "
    INSERT INTO registry_person (bucket, person_id, health_id, identity, name_hi, name_en, sex,
                                 birth_date, birth_quality, guardian_relation, guardian_hi,
                                 guardian_en, phone, phone_whose, address_line, locality, ward,
                                 district, language, voter_id, life, life_since, state, born_by,
                                 version, facility_id, registered_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27)";

const SAVE_PERSON: &str = "
    UPDATE registry_person
    SET    identity = $3, name_hi = $4, name_en = $5, sex = $6, birth_date = $7,
           birth_quality = $8, guardian_relation = $9, guardian_hi = $10, guardian_en = $11,
           phone = $12, phone_whose = $13, address_line = $14, locality = $15, ward = $16,
           district = $17, language = $18, voter_id = $19, life = $20, life_since = $21,
           state = $22, born_by = $23, version = version + 1
    WHERE  bucket = $1 AND person_id = $2 AND version = $24";

/// The columns that `read_person` reads, with the caller's own FROM, WHERE, ORDER and LIMIT.
macro_rules! select_person {
    ($which:literal) => {
        concat!(
            "SELECT p.person_id, p.health_id, p.identity, p.name_hi, p.name_en, p.sex,
                    p.birth_date, p.birth_quality, p.guardian_relation, p.guardian_hi,
                    p.guardian_en, p.phone, p.phone_whose, p.address_line, p.locality, p.ward,
                    p.district, p.language, p.life, p.life_since, p.version, p.facility_id,
                    p.registered_at, p.voter_id, p.state ",
            $which
        )
    };
}

const PERSON: &str = select_person!(
    "FROM   registry_person p
     WHERE  p.bucket = $1 AND p.person_id = $2"
);

/// As many as one statement of several persons reads.
const PERSONS_A_STATEMENT: usize = 20;

const PERSONS: &str = select_person!(
    "FROM   registry_person p
     WHERE  p.person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                            $17, $18, $19, $20)"
);

const BANNERS: &str = "
    SELECT person_id, health_id, identity, name_hi, name_en, sex, birth_date, birth_quality, life,
           life_since
    FROM   registry_person
    WHERE  person_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                         $17, $18, $19, $20)";

const PERSONS_AFTER: &str = select_person!(
    "FROM   registry_person p
     WHERE  p.person_id > $1
     ORDER  BY p.person_id       -- by the time of registration
     LIMIT  $2"
);

const UNIDENTIFIED: &str = select_person!(
    "FROM   registry_person p
            LEFT JOIN registry_link l
            ON l.bucket = p.bucket AND l.person_id = p.person_id AND l.undone_at IS NULL
     WHERE  p.facility_id = $1 AND p.identity = 'unknown' AND l.person_id IS NULL
     ORDER  BY p.person_id       -- whoever was brought in first
     LIMIT  $2"
);

const BORN_BETWEEN: &str = select_person!(
    ", p.born_by
     FROM   registry_person p
     WHERE  p.facility_id = $1 AND (p.born_by, p.person_id) > ($2, $3) AND p.born_by <= $4
            AND p.life = 'living'
     ORDER  BY p.born_by, p.person_id       -- the oldest first
     LIMIT  $5"
);

/// Where `born_by` stands behind the columns of a person.
const BORN_BY_PLACE: usize = 25;

const BORN_BY: &str = "SELECT born_by FROM registry_person WHERE bucket = $1 AND person_id = $2";

const ADD_REGISTRATION: &str = "
    INSERT INTO registry_registration (bucket, registration_id, person_id, source, facility_id,
                                       staff_id, at, paper_seen, said)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const REGISTERED: &str = "
    SELECT person_id
    FROM   registry_registration
    WHERE  bucket = $1 AND registration_id = $2";

const COUNT_PERSONS: &str = "SELECT COUNT(*) FROM registry_person";

/// Writes down a new person.
pub fn add_person(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    let mut values: Vec<Value> = vec![
        person.id.bucket().into(),
        person.id.into(),
        i64::try_from(person.health_id.number()).unwrap_or_default().into(),
    ];
    values.extend(person_values(person));
    values.push(person.version.into());
    values.push(person.facility.into());
    values.push(person.registered_at.into());
    tx.execute(ADD_PERSON, &values).map(drop)
}

/// Saves a person's changed details; the version counts on. Refuses a person who was changed
/// since `person` was read.
pub fn save_person(tx: &mut Tx<'_>, person: &Person) -> Result<Person, Stop> {
    let mut values: Vec<Value> = vec![person.id.bucket().into(), person.id.into()];
    values.extend(person_values(person));
    values.push(person.version.into());
    if tx.execute(SAVE_PERSON, &values)? == 0 {
        return Err(RegistryRefusal::Stale { version: person.version + 1 }.into());
    }
    Ok(Person { version: person.version + 1, ..person.clone() })
}

/// One person.
pub fn person(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>, Stop> {
    tx.query_one(PERSON, &[id.bucket().into(), id.into()], read_person)
}

/// Several persons, in whichever order; whoever is not there is left out.
pub fn persons(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<Person>, Stop> {
    tx.query_several(PERSONS, &[], (ids, PERSONS_A_STATEMENT), read_person)
}

/// What stands at the top of the pages of several persons, in whichever order.
pub(super) fn banners(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<Banner>, Stop> {
    let today = tx.today();
    tx.query_several(BANNERS, &[], (ids, PERSONS_A_STATEMENT), |row| read_banner(row, today))
}

/// Whom a registration put on record.
pub fn person_registered(
    tx: &mut Tx<'_>,
    registration: RegistrationId,
) -> Result<Option<PersonId>, Stop> {
    let key = [registration.bucket().into(), registration.into()];
    tx.query_one(REGISTERED, &key, |row| row.id(0))
}

/// Persons in the order of their registration, after one of them; nil stands for the start.
pub fn persons_after(tx: &mut Tx<'_>, after: PersonId, limit: i64) -> Result<Vec<Person>, Stop> {
    let limit = limit.min(PERSONS_AT_ONCE_MAX);
    tx.query(PERSONS_AFTER, &[after.into(), limit.into()], read_person)
}

/// Those whom a facility has registered without knowing who they are, and of whom nobody has said it
/// since, whoever was brought in first being the first; at most so many.
pub fn unidentified(tx: &mut Tx<'_>, at: FacilityId, most: usize) -> Result<Vec<Person>, Stop> {
    let most = i64::try_from(most).unwrap_or(i64::MAX).min(PERSONS_AT_ONCE_MAX);
    tx.query(UNIDENTIFIED, &[at.into(), most.into()], read_person)
}

/// Living persons whom some facilities have registered and who were born within some days, the oldest
/// first. Of whom only a month or a year is known, the last day counts that this allows.
pub fn born_between(tx: &mut Tx<'_>, asked: &BornAsked<'_>) -> Result<Vec<Person>, Stop> {
    let (first, last) = (asked.days.0.to_string(), asked.days.1.to_string());
    let after = match asked.after {
        Some(id) => born_by(tx, id)?.map(|day| (day, id)),
        None => None,
    };
    let after = after.filter(|(day, _)| *day >= first);
    let (day, person) = after.unwrap_or((first, PersonId::from_uuid(Uuid::nil())));
    let most = i64::try_from(asked.most).unwrap_or(i64::MAX).min(PERSONS_AT_ONCE_MAX);
    let mut found: Vec<(String, Person)> = Vec::new();
    for facility in asked.facilities {
        let values: [Value; 5] = [
            (*facility).into(),
            day.as_str().into(),
            person.into(),
            last.as_str().into(),
            most.into(),
        ];
        found.extend(tx.query(BORN_BETWEEN, &values, |row| {
            Ok((row.get::<String>(BORN_BY_PLACE)?, read_person(row)?))
        })?);
    }
    found.sort_by(|(day, one), (other_day, other)| {
        (day, one.id.uuid()).cmp(&(other_day, other.id.uuid()))
    });
    found.truncate(asked.most);
    Ok(found.into_iter().map(|(_, person)| person).collect())
}

fn born_by(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<String>, Stop> {
    let day = tx.query_one(BORN_BY, &[id.bucket().into(), id.into()], |row| row.get(0))?;
    Ok(day.flatten())
}

/// How many persons there are.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, Stop> {
    let count = tx.query_one(COUNT_PERSONS, &[], |row: &Row<'_>| row.get(0))?;
    Ok(count.unwrap_or_default())
}

/// Who writes down what somebody says, and which paper they were shown.
pub struct Said<'s> {
    /// `nabz`, or the name of a partner.
    pub source: &'s str,
    /// Where.
    pub facility: FacilityId,
    /// Who wrote it down.
    pub staff: StaffId,
    /// Which paper was shown.
    pub paper_seen: Option<PaperSeen>,
}

impl Said<'static> {
    /// At a counter of ours, without a paper.
    pub const fn here((facility, staff): (FacilityId, StaffId)) -> Self {
        Self { source: "nabz", facility, staff, paper_seen: None }
    }
}

/// Keeps what was said of a person on one occasion, word for word. It is never changed
/// afterwards, but for what the person has erased.
pub fn add_registration(
    tx: &mut Tx<'_>,
    said: &Said<'_>,
    person: &Person,
) -> Result<RegistrationId, Stop> {
    let words = serde_json::to_string(&person.details).map_err(|e| Stop::fault(e.to_string()))?;
    let bucket = person.id.bucket();
    let id = RegistrationId::draw_in(tx.now(), bucket);
    let now = tx.now();
    let row: [Value; 9] = [
        bucket.into(),
        id.into(),
        person.id.into(),
        said.source.into(),
        said.facility.into(),
        said.staff.into(),
        now.into(),
        said.paper_seen.map(PaperSeen::word).into(),
        words.into(),
    ];
    tx.execute(ADD_REGISTRATION, &row)?;
    Ok(id)
}

/// Lets a person's name, phone and numbers find them.
pub fn make_findable(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    add_name(tx, person)?;
    if let Some(phone) = &person.details.phone {
        add_phone(tx, &phone.mobile, person.id)?;
    }
    if let Some(voter_id) = &person.details.voter_id {
        add_identifier(tx, VOTER_ID, voter_id.as_str(), person.id)?;
    }
    Ok(())
}

/// What a person said before no longer finds them.
pub(super) fn make_unfindable(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    remove_name(tx, person)?;
    if let Some(phone) = &person.details.phone {
        remove_phone(tx, &phone.mobile, person.id)?;
    }
    if let Some(voter_id) = &person.details.voter_id {
        remove_identifier(tx, VOTER_ID, voter_id.as_str(), person.id)?;
    }
    Ok(())
}

/// A person whose life has changed, ready to be saved.
pub fn with_life(person: Person, life: Life) -> Person {
    Person { life, ..person }
}

impl From<RegistryRefusal> for Stop {
    fn from(refusal: RegistryRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
