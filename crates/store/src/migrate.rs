//! Migrations: numbered, forward only, one text for both engines.

use crate::constraint::{Ambiguous, Constraints};
use crate::dialect::Dialect;
use crate::sqlite::statistics;
use crate::stop::Stop;
use crate::tx::Tx;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

mod spread;

/// Name and text, in the order in which they run. A landed text is never edited.
pub(crate) const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The one table that has to exist before any migration can say that it ran.
const CREATE_LEDGER: &str = "CREATE TABLE IF NOT EXISTS store_migration (
    name TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL
)";
const RUN_BEFORE: &str = "SELECT name, digest FROM store_migration ORDER BY name";
const NOTE_RUN: &str = "INSERT INTO store_migration (name, digest) VALUES ($1, $2)";

/// Runs what has not run yet, all in the caller's transaction: both engines can undo DDL.
///
/// A fault when the database was made by a newer program, or when a text was edited after it ran.
pub(crate) fn run(tx: &mut Tx<'_>, dialect: Dialect) -> Result<(), Stop> {
    run_list(tx, dialect, MIGRATIONS)
}

fn run_list(tx: &mut Tx<'_>, dialect: Dialect, list: &[(&str, &str)]) -> Result<(), Stop> {
    tx.execute(CREATE_LEDGER, &[])?;
    let ran: BTreeMap<String, String> =
        tx.query(RUN_BEFORE, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    if let Some(unknown) = ran.keys().find(|name| list.iter().all(|(known, _)| known != name)) {
        return Err(Stop::fault(format!(
            "the database is newer than this program: it has {unknown}; nothing was changed"
        )));
    }
    let ran_before = ran.len();
    for (name, text) in list {
        let digest = digest_of([*text]);
        match ran.get(*name) {
            Some(then) if *then == digest => {}
            Some(_) => {
                return Err(Stop::fault(format!("migration {name} was edited after it ran")));
            }
            None => {
                tx.batch(&dialect.migration(text))?;
                if matches!(dialect, Dialect::Postgres) {
                    spread::tables(tx, text)?;
                }
                tx.execute(NOTE_RUN, &[(*name).into(), digest.into()])?;
            }
        }
    }
    if matches!(dialect, Dialect::Sqlite) && (ran_before < list.len() || statistics::missing(tx)?) {
        statistics::write(tx)?;
    }
    Ok(())
}

/// The constraints of all migrations, by what SQLite calls them.
pub(crate) fn constraints() -> Result<Constraints, Stop> {
    Constraints::of(MIGRATIONS.iter().map(|(_, text)| *text)).map_err(|Ambiguous(one, other)| {
        Stop::fault(format!("{one} and {other} are unique over the same columns"))
    })
}

/// Names exactly this list of migrations, for templates of test databases.
pub(crate) fn digest() -> String {
    let mut digest = digest_of(MIGRATIONS.iter().flat_map(|(name, text)| [*name, *text]));
    digest.truncate(16);
    digest
}

fn digest_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests;
