//! Duplicates found by going over the whole registry at once.
//!
//! All persons are compared as one list by [`nabz_linkage::lists`], which learns from the registry
//! itself what an agreement is worth. What is found waits for a records officer, whoever was
//! registered first being asked about first. A search that stops goes on where it stopped, and one
//! that has come to the end goes on with those who were registered since.

mod list;
mod night;
mod one;

pub use night::{Night, tonight};
pub(super) use one::alike_to;

use super::actions::keep_part;
use super::facts::exclude_one_another;
use super::model::Pair;
use super::{rules, store};
use list::List;
use nabz_kernel::ids::PersonId;
use nabz_linkage::bands::{Band, REVIEW_MIN};
use nabz_linkage::duplicates::{Facts, Resemblance, points_of, reasons};
use nabz_linkage::lists::{Learned, Link, Linker, People};
use nabz_store::{Stop, Store, Tx};
use std::collections::{HashMap, HashSet};

/// Pairs kept in one transaction, unless one person has more.
const PART_PAIRS: usize = 100;
/// From fewer persons less is learned than a made-up city taught.
const LEARN_PERSONS_MIN: usize = 10_000;

/// Whether two are known to be two people although they look alike: they live together as two.
pub type KnownApart = fn(&mut Tx<'_>, PersonId, PersonId) -> Result<bool, Stop>;

/// How the registry is gone over.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// At most so many persons; all of them unless said.
    pub limit: Option<usize>,
    /// Behind the last person of the search before.
    pub resume: bool,
    /// Links those in whose band nobody has to look, unless this knows better.
    pub link: Option<KnownApart>,
    /// From so many persons on the registry itself teaches what an agreement is worth.
    pub learn_from: usize,
}

impl Default for Walk {
    fn default() -> Self {
        Self { limit: None, resume: false, link: None, learn_from: LEARN_PERSONS_MIN }
    }
}

/// What has been done, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many persons more were read.
    Read(usize),
    /// Of all parts so many more were compared.
    Compared {
        /// More parts.
        more: usize,
        /// All parts.
        of: usize,
    },
    /// Of all pairs so many more were written down.
    Kept {
        /// More pairs.
        more: usize,
        /// All pairs.
        of: usize,
    },
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Persons who were compared with those before them.
    pub persons: usize,
    /// Pairs that nobody had found before.
    pub found: usize,
    /// Pairs that were linked without somebody looking.
    pub linked: usize,
    /// Whether it came to the end.
    pub is_whole: bool,
}

/// What one part of the search found.
#[derive(Clone, Debug)]
pub struct Part {
    /// Those who may be one.
    pub alike: Vec<Alike>,
    /// The last person who was compared.
    pub last: PersonId,
}

/// Two who may be one.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Who.
    pub pair: Pair,
    /// The versions that were compared.
    pub seen: [u32; 2],
    /// How much speaks for it, and what.
    pub resemblance: Resemblance,
    /// What the model makes of it.
    pub band: Band,
}

/// Goes over the registry. `watch` is told how far it has come.
pub fn walk(store: &Store, asked: &Walk, watch: &(dyn Fn(Step) + Sync)) -> Result<Done, Stop> {
    let walked = if asked.resume { store.read_blocking(store::walked)? } else { None };
    let List { people, persons, first, is_whole } = list::read(store, walked, asked.limit, watch)?;
    let new = persons.get(first..).unwrap_or_default();
    let mut done = Done { persons: new.len(), is_whole, ..Done::default() };
    let Some((last, _)) = new.last().copied() else { return Ok(done) };
    let linker = judging(store, people, asked)?;
    let compared = |of| watch(Step::Compared { more: 1, of });
    let mut links = linker.links_of(first..persons.len(), REVIEW_MIN, &compared);
    drop(linker);
    links.sort_unstable_by_key(|link| (link.second, link.first));
    let all = links.len();
    for links in parts(&links) {
        let found: Vec<Found> = links.iter().filter_map(|link| Found::of(link, &persons)).collect();
        let last = links.last().and_then(|link| persons.get(link.second)).map_or(last, |one| one.0);
        let link = asked.link;
        let kept = store.write_bulk(move |tx| {
            let alike = alike(tx, &found)?;
            keep_part(tx, &Part { alike, last }, link)
        })?;
        (done.found, done.linked) = (done.found + kept.new, done.linked + kept.linked);
        watch(Step::Kept { more: links.len(), of: all });
    }
    // Nobody behind the last pair looks like anybody.
    store.write_bulk(move |tx| keep_part(tx, &Part { alike: Vec::new(), last }, None))?;
    Ok(done)
}

/// Who judges: by what this registry teaches, or by what the search before has learned from it; a
/// short registry is judged as a made-up city taught.
fn judging(store: &Store, people: People, asked: &Walk) -> Result<Linker, Stop> {
    let persons = people.len();
    if persons < asked.learn_from {
        return Ok(Linker::knowing(people, &Learned::of_a_city()));
    }
    let known = if asked.resume { store.read_blocking(store::learned)? } else { None };
    if let Some(known) = known {
        return Ok(Linker::knowing(people, &known));
    }
    let linker = Linker::learn(people);
    let learned = linker.learned();
    store.write_bulk(move |tx| store::keep_learned(tx, &learned, persons))?;
    Ok(linker)
}

/// Parts of so many pairs, all pairs of one second person in one part, so that a search that stops
/// between two parts goes on behind a person.
fn parts(links: &[Link]) -> Vec<&[Link]> {
    let mut parts = Vec::new();
    let mut rest = links;
    while !rest.is_empty() {
        let whole = |end: usize| match (rest.get(end - 1), rest.get(end)) {
            (Some(one), Some(next)) => one.second != next.second,
            _ => true,
        };
        let end = (PART_PAIRS.min(rest.len())..=rest.len()).find(|end| whole(*end));
        let (part, behind) = rest.split_at(end.unwrap_or(rest.len()));
        parts.push(part);
        rest = behind;
    }
    parts
}

/// A pair that was found in the list.
struct Found {
    pair: Pair,
    seen: [u32; 2],
    probability: f64,
}

impl Found {
    fn of(link: &Link, persons: &[(PersonId, u32)]) -> Option<Self> {
        let (one, other) = (persons.get(link.first)?, persons.get(link.second)?);
        let pair = Pair::of(one.0, other.0)?;
        Some(Self { pair, seen: [one.1, other.1], probability: link.probability })
    }
}

/// Those who may be one, with what speaks for it; without those who were linked while all were
/// compared.
fn alike(tx: &mut Tx<'_>, found: &[Found]) -> Result<Vec<Alike>, Stop> {
    let ids: HashSet<PersonId> = found.iter().flat_map(|found| found.pair.both()).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let linked: HashSet<PersonId> =
        store::links_from(tx, &ids)?.into_iter().map(|(linked, _)| linked).collect();
    let persons = store::persons(tx, &ids)?;
    let facts: HashMap<PersonId, Facts> = persons
        .into_iter()
        .filter(|person| !linked.contains(&person.id))
        .map(|person| (person.id, rules::facts((&person.details).into())))
        .collect();
    let alike = found.iter().filter_map(|found| {
        let (one, other) = (facts.get(&found.pair.one())?, facts.get(&found.pair.other())?);
        let reasons = reasons(other, one);
        let resemblance = Resemblance { points: points_of(found.probability), reasons };
        let band = Band::of((one, other), &resemblance, found.probability);
        Some(Alike { pair: found.pair, seen: found.seen, resemblance, band })
    });
    let mut alike: Vec<Alike> = alike.collect();
    // The numbers of papers are read of those alone in whom all else agrees.
    for one in alike.iter_mut().filter(|one| one.band == Band::Link) {
        if exclude_one_another(tx, one.pair.one(), one.pair.other())? {
            one.band = Band::Review;
        }
    }
    Ok(alike)
}
