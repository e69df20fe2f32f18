//! What documents must say, and that they say it of what is there.

use super::crates::dependencies;
use super::none;
use crate::tree::{gather, root, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// What stands in backquotes in the first cell of each row of a document's tables.
fn named_in_tables(document: &str) -> BTreeSet<String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| "));
    let first_cells = rows.filter_map(|row| row.split(" |").next());
    first_cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The packages of `dependencies` and `devDependencies`.
fn packages(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('}') {
            inside = false;
        } else if let Some((name, _)) = line.split_once("\": ").filter(|_| inside) {
            found.push(name.trim_start_matches('"').to_owned());
        } else if line.to_lowercase().contains("dependencies\": {") {
            inside = true;
        }
    }
    found
}

#[test]
fn every_dependency_has_its_reason_and_no_reason_is_left_over() {
    let workspace = read("Cargo.toml");
    let crates = dependencies(&workspace).into_iter().filter(|name| !name.starts_with("nabz-"));
    let mut used: BTreeSet<String> = crates.map(str::to_owned).collect();
    used.extend(packages(&read("web/package.json")));
    assert!(used.contains("axum") && used.contains("typescript"), "the manifests are not read");
    let said = named_in_tables(&read("docs/adr/0003-dependencies.md"));
    none(used.difference(&said).cloned(), "docs/adr/0003 does not say why");
    none(said.difference(&used).cloned(), "docs/adr/0003 gives reasons for what nobody uses");
}

#[test]
fn a_decision_has_a_number_of_its_own_and_its_title_says_it() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for decision in sources(&["docs/adr"], ".md").unwrap() {
        let file = decision.path.rsplit('/').next().unwrap_or_default();
        let number = file.split('-').next().unwrap_or_default().to_owned();
        if !decision.text.starts_with(&format!("# {number}. ")) {
            wrong.push(format!("{}: its title does not begin with {number}", decision.path));
        }
        if let Some(other) = seen.insert(number, decision.path.clone()) {
            wrong.push(format!("{} and {other} share a number", decision.path));
        }
    }
    assert!(seen.len() > 10, "no decision was found");
    none(wrong, "a decision is cited by its number");
}

#[test]
fn every_fixture_says_whence_it_comes() {
    let said = named_in_tables(&read("fixtures/README.md"));
    let folder = root().join("fixtures");
    let mut paths = Vec::new();
    gather(&folder, &mut paths).unwrap();
    let files = paths.iter().filter_map(|path| path.strip_prefix(&folder).ok()?.to_str());
    let files: Vec<&str> = files.filter(|file| *file != "README.md").collect();
    assert!(files.contains(&"wards.geojson"), "no fixture was found");
    let is_said = |file: &str| {
        let folder = file.rsplit_once('/').map(|(folder, _)| folder);
        let ending = file.rsplit('.').next().unwrap_or_default();
        said.contains(file)
            || folder.is_some_and(|folder| said.contains(&format!("{folder}/*.{ending}")))
    };
    let silent = files.iter().filter(|file| !is_said(file));
    none(silent.map(|file| format!("fixtures/{file}")), "fixtures/README.md gives no licence");
    let gone = said.iter().filter(|name| name.contains('.') && !name.contains('*'));
    let gone = gone.filter(|name| !files.contains(&name.as_str()));
    none(gone.cloned(), "fixtures/README.md speaks of what is not there");
}
