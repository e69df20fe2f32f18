//! Field: the page on which a worker gives stickers with the network down.
//!
//! Owns: nothing; a phone keeps what waits, and what it reports is taken by `cards`.
//! Publishes: nothing.
//! Binding on a phone: waits → sent → given | refused; refused → waits; what waits or was refused
//! can be taken off the list.
//! Promises: whoever may give stickers alone opens the page; it says nobody's name and keeps none,
//! but a sticker's code and the health ID, card or slip that was scanned for it, and those no longer
//! than the city needs to answer; what was given here is sent under the name of whoever gave it, and
//! stays until the city has answered.
//! Start at [`pages::routes`]; what the phone does is in `web/src/bind`.

pub mod pages;
