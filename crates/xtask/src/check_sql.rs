//! Whether both engines understand every statement of the program, as it stands in the sources.

use crate::sql::{Library, Statement};
use crate::tree::{Source, rust};
use anyhow::Result;
use nabz_store::check::{Unprepared, unprepared_on_postgres, unprepared_on_sqlite};

/// What an engine says about statements it does not take, with the file and the name.
pub(crate) fn unprepared(postgres: Option<&str>) -> Result<Vec<String>> {
    let found = shared_statements()?;
    anyhow::ensure!(!found.is_empty(), "no statement was found: the search is broken");
    let texts: Vec<String> = found.iter().map(|s| s.text.clone()).collect();
    let mut said = told("SQLite", &found, unprepared_on_sqlite(&texts)?);
    match postgres {
        Some(connection) => {
            said.extend(told("PostgreSQL", &found, unprepared_on_postgres(connection, &texts)?));
        }
        None => eprintln!("SKIPPED on PostgreSQL: NABZ_TEST_POSTGRES is not set"),
    }
    Ok(said)
}

/// Every statement meant for both engines; what only one of them runs lives with its engine.
fn shared_statements() -> Result<Vec<Statement>> {
    let files: Vec<Source> = rust()?.into_iter().filter(|file| !file.is_test()).collect();
    let (mut found, _) = Library::of(files)?.statements()?;
    found.retain(|statement| !speaks_one_dialect(&statement.path));
    Ok(found)
}

fn speaks_one_dialect(path: &str) -> bool {
    ["dialect", "doctor", "migrate/spread", "postgres", "sqlite"]
        .iter()
        .any(|room| path.starts_with(&format!("crates/store/src/{room}")))
}

fn told(engine: &str, found: &[Statement], refused: Vec<Unprepared>) -> Vec<String> {
    let name = |(place, words): Unprepared| {
        let statement = found.get(place);
        let (path, name) = statement.map_or(("?", "?"), |s| (s.path.as_str(), s.name.as_str()));
        format!("{path}: {name}: {engine} says {words}")
    };
    refused.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_understand_every_statement() {
        let postgres = std::env::var("NABZ_TEST_POSTGRES").ok();
        let wrong = unprepared(postgres.as_deref()).unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
