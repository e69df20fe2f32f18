//! What the page of a person shows: entries of all sources in the order in which they happened.
//!
//! Compartments stay per Patient. Showing several together is explicit: the caller names every
//! Patient, and has checked that each may be read.

use crate::entry::{Entry, Key, SourceId};
use crate::read::{self, Charted};
use nabz_fhir::ResourceType;
use nabz_fhir::path::Path;
use nabz_fhir::summary::{Summary, summary};
use nabz_fhir::tape::Tape;
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Tx};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// Lines on one page of a timeline.
pub const TIMELINE_LINES_MAX: usize = 200;

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which entry.
    pub key: Key,
    /// `Type/id`.
    pub reference: String,
    /// When it happened; when it was written, where the body does not say.
    pub at: Instant,
    /// The Patient under whom it was written.
    pub patient: Uuid,
    /// Whose entry it is.
    pub source: SourceId,
    /// The name of that source.
    pub source_name: String,
    /// `Organization/id` of where it was said.
    pub organization: Option<String>,
    /// The name of that organisation, as far as the record knows it.
    pub facility: Option<String>,
    /// What it says.
    pub summary: Summary,
    /// The bytes, for whoever wants more than a line.
    pub body: Vec<u8>,
}

impl Line {
    /// The bytes, read.
    ///
    /// # Errors
    /// A fault when they are not JSON.
    pub fn tape(&self) -> Result<Tape, Stop> {
        Tape::parse(self.body.clone()).map_err(|fault| Stop::fault(fault.to_string()))
    }
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    at: i64,
    key: Key,
}

impl fmt::Display for After {
    /// As an address carries it; [`After::parse`] reads it again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at, self.key.of, self.key.entry)
    }
}

impl After {
    /// What an address carried; `None` when somebody wrote it by hand and wrongly.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let at = parts.next()?.parse().ok()?;
        let of = ResourceType::named(parts.next()?)?;
        let entry = parts.next()?.parse().ok()?;
        Some(Self { at, key: Key::of(of, entry) })
    }
}

/// Some lines, and where to go on.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The latest first.
    pub lines: Vec<Line>,
    /// Present when there is more.
    pub next: Option<After>,
}

/// The timeline of the named Patients. `types` keeps only these; empty keeps all but the Patients
/// themselves, those who answer for them, what is written for billing, and who agreed to or wrote
/// what.
pub fn timeline(
    tx: &mut Tx<'_>,
    patients: &[Uuid],
    types: &[ResourceType],
    after: Option<After>,
    lines: usize,
) -> Result<Timeline, Stop> {
    let lines = lines.clamp(1, TIMELINE_LINES_MAX);
    let mut charted: Vec<(Charted, Uuid)> = Vec::new();
    for patient in patients {
        let chart = read::chart(tx, *patient)?;
        charted.extend(chart.into_iter().map(|entry| (entry, *patient)));
    }
    charted.retain(|(entry, _)| wanted(entry.key.of, types));
    charted.sort_by_key(|(entry, _)| place(entry.at, entry.key));
    if let Some(after) = after {
        charted.retain(|(entry, _)| place(entry.at, entry.key) > place(after.at, after.key));
    }
    let more = charted.len() > lines;
    charted.truncate(lines);
    let last = charted.last().map(|(entry, _)| After { at: entry.at, key: entry.key });
    let mut known = Known::default();
    let keys: Vec<Key> = charted.iter().map(|(entry, _)| entry.key).collect();
    let mut entries = read::several(tx, &keys)?;
    let mut shown = Vec::with_capacity(charted.len());
    for (charted, patient) in charted {
        if let Some(entry) = entries.remove(&charted.key).filter(|entry| !entry.deleted) {
            shown.push(line(tx, &mut known, (entry, charted.at), patient)?);
        }
    }
    Ok(Timeline { lines: shown, next: last.filter(|_| more) })
}

fn wanted(of: ResourceType, types: &[ResourceType]) -> bool {
    const NOT_SHOWN: [&str; 7] = [
        "Patient",
        "RelatedPerson",
        "Claim",
        "Consent",
        "Coverage",
        "ExplanationOfBenefit",
        "Provenance",
    ];
    if types.is_empty() { !NOT_SHOWN.contains(&of.name()) } else { types.contains(&of) }
}

fn place(at: i64, key: Key) -> (Reverse<i64>, Key) {
    (Reverse(at), key)
}

/// Names that several lines of a page share.
#[derive(Default)]
struct Known {
    organizations: HashMap<String, Option<String>>,
    encounters: HashMap<String, Option<String>>,
    sources: HashMap<SourceId, String>,
}

fn line(
    tx: &mut Tx<'_>,
    known: &mut Known,
    (entry, at): (Entry, i64),
    patient: Uuid,
) -> Result<Line, Stop> {
    let summary = summary(entry.key.of, entry.tape()?.root());
    let organization = match (&summary.organization, &summary.encounter) {
        (Some(organization), _) => Some(organization.clone()),
        (None, Some(encounter)) => known.provider_of(tx, encounter)?,
        (None, None) => None,
    };
    let facility = match &organization {
        Some(organization) => known.name_of(tx, organization)?,
        None => None,
    };
    Ok(Line {
        key: entry.key,
        reference: entry.reference(),
        at: Instant::from_microseconds(at),
        patient,
        source: entry.source,
        source_name: known.source(tx, entry.source)?,
        organization,
        facility,
        summary,
        body: entry.body,
    })
}

impl Known {
    fn provider_of(&mut self, tx: &mut Tx<'_>, encounter: &str) -> Result<Option<String>, Stop> {
        if let Some(known) = self.encounters.get(encounter) {
            return Ok(known.clone());
        }
        let provider = text_at(tx, encounter, Path("serviceProvider.reference"))?;
        self.encounters.insert(encounter.to_owned(), provider.clone());
        Ok(provider)
    }

    fn name_of(&mut self, tx: &mut Tx<'_>, organization: &str) -> Result<Option<String>, Stop> {
        if let Some(known) = self.organizations.get(organization) {
            return Ok(known.clone());
        }
        let name = text_at(tx, organization, Path("name"))?;
        self.organizations.insert(organization.to_owned(), name.clone());
        Ok(name)
    }

    fn source(&mut self, tx: &mut Tx<'_>, source: SourceId) -> Result<String, Stop> {
        if let Some(known) = self.sources.get(&source) {
            return Ok(known.clone());
        }
        let name = crate::source::name(tx, source)?;
        self.sources.insert(source, name.clone());
        Ok(name)
    }
}

/// One text of the entry that a reference names.
fn text_at(tx: &mut Tx<'_>, reference: &str, path: Path) -> Result<Option<String>, Stop> {
    let Some((of, id)) = reference.split_once('/') else { return Ok(None) };
    let Some(of) = ResourceType::named(of) else { return Ok(None) };
    match read::read(tx, of, id)?.filter(|entry| !entry.deleted) {
        None => Ok(None),
        Some(entry) => Ok(path.text(entry.tape()?.root()).map(Cow::into_owned)),
    }
}
