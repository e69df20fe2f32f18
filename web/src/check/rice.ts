// Ascending indices in Rice's code: how many were left out before each, divided by 2^k in ones and
// a zero, and the rest in k bits. Only the spelling that the city writes is read: the k that takes
// fewest bits, and the last byte filled with zeros. See `crates/credential/src/status/rice.rs`.
import type { Bytes } from "./bytes";
import { STATUS_INDICES_MAX } from "./card";
import { refuse } from "./refused";

/** No gap has more bits. */
const LOW_BITS_MAX = log2(STATUS_INDICES_MAX);

export interface Packed {
  count: number;
  lowBits: number;
  bits: Bytes;
}

/** The indices, each below `size`. */
export function unpacked({ count, lowBits, bits }: Packed, size: number): Uint32Array {
  if (lowBits > LOW_BITS_MAX || count > size) refuse("Packing");
  // Each index takes a bit at least, so a short message cannot ask for much memory.
  if (count > 8 * bits.length) refuse("Packing");
  const indices = new Uint32Array(count);
  const reader = new BitReader(bits);
  let next = 0;
  for (let place = 0; place < count; place += 1) {
    const high = reader.ones((size - next) >>> lowBits);
    const index = next + high * 2 ** lowBits + reader.low(lowBits);
    if (index >= size) refuse("IndexRange");
    indices[place] = index;
    next = index + 1;
  }
  if (bestLowBits(indices) !== lowBits || !reader.endsHere()) refuse("Packing");
  return indices;
}

/** Packs ascending indices, each once. */
export function packed(indices: Uint32Array): Packed {
  const lowBits = bestLowBits(indices);
  const writer = new BitWriter(bitsWith(lowBits, indices));
  let next = 0;
  for (const index of indices) {
    writer.ones((index - next) >>> lowBits);
    writer.low(index - next, lowBits);
    next = index + 1;
  }
  return { count: indices.length, lowBits, bits: writer.bytes };
}

class BitWriter {
  readonly bytes: Bytes;
  /** Bits that have been written. */
  private at = 0;

  constructor(bits: number) {
    this.bytes = new Uint8Array(Math.ceil(bits / 8));
  }

  private bit(bit: number): void {
    this.bytes[this.at >>> 3]! |= bit << (7 - (this.at & 7));
    this.at += 1;
  }

  ones(count: number): void {
    for (let left = count; left > 0; left -= 1) this.bit(1);
    this.bit(0);
  }

  low(value: number, bits: number): void {
    for (let place = bits - 1; place >= 0; place -= 1) this.bit((value >>> place) & 1);
  }
}

class BitReader {
  /** Bits that have been read. */
  private at = 0;

  constructor(private readonly bytes: Bytes) {}

  private bit(): number {
    const byte = this.bytes[this.at >>> 3];
    if (byte === undefined) return refuse("Packing");
    const bit = (byte >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return bit;
  }

  /** Ones up to a zero; more than `most` would lead beyond the list. */
  ones(most: number): number {
    let count = 0;
    while (this.bit() === 1) {
      count += 1;
      if (count > most) refuse("IndexRange");
    }
    return count;
  }

  low(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left -= 1) value = value * 2 + this.bit();
    return value;
  }

  /** Whether all bytes are used, and the last is filled with zeros. */
  endsHere(): boolean {
    if (Math.ceil(this.at / 8) !== this.bytes.length) return false;
    while (this.at % 8 !== 0) {
      if (this.bit() === 1) return false;
    }
    return true;
  }
}

/** The k that takes fewest bits: first the plain one, then both its neighbours for as long as they
 * are better. */
function bestLowBits(indices: Uint32Array): number {
  const span = (indices.at(-1) ?? 0) + 1;
  let best = Math.min(log2(Math.max(Math.floor(span / Math.max(indices.length, 1)), 1)), LOW_BITS_MAX);
  let least = bitsWith(best, indices);
  while (best < LOW_BITS_MAX && bitsWith(best + 1, indices) < least) {
    best += 1;
    least = bitsWith(best, indices);
  }
  while (best > 0 && bitsWith(best - 1, indices) <= least) {
    best -= 1;
    least = bitsWith(best, indices);
  }
  return best;
}

function bitsWith(lowBits: number, indices: Uint32Array): number {
  let bits = 0;
  let next = 0;
  for (const index of indices) {
    bits += ((index - next) >>> lowBits) + 1 + lowBits;
    next = index + 1;
  }
  return bits;
}

function log2(value: number): number {
  return 31 - Math.clz32(value);
}
