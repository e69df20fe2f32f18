//! Outage: a counter goes on when the network does not, and tells later.
//!
//! Owns: every table named `outage_*`.     Publishes: nothing of its own; who came is the registry's to
//! say, and the token the queue's.
//! Device: kept → ended | lost.  Number: out → used | spoilt | returned.
//! Visit, on the device: waits → sent → entered | refused; refused → waits; what waits or was refused
//! can be mended or struck out.
//! Promises: a number is set aside for one device and becomes one person's or nobody's; a visit that is
//! told of twice is one person and one token; nobody is turned away for looking like somebody on
//! record, a records officer compares them afterwards; what a device's clock says is believed between
//! the setting aside of the number and the telling; a number that will never be used stands among the
//! spoilt ones, with why; a lost device gives nobody a number; the page that is kept says nobody's
//! name, and a device forgets a visit a day after it was entered.
//! Start at [`actions::prepare`] and [`actions::enter`]; what the device does is in `web/src/counter`.

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
mod written;

#[cfg(test)]
mod tests;

pub use written::written;
