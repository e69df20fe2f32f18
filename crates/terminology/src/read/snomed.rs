//! SNOMED CT as Release Format 2 has it: the snapshot of one edition.
//!
//! Read are concepts, descriptions in every language that is there, the relation "is a", which
//! description is preferred, and the map to ICD-10. Other relations and reference sets are not.
//! SNOMED CT needs the licence of its national release centre; in India that is free of charge.

use super::table::{Cells, Table, file, files};
use crate::draft::{Designation, Draft, DraftConcept, DraftMap, DraftSystem, Pair};
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, Kind};
use nabz_fhir::systems;
use std::collections::HashMap;
use std::path::Path;

// Source: SNOMED CT Release File Specification, metadata concepts.
const IS_A: &str = "116680003";
const FULL_NAME: &str = "900000000000003001";
const SYNONYM: &str = "900000000000013009";
const PREFERRED: &str = "900000000000548007";
const ICD_10_MAP: &str = "447562003";
/// The reference set of British English, which India uses.
pub const BRITISH_ENGLISH: &str = "900000000000508004";
/// The module of the international edition.
const INTERNATIONAL: &str = "900000000000207008";

/// A description while it is read.
struct Description {
    id: String,
    language: String,
    is_full_name: bool,
    words: String,
}

/// How well a description is thought of: by the reference set that was asked for, by another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Liking {
    Elsewhere,
    Here,
}

/// Reads a release that was unpacked into `folder`: the code system, and the map to ICD-10 where it
/// is there. What a concept is called is what the reference set `preferred` prefers.
///
/// # Errors
/// `TRM-012` and its like when a file or a column is not there; `TRM-020` when it is another than
/// the international edition and nobody says its version, as an address:
/// `http://snomed.info/sct/900000000000207008/version/20260101`.
pub fn drafts(folder: &Path, version: Option<&str>, preferred: &str) -> Result<Vec<Draft>, No> {
    let path = snapshot(folder, "sct2_Concept_Snapshot")?;
    let version = match version {
        Some(version) => version.to_owned(),
        None => version_of(&path)?,
    };
    let mut concepts = concepts(&path)?;
    let places: HashMap<String, usize> =
        concepts.iter().enumerate().map(|(at, one)| (one.code.clone(), at)).collect();
    parents(&snapshot(folder, "sct2_Relationship_Snapshot")?, &places, &mut concepts)?;
    let liked = liked(folder, preferred)?;
    name(&mut concepts, descriptions(folder, &places)?, &liked);
    let head = Head {
        version: version.clone(),
        name: "SNOMED_CT".to_owned(),
        title: "SNOMED CT".to_owned(),
        copyright: "© SNOMED International. Used under the affiliate licence of the national \
                    release centre."
            .to_owned(),
        content: Some("complete".to_owned()),
        hierarchy: Some("is-a".to_owned()),
        whole_set: Some("http://snomed.info/sct?fhir_vs".to_owned()),
        ..Head::of(Kind::CodeSystem, systems::SNOMED_CT)
    };
    let mut drafts = vec![Draft::System(DraftSystem { head, concepts })];
    drafts.extend(map(folder, version)?.map(Draft::Map));
    Ok(drafts)
}

fn snapshot(folder: &Path, begins: &str) -> Result<std::path::PathBuf, No> {
    file(folder, &format!("{begins}_….txt"), |name| {
        name.trim_start_matches('x').starts_with(begins)
    })
}

/// `sct2_Concept_Snapshot_INT_20260101.txt`.
fn version_of(path: &Path) -> Result<String, No> {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let mut parts = name.rsplit('_');
    match (parts.next(), parts.next()) {
        (Some(day), Some("INT")) => {
            Ok(format!("{}/{INTERNATIONAL}/version/{day}", systems::SNOMED_CT))
        }
        _ => Err(No::VersionMissing),
    }
}

fn concepts(path: &Path) -> Result<Vec<DraftConcept>, No> {
    let mut table = Table::open(path, Cells::Tabs)?;
    let (id, active) = (table.column("id")?, table.column("active")?);
    let mut concepts = Vec::new();
    while table.next()? {
        concepts.push(DraftConcept {
            code: table.cell(id).to_owned(),
            is_inactive: table.cell(active) != "1",
            ..DraftConcept::default()
        });
    }
    Ok(concepts)
}

fn parents(
    path: &Path,
    places: &HashMap<String, usize>,
    concepts: &mut [DraftConcept],
) -> Result<(), No> {
    let mut table = Table::open(path, Cells::Tabs)?;
    let (active, of) = (table.column("active")?, table.column("typeId")?);
    let (source, target) = (table.column("sourceId")?, table.column("destinationId")?);
    while table.next()? {
        if table.cell(active) != "1" || table.cell(of) != IS_A {
            continue;
        }
        let concept = places.get(table.cell(source)).and_then(|at| concepts.get_mut(*at));
        if let Some(concept) = concept {
            concept.parents.push(table.cell(target).to_owned());
        }
    }
    Ok(())
}

/// The descriptions that are preferred somewhere.
fn liked(folder: &Path, preferred: &str) -> Result<HashMap<String, Liking>, No> {
    let mut liked = HashMap::new();
    for path in files(folder, |name| name.contains("Refset_LanguageSnapshot")) {
        let mut table = Table::open(&path, Cells::Tabs)?;
        let (active, set) = (table.column("active")?, table.column("refsetId")?);
        let description = table.column("referencedComponentId")?;
        let how = table.column("acceptabilityId")?;
        while table.next()? {
            if table.cell(active) != "1" || table.cell(how) != PREFERRED {
                continue;
            }
            let here = table.cell(set) == preferred;
            let liking = if here { Liking::Here } else { Liking::Elsewhere };
            let known = liked.entry(table.cell(description).to_owned()).or_insert(liking);
            *known = liking.max(*known);
        }
    }
    Ok(liked)
}

/// The descriptions of each concept, by its place.
fn descriptions(
    folder: &Path,
    places: &HashMap<String, usize>,
) -> Result<Vec<Vec<Description>>, No> {
    let mut found: Vec<Vec<Description>> = Vec::new();
    found.resize_with(places.len(), Vec::new);
    snapshot(folder, "sct2_Description_Snapshot")?;
    for path in files(folder, |name| name.contains("sct2_Description_Snapshot")) {
        let mut table = Table::open(&path, Cells::Tabs)?;
        let (id, active) = (table.column("id")?, table.column("active")?);
        let (concept, of) = (table.column("conceptId")?, table.column("typeId")?);
        let (language, term) = (table.column("languageCode")?, table.column("term")?);
        while table.next()? {
            let of = table.cell(of);
            if table.cell(active) != "1" || !(of == FULL_NAME || of == SYNONYM) {
                continue;
            }
            let place = places.get(table.cell(concept)).and_then(|at| found.get_mut(*at));
            let Some(place) = place else { continue };
            place.push(Description {
                id: table.cell(id).to_owned(),
                language: table.cell(language).to_owned(),
                is_full_name: of == FULL_NAME,
                words: table.cell(term).to_owned(),
            });
        }
    }
    Ok(found)
}

/// What is preferred in English is the display; everything else a designation, what is preferred in
/// its language first.
fn name(
    concepts: &mut [DraftConcept],
    descriptions: Vec<Vec<Description>>,
    liked: &HashMap<String, Liking>,
) {
    for (concept, mut names) in concepts.iter_mut().zip(descriptions) {
        let liking = |name: &Description| liked.get(&name.id).copied();
        let rank = |name: &Description| {
            (name.language != "en", name.is_full_name, std::cmp::Reverse(liking(name)))
        };
        names.sort_by_key(rank);
        let mut names = names.into_iter();
        if let Some(display) = names.next() {
            concept.display = display.words;
        }
        concept.designations.extend(names.map(|name| {
            let used = if name.is_full_name { FULL_NAME } else { SYNONYM };
            let used = (systems::SNOMED_CT.to_owned(), used.to_owned());
            Designation { language: name.language, used, words: name.words }
        }));
    }
}

/// The map to ICD-10, by the address that R4 has for it.
fn map(folder: &Path, version: String) -> Result<Option<DraftMap>, No> {
    let paths = files(folder, |name| name.contains("Refset_ExtendedMapSnapshot"));
    let mut pairs = Vec::new();
    for path in paths {
        let mut table = Table::open(&path, Cells::Tabs)?;
        let (active, set) = (table.column("active")?, table.column("refsetId")?);
        let (source, target) = (table.column("referencedComponentId")?, table.column("mapTarget")?);
        let advice = table.column("mapAdvice")?;
        while table.next()? {
            if table.cell(active) != "1" || table.cell(set) != ICD_10_MAP {
                continue;
            }
            let code = table.cell(target).to_owned();
            let equivalence = if code.is_empty() { "unmatched" } else { "relatedto" };
            pairs.push(Pair {
                source: (systems::SNOMED_CT.to_owned(), table.cell(source).to_owned()),
                target: (systems::ICD_10.to_owned(), code),
                display: String::new(),
                equivalence: equivalence.to_owned(),
                remark: table.cell(advice).to_owned(),
            });
        }
    }
    let head = Head {
        version,
        name: "SNOMED_CT_to_ICD_10".to_owned(),
        ..Head::of(Kind::ConceptMap, format!("{}?fhir_cm={ICD_10_MAP}", systems::SNOMED_CT))
    };
    Ok((!pairs.is_empty()).then_some(DraftMap { head, pairs }))
}
