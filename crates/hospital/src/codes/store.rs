//! The code lists' tables. Every statement is written here once, for both engines.

use super::model::{CodeRef, Concept, Line};
use crate::formulary::rules::{folded_name, folded_words, ranges_asked};
use nabz_store::{Row, Stop, Tx, Value};

/// More than a hurried person reads; typing one more letter is quicker.
const FOUND_ROWS_MAX: i64 = 12;

macro_rules! select_concept {
    ($which:literal) => {
        concat!(
            "SELECT c.system_url, c.code, c.display_en, c.display_hi, c.retired
             FROM   codes_concept c ",
            $which
        )
    };
}

const CONCEPT: &str = select_concept!("WHERE c.system_url = $1 AND c.code = $2");

// The first word is looked up among the words, the others at what it found: a real list has
// seventy thousand names. One that begins with what was typed comes before one that only holds it.
const FIND: &str = select_concept!(
    "WHERE  NOT c.retired
       AND  (c.system_url, c.code) IN (SELECT w.system_url, w.code FROM codes_word w
                                       WHERE w.word >= $1 AND w.word < $2)
       AND  ($3 = '' OR EXISTS (SELECT 1 FROM codes_word w
                                  WHERE w.system_url = c.system_url AND w.code = c.code
                                    AND w.word >= $3 AND w.word < $4))
       AND  ($5 = '' OR EXISTS (SELECT 1 FROM codes_word w
                                  WHERE w.system_url = c.system_url AND w.code = c.code
                                    AND w.word >= $5 AND w.word < $6))
       AND  ($7 = '' OR EXISTS (SELECT 1 FROM codes_word w
                                  WHERE w.system_url = c.system_url AND w.code = c.code
                                    AND w.word >= $7 AND w.word < $8))
     ORDER  BY CASE WHEN c.key_en >= $1 AND c.key_en < $2 THEN 0
                    WHEN c.key_hi >= $1 AND c.key_hi < $2 THEN 0
                    ELSE 1 END,
               c.position, c.system_url, c.code
     LIMIT  $9"
);

const RETIRE: &str = "
    UPDATE codes_concept
    SET    retired = $2
    WHERE  system_url = $1";

const KEEP: &str = "
    INSERT INTO codes_concept (system_url, code, display_en, display_hi, key_en, key_hi, position,
                               retired)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (system_url, code) DO UPDATE
    SET    display_en = excluded.display_en, display_hi = excluded.display_hi,
           key_en = excluded.key_en, key_hi = excluded.key_hi, position = excluded.position,
           retired = excluded.retired";

const FORGET_WORDS: &str = "DELETE FROM codes_word WHERE system_url = $1";

const ADD_WORD: &str = "INSERT INTO codes_word (word, system_url, code) VALUES ($1, $2, $3)";

const COUNT_RETIRED: &str = "SELECT COUNT(*) FROM codes_concept WHERE system_url = $1 AND retired";

/// One concept, retired or not.
pub fn concept(tx: &mut Tx<'_>, code: &CodeRef) -> Result<Option<Concept>, Stop> {
    tx.query_one(CONCEPT, &[code.system.as_str().into(), code.code.as_str().into()], read_concept)
}

/// What has, for each typed word, a word or a code that begins with it, in either script. Nothing
/// typed finds nothing.
pub fn find(tx: &mut Tx<'_>, typed: &str) -> Result<Vec<Concept>, Stop> {
    let Some(ranges) = ranges_asked(typed) else { return Ok(Vec::new()) };
    let bounds = ranges.into_iter().flat_map(|(from, to)| [Value::from(from), Value::from(to)]);
    let values: Vec<Value> = bounds.chain([Value::from(FOUND_ROWS_MAX)]).collect();
    tx.query(FIND, &values, read_concept)
}

/// Marks everything of a system as no longer listed and forgets its words; a load brings back
/// what the new list has.
pub fn retire_all(tx: &mut Tx<'_>, system: &str) -> Result<(), Stop> {
    tx.execute(FORGET_WORDS, &[system.into()])?;
    tx.execute(RETIRE, &[system.into(), true.into()]).map(drop)
}

/// How many concepts of a system are retired.
pub fn count_retired(tx: &mut Tx<'_>, system: &str) -> Result<usize, Stop> {
    let counted = tx.query_one(COUNT_RETIRED, &[system.into()], |row| row.get::<i64>(0))?;
    usize::try_from(counted.unwrap_or_default()).map_err(|_| Stop::fault("a negative count"))
}

/// Keeps the lines of a list and makes them findable.
pub fn keep(tx: &mut Tx<'_>, system: &str, lines: &[Line]) -> Result<(), Stop> {
    for line in lines {
        let position = i64::try_from(line.line).map_err(|_| Stop::fault("a line out of range"))?;
        let row = [
            system.into(),
            line.code.as_str().into(),
            line.english.as_str().into(),
            line.hindi.as_str().into(),
            folded_name(&line.english).into(),
            folded_name(&line.hindi).into(),
            position.into(),
            false.into(),
        ];
        tx.execute(KEEP, &row)?;
        let words = words_of(line);
        let rows = words
            .iter()
            .map(|word| [word.as_str().into(), system.into(), line.code.as_str().into()]);
        tx.insert_many(ADD_WORD, rows)?;
    }
    Ok(())
}

/// Everything that somebody may begin to type for a concept. A code is one word, dots and all.
fn words_of(line: &Line) -> Vec<String> {
    folded_words(
        &[&line.english, &line.hindi, &line.also, &line.code].map(String::as_str).join(" "),
    )
}

fn read_concept(row: &Row<'_>) -> Result<Concept, Stop> {
    Ok(Concept {
        code: CodeRef { system: row.get(0)?, code: row.get(1)? },
        english: row.get(2)?,
        hindi: row.get(3)?,
        retired: row.get(4)?,
    })
}
