// Changes of the status list: whoever holds list n makes list n+1 of it, to the byte, and opens that
// as if it had come whole. What is taken and refused is as in `crates/credential/src/status/delta.rs`.
import { type Bytes, hex, joined } from "./bytes";
import { STATUS_INDICES_MAX } from "./card";
import { ARRAY, MAP, Reader, UNSIGNED, head, string } from "./cbor";
import { enclosed } from "./cose";
import {
  STATUS_LIST_BYTES_MAX, type StatusList, type TrustList, isIn, openStatus, openedBy, readDay, readNumber, readPacked,
} from "./lists";
import { refuse } from "./refused";
import { packed } from "./rice";

const KID_BYTES = 2;

/** What a status list says, before it has been signed. */
type Said = Pick<StatusList, "sequence" | "day" | "size" | "revoked" | "suspended">;

interface Change {
  /** The number of the list from which it starts. */
  from: bigint;
  day: number;
  size: number;
  revoked: Uint32Array;
  suspended: Uint32Array;
  /** Those that came back. */
  restored: Uint32Array;
  kid: Bytes;
  /** Of the list that it makes. */
  signature: Bytes;
}

/** A status list, and its bytes as they would have come whole. */
export interface Made {
  list: StatusList;
  sealed: Bytes;
}

/** The list that a bundle of changes leads to; nothing for an empty bundle. Each change has to be
 * signed and to follow the one before. Of the lists in between no signature is looked at: the last
 * one's is over all that they said. */
export async function applyAll(list: StatusList, bundle: Bytes, trust: TrustList): Promise<Made | undefined> {
  if (bundle.length > STATUS_LIST_BYTES_MAX) refuse("TooLong");
  const reader = new Reader(bundle);
  let reached: { said: Said; change: Change } | undefined;
  for (let left = reader.array(); left > 0n; left -= 1n) {
    const change = await openedBy(reader.bytes(), trust, "application/nabz-status-delta", readChange);
    const before: Said = reached?.said ?? list;
    if (change.from !== before.sequence) refuse("OtherBase");
    reached = { said: applied(before, change), change };
  }
  reader.end();
  if (!reached) return undefined;
  const { said, change } = reached;
  if (change.kid.length !== KID_BYTES) refuse("Fields");
  const sealed = enclosed("application/nabz-status", hex(change.kid), payloadOf(said), change.signature);
  return { list: await openStatus(sealed, trust, list), sealed };
}

function readChange(payload: Bytes): Change {
  const reader = new Reader(payload);
  const read: Partial<Change> = {};
  for (const key of reader.keys()) {
    if (key === 1n) read.from = reader.unsigned();
    else if (key === 2n) read.day = readDay(reader);
    else if (key === 3n) read.size = readNumber(reader, STATUS_INDICES_MAX, "IndexRange");
    else if (key === 4n) read.revoked = readPacked(reader, read.size);
    else if (key === 5n) read.suspended = readPacked(reader, read.size);
    else if (key === 6n) read.restored = readPacked(reader, read.size);
    else if (key === 7n) read.kid = reader.bytes();
    else if (key === 8n) read.signature = reader.bytes();
    else refuse("UnknownKey");
  }
  reader.end();
  return isWhole(read) ? read : refuse("KeyMissing");
}

function isWhole(read: Partial<Change>): read is Change {
  const { from, day, size, revoked, suspended, restored, kid, signature } = read;
  return [from, day, size, revoked, suspended, restored, kid, signature].every((part) => part !== undefined);
}

/** What the list becomes. Only a suspended card can come back, and nothing is named twice. */
function applied(list: Said, change: Change): Said {
  const { size, day, restored } = change;
  if (size < list.size || day < list.day) refuse("Change");
  if (restored.some((index) => !isIn(list.suspended, index))) refuse("Change");
  const added = [change.revoked, change.suspended];
  if (added.some((indices) => indices.some((index) => isIn(restored, index)))) refuse("Change");
  if (change.revoked.some((index) => isIn(list.revoked, index))) refuse("Change");
  const revoked = merged(list.revoked, change.revoked);
  const stay = list.suspended.filter((index) => !isIn(restored, index) && !isIn(change.revoked, index));
  if (change.suspended.some((index) => isIn(stay, index) || isIn(revoked, index))) refuse("Change");
  return { sequence: change.from + 1n, day, size, revoked, suspended: merged(stay, change.suspended) };
}

function merged(one: Uint32Array, other: Uint32Array): Uint32Array {
  const all = new Uint32Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all.sort();
}

function payloadOf({ sequence, day, size, revoked, suspended }: Said): Bytes {
  const values = [
    head(UNSIGNED, sequence), head(UNSIGNED, day), head(UNSIGNED, size), written(revoked), written(suspended),
  ];
  return joined([head(MAP, values.length), ...values.flatMap((value, at) => [head(UNSIGNED, at + 1), value])]);
}

function written(indices: Uint32Array): Bytes {
  const { count, lowBits, bits } = packed(indices);
  return joined([head(ARRAY, 3), head(UNSIGNED, count), head(UNSIGNED, lowBits), string(bits)]);
}
