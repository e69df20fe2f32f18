//! The tables of the public site. Every statement is written here once, for both engines.

use super::model::{ApplyRefusal, Door, Draft, Family, Made, PERSONS_A_PHONE_MAX};
use crate::cards::model::CardId;
use nabz_access::SessionKey;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

const KEEP_SESSION: &str = "
    INSERT INTO apply_session (hash, digest, purpose, asked_with, challenge_id, phone, until)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (hash, digest)
    DO UPDATE SET purpose = excluded.purpose, asked_with = excluded.asked_with,
                  challenge_id = excluded.challenge_id, phone = excluded.phone,
                  until = excluded.until";

const SESSION: &str = "
    SELECT purpose, asked_with, challenge_id, phone
    FROM   apply_session
    WHERE  hash = $1 AND digest = $2 AND until > $3";

const HAND_OVER: &str = "
    UPDATE apply_session
    SET    until = $5
    WHERE  hash = $1 AND digest = $2 AND purpose = $3 AND challenge_id = $4 AND phone IS NULL";

const END_SESSION: &str = "
    DELETE FROM apply_session
    WHERE  hash = $1 AND digest = $2";

const COUNT_ASKED: &str = "
    INSERT INTO apply_knock (purpose, hour, asked, wrong)
    VALUES ($1, $2, 1, 0)
    ON CONFLICT (purpose, hour) DO UPDATE SET asked = apply_knock.asked + 1
    RETURNING asked";

const COUNT_WRONG: &str = "
    INSERT INTO apply_knock (purpose, hour, asked, wrong)
    VALUES ($1, $2, 0, 1)
    ON CONFLICT (purpose, hour) DO UPDATE SET wrong = apply_knock.wrong + 1
    RETURNING wrong";

const WRONG: &str = "
    SELECT wrong
    FROM   apply_knock
    WHERE  purpose = $1 AND hour = $2";

const COUNT_WRONG_FROM: &str = "
    INSERT INTO apply_wrong_from (hash, address, hour, wrong)
    VALUES ($1, $2, $3, 1)
    ON CONFLICT (hash, address, hour) DO UPDATE SET wrong = apply_wrong_from.wrong + 1";

const WRONG_FROM: &str = "
    SELECT wrong
    FROM   apply_wrong_from
    WHERE  hash = $1 AND address = $2 AND hour = $3";

const BEGIN_DRAFT: &str = "
    INSERT INTO apply_draft (hash, phone, draft_id, version, kept_with, filled, until)
    VALUES ($1, $2, $3, 1, '', $4, $5)
    ON CONFLICT (hash, phone) DO NOTHING";

const PROLONG_DRAFT: &str = "
    UPDATE apply_draft
    SET    until = $3
    WHERE  hash = $1 AND phone = $2 AND made IS NULL AND until > $4";

const DRAFT: &str = "
    SELECT draft_id, version, kept_with, filled, made
    FROM   apply_draft
    WHERE  hash = $1 AND phone = $2 AND until > $3";

const SAVE_DRAFT: &str = "
    UPDATE apply_draft
    SET    kept_with = $4, filled = $5, made = $6, version = version + 1
    WHERE  hash = $1 AND phone = $2 AND version = $3";

const END_OLD_DRAFT: &str = "
    DELETE FROM apply_draft
    WHERE  hash = $1 AND phone = $2 AND until <= $3";

const END_DRAFT: &str = "
    DELETE FROM apply_draft
    WHERE  hash = $1 AND phone = $2";

const KEEP_PAPER: &str = "
    INSERT INTO apply_paper (hash, digest, person_id, card_id, until)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash, digest) DO UPDATE SET until = excluded.until";

const PAPER: &str = "
    SELECT person_id, card_id
    FROM   apply_paper
    WHERE  hash = $1 AND digest = $2 AND until > $3";

const COUNT_WRONG_SERIAL: &str = "
    INSERT INTO apply_arrival (hash, phone, hour, wrong)
    VALUES ($1, $2, $3, 1)
    ON CONFLICT (hash, phone, hour) DO UPDATE SET wrong = apply_arrival.wrong + 1
    RETURNING wrong";

const WRONG_SERIALS: &str = "
    SELECT wrong
    FROM   apply_arrival
    WHERE  hash = $1 AND phone = $2 AND hour = $3";

const FORGET_SERIALS: &str = "DELETE FROM apply_arrival WHERE hour < $1";
const ADD_PROVEN: &str = "
    INSERT INTO apply_proven (hash, phone, person_id, at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (hash, phone, person_id) DO NOTHING";

const PROVEN: &str = "
    SELECT person_id
    FROM   apply_proven
    WHERE  hash = $1 AND phone = $2
    ORDER  BY person_id
    LIMIT  $3";

const FORGET_SESSIONS: &str = "DELETE FROM apply_session WHERE until <= $1";
const FORGET_DRAFTS: &str = "DELETE FROM apply_draft WHERE until <= $1";
const FORGET_PAPERS: &str = "DELETE FROM apply_paper WHERE until <= $1";
const FORGET_KNOCKS: &str = "DELETE FROM apply_knock WHERE hour < $1";
const FORGET_WRONG_FROM: &str = "DELETE FROM apply_wrong_from WHERE hour < $1";

/// A stranger's browser.
#[derive(Clone)]
pub struct Session {
    /// Where they knocked.
    pub door: Door,
    /// The key of the form that asked for the code.
    pub asked_with: String,
    /// The code that was sent last.
    pub challenge: Uuid,
    /// Theirs, once the code was typed.
    pub phone: Option<Mobile>,
}

/// Whoever else does something at the same browser waits.
pub fn lock_session(tx: &mut Tx<'_>, key: SessionKey) -> Result<(), Stop> {
    tx.lock(&format!("apply_session/{:016x}", xxh3_64(&key.digest())))
}

/// Remembers what whoever sits at a browser was sent, or has opened. What they had opened before
/// closes.
pub fn keep_session(
    tx: &mut Tx<'_>,
    key: SessionKey,
    session: &Session,
    until: Instant,
) -> Result<(), Stop> {
    let [hash, digest] = keyed(key);
    let row: [Value; 7] = [
        hash,
        digest,
        session.door.word().into(),
        session.asked_with.as_str().into(),
        session.challenge.into(),
        session.phone.as_ref().map(Mobile::digits).into(),
        until.into(),
    ];
    tx.execute(KEEP_SESSION, &row).map(drop)
}

/// Whoever sits at a browser, while their time is not over.
pub fn session(tx: &mut Tx<'_>, key: SessionKey) -> Result<Option<Session>, Stop> {
    let [hash, digest] = keyed(key);
    let now = tx.now();
    tx.query_one(SESSION, &[hash, digest, now.into()], |row| {
        let door = Door::of_word(&row.get::<String>(0)?).ok_or_else(strange)?;
        let phone: Option<String> = row.get(3)?;
        let phone = phone.map(|digits| Mobile::parse(&digits)).transpose()?;
        Ok(Session { door, asked_with: row.get(1)?, challenge: row.get(2)?, phone })
    })
}

/// The code was typed: until then the same press may come again, and after that nothing does.
///
/// Refuses with `APP-002` a browser for which another code was sent meanwhile.
pub fn hand_over(
    tx: &mut Tx<'_>,
    key: SessionKey,
    session: &Session,
    until: Instant,
) -> Result<(), Stop> {
    let [hash, digest] = keyed(key);
    let row: [Value; 5] =
        [hash, digest, session.door.word().into(), session.challenge.into(), until.into()];
    if tx.execute(HAND_OVER, &row)? == 0 {
        return Err(ApplyRefusal::NotOpen.into());
    }
    Ok(())
}

/// Whoever sits at a browser leaves; false when there was nothing to leave.
pub fn end_session(tx: &mut Tx<'_>, key: SessionKey) -> Result<bool, Stop> {
    Ok(tx.execute(END_SESSION, &keyed(key))? == 1)
}

/// Counts one more code of this hour at a door, and says how many that makes.
pub fn count_asked(tx: &mut Tx<'_>, door: Door, hour: i64) -> Result<i64, Stop> {
    counted(tx, COUNT_ASKED, &[door.word().into(), hour.into()])
}

/// Counts one more wrong code of this hour at a door, and says how many that makes.
pub fn count_wrong(tx: &mut Tx<'_>, door: Door, hour: i64) -> Result<i64, Stop> {
    counted(tx, COUNT_WRONG, &[door.word().into(), hour.into()])
}

/// How many wrong codes were typed at a door in an hour.
pub fn wrong(tx: &mut Tx<'_>, door: Door, hour: i64) -> Result<i64, Stop> {
    counted(tx, WRONG, &[door.word().into(), hour.into()])
}

/// Counts one more wrong code of this hour from an address.
pub fn count_wrong_from(tx: &mut Tx<'_>, address: VisitorAddress, hour: i64) -> Result<(), Stop> {
    tx.execute(COUNT_WRONG_FROM, &of_address(address, hour)).map(drop)
}

/// How many wrong codes were typed from an address in an hour.
pub fn wrong_from(tx: &mut Tx<'_>, address: VisitorAddress, hour: i64) -> Result<i64, Stop> {
    counted(tx, WRONG_FROM, &of_address(address, hour))
}

fn counted(tx: &mut Tx<'_>, sql: &'static str, key: &[Value]) -> Result<i64, Stop> {
    let count = tx.query_one(sql, key, |row| row.get(0))?;
    Ok(count.unwrap_or_default())
}

/// Begins the family of a phone, unless one is on its way; either is kept until then. One that was
/// sent goes when its own day is over.
pub fn begin_draft(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    draft: &Draft,
    until: Instant,
) -> Result<(), Stop> {
    let [hash, digits] = of_phone(phone);
    let filled = json(&draft.family)?;
    let row = [hash.clone(), digits.clone(), draft.id.into(), filled, until.into()];
    if tx.execute(BEGIN_DRAFT, &row)? > 0 {
        return Ok(());
    }
    let now = tx.now();
    let prolonged = [hash.clone(), digits.clone(), until.into(), now.into()];
    if tx.execute(PROLONG_DRAFT, &prolonged)? == 0 {
        tx.execute(END_OLD_DRAFT, &[hash, digits, now.into()])?;
        tx.execute(BEGIN_DRAFT, &row)?;
    }
    Ok(())
}

/// The family of a phone, while its day is not over.
pub fn draft(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Option<Draft>, Stop> {
    let [hash, digits] = of_phone(phone);
    let now = tx.now();
    tx.query_one(DRAFT, &[hash, digits, now.into()], read_draft)
}

/// Saves a family as it is after a change; the version counts on.
///
/// Refuses with `APP-004` one that another window has changed.
pub fn save_draft(tx: &mut Tx<'_>, phone: &Mobile, draft: &Draft) -> Result<(), Stop> {
    let [hash, digits] = of_phone(phone);
    let made: Option<Value> = draft.made.as_ref().map(json).transpose()?;
    let row: [Value; 6] = [
        hash,
        digits,
        draft.version.into(),
        draft.kept_with.as_str().into(),
        json(&draft.family)?,
        made.unwrap_or(Value::Null),
    ];
    if tx.execute(SAVE_DRAFT, &row)? == 0 {
        return Err(ApplyRefusal::Stale.into());
    }
    Ok(())
}

/// Takes the family of a phone away.
pub fn end_draft(tx: &mut Tx<'_>, phone: &Mobile) -> Result<(), Stop> {
    tx.execute(END_DRAFT, &of_phone(phone)).map(drop)
}

/// Somebody was registered with a phone that had answered a code.
pub fn add_proven(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    let [hash, digits] = of_phone(phone);
    let now = tx.now();
    tx.execute(ADD_PROVEN, &[hash, digits, person.into(), now.into()]).map(drop)
}

/// Everybody who was registered with a phone that had answered a code, whatever phone they gave.
pub fn proven(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<PersonId>, Stop> {
    let [hash, digits] = of_phone(phone);
    let rows = i64::try_from(PERSONS_A_PHONE_MAX).unwrap_or(i64::MAX);
    tx.query(PROVEN, &[hash, digits, rows.into()], |row| row.id(0))
}

/// From now on, and until then, a link opens a card's paper.
pub fn keep_paper(
    tx: &mut Tx<'_>,
    link: SessionKey,
    (person, card): (PersonId, CardId),
    until: Instant,
) -> Result<(), Stop> {
    let [hash, digest] = keyed(link);
    tx.execute(KEEP_PAPER, &[hash, digest, person.into(), card.into(), until.into()]).map(drop)
}

/// Which card a link opens, while it does.
pub fn paper(tx: &mut Tx<'_>, link: SessionKey) -> Result<Option<(PersonId, CardId)>, Stop> {
    let [hash, digest] = keyed(link);
    let now = tx.now();
    tx.query_one(PAPER, &[hash, digest, now.into()], |row| Ok((row.id(0)?, row.id(1)?)))
}

/// Counts one more wrong serial that was typed with a phone in this hour, and says how many that
/// makes.
pub fn count_wrong_serial(tx: &mut Tx<'_>, phone: &Mobile, hour: i64) -> Result<i64, Stop> {
    let [hash, digits] = of_phone(phone);
    let count = tx.query_one(COUNT_WRONG_SERIAL, &[hash, digits, hour.into()], |row| row.get(0))?;
    Ok(count.unwrap_or_default())
}

/// How many wrong serials were typed with a phone in an hour.
pub fn wrong_serials(tx: &mut Tx<'_>, phone: &Mobile, hour: i64) -> Result<i64, Stop> {
    let [hash, digits] = of_phone(phone);
    let count = tx.query_one(WRONG_SERIALS, &[hash, digits, hour.into()], |row| row.get(0))?;
    Ok(count.unwrap_or_default())
}

/// Takes away the counts of wrong serials of hours that are over.
pub fn forget_serials(tx: &mut Tx<'_>, hour: i64) -> Result<(), Stop> {
    tx.execute(FORGET_SERIALS, &[hour.into()]).map(drop)
}

/// Takes away everything whose time is over.
pub fn forget(tx: &mut Tx<'_>, now: Instant, hour: i64) -> Result<(), Stop> {
    for sql in [FORGET_SESSIONS, FORGET_DRAFTS, FORGET_PAPERS] {
        tx.execute(sql, &[now.into()])?;
    }
    tx.execute(FORGET_WRONG_FROM, &[hour.into()])?;
    tx.execute(FORGET_KNOCKS, &[hour.into()]).map(drop)
}

fn read_draft(row: &Row<'_>) -> Result<Draft, Stop> {
    let made: Option<String> = row.get(4)?;
    let made = made.map(|made| read_json::<Vec<Made>>(&made)).transpose()?;
    Ok(Draft {
        id: row.id(0)?,
        version: u32::try_from(row.get::<i64>(1)?).map_err(|_| strange())?,
        kept_with: row.get(2)?,
        family: read_json::<Family>(&row.get::<String>(3)?)?,
        made,
    })
}

fn json(value: &impl serde::Serialize) -> Result<Value, Stop> {
    let text = serde_json::to_string(value).map_err(|fault| Stop::fault(fault.to_string()))?;
    Ok(text.into())
}

/// The words of a fault may be those of somebody.
fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Stop> {
    serde_json::from_str(text).map_err(|_| strange())
}

fn keyed(key: SessionKey) -> [Value; 2] {
    let digest = key.digest();
    [hash(&digest), digest.as_slice().into()]
}

fn of_phone(phone: &Mobile) -> [Value; 2] {
    [hash(phone.digits().as_bytes()), phone.digits().into()]
}

fn of_address(address: VisitorAddress, hour: i64) -> [Value; 3] {
    let address = address.to_string();
    [hash(address.as_bytes()), address.as_str().into(), hour.into()]
}

fn hash(bytes: &[u8]) -> Value {
    i64::from_le_bytes(xxh3_64(bytes).to_le_bytes()).into()
}

/// The schema allows nothing else, so this row was written around us.
fn strange() -> Stop {
    Stop::fault("the public site holds a row that it cannot read")
}

impl From<ApplyRefusal> for Stop {
    fn from(refusal: ApplyRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
