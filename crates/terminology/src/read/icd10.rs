//! ICD-10 as the World Health Organization hands it out as text: `…syst_chapters.txt`,
//! `…syst_groups.txt` and `…syst_codes.txt`. Unlike `ClaML` these have the codes that are made of a
//! category and a fourth sign already put together.
//!
//! ICD-10 is copyright World Health Organization, whose terms the files come with.

use super::table::{Cells, Table, file};
use crate::draft::{Draft, DraftConcept, DraftSystem};
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, Kind};
use nabz_fhir::systems;
use std::collections::HashMap;
use std::path::Path;

// Where the cells of `…_codes.txt` stand; it has no headings.
const BLOCK: usize = 4;
const CODE: usize = 6;
const TITLE: usize = 8;

/// Reads the three files of a folder.
///
/// # Errors
/// `TRM-012` when one is not there, `TRM-014` for a line that cannot be read.
pub fn draft(folder: &Path, version: &str) -> Result<Draft, No> {
    let mut concepts = Vec::new();
    let mut chapters = table(folder, "_chapters.txt")?;
    while chapters.next()? {
        let code = roman(chapters.cell(0)).ok_or_else(|| chapters.unread())?;
        concepts.push(grouping(code, chapters.cell(1), None));
    }
    // By the first category of a block, which its categories name.
    let mut blocks = HashMap::new();
    let mut groups = table(folder, "_groups.txt")?;
    while groups.next()? {
        let (first, last) = (groups.cell(0), groups.cell(1));
        let chapter = roman(groups.cell(2)).ok_or_else(|| groups.unread())?;
        let code = format!("{first}-{last}");
        blocks.insert(first.to_owned(), code.clone());
        concepts.push(grouping(code, groups.cell(3), Some(chapter)));
    }
    let mut codes = table(folder, "_codes.txt")?;
    while codes.next()? {
        let (code, title) = (codes.cell(CODE), codes.cell(TITLE));
        if code.is_empty() || title.is_empty() {
            return Err(codes.unread());
        }
        let above = above(code).or_else(|| blocks.get(codes.cell(BLOCK)).cloned());
        concepts.push(DraftConcept {
            code: code.to_owned(),
            display: title.to_owned(),
            parents: above.into_iter().collect(),
            ..DraftConcept::default()
        });
    }
    let head = Head {
        version: version.to_owned(),
        name: "ICD_10".to_owned(),
        title: "International Classification of Diseases, 10th revision".to_owned(),
        copyright: "© World Health Organization.".to_owned(),
        content: Some("complete".to_owned()),
        hierarchy: Some("is-a".to_owned()),
        is_case_sensitive: false,
        ..Head::of(Kind::CodeSystem, systems::ICD_10)
    };
    Ok(Draft::System(DraftSystem { head, concepts }))
}

fn table(folder: &Path, ends: &str) -> Result<Table, No> {
    let path = file(folder, &format!("…{ends}"), |name| name.ends_with(ends))?;
    Table::open(&path, Cells::Semicolons)
}

fn grouping(code: String, title: &str, above: Option<String>) -> DraftConcept {
    DraftConcept {
        code,
        display: title.to_owned(),
        is_abstract: true,
        parents: above.into_iter().collect(),
        ..DraftConcept::default()
    }
}

/// `A00.0` lies below `A00`, `M00.00` below `M00.0`; `A00` below a block.
fn above(code: &str) -> Option<String> {
    let (category, more) = code.split_once('.')?;
    let mut signs: Vec<char> = more.chars().collect();
    signs.pop()?;
    if signs.is_empty() {
        return Some(category.to_owned());
    }
    Some(format!("{category}.{}", signs.into_iter().collect::<String>()))
}

/// Chapters are told by Roman numbers, as everywhere else they are.
fn roman(chapter: &str) -> Option<String> {
    let number: usize = chapter.parse().ok().filter(|number| (1..40).contains(number))?;
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    Some(format!("{}{}", "X".repeat(number / 10), ones.get(number % 10)?))
}
