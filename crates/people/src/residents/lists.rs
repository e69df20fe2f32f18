//! The lists of names and how often each is met.

use nabz_linkage::fold::fold;
use xxhash_rust::xxh3::xxh3_64;

const GIVEN_NAMES: &str = include_str!("../../../../fixtures/names/given_names.tsv");
const SURNAMES: &str = include_str!("../../../../fixtures/names/surnames.tsv");
const CMU_NAMES: &str = include_str!("../../../../fixtures/names/cmu_indian_names.tsv");

/// One word of a name in both scripts, with the spellings it is also met in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// Devanagari.
    pub hindi: String,
    /// Roman letters.
    pub roman: String,
    /// Other spellings in Devanagari.
    pub hindi_variants: Vec<String>,
    /// Other spellings in Roman letters.
    pub roman_variants: Vec<String>,
}

/// A word with what goes with it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) word: Spelled,
    /// `f`, `m`, `u`; nothing for a surname.
    pub(super) sex: char,
    pub(super) community: String,
    pub(super) decade: i32,
    pub(super) weight: u64,
    pub(super) kind: String,
}

/// Which half of the lists a name is in. Rules for searching are tuned on the one and measured on
/// the other; titles and endings, which the program lists by name, are in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// For tuning.
    Tuning,
    /// For measuring, and for nothing else.
    HeldOut,
}

impl Half {
    /// By the sound of the name, so that Gita and Geeta are in one half.
    fn of(word: &Spelled) -> Self {
        let hash = xxh3_64(fold(&word.roman).as_bytes());
        if hash & 1 == 0 { Self::Tuning } else { Self::HeldOut }
    }
}

/// What residents are called.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) given: Vec<Entry>,
    pub(super) surnames: Vec<Entry>,
    /// First names met rarely, of either sex.
    pub(super) rare: Vec<Spelled>,
    pub(super) communities: Vec<(String, u64)>,
    /// How many in a hundred bear a rare name.
    pub(super) rare_percent: u64,
}

impl List {
    /// Given names and surnames, and every second rare name.
    pub(super) fn known() -> Self {
        let rare = rare_names().step_by(2).filter(is_whole).collect();
        let given = rows(GIVEN_NAMES).filter_map(|row| given_name(&row)).collect();
        Self::with(given, rows(SURNAMES).filter_map(|row| surname(&row)).collect(), (rare, 12))
    }

    /// Names of one half only, many of them rare.
    pub(super) fn of_half(half: Half) -> Self {
        let chosen = |word: &Spelled| Half::of(word) == half;
        let given = rows(GIVEN_NAMES).filter_map(|row| given_name(&row));
        let surnames = rows(SURNAMES).filter_map(|row| surname(&row));
        let is_name = |entry: &Entry| matches!(entry.kind.as_str(), "surname" | "caste_title");
        Self::with(
            given.filter(|entry| chosen(&entry.word)).collect(),
            surnames.filter(|entry| !is_name(entry) || chosen(&entry.word)).collect(),
            (rare_names().filter(|word| is_whole(word) && chosen(word)).collect(), 40),
        )
    }

    fn with(given: Vec<Entry>, surnames: Vec<Entry>, rare: (Vec<Spelled>, u64)) -> Self {
        let mut communities: Vec<(String, u64)> = Vec::new();
        for entry in &surnames {
            match communities.iter_mut().find(|(name, _)| *name == entry.community) {
                Some((_, weight)) => *weight += entry.weight,
                None => communities.push((entry.community.clone(), entry.weight)),
            }
        }
        let (rare, rare_percent) = rare;
        Self { given, surnames, rare, communities, rare_percent }
    }
}

fn rare_names() -> impl Iterator<Item = Spelled> {
    let pairs = CMU_NAMES.lines().skip(1).filter_map(|row| row.split_once('\t'));
    pairs.map(|(roman, hindi)| spelled(hindi.trim(), roman.trim(), "", ""))
}

fn is_whole(word: &Spelled) -> bool {
    word.hindi.chars().count() > 2 && !word.hindi.contains(' ') && !word.roman.contains(' ')
}

fn rows(list: &str) -> impl Iterator<Item = Vec<&str>> {
    list.lines().skip(1).map(|row| row.split('\t').collect())
}

fn given_name(row: &[&str]) -> Option<Entry> {
    let [hindi, roman, variants, hindi_variants, sex, community, decade, weight, kind] = *row
    else {
        return None;
    };
    Some(Entry {
        word: spelled(hindi, roman, variants, hindi_variants),
        sex: sex.chars().next()?,
        community: community.to_owned(),
        decade: decade.parse().ok()?,
        weight: weight.parse().ok()?,
        kind: kind.trim().to_owned(),
    })
}

fn surname(row: &[&str]) -> Option<Entry> {
    let [hindi, roman, variants, hindi_variants, community, weight, kind] = *row else {
        return None;
    };
    Some(Entry {
        word: spelled(hindi, roman, variants, hindi_variants),
        sex: ' ',
        community: community.to_owned(),
        decade: 0,
        weight: weight.parse().ok()?,
        kind: kind.trim().to_owned(),
    })
}

fn spelled(hindi: &str, roman: &str, variants: &str, hindi_variants: &str) -> Spelled {
    let several = |list: &str| {
        list.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
    };
    Spelled {
        hindi: hindi.to_owned(),
        roman: roman.to_owned(),
        hindi_variants: several(hindi_variants),
        roman_variants: several(variants),
    }
}
