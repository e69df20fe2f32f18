// Bytes, and the two ways in which they are written elsewhere.

export type Bytes = Uint8Array<ArrayBuffer>;

export function hex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function ofHex(digits: string): Bytes {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** A whole number, its first byte counting for most. */
export function number(bytes: Bytes): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hex(bytes)}`);
}

export function joined(parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Below zero where the first comes first. */
export function order(one: Bytes, other: Bytes): number {
  const differs = one.findIndex((byte, at) => byte !== other[at]);
  if (differs < 0 || differs >= other.length) return one.length - other.length;
  return one[differs]! - other[differs]!;
}

export function same(one: Bytes, other: Bytes): boolean {
  return order(one, other) === 0;
}
