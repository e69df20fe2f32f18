//! The program: one binary that serves, loads, checks and tries out a city's health system.
//!
//! Start at [`cli::Cli`] for what can be asked, at [`commands::run`] for who answers, and at
//! [`site::router`] for where every capability is put together.

mod behind;
pub mod cli;
pub mod commands;
mod config;
mod demo;
mod ended;
mod fixtures;
pub mod log;
mod say;
mod simulate;
pub mod site;
#[cfg(test)]
mod tests;

pub use ended::Ended;
pub use say::Say;
