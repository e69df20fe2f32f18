//! A filter that knows which keys somebody has: never wrong about "no one", rarely about "someone".

const BITS_A_KEY: usize = 10;
const PROBES: u32 = 6;
const BITS_A_WORD: usize = 64;
const WORDS_A_BLOCK: usize = 8;
const BITS_A_BLOCK: usize = BITS_A_WORD * WORDS_A_BLOCK;
/// So many bits of a hash say which bit of a block.
const BITS_A_PLACE: u32 = BITS_A_BLOCK.ilog2();
/// Small cities get room to grow.
const KEYS_MIN: usize = 100_000;
/// Spreads what chose the block over the bits that choose the places: 2⁶⁴ by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A Bloom filter over name keys: about ten bits a key, two answers in a hundred too many. All bits
/// of a key lie in one block, which is one line of the processor's cache: a name is looked up by
/// thousands of keys, most of which nobody has.
pub struct Filter {
    blocks: Vec<Block>,
}

#[derive(Clone, Default)]
#[repr(align(64))]
struct Block([u64; WORDS_A_BLOCK]);

impl Filter {
    /// Room for `keys` keys and half as many again.
    pub fn with_room_for(keys: usize) -> Self {
        let bits = (keys.max(KEYS_MIN) + keys / 2).saturating_mul(BITS_A_KEY);
        Self { blocks: vec![Block::default(); bits.div_ceil(BITS_A_BLOCK)] }
    }

    /// From now on the key is known.
    pub fn add(&mut self, key: i64) {
        let place = self.place(key);
        let Some(block) = self.blocks.get_mut(place) else { return };
        for (word, bit) in bits(key) {
            if let Some(word) = block.0.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// Whether somebody may have the key.
    pub fn may_have(&self, key: i64) -> bool {
        let Some(block) = self.blocks.get(self.place(key)) else { return false };
        bits(key).all(|(word, bit)| block.0.get(word).is_some_and(|word| word & bit != 0))
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }

    /// The key is a hash already: as far as it has come of all hashes, so far lies its block.
    fn place(&self, key: i64) -> usize {
        let blocks = u128::try_from(self.blocks.len()).unwrap_or(0);
        usize::try_from((u128::from(hash(key)) * blocks) >> u64::BITS).unwrap_or(0)
    }
}

/// The places of a key in its block: which word, and which bit of it.
fn bits(key: i64) -> impl Iterator<Item = (usize, u64)> {
    let spread = hash(key).wrapping_mul(SPREAD);
    (1..=PROBES).map(move |probe| {
        let place = spread >> (u64::BITS - probe * BITS_A_PLACE);
        let place = usize::try_from(place).unwrap_or(0) % BITS_A_BLOCK;
        (place / BITS_A_WORD, 1 << (place % BITS_A_WORD))
    })
}

fn hash(key: i64) -> u64 {
    u64::from_le_bytes(key.to_le_bytes())
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
