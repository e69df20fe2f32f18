//! Smart: programs of others ask for tokens over OAuth, as SMART App Launch 2 says, and see with them
//! no more than they were given.
//!
//! Owns: `smart_client`, `smart_token`, `smart_assertion`, `smart_code`, `smart_launch`,
//! `smart_refresh`.
//! Publishes: nothing.
//! Client: registered → revoked. Token: issued → lapsed | revoked.
//! Promises: no secret is kept, of tokens and codes only digests, of clients only public keys; an
//! assertion is believed once; nothing is given that is not registered; a token of a member of staff
//! ends with their sign-in, however often it was renewed; every token, refusal and revocation stands in the audit.
//! Start at [`routes`] for what programs ask, at [`bearer`] for what a token may, at [`scope`] for how
//! far it reaches.

pub mod actions;
mod answer;
pub mod assertion;
mod client;
pub mod keys;
mod origins;
mod pace;
mod pages;
mod refusal;
pub mod scope;
mod secret;
mod store;
mod token;
#[cfg(any(test, feature = "trial"))]
pub mod trial;

pub use client::{ClientId, NewClient, Registered};
pub use origins::OTHER_ORIGINS;
pub use pace::Pace;
pub use pages::{apps_during, apps_of, routes, security};
pub use refusal::{NO_TOKEN, NOT_ALLOWED, NOT_THERE, SmartRefusal};
pub use token::{Behalf, Context, Token};

use nabz_store::{Stop, Tx};
use secret::{Secret, Use};

/// Whether what somebody asks with looks like a token of ours, and not like a partner's key.
pub fn is_token(sent: &str) -> bool {
    Secret::sent(Use::Token, sent).is_some()
}

/// What the token allows that somebody asks with, while it holds.
pub fn bearer(tx: &mut Tx<'_>, sent: &str) -> Result<Option<Token>, Stop> {
    match Secret::sent(Use::Token, sent) {
        Some(secret) => store::token(tx, &secret),
        None => Ok(None),
    }
}

/// All clients, those that have ended too, the oldest first.
pub fn clients(tx: &mut Tx<'_>) -> Result<Vec<Registered>, Stop> {
    store::clients(tx)
}

#[cfg(test)]
mod tests;
