//! The binary; everything is in the library beside it, where tests can reach it.

use clap::Parser;
use nabz::cli::Cli;
use nabz::{Say, commands};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let say = Say::new(cli.json, cli.language());
    match commands::run(cli, &say) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ended) => {
            say.stopped(&ended);
            ended.code()
        }
    }
}
