//! `nabz import`: what others have said, under their own name.

use crate::cli::Import;
use crate::config::Database;
use crate::ended::Ended;
use crate::say::Say;
use nabz_access::{Node, NodeKind, organisation};
use nabz_exchange::{
    FileFault, Import as Bundles, ImportStop, digest, files_of, give_key, import, partner,
};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Store};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

/// Does what was asked.
pub(crate) fn run(database: &Database, what: &Import, say: &Say) -> Result<(), Ended> {
    match what {
        Import::Fhir { folder, source, at, key_file } => {
            files(database, (slice::from_ref(folder), source, at), say)?;
            key_file.as_deref().map_or(Ok(()), |file| set_key(&database.open()?, source, file))
        }
    }
}

/// Keeps what stands in files and folders of files.
pub(crate) fn files(
    database: &Database,
    (paths, source, at): (&[PathBuf], &str, &str),
    say: &Say,
) -> Result<(), Ended> {
    let store = database.open()?;
    let mut files = Vec::new();
    for path in paths {
        files.extend(files_of(path).map_err(ended)?);
    }
    let at = registered_at(&store, at)?;
    fhir(&store, &Bundles { source, files: &files, at }, say)
}

fn registered_at(store: &Store, code: &str) -> Result<FacilityId, Ended> {
    let called = code.to_owned();
    let node = store.read_blocking(move |view| organisation::node_by_code(view, &called))?;
    let fits = |node: &Node| matches!(node.kind, NodeKind::Department | NodeKind::Facility);
    let node = node.filter(fits).ok_or_else(|| {
        Ended::usage(format!("no facility is called {code}; `nabz load facilities` comes first"))
    })?;
    Ok(Id::from_uuid(node.id.uuid()))
}

/// Keeps a partner's bundles, and makes persons of its patients.
fn fhir(store: &Store, bundles: &Bundles<'_>, say: &Say) -> Result<(), Ended> {
    let source = bundles.source;
    let done = import(store, bundles, |done, all, file| {
        say.line(format!("{done} of {all}  {file}"));
    });
    let imported = done.map_err(ended)?;
    let sentence = format!(
        "imported {} files from {source}: {} entries new, {} newer, {} known before; {} patients, \
         {} of them new persons; {} linked with somebody on record, {} to be looked at",
        imported.files,
        imported.created,
        imported.superseded,
        imported.unchanged,
        imported.patients.len(),
        imported.adopted,
        imported.linked,
        imported.likely,
    );
    let facts = json!({
        "source": source,
        "files": imported.files,
        "created": imported.created,
        "superseded": imported.superseded,
        "unchanged": imported.unchanged,
        "adopted": imported.adopted,
        "linked": imported.linked,
        "likely": imported.likely,
        "patients": imported.patients.iter().map(nabz_record::receive::Received::reference)
            .collect::<Vec<_>>(),
    });
    say.result(sentence, &facts);
    Ok(())
}

fn ended(stop: ImportStop) -> Ended {
    match stop {
        ImportStop::Faulty(faults) => Ended::faulty_files(faults),
        ImportStop::Partner(stop) => stop.into(),
        ImportStop::Stopped { file, stop: Stop::Refused(what) } => {
            Ended::faulty_files([FileFault::of_file(file, what)])
        }
        ImportStop::Stopped { file, stop: stop @ (Stop::Fault(_) | Stop::Again) } => {
            Ended::Fault(anyhow::Error::from(stop).context(file))
        }
        other @ (ImportStop::Unreadable { .. } | ImportStop::Empty(_)) => {
            Ended::usage(other.to_string())
        }
    }
}

/// The key itself is kept nowhere, only its digest.
fn set_key(store: &Store, name: &str, file: &Path) -> Result<(), Ended> {
    let text = fs::read_to_string(file)?;
    let key = text.lines().next().unwrap_or_default().trim();
    if key.len() < 32 {
        return Err(Ended::usage("a key has 32 characters or more"));
    }
    let (digest, name) = (digest(key), name.to_owned());
    store.write_blocking(move |tx| {
        let partner = partner(tx, &name)?;
        give_key(tx, partner, &digest)
    })?;
    Ok(())
}
