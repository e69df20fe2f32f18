//! Numbers that find one person, phones that find several, and the blocks numbers come from.

use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_store::{Scope, Stop, Tx, Value};
use uuid::Uuid;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// A city-wide number of one person.
pub const HEALTH_ID: &str = "health-id";
/// Numbers that a counter may give out before it asks for more: about a busy day.
const BLOCK_NUMBERS: u32 = 500;
/// More persons than any family phone has.
const PHONE_ROWS_MAX: i64 = 20;
const SEQUENCE: &str = "registry_health_id";

const CLAIM: &str = "
    INSERT INTO registry_claim (hash, system, value, person_id, at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash, system, value) DO NOTHING";

const HOLDER_OF: &str = "
    SELECT person_id
    FROM   registry_claim
    WHERE  hash = $1 AND system = $2 AND value = $3";

const ADD_PHONE: &str = "
    INSERT INTO registry_phone (hash, phone, person_id)
    VALUES ($1, $2, $3)
    ON CONFLICT (hash, phone, person_id) DO NOTHING";

const REMOVE_PHONE: &str = "
    DELETE FROM registry_phone
    WHERE  hash = $1 AND phone = $2 AND person_id = $3";

const PERSONS_OF_PHONE: &str = "
    SELECT person_id
    FROM   registry_phone
    WHERE  hash = $1 AND phone = $2
    ORDER  BY person_id
    LIMIT  $3";

const NEXT_SERIAL: &str = "
    UPDATE registry_block
    SET    next = next + 1
    WHERE  facility_id = $1 AND holder_id = $2 AND next <= last
    RETURNING next - 1";

const KEEP_BLOCK: &str = "
    INSERT INTO registry_block (facility_id, holder_id, next, last, leased_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (facility_id, holder_id)
    DO UPDATE SET next = excluded.next, last = excluded.last, leased_at = excluded.leased_at";

/// Claims a number for a person; false when somebody has it.
pub fn claim(tx: &mut Tx<'_>, system: &str, value: &str, person: PersonId) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [hash(&[system, value]), system.into(), value.into(), person.into(), now.into()];
    Ok(tx.execute(CLAIM, &row)? == 1)
}

/// Whose number it is.
pub fn holder_of(tx: &mut Tx<'_>, system: &str, value: &str) -> Result<Option<PersonId>, Stop> {
    let key = [hash(&[system, value]), system.into(), value.into()];
    tx.query_one(HOLDER_OF, &key, |row| row.id(0))
}

/// From now on the phone finds the person.
pub fn add_phone(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    let row = [hash(&[phone.digits()]), phone.digits().into(), person.into()];
    tx.execute(ADD_PHONE, &row).map(drop)
}

/// The phone no longer finds the person.
pub fn remove_phone(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    let row = [hash(&[phone.digits()]), phone.digits().into(), person.into()];
    tx.execute(REMOVE_PHONE, &row).map(drop)
}

/// Everyone who gave this phone.
pub fn persons_of_phone(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<PersonId>, Stop> {
    let key = [hash(&[phone.digits()]), phone.digits().into(), PHONE_ROWS_MAX.into()];
    tx.query(PERSONS_OF_PHONE, &key, |row| row.id(0))
}

/// The counter's next serial, from its block; a new block is leased when the old one is used up.
pub fn next_serial(tx: &mut Tx<'_>, facility: FacilityId, counter: &str) -> Result<i64, Stop> {
    let holder = holder(facility, counter);
    if let Some(serial) = take(tx, facility, holder)? {
        return Ok(serial);
    }
    // Two clerks of one counter would lease two blocks, and one would be lost.
    tx.lock(&format!("registry_block/{holder}"))?;
    if let Some(serial) = take(tx, facility, holder)? {
        return Ok(serial);
    }
    let block = tx.lease_block(SEQUENCE, &whole_city(), holder, BLOCK_NUMBERS)?;
    let now = tx.now();
    let row: [Value; 5] =
        [facility.into(), holder.into(), block.first.into(), block.last.into(), now.into()];
    tx.execute(KEEP_BLOCK, &row)?;
    take(tx, facility, holder)?.ok_or_else(|| Stop::fault("a new block of health IDs is empty"))
}

fn take(tx: &mut Tx<'_>, facility: FacilityId, holder: Uuid) -> Result<Option<i64>, Stop> {
    tx.query_one(NEXT_SERIAL, &[facility.into(), holder.into()], |row| row.get(0))
}

/// Writes down that a serial will never be used, and why.
pub(crate) fn void_serial(tx: &mut Tx<'_>, serial: i64, reason: &str) -> Result<HealthId, Stop> {
    tx.void_number(SEQUENCE, &whole_city(), serial, reason)?;
    let id = u64::try_from(serial).ok().and_then(HealthId::of_serial);
    id.ok_or_else(|| Stop::fault("the health IDs are used up"))
}

/// Health IDs count for the city, not for a facility.
fn whole_city() -> Scope {
    Scope::of(Id::from_uuid(Uuid::nil()), "city")
}

/// A counter has no row of its own; its facility and what is painted over it name it.
fn holder(facility: FacilityId, counter: &str) -> Uuid {
    let name = [facility.uuid().as_bytes().as_slice(), counter.trim().as_bytes()].concat();
    uuid::Builder::from_custom_bytes(xxh3_128(&name).to_be_bytes()).into_uuid()
}

fn hash(parts: &[&str]) -> Value {
    let hash = xxh3_64(parts.join("\u{1f}").as_bytes());
    i64::from_le_bytes(hash.to_le_bytes()).into()
}
