//! Whether two names are one in two spellings or scripts, at costs that were learned from a list.
//!
//! The costs of [`crate::compare`] are those of a hand that types a search; these were learned from
//! the tuning half of a list of names in both scripts (`sounds.tsv`, by `examples/sounds`).

use crate::compare::{Costs, likeness_at, name_likeness_at};
use crate::fold::{fold, skeleton};
use crate::words::Name;
use std::sync::LazyLock;

/// From so many thousandths on, two spellings are taken for one name.
///
/// Source: the best threshold on the tuning half of the CMU list, against strangers with the same
/// first letter.
pub const ONE_NAME_MIN: u32 = 820;

const TABLE: &str = include_str!("sounds.tsv");

static LEARNED: LazyLock<Costs> = LazyLock::new(|| read(TABLE));

/// The learned costs.
pub fn learned() -> &'static Costs {
    &LEARNED
}

/// Lines of two letters and a cost; a dot stands for no letter. What no line names keeps the cost
/// that a typed search has.
fn read(table: &str) -> Costs {
    let mut costs = Costs::typed();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let mut letter = || cells.next().and_then(|cell| cell.bytes().next());
        let (one, other) = (letter(), letter());
        let cost = cells.next().and_then(|cell| cell.parse().ok());
        match (one, other, cost) {
            (Some(b'.'), Some(letter), Some(cost)) => costs.set_absence(letter, cost),
            (Some(one), Some(other), Some(cost)) => costs.set_exchange(one, other, cost),
            _ => {}
        }
    }
    costs
}

/// The folded spelling with both readings of ज्ञ and of a `j` before an `n` made one: Gyan and
/// Jnan, and Rajani, whose schwa रजनी leaves out.
pub fn heard(word: &str) -> String {
    as_heard(&fold(word))
}

/// The same of a word that is folded already.
pub fn as_heard(folded: &str) -> String {
    folded.replace("gy", "jn")
}

/// How alike two words are in thousandths, as [`heard`].
pub fn alike(one: &str, other: &str) -> u32 {
    likeness_at(one, other, learned())
}

/// The words of a name, as [`heard`].
pub fn name(text: &str) -> Name {
    Name::of(text).heard()
}

/// How alike two names are in thousandths: words in any order, some left out, some written
/// together.
pub fn names_alike(one: &Name, other: &Name) -> u32 {
    name_likeness_at(one, other, learned())
}

/// Keys of one folded word, one of which two spellings of a name share nearly always: its
/// consonants; the same with m and n, d and r, and a ज्ञ read either way made one; and its Soundex.
pub fn keys(folded: &str) -> [String; 3] {
    [skeleton(folded), coarse_key(folded), soundex(folded)]
}

/// A letter and three digits.
///
/// Source: R. Russell's patent of 1918, as the United States' National Archives use it, of folded
/// words; those have no w, and their h parts nothing.
fn soundex(folded: &str) -> String {
    const DIGITS: usize = 3;
    let class = |letter: char| match letter {
        'b' | 'f' | 'p' | 'v' => Some('1'),
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => Some('2'),
        'd' | 't' => Some('3'),
        'l' => Some('4'),
        'm' | 'n' => Some('5'),
        'r' => Some('6'),
        _ => None,
    };
    let mut letters = folded.chars().filter(|letter| *letter != 'h');
    let Some(first) = letters.next() else { return String::new() };
    let mut code = String::from(first);
    let mut last = class(first);
    for letter in letters {
        let digit = class(letter);
        if let Some(digit) = digit.filter(|_| digit != last && code.len() <= DIGITS) {
            code.push(digit);
        }
        last = digit;
    }
    code
}

/// The second of the [`keys`], of a word as [`heard`] too.
pub(crate) fn coarse_key(word: &str) -> String {
    let consonants = skeleton(&word.replace("jn", "gy"));
    let read = consonants.replace("jn", "g").replace('m', "n").replace("ng", "n");
    let mut coarse = String::with_capacity(read.len());
    for letter in read.chars() {
        let letter = if letter == 'd' { 'r' } else { letter };
        if !coarse.ends_with(letter) {
            coarse.push(letter);
        }
    }
    coarse
}

/// Whether two names share a key for at least one word each.
pub fn share_a_key(one: &Name, other: &Name) -> bool {
    let keyed = |name: &Name| -> Vec<[String; 3]> {
        name.words().iter().map(|word| keys(&word.fold.replace("jn", "gy"))).collect()
    };
    let others = keyed(other);
    let share = |one: &[String; 3], other: &[String; 3]| {
        one.iter().zip(other).any(|(key, other)| key == other)
    };
    keyed(one).iter().any(|one| others.iter().any(|other| share(one, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_two_scripts_is_told_from_another_name() {
        let alike = |one: &str, other: &str| names_alike(&name(one), &name(other));
        for (one, other) in [
            ("Rajani", "रजनी"),
            ("Jnanesh", "ज्ञानेश"),
            ("Sharif", "शरीफ़"),
            ("Sunita Devi", "सुनीता देवी"),
        ] {
            assert!(alike(one, other) >= ONE_NAME_MIN, "{one} {other} {}", alike(one, other));
            assert!(share_a_key(&name(one), &name(other)), "{one} {other}");
        }
        for (one, other) in [("Kamali", "कपाली"), ("Ramesh", "राजेश"), ("Sunita", "सुनील")]
        {
            assert!(alike(one, other) < ONE_NAME_MIN, "{one} {other} {}", alike(one, other));
        }
    }

    #[test]
    fn a_word_has_the_soundex_that_the_archives_give_it() {
        for (word, code) in [("robert", "r163"), ("rupert", "r163"), ("sarat", "s63"), ("a", "a")] {
            assert_eq!(soundex(word), code, "{word}");
        }
        assert_eq!((soundex("jignes"), soundex("")), (soundex("jijnes"), String::new()));
    }

    #[test]
    fn the_table_is_read_and_costs_the_same_either_way() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert!(lines > 20, "{lines}");
        let costs = learned();
        assert_eq!(costs.exchange(b'e', b'i'), costs.exchange(b'i', b'e'));
        assert!(costs.exchange(b'e', b'i') < costs.exchange(b'k', b's'));
        assert_eq!(costs.exchange(b's', b's'), 0);
        let damaged = read("e\ti\tmuch\n\n.\n");
        assert_eq!(damaged.exchange(b'e', b'i'), Costs::typed().exchange(b'e', b'i'));
    }
}
