//! A program of ours, as somebody starts it at a command line.

use std::path::Path;
use std::process::{Command, Output};

/// A program in a folder, in English and without the settings of whoever runs the tests.
pub fn started_in(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("NABZ_")) {
        command.env_remove(name);
    }
    command.env_remove("LANG").current_dir(folder);
    command
}

/// What it said on both ways out.
pub fn all_said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}
