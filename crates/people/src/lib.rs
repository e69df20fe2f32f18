//! People: who lives in the city, where, with whom, by which card they are known, what they agree
//! to, what they ask about what is held of them, and what they are told by phone.

#[macro_use]
mod enums;

pub mod apply;
mod by;
pub mod cards;
pub mod checker;
pub mod consent;
mod daily;
pub mod field;
pub mod households;
pub mod messages;
pub mod places;
pub mod registry;
pub mod residents;
pub mod rights;
pub mod scans;
