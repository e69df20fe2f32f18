//! Many rows in one statement: a statement costs a round trip, a row almost nothing.

use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::{Row, Value};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

/// More rows a statement brought nothing measurable, and each number of rows is a text of its own.
const ROWS_A_STATEMENT: usize = 16;

/// Texts made so far. There are as many as the program has statements, times sixteen, so they
/// are kept for good and prepared like any other.
static TEXTS: LazyLock<Mutex<HashMap<(&'static str, usize), &'static str>>> =
    LazyLock::new(Mutex::default);

impl Tx<'_> {
    /// Inserts every row and says how many went in.
    ///
    /// `sql` is the statement for one row, `INSERT INTO t (a, b) VALUES ($1, $2)`, with anything
    /// behind it that names no parameter (`ON CONFLICT …`). It is repeated, 16 rows at a time.
    pub fn insert_many<const COLUMNS: usize>(
        &mut self,
        sql: &'static str,
        rows: impl IntoIterator<Item = [Value; COLUMNS]>,
    ) -> Result<u64, Stop> {
        let mut touched = 0;
        let mut rows = rows.into_iter();
        while let Some((text, values)) = next_rows(sql, &mut rows)? {
            touched += self.execute(text, &values)?;
        }
        Ok(touched)
    }

    /// The same for a statement that says what went in (`ON CONFLICT … DO NOTHING RETURNING …`):
    /// each such row, read by `read_row`.
    pub fn insert_many_reading<const COLUMNS: usize, T>(
        &mut self,
        sql: &'static str,
        rows: impl IntoIterator<Item = [Value; COLUMNS]>,
        mut read_row: impl FnMut(&Row<'_>) -> Result<T, Stop>,
    ) -> Result<Vec<T>, Stop> {
        let mut read = Vec::new();
        let mut rows = rows.into_iter();
        while let Some((text, values)) = next_rows(sql, &mut rows)? {
            self.count_written(&values);
            read.extend(self.query(text, &values, &mut read_row)?);
        }
        Ok(read)
    }
}

/// The statement for the next rows, with their values; `None` when there are no more.
fn next_rows<const COLUMNS: usize>(
    sql: &'static str,
    rows: &mut impl Iterator<Item = [Value; COLUMNS]>,
) -> Result<Option<(&'static str, Vec<Value>)>, Stop> {
    let values: Vec<Value> = rows.by_ref().take(ROWS_A_STATEMENT).flatten().collect();
    let count = values.len() / COLUMNS.max(1);
    if count == 0 {
        return Ok(None);
    }
    Ok(Some((text_for(sql, COLUMNS, count)?, values)))
}

/// The statement for `rows` rows.
fn text_for(sql: &'static str, columns: usize, rows: usize) -> Result<&'static str, Stop> {
    if rows == 1 {
        return Ok(sql);
    }
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = texts.get(&(sql, rows)) {
        return Ok(text);
    }
    let text: &'static str = Box::leak(repeated(sql, columns, rows)?.into_boxed_str());
    texts.insert((sql, rows), text);
    Ok(text)
}

fn repeated(sql: &str, columns: usize, rows: usize) -> Result<String, Stop> {
    let shape = || Stop::fault("insert_many needs INSERT … VALUES (…)");
    let (head, rest) = sql.split_once("VALUES").ok_or_else(shape)?;
    let open = rest.find('(').ok_or_else(shape)?;
    let close = closing(rest).ok_or_else(shape)?;
    let tuple = rest.get(open..=close).ok_or_else(shape)?;
    let tail = rest.get(close + 1..).ok_or_else(shape)?;
    let mut text = format!("{head}VALUES ");
    for row in 0..rows {
        if row > 0 {
            text.push_str(", ");
        }
        shifted(tuple, row * columns, &mut text)?;
    }
    text.push_str(tail);
    Ok(text)
}

/// The position of the parenthesis that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (position, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(position),
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// Writes `tuple` with every `$n` moved on by `by`.
fn shifted(tuple: &str, by: usize, out: &mut String) -> Result<(), Stop> {
    let mut pieces = tuple.split('$');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = piece.strip_suffix(digits).unwrap_or_default();
        let number: usize = number.parse().map_err(|_| Stop::fault("a parameter is a number"))?;
        write!(out, "${}{digits}", number + by).map_err(|e| Stop::fault(e.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_for_several_rows_counts_its_parameters_on() {
        let one =
            "INSERT INTO bed (ward, number) VALUES ($1, CAST($2 AS BIGINT)) ON CONFLICT DO NOTHING";
        let two = "INSERT INTO bed (ward, number) VALUES ($1, CAST($2 AS BIGINT)), \
                   ($3, CAST($4 AS BIGINT)) ON CONFLICT DO NOTHING";
        assert_eq!(repeated(one, 2, 2).unwrap(), two);
    }
}
