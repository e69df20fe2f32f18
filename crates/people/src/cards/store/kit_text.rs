//! The words of a kit, one version behind another.

use super::rows::{count, strange};
use crate::cards::model::{Helpline, KitLine, KitText};
use nabz_print::Both;
use nabz_store::{Row, Stop, Tx, Value};

/// More lines than a sheet may have.
const LINES_ROWS_MAX: i64 = 200;

const ADD: &str = "
    INSERT INTO cards_text (version, demonstration, since)
    VALUES ($1, $2, $3)";

const ADD_LINE: &str = "
    INSERT INTO cards_text_line (version, place, what, text_hi, text_en)
    VALUES ($1, $2, $3, $4, $5)";

const LATEST: &str = "
    SELECT version, demonstration
    FROM   cards_text
    ORDER  BY version DESC
    LIMIT  1";

const LINES: &str = "
    SELECT what, text_hi, text_en
    FROM   cards_text_line
    WHERE  version = $1
    ORDER  BY place
    LIMIT  $2";

const HELPLINE: &str = "
    SELECT text_en
    FROM   cards_text_line
    WHERE  what = $1
    ORDER  BY version DESC
    LIMIT  1";

/// Puts words into force, under the version that follows the last.
pub fn add_kit_text(tx: &mut Tx<'_>, version: u32, text: &KitText) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(ADD, &[version.into(), text.demonstration.into(), now.into()])?;
    for (place, (what, words)) in (0_u32..).zip(text.lines()) {
        let row: [Value; 5] =
            [version.into(), place.into(), what.word().into(), words.hi.into(), words.en.into()];
        tx.execute(ADD_LINE, &row)?;
    }
    Ok(())
}

/// The words in force, with their version; none where nobody has given any.
pub fn kit_text(tx: &mut Tx<'_>) -> Result<Option<(u32, KitText)>, Stop> {
    let latest = tx.query_one(LATEST, &[], |row| Ok((count(row, 0)?, row.get::<bool>(1)?)))?;
    let Some((version, demonstration)) = latest else { return Ok(None) };
    let lines = tx.query(LINES, &[version.into(), LINES_ROWS_MAX.into()], read_line)?;
    let text = KitText::of(lines, demonstration).ok_or_else(|| strange("the words of a kit"))?;
    Ok(Some((version, text)))
}

/// The number to call, of the words in force.
pub fn helpline(tx: &mut Tx<'_>) -> Result<Option<Helpline>, Stop> {
    let asked = [KitLine::Helpline.word().into()];
    let typed = tx.query_one(HELPLINE, &asked, |row| row.get::<String>(0))?;
    let read = |typed: String| Helpline::parse(&typed).ok_or_else(|| strange("a helpline"));
    typed.map(read).transpose()
}

fn read_line(row: &Row<'_>) -> Result<(KitLine, Both), Stop> {
    let what = KitLine::of_word(&row.get::<String>(0)?).ok_or_else(|| strange("a line"))?;
    Ok((what, Both::new(row.get::<String>(1)?, row.get::<String>(2)?)))
}
