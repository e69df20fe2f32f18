//! What can be asked of terminology, and what is loaded of it.

use clap::Subcommand;
use std::path::PathBuf;

/// What can be done with terminology.
#[derive(Subcommand)]
pub enum Terminology {
    /// Say which code systems, value sets and concept maps are loaded, in which versions, how many
    /// entries each has, and since when.
    List,
    /// Take away what newer loads replaced more than a minute ago; each load does so as well.
    Sweep,
}

/// In which form content comes. None of it is shipped: whoever loads it holds its licence.
#[derive(Subcommand)]
pub enum LoadTerminology {
    /// Code systems, value sets and concept maps of FHIR R4.
    Fhir {
        /// Files of one resource or one Bundle each, or of one a line where a name ends in
        /// `.ndjson`; `-` is the input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// LOINC, as its distribution has it.
    Loinc {
        /// The folder that the distribution was unpacked into.
        folder: PathBuf,
        /// Its version, such as `2.80`; the youngest that a line names unless said.
        #[arg(long)]
        version: Option<String>,
        /// The language in which names are loaded beside the English ones.
        #[arg(long, default_value = "hi")]
        language: String,
    },
    /// SNOMED CT, as the snapshot of an edition in Release Format 2, with its map to ICD-10.
    Snomed {
        /// The folder that the release was unpacked into.
        folder: PathBuf,
        /// Its version, as an address:
        /// `http://snomed.info/sct/900000000000207008/version/20260101`. Only the international
        /// edition says it by itself.
        #[arg(long)]
        version: Option<String>,
        /// The language reference set that says what a concept is called; British English unless
        /// said.
        #[arg(long, value_name = "ID",
              default_value = nabz_terminology::read::snomed::BRITISH_ENGLISH)]
        preferred: String,
    },
    /// ICD-10, as the World Health Organization's text files: chapters, groups and codes.
    Icd10 {
        /// The folder of the three files.
        folder: PathBuf,
        /// Its version, such as `2019`.
        #[arg(long)]
        version: String,
    },
    /// ICD-11, as the World Health Organization's simple tabulation.
    Icd11 {
        /// The tabulation, with tabs, or with commas where its name ends in `.csv`.
        file: PathBuf,
        /// Its version, such as `2026-01`.
        #[arg(long)]
        version: String,
    },
}
