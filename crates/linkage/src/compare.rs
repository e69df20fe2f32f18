//! How alike two folded words, and two whole names, are.
//!
//! A wrong consonant weighs more than a wrong vowel, a consonant that is often confused (d and r,
//! l and r, k and g) less than one that is not. Jaro–Winkler, the usual comparator, is worse than
//! edit distance on every list of Hindi and Roman names that was measured.

use crate::SAME;
use crate::fold::{FOLD_LETTERS_MAX, is_vowel};
use crate::words::{Name, Weight, Word};

const VOWEL: u32 = 50;
const CONSONANT: u32 = 100;

/// How alike two folded words are, in thousandths.
pub fn likeness(one: &str, other: &str) -> u32 {
    likeness_at(one, other, &TYPED)
}

/// The same at other costs than those of a hand that types.
pub fn likeness_at(one: &str, other: &str, costs: &Costs) -> u32 {
    if one == other {
        return SAME;
    }
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let whole = presence(one).max(presence(other));
    let spent = distance(one, other, costs).min(whole);
    SAME * (whole - spent) / whole.max(1)
}

/// What the letters of a folded word weigh together, in hundredths of a consonant.
pub fn presence(word: &[u8]) -> u32 {
    word.iter().map(|letter| if is_vowel(*letter) { VOWEL } else { CONSONANT }).sum()
}

/// Weighted edit distance with swaps of neighbours, in hundredths of a consonant.
///
/// Three rows are kept, each read in step with the next.
fn distance(one: &[u8], other: &[u8], costs: &Costs) -> u32 {
    let mut rows = [[0_u32; FOLD_LETTERS_MAX + 1]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    let mut sum = 0;
    for (cell, letter) in last.iter_mut().skip(1).zip(other) {
        sum += costs.absence(*letter);
        *cell = sum;
    }
    let mut previous = b'.';
    for &a in one {
        let without_a = costs.absence(a);
        let (mut diagonal, mut two_back) = (last.first().copied().unwrap_or(0), FAR);
        let mut left = diagonal + without_a;
        if let Some(start) = row.first_mut() {
            *start = left;
        }
        let mut behind = b'.';
        let cells = row.iter_mut().skip(1).zip(last.iter().skip(1)).zip(before.iter());
        for (((cell, &above), &one_back), &b) in cells.zip(other) {
            let mut best = (diagonal + costs.exchange(a, b))
                .min(above + without_a)
                .min(left + costs.absence(b));
            if a == behind && b == previous && a != b {
                best = best.min(two_back + SWAP);
            }
            (*cell, left, diagonal, two_back, behind) = (best, best, above, one_back, b);
        }
        (before, last, row) = (last, row, before);
        previous = a;
    }
    last.get(other.len()).copied().unwrap_or(FAR)
}

const SWAP: u32 = 60;
/// Beyond what any two words cost.
const FAR: u32 = u32::MAX / 2;

/// Folded letters, `a` at 1, as far as five bits count.
const LETTERS: usize = 32;
static TYPED: Costs = Costs { absence: absences(), exchange: exchanges() };

/// What edits cost, in hundredths of a consonant.
#[derive(Clone)]
pub struct Costs {
    absence: [u32; LETTERS],
    exchange: [[u32; LETTERS]; LETTERS],
}

impl Costs {
    /// Of a hand that types what it hears: those that names are searched by.
    pub fn typed() -> Self {
        TYPED.clone()
    }

    /// What it costs when a letter is there on one side only.
    pub fn absence(&self, letter: u8) -> u32 {
        self.absence.get(place(letter)).copied().unwrap_or(CONSONANT)
    }

    /// What it costs to read one letter for another.
    pub fn exchange(&self, a: u8, b: u8) -> u32 {
        let row = self.exchange.get(place(a));
        row.and_then(|row| row.get(place(b))).copied().unwrap_or(CONSONANT)
    }

    /// Says anew what it costs when a letter is there on one side only.
    pub fn set_absence(&mut self, letter: u8, cost: u32) {
        if let Some(known) = self.absence.get_mut(place(letter)) {
            *known = cost;
        }
    }

    /// Says anew what it costs to read one letter for the other, either way.
    pub fn set_exchange(&mut self, a: u8, b: u8, cost: u32) {
        for (row, column) in [(a, b), (b, a)] {
            let known = self.exchange.get_mut(place(row));
            if let Some(known) = known.and_then(|row| row.get_mut(place(column))) {
                *known = cost;
            }
        }
    }
}

fn place(letter: u8) -> usize {
    usize::from(letter) % LETTERS
}

#[expect(clippy::indexing_slicing, reason = "counted by the compiler, which would refuse")]
const fn absences() -> [u32; LETTERS] {
    let mut costs = [CONSONANT; LETTERS];
    let (mut at, mut letter) = (1, b'a');
    while letter <= b'z' {
        costs[at] = absence(letter);
        (at, letter) = (at + 1, letter + 1);
    }
    costs
}

#[expect(clippy::indexing_slicing, reason = "counted by the compiler, which would refuse")]
const fn exchanges() -> [[u32; LETTERS]; LETTERS] {
    let mut costs = [[CONSONANT; LETTERS]; LETTERS];
    let (mut row, mut a) = (1, b'a');
    while a <= b'z' {
        let (mut at, mut b) = (1, b'a');
        while b <= b'z' {
            costs[row][at] = exchange(a, b);
            (at, b) = (at + 1, b + 1);
        }
        (row, a) = (row + 1, a + 1);
    }
    costs
}

/// What it costs when a letter is there on one side only.
const fn absence(letter: u8) -> u32 {
    match letter {
        b'a' => 20,
        b'e' | b'i' | b'o' | b'u' => 35,
        b'h' | b'y' => 30,
        b'n' => 70,
        _ => CONSONANT,
    }
}

/// What it costs to read one letter for another.
const fn exchange(a: u8, b: u8) -> u32 {
    if a == b {
        return 0;
    }
    let vowels = is_vowel(a) && is_vowel(b);
    match if a < b { (a, b) } else { (b, a) } {
        (b'e', b'i') | (b'o', b'u') => 15,
        (b'a', b'e' | b'o') => 25,
        _ if vowels => 35,
        (b'i' | b'e', b'y') => 20,
        (b'b', b'u' | b'o') | (b'm', b'n') => 40,
        (b'd', b'r' | b't') | (b'g', b'k' | b'j') | (b'f', b'p') | (b'l', b'r') => 50,
        (b'b', b'p') | (b'c', b's' | b'j' | b'k') | (b'j', b's') | (b'l', b'n') => 60,
        _ => CONSONANT,
    }
}

/// A typed word that is cut short is as good as this, at best.
const CUT_SHORT: u32 = 900;
/// A lone letter stands for a name that begins with it.
const INITIAL: u32 = 650;
/// Words less alike than this are different words.
const WORD_LIKENESS_MIN: u32 = 600;
const CUT_LETTERS_MIN: usize = 3;

/// How alike a typed word and a stored word are, abbreviations and initials included.
pub fn word_likeness(typed: &Word, stored: &Word) -> u32 {
    word_likeness_at(typed, stored, &TYPED)
}

fn word_likeness_at(typed: &Word, stored: &Word, costs: &Costs) -> u32 {
    let plain = likeness_at(&typed.fold, &stored.fold, costs);
    let (short, long) =
        if typed.fold.len() < stored.fold.len() { (typed, stored) } else { (stored, typed) };
    if short.fold.len() == 1 || short.is_initial {
        let begins = short.fold.chars().next() == long.fold.chars().next();
        return if begins { plain.max(INITIAL) } else { plain.min(WORD_LIKENESS_MIN / 2) };
    }
    let cut = short.fold.len() >= CUT_LETTERS_MIN && long.fold.starts_with(&short.fold);
    if cut { plain.max(CUT_SHORT) } else { plain }
}

/// How alike two names are in thousandths: words in any order, some left out, some written
/// together. Endings that half a city shares weigh little.
pub fn name_likeness(one: &Name, other: &Name) -> u32 {
    name_likeness_at(one, other, &TYPED)
}

/// The same at other costs.
pub fn name_likeness_at(one: &Name, other: &Name, costs: &Costs) -> u32 {
    best(one, other, costs, Aligned::of_equals)
}

/// How well a stored name answers a typed one, in thousandths. A clerk types as much of a name as
/// is needed, so a word more on record costs little; a word more in the search box costs as it
/// does in [`name_likeness`].
pub fn answer_likeness(typed: &Name, stored: &Name) -> u32 {
    best(typed, stored, &TYPED, Aligned::of_an_answer)
}

fn best(typed: &Name, stored: &Name, costs: &Costs, score: impl Fn(&Aligned) -> u32) -> u32 {
    let (typed_words, stored_words) = (typed.words(), stored.words());
    let mut best = score(&aligned(typed_words, stored_words, costs));
    if typed_words.len() + 1 == stored_words.len() {
        for way in stored.joined_in_haste() {
            best = best.max(score(&aligned(typed_words, &way, costs)));
        }
    } else if stored_words.len() + 1 == typed_words.len() {
        for way in typed.joined_in_haste() {
            best = best.max(score(&aligned(&way, stored_words, costs)));
        }
    }
    best
}

/// How the words of two names fit, in weights.
struct Aligned {
    /// Thousandths times the weight of both words, over all that fit.
    sum: u32,
    /// Of all words of both names, where two that fit weigh as the lighter.
    whole: u32,
    only_typed: u32,
    only_stored: u32,
}

impl Aligned {
    /// A word that one side left out costs half of one that contradicts.
    fn of_equals(&self) -> u32 {
        let forgiven = self.only_typed.abs_diff(self.only_stored);
        self.sum / (self.whole - forgiven / 2).max(1)
    }

    /// A full word that was not typed costs 25 thousandths, an ending 8.
    fn of_an_answer(&self) -> u32 {
        let more_on_record = self.only_stored.saturating_sub(self.only_typed);
        let more_typed = self.only_typed.saturating_sub(self.only_stored);
        let whole = self.whole - more_on_record - more_typed / 2;
        (self.sum / whole.max(1)).saturating_sub(more_on_record / 4)
    }
}

/// Each typed word takes the stored word it resembles most, best first.
fn aligned(typed: &[Word], stored: &[Word], costs: &Costs) -> Aligned {
    if let ([typed], [stored]) = (typed, stored) {
        return aligned_words(typed, stored, costs);
    }
    let mut fits: Vec<(u32, usize, usize)> = Vec::with_capacity(typed.len() * stored.len());
    for (i, a) in typed.iter().enumerate() {
        for (j, b) in stored.iter().enumerate() {
            let alike = word_likeness_at(a, b, costs);
            if alike >= WORD_LIKENESS_MIN {
                fits.push((alike, i, j));
            }
        }
    }
    // In place rather than swapped when two words fit equally well.
    fits.sort_by_key(|(alike, i, j)| (std::cmp::Reverse(*alike), i.abs_diff(*j)));
    let (mut taken_typed, mut taken_stored) = (0_u32, 0_u32);
    let (mut sum, mut matched) = (0, 0);
    for (alike, i, j) in fits {
        let (bit_i, bit_j) = (bit(i), bit(j));
        if taken_typed & bit_i == 0 && taken_stored & bit_j == 0 {
            taken_typed |= bit_i;
            taken_stored |= bit_j;
            let weight = typed.get(i).map_or(0, weight).min(stored.get(j).map_or(0, weight));
            sum += alike * weight * 2;
            matched += weight * 2;
        }
    }
    let left_out = |words: &[Word], taken: u32| -> u32 {
        words.iter().enumerate().filter(|(n, _)| taken & bit(*n) == 0).map(|(_, w)| weight(w)).sum()
    };
    let only_typed = left_out(typed, taken_typed);
    let only_stored = left_out(stored, taken_stored);
    // An ending that was misspelled is no ending to whoever reads it; it weighs as one all the same.
    Aligned { sum, whole: matched + only_typed + only_stored, only_typed, only_stored }
}

/// The same of one word each, as most names are.
fn aligned_words(typed: &Word, stored: &Word, costs: &Costs) -> Aligned {
    let alike = word_likeness_at(typed, stored, costs);
    let (only_typed, only_stored) = (weight(typed), weight(stored));
    if alike < WORD_LIKENESS_MIN {
        return Aligned { sum: 0, whole: only_typed + only_stored, only_typed, only_stored };
    }
    let both = only_typed.min(only_stored) * 2;
    Aligned { sum: alike * both, whole: both, only_typed: 0, only_stored: 0 }
}

fn bit(place: usize) -> u32 {
    u32::try_from(place).ok().and_then(|place| 1_u32.checked_shl(place)).unwrap_or(0)
}

const fn weight(word: &Word) -> u32 {
    match word.weight {
        Weight::Full => 100,
        Weight::Light => 35,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(one: &str, other: &str) -> u32 {
        name_likeness(&Name::of(one), &Name::of(other))
    }

    #[test]
    fn vowels_cost_less_than_consonants() {
        assert_eq!(likeness("sunita", "sunita"), SAME);
        assert!(likeness("sunita", "sunital") < likeness("sunita", "sunit"));
        assert!(likeness("sarma", "samra") > likeness("sarma", "satna"));
        assert!(likeness("", "") == SAME && likeness("ram", "") == 0);
    }

    #[test]
    fn letters_cost_what_the_tables_say() {
        let typed = |one, other| distance(one, other, &TYPED);
        assert_eq!(typed(b"sunita", b"suneta"), 15);
        assert_eq!(typed(b"samra", b"sarma"), SWAP);
        assert_eq!(typed(b"ram", b"rama"), 20);
        assert_eq!(typed(b"", b"ram"), 220);
        assert_eq!(typed(b"kavita", b"gavita"), 50);
        assert_eq!(typed(b"zara", b"yara"), 100);
    }

    #[test]
    fn words_may_be_swapped_dropped_joined_or_shortened() {
        assert!(names("Devi Sunita", "Sunita Devi") == SAME);
        assert!(names("Sunita", "Sunita Devi") > 850);
        assert!(names("Ram Kumar", "Ramkumar") > 950);
        assert!(names("Ramkumar Gupta", "राम कुमार गुप्ता") > 950);
        assert!(names("S Devi", "Sunita Devi") > 650);
        assert!(names("Shri Ramesh Chandra", "Ramesh Chander") > 850);
        assert!(names("Mohd Sharif", "मोहम्मद शरीफ़") > 950);
    }

    #[test]
    fn a_word_that_was_not_typed_costs_less_than_another_name() {
        let answers = |one: &str, other: &str| answer_likeness(&Name::of(one), &Name::of(other));
        assert_eq!(answers("Sunita Devi", "Sunita Devi"), SAME);
        assert!(answers("Sunita", "Sunita Gupta") > 950);
        assert!(answers("Sunita Gupta", "Sunita Devi Gupta") > answers("Sunita", "Sunita Gupta"));
        assert!(answers("Sunita Gupta", "Sunita Devi") < 700);
        assert!(answers("Sunita", "Kavita Gupta") < 600);
        assert!(answers("Rameshchand", "Ramesh Chand") == SAME);
        assert!(answers("Urvashi Deve", "Urvashi Devi") > 950);
        assert!(
            answers("मो०शरीफ़", "Mohd Sharif") > 950
                && answers("Mohdsharif", "Mohammad Sharif") == SAME
        );
    }

    #[test]
    fn a_shared_ending_does_not_make_two_names_one() {
        assert!(names("Anita Devi", "Kamla Devi") < 500);
        assert!(names("Sunita Devi", "Sunita Kumari") > names("Sunita Devi", "Kavita Devi"));
    }
}
