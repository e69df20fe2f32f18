//! How long this disk takes to make sure: most of every commit.

use crate::ended::Ended;
use nabz_kernel::clock::Stopwatch;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

const SYNCS: usize = 400;
const PAGE_BYTES: usize = 4_096;

/// p50, p95 and the longest of some hundred page writes, each synced like a commit.
pub(crate) struct Syncs {
    pub(crate) p50: Duration,
    pub(crate) p95: Duration,
    pub(crate) max: Duration,
}

/// Writes and syncs in `folder`; nothing stays.
pub(crate) fn measure(folder: &Path) -> Result<Syncs, Ended> {
    let path = folder.join(".nabz-sync-probe");
    let took = probe(&path);
    drop(fs::remove_file(&path));
    let mut took = took?;
    took.sort_unstable();
    let at = |permille: usize| took.get(took.len() * permille / 1_000).copied().unwrap_or_default();
    Ok(Syncs { p50: at(500), p95: at(950), max: took.last().copied().unwrap_or_default() })
}

fn probe(path: &Path) -> Result<Vec<Duration>, Ended> {
    let mut file = fs::File::create(path)?;
    let page = [b'n'; PAGE_BYTES];
    let mut took = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let watch = Stopwatch::start();
        file.write_all(&page)?;
        file.sync_data()?;
        took.push(watch.elapsed());
    }
    Ok(took)
}

impl Syncs {
    pub(crate) fn shown(&self) -> String {
        let us = |took: Duration| took.as_micros();
        format!("p50 {} µs, p95 {} µs, max {} µs", us(self.p50), us(self.p95), us(self.max))
    }
}
