//! `nabz record`: what was published is a function of operations, and can be worked out again.

use crate::ended::Ended;
use crate::say::Say;
use crate::site;
use nabz_access::Program;
use nabz_fhir::ResourceType;
use nabz_record::parameters::{Filled, Filler};
use nabz_store::Store;
use serde_json::json;
use std::thread;
use std::time::Duration;

/// How often it is asked whether everybody has heard.
const HEARING_EVERY: Duration = Duration::from_secs(5);

/// Maps every operation again; a body that differs becomes a new version.
pub(crate) fn rebuild(store: &Store, say: &Say) -> Result<(), Ended> {
    let by = store.read_blocking(|view| Program::doing(view, "record.rebuild"))?;
    let walks = nabz_record::accounted(site::rebuilds(), &by);
    let again = nabz_record::rebuild(store, &walks, |capability, counts| {
        tracing::info!(capability, looked_at = counts.looked_at, "rebuilding");
    })?;
    let sentence = format!(
        "record: {} resources mapped again, {} were missing, {} differed",
        again.looked_at, again.created, again.superseded
    );
    let facts = json!({
        "looked_at": again.looked_at, "created": again.created, "superseded": again.superseded,
    });
    say.result(sentence, &facts);
    Ok(())
}

/// Checks bodies, versions and index rows against each other.
pub(crate) fn check(store: &Store, say: &Say) -> Result<(), Ended> {
    let checked = nabz_record::check(store, |entries| tracing::info!(entries, "checking"))?;
    let sentence =
        format!("record: {} entries checked, {} faults", checked.entries, checked.faults);
    let facts = json!({
        "entries": checked.entries, "faults": checked.faults, "named": checked.named,
    });
    say.result(sentence, &facts);
    if checked.faults == 0 { Ok(()) } else { Err(Ended::found(checked.named)) }
}

/// Adds the index rows that entries lack; of all types also those by which search parameters that
/// were added come into use.
pub(crate) fn reindex(store: &Store, of: Option<ResourceType>, say: &Say) -> Result<(), Ended> {
    let all = nabz_record::reindex(store, of, |of, counts| {
        tracing::info!(%of, entries = counts.entries, missing = counts.missing, "reindexing");
    })?;
    let sentence =
        format!("record: {} entries looked at, {} index rows added", all.entries, all.missing);
    if of.is_none() {
        fill(store)?;
    }
    say.result(sentence, &json!({ "entries": all.entries, "missing": all.missing }));
    Ok(())
}

/// Waits until everybody has heard of the search parameters that were added or retired, and does what
/// there is to do for them.
fn fill(store: &Store) -> Result<(), Ended> {
    let mut filler = Filler::new(store);
    loop {
        match filler.work()? {
            Filled::Nothing => return Ok(()),
            Filled::More => {}
            Filled::Waiting => {
                tracing::info!("whoever serves has to hear of search parameters first");
                thread::sleep(HEARING_EVERY);
            }
            Filled::Answers { url, entries } => {
                tracing::info!(url, entries, "a search parameter is in use");
            }
        }
    }
}
