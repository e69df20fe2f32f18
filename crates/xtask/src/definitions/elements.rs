//! `types.txt` and `resources.txt`: each type, and below it the elements that it adds.
//!
//! ```text
//! resource Patient : DomainResource
//!   gender 0..1 code summary from:administrative-gender
//!   deceased[x] 0..1 boolean|dateTime modifier summary
//!   contact 0..* Patient.contact
//!   generalPractitioner 0..* Reference(Organization,Practitioner,PractitionerRole)
//! backbone Patient.contact : BackboneElement
//! ```

use super::package::{Binding, Element, Kind, OfType, Package, Structure};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STRUCTURE: &str = "http://hl7.org/fhir/StructureDefinition/";
/// Value sets with this start are called by their ends.
pub(super) const VALUE_SET: &str = "http://hl7.org/fhir/ValueSet/";

pub(super) fn of_data_types(package: &Package) -> Result<String> {
    text(package.types().filter(|of| of.kind != Kind::Resource))
}

pub(super) fn of_resources(package: &Package) -> Result<String> {
    text(package.types().filter(|of| of.kind == Kind::Resource))
}

fn text<'p>(structures: impl Iterator<Item = &'p Structure>) -> Result<String> {
    let mut blocks = BTreeMap::new();
    for structure in structures {
        anyhow::ensure!(!structure.elements().is_empty(), "{}: no snapshot", structure.name);
        blocks.insert(structure.name.as_str(), head(structure)?);
        for element in structure.elements().iter().filter(|e| !is_left_out(structure, e)) {
            if structure.has_below(&element.path) {
                let base = &element.types.first().context("it has no type")?.code;
                blocks.insert(&element.path, format!("backbone {} : {base}\n", element.path));
            }
            let (of, name) = element.path.rsplit_once('.').context("it has no parent")?;
            let line = line(structure, element, name).with_context(|| element.path.clone())?;
            blocks.get_mut(of).context("its parent stands below it")?.push_str(&line);
        }
    }
    Ok(blocks.into_values().collect())
}

/// `abstract resource DomainResource : Resource`.
fn head(structure: &Structure) -> Result<String> {
    let mut head = if structure.is_abstract { "abstract " } else { "" }.to_owned();
    head += match structure.kind {
        Kind::PrimitiveType => "primitive ",
        Kind::ComplexType => "type ",
        Kind::Resource => "resource ",
        Kind::Logical => anyhow::bail!("{}: a model of logic is no type", structure.name),
    };
    head += &structure.name;
    if let Some(base) = &structure.base_definition {
        write!(head, " : {}", base.strip_prefix(STRUCTURE).context("a base that is not of R4")?)?;
    }
    Ok(head + "\n")
}

/// Whether it is the type itself, stands in the base, or is the value of a primitive, which JSON
/// does not name.
fn is_left_out(structure: &Structure, element: &Element) -> bool {
    let Some((_, name)) = element.path.rsplit_once('.') else { return true };
    element.is_inherited() || structure.kind == Kind::PrimitiveType && name == "value"
}

fn line(structure: &Structure, element: &Element, name: &str) -> Result<String> {
    let types = types(structure, element)?;
    let mut line = format!("  {name} {}..{} {types}", element.min, element.max);
    if element.is_modifier {
        line += " modifier";
    }
    if element.is_summary {
        line += " summary";
    }
    if let Some(url) = element.binding.as_ref().and_then(Binding::required) {
        write!(line, " from:{}", url.strip_prefix(VALUE_SET).unwrap_or(url))?;
    }
    Ok(line + "\n")
}

fn types(structure: &Structure, element: &Element) -> Result<String> {
    if let Some(named) = &element.content_reference {
        return Ok(named
            .strip_prefix('#')
            .context("a reference to another definition")?
            .to_owned());
    }
    if structure.has_below(&element.path) {
        return Ok(element.path.clone());
    }
    // The definition says `string`; the text of R4 (resource.html) says that it is an `id`.
    if element.path == "Resource.id" {
        return Ok("id".to_owned());
    }
    let types: Vec<String> = element.types.iter().map(of_type).collect::<Result<_>>()?;
    anyhow::ensure!(!types.is_empty(), "it has no type");
    Ok(types.join("|"))
}

/// `Reference(Patient,Group)`.
fn of_type(of: &OfType) -> Result<String> {
    let code = if of.code.starts_with("http:") {
        of.fhir_type().context("a type of FHIRPath, and none of FHIR")?
    } else {
        &of.code
    };
    let mut targets = Vec::new();
    for profile in &of.target_profile {
        targets.push(profile.strip_prefix(STRUCTURE).context("a target that is not of R4")?);
    }
    // Of any resource at all is said by saying nothing.
    if targets.is_empty() || targets.contains(&"Resource") {
        return Ok(code.to_owned());
    }
    Ok(format!("{code}({})", targets.join(",")))
}
