//! How many instructions it takes to read, check and index one resource, counted by callgrind: the
//! same on every machine and however busy it is, so that a change that makes it dearer is noticed
//! where a clock would say nothing.
//!
//! What is counted is the build that the tests run: it is there already.

use crate::tree::root;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const NOTED: &str = "bench/instructions.txt";
const RESOURCES: [&str; 3] = ["patient", "observation", "prescription"];
/// Two runs of each, so that what a process costs is taken away.
const TIMES: (u64, u64) = (10, 60);
/// Hundredths by which a figure may differ from what is noted.
const TOLERANCE: u64 = 10;

/// Instructions for one resource, by what it is.
type Figures = BTreeMap<String, u64>;

/// What takes more than is noted; what takes less is told, and is no fault.
pub(crate) fn wrong() -> Result<Vec<String>> {
    Ok(compared(&noted()?, &counted()?))
}

/// Notes what is counted now.
pub(crate) fn renew() -> Result<()> {
    let mut text = String::from(
        "# Instructions to read, check and index one resource; written by `xtask instructions --renew`.\n",
    );
    for (name, figure) in counted()? {
        writeln!(text, "{name} {figure}")?;
    }
    fs::write(root().join(NOTED), text).context(NOTED)
}

fn compared(noted: &Figures, counted: &Figures) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, now) in counted {
        let before = noted.get(name).copied().unwrap_or_default();
        eprintln!("{name}: {now} instructions, {before} are noted");
        if *now > before + before * TOLERANCE / 100 {
            wrong.push(format!("{name}: {now} instructions, and {before} are noted in {NOTED}"));
        } else if *now < before - before * TOLERANCE / 100 {
            eprintln!("{name} is cheaper: `cargo run -p xtask -- instructions --renew` notes it");
        }
    }
    wrong
}

fn noted() -> Result<Figures> {
    let text = fs::read_to_string(root().join(NOTED)).context(NOTED)?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, figure) = line.split_once(' ').context("a name and a figure")?;
            Ok((name.to_owned(), figure.parse().with_context(|| line.to_owned())?))
        })
        .collect()
}

fn counted() -> Result<Figures> {
    let program = built()?;
    let one = |name: &&str| {
        let (few, many) = (run(&program, name, TIMES.0)?, run(&program, name, TIMES.1)?);
        Ok(((*name).to_owned(), many.saturating_sub(few) / (TIMES.1 - TIMES.0)))
    };
    RESOURCES.iter().map(one).collect()
}

/// The program, built with what the tests are built with.
fn built() -> Result<PathBuf> {
    let arguments = ["build", "--quiet", "--workspace", "--example", "index"];
    let status = Command::new("cargo").args(arguments).current_dir(root()).status()?;
    anyhow::ensure!(status.success(), "the program whose instructions are counted is not built");
    let own = std::env::current_exe()?;
    Ok(own.parent().context("where this program lies")?.join("examples/index"))
}

/// The instructions of a whole run.
fn run(program: &Path, name: &str, times: u64) -> Result<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let output = valgrind.arg(name).arg(times.to_string()).output().context("valgrind")?;
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "{name}: {said}");
    let line = said.lines().find_map(|line| line.split_once("Collected :"));
    let (_, figure) = line.with_context(|| format!("callgrind counts nothing: {said}"))?;
    figure.trim().parse().with_context(|| figure.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_a_tenth_more_is_wrong_and_what_takes_less_is_not() {
        let figures = |figure| Figures::from([("patient".to_owned(), figure)]);
        assert!(compared(&figures(1_000), &figures(1_100)).is_empty());
        assert_eq!(compared(&figures(1_000), &figures(1_101)).len(), 1);
        assert!(compared(&figures(1_000), &figures(10)).is_empty());
        assert_eq!(compared(&Figures::new(), &figures(1)).len(), 1, "nothing is noted of it");
    }
}
