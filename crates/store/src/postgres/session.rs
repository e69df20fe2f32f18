//! One PostgreSQL connection and the statements prepared on it.

use super::connect::Address;
use crate::dialect::POSTGRES_LOCK;
use crate::refusals;
use crate::stop::Stop;
use crate::value::{Row, Value};
use postgres::error::{DbError, SqlState};
use postgres::types::ToSql;
use postgres::{Client, Statement};
use std::collections::HashMap;

/// Classes of errors whose words speak of a statement, an account or the server, never of a row.
const OF_NO_ROW: [&str; 5] = ["28", "3D", "3F", "42", "53"];

pub(crate) struct PostgresSession {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
    broken: bool,
}

/// How a COMMIT ended.
pub(super) enum Commit {
    Kept,
    /// The server said no; nothing was kept.
    Refused(Stop),
    /// The connection broke before an answer came: it may have been kept or not.
    Unknown,
}

impl PostgresSession {
    pub(crate) fn connect(address: &Address) -> Result<Self, Stop> {
        let client = address.connect().map_err(|e| stop(&e))?;
        Ok(Self { client, prepared: HashMap::new(), broken: false })
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken || self.client.is_closed()
    }

    pub(crate) fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Stop> {
        let statement = self.statement(sql)?;
        self.client.execute(&statement, &parameters(values)).map_err(|e| self.stop(&e))
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        values: &[Value],
        keep: &mut dyn FnMut(&Row<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let statement = self.statement(sql)?;
        self.rows(&statement, values, keep)
    }

    fn rows(
        &mut self,
        statement: &Statement,
        values: &[Value],
        keep: &mut dyn FnMut(&Row<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let rows = self.client.query(statement, &parameters(values));
        let rows = rows.map_err(|e| self.stop(&e))?;
        rows.iter().try_for_each(|row| keep(&Row::Postgres(row)))
    }

    pub(crate) fn lock(&mut self, aggregate: &str) -> Result<(), Stop> {
        self.execute(POSTGRES_LOCK, &[aggregate.into()]).map(drop)
    }

    /// Several statements without parameters: migrations and transaction control.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Stop> {
        self.client.batch_execute(sql).map_err(|e| self.stop(&e))
    }

    pub(super) fn commit(&mut self) -> Commit {
        match self.client.batch_execute("COMMIT") {
            Ok(()) => Commit::Kept,
            Err(error) if lost(&error) => {
                self.broken = true;
                Commit::Unknown
            }
            Err(error) => Commit::Refused(stop(&error)),
        }
    }

    fn stop(&mut self, error: &postgres::Error) -> Stop {
        self.broken |= lost(error);
        stop(error)
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement, Stop> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| self.stop(&e))?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }

    /// The plans for a text: the one for these values, and the one for any.
    pub(crate) fn plans(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<String>>, Stop> {
        let with_these = self.plan(&format!("EXPLAIN (COSTS OFF) {sql}"), values)?;
        // A plan for any values is the same whatever the values.
        let any = match vec!["NULL"; values.len()].join(", ") {
            none if none.is_empty() => none,
            some => format!("({some})"),
        };
        self.batch(&format!(
            "SET plan_cache_mode TO force_generic_plan; PREPARE explained AS {sql}"
        ))?;
        let with_any = self.plan(&format!("EXPLAIN (COSTS OFF) EXECUTE explained{any}"), &[]);
        self.batch("DEALLOCATE explained; RESET plan_cache_mode")?;
        Ok(vec![with_these, with_any?])
    }

    fn plan(&mut self, text: &str, values: &[Value]) -> Result<Vec<String>, Stop> {
        let rows = self.client.query(text, &parameters(values)).map_err(|e| self.stop(&e))?;
        rows.iter().map(|row| Row::Postgres(row).get(0)).collect()
    }

    /// Asks the server what it thinks of a text, without running it.
    pub(crate) fn prepare_only(&mut self, sql: &str) -> Result<(), Stop> {
        self.client.prepare(sql).map(drop).map_err(|e| self.stop(&e))
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect()
}

/// Whether the connection, rather than the statement, is what failed.
fn lost(error: &postgres::Error) -> bool {
    if let Some(code) = error.code() {
        let gone =
            [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW];
        return gone.contains(code) || code.code().starts_with("08");
    }
    let source = std::error::Error::source(error);
    error.is_closed() || source.is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// What an error before the COMMIT means: nothing was kept, so a lost connection may try again.
fn stop(error: &postgres::Error) -> Stop {
    if lost(error) {
        return Stop::Again;
    }
    let Some(reported) = error.as_db_error() else {
        return Stop::fault(error.to_string());
    };
    let code = reported.code();
    if [SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE].contains(code) {
        return Stop::Again;
    }
    if *code == SqlState::QUERY_CANCELED {
        return refusals::not_now(refusals::TOO_SLOW);
    }
    if *code == SqlState::DISK_FULL {
        return refusals::not_now(refusals::DISK_FULL);
    }
    match reported.constraint() {
        // SQLite does not say which foreign key failed, so nobody is told on either engine.
        Some(constraint) if *code != SqlState::FOREIGN_KEY_VIOLATION => {
            Stop::violated(words(reported), constraint)
        }
        _ => Stop::fault(words(reported)),
    }
}

/// What the log may hold of an error: its code and what it names. The server's own words quote
/// what was typed.
fn words(reported: &DbError) -> String {
    let code = reported.code().code();
    let parts = [
        ("table", reported.table()),
        ("column", reported.column()),
        ("constraint", reported.constraint()),
    ];
    let named = parts.into_iter().filter_map(|(what, name)| Some(format!("{what} {}", name?)));
    let speaks_of_no_row = OF_NO_ROW.iter().any(|class| code.starts_with(class));
    let said = speaks_of_no_row.then(|| reported.message().to_owned());
    let first = format!("{} {code}", reported.severity());
    std::iter::once(first).chain(named).chain(said).collect::<Vec<_>>().join(", ")
}
