//! Credential: a card that anybody can check, and nobody can make, without a network.
//!
//! Pure: facts and keys in, signed bytes and verdicts out. It knows no database and reads no
//! clock; randomness (a card's number, a key's secret) is an argument.
//!
//! A card travels so: [`card::Card`] → its strict CBOR → signed ([`keys::Signer`]) →
//! [`card::SealedCard`] → `DH1:` and base45 → [`qr::modules`]; and back through
//! [`card::Unverified`], which shows nothing until a key has answered for it. Which keys may is in
//! the [`trust::TrustList`] that the root signs; which cards no longer count is in the
//! [`status::StatusList`], moved on daily by [`status::delta`]; every card issued is a leaf of the
//! log in [`merkle`]. Readers of others are given copies in forms of their own ([`exports`]).
//!
//! Promises: one card has one spelling, and every other is refused by a name of its own; no list
//! is turned back to an older one; nothing here can end the program.
//! Start at [`check::check`]; why it is made so is in `docs/adr/0019`.

pub mod card;
pub mod cbor;
pub mod check;
pub mod cose;
pub mod exports;
pub mod keys;
pub mod lists;
pub mod merkle;
pub mod names;
pub mod qr;
pub mod rotation;
pub mod status;
pub mod text;
pub mod trust;

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

#[cfg(test)]
mod tests;
