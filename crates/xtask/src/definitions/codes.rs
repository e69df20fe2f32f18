//! `codes.txt`: each value set that some element requires, written out.
//!
//! ```text
//! http://hl7.org/fhir/ValueSet/administrative-gender
//!   http://hl7.org/fhir/administrative-gender
//!     female
//!     male
//! http://hl7.org/fhir/ValueSet/mimetypes
//!   open: urn:ietf:bcp:13 is not published with R4
//! ```
//!
//! What R4 requires is made of whole code systems and of listed codes; a form of inclusion that is
//! not known here stops the work, rather than be left out.

use super::package::{Binding, CodeSystem, Concept, Include, Package, Structure};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub(super) fn all(package: &Package) -> Result<String> {
    let elements = package.types().flat_map(Structure::elements);
    let bindings = elements.filter_map(|element| element.binding.as_ref());
    let urls: BTreeSet<&str> = bindings.filter_map(Binding::required).collect();
    let mut text = String::new();
    for url in urls {
        writeln!(text, "{url}")?;
        match systems(package, url)? {
            Written::Out(systems) => {
                for (system, codes) in systems {
                    writeln!(text, "  {system}")?;
                    for code in codes {
                        writeln!(text, "    {code}")?;
                    }
                }
            }
            Written::Open(why) => writeln!(text, "  open: {why}")?,
        }
    }
    Ok(text)
}

enum Written<'p> {
    Out(BTreeMap<&'p str, BTreeSet<&'p str>>),
    Open(String),
}

fn systems<'p>(package: &'p Package, url: &str) -> Result<Written<'p>> {
    let Some(set) = package.value_sets.get(url) else {
        return Ok(Written::Open("it is not published with R4".to_owned()));
    };
    let Some(compose) = &set.compose else { anyhow::bail!("{url}: it is made of nothing") };
    anyhow::ensure!(compose.exclude.is_empty(), "{url}: it excludes, which is not known here");
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for include in &compose.include {
        anyhow::ensure!(!include.is_computed(), "{url}: it computes, which is not known here");
        let Some(system) = include.system.as_deref() else { anyhow::bail!("{url}: of no system") };
        let Some(concepts) = concepts(package, include, system) else {
            return Ok(Written::Open(format!("{system} is not published with R4")));
        };
        gather(concepts, found.entry(system).or_default());
    }
    Ok(Written::Out(found))
}

fn concepts<'p>(package: &'p Package, of: &'p Include, system: &str) -> Option<&'p [Concept]> {
    let whole = |known: &&CodeSystem| known.content == "complete";
    match of.concept.as_slice() {
        [] => Some(&package.code_systems.get(system).filter(whole)?.concept),
        listed => Some(listed),
    }
}

/// A code system lists codes below codes.
fn gather<'p>(concepts: &'p [Concept], found: &mut BTreeSet<&'p str>) {
    for concept in concepts {
        found.insert(&concept.code);
        gather(&concept.concept, found);
    }
}
