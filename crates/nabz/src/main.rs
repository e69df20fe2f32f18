//! The binary; everything is in the library beside it, where tests can reach it.

use clap::Parser;
use nabz::cli::Cli;
use nabz::{Say, commands};
use std::process::ExitCode;

/// Serves SQLite too, in place of the C library's, in which a profile under load spent an eighth of
/// its samples.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let say = Say::new(cli.json, cli.language());
    let ended = commands::run(cli, &say);
    nabz_people::cards::end_tokens();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(ended) => {
            say.stopped(&ended);
            ended.code()
        }
    }
}
