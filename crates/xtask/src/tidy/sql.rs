//! What a statement and a table may look like.

use super::none;
use crate::sql::{Library, Statement};
use crate::tables::{Table, named_in, tables};
use crate::tree::{migrations, rust};
use std::collections::{BTreeMap, BTreeSet};

fn all_tables() -> Vec<Table> {
    migrations().unwrap().iter().flat_map(tables).collect()
}

fn library() -> (Vec<Statement>, Vec<String>) {
    let files = rust().unwrap().into_iter().filter(|file| !file.is_test()).collect();
    Library::of(files).unwrap().statements().unwrap()
}

fn all_statements() -> Vec<Statement> {
    library().0
}

#[test]
fn every_table_says_how_it_is_distributed_and_who_owns_it() {
    let known = ["bucket", "facility_id", "hash", "lane"];
    let silent = all_tables().into_iter().filter(|table| {
        let told = table.distribute.as_deref().is_some_and(|how| {
            known.contains(&how) || how.starts_with("reference") || how.starts_with("local")
        });
        let owned = matches!(table.owner.as_deref().map(first_word), Some("centre" | "node"));
        !(told && owned)
    });
    none(silent.map(|t| format!("{}: {}", t.path, t.name)), "a table needs its two headers");
}

fn first_word(text: &str) -> &str {
    text.split([' ', ',', ';']).next().unwrap_or_default()
}

#[test]
fn the_distribution_column_is_in_every_key() {
    let mut wrong = Vec::new();
    for table in all_tables() {
        let Some(column) = &table.distribute else { continue };
        if column.starts_with("reference") || column.starts_with("local") {
            continue;
        }
        let lacking = table
            .keys
            .iter()
            .filter(|key| !key.split(',').any(|part| part.trim() == column.as_str()));
        wrong.extend(
            lacking.map(|key| format!("{}: {} ({key}) lacks {column}", table.path, table.name)),
        );
    }
    none(wrong, "Citus needs the distribution column in primary, unique and foreign keys");
}

#[test]
fn no_trigger_and_no_identity_column() {
    let words = ["CREATE TRIGGER", "IDENTITY", "AUTOINCREMENT", "SERIAL"];
    let all = migrations().unwrap();
    none(all.iter().flat_map(|m| super::mentions(m, &words)), "not with a distributed database");
}

/// Who owns what: the front door's path without its file, and its `Owns:` list.
fn owners() -> BTreeMap<String, Vec<String>> {
    let files = rust().unwrap();
    let doors = files.iter().filter(|f| f.path.ends_with("/mod.rs") || f.path.ends_with("/lib.rs"));
    doors
        .filter(|door| door.text.contains("//! Owns:"))
        .map(|door| {
            let folder = door.path.rsplit_once('/').unwrap().0.to_owned();
            let after = door.text.split("//! Owns:").nth(1).unwrap_or_default();
            let list = after.split("Publishes:").next().unwrap_or_default();
            let names = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            (folder, names)
        })
        .collect()
}

/// `registry_*` owns every table of that beginning.
fn owns(list: &[String], table: &str) -> bool {
    list.iter().any(|name| match name.strip_suffix('*') {
        Some(start) => table.starts_with(start),
        None => name == table,
    })
}

#[test]
fn every_table_has_one_owner() {
    let owners = owners();
    let wrong = all_tables().into_iter().filter_map(|table| {
        let by: Vec<_> = owners.iter().filter(|(_, list)| owns(list, &table.name)).collect();
        let by: BTreeSet<_> = by.iter().map(|(folder, _)| folder.as_str()).collect();
        (by.len() != 1).then(|| format!("{} is owned by {by:?}", table.name))
    });
    none(wrong, "each table stands in the `Owns:` of one front door");
}

#[test]
fn no_statement_names_a_foreign_table() {
    let (tables, owners) = (all_tables(), owners());
    let mut wrong = Vec::new();
    for statement in all_statements() {
        let Some((_, list)) = owners
            .iter()
            .filter(|(folder, _)| statement.path.starts_with(&format!("{folder}/")))
            .max_by_key(|(folder, _)| folder.len())
        else {
            wrong.push(format!("{} has SQL but no front door says `Owns:`", statement.path));
            continue;
        };
        let named = named_in(&statement.text, &tables);
        let foreign = named.into_iter().filter(|table| !owns(list, &table.name));
        wrong.extend(
            foreign.map(|table| {
                format!("{}: {} names {}", statement.path, statement.name, table.name)
            }),
        );
    }
    none(wrong, "ask the capability that owns the table");
}

#[test]
fn a_statement_names_its_columns() {
    let star = all_statements().into_iter().filter(|s| {
        let text = s.text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.starts_with("SELECT * ") || text.contains(".* FROM")
    });
    none(star.map(|s| format!("{}: {}", s.path, s.name)), "`*` changes when a column is added");
}

#[test]
fn every_statement_can_be_read_before_it_runs() {
    none(library().1, "check-sql cannot expand this constant");
}
