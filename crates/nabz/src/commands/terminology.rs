//! `nabz load terminology` and `nabz terminology`: content of whoever holds its licence, and what
//! is loaded of it.

use super::fhir::bodies;
use crate::cli::{LoadTerminology, Terminology};
use crate::ended::Ended;
use crate::say::Say;
use nabz_exchange::FileFault;
use nabz_kernel::refusal::Refused;
use nabz_store::Store;
use nabz_terminology::load::{load as kept, sweep};
use nabz_terminology::read::{fhir, icd10, icd11, loinc, snomed};
use nabz_terminology::{Draft, Release, TerminologyRefusal, listed};
use serde_json::json;
use std::path::PathBuf;

/// Entries after which a line says how far it is.
const TOLD_EVERY: usize = 25_000;

/// Does what was asked.
pub(crate) fn run(store: &Store, what: &Terminology, say: &Say) -> Result<(), Ended> {
    match what {
        Terminology::List => list(store, say),
        Terminology::Sweep => {
            let swept = sweep(store)?;
            say.result(format!("{swept} releases swept"), &json!({ "swept": swept }));
            Ok(())
        }
    }
}

/// Loads content, and sweeps what was replaced before.
pub(crate) fn load(store: &Store, what: &LoadTerminology, say: &Say) -> Result<(), Ended> {
    sweep(store)?;
    match what {
        LoadTerminology::Fhir { files } => of_fhir(store, files, say),
        LoadTerminology::Loinc { folder, version, language } => {
            say.line("reading");
            let draft = loinc::draft(folder, version.as_deref(), language).map_err(refused)?;
            keep(store, draft, say)
        }
        LoadTerminology::Snomed { folder, version, preferred } => {
            say.line("reading");
            let drafts = snomed::drafts(folder, version.as_deref(), preferred).map_err(refused)?;
            drafts.into_iter().try_for_each(|draft| keep(store, draft, say))
        }
        LoadTerminology::Icd10 { folder, version } => {
            keep(store, icd10::draft(folder, version).map_err(refused)?, say)
        }
        LoadTerminology::Icd11 { file, version } => {
            keep(store, icd11::draft(file, version).map_err(refused)?, say)
        }
    }
}

fn refused(no: TerminologyRefusal) -> Ended {
    Refused::from(no).into()
}

fn of_fhir(store: &Store, files: &[PathBuf], say: &Say) -> Result<(), Ended> {
    for file in files {
        for body in bodies(file)? {
            let (name, bytes) = body?;
            let drafts = fhir::drafts(bytes)
                .map_err(|what| Ended::faulty_files([FileFault::of_file(name.clone(), what)]))?;
            if drafts.is_empty() {
                say.line(format!("{name}: nothing to load"));
            }
            for draft in drafts {
                keep(store, draft, say)?;
            }
        }
    }
    Ok(())
}

/// Loads one release, and says how far it is.
fn keep(store: &Store, draft: Draft, say: &Say) -> Result<(), Ended> {
    let head = draft.head();
    let (kind, url, version) = (head.kind.name(), head.url.clone(), head.version.clone());
    let canonical = canonical(&url, &version);
    let loaded = kept(store, draft, &mut |done, all| {
        if done.is_multiple_of(TOLD_EVERY) && done < all {
            say.line(format!("{canonical}: {done} of {all}"));
        }
    })?;
    let (entries, ranges) = (loaded.entries, loaded.ranges);
    let facts = json!({
        "kind": kind, "url": url, "version": version, "entries": entries, "ranges": ranges,
    });
    say.result(format!("{kind} {canonical}: {entries} entries loaded"), &facts);
    Ok(())
}

fn list(store: &Store, say: &Say) -> Result<(), Ended> {
    let releases = store.read_blocking(listed)?;
    if releases.is_empty() {
        say.line("nothing is loaded; R4's own value sets are known all the same");
    }
    for Release { head, entries, since, .. } in &releases {
        let (kind, name) = (head.kind.name(), head.called());
        let canonical = canonical(&head.url, &head.version);
        let sentence = format!("{kind:10}  {entries:>8}  {since}  {canonical}  {name}");
        let facts = json!({
            "kind": kind, "url": head.url, "version": head.version, "name": name,
            "status": head.status, "content": head.content, "copyright": head.copyright,
            "entries": entries, "since": since.to_string(),
        });
        say.result(sentence, &facts);
    }
    Ok(())
}

fn canonical(url: &str, version: &str) -> String {
    if version.is_empty() { url.to_owned() } else { format!("{url}|{version}") }
}
