//! Turns what HL7 publishes of R4 into the tables of `crates/fhir/tables`.
//!
//! Those tables are texts of one thing a line, so that a new release shows as a difference that a
//! person can read; `crates/fhir/build.rs` compiles them. The definitions are the JSON files of
//! the package `hl7.fhir.r4.examples`, unpacked; `crates/fhir/src/schema.rs` says where to get it.

mod codes;
mod compartments;
mod elements;
mod package;
mod rules;

use crate::tree::root;
use anyhow::{Context, Result};
use package::Package;
use std::fs;
use std::path::Path;

const FOLDER: &str = "crates/fhir/tables";

/// Says in every table where it comes from.
const HEAD: &str = "\
# Made from the definitions of FHIR R4, which HL7 publishes under CC0, by
# `cargo run -p xtask -- definitions DIR`; not edited by hand.
";

/// Writes the tables from the package in `folder`; says which were written, and how long they are.
pub(crate) fn write(folder: &Path) -> Result<Vec<String>> {
    let package = Package::read(folder)?;
    let tables = [
        ("types.txt", elements::of_data_types(&package)?),
        ("resources.txt", elements::of_resources(&package)?),
        ("rules.txt", rules::all(&package)?),
        ("codes.txt", codes::all(&package)?),
        ("compartments.txt", compartments::all(&package)?),
    ];
    let place = root().join(FOLDER);
    fs::create_dir_all(&place).context(FOLDER)?;
    let mut written = Vec::new();
    for (name, text) in tables {
        fs::write(place.join(name), format!("{HEAD}{text}")).context(name)?;
        written.push(format!("{name}: {} lines", text.lines().count()));
    }
    Ok(written)
}
