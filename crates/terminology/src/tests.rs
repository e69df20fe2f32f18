//! What terminology can do, as sentences, on both engines.

mod asking;
mod loading;
mod samples;
