//! A filter that knows which keys somebody has: never wrong about "no one", rarely about "someone".

const BITS_A_KEY: usize = 10;
const PROBES: u32 = 6;
const BITS_A_WORD: usize = 64;
/// Small cities get room to grow.
const KEYS_MIN: usize = 100_000;

/// A Bloom filter over name keys: about ten bits a key, one answer in a hundred too many.
pub struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// Room for `keys` keys and half as many again.
    pub fn with_room_for(keys: usize) -> Self {
        let bits = (keys.max(KEYS_MIN) + keys / 2).saturating_mul(BITS_A_KEY);
        Self { words: vec![0; bits.div_ceil(BITS_A_WORD)] }
    }

    /// From now on the key is known.
    pub fn add(&mut self, key: i64) {
        for bit in self.bits(key) {
            if let Some(word) = self.words.get_mut(bit / BITS_A_WORD) {
                *word |= 1 << (bit % BITS_A_WORD);
            }
        }
    }

    /// Whether somebody may have the key.
    pub fn may_have(&self, key: i64) -> bool {
        self.bits(key).all(|bit| {
            self.words
                .get(bit / BITS_A_WORD)
                .is_some_and(|word| word >> (bit % BITS_A_WORD) & 1 == 1)
        })
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.words.len() * size_of::<u64>()
    }

    /// The key is a hash already: its halves step through the bits.
    fn bits(&self, key: i64) -> impl Iterator<Item = usize> + use<> {
        let room = u64::try_from(self.words.len() * BITS_A_WORD).unwrap_or(u64::MAX).max(1);
        let start = u64::from_le_bytes(key.to_le_bytes());
        let step = start.rotate_left(32) | 1;
        (0..PROBES).map(move |probe| {
            let bit = start.wrapping_add(step.wrapping_mul(u64::from(probe))) % room;
            usize::try_from(bit).unwrap_or(0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::single;

    #[test]
    fn what_was_added_is_known_and_little_else() {
        let mut filter = Filter::with_room_for(50_000);
        for n in 0..150_000 {
            filter.add(single(&n.to_string()));
        }
        assert!((0..150_000).all(|n| filter.may_have(single(&n.to_string()))));
        let wrong = (150_000..250_000).filter(|n| filter.may_have(single(&n.to_string()))).count();
        assert!(wrong < 5_000, "{wrong} of 100,000");
    }
}
