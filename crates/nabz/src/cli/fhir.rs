//! What can be asked of files of FHIR.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be done with files of FHIR.
#[derive(Subcommand)]
pub enum Fhir {
    /// Say of each resource what is wrong with it, held against R4 and profiles; ends with 1 when
    /// something is.
    Validate(ValidateFiles),
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
