//! Cards: what a resident shows at a door, and what becomes of it.
//!
//! Owns: every table named `cards_*`.     Publishes: nothing; who somebody is, is the registry's to
//! say.
//! Card: being made → active → ended; active ⇄ suspended. Being made: queued → printed → checked →
//! dispatched ⇄ returned.
//! Order of a plastic card: asked → approved → made → done; asked or approved → declined; made →
//! approved, when a piece is spoilt or lost. Batch: open → sealed. Key: waits → signs → over or
//! retired.
//! Promises: a card has a number of its own, new on every issue, and the health ID outlives it;
//! nobody holds two, and nobody is made one who has not said yes; a child before its first birthday
//! stands on its mother's; what is on its way to somebody is no good to whoever opens the parcel; a
//! death ends a card, and one that has ended never comes back; every change says who, where and
//! when; a batch is printed and sent by the office that began it; a key that signs lies sealed in
//! its table, and one that was retired signs nothing more.
//! Start at [`actions::issue`]; the counter's pages are in [`pages`], and what other pages say of
//! somebody's card is one [`line`]. Keys are drawn by [`actions::issue_keys`], held by a
//! [`KeyRing`], and come to the pages as [`Signing`].

pub mod actions;
mod line;
pub mod model;
pub mod pages;
mod paper;
mod ring;
pub mod root;
pub mod rules;
mod secrets;
mod signing;
pub mod store;
pub mod words;
mod written;

#[cfg(test)]
mod tests;

pub use line::line;
pub use ring::KeyRing;
pub use root::RootKey;
pub use secrets::{NewSecrets, check_vault, needs_vault};
pub use signing::{Keys, SharedSigner, Signing};
pub use store::{
    asked_orders, batch, card, card_keys, cards_of, current_list, order, steps, trust,
};
pub use written::written;
