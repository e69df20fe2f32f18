//! `CodeSystem/$lookup`: what a code means.

use super::Coded;
use super::called::called;
use crate::draft::{Designation, Property, PropertyKind};
use crate::refusals::TerminologyRefusal as No;
use crate::release::Release;
use crate::store::{concepts, hierarchy, releases};
use nabz_store::{Stop, Tx};

/// Parents, or children, that are named.
const NEAR_MAX: usize = 1_000;

/// A concept with what is said of it.
#[derive(Clone, Debug)]
pub struct LookedUp {
    /// Its system.
    pub release: Release,
    /// Its code as the system writes it.
    pub code: String,
    /// What it is called in the language that was asked for.
    pub display: String,
    /// What it means.
    pub definition: Option<String>,
    /// Does it only group others?
    pub is_abstract: bool,
    /// What else it is called.
    pub designations: Vec<Designation>,
    /// What else is said of it, with what a code among it is called. `inactive`, `parent` and
    /// `child` are among it.
    pub properties: Vec<(Property, Option<String>)>,
}

/// Looks a code up. Of properties those that are `wanted`; unless any is, all but children.
///
/// # Errors
/// `TRM-001` and `TRM-003` when the system is not loaded, `TRM-005` when it has no such code.
pub fn lookup(
    tx: &mut Tx<'_>,
    asked: &Coded,
    wanted: &[String],
    language: Option<&str>,
) -> Result<LookedUp, Stop> {
    let release = releases::system(tx, &asked.system, asked.version.as_deref())?;
    let concept = concepts::by_code(tx, &release, &asked.code)?;
    let Some(concept) = concept else {
        let (code, system) = (asked.code.clone(), asked.system.clone());
        return Err(No::UnknownCode { code, system }.into());
    };
    let mut designations = concepts::designations(tx, release.id, &[concept.number])?;
    let designations = designations.remove(&concept.number).unwrap_or_default();
    let is_wanted = |name: &str| match wanted {
        [] => name != "child",
        some => some.iter().any(|one| one == name),
    };
    let mut properties = vec![(plain("inactive", !concept.is_active), None)];
    properties.extend(
        concepts::properties(tx, release.id, concept.number)?.into_iter().map(|p| (p, None)),
    );
    properties.retain(|(property, _)| is_wanted(&property.name));
    if is_wanted("parent") {
        let near = hierarchy::parents(tx, release.id, concept.number)?;
        properties.extend(named(tx, &release, "parent", &near.page(0, NEAR_MAX))?);
    }
    if is_wanted("child") {
        let near = hierarchy::children(tx, release.id, concept.number)?;
        properties.extend(named(tx, &release, "child", &near.page(0, NEAR_MAX))?);
    }
    let display = called(&release, &concept.display, &designations, language).to_owned();
    Ok(LookedUp {
        display,
        code: concept.code,
        definition: concept.definition,
        is_abstract: concept.is_abstract,
        designations: if is_wanted("designation") { designations } else { Vec::new() },
        properties,
        release,
    })
}

fn plain(name: &str, is: bool) -> Property {
    let (name, system) = (name.to_owned(), String::new());
    Property { name, kind: PropertyKind::Boolean, value: is.to_string(), system }
}

fn named(
    tx: &mut Tx<'_>,
    release: &Release,
    name: &str,
    numbers: &[u32],
) -> Result<Vec<(Property, Option<String>)>, Stop> {
    let mut found = concepts::at(tx, release.id, numbers)?;
    let property = |code| {
        let (name, kind) = (name.to_owned(), PropertyKind::Code);
        Property { name, kind, value: code, system: String::new() }
    };
    let near = numbers.iter().filter_map(|number| found.remove(number));
    Ok(near.map(|near| (property(near.code), Some(near.display))).collect())
}
