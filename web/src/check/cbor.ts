// CBOR in its one deterministic form, and nothing else: no length that is not stated, no number in
// more bytes than it needs, no key twice or out of order, nothing behind the end. So it is read, and
// so it is written.
//
// Source: RFC 8949, section 4.2.1. It takes and refuses what `crates/credential/src/cbor.rs` does.
import { type Bytes, joined, ofHex, order } from "./bytes";
import { refuse } from "./refused";

export const UNSIGNED = 0;
export const NEGATIVE = 1;
export const BYTES = 2;
export const TEXT = 3;
export const ARRAY = 4;
export const MAP = 5;
export const TAG = 6;
const NULL = 0xf6;
/** What the five low bits say when the number follows in one, two, four or eight bytes. */
const ONE_BYTE = 24;
const EIGHT_BYTES = 27;
const NOT_STATED = 31;
const SIGNED_MAX = (1n << 63n) - 1n;
/** A mark of byte order is a letter like others, and the sign of no order. */
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The head of a value: its kind, and its number or its length. */
export function head(kind: number, value: number | bigint): Bytes {
  const number = BigInt(value);
  if (number < BigInt(ONE_BYTE)) return Uint8Array.of((kind << 5) | Number(number));
  const width = [0, 1, 2, 3].find((power) => number < 1n << BigInt(8 << power)) ?? 3;
  const digits = number.toString(16).padStart(2 << width, "0");
  return joined([Uint8Array.of((kind << 5) | (ONE_BYTE + width)), ofHex(digits)]);
}

export function string(bytes: Bytes): Bytes {
  return joined([head(BYTES, bytes.length), bytes]);
}

export function text(letters: string): Bytes {
  const bytes = new TextEncoder().encode(letters);
  return joined([head(TEXT, bytes.length), bytes]);
}

function wrong(why: string): never {
  refuse(`Cbor(${why})`);
}

/** Reads values one behind another. */
export class Reader {
  private at = 0;

  constructor(private readonly from: Bytes) {}

  /** Refuses what is left over. */
  end(): void {
    if (this.at < this.from.length) wrong("TrailingBytes");
  }

  private take(length: number): Bytes {
    if (length > this.from.length - this.at) wrong("Truncated");
    this.at += length;
    return this.from.subarray(this.at - length, this.at);
  }

  /** The kind of the next value, and its number or its length. */
  private head(): [kind: number, value: bigint] {
    const first = this.take(1)[0]!;
    const short = first & 0x1f;
    if (short < ONE_BYTE) return [first >> 5, BigInt(short)];
    if (short === NOT_STATED) wrong("IndefiniteLength");
    if (short > EIGHT_BYTES) wrong("ReservedHead");
    const length = 1 << (short - ONE_BYTE);
    let value = 0n;
    for (const byte of this.take(length)) value = (value << 8n) | BigInt(byte);
    const least = length === 1 ? BigInt(ONE_BYTE) : 1n << BigInt(length * 4);
    if (value < least) wrong("LongForm");
    return [first >> 5, value];
  }

  private expect(kind: number): bigint {
    const [found, value] = this.head();
    if (found !== kind) wrong("WrongKind");
    return value;
  }

  private string(kind: number): Bytes {
    const length = this.expect(kind);
    if (length > BigInt(this.from.length)) wrong("Truncated");
    return this.take(Number(length));
  }

  unsigned(): bigint {
    return this.expect(UNSIGNED);
  }

  signed(): bigint {
    const [kind, value] = this.head();
    if (value > SIGNED_MAX) wrong("NumberRange");
    if (kind === UNSIGNED) return value;
    if (kind !== NEGATIVE) wrong("WrongKind");
    return -1n - value;
  }

  bytes(): Bytes {
    return this.string(BYTES);
  }

  text(): string {
    const spelled = this.string(TEXT);
    try {
      return UTF_8.decode(spelled);
    } catch {
      return wrong("NotUtf8");
    }
  }

  /** How many values the list has that follow. */
  array(): bigint {
    return this.expect(ARRAY);
  }

  tag(): bigint {
    return this.expect(TAG);
  }

  /** Null, or what `read` makes of a value that is not null. */
  orNull<T>(read: () => T): T | null {
    if (this.from[this.at] !== NULL) return read();
    this.at += 1;
    return null;
  }

  /** The keys of a map, each once and in order; the value of each is the caller's to read. */
  *keys(): Generator<bigint, void> {
    let last: Bytes | undefined;
    for (let left = this.expect(MAP); left > 0n; left -= 1n) {
      const start = this.at;
      const key = this.signed();
      const spelled = this.from.subarray(start, this.at);
      const step = last ? order(last, spelled) : -1;
      if (step === 0) wrong("DuplicateKey");
      if (step > 0) wrong("UnsortedKeys");
      last = spelled;
      yield key;
    }
  }
}
