//! Validates files and prints what is wrong, a line for each fault.
//!
//! `validate FILE…` ends with how many passed. `validate --time FILE…` prints how long it takes to
//! read each file and to look at it, with and without the rules.

#![expect(clippy::print_stdout, reason = "a program for the command line")]

use nabz_fhir::tape::Tape;
use nabz_fhir::validate::{Extent, validate};
use nabz_kernel::clock::Stopwatch;
use std::error::Error;
use std::fs;

/// So often each file is read at once to time it, and so often that is tried: the quickest counts,
/// since the machine does other things too.
const ROUNDS: u32 = 200;
const TRIES: u32 = 20;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let is_timed = files.first().is_some_and(|first| first == "--time");
    if is_timed {
        files.remove(0);
    }
    let mut passed = 0;
    for file in &files {
        let bytes = fs::read(file)?;
        if is_timed {
            time(file, &bytes)?;
        } else {
            passed += usize::from(is_right(file, bytes));
        }
    }
    if !is_timed {
        println!("{passed} of {} passed", files.len());
    }
    Ok(())
}

fn is_right(file: &str, bytes: Vec<u8>) -> bool {
    let tape = match Tape::parse(bytes) {
        Ok(tape) => tape,
        Err(fault) => {
            println!("{file}: {fault}");
            return false;
        }
    };
    let issues = validate(&tape, None, Extent::Whole);
    for issue in &issues {
        let severity = issue.severity.code();
        println!("{file}: {severity} {} {}: {}", issue.code, issue.expression, issue.what);
    }
    issues.is_empty()
}

fn time(file: &str, bytes: &[u8]) -> Done {
    let read = of_a_round(|| Tape::parse(bytes.to_vec()).map(drop))?;
    let shape = of_a_round(|| {
        Tape::parse(bytes.to_vec()).map(|tape| drop(validate(&tape, None, Extent::Shape)))
    })?;
    let whole = of_a_round(|| {
        Tape::parse(bytes.to_vec()).map(|tape| drop(validate(&tape, None, Extent::Whole)))
    })?;
    println!(
        "{file}: {} bytes, read {read:.1} µs, with its shape {shape:.1} µs, with rules {whole:.1} µs",
        bytes.len()
    );
    Ok(())
}

/// Microseconds of one round.
fn of_a_round<E>(mut round: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let mut best = f64::INFINITY;
    for _ in 0..TRIES {
        let watch = Stopwatch::start();
        for _ in 0..ROUNDS {
            round()?;
        }
        best = best.min(watch.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
    }
    Ok(best)
}
