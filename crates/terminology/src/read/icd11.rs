//! ICD-11 for Mortality and Morbidity Statistics, as the World Health Organization hands it out as
//! a simple tabulation: `SimpleTabulation-ICD-11-MMS-en.txt`, with tabs or with commas.
//!
//! ICD-11 is licensed by the World Health Organization under CC BY-ND 3.0 IGO.

use super::table::{Cells, Table};
use crate::draft::{Draft, DraftConcept, DraftSystem};
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, Kind};
use std::path::Path;

/// The address of the linearization.
const ICD_11: &str = "http://id.who.int/icd/release/11/mms";

/// Reads a tabulation. A chapter has its number for a code, a block its id.
///
/// # Errors
/// `TRM-012` and its like when the file or a column is not there.
pub fn draft(path: &Path, version: &str) -> Result<Draft, No> {
    let commas = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let mut table = Table::open(path, if commas { Cells::Commas } else { Cells::Tabs })?;
    let (code, block) = (table.column("Code")?, table.column("BlockId")?);
    let (title, chapter) = (table.column("Title")?, table.column("ChapterNo")?);
    let mut concepts: Vec<DraftConcept> = Vec::new();
    // Codes of what the line lies below, outermost first.
    let mut above: Vec<String> = Vec::new();
    while table.next()? {
        let words = table.cell(title).trim_matches('"').trim();
        let name = words.trim_start_matches(['-', ' ']);
        let dashes = words.strip_suffix(name).unwrap_or_default();
        let depth = dashes.chars().filter(|sign| *sign == '-').count();
        let own = [code, block, chapter].map(|at| table.cell(at).to_owned());
        let is_abstract = own.first().is_some_and(String::is_empty);
        let Some(own) = own.into_iter().find(|code| !code.is_empty()) else {
            return Err(table.unread());
        };
        above.truncate(depth);
        concepts.push(DraftConcept {
            code: own.clone(),
            display: name.to_owned(),
            is_abstract,
            parents: above.last().cloned().into_iter().collect(),
            ..DraftConcept::default()
        });
        above.push(own);
    }
    let head = Head {
        version: version.to_owned(),
        name: "ICD_11_MMS".to_owned(),
        title: "International Classification of Diseases, 11th revision, Mortality and Morbidity \
                Statistics"
            .to_owned(),
        copyright: "© World Health Organization, CC BY-ND 3.0 IGO.".to_owned(),
        content: Some("complete".to_owned()),
        hierarchy: Some("is-a".to_owned()),
        ..Head::of(Kind::CodeSystem, ICD_11)
    };
    Ok(Draft::System(DraftSystem { head, concepts }))
}
