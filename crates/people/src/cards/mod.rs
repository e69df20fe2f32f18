//! Cards: what a resident shows at a door, and what becomes of it.
//!
//! Owns: every table named `cards_*`.     Publishes: nothing; who somebody is, is the registry's to
//! say.
//! Card: being made → active → ended; active ⇄ suspended. Being made: queued → printed → checked →
//! dispatched → delivered; dispatched or delivered → returned → dispatched.
//! Order of a plastic card: asked → approved → made → done; asked or approved → declined; made →
//! approved, when a piece is spoilt or lost. Batch: open → sealed. Roll of stickers: signed, then in
//! its office ⇄ handed out. Sticker: free → bound | spoilt | lost. Key: waits → signs → over or
//! retired.
//! Promises: a card has a number of its own, new on every issue, and the health ID outlives it;
//! nobody holds two, nobody is given a second one under another of their records, and nobody is made
//! one who has not said yes; a sticker is nobody's until it is bound, and then the card of one
//! person; a child before its first birthday stands on its mother's; what is on its way to somebody
//! is no good to whoever opens the parcel; of somebody's health a card says nothing, but for the
//! large one of who shares their record, which says of which day that is; a death ends a card, and
//! one that has ended never comes back; every change says who, where and when; a batch is printed
//! and sent by the office that began it; whoever agreed to messages hears where their card of
//! plastic lies, by which number it comes, that the post has delivered it and that somebody was
//! given it, and is told 60, 30 and 7 days before their card ends, each once; a key that signs lies
//! sealed in its table, or in a token that gives it to nobody, and one that was retired signs
//! nothing more; every card that was signed becomes a leaf of the log, in an order that is never
//! rewritten; a card that changed is on a signed list within minutes; a copy for the readers of
//! others says who somebody is and nothing about their health, is made of a card that counts, and
//! ends with it; what is printed and shown is said in the words that the city has given last, and
//! where it has given none, every paper says that they are a sample.
//! Start at [`actions::issue`], for stickers at [`actions::bind`]; the counter's pages are in
//! [`pages`], what a print shop is given in [`kit`], the city's own words are read by
//! [`kit_text()`], and what other pages say of somebody's card is one [`line`]. Keys are drawn by
//! [`actions::issue_keys`], held by a [`KeyRing`], and come to the pages as [`Signing`]. What
//! checkers are given is signed by [`publish_when_due`]; the log follows the counters in
//! [`log_all_cards`]. A box into which anything is scanned asks [`is_code`] and hands a code to
//! [`shown`].

pub mod actions;
mod elsewhere;
mod emergency;
mod joined;
pub mod kit;
mod kit_text;
mod line;
pub mod model;
pub mod pages;
mod paper;
mod published;
mod publishing;
mod ring;
pub mod root;
pub mod rules;
mod secrets;
pub mod sheet;
mod signing;
mod slips;
pub mod store;
mod token;
mod verify;
pub mod words;
mod written;

#[cfg(test)]
mod tests;

pub use elsewhere::{Elsewhere, shown_elsewhere};
pub use emergency::{Emergency, SnapshotOf};
pub use joined::{ShownCard, card_shown, cards_together};
pub(crate) use kit::{wallet, wallet_pdf};
pub use kit_text::{helpline, kit_text};
pub use line::line;
pub use pages::shown;
pub use published::{changes_since, consistency, inclusion, named_in};
pub use publishing::{log_all_cards, publish_when_due};
pub use ring::KeyRing;
pub use root::RootKey;
pub use rules::is_code;
pub use secrets::{NewKeys, NewSecrets, check_vault, needs_vault};
pub use signing::{Keys, SharedSigner, Signing};
pub use slips::{Slips, WhoseSlip};
pub use store::{
    asked_orders, batch, card, card_keys, cards_of, count_unlogged, current_list, last_head,
    last_list, left_in_token, log_length, order, steps, trust,
};
pub use token::{DrawnKey, Token, TokenKeys, TokenPin, TokenSettings, check_token, end_tokens};
pub use verify::verify_log;
pub use written::written;
