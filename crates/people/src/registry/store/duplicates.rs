//! Pairs of records that may be of one person, and what was said of them.

use super::rows::strange;
use crate::registry::model::{Decision, Doubt, Ground, PAIRS_A_PRESS_MAX, Pair, Ruled, Waiting};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::{Reason, Resemblance};
use nabz_linkage::lists::Learned;
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// Nobody counts further than this.
const COUNTED_ROWS_MAX: i64 = 10_000;
/// More records than one looks like.
const PAIRS_OF_ONE_ROWS_MAX: i64 = 50;
/// In place of a decision that there is not.
const WAITS: &str = "waits";

const ADD: &str = "
    INSERT INTO registry_duplicate (bucket, one_id, other_id, points, band, reasons, found_at, turn,
                                    ground)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)
    ON CONFLICT (bucket, one_id, other_id) DO NOTHING";

/// The columns that `read_doubt` reads.
macro_rules! select_doubt {
    ($which:literal) => {
        concat!(
            "SELECT one_id, other_id, points, band, reasons, found_at, turn, decision, decided_by,
                    decided_at, linked_id, despite_by
             FROM   registry_duplicate ",
            $which
        )
    };
}

const DOUBT: &str = select_doubt!("WHERE  bucket = $1 AND one_id = $2 AND other_id = $3");

const WAITING: &str = select_doubt!(
    "WHERE  decision IS NULL
     ORDER  BY turn, points DESC, one_id, other_id     -- what was left for later comes last
     LIMIT  $1"
);

const WAITING_BECAUSE: &str = select_doubt!(
    "WHERE  decision IS NULL AND ground = $2
     ORDER  BY turn, points DESC, one_id, other_id
     LIMIT  $1"
);

const LAST_RULED: &str = select_doubt!(
    "WHERE  decided_by = $1
     ORDER  BY decided_at DESC, one_id, other_id
     LIMIT  1"
);

const COUNT_WAITING: &str = "
    SELECT COUNT(*), COUNT(CASE WHEN k.turn > 0 THEN 1 END)
    FROM  (SELECT turn
           FROM   registry_duplicate
           WHERE  decision IS NULL
           ORDER  BY turn
           LIMIT  $1) k";

const OF_THE_ONE: &str = "
    SELECT one_id, other_id
    FROM   registry_duplicate
    WHERE  bucket = $1 AND one_id = $2 AND COALESCE(decision, 'waits') = $3
    ORDER  BY other_id
    LIMIT  $4";

const OF_THE_OTHER: &str = "
    SELECT one_id, other_id
    FROM   registry_duplicate
    WHERE  other_id = $1 AND COALESCE(decision, 'waits') = $2
    ORDER  BY one_id
    LIMIT  $3";

const RULE: &str = "
    UPDATE registry_duplicate
    SET    decision = $4, decided_by = $5, decided_at = $6, linked_id = $7
    WHERE  bucket = $1 AND one_id = $2 AND other_id = $3 AND decision IS NULL";

const SETTLE: &str = "
    UPDATE registry_duplicate
    SET    decision = 'same', decided_by = $4, decided_at = $5, linked_id = $6
    WHERE  bucket = $1 AND one_id = $2 AND other_id = $3";

const LEAVE: &str = "
    UPDATE registry_duplicate
    SET    turn = $4
    WHERE  bucket = $1 AND one_id = $2 AND other_id = $3 AND decision IS NULL";

const REOPEN: &str = "
    UPDATE registry_duplicate
    SET    decision = NULL, decided_by = NULL, decided_at = NULL, linked_id = NULL, turn = $4
    WHERE  bucket = $1 AND one_id = $2 AND other_id = $3";

const REOPEN_LINKED: &str = "
    UPDATE registry_duplicate
    SET    decision = NULL, decided_by = NULL, decided_at = NULL, linked_id = NULL, turn = $2
    WHERE  linked_id = $1";

const NOTE_DESPITE: &str = "
    UPDATE registry_duplicate
    SET    despite_by = $4
    WHERE  bucket = $1 AND one_id = $2 AND other_id = $3 AND despite_by IS NULL";

const BEGIN_NIGHT: &str = "
    INSERT INTO registry_duplicate_night (walk, begun_at)
    VALUES ('registry', $1)
    ON CONFLICT (walk)
    DO UPDATE SET begun_at = excluded.begun_at
    WHERE registry_duplicate_night.begun_at < $2";

const WALKED: &str = "SELECT after_id FROM registry_duplicate_walk WHERE walk = 'registry'";

const KEEP_WALKED: &str = "
    INSERT INTO registry_duplicate_walk (walk, after_id, kept_at)
    VALUES ('registry', $1, $2)
    ON CONFLICT (walk)
    DO UPDATE SET after_id = excluded.after_id, kept_at = excluded.kept_at";

const LEARNED: &str = "
    SELECT learned FROM registry_duplicate_learned WHERE walk = 'registry'";

const KEEP_LEARNED: &str = "
    INSERT INTO registry_duplicate_learned (walk, learned, persons, learned_at)
    VALUES ('registry', $1, $2, $3)
    ON CONFLICT (walk)
    DO UPDATE SET learned = excluded.learned, persons = excluded.persons,
                  learned_at = excluded.learned_at";

/// Writes down that two may be one; false when that stands there already, decided or not.
pub fn add_doubt(
    tx: &mut Tx<'_>,
    pair: Pair,
    found: &Resemblance,
    band: Band,
) -> Result<bool, Stop> {
    let [bucket, one, other] = key(pair);
    let reasons: Vec<String> = found.reasons.iter().map(|reason| reason.code()).collect();
    let now = tx.now();
    let row: [Value; 8] = [
        bucket,
        one,
        other,
        found.points.into(),
        band.word().into(),
        reasons.join(" ").into(),
        now.into(),
        Ground::of(&found.reasons).word().into(),
    ];
    Ok(tx.execute(ADD, &row)? == 1)
}

/// Notes that a counter was shown the likeness and registered the later one all the same.
pub fn note_despite(tx: &mut Tx<'_>, pair: Pair, by: StaffId) -> Result<(), Stop> {
    let [bucket, one, other] = key(pair);
    tx.execute(NOTE_DESPITE, &[bucket, one, other, by.into()]).map(drop)
}

/// What is known of two who may be one.
pub fn doubt(tx: &mut Tx<'_>, pair: Pair) -> Result<Option<Doubt>, Stop> {
    tx.query_one(DOUBT, &key(pair), read_doubt)
}

/// The first of those that wait, likeliest first.
pub fn waiting_doubts(tx: &mut Tx<'_>) -> Result<Vec<Doubt>, Stop> {
    tx.query(WAITING, &[a_list()], read_doubt)
}

/// The first of those that wait and were found for one reason, likeliest first.
pub fn waiting_because(tx: &mut Tx<'_>, ground: Ground) -> Result<Vec<Doubt>, Stop> {
    tx.query(WAITING_BECAUSE, &[a_list(), ground.word().into()], read_doubt)
}

/// How many wait, as far as anybody counts.
pub fn count_waiting(tx: &mut Tx<'_>) -> Result<Waiting, Stop> {
    let counted = tx.query_one(COUNT_WAITING, &[COUNTED_ROWS_MAX.into()], |row| {
        Ok(Waiting { pairs: row.get(0)?, left: row.get(1)? })
    })?;
    Ok(counted.unwrap_or_default())
}

/// What somebody decided last and nobody has taken back.
pub fn last_ruled(tx: &mut Tx<'_>, by: StaffId) -> Result<Option<Doubt>, Stop> {
    tx.query_one(LAST_RULED, &[by.into()], read_doubt)
}

/// The pairs of one person of which this was decided; `None` asks for those that wait.
pub fn pairs_of(
    tx: &mut Tx<'_>,
    person: PersonId,
    decision: Option<Decision>,
) -> Result<Vec<Pair>, Stop> {
    let word = decision.map_or(WAITS, Decision::word);
    let most = PAIRS_OF_ONE_ROWS_MAX;
    let as_one: [Value; 4] = [person.bucket().into(), person.into(), word.into(), most.into()];
    let as_other: [Value; 3] = [person.into(), word.into(), most.into()];
    let mut pairs = tx.query(OF_THE_ONE, &as_one, read_pair)?;
    pairs.extend(tx.query(OF_THE_OTHER, &as_other, read_pair)?);
    Ok(pairs)
}

/// Writes a decision down; false when the pair does not wait for one. `linked` is the person on
/// whose link it rests.
pub fn rule(
    tx: &mut Tx<'_>,
    pair: Pair,
    decision: Decision,
    (by, linked): (StaffId, Option<PersonId>),
) -> Result<bool, Stop> {
    let [bucket, one, other] = key(pair);
    let now = tx.now();
    let row: [Value; 7] =
        [bucket, one, other, decision.word().into(), by.into(), now.into(), linked.into()];
    Ok(tx.execute(RULE, &row)? == 1)
}

/// A link says that two are one, whatever was said of them before.
pub fn settle(tx: &mut Tx<'_>, pair: Pair, (by, linked): (StaffId, PersonId)) -> Result<(), Stop> {
    let [bucket, one, other] = key(pair);
    let now = tx.now();
    let row: [Value; 6] = [bucket, one, other, by.into(), now.into(), linked.into()];
    tx.execute(SETTLE, &row).map(drop)
}

/// Puts a pair behind the others; false when it does not wait.
pub fn leave(tx: &mut Tx<'_>, pair: Pair) -> Result<bool, Stop> {
    let [bucket, one, other] = key(pair);
    let now = tx.now();
    Ok(tx.execute(LEAVE, &[bucket, one, other, now.into()])? == 1)
}

/// A decision no longer stands; the pair comes after those at which nobody has looked.
pub fn reopen(tx: &mut Tx<'_>, pair: Pair) -> Result<(), Stop> {
    let [bucket, one, other] = key(pair);
    let now = tx.now();
    tx.execute(REOPEN, &[bucket, one, other, now.into()]).map(drop)
}

/// The same of every decision that rests on the link of this person.
pub fn reopen_linked(tx: &mut Tx<'_>, linked: PersonId) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(REOPEN_LINKED, &[linked.into(), now.into()]).map(drop)
}

/// Begins the search of this night; false when that was done since midnight.
pub fn begin_night(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    let (now, midnight) = (tx.now(), Instant::beginning_in_india(tx.today()));
    Ok(tx.execute(BEGIN_NIGHT, &[now.into(), midnight.into()])? == 1)
}

/// The last person whom the search over the registry has compared.
pub fn walked(tx: &mut Tx<'_>) -> Result<Option<PersonId>, Stop> {
    tx.query_one(WALKED, &[], |row| row.id(0))
}

/// The search has come so far.
pub fn keep_walked(tx: &mut Tx<'_>, after: PersonId) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(KEEP_WALKED, &[after.into(), now.into()]).map(drop)
}

/// What the last search that learned has learned; nothing where that cannot be read any more.
pub fn learned(tx: &mut Tx<'_>) -> Result<Option<Learned>, Stop> {
    let text: Option<String> = tx.query_one(LEARNED, &[], |row| row.get(0))?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// The search has learned this from so many persons.
pub fn keep_learned(tx: &mut Tx<'_>, learned: &Learned, persons: usize) -> Result<(), Stop> {
    let persons = i64::try_from(persons).unwrap_or(i64::MAX);
    let row: [Value; 3] = [learned.to_string().into(), persons.into(), tx.now().into()];
    tx.execute(KEEP_LEARNED, &row).map(drop)
}

/// As many as one press decides, so that all that are shown can be.
fn a_list() -> Value {
    i64::try_from(PAIRS_A_PRESS_MAX).unwrap_or(i64::MAX).into()
}

fn key(pair: Pair) -> [Value; 3] {
    [pair.one().bucket().into(), pair.one().into(), pair.other().into()]
}

fn read_pair(row: &Row<'_>) -> Result<Pair, Stop> {
    Pair::of(row.id(0)?, row.id(1)?).ok_or_else(|| strange("a pair of one"))
}

fn read_doubt(row: &Row<'_>) -> Result<Doubt, Stop> {
    let (reasons, turn): (String, i64) = (row.get(4)?, row.get(6)?);
    Ok(Doubt {
        pair: read_pair(row)?,
        points: i32::try_from(row.get::<i64>(2)?).map_err(|_| strange("points"))?,
        band: Band::of_word(&row.get::<String>(3)?).ok_or_else(|| strange("a band"))?,
        reasons: reasons.split(' ').filter_map(Reason::of_code).collect(),
        found_at: Instant::from_microseconds(row.get(5)?),
        left_at: (turn > 0).then(|| Instant::from_microseconds(turn)),
        ruled: read_ruled(row)?,
        despite: row.get::<Option<Uuid>>(11)?.map(StaffId::from_uuid),
    })
}

fn read_ruled(row: &Row<'_>) -> Result<Option<Ruled>, Stop> {
    let Some(word) = row.get::<Option<String>>(7)? else { return Ok(None) };
    Ok(Some(Ruled {
        decision: Decision::of_word(&word).ok_or_else(|| strange("a decision"))?,
        by: row.id(8)?,
        at: Instant::from_microseconds(row.get(9)?),
        linked: row.get::<Option<Uuid>>(10)?.map(PersonId::from_uuid),
    }))
}
