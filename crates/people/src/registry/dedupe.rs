//! Duplicates found by going over the whole registry, in the order in which people were registered.
//!
//! Each person is compared, by the model that a counter asks before it registers somebody, with
//! those registered before them who share a key of the name, the phone or the voter card. What is
//! found waits for a records officer. A search that stops goes on where it stopped, and one that
//! has come to the end goes on with those who were registered since.

use super::actions::keep_part;
use super::model::{Details, Identity, Pair, Person};
use super::rules;
use super::store::{self, InBlock, YEARS_A_BLOCK};
use nabz_kernel::ids::{Id, PersonId};
use nabz_linkage::bands::Band;
use nabz_linkage::compare::name_likeness;
use nabz_linkage::duplicates::{Facts, NAME_NEAR_MIN, Resemblance, resemblance};
use nabz_linkage::keys::NameKeys;
use nabz_linkage::words::Name;
use nabz_store::{Stop, Store, Tx};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use uuid::Uuid;

/// Persons compared in one question and kept in one transaction.
const PART_PERSONS: usize = 100;
/// With more who share a key, only those born about then are compared, and with more of them, only
/// those born in the year that was said. Of a block that is larger even so, the rest is left to the
/// rarer keys, the phone and the voter card.
const BLOCK_ROWS_MAX: u16 = 200;
const TOO_MANY: u16 = BLOCK_ROWS_MAX + 1;

/// Whether two are known to be two people although they look alike: they live together as two.
pub type KnownApart = fn(&mut Tx<'_>, PersonId, PersonId) -> Result<bool, Stop>;

/// How the registry is gone over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    /// At most so many persons; all of them unless said.
    pub limit: Option<usize>,
    /// Behind the last person of the search before.
    pub resume: bool,
    /// Links those in whose band nobody has to look, unless this knows better.
    pub link: Option<KnownApart>,
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
    /// How many were.
    pub persons: usize,
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

/// Goes over the registry. `step` is told how many persons more have been compared.
pub fn walk(store: &Store, asked: &Walk, mut step: impl FnMut(usize)) -> Result<Done, Stop> {
    let walked = if asked.resume { store.read_blocking(store::walked)? } else { None };
    let mut after = walked.unwrap_or(Id::from_uuid(Uuid::nil()));
    let mut done = Done::default();
    loop {
        let left = asked.limit.map_or(PART_PERSONS, |limit| limit.saturating_sub(done.persons));
        if left == 0 {
            return Ok(done);
        }
        let persons = left.min(PART_PERSONS);
        let Some(part) = store.read_blocking(move |view| compared(view, after, persons))? else {
            return Ok(Done { is_whole: true, ..done });
        };
        (after, done.persons) = (part.last, done.persons + part.persons);
        let (persons, link) = (part.persons, asked.link);
        let kept = store.write_bulk(move |tx| keep_part(tx, &part, link))?;
        (done.found, done.linked) = (done.found + kept.new, done.linked + kept.linked);
        step(persons);
    }
}

/// The next persons behind one of them, compared with those before; `None` when there is no more.
fn compared(view: &mut Tx<'_>, after: PersonId, most: usize) -> Result<Option<Part>, Stop> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let next = store::persons_after(view, after, limit)?;
    let Some(last) = next.last().map(|person| person.id) else { return Ok(None) };
    let persons = next.len();
    let mut registry = Registry::of(view);
    let mut alike = Vec::new();
    for person in next {
        alike.extend(registry.alike(person)?);
    }
    Ok(Some(Part { alike, last, persons }))
}

/// Those registered before somebody who may be the same one.
pub(super) fn alike_to(view: &mut Tx<'_>, person: Person) -> Result<Vec<Alike>, Stop> {
    Registry::of(view).alike(person)
}

/// Somebody on record, as far as a comparison goes.
struct Known {
    person: Person,
    facts: Facts,
}

impl Known {
    fn of(person: Person) -> Self {
        Self { facts: rules::facts((&person.details).into()), person }
    }
}

/// What one part has read of the registry; namesakes come again and again.
struct Registry<'v, 't> {
    view: &'v mut Tx<'t>,
    /// Blocks that are small enough; nothing for one that is not.
    blocks: HashMap<i64, Option<Rc<Vec<InBlock>>>>,
    /// Of those that are too large, those born about a year.
    blocks_of_years: HashMap<(i64, i64), Rc<Vec<InBlock>>>,
    /// Nothing for whoever is not there.
    known: HashMap<PersonId, Option<Rc<Known>>>,
}

impl<'v, 't> Registry<'v, 't> {
    fn of(view: &'v mut Tx<'t>) -> Self {
        let (blocks, blocks_of_years) = (HashMap::new(), HashMap::new());
        Self { view, blocks, blocks_of_years, known: HashMap::new() }
    }

    /// Those registered before this person who may be the same one. Nobody says anything of a
    /// person without a name of their own, and whoever is linked is found by the one who goes on.
    fn alike(&mut self, person: Person) -> Result<Vec<Alike>, Stop> {
        if !self.is_asked_about(&person)? {
            return Ok(Vec::new());
        }
        let person = Rc::new(Known::of(person));
        self.known.insert(person.person.id, Some(Rc::clone(&person)));
        let before = self.before(&person.person)?;
        self.read(&before)?;
        let mut alike = Vec::new();
        for id in before {
            if let Some(other) = self.known.get(&id).cloned().flatten() {
                alike.extend(self.are_alike(&person, &other)?);
            }
        }
        Ok(alike)
    }

    fn are_alike(&mut self, later: &Known, earlier: &Known) -> Result<Option<Alike>, Stop> {
        let resemblance = resemblance(&later.facts, &earlier.facts);
        let band = Band::of(&later.facts, &earlier.facts, &resemblance);
        let pair = Pair::of(earlier.person.id, later.person.id).filter(|_| band != Band::Apart);
        let Some(pair) = pair else { return Ok(None) };
        if !self.is_asked_about(&earlier.person)? {
            return Ok(None);
        }
        let seen = [earlier.person.version, later.person.version];
        Ok(Some(Alike { pair, seen, resemblance, band }))
    }

    fn is_asked_about(&mut self, person: &Person) -> Result<bool, Stop> {
        let is_known = person.identity == Identity::Known;
        Ok(is_known && store::linked_to(self.view, person.id)?.is_none())
    }

    /// Who was registered before and has a name, a phone or a card like theirs.
    fn before(&mut self, person: &Person) -> Result<Vec<PersonId>, Stop> {
        let details = &person.details;
        let mut found = self.namesakes(details)?;
        if let Some(phone) = &details.phone {
            found.extend(store::persons_of_phone(self.view, &phone.mobile)?);
        }
        if let Some(number) = &details.voter_id {
            let number = number.as_str();
            found.extend(store::persons_of_identifier(self.view, store::VOTER_ID, number)?);
        }
        let mut seen = HashSet::new();
        found.retain(|other| other.uuid() < person.id.uuid() && seen.insert(*other));
        Ok(found)
    }

    /// Those who share a key of a name, and whose name is near it; somebody may come twice.
    fn namesakes(&mut self, details: &Details) -> Result<Vec<PersonId>, Stop> {
        let year = details.birth.map_or(0, |birth| i64::from(birth.date.year()));
        let mut keys: Vec<i64> = NameKeys::of(&details.name).keys().collect();
        keys.sort_unstable();
        keys.dedup();
        let mut names = Names::of(details);
        let mut found = Vec::new();
        for key in keys {
            let block = self.block(key, year)?;
            let near = block.iter().filter(|other| names.are_near(&other.sound));
            found.extend(near.map(|other| other.person));
        }
        Ok(found)
    }

    fn block(&mut self, key: i64, year: i64) -> Result<Rc<Vec<InBlock>>, Stop> {
        let known = self.blocks.get(&key).cloned();
        let whole = if let Some(known) = known {
            known
        } else {
            let rows = store::in_block(self.view, key, TOO_MANY)?;
            let whole = (!is_too_large(&rows)).then(|| Rc::new(rows));
            self.blocks.insert(key, whole.clone());
            whole
        };
        match whole {
            Some(whole) => Ok(whole),
            None => self.block_of_years(key, year),
        }
    }

    fn block_of_years(&mut self, key: i64, year: i64) -> Result<Rc<Vec<InBlock>>, Stop> {
        if let Some(known) = self.blocks_of_years.get(&(key, year)) {
            return Ok(Rc::clone(known));
        }
        let mut rows = store::in_block_of_years(self.view, key, years_near(year), TOO_MANY)?;
        if is_too_large(&rows) {
            let only = [year; YEARS_A_BLOCK];
            rows = store::in_block_of_years(self.view, key, only, BLOCK_ROWS_MAX)?;
        }
        let rows = Rc::new(rows);
        self.blocks_of_years.insert((key, year), Rc::clone(&rows));
        Ok(rows)
    }

    /// Reads those of whom nothing is known yet.
    fn read(&mut self, ids: &[PersonId]) -> Result<(), Stop> {
        let mut unread: Vec<PersonId> = ids.to_vec();
        unread.retain(|id| !self.known.contains_key(id));
        for person in store::persons(self.view, &unread)? {
            self.known.insert(person.id, Some(Rc::new(Known::of(person))));
        }
        for id in unread {
            self.known.entry(id).or_insert(None);
        }
        Ok(())
    }
}

fn is_too_large(rows: &[InBlock]) -> bool {
    rows.len() > usize::from(BLOCK_ROWS_MAX)
}

/// The years of birth that may be one said twice; nobody knows when somebody without one was born.
fn years_near(year: i64) -> [i64; YEARS_A_BLOCK] {
    if year == 0 {
        [0; YEARS_A_BLOCK]
    } else {
        [year, year - 1, year + 1, year - 2, year + 2, year - 3, year + 3, 0]
    }
}

/// A person's name as it sounds in either script, and which names were found to be near it.
struct Names {
    own: Vec<Name>,
    compared: HashMap<String, bool>,
}

impl Names {
    fn of(details: &Details) -> Self {
        let written = [details.name.devanagari(), details.name.roman()].into_iter().flatten();
        let mut own: Vec<Name> = written.map(|text| Name::of(text.as_str())).collect();
        // Both scripts most often sound the same.
        own.dedup();
        Self { own, compared: HashMap::new() }
    }

    /// Whether a name, as it sounds, speaks for one person rather than against it.
    fn are_near(&mut self, sound: &str) -> bool {
        if let Some(known) = self.compared.get(sound) {
            return *known;
        }
        let other = Name::sounding(sound);
        let near = self.own.iter().any(|own| name_likeness(own, &other) >= NAME_NEAR_MIN);
        self.compared.insert(sound.to_owned(), near);
        near
    }
}
