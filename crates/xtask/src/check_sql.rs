//! Whether both engines understand every statement of the program, as it stands in the sources,
//! and whether none of them grows with what a hospital ever did.

use crate::sql::{Library, Statement};
use crate::tree::{Source, rust};
use anyhow::Result;
use nabz_store::check::{
    Unprepared, plans_on_sqlite, unprepared_on_postgres, unprepared_on_sqlite,
};

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

/// Statements whose plan on SQLite reads all rows of a hospital, or all of a table.
pub(crate) fn wide() -> Result<Vec<String>> {
    let mut found = shared_statements()?;
    found.retain(|s| !READ_ALL.contains(&(s.path.as_str(), s.name.as_str())));
    let texts: Vec<String> = found.iter().map(|s| s.text.clone()).collect();
    let plans = plans_on_sqlite(&texts)?;
    let of_one = |(statement, plan): (&Statement, Vec<String>)| {
        let (path, name) = (statement.path.clone(), statement.name.clone());
        let wide = plan.into_iter().filter(|line| is_wide(line));
        wide.map(|line| format!("{path}: {name}: {line}")).collect::<Vec<_>>()
    };
    Ok(found.iter().zip(plans).flat_map(of_one).collect())
}

/// They read everything because that is what they are for: counts, loads and the rebuilt index.
const READ_ALL: [(&str, &str); 7] = [
    ("crates/hospital/src/formulary/store.rs", "COUNT"),
    ("crates/hospital/src/formulary/store.rs", "FORGET_WORDS"),
    ("crates/people/src/places/store.rs", "FORGET_LOCALITIES"),
    ("crates/people/src/places/store.rs", "RETIRE_WARDS"),
    ("crates/people/src/registry/store.rs", "COUNT_PERSONS"),
    ("crates/record/src/check.rs", "INDEX_ROWS"),
    ("crates/store/src/migrate.rs", "RUN_BEFORE"),
];

fn is_wide(line: &str) -> bool {
    let is_of_rows = !line.contains("CONSTANT") && !line.contains("VIRTUAL TABLE");
    (line.starts_with("SCAN ") && is_of_rows) || line.ends_with("(facility_id=?)")
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
    fn no_statement_reads_a_whole_hospital() {
        let wide = wide().unwrap();
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }

    #[test]
    fn a_plan_is_wide_when_it_reads_a_hospital_or_a_table() {
        assert!(is_wide("SEARCH pharmacy_line USING PRIMARY KEY (facility_id=?)"));
        assert!(is_wide("SCAN queue_token USING INDEX queue_token_called"));
        assert!(!is_wide("SEARCH queue_token USING INDEX i (facility_id=? AND unit_id=?)"));
        assert!(!is_wide("SCAN 3 CONSTANT ROWS"));
    }

    #[test]
    fn both_engines_understand_every_statement() {
        let postgres = std::env::var("NABZ_TEST_POSTGRES").ok();
        let wrong = unprepared(postgres.as_deref()).unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
