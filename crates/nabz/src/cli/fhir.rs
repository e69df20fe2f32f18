//! What can be asked of files of FHIR.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be done with files of FHIR.
#[derive(Subcommand)]
pub enum Fhir {
    /// Say of each resource what is wrong with it, held against R4; ends with 1 when something is.
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
