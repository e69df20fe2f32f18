//! The numbers of concepts: a tree of first parents is walked from its roots, each concept before
//! what lies below it, so that everything below one is a range. What has a second parent adds its
//! own ranges to it and to whatever that lies below.
//!
//! Source: R. Agrawal, A. Borgida, H. V. Jagadish, "Efficient management of transitive
//! relationships in large data and knowledge bases" (SIGMOD 1989).

use crate::ranges::Ranges;

/// Concepts in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    /// By number: the place of the concept in the list that was given.
    pub(crate) places: Vec<usize>,
    /// By place: the number.
    pub(crate) numbers: Vec<u32>,
    /// By number: the concept itself and all that lies below it.
    pub(crate) below: Vec<Ranges>,
}

/// A concept lies below itself; its place in the list that was given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InACircle(pub(crate) usize);

/// Numbers concepts. `parents` has for each the places of what it lies directly below; those that
/// are to come last among the roots are `last`.
pub(crate) fn numbered(
    parents: &[Vec<usize>],
    last: impl Fn(usize) -> bool,
) -> Result<Numbered, InACircle> {
    let children = children(parents);
    let upwards = leaves_first(parents, &children)?;
    let mut numbered = walked(parents, &children, last);
    numbered.below = vec![Ranges::default(); parents.len()];
    for place in upwards {
        let Some(number) = numbered.numbers.get(place).copied() else { continue };
        let mut spans = Ranges::one(number).spans().to_vec();
        for child in children.get(place).into_iter().flatten() {
            let child = numbered.numbers.get(*child).and_then(|n| numbered.below.get(wide(*n)));
            spans.extend(child.into_iter().flat_map(Ranges::spans).cloned());
        }
        if let Some(below) = numbered.below.get_mut(wide(number)) {
            *below = Ranges::of(spans);
        }
    }
    Ok(numbered)
}

/// By place: the places of what lies directly below.
fn children(parents: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); parents.len()];
    for (place, above) in parents.iter().enumerate() {
        for parent in above {
            if let Some(list) = children.get_mut(*parent) {
                list.push(place);
            }
        }
    }
    children
}

/// Places so that each comes behind all that lies below it.
fn leaves_first(parents: &[Vec<usize>], children: &[Vec<usize>]) -> Result<Vec<usize>, InACircle> {
    let mut waits_for: Vec<usize> = children.iter().map(Vec::len).collect();
    let mut order: Vec<usize> =
        (0..parents.len()).filter(|p| waits_for.get(*p) == Some(&0)).collect();
    let mut done = 0;
    while let Some(place) = order.get(done).copied() {
        done += 1;
        for parent in parents.get(place).into_iter().flatten() {
            if let Some(left) = waits_for.get_mut(*parent) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    order.push(*parent);
                }
            }
        }
    }
    match waits_for.iter().position(|left| *left > 0) {
        Some(place) => Err(InACircle(place)),
        None => Ok(order),
    }
}

/// Gives the numbers along the tree of first parents.
fn walked(
    parents: &[Vec<usize>],
    children: &[Vec<usize>],
    last: impl Fn(usize) -> bool,
) -> Numbered {
    let is_root = |place: &usize| parents.get(*place).is_none_or(Vec::is_empty);
    let mut roots: Vec<usize> = (0..parents.len()).filter(is_root).collect();
    roots.sort_by_key(|place| last(*place));
    let mut waiting: Vec<usize> = roots.into_iter().rev().collect();
    let mut places = Vec::with_capacity(parents.len());
    let mut numbers = vec![0; parents.len()];
    while let Some(place) = waiting.pop() {
        if let (Some(number), Ok(next)) = (numbers.get_mut(place), u32::try_from(places.len())) {
            *number = next;
        }
        places.push(place);
        let below = children.get(place).into_iter().flatten().rev().copied();
        let is_first = |child: &usize| parents.get(*child).and_then(|p| p.first()) == Some(&place);
        waiting.extend(below.filter(is_first));
    }
    Numbered { places, numbers, below: Vec::new() }
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 is above 1 and 2; 3 lies below both of them, 4 below 3; 5 stands alone, 6 below 2 and 5.
    const PARENTS: [&[usize]; 7] = [&[], &[0], &[0], &[1, 2], &[3], &[], &[2, 5]];

    fn parents() -> Vec<Vec<usize>> {
        PARENTS.iter().map(|above| above.to_vec()).collect()
    }

    fn lies_below(place: usize, above: usize) -> bool {
        place == above || PARENTS[place].iter().any(|parent| lies_below(*parent, above))
    }

    #[test]
    fn what_lies_below_a_concept_is_what_a_walk_would_find() {
        let found = numbered(&parents(), |_| false).unwrap();
        assert_eq!(found.places, [0, 1, 3, 4, 2, 6, 5]);
        for above in 0..PARENTS.len() {
            let below = &found.below[wide(found.numbers[above])];
            for place in 0..PARENTS.len() {
                assert_eq!(
                    below.has(found.numbers[place]),
                    lies_below(place, above),
                    "{place} {above}"
                );
            }
        }
    }

    #[test]
    fn what_is_out_of_use_comes_last_and_a_circle_is_found() {
        let found = numbered(&parents(), |place| place == 0).unwrap();
        assert_eq!(found.places[0], 5);
        let mut circle = parents();
        circle[0].push(4);
        assert!(numbered(&circle, |_| false).is_err());
    }
}
