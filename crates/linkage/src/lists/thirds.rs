//! The third pass: two lines that are both one person with a third are one person with each other,
//! however little they say of it themselves.

use super::people::People;
use super::{LINK_PROBABILITY_MIN, Link};
use std::collections::HashMap;

/// Of a line that is one with more than so many, the likeliest are looked at.
const PARTNERS_MAX: usize = 16;

/// Raises the probability of pairs that have a third line in common, and adds those that were not
/// compared; in the order of the lines. Of two lists nobody is in the same one twice.
pub(super) fn join(people: &People, links: &mut Vec<Link>) {
    if people.has_second {
        return;
    }
    let mut joined: HashMap<(usize, usize), f64> = HashMap::new();
    for (one, other, probability) in of_thirds(people, links) {
        let known = joined.entry((one.min(other), one.max(other))).or_default();
        *known = known.max(probability);
    }
    for link in links.iter_mut() {
        if let Some(probability) = joined.remove(&(link.first, link.second)) {
            link.probability = link.probability.max(probability);
        }
    }
    let new = joined.into_iter();
    links.extend(new.map(|((first, second), probability)| Link { first, second, probability }));
    links.sort_unstable_by_key(|link| (link.first, link.second));
}

/// Pairs that have a third line in common, and how probably both are one person with it.
fn of_thirds(people: &People, links: &[Link]) -> Vec<(usize, usize, f64)> {
    let mut partners: Vec<(usize, usize, f64)> = Vec::new();
    for link in links.iter().filter(|link| link.probability >= LINK_PROBABILITY_MIN) {
        partners.push((link.first, link.second, link.probability));
        partners.push((link.second, link.first, link.probability));
    }
    partners.sort_unstable_by(|(a, x, p), (b, y, q)| {
        a.cmp(b).then_with(|| q.total_cmp(p)).then_with(|| x.cmp(y))
    });
    let mut found = Vec::new();
    for of_third in partners.chunk_by(|(third, _, _), (other, _, _)| third == other) {
        let of_third = of_third.get(..PARTNERS_MAX).unwrap_or(of_third);
        for (n, (_, one, first)) in of_third.iter().enumerate() {
            for (_, other, second) in of_third.iter().skip(n + 1) {
                if !people.are_two(*one, *other) {
                    found.push((*one, *other, first * second));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Field;
    use super::*;

    fn people(households: [&str; 4]) -> People {
        let mut people = People::new(None);
        for household in households {
            let mut cells = [""; Field::COUNT];
            cells[Field::Household.place()] = household;
            people.add(&cells);
        }
        people
    }

    const fn link(first: usize, second: usize, probability: f64) -> Link {
        Link { first, second, probability }
    }

    #[test]
    fn who_is_one_with_a_third_is_one_with_the_other() {
        let mut links = vec![link(0, 1, 0.1), link(0, 2, 0.9), link(1, 2, 0.8), link(2, 3, 0.4)];
        join(&people([""; 4]), &mut links);
        assert_eq!(links.len(), 4);
        assert!((links[0].probability - 0.72).abs() < 1e-9, "{links:?}");
        let mut links = vec![link(0, 2, 0.9), link(1, 2, 0.8)];
        join(&people([""; 4]), &mut links);
        assert_eq!((links.len(), links[0].second), (3, 1));
    }

    #[test]
    fn two_of_one_household_stay_two() {
        let mut links = vec![link(0, 2, 0.9), link(1, 2, 0.8)];
        join(&people(["7", "7", "", ""]), &mut links);
        assert_eq!(links, [link(0, 2, 0.9), link(1, 2, 0.8)]);
    }
}
