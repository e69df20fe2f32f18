//! What the world can do, as sentences, on both engines.

mod api;
mod audited;
mod bulk;
mod bundles;
mod conditional;
mod elsewhere;
mod history;
mod hostile;
mod importing;
mod lately;
mod leaks;
mod masked;
mod matching;
mod parameters;
mod people;
mod profiles;
mod searching;
mod sight;
mod staff;
mod terminology;
mod tokens;
mod town;
