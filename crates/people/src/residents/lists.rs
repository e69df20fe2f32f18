//! The lists of names and how often each is met.

use super::dice::Dice;

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

/// What residents are called.
#[derive(Clone, Debug)]
pub struct List {
    pub(super) given: Vec<Entry>,
    pub(super) surnames: Vec<Entry>,
    /// First names met rarely, of either sex.
    pub(super) rare: Vec<Spelled>,
    pub(super) communities: Vec<(String, u64)>,
    /// How many in a hundred bear a rare name.
    pub(super) rare_percent: u64,
}

impl List {
    /// The names that the program itself knows.
    pub fn known() -> Self {
        Self::of(0, 12)
    }

    /// First names that it has never seen, more of them.
    pub fn with_unseen() -> Self {
        Self::of(1, 40)
    }

    fn of(half: usize, rare_percent: u64) -> Self {
        let given: Vec<Entry> = rows(GIVEN_NAMES).filter_map(|row| given_name(&row)).collect();
        let surnames: Vec<Entry> = rows(SURNAMES).filter_map(|row| surname(&row)).collect();
        let mut communities: Vec<(String, u64)> = Vec::new();
        for entry in &surnames {
            match communities.iter_mut().find(|(name, _)| *name == entry.community) {
                Some((_, weight)) => *weight += entry.weight,
                None => communities.push((entry.community.clone(), entry.weight)),
            }
        }
        let cmu = CMU_NAMES.lines().skip(1).skip(half).step_by(2);
        let rare = cmu.filter_map(|row| row.split_once('\t')).map(|(roman, hindi)| Spelled {
            hindi: hindi.trim().to_owned(),
            roman: roman.trim().to_owned(),
            hindi_variants: Vec::new(),
            roman_variants: Vec::new(),
        });
        let whole = |word: &Spelled| {
            word.hindi.chars().count() > 2 && !word.hindi.contains(' ') && !word.roman.contains(' ')
        };
        Self { given, surnames, rare: rare.filter(whole).collect(), communities, rare_percent }
    }
}

/// One of those that fit, by weight.
pub(super) fn weighted<'e>(
    dice: &mut Dice,
    entries: &'e [Entry],
    weight: impl Fn(&Entry) -> u64,
) -> Option<&'e Entry> {
    let whole: u64 = entries.iter().map(&weight).sum();
    let mut throw = dice.below(whole);
    entries.iter().find(|entry| {
        let weight = weight(entry);
        let hit = throw < weight;
        throw = throw.saturating_sub(weight);
        hit
    })
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
