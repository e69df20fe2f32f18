//! Codes of an expansion within one another, as they lie below one another.

use super::expand::Item;
use crate::release::ReleaseId;
use crate::store::hierarchy::parents_among;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// How deep codes are put within one another; what lies deeper stands beside.
const DEPTH_MAX: u32 = 32;

/// Puts each code into the nearest of its parents that is there too. `items` are in the order of
/// their numbers, each with its own.
pub(super) fn nested(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    items: Vec<(u32, Item)>,
) -> Result<Vec<Item>, Stop> {
    let numbers: Vec<u32> = items.iter().map(|(number, _)| *number).collect();
    let mut above: HashMap<u32, u32> = HashMap::new();
    let mut depth: HashMap<u32, u32> = numbers.iter().map(|number| (*number, 0)).collect();
    // They come in the order of the concepts, and of each with the greatest parent last.
    for (concept, parent) in parents_among(tx, id, &numbers)? {
        let parent_depth = depth.get(&parent).copied().filter(|deep| *deep < DEPTH_MAX);
        if let Some(deep) = parent_depth.filter(|_| parent < concept) {
            above.insert(concept, parent);
            depth.insert(concept, deep + 1);
        }
    }
    let (mut within, mut outermost) = (HashMap::<u32, Vec<Item>>::new(), Vec::new());
    for (number, mut item) in items.into_iter().rev() {
        item.within = within.remove(&number).unwrap_or_default();
        item.within.reverse();
        match above.get(&number) {
            Some(parent) => within.entry(*parent).or_default().push(item),
            None => outermost.push(item),
        }
    }
    outermost.reverse();
    Ok(outermost)
}
