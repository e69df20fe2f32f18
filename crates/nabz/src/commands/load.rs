//! `nabz load`: master lists, whole or not at all.

use crate::cli::Load;
use crate::config::Database;
use crate::ended::Ended;
use crate::say::Say;
use nabz_access::Password;
use nabz_access::load::{FirstPassword, load_users};
use nabz_hospital::formulary;
use nabz_store::Store;
use serde_json::json;
use std::path::Path;

pub(crate) fn run(database: &Database, what: Load, say: &Say) -> Result<(), Ended> {
    let store = database.open()?;
    match what {
        Load::Formulary { file } => formulary(&store, &text(&file)?, say),
        Load::Users { file } => users(&store, &text(&file)?, None, say),
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

/// Staff and their roles. A first password that is drawn is printed once, for its slip.
pub(crate) fn users(
    store: &Store,
    text: &str,
    same_password: Option<&str>,
    say: &Say,
) -> Result<(), Ended> {
    let today = store.clock().now().date_in_india();
    let lines = nabz_access::load::read_users(text, today).map_err(|wrong| faults(&wrong))?;
    let (first, slips) = match same_password {
        Some(password) => (FirstPassword::Same(Password::typed(password).digest()?), Vec::new()),
        None => FirstPassword::draw(&lines)?,
    };
    let kept = store.write_blocking(move |tx| load_users(tx, &lines, &first))?;
    let loaded = kept.map_err(|wrong| faults(&wrong))?;
    for (name, password) in slips.iter().filter(|(name, _)| loaded.added.contains(name)) {
        say.line(format!("first password of {name}: {}", password.reveal()));
    }
    let facts = json!({
        "added": loaded.added.len(), "known": loaded.known, "granted": loaded.granted,
    });
    let sentence = format!(
        "staff: {} added, {} known, {} roles granted",
        loaded.added.len(),
        loaded.known,
        loaded.granted
    );
    say.result(sentence, &facts);
    Ok(())
}
