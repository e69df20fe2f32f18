//! What terminology can do, as sentences, on both engines.

mod asking;
mod licensed;
mod loading;
mod samples;
