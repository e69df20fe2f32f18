//! The second pass: who came along.
//!
//! Two lines of one name and one year are no certainty; where the husband and the two children of
//! the one are met in the household of the other as well, they are. And of a household that one
//! visit wrote down nobody is somebody else: whoever may be either of two sisters is one of them at
//! most.

use super::people::People;
use super::values::{ValueId, number};
use std::collections::{HashMap, HashSet};

/// A pair that was compared. Natural logarithms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) first: u32,
    pub(super) second: u32,
    /// The odds that both are one person.
    pub(super) odds: f64,
    /// What of that their own facts say against strangers: name, birth, sex.
    pub(super) own: f64,
    /// And what those of their family say: guardian, phone.
    pub(super) family: f64,
}

/// Of a household that is met again, so many are found at home.
const CAME_ALONG: f64 = 0.9;
/// From here on one is sure enough to learn from it.
const SURE_MIN: f64 = 0.99;

/// Weighs pairs, each of which stands there once, by what is said of their households. `prior` is
/// the share of pairs that are of one person.
pub(super) fn weigh(people: &People, prior: f64, found: &mut [Found]) {
    if people.has_second || !people.has_households() {
        return;
    }
    let sizes = sizes(people);
    let households = |pair: &Found| people.household(pair.first).zip(people.household(pair.second));
    let mut met: HashMap<(ValueId, ValueId), Vec<usize>> = HashMap::new();
    for (place, pair) in found.iter().enumerate() {
        if let Some((one, other)) = households(pair) {
            met.entry((one.min(other), one.max(other))).or_default().push(place);
        }
    }
    let size = |household: ValueId| f64::from(sizes.get(&household).copied().unwrap_or(1));
    let mut weighed: Vec<(usize, f64)> = Vec::new();
    for ((one, other), places) in &met {
        let members = size(*one).max(size(*other));
        let pairs: Vec<(usize, Found)> =
            places.iter().filter_map(|place| Some((*place, *found.get(*place)?))).collect();
        weighed.extend(came_along(&pairs, prior, members));
    }
    // How often one comes alone is learned from those of whom one is nearly sure.
    let is_sure = |odds: f64| probability(odds) >= SURE_MIN;
    let together = weighed.iter().filter(|(_, odds)| is_sure(*odds)).count();
    let accompanied: HashSet<usize> = weighed.iter().map(|(place, _)| *place).collect();
    let alone = |(place, pair): &(usize, &mut Found)| {
        households(pair).is_some() && !accompanied.contains(place)
    };
    let lone = found.iter_mut().enumerate().filter(alone);
    let lone = lone.filter(|(_, pair)| is_sure(pair.odds)).count();
    let share = number(lone + 1) / number(lone + together + 2);
    for (_, pair) in found.iter_mut().enumerate().filter(alone) {
        pair.odds += share.ln();
    }
    for (place, odds) in weighed {
        if let Some(pair) = found.get_mut(place) {
            pair.odds = pair.odds.max(odds);
        }
    }
    one_of_each(people, found);
}

fn sizes(people: &People) -> HashMap<ValueId, u32> {
    let mut sizes = HashMap::new();
    for line in 0..people.len() {
        let household = u32::try_from(line).ok().and_then(|line| people.household(line));
        if let Some(household) = household {
            *sizes.entry(household).or_default() += 1;
        }
    }
    sizes
}

/// The odds of the pairs of two households, of which each is the likelier the more others fit.
fn came_along(pairs: &[(usize, Found)], prior: f64, members: f64) -> Vec<(usize, f64)> {
    let best = one_to_one(pairs);
    if best.len() < 2 {
        return Vec::new();
    }
    // Once two households are one, each member is somebody of the other nearly for sure.
    let place = (CAME_ALONG / members).ln();
    let fits = |pair: &Found| (pair.own + place).max(0.0);
    let all: f64 = best.iter().map(|(_, pair)| fits(pair)).sum();
    let family = best.iter().map(|(_, pair)| pair.family).fold(0.0, f64::max);
    let weighed = best.iter().map(|(at, pair)| {
        let others = prior.ln() + family + all - fits(pair);
        let households = probability(others);
        let alone = probability(pair.odds);
        let together = probability(pair.own + place);
        (*at, odds(households * together + (1.0 - households) * alone))
    });
    weighed.collect()
}

/// The likeliest pairs, each line once.
fn one_to_one(pairs: &[(usize, Found)]) -> Vec<(usize, Found)> {
    let mut best = pairs.to_vec();
    best.sort_by(|(_, a), (_, b)| {
        let order = |pair: &Found| (pair.first, pair.second);
        b.odds.total_cmp(&a.odds).then_with(|| order(a).cmp(&order(b)))
    });
    let mut taken: Vec<u32> = Vec::new();
    best.retain(|(_, pair)| {
        let free = !taken.contains(&pair.first) && !taken.contains(&pair.second);
        if free {
            taken.extend([pair.first, pair.second]);
        }
        free
    });
    best
}

/// Of the members of a household whom a line may be, it is one at most.
fn one_of_each(people: &People, found: &mut [Found]) {
    let mut rivals: HashMap<(u32, ValueId), f64> = HashMap::new();
    let sides = |pair: &Found| [(pair.first, pair.second), (pair.second, pair.first)];
    for pair in found.iter() {
        for (line, other) in sides(pair) {
            if let Some(household) = people.household(other) {
                *rivals.entry((line, household)).or_default() += pair.odds.exp();
            }
        }
    }
    for pair in found {
        let others = sides(pair).into_iter().filter_map(|(line, other)| {
            let all = rivals.get(&(line, people.household(other)?))?;
            Some((all - pair.odds.exp()).max(0.0))
        });
        let others = others.fold(0.0, f64::max);
        pair.odds -= others.ln_1p();
    }
}

/// The probability of odds.
pub(super) fn probability(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// Further from certain odds cannot be told.
const SURE: f64 = 1e-15;

fn odds(probability: f64) -> f64 {
    let probability = probability.clamp(SURE, 1.0 - SURE);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::super::fields::Field;
    use super::*;

    /// Lines of households, by number; nothing else is said.
    fn people(households: &[&str]) -> People {
        let mut people = People::new(None);
        for household in households {
            let mut cells = [""; Field::COUNT];
            for (cell, field) in cells.iter_mut().zip(Field::ALL) {
                if field == Field::Household {
                    *cell = household;
                }
            }
            people.add(&cells);
        }
        people
    }

    fn pair(first: u32, second: u32, odds: f64) -> Found {
        Found { first, second, odds, own: odds + 12.0, family: 3.0 }
    }

    const PRIOR: f64 = 1e-6;

    #[test]
    fn who_came_along_speaks_for_the_others() {
        let people = people(&["1", "1", "1", "2", "2", "2", "3"]);
        let mut family = [pair(0, 3, -2.0), pair(1, 4, -2.0), pair(2, 5, -2.0)];
        weigh(&people, PRIOR, &mut family);
        assert!(family.iter().all(|pair| probability(pair.odds) > 0.9), "{family:?}");
        let mut alone = [pair(0, 6, -2.0)];
        weigh(&people, PRIOR, &mut alone);
        assert!(probability(alone[0].odds) < 0.2, "{alone:?}");
    }

    #[test]
    fn of_two_sisters_somebody_is_one_at_most() {
        let people = people(&["1", "1", ""]);
        let mut sisters = [pair(0, 2, 3.0), pair(1, 2, 3.0)];
        weigh(&people, PRIOR, &mut sisters);
        assert!(sisters.iter().all(|pair| probability(pair.odds) < 0.55), "{sisters:?}");
        let mut one = [pair(0, 2, 3.0)];
        weigh(&people, PRIOR, &mut one);
        assert!(probability(one[0].odds) > 0.9);
    }
}
