//! How much oftener than chance strangers agree in several names at once. Names go by community:
//! whoever shares a given name is likely to share the family's and the father's as well, and where a
//! community is small, three names that are rare in the city are common in it.

use super::people::People;
use super::values::ByNumber;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use xxhash_rust::xxh3::xxh3_64;

/// Lines that are counted.
pub(super) const COUNTED_LINES: usize = 2_000_000;
/// How many sets of names there are.
pub(super) const SETS: usize = 8;

/// Which names are looked at, a bit each.
pub(super) const GIVEN: usize = 1;
pub(super) const SURNAME: usize = 2;
pub(super) const GUARDIAN: usize = 4;
const PAIRS: [usize; 3] = [GIVEN | SURNAME, SURNAME | GUARDIAN, GIVEN | GUARDIAN];
const ALL: usize = GIVEN | SURNAME | GUARDIAN;

/// Of how much oftener than chance strangers agree in three names, those of small circles agree in
/// so large a part: whoever says three common names makes most of the average.
const OF_THREE: f64 = 0.6;

/// And names that are alike so large a part: of a few names that a circle has, some are alike.
const OF_ALIKE: f64 = 0.7;

/// The sounds of the given, the family and the guardian's name; 0 where there is none.
pub(super) type Sounds = [u32; 3];

pub(super) type Counts = HashMap<u64, u32, BuildHasherDefault<ByNumber>>;

/// How often names are met together.
pub(super) struct Circles {
    /// By the set of names.
    met: [Counts; SETS],
    /// Lines that say all names of the set.
    saying: [f64; SETS],
    /// How much oftener than chance two strangers agree in a set: a natural logarithm.
    average: [f64; SETS],
}

impl Circles {
    pub(super) fn of(people: &People) -> Self {
        let every = (people.len() / COUNTED_LINES).max(1);
        let lines: Vec<Sounds> =
            (0..people.len()).step_by(every).map(|line| people.sounds(line)).collect();
        let met: [Counts; SETS] = std::array::from_fn(|set| counted(&lines, set));
        let saying = met.each_ref().map(|met| met.values().map(|met| f64::from(*met)).sum());
        let pairs = |count: f64| count * (count - 1.0);
        let chances = met.each_ref().map(|met| {
            let all: f64 = met.values().map(|met| f64::from(*met)).sum();
            let same: f64 = met.values().map(|met| pairs(f64::from(*met))).sum();
            same / pairs(all).max(1.0)
        });
        let chance = |set: usize| chances.get(set).copied().unwrap_or(1.0);
        let average = std::array::from_fn(|set| {
            let by_chance: f64 = each_of(set).map(chance).product();
            let oftener = chance(set) / by_chance;
            if oftener > 1.0 && oftener.is_finite() { oftener.ln() } else { 0.0 }
        });
        Self { met, saying, average }
    }

    /// As other lists taught, which say nothing of single names.
    pub(super) fn taught(average: [f64; SETS]) -> Self {
        Self { met: std::array::from_fn(|_| Counts::default()), saying: [0.0; SETS], average }
    }

    /// How much oftener than chance strangers agree in each set of names.
    pub(super) const fn average(&self) -> [f64; SETS] {
        self.average
    }

    /// How much oftener than chance strangers agree in these names: a natural logarithm.
    pub(super) fn oftener(&self, set: usize, names: Sounds) -> f64 {
        let average = self.average.get(set).copied().unwrap_or(0.0);
        if each_of(set).count() < 2 {
            return 0.0;
        }
        let by_chance: f64 = each_of(set).map(|name| self.share(name, names)).product();
        let mut together = self.share(set, names);
        if set == ALL {
            // Three names that nobody else has may be of two pairs that others have.
            for pair in PAIRS {
                for other in PAIRS.into_iter().filter(|other| *other != pair) {
                    let both = self.share(pair, names) * self.share(other, names);
                    together = together.max(both / self.share(pair & other, names));
                }
            }
        }
        let known = if set == ALL { average * OF_THREE } else { average };
        known.max((together / by_chance).ln())
    }

    /// The same of names that are alike, where others agree.
    pub(super) fn oftener_alike(&self, alike: usize, others: usize) -> f64 {
        if alike == 0 || others == 0 {
            return 0.0;
        }
        let average = |set: usize| self.average.get(set).copied().unwrap_or(0.0);
        OF_ALIKE * (average(alike | others) - average(others)).max(0.0)
    }

    /// How large a share of other people say these names.
    fn share(&self, set: usize, names: Sounds) -> f64 {
        let met = self.met.get(set).and_then(|met| met.get(&key(set, names)));
        let others = met.copied().unwrap_or(0).saturating_sub(2);
        let least = if each_of(set).count() < 2 { 1.0 } else { 1e-3 };
        f64::from(others).max(least) / self.saying.get(set).copied().unwrap_or(1.0).max(1.0)
    }
}

fn each_of(set: usize) -> impl Iterator<Item = usize> {
    [GIVEN, SURNAME, GUARDIAN].into_iter().filter(move |name| set & name != 0)
}

/// The names of a set as one number.
fn key(set: usize, names: Sounds) -> u64 {
    let mut bytes = [0; 12];
    for (place, (bytes, name)) in bytes.chunks_exact_mut(4).zip(names).enumerate() {
        if set >> place & 1 == 1 {
            bytes.copy_from_slice(&name.to_le_bytes());
        }
    }
    xxh3_64(&bytes)
}

fn counted(lines: &[Sounds], set: usize) -> Counts {
    let mut met = Counts::default();
    if set == 0 {
        return met;
    }
    for names in lines {
        let says =
            names.iter().enumerate().all(|(place, name)| set >> place & 1 == 0 || *name != 0);
        if says {
            *met.entry(key(set, *names)).or_default() += 1;
        }
    }
    met
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_circle_are_met_together_oftener_than_chance_and_in_small_ones_most() {
        // Ninety of a large circle, in which all names mix, and ten of a small one with few.
        let mut lines: Vec<Sounds> = (0..90).map(|n| [1 + n % 9, 1 + n % 5, 1 + n % 7]).collect();
        lines.extend([[100, 100, 100]; 10]);
        let met: [Counts; SETS] = std::array::from_fn(|set| counted(&lines, set));
        let saying = met.each_ref().map(|met| met.values().map(|met| f64::from(*met)).sum());
        let circles = Circles { met, saying, average: [0.0; SETS] };
        let pair = GIVEN | SURNAME;
        assert!(circles.oftener(GIVEN, [1, 1, 1]).abs() < 1e-9);
        assert!(circles.oftener(pair, [1, 1, 1]) < 0.5);
        assert!(circles.oftener(pair, [100, 100, 100]) > 2.0);
        assert!(circles.oftener(ALL, [100, 100, 100]) > 4.0);
    }
}
