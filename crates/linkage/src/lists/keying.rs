//! The keys of a line: names by their consonants, days, places, numbers, in passes that each put
//! together two or three of them.

use super::birth::Birth;
use super::people::People;
use super::values::{Called, ValueId, Values, place};
use crate::sounds;
use crate::words::Weight;
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Further words of a name make no keys.
const WORDS_MAX: usize = 4;
/// So many signs of a street make a key.
const STREET_SIGNS: usize = 7;
const STREET_SIGNS_MIN: usize = 4;
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

/// What a pass puts together. Its number stands in the lowest bits of its keys.
#[derive(Clone, Copy)]
enum Pass {
    TwoWords = 0,
    Day,
    WordYear,
    WordPostcode,
    WordLocality,
    WordHouse,
    PostcodeHouse,
    LocalityHouse,
    Street,
    Phone,
    Identifier,
    DayPostcode,
    DayLocality,
    PostcodeLocality,
    SecondStreet,
    YearPostcode,
    WordGuardian,
    Beginnings,
}

const PASS_BITS: u64 = 0x1f;

/// A key of one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The pass, of which there are few, belongs in the middle.
        state.write_u64(self.0.rotate_right(u64::BITS / 2));
    }
}

impl Key {
    fn of(pass: Pass, one: u64, other: u64) -> Self {
        let number = pass_number(pass);
        let mut parts = [0; 16];
        let (front, back) = parts.split_at_mut(8);
        front.copy_from_slice(&one.to_le_bytes());
        back.copy_from_slice(&other.to_le_bytes());
        Self((xxh3_64_with_seed(&parts, number) & !PASS_BITS) | number)
    }

    /// Keys spread evenly over so many shares.
    pub(super) fn share(self, of: u64) -> u64 {
        ((self.0 >> 32) * of) >> 32
    }

    /// Whether blocks of this pass hold those of one place, whoever they are. The larger ones are left
    /// to the rarer keys.
    pub(super) const fn is_of_a_place(self) -> bool {
        const OF_A_PLACE: u64 = 1 << pass_number(Pass::PostcodeLocality)
            | 1 << pass_number(Pass::YearPostcode)
            | 1 << pass_number(Pass::PostcodeHouse)
            | 1 << pass_number(Pass::LocalityHouse)
            | 1 << pass_number(Pass::Street)
            | 1 << pass_number(Pass::SecondStreet);
        OF_A_PLACE >> (self.0 & PASS_BITS) & 1 == 1
    }

    /// Whether blocks of this pass hold people of one name, so that births tell them apart.
    const fn is_by_name(self) -> bool {
        const BY_NAME: u64 = 1 << pass_number(Pass::TwoWords)
            | 1 << pass_number(Pass::WordYear)
            | 1 << pass_number(Pass::WordHouse)
            | 1 << pass_number(Pass::WordGuardian)
            | 1 << pass_number(Pass::Beginnings);
        BY_NAME >> (self.0 & PASS_BITS) & 1 == 1
    }
}

#[expect(clippy::as_conversions, reason = "the numbers of an enum without fields")]
const fn pass_number(pass: Pass) -> u64 {
    pass as u64
}

/// The keys of lines, and of each value what goes into them, made once.
pub(super) struct Keys<'p> {
    people: &'p People,
    names: Vec<Words>,
    full: Vec<Words>,
    guardians: Vec<Words>,
    /// How names begin, by which those of two fields are met in either order.
    begin: Vec<u64>,
    streets: Vec<u64>,
}

/// The words of a name by sound, each as a number; 0 is none. Those that name somebody stand
/// before those that half a city shares.
#[derive(Clone, Copy, Default)]
struct Words {
    words: [u64; WORDS_MAX],
    /// So many name somebody; all of them where none does.
    telling: usize,
}

impl Words {
    fn of(called: &Called) -> Self {
        let words = called.name.words().iter().filter(|word| !word.is_initial);
        let light = |weight: Weight| weight == Weight::Light;
        let mut found: Vec<(bool, u64)> = words
            .map(|word| (light(word.weight), text_key(&sounds::coarse_key(&word.fold))))
            .collect();
        found.sort_unstable();
        Self::of_sorted(found)
    }

    /// Of words that tell nobody or do, those that do first.
    fn of_sorted(mut found: Vec<(bool, u64)>) -> Self {
        found.dedup_by_key(|(_, key)| *key);
        let telling = found.iter().filter(|(light, _)| !light).count();
        let telling = if telling == 0 { found.len() } else { telling };
        let mut made = Self { words: [0; WORDS_MAX], telling: telling.min(WORDS_MAX) };
        for (place, (_, key)) in made.words.iter_mut().zip(&found) {
            *place = *key;
        }
        made
    }

    fn all(&self) -> impl Iterator<Item = u64> + Clone {
        self.words.into_iter().take_while(|word| *word != 0)
    }

    fn telling(&self) -> impl Iterator<Item = u64> + Clone {
        self.words.into_iter().take(self.telling)
    }

    /// Those of two fields together.
    fn with(self, other: Self) -> Self {
        let mut both: Vec<(bool, u64)> = Vec::with_capacity(2 * WORDS_MAX);
        for words in [self, other] {
            both.extend(words.all().enumerate().map(|(n, word)| (n >= words.telling, word)));
        }
        both.sort_unstable();
        Self::of_sorted(both)
    }
}

impl<'p> Keys<'p> {
    pub(super) fn new(people: &'p People) -> Self {
        let words = |values: &Values<Called>| values.all().map(Words::of).collect();
        let begins = |called: &Called| {
            let begin: String = called.letters.chars().take(NAME_SIGNS).collect();
            text_key(&begin)
        };
        let street = |heard: &str| {
            let begin: String = heard.chars().take(STREET_SIGNS).collect();
            // The number of a lane or the letter of a block is met everywhere.
            if begin.chars().count() < STREET_SIGNS_MIN { 0 } else { text_key(&begin) }
        };
        Self {
            people,
            names: words(&people.called.names),
            full: words(&people.called.full),
            guardians: words(&people.called.guardians),
            begin: people.called.names.all().map(begins).collect(),
            streets: people.told.streets.all().map(|line| street(&line.heard)).collect(),
        }
    }

    fn words(&self, at: usize) -> Words {
        let line = self.people.line(at);
        let of = |keys: &[Words], id| keys.get(place(id)).copied().unwrap_or_default();
        match (line.given, line.surname, line.full) {
            (0, 0, full) => of(&self.full, full),
            (given, surname, 0) => of(&self.names, given).with(of(&self.names, surname)),
            (given, surname, full) => {
                of(&self.names, given).with(of(&self.names, surname)).with(of(&self.full, full))
            }
        }
    }

    /// Hands out the keys of one line: none in a pass for which it does not say enough, and some
    /// twice.
    pub(super) fn of(&self, at: usize, mut keep: impl FnMut(Key)) {
        let line = self.people.line(at);
        let words = self.words(at);
        let birth = self.people.told.births.get(line.birth);
        let said = |id: ValueId| (id != 0).then_some(u64::from(id));
        let (postcode, locality) = (said(line.postcode), said(line.locality));
        let (house, year) = (said(line.number), birth.map(|birth| number(birth.year())));
        let mut pair = |pass: Pass, one: Option<u64>, other: Option<u64>| {
            if let Some((one, other)) = one.zip(other) {
                keep(Key::of(pass, one, other));
            }
        };
        let day = birth.and_then(|birth| Some((two(birth.month()?), two(birth.day_of_month()?))));
        let one = Some(1);
        let in_order = day.map(|(month, day)| month * 100 + day);
        // Day and month in whichever order.
        let turned = day.map(|(month, day)| month.min(day) * 100 + month.max(day));
        pair(Pass::Day, turned, year);
        pair(Pass::DayPostcode, in_order, postcode);
        pair(Pass::DayLocality, in_order, locality);
        pair(Pass::PostcodeHouse, postcode, house);
        pair(Pass::LocalityHouse, locality, house);
        pair(Pass::PostcodeLocality, postcode, locality);
        pair(Pass::YearPostcode, year, postcode);
        pair(Pass::Phone, said(line.phone), one);
        pair(Pass::Identifier, said(line.identifier), one);
        let street = |id| self.streets.get(place(id)).copied().filter(|street| *street != 0);
        pair(Pass::Street, street(line.street), one);
        pair(Pass::SecondStreet, street(line.second_street), one);
        let begin = |id| self.begin.get(place(id)).copied();
        if let Some((first, second)) = begin(line.given).zip(begin(line.surname)) {
            pair(Pass::Beginnings, Some(first.min(second)), Some(first.max(second)));
        }
        let guardian = self.guardians.get(place(line.guardian));
        let guardian = guardian.and_then(|words| words.telling().next());
        for word in words.telling() {
            pair(Pass::WordYear, Some(word), year);
            pair(Pass::WordPostcode, Some(word), postcode);
            pair(Pass::WordLocality, Some(word), locality);
            pair(Pass::WordHouse, Some(word), house);
            pair(Pass::WordGuardian, Some(word), guardian);
        }
        for (n, word) in words.all().enumerate() {
            for other in words.all().skip(n + 1) {
                pair(Pass::TwoWords, Some(word.min(other)), Some(word.max(other)));
            }
        }
    }

    /// By what an oversize block is split at a depth; nothing when the line does not say.
    pub(super) fn further(&self, key: Key, depth: usize, at: usize) -> Option<u64> {
        let order = if key.is_by_name() { BY_BIRTH } else { BY_NAME };
        let line = self.people.line(at);
        let birth = self.people.told.births.get(line.birth);
        match order.get(depth)? {
            Further::Year => birth.map(|birth| number(birth.year())),
            Further::Word => self.words(at).telling().next(),
            Further::Place => {
                let said = |id: ValueId| (id != 0).then_some(u64::from(id));
                said(line.postcode).or_else(|| said(line.locality).map(|id| id << 32))
            }
            Further::Month => birth.and_then(Birth::month).map(two),
        }
    }

    /// By which lines of one block stand beside each other when no key is left.
    pub(super) fn order(&self, at: usize) -> String {
        let line = self.people.line(at);
        let heard = |called: Option<&Called>| called.map_or("", |called| &called.heard).to_owned();
        let mut order = heard(self.people.called.full.get(line.full));
        for id in [line.surname, line.given] {
            order.push_str(&heard(self.people.called.names.get(id)));
            order.push(' ');
        }
        if let Some(birth) = self.people.told.births.get(line.birth) {
            order.push_str(&birth.digits());
        }
        order
    }
}

/// A text as a number, which is not 0.
fn text_key(text: &str) -> u64 {
    xxh3_64_with_seed(text.as_bytes(), 0).max(1)
}

fn number(year: i32) -> u64 {
    u64::try_from(year).unwrap_or(0)
}

fn two([a, b]: [u8; 2]) -> u64 {
    u64::from(a) * 10 + u64::from(b)
}
