//! `ConceptMap/$translate`: what a code is in another system.

use super::Coded;
use super::expand::Of;
use super::validate::has;
use crate::draft::Pair;
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Kind, Release, ReleaseId};
use crate::store::{releases, targets};
use nabz_fhir::tape::{Node, Tape};
use nabz_store::{Stop, Tx};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Which way is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The address of the map, and its version; any that is loaded unless it is named.
    pub map: Option<(String, Option<String>)>,
    /// The address of the system that is wanted; any unless it is named.
    pub system: Option<String>,
    /// The address of the value set that what is found has to be in; any unless it is named.
    pub set: Option<String>,
    /// From the targets of the maps back to their sources.
    pub reverse: bool,
}

/// One code that another one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// How near it is, in R4's words, read from the map's source to its target.
    pub equivalence: String,
    /// The code; `None` where the map says that there is none.
    pub concept: Option<Coded>,
    /// The address of the map.
    pub map: String,
    /// A remark of the map; empty where there is none.
    pub remark: String,
}

/// What a code is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    /// What was found, of the map that was loaded last first.
    pub matches: Vec<Match>,
}

impl Translated {
    /// Is any of them a code that stands for it?
    pub fn is_found(&self) -> bool {
        let stands = |one: &&Match| !["unmatched", "disjoint"].contains(&one.equivalence.as_str());
        self.matches.iter().filter(stands).any(|one| one.concept.is_some())
    }
}

/// Translates some codes, as a `CodeableConcept` says them.
///
/// # Errors
/// `TRM-004` when the map that is named is not loaded, `TRM-003` when it is in other versions
/// alone; what the value set refuses.
pub fn translate(tx: &mut Tx<'_>, asked: &[Coded], wanted: &Wanted) -> Result<Translated, Stop> {
    let map = match &wanted.map {
        Some((url, version)) => Some(map(tx, url, version.as_deref())?),
        None => None,
    };
    let mut maps: BTreeMap<ReleaseId, String> = BTreeMap::new();
    let mut matches = Vec::new();
    for code in asked {
        for (id, pair) in pairs(tx, code, (map.as_ref(), wanted.reverse))? {
            let other = if wanted.reverse { &pair.source } else { &pair.target };
            if wanted.system.as_ref().is_some_and(|system| *system != other.0) {
                continue;
            }
            if let Entry::Vacant(place) = maps.entry(id) {
                place.insert(releases::by_id(tx, id)?.map(|map| map.head.url).unwrap_or_default());
            }
            let map = maps.get(&id).cloned().unwrap_or_default();
            matches.push(found(pair, map, wanted.reverse));
        }
    }
    if let Some(set) = &wanted.set {
        matches = within(tx, set, matches)?;
    }
    Ok(Translated { matches })
}

/// What one code is, by the map that is named or by any.
fn pairs(
    tx: &mut Tx<'_>,
    asked: &Coded,
    (map, reverse): (Option<&Release>, bool),
) -> Result<Vec<(ReleaseId, Pair)>, Stop> {
    let mut pairs = targets::of_code(tx, (&asked.system, &asked.code), reverse)?;
    pairs.retain(|(id, _)| map.is_none_or(|map| map.id == *id));
    if let Some(map) = map
        && pairs.is_empty()
        && !reverse
    {
        pairs.extend(unmapped(tx, map.id, asked)?.map(|pair| (map.id, pair)));
    }
    Ok(pairs)
}

/// Those that are in a value set.
fn within(tx: &mut Tx<'_>, set: &str, matches: Vec<Match>) -> Result<Vec<Match>, Stop> {
    let chosen = Of::Address(set.to_owned()).chosen(tx)?;
    let mut kept = Vec::new();
    for one in matches {
        let fits = match &one.concept {
            Some(concept) => has(tx, &chosen, concept)?,
            None => true,
        };
        if fits {
            kept.push(one);
        }
    }
    Ok(kept)
}

fn map(tx: &mut Tx<'_>, url: &str, version: Option<&str>) -> Result<Release, Stop> {
    if let Some(found) = releases::named(tx, Kind::ConceptMap, url, version)? {
        return Ok(found);
    }
    let no = match (version, releases::named(tx, Kind::ConceptMap, url, None)?) {
        (Some(version), Some(_)) => {
            No::UnknownVersion { url: url.to_owned(), version: version.to_owned() }
        }
        (Some(_) | None, _) => No::UnknownMap(url.to_owned()),
    };
    Err(no.into())
}

fn found(pair: Pair, map: String, reverse: bool) -> Match {
    let Pair { source, target, display, equivalence, remark } = pair;
    let (other, display) = if reverse { (source, String::new()) } else { (target, display) };
    let display = Some(display).filter(|display| !display.is_empty());
    let (system, code) = other;
    let concept = (!code.is_empty()).then_some(Coded { system, version: None, code, display });
    Match { equivalence, concept, map, remark }
}

/// What a map says of the codes that it does not list: that they stay what they are, or are one
/// certain code. That another map is to be asked is not followed.
fn unmapped(tx: &mut Tx<'_>, id: ReleaseId, asked: &Coded) -> Result<Option<Pair>, Stop> {
    let body = releases::body(tx, id)?.unwrap_or_default();
    let Ok(tape) = Tape::parse(body.into_bytes()) else { return Ok(None) };
    let groups = tape.root().get("group").into_iter().flat_map(Node::items);
    let text = |of: Node<'_>, name: &str| of.get_text(name).unwrap_or_default().into_owned();
    for group in groups.filter(|group| text(*group, "source") == asked.system) {
        let Some(unmapped) = group.get("unmapped") else { continue };
        let (code, display, equivalence) = match text(unmapped, "mode").as_str() {
            "provided" => (asked.code.clone(), String::new(), "equal"),
            "fixed" => (text(unmapped, "code"), text(unmapped, "display"), "inexact"),
            _ => continue,
        };
        return Ok(Some(Pair {
            source: (asked.system.clone(), asked.code.clone()),
            target: (text(group, "target"), code),
            display,
            equivalence: equivalence.to_owned(),
            remark: String::new(),
        }));
    }
    Ok(None)
}
