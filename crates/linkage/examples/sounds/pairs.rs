//! The list of pairs, halved by the sound of the Roman spelling, and strangers for them.

use nabz_linkage::fold::fold;
use std::collections::{BTreeMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

/// One name in Roman letters and in Devanagari.
pub(crate) type Pair = (String, String);

/// Which half of the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Costs are learned and thresholds set on it.
    Tuning,
    /// Measured, and nothing else. The same halves as those of `nabz_people::residents`.
    HeldOut,
}

/// The single words of one half of a list with the columns `english` and `hindi`.
pub(crate) fn read(file: &str, half: Half) -> std::io::Result<Vec<Pair>> {
    let text = std::fs::read_to_string(file)?;
    let rows = text.lines().skip(1).filter_map(|line| line.split_once('\t'));
    let rows = rows.map(|(roman, hindi)| (roman.trim().to_owned(), hindi.trim().to_owned()));
    let single = |(roman, hindi): &Pair| !roman.contains(' ') && !hindi.contains(' ');
    let tuning = |roman: &str| xxh3_64(fold(roman).as_bytes()) & 1 == 0;
    let mut pairs: Vec<Pair> = rows.filter(single).collect();
    pairs.retain(|(roman, _)| !roman.is_empty() && tuning(roman) == (half == Half::Tuning));
    pairs.sort();
    pairs.dedup();
    Ok(pairs)
}

/// For each pair so many more: its Roman name beside the Devanagari of another name that begins
/// with the same Roman letter, drawn by a hash. What the list itself gives as a pair is never drawn.
pub(crate) fn strangers(pairs: &[Pair], each: usize) -> Vec<Pair> {
    let known: HashSet<&Pair> = pairs.iter().collect();
    let mut by_letter: BTreeMap<char, Vec<&Pair>> = BTreeMap::new();
    let first = |roman: &str| roman.chars().flat_map(char::to_lowercase).next().unwrap_or(' ');
    for pair in pairs {
        by_letter.entry(first(&pair.0)).or_default().push(pair);
    }
    let mut drawn = Vec::with_capacity(pairs.len());
    for (roman, hindi) in pairs {
        let others = by_letter.get(&first(roman)).map(Vec::as_slice).unwrap_or_default();
        let start = xxh3_64(format!("{roman}\t{hindi}").as_bytes());
        let start = usize::try_from(start % others.len().max(1) as u64).unwrap_or(0);
        let turn = others.iter().cycle().skip(start).take(others.len());
        let other = turn.map(|other| (roman.clone(), other.1.clone()));
        drawn.extend(other.filter(|pair| pair.1 != *hindi && !known.contains(pair)).take(each));
    }
    drawn
}
