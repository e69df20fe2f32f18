//! Which settings of a database keep its promises, and which do not.

use crate::postgres::Address;
use crate::stop::Stop;
use nabz_kernel::clock::Clock;
use rusqlite::Connection;
use std::path::Path;

/// A log this large means that checkpoints no longer keep up, or that a reader never ends.
const WAL_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Tokens, sessions and audit rows of two machines are compared by their clocks.
const DRIFT_SECONDS_MAX: i64 = 5;

/// One setting, what it is, and what to do when that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// For example `fsync`.
    pub setting: &'static str,
    /// What is in force.
    pub value: String,
    /// Whether an answered commit could be lost, or the service suffer.
    pub is_wrong: bool,
    /// What to do then.
    pub advice: &'static str,
}

/// The settings of a SQLite file.
pub fn of_sqlite(path: &Path) -> Result<Vec<Finding>, Stop> {
    if !path.exists() {
        return Err(Stop::fault(format!("there is no database at {}", path.display())));
    }
    let fault = |error: rusqlite::Error| Stop::fault(error.to_string());
    let connection = Connection::open(path).map_err(fault)?;
    let text =
        |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(fault);
    let journal = text("PRAGMA journal_mode")?;
    let check = text("PRAGMA quick_check(1)")?;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let wal = std::fs::metadata(log).map_or(0, |file| file.len());
    Ok(vec![
        Finding {
            setting: "journal_mode",
            is_wrong: journal != "wal",
            value: journal,
            advice: "the file is not in WAL mode: open it once with `nabz migrate`",
        },
        Finding {
            setting: "quick_check",
            is_wrong: check != "ok",
            value: check,
            advice: "the file is damaged: stop, copy it, and go on from the last copy that passes",
        },
        Finding {
            setting: "wal bytes",
            is_wrong: wal > WAL_BYTES_MAX,
            value: wal.to_string(),
            advice: "the log grows: look for a reader that never ends, or a disk that is full",
        },
    ])
}

/// The settings of a PostgreSQL server.
pub fn of_postgres(connection: &str, clock: Clock) -> Result<Vec<Finding>, Stop> {
    let fault = |error: postgres::Error| Stop::fault(error.to_string());
    let mut client = Address::parse(connection, "public")?.connect().map_err(fault)?;
    let must_be_on = [
        ("fsync", "an answered commit is lost with the power: set fsync = on"),
        (
            "synchronous_commit",
            "an answered commit is lost in a crash: set synchronous_commit = on",
        ),
        ("full_page_writes", "a torn page cannot be repaired: set full_page_writes = on"),
    ];
    let mut found = Vec::new();
    for (setting, advice) in must_be_on {
        let row = client.query_one("SELECT current_setting($1)", &[&setting]).map_err(fault)?;
        let value: String = row.get(0);
        found.push(Finding { setting, is_wrong: value == "off", value, advice });
    }
    let row = client.query_one("SELECT current_setting('wal_compression')", &[]).map_err(fault)?;
    let compression: String = row.get(0);
    // A hint: slower disks feel it, nothing is lost by it.
    let hint = if compression == "off" { " (lz4 nearly halves what is logged)" } else { "" };
    found.push(Finding {
        setting: "wal_compression",
        is_wrong: false,
        value: format!("{compression}{hint}"),
        advice: "set wal_compression = lz4",
    });
    let now = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
    let theirs: i64 = client.query_one(now, &[]).map_err(fault)?.get(0);
    let drift = (clock.now().microseconds() - theirs) / 1_000_000;
    found.push(Finding {
        setting: "clock drift, seconds",
        is_wrong: drift.abs() > DRIFT_SECONDS_MAX,
        value: drift.to_string(),
        advice: "the clocks of this machine and the server differ: run a time service on both",
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_healthy_file_has_nothing_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(crate::Store::open_sqlite(&path, Clock::Machine).unwrap());
        assert!(of_sqlite(&path).unwrap().iter().all(|finding| !finding.is_wrong));
        assert!(of_sqlite(&folder.path().join("none.db")).is_err());
    }
}
