//! The nouns of printing a batch out.

use nabz_kernel::clock::Instant;
use serde::{Deserialize, Serialize};

words!(
    /// From where the files of a batch were printed out.
    PrintWay {
        /// Downloaded from the batch's page.
        Page = "page",
        /// Written into a folder by `nabz cards print`.
        Command = "command",
    }
);

/// One time that the files of a batch were printed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintRun {
    /// Of the batch, from 1.
    pub number: u32,
    /// From where.
    pub way: PrintWay,
    /// When.
    pub at: Instant,
}
