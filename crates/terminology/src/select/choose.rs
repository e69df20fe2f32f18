//! Finds what a value set has.

use super::compose::{Clause, Compose, Listed, Named};
use super::filters;
use super::selection::{Run, Selection};
use super::unwritten;
use crate::ranges::Ranges;
use crate::refusals::TerminologyRefusal as No;
use crate::release::Kind;
use crate::store::{concepts, releases};
use nabz_fhir::tape::Tape;
use nabz_store::{Stop, Tx};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Value sets within one another.
const DEPTH_MAX: usize = 16;
/// Value sets of which one is made, each counted as often as it is named.
const SETS_MAX: u32 = 200;

/// Rows that may be read to find what one question is about, as far as they can be told before.
const ROWS_MAX: u64 = 2_000_000;

/// Follows what a value set is made of, as far as it may lead.
pub(crate) struct Chooser<'c, 't> {
    pub(crate) tx: &'c mut Tx<'t>,
    /// The sets that are being followed, outermost first.
    within: Vec<String>,
    sets_left: u32,
    rows_left: u64,
}

impl<'c, 't> Chooser<'c, 't> {
    pub(crate) fn new(tx: &'c mut Tx<'t>) -> Self {
        Self { tx, within: Vec::new(), sets_left: SETS_MAX, rows_left: ROWS_MAX }
    }

    /// All that a value set of this address has.
    ///
    /// # Errors
    /// `TRM-002` when none is known; `TRM-007` when it leads back to itself or too far; what its
    /// parts refuse.
    pub(crate) fn set(&mut self, named: &Named) -> Result<Selection, Stop> {
        let circle = || Stop::from(No::InACircle(named.url.clone()));
        if self.within.contains(&named.url) || self.within.len() >= DEPTH_MAX {
            return Err(circle());
        }
        self.sets_left = self.sets_left.checked_sub(1).ok_or_else(circle)?;
        let compose = self.composed(named)?;
        self.within.push(named.url.clone());
        let chosen = self.composition(&compose);
        self.within.pop();
        chosen
    }

    /// What a composition has.
    pub(crate) fn composition(&mut self, compose: &Compose) -> Result<Selection, Stop> {
        let mut chosen = Selection::default();
        for clause in &compose.include {
            for run in self.clause(clause)?.runs {
                chosen.push(run);
            }
        }
        for clause in &compose.exclude {
            chosen = chosen.without(&self.clause(clause)?);
        }
        if compose.inactive { Ok(chosen) } else { self.active(chosen) }
    }

    /// Without what is out of use.
    pub(crate) fn active(&mut self, chosen: Selection) -> Result<Selection, Stop> {
        let mut inactive = Selection::default();
        for run in &chosen.runs {
            let (Run::Loaded { release, .. } | Run::Listed { release: Some(release), .. }) = run
            else {
                continue;
            };
            let release = Arc::clone(release);
            let ranges = concepts::inactive(self.tx, &release)?;
            self.charge(ranges.count())?;
            inactive.push(Run::Loaded { release, ranges });
        }
        Ok(chosen.without(&inactive))
    }

    /// # Errors
    /// `TRM-006` when the question would read too much.
    fn charge(&mut self, rows: u64) -> Result<(), Stop> {
        let left = self.rows_left.checked_sub(rows);
        self.rows_left = left.ok_or_else(|| Stop::from(No::TooMany { most: ROWS_MAX }))?;
        Ok(())
    }

    /// What a value set of this address is made of: as it was loaded, as its address says, as a
    /// code system says of the set of all its codes, or as R4 requires.
    fn composed(&mut self, named: &Named) -> Result<Compose, Stop> {
        let (url, version) = (&named.url, named.version.as_deref());
        if let Some(release) = releases::named(self.tx, Kind::ValueSet, url, version)? {
            let body = releases::body(self.tx, release.id)?.unwrap_or_default();
            let tape = Tape::parse(body.into_bytes())
                .map_err(|fault| Stop::fault(format!("a value set that was loaded: {fault}")))?;
            return Ok(Compose::of(tape.root())?);
        }
        if let Some(compose) = unwritten::by_address(url) {
            return Ok(compose);
        }
        if let Some(system) = releases::of_whole_set(self.tx, url)? {
            let system = Named { url: system.head.url, version: named.version.clone() };
            return Ok(Compose::whole(system, Vec::new()));
        }
        if let Some(compose) = unwritten::required(url) {
            return Ok(compose);
        }
        let other = releases::named(self.tx, Kind::ValueSet, url, None)?;
        Err(match (version, other) {
            (Some(version), Some(_)) => {
                No::UnknownVersion { url: url.clone(), version: version.to_owned() }
            }
            (Some(_) | None, _) => No::UnknownSet(url.clone()),
        }
        .into())
    }

    /// What one part has: all that fits everything it says.
    fn clause(&mut self, clause: &Clause) -> Result<Selection, Stop> {
        let mut chosen = match &clause.system {
            Some(system) => Some(self.of_system(system, clause)?),
            None => None,
        };
        for set in &clause.sets {
            let other = self.set(set)?;
            chosen = Some(match chosen {
                Some(chosen) => chosen.within(&other),
                None => other,
            });
        }
        Ok(chosen.unwrap_or_default())
    }

    fn of_system(&mut self, system: &Named, clause: &Clause) -> Result<Selection, Stop> {
        let run = if clause.listed.is_empty() {
            let release = releases::system(self.tx, &system.url, system.version.as_deref())?;
            let mut ranges = Ranges::up_to(release.entries);
            for filter in &clause.filters {
                self.charge(filters::rows(&release, filter))?;
                let fitting = filters::fitting(self.tx, &release, filter)?;
                self.charge(u64::try_from(fitting.spans().len()).unwrap_or(u64::MAX))?;
                ranges = ranges.within(&fitting);
            }
            Run::Loaded { release: Arc::new(release), ranges }
        } else {
            self.listed(system, &clause.listed)?
        };
        let mut chosen = Selection::default();
        chosen.push(run);
        Ok(chosen)
    }

    fn listed(&mut self, system: &Named, listed: &[Listed]) -> Result<Run, Stop> {
        self.charge(u64::try_from(listed.len()).unwrap_or(u64::MAX))?;
        let (url, version) = (&system.url, system.version.as_deref());
        let release = releases::named(self.tx, Kind::CodeSystem, url, version)?;
        let codes: Vec<&str> = listed.iter().map(|one| one.code.as_str()).collect();
        let numbers = match &release {
            Some(release) => concepts::numbers(self.tx, release, &codes)?,
            None => HashMap::new(),
        };
        let number = |one: &Listed| {
            let key = release.as_ref().map(|release| release.head.key_of(&one.code));
            key.and_then(|key| numbers.get(&key)).copied()
        };
        let mut seen = HashSet::new();
        let codes = listed.iter().map(|one| (number(one), one));
        // Where capitals say nothing, two spellings are one code.
        let once = codes.filter(|(number, one)| match number {
            Some(number) => seen.insert(number.to_string()),
            None => seen.insert(format!("={}", one.code)),
        });
        let codes = once.map(|(number, one)| (number, one.clone())).collect();
        let release = release.map(Arc::new);
        Ok(Run::Listed { system: url.clone(), version: system.version.clone(), release, codes })
    }
}
