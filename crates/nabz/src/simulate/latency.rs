//! How long people waited, measured from when each request was meant to start.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// Which visit it belonged to.
    pub(crate) visit: usize,
    /// For example `token`.
    pub(crate) step: &'static str,
    /// When it was meant to start, counted from the start of the run.
    pub(crate) meant: Duration,
    /// From then to the last byte of the answer, waiting for a free connection included.
    pub(crate) took: Duration,
    /// The HTTP status; 0 when there was no answer.
    pub(crate) status: u16,
    /// A rule said no to what came too late, as it should.
    pub(crate) fair: bool,
}

impl Sample {
    /// Whether the answer was what the step asked for.
    pub(crate) fn is_good(&self) -> bool {
        (200..400).contains(&self.status) || self.fair
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The step.
    pub(crate) step: &'static str,
    /// Requests that were answered well.
    pub(crate) good: usize,
    /// Requests that were not.
    pub(crate) bad: usize,
    /// p50, p95, p99 and the longest.
    pub(crate) took: [Duration; 4],
}

/// One line for each step, in the order in which the steps first happened.
pub(crate) fn lines(samples: &[Sample]) -> Vec<Line> {
    let mut steps: Vec<&'static str> = Vec::new();
    for sample in samples {
        if !steps.contains(&sample.step) {
            steps.push(sample.step);
        }
    }
    steps.into_iter().map(|step| line(step, samples)).collect()
}

fn line(step: &'static str, samples: &[Sample]) -> Line {
    let of_step = || samples.iter().filter(|sample| sample.step == step);
    let mut took: Vec<Duration> = of_step().filter(|s| s.is_good()).map(|s| s.took).collect();
    took.sort_unstable();
    let at = |permille: usize| {
        // Nearest rank: with few samples a percentile is still something that happened.
        let rank = (took.len() * permille).div_ceil(1_000).max(1);
        took.get(rank - 1).copied().unwrap_or_default()
    };
    let good = took.len();
    Line { step, good, bad: of_step().count() - good, took: [500, 950, 990, 1_000].map(at) }
}

/// The table as a person reads it, in milliseconds.
pub(crate) fn table(lines: &[Line]) -> String {
    let mut text = format!(
        "{:11} {:>8} {:>6} {:>9} {:>9} {:>9} {:>9}\n",
        "step", "good", "bad", "p50 ms", "p95 ms", "p99 ms", "max ms"
    );
    for line in lines {
        _ = write!(text, "{:11} {:>8} {:>6}", line.step, line.good, line.bad);
        for took in line.took {
            let tenths = took.as_micros() / 100;
            _ = write!(text, " {:>7}.{}", tenths / 10, tenths % 10);
        }
        text.push('\n');
    }
    text
}

/// Every request as a line of CSV, for whoever wants to count again.
pub(crate) fn write_csv(path: &Path, samples: &[Sample]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "visit,step,meant_us,took_us,status")?;
    for s in samples {
        let (meant, took) = (s.meant.as_micros(), s.took.as_micros());
        writeln!(file, "{},{},{meant},{took},{}", s.visit, s.step, s.status)?;
    }
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_things_that_happened_and_failures_stand_apart() {
        let sample = |ms: u64, status| Sample {
            visit: 0,
            step: "token",
            meant: Duration::ZERO,
            took: Duration::from_millis(ms),
            status,
            fair: false,
        };
        let mut samples: Vec<Sample> = (1..=100).map(|ms| sample(ms, 303)).collect();
        samples.push(sample(9_000, 500));
        let line = &lines(&samples)[0];
        assert_eq!((line.good, line.bad), (100, 1));
        assert_eq!(line.took.map(|t| t.as_millis()), [50, 95, 99, 100]);
    }
}
