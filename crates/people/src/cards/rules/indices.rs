//! Where cards stand in the status list. A family is given its cards in one go, and whoever reads
//! the list must not see that some of its indices are a family's; so serials are shuffled, in parts
//! of which each has a key of its own. The key is no secret that a signature rests on.

use crate::cards::model::StatusIndex;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Indices of one part: about a day's cards of the whole city.
pub const PART_INDICES: u32 = 1 << 16;
const ROUNDS: u8 = 8;

/// The part that a serial falls into, and its place there; `None` when no list is so long.
pub fn part_of(serial: i64) -> Option<(u32, u16)> {
    let serial = u32::try_from(serial).ok()?;
    let place = u16::try_from(serial % PART_INDICES).ok()?;
    Some((serial / PART_INDICES, place))
}

/// The index of a place in a part.
pub fn index(part: u32, place: u16, key: u64) -> Option<StatusIndex> {
    let first = part.checked_mul(PART_INDICES)?;
    StatusIndex::new(first.checked_add(shuffled(place, key).into())?)
}

/// A permutation of all places. Source: M. Luby and C. Rackoff, SIAM J. Comput. 17 (1988), for
/// why rounds of this form never meet.
fn shuffled(place: u16, key: u64) -> u16 {
    let [mut left, mut right] = place.to_be_bytes();
    for round in 0..ROUNDS {
        let [mixed, ..] = xxh3_64_with_seed(&[round, right], key).to_le_bytes();
        (left, right) = (right, left ^ mixed);
    }
    u16::from_be_bytes([left, right])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_places_of_a_part_meet() {
        for key in [0, 7, u64::MAX] {
            let all: HashSet<u16> = (0..=u16::MAX).map(|place| shuffled(place, key)).collect();
            assert_eq!(all.len(), 65_536, "{key}");
        }
    }

    #[test]
    fn neighbours_are_no_neighbours_in_the_list() {
        let near = |place: &u16| shuffled(*place, 7).abs_diff(shuffled(place + 1, 7)) < 100;
        let near = (0..u16::MAX).filter(near).count();
        // As many as chance brings: 199 in 65,535.
        assert!((100..400).contains(&near), "{near}");
        let moved = (0..1_000).filter(|place| shuffled(*place, 7) != shuffled(*place, 8));
        assert!(moved.count() > 990);
    }

    #[test]
    fn a_serial_stays_in_its_part() {
        assert_eq!(part_of(65_535), Some((0, 65_535)));
        assert_eq!(part_of(65_536), Some((1, 0)));
        assert_eq!(part_of(-1), None);
        let second = index(1, 4_711, 7).unwrap().number();
        assert!((65_536..131_072).contains(&second), "{second}");
        assert_eq!(index(1 << 10, 0, 7), None, "beyond the last of all");
    }
}
