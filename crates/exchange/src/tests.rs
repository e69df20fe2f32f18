//! What the world can do, as sentences, on both engines.

mod api;
mod audited;
mod history;
mod importing;
mod masked;
mod matching;
mod people;
mod profiles;
mod sight;
mod staff;
mod town;
