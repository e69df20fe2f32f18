//! Bodies held against the profiles of `tests/profiles`.

mod documents;
mod observations;
mod patients;
mod slices;

use super::*;
use crate::tape::Tape;
use crate::validate::Issue;

const BASE: &str = "https://nabz.example/fhir/StructureDefinition/";

/// The definitions, with these beside them.
fn profiles_with(more: &[&str]) -> Profiles {
    let mut profiles = Profiles::default();
    for text in [
        include_str!("../../tests/profiles/CodeSystem-wards.json"),
        include_str!("../../tests/profiles/StructureDefinition-city-child.json"),
        include_str!("../../tests/profiles/StructureDefinition-city-composition.json"),
        include_str!("../../tests/profiles/StructureDefinition-city-document.json"),
        include_str!("../../tests/profiles/StructureDefinition-city-patient.json"),
        include_str!("../../tests/profiles/StructureDefinition-city-pressure.json"),
        include_str!("../../tests/profiles/StructureDefinition-ward.json"),
        include_str!("../../tests/profiles/ValueSet-all-wards.json"),
        include_str!("../../tests/profiles/ValueSet-wards.json"),
    ]
    .iter()
    .chain(more)
    {
        let kept = profiles.add(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
        assert_ne!(kept, Kept::Nothing);
    }
    profiles
}

/// `severity place: what` of everything that is said, without the URL of the profile.
fn told(issues: &[Issue]) -> Vec<String> {
    let line = |issue: &Issue| {
        let what = issue.what.to_string();
        let what = what.split(&format!("; {BASE}")).next().unwrap_or_default();
        format!("{} {}: {what}", issue.severity.code(), issue.expression)
    };
    issues.iter().map(line).collect()
}

/// Everything that is said of a body by R4 and by this profile.
fn said_with(more: &[&str], profile: &str, body: &str) -> Vec<String> {
    let tape = Tape::parse(body.as_bytes().to_vec()).unwrap_or_else(|e| panic!("{e}: {body}"));
    let url = if profile.contains(':') { profile.to_owned() } else { format!("{BASE}{profile}") };
    told(&profiles_with(more).validate(tape.root(), None, &[&url]))
}

fn said(profile: &str, body: &str) -> Vec<String> {
    said_with(&[], profile, body)
}

/// The same without what is only for information.
fn wrong(profile: &str, body: &str) -> Vec<String> {
    let mut said = said(profile, body);
    said.retain(|line| !line.starts_with("information"));
    said
}
