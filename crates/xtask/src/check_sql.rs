//! Whether both engines understand every statement of the program, as it stands in the sources,
//! and whether none of them grows with what a hospital did in a day or ever.

use crate::sql::{Library, Statement};
use crate::tree::{Source, migrations, rust};
use anyhow::Result;
use nabz_store::check::{
    Unprepared, plans_on_sqlite, unprepared_on_postgres, unprepared_on_sqlite,
};

/// What both engines think of the statements they share: an engine's words about what it does not
/// take, or, when both take all, the plans that are too wide. Each with the file and the name.
pub(crate) fn wrong(postgres: Option<&str>) -> Result<Vec<String>> {
    let found = shared_statements()?;
    let refused = unprepared(&found, postgres)?;
    if refused.is_empty() { wide(&found) } else { Ok(refused) }
}

/// Every statement meant for both engines; what only one of them runs lives with its engine.
fn shared_statements() -> Result<Vec<Statement>> {
    let files: Vec<Source> = rust()?.into_iter().filter(|file| !file.is_test()).collect();
    let (mut found, _) = Library::of(files)?.statements()?;
    found.retain(|statement| !speaks_one_dialect(&statement.path));
    anyhow::ensure!(!found.is_empty(), "no statement was found: the search is broken");
    Ok(found)
}

fn speaks_one_dialect(path: &str) -> bool {
    ["dialect", "doctor", "migrate/spread", "postgres", "sqlite"]
        .iter()
        .any(|room| path.starts_with(&format!("crates/store/src/{room}")))
}

fn unprepared(found: &[Statement], postgres: Option<&str>) -> Result<Vec<String>> {
    let texts = texts(found);
    let mut said = told("SQLite says", found, unprepared_on_sqlite(&texts)?);
    match postgres {
        Some(connection) => {
            let refused = unprepared_on_postgres(connection, &texts)?;
            said.extend(told("PostgreSQL says", found, refused));
        }
        None => eprintln!("SKIPPED on PostgreSQL: NABZ_TEST_POSTGRES is not set"),
    }
    Ok(said)
}

/// Statements whose plan on SQLite reads all rows of a hospital, or all of a table; and those that
/// may, but do not.
fn wide(found: &[Statement]) -> Result<Vec<String>> {
    let under_way = conditional_indexes(&migrations()?);
    let plans = plans_on_sqlite(&texts(found))?;
    let lines = found.iter().zip(plans).enumerate().flat_map(|(place, (statement, plan))| {
        let wide = plan.into_iter().filter(|line| is_wide(line, statement, &under_way));
        wide.map(move |line| (place, line)).collect::<Vec<_>>()
    });
    let (may, wide): (Vec<_>, Vec<_>) =
        lines.partition(|(place, _)| found.get(*place).is_some_and(reads_all_on_purpose));
    let kept: Vec<(&str, &str)> =
        may.iter().filter_map(|(place, _)| found.get(*place)).map(named).collect();
    let narrow = READ_ALL.iter().filter(|statement| !kept.contains(statement));
    let narrow = narrow.map(|(path, name)| format!("{path}: {name}: does not read all any more"));
    Ok(told("SQLite's plan is", found, wide).into_iter().chain(narrow).collect())
}

/// They read everything because that is what they are for: counts, checks, loads and the rebuilt
/// index; or, of a greatest number, only the last row.
const READ_ALL: [(&str, &str); 8] = [
    ("crates/hospital/src/formulary/store.rs", "FORGET_WORDS"),
    ("crates/hospital/src/pharmacy/store.rs", "KEPT"),
    ("crates/hospital/src/queue/store.rs", "GIVEN"),
    ("crates/hospital/src/queue/store.rs", "SKIPPED"),
    ("crates/hospital/src/stores/store/ledger.rs", "CHECK"),
    ("crates/hospital/src/stores/store/ledger.rs", "WITH_PATIENTS"),
    ("crates/people/src/registry/store.rs", "COUNT_PERSONS"),
    ("crates/record/src/check.rs", "INDEX_ROWS"),
];

/// Tables that stay short however long a hospital works: what it is made of, and what is taken away
/// again once it is done.
const SHORT: [&str; 30] = [
    "audit_unsealed",
    "cards_block",
    "cards_change",
    "cards_head",
    "cards_key",
    "cards_list",
    "cards_part",
    "cards_text",
    "cards_text_line",
    "cards_trust",
    "cards_unlisted",
    "cards_unlogged",
    "facilities_facility",
    "facilities_room",
    "facilities_roster",
    "facilities_unit",
    "formulary_medicine",
    "places_locality",
    "places_ward",
    "prescribing_template",
    "prescribing_template_line",
    "record_source",
    "record_unsealed",
    "registry_name_pending",
    "smart_client",
    "store_job",
    "store_migration",
    "stores_level",
    "stores_storeroom",
    "terminology_release",
];

fn reads_all_on_purpose(statement: &Statement) -> bool {
    READ_ALL.contains(&named(statement))
}

fn named(statement: &Statement) -> (&str, &str) {
    (&statement.path, &statement.name)
}

/// Whether a line of a plan reads all rows of a long table, or all that a hospital has in one, or a
/// unit on one day. An index with a condition holds only what is under way.
fn is_wide(line: &str, statement: &Statement, under_way: &[String]) -> bool {
    let mut words = line.split_whitespace();
    let (Some(how), Some(name)) = (words.next(), words.next()) else { return false };
    let is_all = how == "SCAN" || line.ends_with("(facility_id=?)") || line.ends_with("day=?)");
    is_all
        && tables_called(name, &statement.text).iter().any(|table| !SHORT.contains(table))
        && !words.any(|word| under_way.iter().any(|index| index == word))
}

/// The tables behind a name that a statement uses; none for rows that it makes itself.
fn tables_called<'s>(name: &str, statement: &'s str) -> Vec<&'s str> {
    let makes_itself = [format!(") {name}"), format!("{name} AS (")];
    if makes_itself.iter().any(|made| statement.contains(made)) {
        return Vec::new();
    }
    let words: Vec<&str> = statement.split_whitespace().collect();
    let word = |at: usize| words.get(at).map_or("", |word| word.trim_end_matches([',', ')', ';']));
    let is_before_a_table = |at: &usize| {
        matches!(word(*at).trim_start_matches('('), "FROM" | "JOIN" | "INTO" | "UPDATE")
    };
    let named = |at: usize| {
        let (table, next) = (word(at + 1), word(at + 2));
        let alias = if next == "AS" { word(at + 3) } else { next };
        (table.contains('_') && (table == name || alias == name)).then_some(table)
    };
    (0..words.len()).filter(is_before_a_table).filter_map(named).collect()
}

/// The names of indexes over a part of a table.
fn conditional_indexes(migrations: &[Source]) -> Vec<String> {
    let texts = migrations.iter().flat_map(|migration| migration.text.split(';'));
    let indexes = texts.filter(|text| text.contains(" INDEX ") && text.contains(" WHERE "));
    let name =
        |text: &str| text.split(" INDEX ").nth(1)?.split_whitespace().next().map(str::to_owned);
    indexes.filter_map(name).collect()
}

fn texts(found: &[Statement]) -> Vec<String> {
    found.iter().map(|statement| statement.text.clone()).collect()
}

fn told(says: &str, found: &[Statement], about: Vec<Unprepared>) -> Vec<String> {
    let name = |(place, words): Unprepared| {
        let (path, name) = found.get(place).map_or(("?", "?"), named);
        format!("{path}: {name}: {says} {words}")
    };
    about.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_understand_every_statement_and_none_reads_a_whole_hospital() {
        let postgres = std::env::var("NABZ_TEST_POSTGRES").ok();
        let wrong = wrong(postgres.as_deref()).unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_statement_that_reads_a_whole_table_is_found() {
        let of = |text: &str| Statement {
            path: "crates/people/src/registry/store.rs".to_owned(),
            name: "BY_WARD".to_owned(),
            text: text.to_owned(),
        };
        let all = of("SELECT person_id FROM registry_person WHERE ward = $1");
        let one = of("SELECT ward FROM registry_person WHERE bucket = $1 AND person_id = $2");
        let said = wide(&[one, all]).unwrap();
        let about_wards: Vec<&String> = said.iter().filter(|s| s.contains("BY_WARD")).collect();
        assert_eq!(about_wards.len(), 1, "{said:?}");
        assert!(about_wards.iter().all(|s| s.ends_with("SCAN registry_person")), "{said:?}");
        let idle = said.iter().filter(|s| s.ends_with("does not read all any more")).count();
        assert_eq!(idle, READ_ALL.len(), "none of those that may is among the two");
    }

    #[test]
    fn a_plan_is_wide_when_it_reads_a_hospital_or_a_long_table() {
        let statement = Statement {
            path: String::new(),
            name: String::new(),
            text: "SELECT 1 FROM queue_token t JOIN (SELECT unit_id FROM facilities_unit u) k"
                .to_owned(),
        };
        let wide = |line: &str| is_wide(line, &statement, &["queue_token_here".to_owned()]);
        assert!(wide("SEARCH t USING PRIMARY KEY (facility_id=?)"));
        assert!(wide("SCAN t USING INDEX queue_token_person"));
        assert!(!wide("SEARCH t USING INDEX queue_token_here (facility_id=?)"), "who is here");
        assert!(wide("SEARCH t USING INDEX i (facility_id=? AND unit_id=? AND day=?)"));
        assert!(!wide(
            "SEARCH t USING INDEX i (facility_id=? AND unit_id=? AND day=? AND number>?)"
        ));
        assert!(!wide("SCAN u"), "a hospital has a few units");
        assert!(!wide("SCAN k"), "what the statement made itself");
        assert!(!wide("SCAN 3 CONSTANT ROWS"));
    }
}
