//! Second factors of those in the demo whose roles reach far: without one most of their pages stay
//! closed. Nobody has a phone here; `nabz demo --code` says what it would show.

use super::PASSWORD;
use crate::ended::Ended;
use crate::fixtures::USERS;
use crate::say::Say;
use nabz_access::session::{self, SessionToken};
use nabz_access::sign_in::{credentials, sign_in};
use nabz_access::staff::{begin_second_factor, confirm_second_factor};
use nabz_access::{Access, Password, Role, TotpSecret, Vault};
use nabz_kernel::clock::{Clock, Instant};
use nabz_store::Store;
use serde_json::json;

/// As public as the demo's password.
const SECRET: &[u8; 20] = b"under-the-neem-tree!";
const DEVICE: &str = "demo";
const STEP_MICROSECONDS: i64 = 30_000_000;

/// What the phones of all of them would share with the server.
pub(super) fn secret() -> TotpSecret {
    TotpSecret::of_bytes(SECRET.to_vec())
}

/// Prints the code of this moment.
pub(super) fn show(say: &Say) {
    let code = secret().code_at(Clock::Machine.now());
    say.result(&code, &json!({ "code": code }));
}

/// Gives each of them a second factor, as they would themselves.
pub(super) fn enrol(store: &Store, vault: &Vault) -> Result<(), Ended> {
    for name in with_long_reach()? {
        let token = signed_in(store, vault, (&name, ""))?;
        let vault = vault.clone();
        store.write_blocking(move |tx| {
            let access = session::resume(tx, token.key())?.access;
            begin_second_factor(tx, &access, &vault.seal(access.staff(), &secret())?)?;
            // A code works once; whoever signs in right after this has the next one.
            let earlier = tx.now().microseconds() - STEP_MICROSECONDS;
            let code = secret().code_at(Instant::from_microseconds(earlier));
            confirm_second_factor(tx, &access, (&vault, &code))?;
            session::end(tx, token.key())
        })?;
    }
    Ok(())
}

fn with_long_reach() -> Result<Vec<String>, Ended> {
    let mut names = Vec::new();
    for row in csv::Reader::from_reader(USERS.as_bytes()).records() {
        let row = row.map_err(|fault| Ended::fault(fault.to_string()))?;
        let cell = |place: usize| row.get(place).unwrap_or_default();
        if Role::of_word(cell(3)).is_some_and(Role::needs_second_factor) {
            names.push(cell(0).to_owned());
        }
    }
    Ok(names)
}

/// Somebody at work, signed in as they would be, with a code where their role asks for one.
pub(super) fn at_work(store: &Store, vault: &Vault, name: &str) -> Result<Access, Ended> {
    let has_code = with_long_reach()?.iter().any(|one| one == name);
    let code = if has_code { secret().code_at(store.clock().now()) } else { String::new() };
    let token = signed_in(store, vault, (name, &code))?;
    Ok(store.read_blocking(move |view| Ok(session::resume(view, token.key())?.access))?)
}

/// Somebody goes home.
pub(super) fn leave(store: &Store, access: &Access) -> Result<(), Ended> {
    let key = access.key();
    Ok(store.write_blocking(move |tx| session::end(tx, key))?)
}

fn signed_in(
    store: &Store,
    vault: &Vault,
    (name, code): (&str, &str),
) -> Result<SessionToken, Ended> {
    let typed = name.to_owned();
    let known = store.read_blocking(move |view| credentials(view, &typed))?;
    let now = store.clock().now();
    let verdict = known.check(&Password::typed(PASSWORD), (vault, code), now);
    let verdict = verdict.map_err(nabz_store::Stop::from)?;
    let signed = store.write_blocking(move |tx| sign_in(tx, &verdict, DEVICE))?;
    Ok(signed.token)
}
