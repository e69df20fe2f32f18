//! Which keys a typed name is looked up by, likeliest first.
//!
//! Each typed word stands for the spellings near it. Two words make a pair; words written together
//! are tried apart and words written apart together; a name whose pairs nobody has is looked up by
//! its single words. The filter drops pairs that no one has, so that the table is asked little.

use crate::filter::Filter;
use crate::keys::{pair, single, whole};
use crate::vocabulary::{Near, Vocabulary};
use crate::words::{Name, Weight, Word};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

/// Asked whatever the filter says: a name that another process has just written down is not in
/// ours yet.
pub const UNFILTERED_KEYS: usize = 4;
/// More keys bring nobody that a person would mean.
pub const KEYS_MAX: usize = 40;
/// Keys of single words, when pairs found too few.
pub const FALLBACK_KEYS_MAX: usize = 16;
/// Pairs whose words are together less alike are left out.
const PAIR_LIKENESS_MIN: u32 = 680;
/// For a pair that leaves a light word in place of a full one.
const LIGHT_COST: u32 = 20;
/// For somebody who has another word beside the one or two that a key is made of.
const MORE_COST: u32 = 5;
/// For words that had to be joined or split.
const REWRITTEN_COST: u32 = 30;
const JOINED_LIKENESS_MIN: u32 = 850;
/// A spelling so near to a typed word is what was meant; it was not written together.
const ONE_WORD_LIKENESS_MIN: u32 = 900;
/// Shorter words are not two.
const TOGETHER_LETTERS_MIN: usize = 5;
/// Spellings of each word, when there are more than two: their pairs grow with the square.
const NEAR_OF_MANY_MAX: usize = 20;
const NEAR_BESIDE_HALVES_MAX: usize = 4;
/// The same for a whole name of three words, whose ways grow with the cube.
const NEAR_OF_A_WHOLE_MAX: usize = 10;

/// What to ask the table, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Keys that fit the whole name.
    pub keys: Vec<i64>,
    /// Keys of single words, for when those found too few.
    pub fallback: Vec<i64>,
}

/// One typed word and the spellings it may stand for.
struct Meant<'w> {
    word: &'w Word,
    found: Arc<[Near]>,
    /// So many of them are tried.
    most: usize,
}

impl Meant<'_> {
    fn near(&self) -> &[Near] {
        self.found.get(..self.most).unwrap_or(&self.found)
    }
}

/// The keys for a typed name. Without a filter every key is asked.
pub fn plan(typed: &Name, vocabulary: &Vocabulary, filter: Option<&Filter>) -> Plan {
    let meant = meant(typed.words(), vocabulary);
    let singles = singles(&meant);
    let mut scored: Vec<(u32, i64)> = Vec::new();
    match meant.as_slice() {
        [] => return Plan::default(),
        [_] => only_word(&meant, &singles, &mut scored),
        several => {
            let cost = if several.len() > 2 { MORE_COST } else { 0 };
            pairs(several, cost, &mut scored);
            wholes(several, &mut scored);
        }
    }
    for way in typed.joined() {
        let joined = self::meant(&way, vocabulary);
        match joined.as_slice() {
            [only] => {
                let near = only.near().iter().filter(|near| near.likeness >= JOINED_LIKENESS_MIN);
                let cost = |near: &Near| near.likeness - REWRITTEN_COST;
                scored
                    .extend(near.clone().map(|near| (cost(near), whole([near.spelling.as_ref()]))));
                scored.extend(near.map(|near| (cost(near) - MORE_COST, single(&near.spelling))));
            }
            several => pairs(several, REWRITTEN_COST, &mut scored),
        }
    }
    halves(&meant, vocabulary, filter, &mut scored);
    let keys = asked(scored, filter, KEYS_MAX);
    let known: HashSet<i64> = keys.iter().copied().collect();
    let mut fallback =
        if meant.len() > 1 { asked(singles, filter, FALLBACK_KEYS_MAX) } else { vec![] };
    fallback.retain(|key| !known.contains(key));
    Plan { keys, fallback }
}

fn meant<'w>(words: &'w [Word], vocabulary: &Vocabulary) -> Vec<Meant<'w>> {
    let whole = words.iter().filter(|word| !word.is_initial);
    let most = if words.len() > 2 { NEAR_OF_MANY_MAX } else { usize::MAX };
    whole.map(|word| Meant { word, found: vocabulary.near(&word.fold), most }).collect()
}

/// The whole name, when it has three words: rarer than any of its pairs, so asked before them.
fn wholes(meant: &[Meant<'_>], scored: &mut Vec<(u32, i64)>) {
    let [a, b, c] = meant else { return };
    let [firsts, seconds, thirds] = [a, b, c].map(|meant| {
        let near = meant.near();
        near.get(..NEAR_OF_A_WHOLE_MAX).unwrap_or(near)
    });
    for one in firsts {
        for other in seconds {
            for last in thirds {
                let likeness = (one.likeness + other.likeness + last.likeness) / 3;
                let folds = [one.spelling.as_ref(), other.spelling.as_ref(), &last.spelling];
                scored.push((likeness, whole(folds)));
            }
        }
    }
}

/// Whoever is called only that, then whoever is called that and more.
fn only_word(meant: &[Meant<'_>], singles: &[(u32, i64)], scored: &mut Vec<(u32, i64)>) {
    let near = meant.iter().flat_map(Meant::near);
    scored.extend(near.map(|near| (near.likeness, whole([near.spelling.as_ref()]))));
    scored.extend(singles.iter().map(|(likeness, key)| (likeness.saturating_sub(MORE_COST), *key)));
}

/// Every two words, in every spelling they may stand for.
fn pairs(meant: &[Meant<'_>], cost: u32, scored: &mut Vec<(u32, i64)>) {
    for (at, one) in meant.iter().enumerate() {
        for other in meant.get(at + 1..).unwrap_or_default() {
            let (a, b) = (weight(one.word), weight(other.word));
            let cost = cost + light_cost(one.word) + light_cost(other.word);
            for near in one.near() {
                for other in other.near() {
                    let likeness = (near.likeness * a + other.likeness * b) / (a + b);
                    if likeness >= PAIR_LIKENESS_MIN {
                        let key = pair(&near.spelling, &other.spelling);
                        scored.push((likeness.saturating_sub(cost), key));
                    }
                }
            }
        }
    }
}

/// Words that were written together: Ramkumar Gupta. Halves that sound alike are tried first,
/// and others where nobody has a name of those and the word is none that anybody has.
fn halves(
    meant: &[Meant<'_>],
    vocabulary: &Vocabulary,
    filter: Option<&Filter>,
    scored: &mut Vec<(u32, i64)>,
) {
    for (at, one) in meant.iter().enumerate() {
        let typed = one.word.fold.as_str();
        if typed.len() < TOGETHER_LETTERS_MIN {
            continue;
        }
        let others: Vec<&Meant<'_>> =
            meant.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, m)| m).collect();
        let known = |halves: &[(Near, Near)]| {
            let may_have = |key| filter.is_none_or(|filter| filter.may_have(key));
            halves.iter().any(|(a, b)| may_have(pair(&a.spelling, &b.spelling)))
        };
        let close = vocabulary.split(typed);
        let found = known(&close) || is_one_word(one, vocabulary);
        beside(&others, &close, scored);
        if !found {
            beside(&others, &vocabulary.split_loosely(typed), scored);
        }
    }
}

fn is_one_word(meant: &Meant<'_>, vocabulary: &Vocabulary) -> bool {
    let typed = meant.word.fold.as_str();
    let near =
        |near: &Near| near.likeness >= ONE_WORD_LIKENESS_MIN && near.spelling.as_ref() != typed;
    vocabulary.knows(typed) || meant.near().iter().any(near)
}

/// Both halves, and each half with each other word.
fn beside(others: &[&Meant<'_>], halves: &[(Near, Near)], scored: &mut Vec<(u32, i64)>) {
    for (a, b) in halves {
        let cost = REWRITTEN_COST + (crate::SAME - u32::midpoint(a.likeness, b.likeness));
        scored.push((crate::SAME.saturating_sub(cost), pair(&a.spelling, &b.spelling)));
        let near = others.iter().flat_map(|other| other.near().iter().take(NEAR_BESIDE_HALVES_MAX));
        for near in near {
            let likeness = near.likeness.saturating_sub(cost);
            let folds = [a.spelling.as_ref(), b.spelling.as_ref(), &near.spelling];
            scored.push((likeness, whole(folds)));
            scored.push((likeness, pair(&a.spelling, &near.spelling)));
            let other = pair(&b.spelling, &near.spelling);
            scored.push((likeness.saturating_sub(LIGHT_COST), other));
        }
    }
}

fn singles(meant: &[Meant<'_>]) -> Vec<(u32, i64)> {
    let full = |meant: &&Meant<'_>| meant.word.weight == Weight::Full;
    let any_full = meant.iter().any(|meant| full(&meant));
    let counted = meant.iter().filter(|meant| !any_full || full(meant));
    counted.flat_map(|m| m.near().iter().map(|n| (n.likeness, single(&n.spelling)))).collect()
}

/// Likeliest first, each once, those that nobody has left out.
fn asked(mut scored: Vec<(u32, i64)>, filter: Option<&Filter>, most: usize) -> Vec<i64> {
    scored.sort_unstable_by_key(|(score, key)| (Reverse(*score), *key));
    let mut keys = Vec::with_capacity(most);
    for (_, key) in scored {
        if keys.len() == most {
            break;
        }
        let unfiltered = keys.len() < UNFILTERED_KEYS;
        let may_have = unfiltered || filter.is_none_or(|filter| filter.may_have(key));
        if may_have && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn weight(word: &Word) -> u32 {
    match word.weight {
        Weight::Full => 2,
        Weight::Light => 1,
    }
}

fn light_cost(word: &Word) -> u32 {
    match word.weight {
        Weight::Full => 0,
        Weight::Light => LIGHT_COST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in words {
            vocabulary.add(&fold(word));
        }
        vocabulary
    }

    #[test]
    fn the_exact_pair_is_asked_first_and_near_ones_after_it() {
        let city = vocabulary(&["Sunita", "Sumitra", "Devi", "Sunitha"]);
        let asked = plan(&Name::of("Sunita Devi"), &city, None);
        assert_eq!(asked.keys.first(), Some(&pair("sunita", "debi")));
        assert!(asked.fallback.contains(&single("sunita")));
    }

    #[test]
    fn what_nobody_has_is_not_asked_except_the_likeliest() {
        let city = vocabulary(&["Sunita", "Sunit", "Sunet", "Sanita", "Sunata", "Sinita", "Devi"]);
        let mut filter = Filter::with_room_for(10);
        filter.add(pair("sinita", "debi"));
        let asked = plan(&Name::of("Sunita Devi"), &city, Some(&filter));
        assert!(asked.keys.contains(&pair("sinita", "debi")));
        assert!(asked.keys.len() <= UNFILTERED_KEYS + 1);
    }

    #[test]
    fn names_written_together_or_apart_meet() {
        let city = vocabulary(&["Ram", "Kumar", "Gupta", "Ramkumar"]);
        let apart = plan(&Name::of("Ramkumar Gupta"), &city, None);
        assert!(apart.keys.contains(&pair("ram", "gupta")));
        let together = plan(&Name::of("Ram Kumar Gupta"), &city, None);
        assert!(together.keys.contains(&pair("ramkumar", "gupta")));
        assert!(plan(&Name::of("Ram Kumar"), &city, None).keys.contains(&single("ramkumar")));
    }

    #[test]
    fn a_word_of_two_that_are_spelled_badly_comes_apart_when_nobody_is_called_that() {
        let city = vocabulary(&["Ram", "Kalyan", "Gupta"]);
        let mut filter = Filter::with_room_for(10);
        let known = pair("ram", &fold("Kalyan"));
        filter.add(known);
        let asked = plan(&Name::of("Ramkaryan"), &city, Some(&filter));
        assert!(asked.keys.contains(&known), "{asked:?}");
    }

    #[test]
    fn a_name_of_three_words_is_looked_up_whole_first() {
        let city = vocabulary(&["Sunita", "Devi", "Chhabra"]);
        let key = whole(["sunita", "debi", &fold("Chhabra")]);
        let asked = plan(&Name::of("Suneeta Chabra Devi"), &city, None);
        assert_eq!(asked.keys.first(), Some(&key));
        let asked = plan(&Name::of("Sunitadevi Chabra"), &city, None);
        assert!(asked.keys.contains(&key));
    }

    #[test]
    fn one_word_is_looked_up_alone() {
        let city = vocabulary(&["Sunita"]);
        let asked = plan(&Name::of("Sunitaa"), &city, None);
        assert_eq!(asked.keys, [whole(["sunita"]), single("sunita")]);
        assert_eq!(plan(&Name::of("12"), &city, None), Plan::default());
    }
}
