//! Chance that can be repeated: the same seed, the same throws, on every machine.

/// A small generator of numbers. Not for secrets.
///
/// Source: S. Vigna, `SplitMix64` (2015), public domain.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 when the limit is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.number().checked_rem(limit).unwrap_or(0)
    }

    /// A place of a list; 0 for an empty one.
    pub fn place(&mut self, length: usize) -> usize {
        let limit = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(limit)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// True so many times in a thousand.
    pub fn permille(&mut self, times: u64) -> bool {
        self.below(1_000) < times
    }

    /// One of a list.
    pub fn one<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.place(list.len()))
    }

    /// One of a list, each as often as its weight says; `None` where nothing has a weight.
    pub fn by_weight<'l, T>(&mut self, list: &'l [T], weight: impl Fn(&T) -> u64) -> Option<&'l T> {
        let whole: u64 = list.iter().map(&weight).sum();
        let mut throw = self.below(whole);
        list.iter().find(|one| {
            let weight = weight(one);
            let hit = throw < weight;
            throw = throw.saturating_sub(weight);
            hit
        })
    }
}
