//! Pulling the plug: a child writes and says so, and is killed.

#![expect(clippy::unwrap_used, reason = "a test stops where it broke")]

use rusqlite::Connection;
use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{Command, Stdio};

const FILE: &str = "NABZ_FAULT_FILE";
const SYNCHRONOUS: &str = "NABZ_FAULT_SYNCHRONOUS";
const ROWS: usize = 60;

/// Not a test of its own: the child that the others start.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Ok(file) = std::env::var(FILE) else { return };
    nabz_faultvfs::install().unwrap();
    let connection = Connection::open(file).unwrap();
    let synchronous = std::env::var(SYNCHRONOUS).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = {synchronous};
             CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY);"
        ))
        .unwrap();
    for number in 0.. {
        connection.execute("INSERT INTO kept (number) VALUES (?1)", [number]).unwrap();
        writeln!(stdout(), "\nkept {number}").unwrap();
        stdout().flush().unwrap();
    }
}

/// Rows that were acknowledged, and rows that are there afterwards.
fn pull_the_plug(synchronous: &str) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.db");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_writes_until_it_is_killed", "--nocapture"])
        .env(FILE, &file)
        .env(SYNCHRONOUS, synchronous)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut kept = lines.map_while(Result::ok).filter(|line| line.starts_with("kept "));
    let mut acknowledged = kept.by_ref().take(ROWS).count();
    child.kill().unwrap();
    acknowledged += kept.count();
    child.wait().unwrap();
    let connection = Connection::open(file).unwrap();
    let there: i64 =
        connection.query_row("SELECT COUNT(*) FROM kept", [], |row| row.get(0)).unwrap_or(0);
    (acknowledged, usize::try_from(there).unwrap())
}

#[test]
fn with_full_every_row_that_was_acknowledged_is_there() {
    let (acknowledged, there) = pull_the_plug("FULL");
    assert!(acknowledged >= ROWS);
    assert!(there >= acknowledged, "{there} of {acknowledged}");
}

/// The same check must fail where nothing is synced, or it proves nothing.
#[test]
fn with_off_acknowledged_rows_are_lost() {
    let (acknowledged, there) = pull_the_plug("OFF");
    assert!(acknowledged >= ROWS);
    assert!(there < acknowledged, "{there} of {acknowledged}");
}

/// In WAL mode NORMAL syncs at checkpoints alone: a database stays whole and loses its last rows.
#[test]
fn with_normal_acknowledged_rows_are_lost_too() {
    let (acknowledged, there) = pull_the_plug("NORMAL");
    assert!(there < acknowledged, "{there} of {acknowledged}");
}
