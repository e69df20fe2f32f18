//! Ascending indices, packed to within a few hundredths of a bit of what they must take.
//!
//! The gaps between random indices are geometric, and for those Rice's code is next to perfect:
//! the gap divided by 2^k in unary (so many ones, then a zero), the rest in k bits. Bits fill
//! bytes from the high end; the last byte is filled with zeros. Only the k that takes fewest bits,
//! and the lowest of several, is read: one set of indices has one spelling.
//!
//! Source: R. F. Rice, JPL Publication 79-22 (1979); S. W. Golomb, IEEE IT-12 (1966).

use crate::card::STATUS_INDICES_MAX;
use crate::lists::ListFault;

/// No gap has more bits.
const LOW_BITS_MAX: u32 = STATUS_INDICES_MAX.ilog2();

/// A packed set: how many, the k of its code, and the bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) count: u32,
    pub(crate) low_bits: u32,
    pub(crate) bits: Vec<u8>,
}

/// Packs indices that are in ascending order, each once.
pub(crate) fn pack(indices: &[u32]) -> Packed {
    let low_bits = best_low_bits(indices);
    let mut writer = BitWriter::default();
    for gap in gaps(indices) {
        writer.ones(gap >> low_bits);
        writer.low(gap, low_bits);
    }
    let count = u32::try_from(indices.len()).unwrap_or(u32::MAX);
    Packed { count, low_bits, bits: writer.bytes }
}

/// Unpacks indices below `size`.
///
/// # Errors
/// `ListFault::IndexRange` for one at or above `size`, `ListFault::Packing` for bits that
/// [`pack`] would not have given.
pub(crate) fn unpack(packed: &PackedRef<'_>, size: u32) -> Result<Vec<u32>, ListFault> {
    if packed.low_bits > LOW_BITS_MAX || packed.count > size {
        return Err(ListFault::Packing);
    }
    // Each index takes a bit at least, so a short message cannot ask for much memory.
    if u64::from(packed.count) > 8 * u64::try_from(packed.bits.len()).unwrap_or(0) {
        return Err(ListFault::Packing);
    }
    let mut reader = BitReader { bytes: packed.bits, at: 0 };
    let mut indices = Vec::with_capacity(usize::try_from(packed.count).unwrap_or_default());
    let mut next = 0_u32;
    for _ in 0..packed.count {
        let high_max = (size - next) >> packed.low_bits;
        let high = reader.ones(high_max)?;
        let gap = (high << packed.low_bits) | reader.low(packed.low_bits)?;
        let index = next.checked_add(gap).filter(|index| *index < size);
        let index = index.ok_or(ListFault::IndexRange)?;
        indices.push(index);
        next = index + 1;
    }
    let is_best = best_low_bits(&indices) == packed.low_bits;
    if is_best && reader.ends_here() { Ok(indices) } else { Err(ListFault::Packing) }
}

/// A packed set whose bits are somebody else's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedRef<'b> {
    pub(crate) count: u32,
    pub(crate) low_bits: u32,
    pub(crate) bits: &'b [u8],
}

/// How many indices were left out before each.
fn gaps(indices: &[u32]) -> impl Iterator<Item = u32> {
    let before = std::iter::once(0).chain(indices.iter().map(|index| index.saturating_add(1)));
    indices.iter().zip(before).map(|(index, before)| index.saturating_sub(before))
}

/// The k that takes fewest bits: first the plain one, then both its neighbours for as long as
/// they are better (the sum of bits has one valley).
fn best_low_bits(indices: &[u32]) -> u32 {
    let bits = |low: u32| gaps(indices).map(|gap| u64::from((gap >> low) + 1 + low)).sum::<u64>();
    let span = u64::from(indices.last().copied().unwrap_or(0)) + 1;
    let count = u64::try_from(indices.len()).unwrap_or(u64::MAX).max(1);
    let mut best = (span / count).max(1).ilog2().min(LOW_BITS_MAX);
    let mut least = bits(best);
    while best < LOW_BITS_MAX && bits(best + 1) < least {
        best += 1;
        least = bits(best);
    }
    while best > 0 && bits(best - 1) <= least {
        best -= 1;
        least = bits(best);
    }
    best
}

#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that are free in the last byte.
    free: u32,
}

impl BitWriter {
    fn bit(&mut self, bit: bool) {
        if self.free == 0 {
            self.bytes.push(0);
            self.free = 8;
        }
        self.free -= 1;
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << self.free;
        }
    }

    fn ones(&mut self, count: u32) {
        (0..count).for_each(|_| self.bit(true));
        self.bit(false);
    }

    fn low(&mut self, value: u32, bits: u32) {
        (0..bits).rev().for_each(|place| self.bit(value & (1 << place) != 0));
    }
}

struct BitReader<'b> {
    bytes: &'b [u8],
    /// Bits that have been read.
    at: usize,
}

impl BitReader<'_> {
    fn bit(&mut self) -> Result<bool, ListFault> {
        let byte = self.bytes.get(self.at / 8).ok_or(ListFault::Packing)?;
        let bit = byte & (0x80 >> (self.at % 8)) != 0;
        self.at += 1;
        Ok(bit)
    }

    /// Ones up to a zero, at most `most`: more would lead beyond the list.
    fn ones(&mut self, most: u32) -> Result<u32, ListFault> {
        let mut count = 0;
        while self.bit()? {
            count += 1;
            if count > most {
                return Err(ListFault::IndexRange);
            }
        }
        Ok(count)
    }

    fn low(&mut self, bits: u32) -> Result<u32, ListFault> {
        (0..bits).try_fold(0, |value, _| Ok((value << 1) | u32::from(self.bit()?)))
    }

    /// Whether all bytes are used, and the last is filled with zeros.
    fn ends_here(mut self) -> bool {
        let whole = self.at.div_ceil(8) == self.bytes.len();
        let filled = (self.at..8 * self.at.div_ceil(8)).all(|_| self.bit() == Ok(false));
        whole && filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn borrowed(packed: &Packed) -> PackedRef<'_> {
        PackedRef { count: packed.count, low_bits: packed.low_bits, bits: &packed.bits }
    }

    #[test]
    fn sets_come_back_as_they_were() {
        for indices in [
            &[][..],
            &[0],
            &[STATUS_INDICES_MAX - 1],
            &[0, 1, 2, 3, 4],
            &[5, 1_000, 1_001, 40_000_000],
            &[0, STATUS_INDICES_MAX - 1],
        ] {
            let packed = pack(indices);
            assert_eq!(unpack(&borrowed(&packed), STATUS_INDICES_MAX).unwrap(), indices);
        }
    }

    #[test]
    fn the_chosen_code_is_the_shortest_of_all() {
        for indices in [&[0][..], &[1], &[7, 900, 901], &[3, 4, 5, 90_000], &[60_000_000], &[63]] {
            let bits = |low: u32| gaps(indices).map(|gap| (gap >> low) + 1 + low).sum::<u32>();
            let best = (0..=LOW_BITS_MAX).min_by_key(|low| bits(*low)).unwrap();
            assert_eq!(best_low_bits(indices), best, "{indices:?}");
        }
    }

    #[test]
    fn an_index_at_the_list_s_end_is_out_of_range() {
        let packed = pack(&[10, 99]);
        assert!(unpack(&borrowed(&packed), 100).is_ok());
        assert_eq!(unpack(&borrowed(&packed), 99), Err(ListFault::IndexRange));
        let endless = PackedRef { count: 1, low_bits: 0, bits: &[0xff; 200] };
        assert_eq!(unpack(&endless, 100), Err(ListFault::IndexRange));
    }

    #[test]
    fn a_second_spelling_is_refused() {
        let good = pack(&[10, 99]);
        let refused = |packed: Packed| unpack(&borrowed(&packed), 100) == Err(ListFault::Packing);
        let with = |change: fn(&mut Packed)| {
            let mut packed = good.clone();
            change(&mut packed);
            packed
        };
        assert!(refused(with(|packed| packed.bits.push(0))), "a byte too many");
        assert!(refused(with(|packed| packed.count = 101)), "more than the list is long");
        assert!(refused(with(|packed| packed.low_bits = 27)), "no gap has so many bits");
        assert!(refused(with(|packed| packed.bits.truncate(1))), "cut short");
        assert!(refused(with(|packed| *packed.bits.last_mut().unwrap() |= 1)), "filled with ones");
        let longer = PackedRef { count: 1, low_bits: 5, bits: &[0b0000_0100] };
        assert_eq!(unpack(&longer, 100), Err(ListFault::Packing), "a longer code for 1");
        let many = PackedRef { count: 90, low_bits: 0, bits: &[0] };
        assert_eq!(unpack(&many, 100), Err(ListFault::Packing), "more indices than bits");
    }
}
