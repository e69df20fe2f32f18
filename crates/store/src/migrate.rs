//! Migrations: numbered, forward only, one text for both engines.

use crate::dialect::Dialect;
use crate::stop::Stop;
use crate::tx::Tx;

/// Name and text, in the order in which they run. A landed text is never edited.
pub(crate) const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The one table that has to exist before any migration can say that it ran.
const CREATE_LEDGER: &str = "CREATE TABLE IF NOT EXISTS store_migration (
    name TEXT NOT NULL PRIMARY KEY
)";
const HAS_RUN: &str = "SELECT name FROM store_migration WHERE name = $1";
const NOTE_RUN: &str = "INSERT INTO store_migration (name) VALUES ($1)";

/// Runs what has not run yet, all in the caller's transaction: both engines can undo DDL.
pub(crate) fn run(tx: &mut Tx<'_>, dialect: Dialect) -> Result<(), Stop> {
    tx.execute(CREATE_LEDGER, &[])?;
    for (name, text) in MIGRATIONS {
        let ran = tx.query_one(HAS_RUN, &[(*name).into()], |row| row.get::<String>(0))?;
        if ran.is_none() {
            tx.batch(&dialect.migration(text))?;
            tx.execute(NOTE_RUN, &[(*name).into()])?;
        }
    }
    Ok(())
}
