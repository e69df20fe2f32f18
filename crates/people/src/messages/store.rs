//! The tables of messages. Every statement is written here once, for both engines.

use super::model::{
    Alarm, AlarmId, Challenge, ChallengeId, CodePurpose, MessageId, MessageKind, MessageState,
    MessagesAsked, Sms, WhyFailed,
};
use super::rules::{CLOCKS_DIFFER_MAX, CODE_LIVES, CODES_FROM_ADDRESS_MAX, TRIES_MAX};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Bucket, Id};
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_store::{JobId, Row, Stop, Tx, Value};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

/// Rows of one page of the list.
pub const PAGE_ROWS: usize = 50;
/// Codes of one phone that are looked at: more than it is ever sent within a day.
const SENT_ROWS_MAX: i64 = 20;
/// Stands for the message of a code that was asked for and sent to nobody.
pub const NOT_SENT: Uuid = Uuid::nil();
/// Addresses that a page warns of.
const ALARMS_ROWS_MAX: i64 = 20;
const QUEUED: &str = "queued";
const SENT: &str = "sent";
const FAILED: &str = "failed";

const ADD: &str = "
    INSERT INTO messages_outbox (bucket, message_id, kind, phone, language, text, state, tries,
                                 job_id, made_at, due_at, lapses_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $7, $8, $9, $10)";

/// The columns that `read_sms` reads.
macro_rules! select_sms {
    ($which:literal) => {
        concat!(
            "SELECT message_id, phone, kind, text, language, state, why, tries, job_id, made_at,
                    due_at, lapses_at, ended_at
             FROM   messages_outbox ",
            $which
        )
    };
}

const ONE: &str = select_sms!("WHERE  bucket = $1 AND message_id = $2");

const LATEST: &str = select_sms!(
    "WHERE  message_id < $1
     ORDER  BY message_id DESC       -- ids sort by time
     LIMIT  $2"
);

const FAILED_LATEST: &str = select_sms!(
    "WHERE  state = 'failed' AND message_id < $1
     ORDER  BY message_id DESC
     LIMIT  $2"
);

const NOTE_SENT: &str = "
    UPDATE messages_outbox
    SET    state = 'sent', tries = tries + 1, ended_at = $3
    WHERE  bucket = $1 AND message_id = $2 AND state = 'queued'";

const NOTE_TRY: &str = "
    UPDATE messages_outbox
    SET    tries = tries + 1
    WHERE  bucket = $1 AND message_id = $2 AND state = 'queued'";

const GIVE_UP: &str = "
    UPDATE messages_outbox
    SET    state = 'failed', why = $3, ended_at = $4
    WHERE  bucket = $1 AND message_id = $2 AND state = 'queued'";

const QUEUE_AGAIN: &str = "
    UPDATE messages_outbox
    SET    state = 'queued', why = NULL, ended_at = NULL, tries = 0, job_id = $3, due_at = $4
    WHERE  bucket = $1 AND message_id = $2 AND state = 'failed'";

const BLANK: &str = "
    UPDATE messages_outbox
    SET    text = NULL
    WHERE  bucket = $1 AND message_id = $2 AND lapses_at IS NOT NULL";

const FORGET_MESSAGES: &str = "DELETE FROM messages_outbox WHERE message_id < $1";

const ADD_CHALLENGE: &str = "
    INSERT INTO messages_challenge (bucket, challenge_id, phone, purpose, salt, digest, tries,
                                    message_id, asked_from, made_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10)";

// Counts the try before anybody looks whether it is right: of two who type at once the second waits
// here, and finds the code used.
const TAKE_TRY: &str = "
    UPDATE messages_challenge
    SET    tries = tries + 1
    WHERE  bucket = $1 AND challenge_id = $2 AND purpose = $3 AND used_at IS NULL AND tries < $4
           AND expires_at > $5 AND expires_at <= $6";

const TAKE_TRY_AGAIN: &str = "
    UPDATE messages_challenge
    SET    tries = tries + 1
    WHERE  bucket = $1 AND challenge_id = $2 AND purpose = $3 AND used_at > $4 AND tries < $5";

const IS_OPEN: &str = "
    SELECT tries
    FROM   messages_challenge
    WHERE  bucket = $1 AND challenge_id = $2 AND purpose = $3 AND phone = $4 AND used_at IS NULL
           AND tries < $5 AND expires_at > $6 AND expires_at <= $7";

const CHALLENGE: &str = "
    SELECT challenge_id, phone, purpose, salt, digest, tries, message_id, asked_from, made_at,
           expires_at
    FROM   messages_challenge
    WHERE  bucket = $1 AND challenge_id = $2";

const USE_UP: &str = "
    UPDATE messages_challenge
    SET    used_at = $3
    WHERE  bucket = $1 AND challenge_id = $2 AND used_at IS NULL";

const SENT_TO: &str = "
    SELECT made_at
    FROM   messages_challenge
    WHERE  bucket = $1 AND phone = $2 AND made_at > $3 AND made_at <= $4 AND message_id <> $6
    ORDER  BY made_at DESC
    LIMIT  $5";

const ASKED_FROM: &str = "
    SELECT made_at
    FROM   messages_challenge
    WHERE  asked_from = $1 AND made_at > $2 AND made_at <= $3
    ORDER  BY made_at DESC
    LIMIT  $4";

const CODES_SINCE: &str = "
    SELECT COUNT(*)
    FROM   messages_challenge
    WHERE  made_at > $1 AND made_at <= $2 AND message_id <> $3";

const FORGET_CHALLENGES: &str = "DELETE FROM messages_challenge WHERE made_at < $1";

const ADD_ALARM: &str = "
    INSERT INTO messages_alarm (bucket, alarm_id, asked_from, codes, raised_at)
    VALUES ($1, $2, $3, $4, $5)";

const ALARMS: &str = "
    SELECT asked_from, codes, raised_at
    FROM   messages_alarm
    WHERE  raised_at > $1
    ORDER  BY raised_at DESC, alarm_id
    LIMIT  $2";

const ALARMS_OF: &str = "
    SELECT COUNT(*)
    FROM   messages_alarm
    WHERE  raised_at > $1 AND asked_from = $2";

const FORGET_ALARMS: &str = "DELETE FROM messages_alarm WHERE raised_at < $1";

/// Where what is about a phone lies, its messages and its codes beside each other.
pub fn bucket_of(phone: &Mobile) -> Bucket {
    let [low, high, ..] = xxh3_64(phone.digits().as_bytes()).to_le_bytes();
    Bucket::folded(u16::from_le_bytes([low, high]))
}

/// Keeps a message that waits.
pub fn add(tx: &mut Tx<'_>, sms: &Sms) -> Result<(), Stop> {
    let row: [Value; 10] = [
        sms.id.bucket().into(),
        sms.id.into(),
        sms.kind.word().into(),
        sms.to.digits().into(),
        sms.language.code().into(),
        sms.text.as_deref().into(),
        sms.job.into(),
        sms.made_at.into(),
        sms.due_at.into(),
        sms.lapses_at.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// One message.
pub fn sms(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<Sms>, Stop> {
    tx.query_one(ONE, &key(id), read_sms)
}

/// A page of messages and the first of the next page, the latest first.
pub fn messages(tx: &mut Tx<'_>, asked: &MessagesAsked) -> Result<Vec<Sms>, Stop> {
    let before = asked.before.map_or(Uuid::max(), Id::uuid);
    let rows = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let sql = if asked.failed { FAILED_LATEST } else { LATEST };
    tx.query(sql, &[before.into(), rows.into()], read_sms)
}

/// The gateway has taken it.
pub fn note_sent(tx: &mut Tx<'_>, id: MessageId) -> Result<(), Stop> {
    let [bucket, message] = key(id);
    let now = tx.now();
    tx.execute(NOTE_SENT, &[bucket, message, now.into()]).map(drop)
}

/// The gateway did not take it, and is asked again.
pub fn note_try(tx: &mut Tx<'_>, id: MessageId) -> Result<(), Stop> {
    tx.execute(NOTE_TRY, &key(id)).map(drop)
}

/// Nobody tries any more.
pub fn give_up(tx: &mut Tx<'_>, id: MessageId, why: WhyFailed) -> Result<(), Stop> {
    let [bucket, message] = key(id);
    let now = tx.now();
    tx.execute(GIVE_UP, &[bucket, message, why.word().into(), now.into()]).map(drop)
}

/// It waits again, for another piece of work; false when it is not one that failed.
pub fn queue_again(tx: &mut Tx<'_>, id: MessageId, job: JobId) -> Result<bool, Stop> {
    let [bucket, message] = key(id);
    let now = tx.now();
    Ok(tx.execute(QUEUE_AGAIN, &[bucket, message, job.into(), now.into()])? == 1)
}

/// Takes away a text that told a code.
pub fn blank(tx: &mut Tx<'_>, id: MessageId) -> Result<(), Stop> {
    tx.execute(BLANK, &key(id)).map(drop)
}

/// Keeps a code that was just drawn.
pub fn add_challenge(tx: &mut Tx<'_>, challenge: &Challenge) -> Result<(), Stop> {
    let row: [Value; 10] = [
        challenge.id.bucket().into(),
        challenge.id.into(),
        challenge.phone.digits().into(),
        challenge.purpose.word().into(),
        challenge.salt.as_slice().into(),
        challenge.digest.as_slice().into(),
        challenge.message.into(),
        challenge.asked_from.as_deref().into(),
        challenge.made_at.into(),
        challenge.expires_at.into(),
    ];
    tx.execute(ADD_CHALLENGE, &row).map(drop)
}

/// Counts a try, and gives the code that it is compared with; nothing when there is none that may
/// still be tried.
pub fn take_try(
    tx: &mut Tx<'_>,
    (id, purpose): (ChallengeId, CodePurpose),
) -> Result<Option<Challenge>, Stop> {
    let now = tx.now();
    let row: [Value; 6] = [
        id.bucket().into(),
        id.into(),
        purpose.word().into(),
        TRIES_MAX.into(),
        now.into(),
        last_expiry(now).into(),
    ];
    if tx.execute(TAKE_TRY, &row)? == 0 {
        return Ok(None);
    }
    tx.query_one(CHALLENGE, &[id.bucket().into(), id.into()], read_challenge)
}

/// The same of a code that was used since then.
pub fn take_try_again(
    tx: &mut Tx<'_>,
    (id, purpose): (ChallengeId, CodePurpose),
    since: Instant,
) -> Result<Option<Challenge>, Stop> {
    let row: [Value; 5] =
        [id.bucket().into(), id.into(), purpose.word().into(), since.into(), TRIES_MAX.into()];
    if tx.execute(TAKE_TRY_AGAIN, &row)? == 0 {
        return Ok(None);
    }
    tx.query_one(CHALLENGE, &[id.bucket().into(), id.into()], read_challenge)
}

/// Whether a code went to this phone, for this, and may still be typed.
pub fn is_open(
    tx: &mut Tx<'_>,
    (id, purpose): (ChallengeId, CodePurpose),
    phone: &Mobile,
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 7] = [
        id.bucket().into(),
        id.into(),
        purpose.word().into(),
        phone.digits().into(),
        TRIES_MAX.into(),
        now.into(),
        last_expiry(now).into(),
    ];
    Ok(tx.query_one(IS_OPEN, &row, |_| Ok(()))?.is_some())
}

/// What a wrong clock drew in the future would otherwise live until then.
fn last_expiry(now: Instant) -> Instant {
    now.plus(CODE_LIVES).plus(CLOCKS_DIFFER_MAX)
}

/// The code counts no more.
pub fn use_up(tx: &mut Tx<'_>, id: ChallengeId) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(USE_UP, &[id.bucket().into(), id.into(), now.into()]).map(drop)
}

/// When a phone was sent codes since then, the first first.
pub fn sent_to(tx: &mut Tx<'_>, phone: &Mobile, since: Instant) -> Result<Vec<Instant>, Stop> {
    let latest = tx.now().plus(CLOCKS_DIFFER_MAX);
    let row: [Value; 6] = [
        bucket_of(phone).into(),
        phone.digits().into(),
        since.into(),
        latest.into(),
        SENT_ROWS_MAX.into(),
        NOT_SENT.into(),
    ];
    let mut sent = tx.query(SENT_TO, &row, |row| instant(row, 0))?;
    sent.reverse();
    Ok(sent)
}

/// How many codes were asked for from an address since then, as far as it matters.
pub fn asked_from(tx: &mut Tx<'_>, address: &str, since: Instant) -> Result<usize, Stop> {
    let latest = tx.now().plus(CLOCKS_DIFFER_MAX);
    let rows = i64::try_from(CODES_FROM_ADDRESS_MAX + 1).unwrap_or(i64::MAX);
    let row = [address.into(), since.into(), latest.into(), rows.into()];
    Ok(tx.query(ASKED_FROM, &row, |row| instant(row, 0))?.len())
}

/// How many codes were sent in all since then.
pub fn codes_since(tx: &mut Tx<'_>, since: Instant) -> Result<i64, Stop> {
    let latest = tx.now().plus(CLOCKS_DIFFER_MAX);
    let counted =
        tx.query_one(CODES_SINCE, &[since.into(), latest.into(), NOT_SENT.into()], |row| {
            row.get(0)
        })?;
    Ok(counted.unwrap_or(0))
}

/// Keeps that codes were asked for, or typed, unusually often.
pub fn add_alarm(tx: &mut Tx<'_>, id: AlarmId, alarm: &Alarm) -> Result<(), Stop> {
    let row: [Value; 5] = [
        id.bucket().into(),
        id.into(),
        alarm.asked_from.as_str().into(),
        alarm.codes.into(),
        alarm.raised_at.into(),
    ];
    tx.execute(ADD_ALARM, &row).map(drop)
}

/// The alarms since then, the latest first.
pub fn alarms(tx: &mut Tx<'_>, since: Instant) -> Result<Vec<Alarm>, Stop> {
    tx.query(ALARMS, &[since.into(), ALARMS_ROWS_MAX.into()], |row| {
        let codes = count(row, 1)?;
        Ok(Alarm { asked_from: row.get(0)?, codes, raised_at: instant(row, 2)? })
    })
}

/// Whether there was an alarm about an address since then.
pub fn is_alarmed(tx: &mut Tx<'_>, address: &str, since: Instant) -> Result<bool, Stop> {
    let counted = tx.query_one(ALARMS_OF, &[since.into(), address.into()], |row| row.get(0))?;
    Ok(counted.is_some_and(|count: i64| count > 0))
}

/// Takes away messages, codes and alarms that are older than this, each.
pub fn forget(
    tx: &mut Tx<'_>,
    (messages, challenges, alarms): (Instant, Instant, Instant),
) -> Result<(), Stop> {
    // Ids sort by the time they were drawn, and whatever is drawn at a moment comes after it.
    tx.execute(FORGET_MESSAGES, &[MessageId::draw(messages).into()])?;
    tx.execute(FORGET_CHALLENGES, &[challenges.into()])?;
    tx.execute(FORGET_ALARMS, &[alarms.into()]).map(drop)
}

fn key(id: MessageId) -> [Value; 2] {
    [id.bucket().into(), id.into()]
}

fn read_sms(row: &Row<'_>) -> Result<Sms, Stop> {
    Ok(Sms {
        id: row.id(0)?,
        to: phone(row, 1)?,
        kind: word(row, 2, MessageKind::of_word)?,
        text: row.get(3)?,
        language: word(row, 4, Language::parse)?,
        state: read_state(row)?,
        tries: count(row, 7)?,
        job: row.get(8)?,
        made_at: instant(row, 9)?,
        due_at: instant(row, 10)?,
        lapses_at: row.get::<Option<i64>>(11)?.map(Instant::from_microseconds),
    })
}

fn read_state(row: &Row<'_>) -> Result<MessageState, Stop> {
    let state: String = row.get(5)?;
    match state.as_str() {
        QUEUED => Ok(MessageState::Queued),
        SENT => Ok(MessageState::Sent { at: instant(row, 12)? }),
        FAILED => {
            let why = word(row, 6, WhyFailed::of_word)?;
            Ok(MessageState::Failed { at: instant(row, 12)?, why })
        }
        _ => Err(strange("a state")),
    }
}

fn read_challenge(row: &Row<'_>) -> Result<Challenge, Stop> {
    Ok(Challenge {
        id: row.id(0)?,
        phone: phone(row, 1)?,
        purpose: word(row, 2, CodePurpose::of_word)?,
        salt: row.get(3)?,
        digest: row.get(4)?,
        tries: count(row, 5)?,
        message: row.id(6)?,
        asked_from: row.get(7)?,
        made_at: instant(row, 8)?,
        expires_at: instant(row, 9)?,
    })
}

fn phone(row: &Row<'_>, place: usize) -> Result<Mobile, Stop> {
    Mobile::parse(&row.get::<String>(place)?).map_err(|_| strange("a phone"))
}

fn instant(row: &Row<'_>, place: usize) -> Result<Instant, Stop> {
    row.get(place).map(Instant::from_microseconds)
}

fn count(row: &Row<'_>, place: usize) -> Result<u32, Stop> {
    u32::try_from(row.get::<i64>(place)?).map_err(|_| strange("a count"))
}

fn word<T>(
    row: &Row<'_>,
    place: usize,
    of_word: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Stop> {
    of_word(&row.get::<String>(place)?).ok_or_else(|| strange("a word"))
}

/// The schema allows nothing else, so this row was written around us.
fn strange(what: &str) -> Stop {
    Stop::fault(format!("the outbox of messages holds {what} that it cannot read"))
}
