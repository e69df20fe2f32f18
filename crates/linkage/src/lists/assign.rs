//! At most one partner for each line.

use super::Link;
use std::collections::HashSet;

/// Of lists without duplicates in themselves: the likeliest link first, and each line once. Links
/// come back in the order of the lines.
pub fn one_to_one(mut links: Vec<Link>) -> Vec<Link> {
    let order = |link: &Link| (link.first, link.second);
    links.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then_with(|| order(a).cmp(&order(b)))
    });
    let (mut firsts, mut seconds) = (HashSet::new(), HashSet::new());
    links.retain(|link| {
        let free = !firsts.contains(&link.first) && !seconds.contains(&link.second);
        if free {
            firsts.insert(link.first);
            seconds.insert(link.second);
        }
        free
    });
    links.sort_by_key(order);
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_link_takes_its_lines() {
        let link = |first, second, probability| Link { first, second, probability };
        let links = vec![link(0, 5, 0.7), link(0, 6, 0.9), link(1, 6, 0.8), link(1, 7, 0.6)];
        assert_eq!(one_to_one(links), [link(0, 6, 0.9), link(1, 7, 0.6)]);
        assert_eq!(one_to_one(Vec::new()), []);
    }
}
