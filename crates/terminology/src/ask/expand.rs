//! `ValueSet/$expand`: the codes that a value set has, page by page, in an order that stays.

use super::called::called;
use super::nest::nested;
use crate::draft::Designation;
use crate::ranges::Ranges;
use crate::refusals::TerminologyRefusal as No;
use crate::release::Release;
use crate::select::choose::Chooser;
use crate::select::compose::{Compose, Listed, Named};
use crate::select::selection::{Run, Selection};
use crate::store::concepts::{self, Concept};
use crate::words::{typed, words};
use nabz_fhir::fold::fold;
use nabz_fhir::tape::Tape;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// Codes in one answer.
pub const COUNT_MAX: usize = 10_000;
/// What was typed is brought into an order of likeness among so many.
const RANKED_MAX: u64 = 2_000;

/// Which value set is meant.
#[derive(Clone, Debug)]
pub enum Of {
    /// One of this address: `http://…`, perhaps with `|` and a version.
    Address(String),
    /// This one, as it was sent.
    Body(Tape),
}

impl Of {
    pub(super) fn chosen(&self, tx: &mut Tx<'_>) -> Result<Selection, Stop> {
        let mut chooser = Chooser::new(tx);
        match self {
            Self::Address(url) => chooser.set(&Named::canonical(url)),
            Self::Body(set) => chooser.composition(&Compose::of(set.root())?),
        }
    }
}

/// What somebody wants to see of a value set.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The beginnings of words.
    pub filter: Option<String>,
    /// How many codes were seen already.
    pub offset: u64,
    /// How many more are wanted; all of them unless said.
    pub count: Option<usize>,
    /// What else the codes are called?
    pub with_designations: bool,
    /// The language that is read.
    pub language: Option<String>,
    /// Without what is out of use?
    pub only_active: bool,
    /// Codes within those that they lie below? Only where all of them are wanted at once, and
    /// nothing is typed; pages are flat.
    pub is_nested: bool,
}

/// Some codes of a value set.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// How many it has in all.
    pub total: u64,
    /// Of which systems, and in which versions of them.
    pub systems: Vec<(String, String)>,
    /// The codes that were asked for.
    pub items: Vec<Item>,
}

/// One code of an expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The address of its system.
    pub system: String,
    /// Its code.
    pub code: String,
    /// What it is called; `None` where nobody said.
    pub display: Option<String>,
    /// Does it only group others?
    pub is_abstract: bool,
    /// Is it out of use?
    pub is_inactive: bool,
    /// What else it is called, where that was asked for.
    pub designations: Vec<Designation>,
    /// Codes that lie below it, where that was asked for.
    pub within: Vec<Self>,
}

/// Expands a value set.
///
/// # Errors
/// What the value set refuses; `TRM-006` for more than [`COUNT_MAX`] codes, unless a page of them
/// is asked for.
pub fn expand(tx: &mut Tx<'_>, of: &Of, wish: &Wish) -> Result<Expansion, Stop> {
    let mut chosen = of.chosen(tx)?;
    if wish.only_active {
        chosen = Chooser::new(tx).active(chosen)?;
    }
    let typed_words = wish.filter.as_deref().map(typed).filter(|words| !words.is_empty());
    if let Some(typed_words) = &typed_words {
        chosen = holding(tx, chosen, typed_words)?;
    }
    let total = chosen.count();
    if wish.count.is_none() && total > u64::try_from(COUNT_MAX).unwrap_or(u64::MAX) {
        return Err(No::TooMany { most: u64::try_from(COUNT_MAX).unwrap_or(u64::MAX) }.into());
    }
    let systems = systems(&chosen);
    let take = wish.count.unwrap_or(COUNT_MAX).min(COUNT_MAX);
    let is_nested = wish.is_nested && typed_words.is_none() && wish.count.is_none();
    let wish = &Wish { is_nested: is_nested && wish.offset == 0, ..wish.clone() };
    let ranks = typed_words.is_some() && total <= RANKED_MAX;
    let items = if ranks {
        let all = page(tx, &chosen, (0, COUNT_MAX), wish)?;
        let skip = usize::try_from(wish.offset).unwrap_or(usize::MAX);
        likest_first(all, wish).into_iter().skip(skip).take(take).collect()
    } else {
        page(tx, &chosen, (wish.offset, take), wish)?
    };
    Ok(Expansion { total, systems, items })
}

/// The codes of which each typed word begins some word.
fn holding(
    tx: &mut Tx<'_>,
    chosen: Selection,
    typed: &[(String, String)],
) -> Result<Selection, Stop> {
    let mut kept = Selection::default();
    let mut asked: HashMap<_, Ranges> = HashMap::new();
    for run in chosen.runs {
        let release = match &run {
            Run::Loaded { release, .. } => Some(release),
            Run::Listed { release, .. } => release.as_ref(),
        };
        let known = match release {
            Some(release) => {
                if let std::collections::hash_map::Entry::Vacant(place) = asked.entry(release.id.0)
                {
                    place.insert(with_words(tx, release, typed)?);
                }
                asked.get(&release.id.0).cloned().unwrap_or_default()
            }
            None => Ranges::default(),
        };
        kept.runs.push(match run {
            Run::Loaded { release, ranges } => {
                Run::Loaded { release, ranges: ranges.within(&known) }
            }
            Run::Listed { system, version, release, mut codes } => {
                codes.retain(|(number, listed)| {
                    number.is_some_and(|number| known.has(number)) || is_begun(listed, typed)
                });
                Run::Listed { system, version, release, codes }
            }
        });
    }
    kept.runs.retain(|run| run.count() > 0);
    Ok(kept)
}

fn with_words(
    tx: &mut Tx<'_>,
    release: &Release,
    typed: &[(String, String)],
) -> Result<Ranges, Stop> {
    let mut known = Ranges::up_to(release.entries);
    for (from, to) in typed {
        known = known.within(&concepts::with_word(tx, release.id, (from, to))?);
        if known.is_empty() {
            break;
        }
    }
    Ok(known)
}

fn is_begun(listed: &Listed, typed: &[(String, String)]) -> bool {
    let names = listed.designations.iter().map(|one| one.words.as_str());
    let texts = names.chain(listed.display.as_deref()).chain([listed.code.as_str()]);
    let words = words(texts);
    typed.iter().all(|(begun, _)| words.iter().any(|word| word.starts_with(begun.as_str())))
}

fn systems(chosen: &Selection) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for run in &chosen.runs {
        let one = match run {
            Run::Loaded { release, .. } | Run::Listed { release: Some(release), .. } => {
                (release.head.url.clone(), release.head.version.clone())
            }
            Run::Listed { system, version, release: None, .. } => {
                (system.clone(), version.clone().unwrap_or_default())
            }
        };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The codes behind the first `skip` ones, `take` at most.
fn page(
    tx: &mut Tx<'_>,
    chosen: &Selection,
    (skip, take): (u64, usize),
    wish: &Wish,
) -> Result<Vec<Item>, Stop> {
    let (mut skip, mut items) = (skip, Vec::new());
    for run in &chosen.runs {
        let count = run.count();
        if skip >= count {
            skip -= count;
            continue;
        }
        let left = take.saturating_sub(items.len());
        if left == 0 {
            break;
        }
        match run {
            Run::Loaded { release, ranges } => {
                let numbers = ranges.page(skip, left);
                let found = loaded(tx, release, &numbers, wish)?;
                items.extend(if wish.is_nested {
                    nested(tx, release.id, found)?
                } else {
                    found.into_iter().map(|(_, item)| item).collect()
                });
            }
            Run::Listed { system, release, codes, .. } => {
                let from = usize::try_from(skip).unwrap_or(usize::MAX);
                let some: Vec<_> = codes.iter().skip(from).take(left).collect();
                items.extend(listed(tx, (system, release.as_deref()), &some, wish)?);
            }
        }
        skip = 0;
    }
    Ok(items)
}

fn loaded(
    tx: &mut Tx<'_>,
    release: &Release,
    numbers: &[u32],
    wish: &Wish,
) -> Result<Vec<(u32, Item)>, Stop> {
    let mut found = concepts::at(tx, release.id, numbers)?;
    let mut names = names(tx, release, numbers, wish)?;
    let concepts = numbers.iter().filter_map(|number| found.remove(number));
    Ok(concepts
        .map(|concept| {
            let names = names.remove(&concept.number).unwrap_or_default();
            (concept.number, item(release, concept, names, wish))
        })
        .collect())
}

/// What concepts are called besides, where the wish needs it.
fn names(
    tx: &mut Tx<'_>,
    release: &Release,
    numbers: &[u32],
    wish: &Wish,
) -> Result<HashMap<u32, Vec<Designation>>, Stop> {
    if wish.with_designations || wish.language.is_some() {
        return concepts::designations(tx, release.id, numbers);
    }
    Ok(HashMap::new())
}

fn item(release: &Release, concept: Concept, names: Vec<Designation>, wish: &Wish) -> Item {
    let display = called(release, &concept.display, &names, wish.language.as_deref()).to_owned();
    Item {
        system: release.head.url.clone(),
        code: concept.code,
        display: Some(display),
        is_abstract: concept.is_abstract,
        is_inactive: !concept.is_active,
        designations: if wish.with_designations { names } else { Vec::new() },
        within: Vec::new(),
    }
}

/// Codes that a value set lists: called as it says, else as their system says.
fn listed(
    tx: &mut Tx<'_>,
    (system, release): (&str, Option<&Release>),
    codes: &[&(Option<u32>, Listed)],
    wish: &Wish,
) -> Result<Vec<Item>, Stop> {
    let numbers: Vec<u32> = codes.iter().filter_map(|(number, _)| *number).collect();
    let mut known = HashMap::new();
    if let Some(release) = release {
        let found = loaded(tx, release, &numbers, wish)?;
        known.extend(found.into_iter().map(|(_, item)| (release.head.key_of(&item.code), item)));
    }
    let language = wish.language.as_deref();
    let plain = |listed: &Listed| Item {
        system: system.to_owned(),
        code: listed.code.clone(),
        display: listed.display.clone(),
        is_abstract: false,
        is_inactive: false,
        designations: Vec::new(),
        within: Vec::new(),
    };
    let items = codes.iter().map(|(_, one)| {
        let key = release.map(|release| release.head.key_of(&one.code));
        let mut item = key.and_then(|key| known.remove(&key)).unwrap_or_else(|| plain(one));
        let in_language = |name: &&Designation| Some(name.language.as_str()) == language;
        let own = one.designations.iter().find(in_language).map(|name| &name.words);
        if let Some(display) = own.or(one.display.as_ref().filter(|_| language.is_none())) {
            item.display = Some(display.clone());
        }
        if wish.with_designations {
            item.designations.extend(one.designations.iter().cloned());
        }
        item
    });
    Ok(items.collect())
}

/// What begins with what was typed comes first, and of those what says little else.
fn likest_first(mut items: Vec<Item>, wish: &Wish) -> Vec<Item> {
    let begun = fold(wish.filter.as_deref().unwrap_or_default());
    items.sort_by_cached_key(|item| {
        let name = fold(item.display.as_deref().unwrap_or(&item.code));
        let begins = name.starts_with(&begun) || fold(&item.code).starts_with(&begun);
        (!begins, item.is_inactive, name.chars().count())
    });
    items
}
