//! `nabz load`: master lists, whole or not at all.

use crate::cli::Load;
use crate::config::Database;
use crate::ended::Ended;
use crate::say::Say;
use nabz_hospital::formulary;
use nabz_store::Store;
use serde_json::json;
use std::path::Path;

pub(crate) fn run(database: &Database, what: Load, say: &Say) -> Result<(), Ended> {
    let store = database.open()?;
    match what {
        Load::Formulary { file } => formulary(&store, &text(&file)?, say),
    }
}

pub(crate) fn text(file: &Path) -> Result<String, Ended> {
    std::fs::read_to_string(file)
        .map_err(|error| Ended::usage(format!("{}: {error}", file.display())))
}

/// Every fault with its line, and how many there are.
fn faults<F: std::fmt::Display>(faults: &[F]) -> Ended {
    Ended::Refused(faults.iter().map(ToString::to_string).collect())
}

/// The essential medicines.
pub(crate) fn formulary(store: &Store, text: &str, say: &Say) -> Result<(), Ended> {
    let list = formulary::sheet::read(text).map_err(|wrong| faults(&wrong))?;
    let loaded = store.write_blocking(move |tx| formulary::actions::load(tx, &list))?;
    let facts = json!({ "added": loaded.added, "kept": loaded.kept, "retired": loaded.retired });
    let sentence = format!(
        "medicines: {} added, {} kept, {} retired",
        loaded.added, loaded.kept, loaded.retired
    );
    say.result(sentence, &facts);
    Ok(())
}
