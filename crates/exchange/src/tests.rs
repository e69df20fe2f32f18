//! What the world can do, as sentences, on both engines.

mod api;
mod audited;
mod history;
mod importing;
mod leaks;
mod masked;
mod matching;
mod people;
mod searching;
mod sight;
mod staff;
mod terminology;
mod town;
