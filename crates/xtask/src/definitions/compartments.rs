//! `compartments.txt`: the search parameters by which a resource lies in a compartment.
//!
//! ```text
//! Patient
//!   Account subject
//!   AllergyIntolerance asserter patient recorder
//! ```

use super::package::Package;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Those that R4 has; its package also has an example.
const COMPARTMENTS: [&str; 5] = ["device", "encounter", "patient", "practitioner", "relatedPerson"];

/// Stands for the resource whose compartment it is, which needs no search.
const ITSELF: &str = "{def}";

pub(super) fn all(package: &Package) -> Result<String> {
    let mut text = String::new();
    for name in COMPARTMENTS {
        let url = format!("http://hl7.org/fhir/CompartmentDefinition/{name}");
        let Some(compartment) = package.compartments.get(&url) else {
            anyhow::bail!("{url} is missing")
        };
        writeln!(text, "{}", compartment.code)?;
        let mut lines: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for part in &compartment.resource {
            let params = part.param.iter().map(String::as_str).filter(|param| *param != ITSELF);
            lines.entry(&part.code).or_default().extend(params);
        }
        for (of, params) in lines.into_iter().filter(|(_, params)| !params.is_empty()) {
            writeln!(text, "  {of} {}", params.into_iter().collect::<Vec<_>>().join(" "))?;
        }
    }
    Ok(text)
}
