//! Apply: a family registers itself on the public site, and has its cards on paper at once.
//!
//! Owns: every table named `apply_*`.     Publishes: nothing; who somebody is, where they live and
//! what they agree to is published by those who keep it.
//! Session: code asked → phone known → over. Draft: being filled → registered → taken away after a
//! day. Paper: opens for a day.
//! Promises: what a stranger is answered does not depend on who is on record, before a code was
//! typed or after it, and whoever has a phone that nobody proved is shown nobody; whoever looks
//! like somebody on record waits for a records officer and is linked by nobody else; a family that
//! is sent twice is registered once; nothing that was typed is lost to a mistake, a second window
//! or a restart; plastic is made once a counter has seen who somebody is; a consent is taken back
//! with the press that gives it; a child leaves the phone of whoever registered it on the day it
//! comes of age; a card that came by post is made valid by its bearer, who reads its serial from it;
//! photographs of papers are sent and taken back with the phone of the family alone, and shown to
//! nobody here;
//! a person hears where, as what, when and why their record was looked at, and is not told by whom;
//! they see all that is held of them at once, and ask about it, with the same phone.
//! Start at [`pages::routes`], then [`actions::register_family`].

pub mod actions;
pub mod model;
pub mod pages;
mod reading;
pub mod rules;
pub mod store;
mod typed;
pub mod words;

#[cfg(test)]
mod tests;
