//! `nabz audit verify`: whoever deleted, edited, moved or cut off a sealed row is found out.

use crate::ended::Ended;
use crate::say::Say;
use nabz_store::{AuditKey, Sealer, Store, verify_audit};
use serde_json::json;
use std::path::Path;

const KEY: &str = "key";
pub(crate) const ROOTS: &str = "roots";

/// Starts sealing the audit of a store; what is left is signed when the sealer goes.
pub(crate) fn sealer(store: &Store, folder: &Path) -> Result<Sealer, Ended> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Ended::fault(format!("{}: {error}", folder.display())))?;
    let key = AuditKey::open(&folder.join(KEY))?;
    Ok(Sealer::open(store, key, &folder.join(ROOTS))?.start()?)
}

pub(crate) fn verify(store: &Store, folder: &Path, say: &Say) -> Result<(), Ended> {
    let report = verify_audit(store, &folder.join(ROOTS))?;
    let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    let sentence = format!(
        "audit: {} rows in the chain, {} signed roots, key {}: {}",
        report.links,
        report.roots,
        report.key,
        if report.is_whole() { "whole" } else { "DAMAGED" }
    );
    let facts = json!({
        "links": report.links, "roots": report.roots, "key": report.key, "findings": found,
    });
    say.result(sentence, &facts);
    if report.is_whole() { Ok(()) } else { Err(Ended::found(found)) }
}
