//! Value sets that nobody has to load: those that R4 requires, of which its tables hold the codes,
//! and those whose address says of what they are made.

use super::compose::{Clause, Compose, Filter, Listed, Named, Operator};
use nabz_fhir::schema::{Codes, TYPES};
use nabz_fhir::systems;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every value set that some element of R4 requires and that is written out.
static REQUIRED: LazyLock<BTreeMap<&str, &Codes>> = LazyLock::new(|| {
    let elements = TYPES.iter().flat_map(|of| of.elements);
    let codes = elements.filter_map(|element| element.codes);
    codes.filter(|codes| codes.open.is_none()).map(|codes| (codes.url, codes)).collect()
});

/// What a value set is made of that R4 requires; codes alone, without what they are called.
pub(super) fn required(url: &str) -> Option<Compose> {
    let clause = |(system, codes): &(&str, &[&str])| Clause {
        system: Some(Named { url: (*system).to_owned(), version: None }),
        listed: codes.iter().map(|code| listed(code)).collect(),
        ..Clause::default()
    };
    let codes = REQUIRED.get(url)?;
    let include = codes.systems.iter().map(clause).collect();
    Some(Compose { include, exclude: Vec::new(), inactive: true })
}

fn listed(code: &str) -> Listed {
    Listed { code: code.to_owned(), display: None, designations: Vec::new() }
}

/// What the address of a value set says by itself: `http://snomed.info/sct?fhir_vs=isa/73211009`,
/// with a version or without; `http://loinc.org/vs`.
///
/// Source: FHIR R4, "Using SNOMED CT with FHIR" and "Using LOINC with FHIR", implicit value sets.
pub(super) fn by_address(url: &str) -> Option<Compose> {
    if url == "http://loinc.org/vs" {
        let system = Named { url: systems::LOINC.to_owned(), version: None };
        return Some(Compose::whole(system, Vec::new()));
    }
    let (system, asked) = url.split_once("?fhir_vs")?;
    let version = system.strip_prefix(systems::SNOMED_CT)?;
    let version = (!version.is_empty()).then(|| system.to_owned());
    let system = Named { url: systems::SNOMED_CT.to_owned(), version };
    if asked.is_empty() {
        return Some(Compose::whole(system, Vec::new()));
    }
    let value = asked.strip_prefix("=isa/")?.to_owned();
    let is_a = Filter { property: "concept".to_owned(), operator: Operator::IsA, value };
    Some(Compose::whole(system, vec![is_a]))
}
