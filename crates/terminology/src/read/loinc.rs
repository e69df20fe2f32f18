//! LOINC as its distribution has it: the core table, what it is called in another language, and the
//! hierarchy of components where that comes along.
//!
//! LOINC is copyright Regenstrief Institute, Inc. and needs its licence, which is free.

use super::table::{Cells, Table, called, file, files, says};
use crate::draft::{Draft, DraftConcept, DraftSystem};
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, Kind};
use nabz_fhir::systems;
use std::collections::HashMap;
use std::path::Path;

/// What is kept as properties of a code, under the names that LOINC gives them.
const PROPERTIES: [&str; 10] = [
    "COMPONENT",
    "PROPERTY",
    "TIME_ASPCT",
    "SYSTEM",
    "SCALE_TYP",
    "METHOD_TYP",
    "CLASS",
    "STATUS",
    "ORDER_OBS",
    "EXAMPLE_UCUM_UNITS",
];
/// What a code is called besides its long name.
const NAMES: [&str; 3] = ["SHORTNAME", "DisplayName", "CONSUMER_NAME"];

/// Reads a distribution that was unpacked into `folder`. Of the names in other languages those are
/// kept that begin with `language`, such as `hi`.
///
/// # Errors
/// `TRM-012` and its like when a file or a column is not there; `TRM-020` when nobody says which
/// version it is and no line does.
pub fn draft(folder: &Path, version: Option<&str>, language: &str) -> Result<Draft, No> {
    let (mut concepts, last_changed) = core(folder)?;
    let mut places: HashMap<String, usize> =
        concepts.iter().enumerate().map(|(at, one)| (one.code.clone(), at)).collect();
    for variant in files(folder, |name| is_variant(name, language)) {
        names(&variant, &places, &mut concepts)?;
    }
    if let Ok(tree) = file(folder, "", |name| name == "ComponentHierarchyBySystem.csv") {
        hierarchy(&tree, &mut places, &mut concepts)?;
    }
    let version = version.map_or(last_changed, str::to_owned);
    if version.is_empty() {
        return Err(No::VersionMissing);
    }
    let head = Head {
        version,
        name: "LOINC".to_owned(),
        title: "Logical Observation Identifiers, Names and Codes (LOINC)".to_owned(),
        copyright: "© Regenstrief Institute, Inc. Used under the licence at \
                    https://loinc.org/license."
            .to_owned(),
        content: Some("complete".to_owned()),
        hierarchy: Some("is-a".to_owned()),
        is_case_sensitive: false,
        whole_set: Some("http://loinc.org/vs".to_owned()),
        ..Head::of(Kind::CodeSystem, systems::LOINC)
    };
    Ok(Draft::System(DraftSystem { head, concepts }))
}

/// `hiIN1LinguisticVariant.csv`.
fn is_variant(name: &str, language: &str) -> bool {
    name.ends_with("LinguisticVariant.csv") && name.starts_with(language)
}

/// The codes, and the youngest version in which one of them was changed.
fn core(folder: &Path) -> Result<(Vec<DraftConcept>, String), No> {
    let path = file(folder, "Loinc.csv", |name| name == "Loinc.csv")?;
    let mut table = Table::open(&path, Cells::Commas)?;
    let (code, name) = (table.column("LOINC_NUM")?, table.column("LONG_COMMON_NAME")?);
    let (status, changed) = (table.column("STATUS")?, table.may_have("VersionLastChanged"));
    let named = NAMES.map(|name| table.may_have(name));
    let kept = PROPERTIES.map(|name| (name, table.may_have(name)));
    let (mut concepts, mut youngest) = (Vec::new(), String::new());
    while table.next()? {
        let mut concept = DraftConcept {
            code: table.cell(code).to_owned(),
            display: table.cell(name).to_owned(),
            is_inactive: table.cell(status) == "DEPRECATED",
            ..DraftConcept::default()
        };
        for words in named.into_iter().flatten().map(|at| table.cell(at)) {
            if !words.is_empty() && words != concept.display {
                concept.designations.push(called("en", words));
            }
        }
        for (name, words) in kept.into_iter().filter_map(|(n, at)| Some((n, table.cell(at?)))) {
            if !words.is_empty() {
                concept.properties.push(says(name, words));
            }
        }
        let version = changed.map_or("", |at| table.cell(at));
        if parts(version) > parts(&youngest) {
            version.clone_into(&mut youngest);
        }
        concepts.push(concept);
    }
    Ok((concepts, youngest))
}

/// `2.78` as numbers, so that it comes behind `2.9`.
fn parts(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

/// What the codes are called in one other language: `hiIN…` is `hi-IN`.
fn names(
    path: &Path,
    places: &HashMap<String, usize>,
    concepts: &mut [DraftConcept],
) -> Result<(), No> {
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (language, rest) = file.split_at_checked(2).unwrap_or_default();
    let country = rest.split_at_checked(2).map_or("", |(country, _)| country);
    let language = format!("{language}-{country}");
    let mut table = Table::open(path, Cells::Commas)?;
    let code = table.column("LOINC_NUM")?;
    let named = ["LinguisticVariantDisplayName", "LONG_COMMON_NAME", "SHORTNAME"];
    let named = named.map(|name| table.may_have(name));
    while table.next()? {
        let words = named.into_iter().flatten().map(|at| table.cell(at)).find(|w| !w.is_empty());
        let concept = places.get(table.cell(code)).and_then(|at| concepts.get_mut(*at));
        if let (Some(words), Some(concept)) = (words, concept) {
            concept.designations.push(called(&language, words));
        }
    }
    Ok(())
}

/// What lies below what. Parts, such as `LP14449-0`, are codes that only group others.
fn hierarchy(
    path: &Path,
    places: &mut HashMap<String, usize>,
    concepts: &mut Vec<DraftConcept>,
) -> Result<(), No> {
    let mut table = Table::open(path, Cells::Commas)?;
    let (parent, code) = (table.column("IMMEDIATE_PARENT")?, table.column("CODE")?);
    let text = table.column("CODE_TEXT")?;
    while table.next()? {
        let (code, parent) = (table.cell(code).to_owned(), table.cell(parent).to_owned());
        let place = *places.entry(code.clone()).or_insert_with(|| {
            let display = table.cell(text).to_owned();
            concepts.push(DraftConcept {
                code,
                display,
                is_abstract: true,
                ..DraftConcept::default()
            });
            concepts.len() - 1
        });
        if let Some(concept) = concepts.get_mut(place)
            && !parent.is_empty()
            && !concept.parents.contains(&parent)
        {
            concept.parents.push(parent);
        }
    }
    Ok(())
}
