//! Spreading tables over machines, where the Citus extension is present.

use crate::stop::Stop;
use crate::tx::Tx;

const HAS_CITUS: &str = "SELECT extname FROM pg_extension WHERE extname = 'citus'";
const DISTRIBUTE: &str =
    "SELECT CAST(create_distributed_table(CAST($1 AS TEXT), CAST($2 AS TEXT)) AS TEXT)";
const REFERENCE: &str = "SELECT CAST(create_reference_table(CAST($1 AS TEXT)) AS TEXT)";

/// Where the rows of a table live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place<'m> {
    /// On the machine that its distribution column says.
    Spread(&'m str),
    /// A copy on every machine.
    Everywhere,
    /// On the first machine alone.
    Local,
}

/// Spreads the tables that a migration has just made; without the extension there is nothing to do.
pub(super) fn tables(tx: &mut Tx<'_>, migration: &str) -> Result<(), Stop> {
    if tx.query(HAS_CITUS, &[], |row| row.get::<String>(0))?.is_empty() {
        return Ok(());
    }
    for (table, place) in places(migration) {
        match place {
            Place::Spread(column) => {
                tx.query(DISTRIBUTE, &[table.into(), column.into()], |_| Ok(()))?;
            }
            Place::Everywhere => {
                tx.query(REFERENCE, &[table.into()], |_| Ok(()))?;
            }
            Place::Local => {}
        }
    }
    Ok(())
}

/// What the lines above each CREATE TABLE say.
fn places(migration: &str) -> Vec<(&str, Place<'_>)> {
    let (mut place, mut found) = (Place::Local, Vec::new());
    for line in migration.lines() {
        if let Some(column) = line.strip_prefix("-- distribute: ") {
            place = Place::Spread(column.trim());
        } else if line.starts_with("-- reference") {
            place = Place::Everywhere;
        } else if line.starts_with("-- local") {
            place = Place::Local;
        } else if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            let name = rest.split_whitespace().next().unwrap_or_default();
            found.push((name, std::mem::replace(&mut place, Place::Local)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_above_a_table_says_where_its_rows_live() {
        let migration = "-- distribute: bucket\n-- owner: node\nCREATE TABLE a (\n);\n\
                         -- reference\nCREATE TABLE b (\n);\nCREATE TABLE c (\n);\n";
        let expected =
            [("a", Place::Spread("bucket")), ("b", Place::Everywhere), ("c", Place::Local)];
        assert_eq!(places(migration), expected);
    }
}
