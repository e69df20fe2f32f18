//! The keys of a line in each pass: names by their consonants, days, places, numbers.

use super::people::People;
use super::values::{Called, ValueId, Values, place};
use crate::sounds;
use xxhash_rust::xxh3::Xxh3;

/// How many passes there are.
pub(super) const PASSES: usize = 18;
/// Further words of a name make no keys.
const WORDS_MAX: usize = 4;
/// So many signs of a street make a key.
const STREET_SIGNS: usize = 7;
const NAME_SIGNS: usize = 3;

/// By what an oversize block is split.
#[derive(Clone, Copy)]
enum Further {
    Year,
    Word,
    Place,
    Month,
}

/// How often a block can be split.
pub(super) const SPLITS: usize = 4;
const BY_BIRTH: [Further; SPLITS] = [Further::Year, Further::Place, Further::Month, Further::Word];
const BY_NAME: [Further; SPLITS] = [Further::Word, Further::Year, Further::Place, Further::Month];

/// The keys of lines, and those of the words of each name, made once.
pub(super) struct Keys<'p> {
    people: &'p People,
    names: Vec<Vec<u64>>,
    full: Vec<Vec<u64>>,
    guardians: Vec<Vec<u64>>,
}

/// What a key is put together from; empty where a line does not say.
struct Atoms {
    words: Vec<u64>,
    /// Year, month and day as written.
    birth: Option<(i32, String, String)>,
    year: Option<i32>,
    number: u32,
    street: String,
    second_street: String,
    locality: u32,
    postcode: u32,
    guardian: Option<u64>,
}

impl<'p> Keys<'p> {
    pub(super) fn new(people: &'p People) -> Self {
        Self {
            people,
            names: word_keys(&people.names),
            full: word_keys(&people.full),
            guardians: word_keys(&people.guardians),
        }
    }

    fn words(&self, line: usize) -> Vec<u64> {
        let line = self.people.line(line);
        let of = |keys: &'_ [Vec<u64>], id: ValueId| keys.get(place(id)).cloned();
        let known = [of(&self.names, line.given), of(&self.names, line.surname)];
        let known = known.into_iter().chain([of(&self.full, line.full)]);
        let mut words: Vec<u64> = known.flatten().flatten().collect();
        words.sort_unstable();
        words.dedup();
        words.truncate(WORDS_MAX);
        words
    }

    fn atoms(&self, at: usize) -> Atoms {
        let line = self.people.line(at);
        let birth = self.people.births.get(line.birth);
        let day = birth.and_then(|birth| {
            let month = birth.month()?.to_owned();
            Some((birth.year()?, month, birth.day_of_month()?.to_owned()))
        });
        let street = |id| {
            let letters = self.people.streets.get(id).map(|street| street.heard.chars());
            letters.map(|letters| letters.take(STREET_SIGNS).collect()).unwrap_or_default()
        };
        let guardian = self.guardians.get(place(line.guardian));
        Atoms {
            words: self.words(at),
            birth: day,
            year: birth.and_then(super::birth::Birth::year),
            number: line.number,
            street: street(line.street),
            second_street: street(line.second_street),
            locality: line.locality,
            postcode: line.postcode,
            guardian: guardian.and_then(|words| words.first().copied()),
        }
    }

    /// The keys of one line in one pass; none where it does not say enough.
    pub(super) fn of(&self, pass: usize, at: usize, keys: &mut Vec<u64>) {
        let line = self.people.line(at);
        let atoms = self.atoms(at);
        let mut each_word = |rest: Option<&[&[u8]]>| {
            if let Some(rest) = rest {
                keys.extend(atoms.words.iter().map(|word| hash(&word.to_le_bytes(), rest)));
            }
        };
        let number = |id: u32| (id != 0).then(|| id.to_le_bytes());
        let year = atoms.year.map(i32::to_le_bytes);
        let postcode = number(atoms.postcode);
        let locality = number(atoms.locality);
        let house = number(atoms.number);
        match pass {
            0 => {
                for (n, one) in atoms.words.iter().enumerate() {
                    let others = atoms.words.iter().skip(n + 1);
                    keys.extend(others.map(|two| hash(&one.to_le_bytes(), &[&two.to_le_bytes()])));
                }
            }
            1 => keys.extend(turned(&atoms).map(|day| hash(&day, &[]))),
            2 => each_word(year.as_ref().map(|y| [&y[..]]).as_ref().map(|r| &r[..])),
            3 => each_word(postcode.as_ref().map(|p| [&p[..]]).as_ref().map(|r| &r[..])),
            4 => each_word(locality.as_ref().map(|l| [&l[..]]).as_ref().map(|r| &r[..])),
            5 => each_word(house.as_ref().map(|h| [&h[..]]).as_ref().map(|r| &r[..])),
            6 => keys.extend(both(postcode, house)),
            7 => keys.extend(both(locality, house)),
            8 if !atoms.street.is_empty() => keys.push(hash(atoms.street.as_bytes(), &[])),
            9 => keys.extend(number(line.phone).map(|phone| hash(&phone, &[]))),
            10 => keys.extend(number(line.identifier).map(|id| hash(&id, &[]))),
            11 => keys.extend(day_and(&atoms, postcode)),
            12 => keys.extend(day_and(&atoms, locality)),
            13 => keys.extend(both(postcode, locality)),
            14 if !atoms.second_street.is_empty() => {
                keys.push(hash(atoms.second_street.as_bytes(), &[]));
            }
            15 => keys.extend(both(year, postcode)),
            16 => {
                if let Some(guardian) = atoms.guardian {
                    each_word(Some(&[&guardian.to_le_bytes()]));
                }
            }
            17 => keys.extend(self.beginnings(at)),
            _ => {}
        }
    }

    /// The first letters of the given and of the family name, in either order: what a wrong
    /// consonant further on leaves alone.
    fn beginnings(&self, at: usize) -> Option<u64> {
        let line = self.people.line(at);
        let begins = |id| -> Option<String> {
            let called = self.people.names.get(id)?;
            Some(called.letters.chars().take(NAME_SIGNS).collect())
        };
        let (one, two) = (begins(line.given)?, begins(line.surname)?);
        let (first, second) = if one <= two { (one, two) } else { (two, one) };
        Some(hash(first.as_bytes(), &[second.as_bytes()]))
    }

    /// The key by which an oversize block of a pass is split at a depth; nothing when the line
    /// does not say.
    pub(super) fn further(&self, pass: usize, depth: usize, at: usize) -> Option<u64> {
        let order = if matches!(pass, 0 | 2 | 5 | 16 | 17) { BY_BIRTH } else { BY_NAME };
        let line = self.people.line(at);
        let atoms = self.atoms(at);
        let number = |id: u32| (id != 0).then(|| hash(&id.to_le_bytes(), &[]));
        match order.get(depth)? {
            Further::Year => atoms.year.map(|year| hash(&year.to_le_bytes(), &[])),
            Further::Word => atoms.words.first().copied(),
            Further::Place => number(line.postcode).or_else(|| number(line.locality)),
            Further::Month => atoms.birth.map(|(_, month, _)| hash(month.as_bytes(), &[])),
        }
    }

    /// By which lines of one block stand beside each other when no key is left.
    pub(super) fn order(&self, at: usize) -> String {
        let line = self.people.line(at);
        let heard = |called: Option<&Called>| called.map_or("", |called| &called.heard).to_owned();
        let mut order = heard(self.people.full.get(line.full));
        for id in [line.surname, line.given] {
            order.push_str(&heard(self.people.names.get(id)));
            order.push(' ');
        }
        if let Some(birth) = self.people.births.get(line.birth) {
            order.push_str(&birth.digits());
        }
        order
    }
}

/// Of each name of a column, the keys of its words by sound.
fn word_keys(values: &Values<Called>) -> Vec<Vec<u64>> {
    let keys = |called: &Called| {
        let words = called.name.words().iter().filter(|word| !word.is_initial);
        words.map(|word| hash(sounds::coarse_key(&word.fold).as_bytes(), &[])).collect()
    };
    values.all().map(keys).collect()
}

/// Year, and day and month in whichever order.
fn turned(atoms: &Atoms) -> Option<Vec<u8>> {
    let (year, month, day) = atoms.birth.as_ref()?;
    let (first, second) = if month <= day { (month, day) } else { (day, month) };
    Some(format!("{year}{first}{second}").into_bytes())
}

fn day_and(atoms: &Atoms, place: Option<[u8; 4]>) -> Option<u64> {
    let (_, month, day) = atoms.birth.as_ref()?;
    Some(hash(&place?, &[month.as_bytes(), day.as_bytes()]))
}

fn both(one: Option<[u8; 4]>, other: Option<[u8; 4]>) -> Option<u64> {
    Some(hash(&one?, &[&other?]))
}

fn hash(first: &[u8], rest: &[&[u8]]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(first);
    for part in rest {
        hasher.update(&[0xff]);
        hasher.update(part);
    }
    hasher.digest()
}
