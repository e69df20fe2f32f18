//! `nabz fhir export DIR`: the record as it stands, a file of NDJSON for each type.
//!
//! A file is begun beside its place and moved there when all are whole.

use nabz_access::audit_program;
use nabz_fhir::ResourceType;
use nabz_record::{Wanted, export as walk};
use nabz_store::{Stop, Store};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// How a file is called until it is whole.
const UNFINISHED: &str = "unfinished";

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportStop {
    /// A file or the folder could not be written.
    #[error("{path}: {why}")]
    Unwritten {
        /// Which.
        path: String,
        /// What the system said.
        why: String,
    },
    /// The record could not be read.
    #[error("{0}")]
    Record(#[from] Stop),
}

struct Begun {
    path: PathBuf,
    file: BufWriter<File>,
    count: u64,
}

/// Writes every entry that is wanted into a folder, and says how many there are of each type, in the
/// order of their names. `progress` hears how many were written so far. The thread waits.
///
/// # Errors
/// A file that is there already, or cannot be written; and whatever keeps the record from being read.
pub fn export(
    store: &Store,
    folder: &Path,
    wanted: &Wanted,
    mut progress: impl FnMut(u64),
) -> Result<BTreeMap<&'static str, u64>, ExportStop> {
    fs::create_dir_all(folder).map_err(|why| unwritten(folder, &why))?;
    // That it is taken out is written down before any of it is.
    store.write_blocking(|tx| audit_program(tx, "exchange.export-files"))?;
    let (mut files, mut written): (BTreeMap<&'static str, Begun>, _) = (BTreeMap::new(), 0);
    walk(store, wanted, |entries| {
        for entry in entries {
            let name = entry.key.of.name();
            if !files.contains_key(name) {
                files.insert(name, begun(folder, entry.key.of)?);
            }
            let Some(begun) = files.get_mut(name) else { continue };
            line(&mut begun.file, &entry.body).map_err(|why| unwritten(&begun.path, &why))?;
            begun.count += 1;
            written += 1;
        }
        progress(written);
        Ok::<(), ExportStop>(())
    })?;
    let mut counts = BTreeMap::new();
    for (name, begun) in files {
        let told = |why: &io::Error| unwritten(&begun.path, why);
        let file = begun.file.into_inner().map_err(|fault| told(fault.error()))?;
        file.sync_all().map_err(|why| told(&why))?;
        fs::rename(begun.path.with_added_extension(UNFINISHED), &begun.path)
            .map_err(|why| told(&why))?;
        counts.insert(name, begun.count);
    }
    Ok(counts)
}

fn begun(folder: &Path, of: ResourceType) -> Result<Begun, ExportStop> {
    let path = folder.join(format!("{of}.ndjson"));
    if path.exists() {
        let there = io::Error::from(io::ErrorKind::AlreadyExists);
        return Err(unwritten(&path, &there));
    }
    let file = File::create(path.with_added_extension(UNFINISHED));
    let file = BufWriter::new(file.map_err(|why| unwritten(&path, &why))?);
    Ok(Begun { path, file, count: 0 })
}

/// A body is kept as it was sent, ends of lines between its members included; no text of JSON has
/// one.
fn line(file: &mut impl Write, body: &[u8]) -> io::Result<()> {
    for part in body.split(|byte| matches!(byte, b'\n' | b'\r')) {
        file.write_all(part)?;
    }
    file.write_all(b"\n")
}

fn unwritten(path: &Path, why: &io::Error) -> ExportStop {
    ExportStop::Unwritten { path: path.display().to_string(), why: why.to_string() }
}
