//! The formulary's tables. Every statement is written here once, for both engines.

use super::model::{
    Content, DispensingUnit, Form, Grouping, Line, Measure, Medicine, MedicineId, Name, Range,
    Route, Schedule, UsualDose, Weight, Whom,
};
use super::rules;
use nabz_store::{Row, Stop, Tx, Value};
use std::collections::HashMap;

/// More than a hurried person reads; typing one more letter is quicker.
pub const FOUND_ROWS_MAX: i64 = 12;
/// More lines than any city's formulary has.
pub const MEDICINES_MAX: i64 = 5_000;
const JOINT: char = '+';

/// The columns that `read_medicine` reads, with the caller's own WHERE, ORDER and LIMIT.
macro_rules! select_medicine {
    ($which:literal) => {
        concat!(
            "SELECT m.medicine_id, m.code, m.name_en, m.name_hi, m.ingredients, m.groups,
                    m.form, m.strength, m.route, m.schedule, m.unit, m.measure,
                    m.measures_a_unit, m.content, m.doses, m.retired
             FROM   formulary_medicine m ",
            $which
        )
    };
}

const MEDICINE: &str = select_medicine!("WHERE m.medicine_id = $1");

/// As many as one statement of several medicines reads.
const MEDICINES_A_STATEMENT: usize = 8;
const MEDICINES: &str = select_medicine!("WHERE m.medicine_id IN ($1, $2, $3, $4, $5, $6, $7, $8)");

const MEDICINE_BY_CODE: &str = select_medicine!("WHERE m.code = $1");

const EVERY_MEDICINE: &str = select_medicine!(
    "ORDER  BY m.name_en, m.position
     LIMIT  $1"
);

// One row for all forms and strengths; what is retired was taken by somebody once.
const GROUPINGS: &str = "
    SELECT DISTINCT m.name_en, m.name_hi, m.ingredients, m.groups
    FROM   formulary_medicine m
    ORDER  BY m.name_en, m.name_hi, m.ingredients, m.groups
    LIMIT  $1";

// A name that begins with what was typed comes before one that only holds it.
const FIND: &str = select_medicine!(
    "WHERE  NOT m.retired
       AND  m.medicine_id IN (SELECT w.medicine_id FROM formulary_word w
                              WHERE w.word >= $1 AND w.word < $2)
       AND  ($3 = '' OR EXISTS (SELECT 1 FROM formulary_word w
                                  WHERE w.medicine_id = m.medicine_id
                                    AND w.word >= $3 AND w.word < $4))
       AND  ($5 = '' OR EXISTS (SELECT 1 FROM formulary_word w
                                  WHERE w.medicine_id = m.medicine_id
                                    AND w.word >= $5 AND w.word < $6))
       AND  ($7 = '' OR EXISTS (SELECT 1 FROM formulary_word w
                                  WHERE w.medicine_id = m.medicine_id
                                    AND w.word >= $7 AND w.word < $8))
     ORDER  BY CASE WHEN m.name_key_en >= $1 AND m.name_key_en < $2 THEN 0
                    WHEN m.name_key_hi >= $1 AND m.name_key_hi < $2 THEN 0
                    ELSE 1 END,
               m.name_en, m.position
     LIMIT  $9"
);

const KEEP: &str = "
    INSERT INTO formulary_medicine (medicine_id, code, name_en, name_hi, name_key_en, name_key_hi,
                                    ingredients, groups, form, strength, route, schedule, unit,
                                    measure, measures_a_unit, content, doses, position, retired)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    ON CONFLICT (code) DO UPDATE
    SET    name_en = excluded.name_en, name_hi = excluded.name_hi,
           name_key_en = excluded.name_key_en, name_key_hi = excluded.name_key_hi,
           ingredients = excluded.ingredients, groups = excluded.groups, form = excluded.form,
           strength = excluded.strength, route = excluded.route, schedule = excluded.schedule,
           unit = excluded.unit, measure = excluded.measure,
           measures_a_unit = excluded.measures_a_unit, content = excluded.content,
           doses = excluded.doses, position = excluded.position, retired = excluded.retired
    RETURNING medicine_id";

const RETIRE_ALL: &str = "UPDATE formulary_medicine SET retired = $1 WHERE retired <> $1";

const COUNT: &str = "
    SELECT COUNT(*), COALESCE(CAST(SUM(CASE WHEN retired THEN 1 ELSE 0 END) AS BIGINT), 0)
    FROM   formulary_medicine";

const FORGET_WORDS: &str = "DELETE FROM formulary_word";

const ADD_WORD: &str = "INSERT INTO formulary_word (word, medicine_id) VALUES ($1, $2)";

/// A medicine of the list, retired or not.
pub fn medicine(tx: &mut Tx<'_>, medicine: MedicineId) -> Result<Option<Medicine>, Stop> {
    tx.query_one(MEDICINE, &[medicine.into()], read_medicine)
}

/// Several medicines of the list, retired or not; whichever is not there is left out.
pub fn medicines(
    tx: &mut Tx<'_>,
    medicines: &[MedicineId],
) -> Result<HashMap<MedicineId, Medicine>, Stop> {
    let found =
        tx.query_several(MEDICINES, &[], (medicines, MEDICINES_A_STATEMENT), read_medicine)?;
    Ok(found.into_iter().map(|medicine| (medicine.id, medicine)).collect())
}

/// A medicine by its code.
pub fn medicine_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Medicine>, Stop> {
    tx.query_one(MEDICINE_BY_CODE, &[code.into()], read_medicine)
}

/// The whole list, retired medicines included, by name.
pub fn every_medicine(tx: &mut Tx<'_>) -> Result<Vec<Medicine>, Stop> {
    tx.query(EVERY_MEDICINE, &[MEDICINES_MAX.into()], read_medicine)
}

/// How the medicines of the list are grouped, retired ones included.
pub fn groupings(tx: &mut Tx<'_>) -> Result<Vec<Grouping>, Stop> {
    tx.query(GROUPINGS, &[MEDICINES_MAX.into()], |row| {
        Ok(Grouping {
            name: Name { english: row.get(0)?, hindi: row.get(1)? },
            ingredients: parted(&row.get::<String>(2)?),
            groups: parted(&row.get::<String>(3)?),
        })
    })
}

/// What may still be prescribed and has, for each typed word, a word that begins with it, in
/// either script. Nothing typed finds nothing.
pub fn find(tx: &mut Tx<'_>, typed: &str) -> Result<Vec<Medicine>, Stop> {
    let Some(ranges) = rules::ranges_asked(typed) else { return Ok(Vec::new()) };
    let bounds = ranges.into_iter().flat_map(|(from, to)| [Value::from(from), Value::from(to)]);
    let values: Vec<Value> = bounds.chain([Value::from(FOUND_ROWS_MAX)]).collect();
    tx.query(FIND, &values, read_medicine)
}

/// How many medicines are known, and how many of them are retired.
pub fn count(tx: &mut Tx<'_>) -> Result<(usize, usize), Stop> {
    let counted = tx.query_one(COUNT, &[], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
    let (known, retired) = counted.unwrap_or_default();
    let size = |count: i64| usize::try_from(count).map_err(|_| Stop::fault("a negative count"));
    Ok((size(known)?, size(retired)?))
}

/// Marks every medicine as no longer listed; a load brings back what the new list has.
pub fn retire_all(tx: &mut Tx<'_>) -> Result<(), Stop> {
    tx.execute(RETIRE_ALL, &[true.into()]).map(drop)
}

/// Keeps one line of a list. A known code keeps its id, so that stock and prescriptions stay true.
pub fn keep(tx: &mut Tx<'_>, line: &Line) -> Result<MedicineId, Stop> {
    let medicine = &line.medicine;
    let position = i64::try_from(line.line).map_err(|_| Stop::fault("a line out of range"))?;
    let row = [
        MedicineId::draw(tx.now()).into(),
        medicine.code.as_str().into(),
        medicine.name.english.as_str().into(),
        medicine.name.hindi.as_str().into(),
        rules::folded_name(&medicine.name.english).into(),
        rules::folded_name(&medicine.name.hindi).into(),
        joined(&medicine.ingredients).into(),
        joined(&medicine.groups).into(),
        medicine.form.word().into(),
        medicine.strength.as_str().into(),
        medicine.route.word().into(),
        medicine.schedule.word().into(),
        medicine.unit.word().into(),
        medicine.measure.word().into(),
        medicine.measures_a_unit.into(),
        medicine.content.map(|content| content.to_string()).unwrap_or_default().into(),
        doses_text(&medicine.doses).into(),
        position.into(),
        false.into(),
    ];
    let id = tx.query_one(KEEP, &row, |row| row.id(0))?;
    id.ok_or_else(|| Stop::fault("a kept medicine gave no id"))
}

/// Makes each medicine findable by the beginning of each of its words, and by nothing else.
pub fn set_words(tx: &mut Tx<'_>, words: &[(MedicineId, Vec<String>)]) -> Result<(), Stop> {
    tx.execute(FORGET_WORDS, &[])?;
    let rows = words.iter().flat_map(|(medicine, words)| {
        words.iter().map(|word| [word.as_str().into(), (*medicine).into()])
    });
    tx.insert_many(ADD_WORD, rows).map(drop)
}

fn read_medicine(row: &Row<'_>) -> Result<Medicine, Stop> {
    Ok(Medicine {
        id: row.id(0)?,
        code: row.get(1)?,
        name: Name { english: row.get(2)?, hindi: row.get(3)? },
        ingredients: parted(&row.get::<String>(4)?),
        groups: parted(&row.get::<String>(5)?),
        form: known(&row.get::<String>(6)?, Form::of_word)?,
        strength: row.get(7)?,
        route: known(&row.get::<String>(8)?, Route::of_word)?,
        schedule: known(&row.get::<String>(9)?, Schedule::of_word)?,
        unit: known(&row.get::<String>(10)?, DispensingUnit::of_word)?,
        measure: known(&row.get::<String>(11)?, Measure::of_word)?,
        measures_a_unit: u32::try_from(row.get::<i64>(12)?)
            .map_err(|_| Stop::fault("a medicine holds too many measures"))?,
        content: content_of(&row.get::<String>(13)?)?,
        doses: doses_of(&row.get::<String>(14)?)?,
        retired: row.get(15)?,
    })
}

/// A word the program does not know is a fault, not a guess: a newer program wrote it.
fn known<T>(word: &str, spelt: fn(&str) -> Option<T>) -> Result<T, Stop> {
    spelt(word).ok_or_else(|| {
        Stop::fault(format!("a word in formulary_medicine that the program does not know: {word}"))
    })
}

fn joined(words: &[String]) -> String {
    words.join(&JOINT.to_string())
}

fn parted(text: &str) -> Vec<String> {
    text.split(JOINT).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn content_of(text: &str) -> Result<Option<Content>, Stop> {
    if text.is_empty() {
        return Ok(None);
    }
    let broken = || Stop::fault("a content in formulary_medicine cannot be read");
    let (amount, weight) = text.split_once(' ').ok_or_else(broken)?;
    let amount = amount.parse().map_err(|_| broken())?;
    Ok(Some(Content { amount, weight: Weight::of_word(weight).ok_or_else(broken)? }))
}

/// `adult 500-1000 500-4000;child-kg 10-15 -`: whom, single, daily.
fn doses_text(doses: &[UsualDose]) -> String {
    let range = |range: &Option<Range>| range.map_or_else(|| "-".into(), |r| r.to_string());
    let dose = |dose: &UsualDose| {
        format!("{} {} {}", whom_word(dose.whom), range(&dose.single), range(&dose.daily))
    };
    doses.iter().map(dose).collect::<Vec<_>>().join(";")
}

fn doses_of(text: &str) -> Result<Vec<UsualDose>, Stop> {
    let broken = || Stop::fault("a usual dose in formulary_medicine cannot be read");
    let range = |text: &str| match text {
        "-" => Ok(None),
        text => Range::spelt(text).map(Some).ok_or_else(broken),
    };
    let dose = |text: &str| {
        let mut words = text.split(' ');
        let mut word = || words.next().ok_or_else(broken);
        let whom = whom_of(word()?).ok_or_else(broken)?;
        Ok(UsualDose { whom, single: range(word()?)?, daily: range(word()?)? })
    };
    text.split(';').filter(|part| !part.is_empty()).map(dose).collect()
}

fn whom_word(whom: Whom) -> &'static str {
    match whom {
        Whom::Adult => "adult",
        Whom::ChildByWeight => "child-kg",
        Whom::Child => "child",
    }
}

fn whom_of(word: &str) -> Option<Whom> {
    match word {
        "adult" => Some(Whom::Adult),
        "child-kg" => Some(Whom::ChildByWeight),
        "child" => Some(Whom::Child),
        _ => None,
    }
}
