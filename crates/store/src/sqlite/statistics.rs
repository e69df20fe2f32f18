//! What SQLite believes about our tables. Without a word about them it takes every hospital's rows
//! for a handful, reads all that a hospital ever dispensed to find one slip, and does so only once a
//! day has become long. Counted figures would change with the day; these never do.

use crate::stop::Stop;
use crate::tx::Tx;

/// Makes the table of figures when there is none, and reads it again.
const TAKE_IN: &str = "ANALYZE sqlite_schema";
const FORGET: &str = "DELETE FROM sqlite_stat1";
const TABLE_OF_FIGURES: &str = "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'";
const BELIEVE: &str = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)";
const COLUMNS: &str = "
    SELECT   t.name, t.wr, i.name, i.\"unique\", i.partial, i.origin, COALESCE(c.name, '')
    FROM     pragma_table_list t
    JOIN     pragma_index_list(t.name) i
    JOIN     pragma_index_info(i.name) c
    WHERE    t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY t.name, i.name, c.seqno";

/// Every table is taken for one of a large city.
const ROWS: u64 = 1_000_000;
/// An index with a condition holds what is under way.
const ROWS_UNDER_WAY: u64 = 10_000;
/// No more rows than this share a value that is not unique.
const ROWS_ALIKE_MIN: u64 = 8;

#[derive(Debug)]
struct Index {
    table: String,
    name: String,
    is_unique: bool,
    is_partial: bool,
    columns: Vec<String>,
}

/// Whether nothing was ever written down.
pub(crate) fn missing(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    Ok(tx.query(TABLE_OF_FIGURES, &[], |row| row.get::<String>(0))?.is_empty())
}

/// Writes down what is believed of every index there is.
pub(crate) fn write(tx: &mut Tx<'_>) -> Result<(), Stop> {
    tx.batch(TAKE_IN)?;
    tx.execute(FORGET, &[])?;
    for index in indexes(tx)? {
        let belief = belief(&index);
        tx.execute(BELIEVE, &[index.table.into(), index.name.into(), belief.into()])?;
    }
    tx.batch(TAKE_IN)
}

fn indexes(tx: &mut Tx<'_>) -> Result<Vec<Index>, Stop> {
    let mut found: Vec<Index> = Vec::new();
    let columns = tx.query(COLUMNS, &[], |row| {
        let (table, is_its_key, name): (String, i64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let flags: [i64; 2] = [row.get(3)?, row.get(4)?];
        let (origin, column): (String, String) = (row.get(5)?, row.get(6)?);
        // The key of a table that is only its key goes by the table's name.
        let name = if is_its_key != 0 && origin == "pk" { table.clone() } else { name };
        let [is_unique, is_partial] = flags.map(|flag| flag != 0);
        Ok((Index { table, name, is_unique, is_partial, columns: Vec::new() }, column))
    })?;
    for (index, column) in columns {
        if found.last().is_none_or(|last| (&last.table, &last.name) != (&index.table, &index.name))
        {
            found.push(index);
        }
        if let Some(last) = found.last_mut() {
            last.columns.push(column);
        }
    }
    Ok(found)
}

/// How many rows there are, and how many share the first column, the first two, and so on.
fn belief(index: &Index) -> String {
    let rows = if index.is_partial { ROWS_UNDER_WAY } else { ROWS };
    let mut figures = vec![rows];
    let mut alike = rows;
    for (place, column) in index.columns.iter().enumerate() {
        alike = (alike / values(column)).max(ROWS_ALIKE_MIN);
        let is_whole = place + 1 == index.columns.len();
        figures.push(if is_whole && index.is_unique { 1 } else { alike });
    }
    figures.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")
}

/// How many different values a column has, by what it is called.
fn values(column: &str) -> u64 {
    match column {
        // Hospitals are few; what belongs to them is many.
        "facility_id" => 20,
        "bucket" => 16_384,
        "day" => 400,
        "state" | "kind" | "role" | "lane" | "status" => 4,
        _ if column.ends_with("_id") || column.ends_with("_at") => 10_000,
        _ => 100,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(columns: &[&str], is_unique: bool, is_partial: bool) -> Index {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Index { table: "t".into(), name: "i".into(), is_unique, is_partial, columns }
    }

    #[test]
    fn a_hospital_has_many_rows_and_a_key_has_one() {
        let figures = |columns: &[&str], is_unique| belief(&index(columns, is_unique, false));
        assert_eq!(figures(&["facility_id", "item_id"], true), "1000000 50000 1");
        assert_eq!(figures(&["facility_id", "batch_id"], false), "1000000 50000 8");
        assert_eq!(belief(&index(&["state"], false, true)), "10000 2500");
    }
}
