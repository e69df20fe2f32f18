//! How many slips lie between two spellings: letters wrong, left out, added, or exchanged with
//! their neighbour.

use super::values::LETTERS_MAX;

/// Up to `most` slips between two spellings; nothing when there are more.
///
/// Source: the optimal string alignment distance (F. Damerau, 1964), letters as Unicode has them.
pub(super) fn slips(one: &str, other: &str, most: usize) -> Option<usize> {
    if one == other {
        return Some(0);
    }
    let (mut left, mut right) = (['\0'; LETTERS_MAX], ['\0'; LETTERS_MAX]);
    let (rows, columns) = (fill(&mut left, one), fill(&mut right, other));
    if rows.abs_diff(columns) > most {
        return None;
    }
    let (one, other) = (left.get(..rows)?, right.get(..columns)?);
    aligned(one, other, most)
}

fn fill(room: &mut [char; LETTERS_MAX], word: &str) -> usize {
    let mut length = 0;
    for (place, letter) in room.iter_mut().zip(word.chars()) {
        *place = letter;
        length += 1;
    }
    length
}

/// As many slips as letters, and more than there can be.
type Cell = u8;
const TOO_MANY: Cell = Cell::MAX / 2;

fn aligned(one: &[char], other: &[char], most: usize) -> Option<usize> {
    let limit = Cell::try_from(most).unwrap_or(TOO_MANY);
    let mut rows = [[0; LETTERS_MAX + 1]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    for (cell, n) in last.iter_mut().zip(0..) {
        *cell = n;
    }
    let (mut previous, mut above_row) = (None, 0);
    for (&a, n) in one.iter().zip(0..) {
        let mut left = n + 1;
        let (mut diagonal, mut two_back, mut behind) = (n, TOO_MANY, None);
        if let Some(start) = row.first_mut() {
            *start = left;
        }
        let mut lowest = left;
        let cells = row.iter_mut().skip(1).zip(last.iter().skip(1)).zip(before.iter());
        for (((cell, &above), &one_back), &b) in cells.zip(other) {
            let mut best = (diagonal + Cell::from(a != b)).min(above + 1).min(left + 1);
            if Some(a) == behind && Some(b) == previous {
                best = best.min(two_back + 1);
            }
            lowest = lowest.min(best);
            (*cell, left, diagonal, two_back, behind) = (best, best, above, one_back, Some(b));
        }
        // No row below can have fewer.
        if lowest > limit && above_row >= limit {
            return None;
        }
        above_row = lowest;
        (before, last, row) = (last, row, before);
        previous = Some(a);
    }
    last.get(other.len()).filter(|spent| **spent <= limit).map(|spent| usize::from(*spent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_a_hand_makes_them() {
        let count = |one, other| slips(one, other, 9);
        assert_eq!(count("smith", "smith"), Some(0));
        assert_eq!(count("smith", "smiht"), Some(1));
        assert_eq!(count("smith", "smih"), Some(1));
        assert_eq!(count("smith", "xsmith"), Some(1));
        assert_eq!(count("", "abc"), Some(3));
        assert_eq!(count("kitten", "sitting"), Some(3));
        assert_eq!(slips("kitten", "sitting", 2), None);
        assert_eq!(count("सुनीता", "सुनिता"), Some(1));
        assert!(slips(&"a".repeat(99), &"a".repeat(98), 0).is_some(), "cut at the same length");
    }
}
