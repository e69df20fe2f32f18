//! Prepares statements on both engines without running them, for `xtask check-sql`.

use crate::dialect::Dialect;
use crate::migrate;
use crate::postgres::{Address, PostgresSession};
use crate::sqlite::SqliteSession;
use crate::stop::Stop;
use crate::tx::{Engine, Tx};
use nabz_kernel::clock::Instant;

/// A statement that an engine would not take: its place in the list, and the engine's words.
pub type Unprepared = (usize, String);

const MIGRATED_AT: Instant = Instant::from_microseconds(0);

/// Prepares each statement on a migrated SQLite that lives in memory.
pub fn unprepared_on_sqlite(statements: &[String]) -> Result<Vec<Unprepared>, Stop> {
    let session = migrated_sqlite()?;
    let refused = statements.iter().enumerate().filter_map(|(place, sql)| {
        session.prepare_only(sql).err().map(|stop| (place, stop.to_string()))
    });
    Ok(refused.collect())
}

/// How SQLite would run each statement, a line for each table it reads.
///
/// Stops at the first statement that it does not take.
pub fn plans_on_sqlite(statements: &[String]) -> Result<Vec<Vec<String>>, Stop> {
    let session = migrated_sqlite()?;
    statements.iter().map(|sql| session.plan(sql)).collect()
}

/// An empty city that lives in memory.
fn migrated_sqlite() -> Result<SqliteSession, Stop> {
    let session = SqliteSession::in_memory()?;
    migrate::run(&mut Tx::new(Engine::Sqlite(&session), MIGRATED_AT), Dialect::Sqlite)?;
    Ok(session)
}

/// Prepares each statement in a schema that is migrated and rolled back, so that nothing stays.
pub fn unprepared_on_postgres(
    connection: &str,
    statements: &[String],
) -> Result<Vec<Unprepared>, Stop> {
    let mut session = PostgresSession::connect(&Address::parse(connection, "nabz_check_sql")?)?;
    session.batch("BEGIN; CREATE SCHEMA nabz_check_sql")?;
    migrate::run(&mut Tx::new(Engine::Postgres(&mut session), MIGRATED_AT), Dialect::Postgres)?;
    let mut refused = Vec::new();
    for (place, sql) in statements.iter().enumerate() {
        session.batch("SAVEPOINT one")?;
        if let Err(stop) = session.prepare_only(sql) {
            refused.push((place, stop.to_string()));
        }
        session.batch("ROLLBACK TO SAVEPOINT one")?;
    }
    session.batch("ROLLBACK")?;
    Ok(refused)
}
