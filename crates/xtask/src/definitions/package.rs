//! The JSON files of the package, as far as the tables need them.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Everything that was read, each kind by its canonical URL.
pub(super) struct Package {
    pub(super) structures: BTreeMap<String, Structure>,
    pub(super) value_sets: BTreeMap<String, ValueSet>,
    pub(super) code_systems: BTreeMap<String, CodeSystem>,
    pub(super) compartments: BTreeMap<String, Compartment>,
}

impl Package {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        Ok(Self {
            structures: by_url(folder, "StructureDefinition-", |s: &Structure| &s.url)?,
            value_sets: by_url(folder, "ValueSet-", |v: &ValueSet| &v.url)?,
            code_systems: by_url(folder, "CodeSystem-", |c: &CodeSystem| &c.url)?,
            compartments: by_url(folder, "CompartmentDefinition-", |c: &Compartment| &c.url)?,
        })
    }

    /// The types of JSON: no profiles of them, and no models of logic.
    pub(super) fn types(&self) -> impl Iterator<Item = &Structure> {
        let named = |of: &&Structure| of.kind != Kind::Logical && !of.is_profile();
        self.structures.values().filter(named)
    }
}

fn by_url<T: DeserializeOwned>(
    folder: &Path,
    start: &str,
    url: impl Fn(&T) -> &String,
) -> Result<BTreeMap<String, T>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)) {
            let about = || path.display().to_string();
            let text = fs::read(&path).with_context(about)?;
            let read: T = serde_json::from_slice(&text).with_context(about)?;
            let twice = found.insert(url(&read).clone(), read);
            anyhow::ensure!(twice.is_none(), "{}: its URL is given twice", about());
        }
    }
    anyhow::ensure!(!found.is_empty(), "{}: no {start}… is there", folder.display());
    Ok(found)
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    PrimitiveType,
    ComplexType,
    Resource,
    Logical,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Structure {
    url: String,
    pub(super) kind: Kind,
    #[serde(rename = "abstract")]
    pub(super) is_abstract: bool,
    #[serde(rename = "type")]
    pub(super) name: String,
    pub(super) base_definition: Option<String>,
    derivation: Option<String>,
    /// Examples lack it.
    #[serde(default)]
    snapshot: Snapshot,
}

impl Structure {
    fn is_profile(&self) -> bool {
        self.derivation.as_deref() == Some("constraint")
    }

    pub(super) fn elements(&self) -> &[Element] {
        &self.snapshot.element
    }

    /// Whether the element of this path has elements of its own.
    pub(super) fn has_below(&self, path: &str) -> bool {
        let below = |e: &Element| e.path.strip_prefix(path).is_some_and(|p| p.starts_with('.'));
        self.elements().iter().any(below)
    }
}

#[derive(Default, Deserialize)]
struct Snapshot {
    element: Vec<Element>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Element {
    pub(super) path: String,
    pub(super) min: u32,
    pub(super) max: String,
    pub(super) base: Base,
    pub(super) content_reference: Option<String>,
    #[serde(default, rename = "type")]
    pub(super) types: Vec<OfType>,
    pub(super) binding: Option<Binding>,
    #[serde(default)]
    pub(super) constraint: Vec<Constraint>,
    #[serde(default)]
    pub(super) is_modifier: bool,
    #[serde(default)]
    pub(super) is_summary: bool,
}

impl Element {
    /// Whether it stands in the base of its type just so.
    pub(super) fn is_inherited(&self) -> bool {
        let base = &self.base;
        base.path != self.path && base.min == self.min && base.max == self.max
    }
}

#[derive(Deserialize)]
pub(super) struct Base {
    path: String,
    min: u32,
    max: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfType {
    pub(super) code: String,
    #[serde(default)]
    pub(super) profile: Vec<String>,
    #[serde(default)]
    pub(super) target_profile: Vec<String>,
    #[serde(default)]
    extension: Vec<Extension>,
}

impl OfType {
    /// What FHIR says where the code is a type of `FHIRPath`.
    pub(super) fn fhir_type(&self) -> Option<&str> {
        let said =
            self.extension.iter().find(|e| e.url.ends_with("/structuredefinition-fhir-type"));
        said?.value_url.as_deref()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: String,
    value_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Binding {
    strength: String,
    value_set: Option<String>,
}

impl Binding {
    /// The value set without its version, where its codes are required.
    pub(super) fn required(&self) -> Option<&str> {
        let url = self.value_set.as_deref().filter(|_| self.strength == "required")?;
        url.split('|').next()
    }
}

#[derive(Deserialize)]
pub(super) struct Constraint {
    pub(super) key: String,
    severity: String,
    pub(super) human: String,
    pub(super) expression: Option<String>,
    source: Option<String>,
}

impl Constraint {
    /// Whether it has to hold, and is no repetition of what the type in `source` says itself.
    pub(super) fn is_own_error(&self) -> bool {
        self.severity == "error" && self.source.is_none()
    }
}

#[derive(Deserialize)]
pub(super) struct ValueSet {
    url: String,
    pub(super) compose: Option<Compose>,
}

#[derive(Deserialize)]
pub(super) struct Compose {
    pub(super) include: Vec<Include>,
    #[serde(default)]
    pub(super) exclude: Vec<Include>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Include {
    pub(super) system: Option<String>,
    #[serde(default)]
    pub(super) concept: Vec<Concept>,
    filter: Option<IgnoredAny>,
    value_set: Option<IgnoredAny>,
}

impl Include {
    /// Whether it takes some codes of a system by what is said of them, or those of other sets.
    pub(super) fn is_computed(&self) -> bool {
        self.filter.is_some() || self.value_set.is_some()
    }
}

#[derive(Deserialize)]
pub(super) struct CodeSystem {
    url: String,
    pub(super) content: String,
    #[serde(default)]
    pub(super) concept: Vec<Concept>,
}

#[derive(Deserialize)]
pub(super) struct Concept {
    pub(super) code: String,
    #[serde(default)]
    pub(super) concept: Vec<Concept>,
}

#[derive(Deserialize)]
pub(super) struct Compartment {
    url: String,
    pub(super) code: String,
    pub(super) resource: Vec<CompartmentPart>,
}

#[derive(Deserialize)]
pub(super) struct CompartmentPart {
    pub(super) code: String,
    #[serde(default)]
    pub(super) param: Vec<String>,
}
