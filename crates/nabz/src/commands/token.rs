//! The PKCS#11 token that holds keys of health cards, at the command line.

use crate::ended::Ended;
use crate::say::Say;
use nabz_kernel::refusal::Refused;
use nabz_people::cards::model::{CardKey, CardKeyRefusal};
use nabz_people::cards::{self, NewKeys, RootKey, Token, actions};
use nabz_store::doctor::Finding;
use nabz_store::{Stop, Store};

/// Draws the keys that are due in a token, and keeps there only those.
pub(super) fn issue_in(store: &Store, token: &Token, root: RootKey) -> Result<Vec<CardKey>, Ended> {
    let drawn = token.draw()?;
    let new = NewKeys::InToken(drawn.clone());
    let issued = store.write_blocking(move |tx| actions::issue_keys(tx, &root, &new));
    token.settle(&drawn, &issued);
    Ok(issued?)
}

/// Has the token destroy what was retired, now or at an earlier time when it was not there; says
/// what it could not.
pub(super) fn destroy_retired(
    store: &Store,
    token: Option<&Token>,
    say: &Say,
) -> Result<(), Ended> {
    for (kid, place) in store.read_blocking(cards::left_in_token)? {
        let other = || CardKeyRefusal::OtherToken { token: place.token.clone() };
        match token.ok_or_else(other).and_then(|token| token.destroy(&place)) {
            Ok(()) => {
                store.write_blocking(move |tx| actions::forget_in_token(tx, kid))?;
                say.line(format!("{kid} is destroyed in token {}", place.token));
            }
            Err(refusal) => {
                let (code, token) = (Refused::from(refusal).code, &place.token);
                let then = "run `nabz cards keys issue` with it to destroy the key";
                say.line(format!("{kid} still lies in token {token} ({code}): {then}"));
            }
        }
    }
    Ok(())
}

/// What `nabz doctor` says of the token; nothing where none is named and none is needed.
pub(super) fn finding(store: &Store, token: Option<Token>) -> Option<Finding> {
    let is_named = token.is_some();
    let finding =
        |value, is_wrong, advice| Finding { setting: "card token", value, is_wrong, advice };
    match store.read_blocking(move |view| cards::check_token(view, token.as_ref())) {
        Ok(keys) => is_named.then(|| finding(format!("answers, and holds {keys} keys"), false, "")),
        Err(Stop::Refused(refused)) => {
            let facts: Vec<&str> = refused.facts.iter().map(|(_, fact)| fact.as_str()).collect();
            let value = format!("{} ({})", refused.code, facts.join(", "));
            let advice = "see that the token is plugged in and is the one that held the keys, and \
                          that [cards.token] names it, its module and the file of its PIN";
            Some(finding(value, true, advice))
        }
        // The tables cannot be read, which `card keys` says.
        Err(Stop::Fault(_) | Stop::Again) => None,
    }
}
