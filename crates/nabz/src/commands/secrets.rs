//! The key file of the secrets that the database keeps sealed.

use crate::ended::Ended;
use nabz_access::vault::{Opened, check, needs_key, take_over};
use nabz_access::{AccessRefusal, Vault};
use nabz_store::doctor::Finding;
use nabz_store::{Stop, Store, key_file};
use std::path::Path;

/// The vault of a database: its key is drawn at the first start, and has to be there at every
/// other. What an older program kept unsealed is sealed.
///
/// Refuses a key that does not open what is sealed, and to go on without the file of a key that is
/// needed.
pub(crate) fn vault(store: &Store, path: &Path) -> Result<Vault, Ended> {
    if key_file::read(path)?.is_none() && store.read_blocking(needs_key)? {
        return Err(Stop::from(AccessRefusal::KeyMissing).into());
    }
    let vault = Vault::of_key(&key_file::read_or_draw(path)?);
    let own = vault.clone();
    let opened = store.write_blocking(move |tx| take_over(tx, &own))?;
    if opened.sealed_now > 0 {
        tracing::warn!(count = opened.sealed_now, "second factors lay unsealed and are sealed now");
    }
    Ok(vault)
}

/// What `nabz doctor` says of the key; nothing is drawn and nothing is sealed.
pub(crate) fn finding(store: &Store, path: &Path) -> Finding {
    let wrong =
        |value: String, advice| Finding { setting: "key file", value, is_wrong: true, advice };
    match opened(store, path) {
        Err(Stop::Refused(refused)) => wrong(
            refused.code.to_owned(),
            "second factors cannot be opened: put the key file back that they were sealed with",
        ),
        Err(_) => wrong(
            "cannot be read".to_owned(),
            "the key file or the table of staff cannot be read: see that the file holds 64 hex \
             digits, and run `nabz migrate`",
        ),
        Ok(_) if key_file::others_can_read(path) => {
            wrong("others can read it".to_owned(), "make it the program's own: chmod 600")
        }
        Ok(opened) => Finding {
            setting: "key file",
            value: opened.map_or_else(
                || "not drawn yet".to_owned(),
                |opened| format!("opens {} second factors", opened.known),
            ),
            is_wrong: false,
            advice: "",
        },
    }
}

fn opened(store: &Store, path: &Path) -> Result<Option<Opened>, Stop> {
    match key_file::read(path)? {
        Some(key) => {
            let vault = Vault::of_key(&key);
            store.read_blocking(move |view| check(view, &vault)).map(Some)
        }
        None if store.read_blocking(needs_key)? => Err(AccessRefusal::KeyMissing.into()),
        None => Ok(None),
    }
}
