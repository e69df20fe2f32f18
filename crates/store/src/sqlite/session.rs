//! One SQLite connection with what it needs to speak our SQL.

use crate::constraint::Constraints;
use crate::dialect;
use crate::refusals;
use crate::stop::Stop;
use crate::value::{Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, InterruptHandle, ffi, params_from_iter};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Every statement of the program stays prepared; the driver's own 16 are too few.
const STATEMENTS_KEPT: usize = 1_024;
/// Takes the write lock at once: a transaction that starts by reading could not upgrade later.
pub(super) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
pub(super) const READ_ONLY: &str = "PRAGMA query_only = ON";
/// One pass over the log that waits for nobody: what readers still need stays in it.
const CLEAR_LOG: &str = "PRAGMA wal_checkpoint(PASSIVE)";
const SYNCHRONOUS_FULL: i64 = 2;

/// How much of the file a connection keeps in memory, in KiB, negative as SQLite wants it.
#[derive(Clone, Copy)]
pub(super) enum Cache {
    /// A registration over a million persons touches 50 pages; 64 MB holds the inner ones.
    Writer,
    /// Readers are several; the system's own cache serves them as well.
    Reader,
}

pub(crate) struct SqliteSession {
    connection: Connection,
    constraints: Arc<Constraints>,
    rewritten: RefCell<HashMap<&'static str, String>>,
}

impl SqliteSession {
    pub(super) fn open(
        path: &Path,
        cache: Cache,
        constraints: Arc<Constraints>,
    ) -> Result<Self, Stop> {
        let fault = |e: rusqlite::Error| Stop::fault(e.to_string());
        let connection = Connection::open(path).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        let kibibytes = match cache {
            Cache::Writer => -65_536,
            Cache::Reader => -16_384,
        };
        dialect::sqlite_settings(&connection, kibibytes).map_err(fault)?;
        // Otherwise a statement is compiled again whenever other values are bound to it: a
        // quarter of all the time of a busy morning.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
        let synchronous: i64 =
            connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).map_err(fault)?;
        let journal: String =
            connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).map_err(fault)?;
        if synchronous != SYNCHRONOUS_FULL || journal != "wal" {
            return Err(Stop::fault(
                "SQLite would not keep an answered commit through a power cut",
            ));
        }
        Ok(Self { connection, constraints, rewritten: RefCell::default() })
    }

    /// A database that nobody keeps, to ask what SQLite thinks of a statement.
    pub(crate) fn in_memory() -> Result<Self, Stop> {
        let connection = Connection::open_in_memory().map_err(|e| Stop::fault(e.to_string()))?;
        Ok(Self { connection, constraints: Arc::default(), rewritten: RefCell::default() })
    }

    /// Asks the engine what it thinks of a text, without running it.
    pub(crate) fn prepare_only(&self, sql: &str) -> Result<(), Stop> {
        let text = dialect::sqlite_parameters(sql);
        self.connection.prepare(&text).map(drop).map_err(|e| self.stop_of_text(&e))
    }

    /// The lines of SQLite's plan for a text.
    pub(crate) fn plan(&self, sql: &str) -> Result<Vec<String>, Stop> {
        let text = format!("EXPLAIN QUERY PLAN {}", dialect::sqlite_parameters(sql));
        let mut statement = self.connection.prepare(&text).map_err(|e| self.stop_of_text(&e))?;
        // A plan needs no values; asked with an empty list of them, rusqlite would refuse.
        let lines = statement.raw_query().mapped(|row| row.get("detail"));
        lines.collect::<Result<_, _>>().map_err(|e| self.stop(&e))
    }

    pub(crate) fn execute(&self, sql: &'static str, values: &[Value]) -> Result<u64, Stop> {
        let touched = self.with_statement(sql, |statement| {
            statement.execute(params_from_iter(values)).map_err(|e| self.stop(&e))
        })?;
        u64::try_from(touched).map_err(|_| Stop::fault("more rows than a number can say"))
    }

    pub(crate) fn query(
        &self,
        sql: &'static str,
        values: &[Value],
        keep: &mut dyn FnMut(&Row<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.with_statement(sql, |statement| self.rows(statement, values, keep))
    }

    fn rows(
        &self,
        statement: &mut rusqlite::CachedStatement<'_>,
        values: &[Value],
        keep: &mut dyn FnMut(&Row<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut rows = statement.query(params_from_iter(values)).map_err(|e| self.stop(&e))?;
        while let Some(row) = rows.next().map_err(|e| self.stop(&e))? {
            keep(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    fn with_statement<T>(
        &self,
        sql: &'static str,
        run: impl FnOnce(&mut rusqlite::CachedStatement<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let mut rewritten = self.rewritten.borrow_mut();
        let text = rewritten.entry(sql).or_insert_with(|| dialect::sqlite_parameters(sql));
        run(&mut self.connection.prepare_cached(text).map_err(|e| self.stop_of_text(&e))?)
    }

    /// Several statements without parameters: migrations.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Stop> {
        self.connection.execute_batch(sql).map_err(|e| self.stop_of_text(&e))
    }

    /// Begins, ends or marks a transaction; prepared once, like every other statement.
    pub(super) fn control(&self, sql: &'static str) -> Result<(), Stop> {
        self.execute(sql, &[]).map(drop)
    }

    pub(super) fn begin(&self) -> Result<(), Stop> {
        self.control(BEGIN_WRITE)
    }

    pub(super) fn commit(&self) -> Result<(), Stop> {
        self.control("COMMIT")
    }

    /// Whether there is no transaction: none was begun, or SQLite rolled it back by itself.
    pub(super) fn is_outside_transaction(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// Copies what it can from the log into the file; says how many pages the log holds.
    pub(super) fn clear_log(&self) -> Result<i64, Stop> {
        let answer = self.connection.query_row(CLEAR_LOG, [], |row| row.get(1));
        answer.map_err(|e| self.stop(&e))
    }

    pub(super) fn interrupt_handle(&self) -> InterruptHandle {
        self.connection.get_interrupt_handle()
    }

    /// Of a statement that carried values.
    fn stop(&self, error: &rusqlite::Error) -> Stop {
        self.meaning(error, words(error))
    }

    /// Of a text before it carries values: what SQLite says of it quotes the text alone.
    fn stop_of_text(&self, error: &rusqlite::Error) -> Stop {
        self.meaning(error, error.to_string())
    }

    fn meaning(&self, error: &rusqlite::Error, words: String) -> Stop {
        if let Some(constraint) = self.constraints.named_in(&error.to_string()) {
            return Stop::violated(words, constraint);
        }
        // The index of the log lies in a file of its own, and has a code of its own for no room.
        if error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
            return refusals::not_now(refusals::DISK_FULL);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Stop::Again,
            Some(ErrorCode::DiskFull) => refusals::not_now(refusals::DISK_FULL),
            Some(ErrorCode::OperationInterrupted) => refusals::not_now(refusals::TOO_SLOW),
            _ => Stop::fault(words),
        }
    }
}

/// What the log may hold of an error. SQLite's own words quote values, save those of a constraint,
/// which name it or its columns.
fn words(error: &rusqlite::Error) -> String {
    match error.sqlite_error() {
        Some(failed) if !names_a_constraint(*failed) => failed.to_string(),
        Some(_) | None => error.to_string(),
    }
}

/// What a trigger raises is in words of its own.
fn names_a_constraint(failed: ffi::Error) -> bool {
    failed.code == ErrorCode::ConstraintViolation
        && failed.extended_code != ffi::SQLITE_CONSTRAINT_TRIGGER
}
