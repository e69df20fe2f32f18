//! Codes that were chosen: of systems that are loaded as ranges of numbers, of others as they were
//! listed.

use super::compose::Listed;
use crate::ranges::Ranges;
use crate::release::{Release, ReleaseId};
use std::collections::HashSet;
use std::sync::Arc;

/// Codes in the order in which a value set says them; none stands twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    pub(crate) runs: Vec<Run>,
}

/// Some codes of one system.
#[derive(Clone, Debug)]
pub(crate) enum Run {
    /// Concepts of a system that is loaded.
    Loaded { release: Arc<Release>, ranges: Ranges },
    /// Codes that were listed. Where their system is loaded, each with its number; one that it does
    /// not have has none.
    Listed {
        system: String,
        version: Option<String>,
        release: Option<Arc<Release>>,
        codes: Vec<(Option<u32>, Listed)>,
    },
}

impl Selection {
    /// Adds what is not among it yet.
    pub(crate) fn push(&mut self, run: Run) {
        let run = run.keeping(|id| self.ranges(id), |system| self.listed(system), false);
        if run.count() > 0 {
            self.runs.push(run);
        }
    }

    /// Without what the other has.
    pub(crate) fn without(self, other: &Self) -> Self {
        self.keeping(other, false)
    }

    /// What both have.
    pub(crate) fn within(self, other: &Self) -> Self {
        self.keeping(other, true)
    }

    fn keeping(self, other: &Self, those: bool) -> Self {
        let runs = self.runs.into_iter();
        let runs = runs.map(|run| run.keeping(|id| other.ranges(id), |s| other.listed(s), those));
        Self { runs: runs.filter(|run| run.count() > 0).collect() }
    }

    /// How many codes there are.
    pub(crate) fn count(&self) -> u64 {
        self.runs.iter().map(Run::count).sum()
    }

    /// The numbers that it has of a release.
    fn ranges(&self, id: ReleaseId) -> Ranges {
        let mut found = Vec::new();
        for run in &self.runs {
            match run {
                Run::Loaded { release, ranges } if release.id == id => {
                    found.extend(ranges.spans().iter().cloned());
                }
                Run::Listed { release: Some(release), codes, .. } if release.id == id => {
                    let numbers = codes.iter().filter_map(|(number, _)| *number);
                    found.extend(Ranges::of_numbers(numbers).spans().iter().cloned());
                }
                Run::Loaded { .. } | Run::Listed { .. } => {}
            }
        }
        Ranges::of(found)
    }

    /// The codes that it lists of a system and that have no number.
    fn listed(&self, of: &str) -> HashSet<&str> {
        let mut found = HashSet::new();
        for run in &self.runs {
            if let Run::Listed { system, codes, .. } = run
                && system == of
            {
                let without = codes.iter().filter(|(number, _)| number.is_none());
                found.extend(without.map(|(_, listed)| listed.code.as_str()));
            }
        }
        found
    }
}

impl Run {
    /// How many codes there are.
    pub(crate) fn count(&self) -> u64 {
        match self {
            Self::Loaded { ranges, .. } => ranges.count(),
            Self::Listed { codes, .. } => u64::try_from(codes.len()).unwrap_or(u64::MAX),
        }
    }

    /// Those that the other has, or those that it does not have.
    fn keeping<'o>(
        self,
        numbered: impl Fn(ReleaseId) -> Ranges,
        listed: impl Fn(&str) -> HashSet<&'o str>,
        those: bool,
    ) -> Self {
        match self {
            Self::Loaded { release, ranges } => {
                let other = numbered(release.id);
                let ranges = if those { ranges.within(&other) } else { ranges.without(&other) };
                Self::Loaded { release, ranges }
            }
            Self::Listed { system, version, release, mut codes } => {
                let numbers = release.as_ref().map(|release| numbered(release.id));
                let names = listed(&system);
                codes.retain(|(number, one)| {
                    let is_there = match (number, &numbers) {
                        (Some(number), Some(numbers)) => numbers.has(*number),
                        (Some(_) | None, _) => names.contains(one.code.as_str()),
                    };
                    is_there == those
                });
                Self::Listed { system, version, release, codes }
            }
        }
    }
}
