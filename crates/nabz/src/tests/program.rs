//! The program as a process of its own, which can be killed: this test's binary, started again.

use crate::cli::Cli;
use crate::commands;
use crate::say::Say;
use clap::Parser;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const CHILD: &str = "tests::program::child_that_serves_until_it_is_killed";
const ARGUMENTS: &str = "NABZ_KILL_ARGUMENTS";
const DISK: &str = "NABZ_KILL_DISK";

/// What lies under the database of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disk {
    /// The machine's own. A killed process leaves to the system what it wrote.
    Ordinary,
    /// One that loses what was not synced, as in a power cut.
    PowerCut,
    /// One that says it synced and has not.
    Lying,
}

impl Disk {
    fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::PowerCut => "power cut",
            Self::Lying => "lying",
        }
    }
}

/// Not a test of its own: the program that the others start and kill.
#[test]
fn child_that_serves_until_it_is_killed() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else { return };
    let disk = std::env::var(DISK).unwrap();
    if disk != Disk::Ordinary.word() {
        nabz_faultvfs::install().unwrap();
        nabz_faultvfs::lie_about_syncs(disk == Disk::Lying.word());
    }
    run(&arguments.lines().collect::<Vec<_>>());
}

/// What `main` does with these arguments, in this process.
pub(super) fn run(arguments: &[&str]) {
    let cli = Cli::try_parse_from(["nabz"].iter().chain(arguments)).unwrap();
    commands::run(cli, &Say::silent()).unwrap();
}

/// The same in a process of its own, which has let go of the database when this returns: threads of
/// this one might still be clearing its log.
pub(super) fn run_apart(arguments: &[&str]) {
    let ended = child(arguments, Disk::Ordinary).status().unwrap();
    assert!(ended.success(), "{arguments:?}: {ended}");
}

fn child(arguments: &[&str], disk: Disk) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", CHILD, "--nocapture"]);
    child.env(ARGUMENTS, arguments.join("\n")).env(DISK, disk.word());
    child.stdout(Stdio::null()).stderr(Stdio::inherit());
    child
}

/// A program that serves.
pub(super) struct Program {
    child: Child,
}

impl Program {
    pub(super) fn start(database: &str, audit: &Path, (address, disk): (&str, Disk)) -> Self {
        let key = audit.with_extension("key");
        let (audit, key) = (audit.to_str().unwrap(), key.to_str().unwrap());
        let arguments =
            [["--database", database], ["--audit", audit], ["--key", key], ["serve", "--listen"]];
        let mut arguments = arguments.concat();
        arguments.push(address);
        let child = child(&arguments, disk).spawn().unwrap();
        Self { child }
    }

    /// `SIGKILL`: nothing of the program runs any more.
    pub(super) fn kill(self) {
        drop(self);
    }
}

impl Drop for Program {
    /// A story that breaks off leaves no program behind either.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Where nobody listens yet.
pub(super) fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
