//! How long a body takes to be read and indexed: `cargo run --release --example extract -- FILE…`
//! says it of each file, in microseconds.

use nabz_fhir::Body;
use nabz_fhir::extract::extract;
use std::hint::black_box;
use std::io::Write as _;
use std::time::Duration;
use std::{env, fs, io};

const BATCHES: u32 = 200;
const ROUNDS: u32 = 100;

fn main() -> io::Result<()> {
    let mut out = io::stdout();
    for file in env::args().skip(1) {
        let bytes = fs::read(&file)?;
        let body = Body::parse(bytes.clone()).map_err(io::Error::other)?;
        let values = extract(body.of(), body.tree()).len();
        let parsed = timed(|| drop(black_box(Body::parse(bytes.clone()))));
        let extracted = timed(|| drop(black_box(extract(body.of(), body.tree()))));
        let length = bytes.len();
        writeln!(
            out,
            "{file}: {length} bytes, {values} values; parse {parsed:.1} µs, extract {extracted:.1} µs"
        )?;
    }
    Ok(())
}

/// Microseconds that one round takes, in the quickest of some batches: others use the machine too.
#[expect(clippy::disallowed_methods, reason = "it measures, and decides nothing by the time")]
fn timed(mut round: impl FnMut()) -> f64 {
    let mut quickest = Duration::MAX;
    for _ in 0..BATCHES {
        let start = std::time::Instant::now();
        (0..ROUNDS).for_each(|_| round());
        quickest = quickest.min(start.elapsed() / ROUNDS);
    }
    quickest.as_secs_f64() * 1e6
}
