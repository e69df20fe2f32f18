//! The key file of the secrets that the database keeps sealed.

use crate::ended::Ended;
use nabz_access::vault::{check, needs_key, take_over};
use nabz_access::{AccessRefusal, Vault};
use nabz_people::cards;
use nabz_people::cards::model::CardKeyRefusal;
use nabz_store::doctor::Finding;
use nabz_store::{Stop, Store, Tx, key_file};
use std::path::Path;

/// How much the key opens.
struct Opened {
    second_factors: usize,
    card_keys: usize,
}

/// The vault of a database: its key is drawn at the first start, and has to be there at every
/// other. What an older program kept unsealed is sealed.
///
/// Refuses a key that does not open what is sealed, and to go on without the file of a key that is
/// needed.
pub(crate) fn vault(store: &Store, path: &Path) -> Result<Vault, Ended> {
    if key_file::read(path)?.is_none() {
        store.read_blocking(nothing_is_sealed)?;
    }
    let vault = Vault::of_key(&key_file::read_or_draw(path)?);
    let own = vault.clone();
    let opened = store.write_blocking(move |tx| {
        cards::check_vault(tx, &own)?;
        take_over(tx, &own)
    })?;
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
            "what is sealed cannot be opened: put the key file back that it was sealed with",
        ),
        Err(_) => wrong(
            "cannot be read".to_owned(),
            "the key file or the tables of what is sealed cannot be read: see that the file holds \
             64 hex digits, and run `nabz migrate`",
        ),
        Ok(_) if key_file::others_can_read(path) => {
            wrong("others can read it".to_owned(), "make it the program's own: chmod 600")
        }
        Ok(opened) => Finding {
            setting: "key file",
            value: opened.map_or_else(
                || "not drawn yet".to_owned(),
                |opened| {
                    let Opened { second_factors, card_keys } = opened;
                    format!("opens {second_factors} second factors and {card_keys} card keys")
                },
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
            store.read_blocking(move |view| open_all(view, &vault)).map(Some)
        }
        None => store.read_blocking(nothing_is_sealed).map(|()| None),
    }
}

fn open_all(view: &mut Tx<'_>, vault: &Vault) -> Result<Opened, Stop> {
    let second_factors = check(view, vault)?.known;
    Ok(Opened { second_factors, card_keys: cards::check_vault(view, vault)? })
}

/// Refuses to draw a key where another has sealed something.
fn nothing_is_sealed(view: &mut Tx<'_>) -> Result<(), Stop> {
    if needs_key(view)? {
        return Err(AccessRefusal::KeyMissing.into());
    }
    if cards::needs_vault(view)? {
        return Err(CardKeyRefusal::VaultMissing.into());
    }
    Ok(())
}
