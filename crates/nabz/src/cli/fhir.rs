//! What can be asked of files of FHIR.

use clap::{Args, Subcommand};
use nabz_fhir::ResourceType;
use nabz_fhir::date::Span;
use nabz_kernel::clock::Instant;
use std::path::PathBuf;

/// What can be done with files of FHIR.
#[derive(Subcommand)]
pub enum Fhir {
    /// Say of each resource what is wrong with it, held against R4 and profiles; ends with 1 when
    /// something is.
    Validate(ValidateFiles),
    /// Write the record into a folder, a file of NDJSON for each type.
    Export(ExportFiles),
    /// Keep what a partner says in files of NDJSON and in transaction bundles; a second run adds
    /// nothing.
    Import(ImportFiles),
    /// What an expression of FHIRPath yields for a resource, a line for each.
    Path(FhirPath),
}

/// `nabz fhir validate`.
#[derive(Args)]
pub struct ValidateFiles {
    /// Files of one resource each, or of one a line where a name ends in `.ndjson`; `-` is the
    /// input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A folder with definitions, such as an unpacked package: profiles, value sets, code systems.
    /// A resource is held against the profiles that it names in `meta.profile`.
    #[arg(long, value_name = "DIR")]
    pub profiles: Option<PathBuf>,
    /// Hold each against this profile too, by its canonical URL.
    #[arg(long, value_name = "URL", requires = "profiles")]
    pub profile: Vec<String>,
}

/// `nabz fhir path`.
#[derive(Args)]
pub struct FhirPath {
    /// Such as `name.given` or `telecom.where(system = 'phone').exists()`.
    #[arg(value_name = "EXPRESSION")]
    pub expression: String,
    /// A resource, or one a line where the name ends in `.ndjson`; `-` is the input.
    pub file: PathBuf,
}

/// `nabz fhir export`.
#[derive(Args)]
pub struct ExportFiles {
    /// The folder; it is made where there is none. No file in it is written over.
    pub folder: PathBuf,
    /// Only this type, such as `Patient`; may be given several times.
    #[arg(long = "type", value_name = "TYPE", value_parser = resource_type)]
    pub types: Vec<ResourceType>,
    /// Only what was written then or later, such as `2026-11-23` or an instant.
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub since: Option<Instant>,
}

/// `nabz fhir import`.
#[derive(Args)]
pub struct ImportFiles {
    /// Files, or folders of files: `.ndjson` has a resource a line, `.json` a transaction bundle.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The partner's name: small letters, digits and hyphens.
    #[arg(long)]
    pub source: String,
    /// The facility where those of whom the partner speaks are registered, by its code; the whole
    /// department unless named.
    #[arg(long, value_name = "CODE", default_value = nabz_hospital::facilities::load::DEPARTMENT)]
    pub at: String,
}

fn resource_type(text: &str) -> Result<ResourceType, String> {
    ResourceType::named(text).ok_or_else(|| "no type of R4 is called so".to_owned())
}

fn moment(text: &str) -> Result<Instant, String> {
    let span = Span::parse(text).ok_or_else(|| "a date, or a moment with a zone".to_owned())?;
    Ok(Instant::from_microseconds(span.first))
}
