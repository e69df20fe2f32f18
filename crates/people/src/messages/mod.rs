//! Messages: what goes to a phone, and the codes by which somebody shows that it is in their hands.
//!
//! Owns: every table named `messages_*`.     Publishes: nothing.
//! Message: queued → sent | failed; failed → queued, when somebody tries again.  Code: drawn →
//! used, or lapsed after ten minutes or five wrong tries.
//! Promises: a message is kept or lost together with what it tells of, and sent after it is kept;
//! the gateway gets it at least once, with its id to know it again; a code counts once, for one
//! purpose, and only its digest is kept; the text that told it goes when the code is worth nothing;
//! a stranger is not told what a phone was sent before; no code, phone or address stands in a log.
//! Start at [`actions::send`] and [`actions::send_code`]; whoever has something to tell a person
//! calls [`tell`], which asks whether they agreed to be told. Who carries messages is a
//! [`Gateway`].

pub mod actions;
mod gateway;
pub mod model;
pub mod pages;
pub mod rules;
mod sending;
pub mod store;
mod telling;
pub mod words;

#[cfg(test)]
mod tests;

pub use gateway::{Gateway, Outlet};
pub use sending::handlers;
pub use telling::{tell, tell_by};
