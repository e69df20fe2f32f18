//! Sets of concepts by their numbers, kept as ranges: all that lies below a concept is a few of
//! them, and a whole code system is one.

use std::ops::Range;

/// A set of numbers: ranges in ascending order that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ranges(Vec<Range<u32>>);

impl Ranges {
    /// Every number below `end`.
    pub(crate) fn up_to(end: u32) -> Self {
        Self::of(std::iter::once(0..end).collect())
    }

    /// This number alone.
    pub(crate) fn one(number: u32) -> Self {
        Self(std::iter::once(number..number.saturating_add(1)).collect())
    }

    /// The numbers of these ranges, in whichever order they come.
    pub(crate) fn of(mut spans: Vec<Range<u32>>) -> Self {
        spans.retain(|span| !span.is_empty());
        spans.sort_unstable_by_key(|span| span.start);
        let mut merged: Vec<Range<u32>> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        Self(merged)
    }

    /// These numbers, in whichever order they come.
    pub(crate) fn of_numbers(numbers: impl IntoIterator<Item = u32>) -> Self {
        Self::of(numbers.into_iter().map(|number| number..number.saturating_add(1)).collect())
    }

    /// Is this number among them?
    pub(crate) fn has(&self, number: u32) -> bool {
        let at = self.0.partition_point(|span| span.end <= number);
        self.0.get(at).is_some_and(|span| span.start <= number)
    }

    /// Is there none?
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many numbers there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|span| u64::from(span.end - span.start)).sum()
    }

    /// The ranges, in ascending order.
    pub(crate) fn spans(&self) -> &[Range<u32>] {
        &self.0
    }

    /// The numbers, in ascending order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(Clone::clone)
    }

    /// The numbers that are in either.
    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// The numbers that are in both.
    #[must_use]
    pub(crate) fn within(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let mut others = other.0.iter().peekable();
        for span in &self.0 {
            while let Some(next) = others.peek() {
                let shared = span.start.max(next.start)..span.end.min(next.end);
                if !shared.is_empty() {
                    both.push(shared);
                }
                if next.end > span.end {
                    break;
                }
                others.next();
            }
        }
        Self(both)
    }

    /// The numbers that are not in the other.
    #[must_use]
    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut gaps = Vec::with_capacity(other.0.len() + 1);
        let mut start = 0;
        for span in &other.0 {
            gaps.push(start..span.start);
            start = span.end;
        }
        gaps.push(start..u32::MAX);
        self.within(&Self::of(gaps))
    }

    /// The numbers behind the first `skip` ones, `take` at most.
    pub(crate) fn page(&self, skip: u64, take: usize) -> Vec<u32> {
        let mut skip = skip;
        let mut page = Vec::new();
        for span in &self.0 {
            let length = u64::from(span.end - span.start);
            if skip >= length {
                skip -= length;
                continue;
            }
            let from = span.start.saturating_add(u32::try_from(skip).unwrap_or(u32::MAX));
            skip = 0;
            page.extend((from..span.end).take(take - page.len()));
            if page.len() == take {
                break;
            }
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[u32]) -> Ranges {
        Ranges::of_numbers(numbers.iter().copied())
    }

    #[test]
    fn ranges_do_what_lists_of_numbers_would() {
        let lists: [&[u32]; 6] =
            [&[], &[0], &[1, 2, 3, 9], &[0, 2, 4, 6], &[3, 4, 5, 6, 7], &[9, 8, 2, 0]];
        for one in lists {
            for other in lists {
                let (a, b) = (of(one), of(other));
                let picked = |keep: &dyn Fn(&u32) -> bool| {
                    of(&(0..12).filter(|n| keep(n)).collect::<Vec<_>>())
                };
                let (in_one, in_other) = (|n: &u32| one.contains(n), |n: &u32| other.contains(n));
                assert_eq!(a.and(&b), picked(&|n| in_one(n) || in_other(n)));
                assert_eq!(a.within(&b), picked(&|n| in_one(n) && in_other(n)));
                assert_eq!(a.without(&b), picked(&|n| in_one(n) && !in_other(n)));
            }
            assert!((0..12).all(|n| of(one).has(n) == one.contains(&n)));
        }
    }

    #[test]
    fn a_page_is_taken_across_ranges() {
        let set = Ranges::of(vec![2..4, 10..13, 20..21]);
        assert_eq!((set.count(), set.spans().len()), (6, 3));
        assert_eq!(set.page(1, 3), [3, 10, 11]);
        assert_eq!(set.page(4, 9), [12, 20]);
        assert!(set.page(6, 9).is_empty());
    }
}
