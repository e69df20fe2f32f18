//! Every written value once, taken apart for comparing, with how often it is met.

use super::birth::Birth;
use super::common::{Common, Taught};
use crate::fold::fold;
use crate::sounds;
use crate::words::Name;
use nabz_kernel::names::Script;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Longer values are cut: a comparison costs the square of the length.
pub(super) const LETTERS_MAX: usize = 48;

/// The number of a value; 0 is none.
pub(super) type ValueId = u32;

/// A kind of value that one column holds.
pub(super) trait Written: Sized {
    /// Whether so few cells differ that it is worth remembering what each was.
    const COMES_AGAIN: bool = false;

    /// Takes a cell apart; nothing when it says nothing.
    fn read(cell: &str) -> Option<Self>;
    /// What makes two cells the same.
    fn same_as(&self) -> String;
    /// Whether two who say it say the same, as far as that can be: a year is not a day.
    fn is_exact(&self) -> bool {
        true
    }
    /// How it sounds, where values are compared by their sound, and which letters are in that, a
    /// bit each.
    fn sound(&self) -> Option<(&str, u32)> {
        None
    }
}

/// Hashes short texts; nobody chooses the lists so as to slow it down but whoever runs it.
#[derive(Default)]
pub(super) struct ShortText(u64);

impl Hasher for ShortText {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Takes numbers that are hashes already.
#[derive(Default)]
pub(super) struct ByNumber(u64);

impl Hasher for ByNumber {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Two numbers as one that is spread over all there are.
///
/// Source: the odd fraction of the golden ratio (D. Knuth, multiplicative hashing).
pub(super) fn spread(one: u32, other: u32) -> u64 {
    (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

pub(super) type ByText<V> = HashMap<Box<str>, V, BuildHasherDefault<ShortText>>;

/// How a value sounds.
#[derive(Clone, Copy, Default)]
pub(super) struct Sound {
    /// Its number; 0 for none.
    pub(super) number: u32,
    /// How much rarer than average it is: a natural logarithm, negative for a rare one.
    pub(super) rarity: f32,
    /// Which letters are in it, a bit each.
    pub(super) signs: u32,
}

/// What another list taught counts as so many lines of this one.
const TAUGHT_LINES: f64 = 100_000.0;

/// The values of one column of both lists.
pub(super) struct Values<T> {
    known: ByText<ValueId>,
    /// By the very letters of a cell, where cells are long to take apart and come again.
    seen: ByText<ValueId>,
    read: Vec<T>,
    counts: Vec<u32>,
    /// Of each value, how much rarer it is than values are on average: a natural logarithm.
    rarities: Vec<f32>,
    sounds: Vec<Sound>,
    filled: u64,
}

impl<T: Written> Values<T> {
    pub(super) fn new() -> Self {
        let (known, seen) = (ByText::default(), ByText::default());
        let (read, counts) = (Vec::new(), Vec::new());
        let (rarities, sounds) = (Vec::new(), Vec::new());
        Self { known, seen, read, counts, rarities, sounds, filled: 0 }
    }

    /// Counts one cell and gives its number.
    pub(super) fn add(&mut self, cell: &str) -> ValueId {
        if T::COMES_AGAIN {
            return self.seen_before(cell);
        }
        let id = self.taken_apart(cell);
        self.count(id);
        id
    }

    fn seen_before(&mut self, cell: &str) -> ValueId {
        if cell.is_empty() {
            return 0;
        }
        let id = self.seen.get(cell).copied().unwrap_or_else(|| {
            let id = self.taken_apart(cell);
            self.seen.insert(cell.into(), id);
            id
        });
        self.count(id);
        id
    }

    /// A value that is known is met once more.
    pub(super) fn count(&mut self, id: ValueId) {
        if let Some(count) = self.counts.get_mut(place(id)) {
            *count += 1;
            self.filled += 1;
        }
    }

    fn taken_apart(&mut self, cell: &str) -> ValueId {
        let Some(value) = T::read(cell) else { return 0 };
        let next = u32::try_from(self.read.len() + 1).unwrap_or(u32::MAX);
        let id = *self.known.entry(value.same_as().into()).or_insert(next);
        if id == next {
            self.read.push(value);
            self.counts.push(0);
        }
        id
    }

    pub(super) fn get(&self, id: ValueId) -> Option<&T> {
        self.read.get(place(id))
    }

    /// All of them, with how often each was met, before they are sealed.
    pub(super) fn met(&mut self) -> impl Iterator<Item = (&mut T, u32)> {
        self.read.iter_mut().zip(self.counts.iter().copied())
    }

    /// All of them, in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.read.iter()
    }

    /// How likely two who are drawn say the same.
    pub(super) fn chance(&self) -> f64 {
        let mut sum = 0.0;
        for (_, count) in self.exact() {
            // One of them less, since whoever is in the list twice would make their own value common.
            sum += f64::from(count) / whole(self.filled) * self.share_of(count, None);
        }
        sum.clamp(1e-9, 1.0)
    }

    fn exact(&self) -> impl Iterator<Item = (&T, u32)> {
        let all = self.read.iter().zip(self.counts.iter().copied());
        all.filter(|(value, _)| value.is_exact())
    }

    /// How much rarer a value is than values are on average: a natural logarithm, negative for a
    /// rare one.
    pub(super) fn rarity(&self, id: ValueId) -> f32 {
        self.rarities.get(place(id)).copied().unwrap_or(0.0)
    }

    /// Forgets how cells were found again; none can be added afterwards. What is common is said by
    /// the list itself, or by what another taught, which counts as so many lines.
    pub(super) fn seal(&mut self, taught: Option<Taught<'_>>) {
        (self.known, self.seen) = (ByText::default(), ByText::default());
        self.filled = self.exact().map(|(_, count)| u64::from(count)).sum();
        let average = taught.map_or_else(|| self.chance(), |taught| taught.same);
        let values = self.read.iter().zip(&self.counts);
        let rarities = values.map(|(value, count)| {
            let sound = value.sound().map(|(sound, _)| sound);
            let usual = taught.map(|taught| average * taught.commoner(sound));
            single((self.share_of(*count, usual) / average).ln())
        });
        self.rarities = rarities.collect();
        self.sounds = self.heard(taught);
    }

    /// How large a share of other people say what is met so often, where so large a share would be
    /// usual.
    fn share_of(&self, count: u32, usual: Option<f64>) -> f64 {
        let others = f64::from(count.saturating_sub(1));
        match usual {
            Some(usual) => (others + TAUGHT_LINES * usual) / (whole(self.filled) + TAUGHT_LINES),
            None => others.max(1.0) / whole(self.filled),
        }
    }

    /// Of each value, its sound.
    fn heard(&self, taught: Option<Taught<'_>>) -> Vec<Sound> {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut met: Vec<(&str, u32)> = Vec::new();
        let mut of_values: Vec<Sound> = Vec::with_capacity(self.read.len());
        for (value, count) in self.read.iter().zip(&self.counts) {
            let Some((sound, signs)) = value.sound() else { return Vec::new() };
            // 0 is no sound.
            let next = u32::try_from(met.len() + 1).unwrap_or(u32::MAX);
            let number = *numbers.entry(sound).or_insert(next);
            if number == next {
                met.push((sound, 0));
            }
            if let Some((_, met)) = met.get_mut(place(number)) {
                *met += count;
            }
            of_values.push(Sound { number, rarity: 0.0, signs });
        }
        let of_list = |met: u32| f64::from(met) / whole(self.filled) * self.share_of(met, None);
        let average = taught.map_or_else(
            || met.iter().map(|(_, met)| of_list(*met)).sum::<f64>().clamp(1e-9, 1.0),
            |taught| taught.sound,
        );
        for sound in &mut of_values {
            let (text, met) = met.get(place(sound.number)).copied().unwrap_or(("", 1));
            let usual = taught.map(|taught| average * taught.commoner(Some(text)));
            sound.rarity = single((self.share_of(met, usual) / average).ln());
        }
        of_values
    }

    /// Which sounds are common in a list that was sealed.
    pub(super) fn common(&self) -> Common {
        let mut met: HashMap<u32, (&str, u32, f32)> = HashMap::new();
        let values = self.read.iter().zip(&self.counts).zip(&self.sounds);
        for ((value, count), sound) in values {
            let Some((text, _)) = value.sound() else { continue };
            met.entry(sound.number).or_insert((text, 0, sound.rarity)).1 += count;
        }
        Common::of(met.into_values())
    }

    /// How a value sounds.
    pub(super) fn sound(&self, id: ValueId) -> Sound {
        self.sounds.get(place(id)).copied().unwrap_or_default()
    }
}

/// A logarithm as tables and patterns keep it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a logarithm, which half the digits say well enough"
)]
pub(super) fn single(logarithm: f64) -> f32 {
    logarithm as f32
}

/// Where a value stands among its like.
pub(super) fn place(id: ValueId) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX).wrapping_sub(1)
}

/// A count of lines or pairs, of which no list has more than 32 bits say.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A count as a number that can be divided by; counts here stay far below what a `f64` holds.
pub(super) fn whole(count: u64) -> f64 {
    let high = u32::try_from(count >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(count & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    (f64::from(high) * 4_294_967_296.0 + f64::from(low)).max(1.0)
}

/// A name, or a part of one.
pub(super) struct Called {
    /// Small letters without spaces or signs.
    pub(super) letters: Box<str>,
    /// How many they are.
    pub(super) length: usize,
    /// Which of them are met, a bit each; some share one.
    pub(super) met: u64,
    /// The words as heard.
    pub(super) name: Name,
    /// The words as heard, without spaces.
    pub(super) heard: Box<str>,
    /// Which letters are in it as heard, a bit each.
    pub(super) signs: u32,
    pub(super) script: Script,
}

impl Called {
    /// Whether two names have so few letters in common, by their [`signs`](Self::signs), that they
    /// differ. Most pairs of strangers end here.
    pub(super) const fn are_far(one: u32, other: u32) -> bool {
        let (one_met, other_met) = (one.count_ones(), other.count_ones());
        let least = if one_met < other_met { one_met } else { other_met };
        2 * (one & other).count_ones() < least
    }
}

impl Written for Called {
    const COMES_AGAIN: bool = true;

    fn read(cell: &str) -> Option<Self> {
        let letters = squeezed(cell);
        let name = sounds::name(cell);
        let heard: String = name.words().iter().map(|word| word.fold.as_str()).collect();
        let called = Self {
            script: Script::of(cell),
            signs: heard.bytes().fold(0, |signs, letter| signs | 1 << (letter % 32)),
            length: letters.chars().count(),
            met: letters.chars().fold(0, |met, letter| met | 1 << (u32::from(letter) % u64::BITS)),
            letters: letters.into(),
            heard: heard.into(),
            name,
        };
        (!called.letters.is_empty() && !called.name.is_empty()).then_some(called)
    }

    fn same_as(&self) -> String {
        self.letters.to_string()
    }

    fn sound(&self) -> Option<(&str, u32)> {
        Some((&self.heard, self.signs))
    }
}

/// A line of an address, a locality or a state.
pub(super) struct Place {
    pub(super) letters: Box<str>,
    /// The same by sound, numbers kept.
    pub(super) heard: Box<str>,
    /// Its words by sound.
    pub(super) words: Vec<Box<str>>,
}

impl Written for Place {
    const COMES_AGAIN: bool = true;

    fn read(cell: &str) -> Option<Self> {
        let letters = squeezed(cell);
        let words: Vec<Box<str>> = cell
            .split(|c: char| c.is_whitespace() || ",.-/()".contains(c))
            .map(|word| -> Box<str> {
                let sound = fold(word);
                if sound.is_empty() { squeezed(word).into() } else { sound.into() }
            })
            .filter(|word| !word.is_empty())
            .collect();
        let heard: String = words.iter().map(AsRef::as_ref).collect();
        (!letters.is_empty()).then(|| Self { letters: letters.into(), heard: heard.into(), words })
    }

    fn same_as(&self) -> String {
        self.letters.to_string()
    }
}

/// Female, male or other.
pub(super) struct Sex(pub(super) char);

impl Written for Sex {
    const COMES_AGAIN: bool = true;

    fn read(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if cell.starts_with("मर्द") {
            return Some(Self('m'));
        }
        match cell.chars().flat_map(char::to_lowercase).next()? {
            'f' | 'w' | 'म' | 'स' | 'औ' => Some(Self('f')),
            'm' | 'प' => Some(Self('m')),
            'o' | 't' | 'अ' | 'ट' | 'क' => Some(Self('o')),
            _ => None,
        }
    }

    fn same_as(&self) -> String {
        self.0.to_string()
    }
}

impl Written for Birth {
    const COMES_AGAIN: bool = true;

    fn read(cell: &str) -> Option<Self> {
        Self::parse(cell)
    }

    fn same_as(&self) -> String {
        self.written()
    }

    fn is_exact(&self) -> bool {
        self.names_a_day()
    }
}

/// Small letters and digits of any script, Devanagari digits as Roman ones.
pub(super) fn squeezed(cell: &str) -> String {
    let kept = cell.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        '\u{966}'..='\u{96f}' => char::from_digit(u32::from(c) - 0x966, 10),
        // Vowel signs are part of a Devanagari word though they are no letters.
        c if c.is_alphanumeric() || ('\u{900}'..='\u{97f}').contains(&c) => Some(c),
        _ => None,
    });
    kept.take(LETTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_known_again_however_it_is_spaced() {
        let mut values: Values<Called> = Values::new();
        let one = values.add("Mary Ann");
        assert_eq!(values.add("MARYANN"), one);
        assert_ne!(values.add("Marian"), one);
        assert_eq!(values.add(" - "), 0);
        assert!(values.rarity(one).abs() < 1e-6 && values.chance() < 1.0);
    }

    #[test]
    fn a_sex_is_read_in_either_language() {
        let read = |cell| Sex::read(cell).map(|sex| sex.0);
        for (sex, cells) in [
            ('f', ["Female", "महिला", "स्त्री", "औरत"]),
            ('m', ["M", "पुरुष", "मर्द", " मर्द"]),
            ('o', ["other", "अन्य", "ट्रांसजेंडर", "किन्नर"]),
        ] {
            assert_eq!(cells.map(read), [Some(sex); 4], "{cells:?}");
        }
        assert_eq!(read("?"), None);
    }
}
