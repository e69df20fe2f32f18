// The two signed lists: whose signature counts, said by the root that the page came with; and which
// cards no longer count, said by a key of the first list. Neither is turned back to an older one.
// What is taken and refused is as in `crates/credential/src/{trust,status,lists}.rs`.
import { type Bytes, hex, ofHex, same } from "./bytes";
import { DAY_MAX, STATUS_INDICES_MAX } from "./card";
import { Reader } from "./cbor";
import { type Content, envelope, isSignedBy } from "./cose";
import { uncompressed } from "./curve";
import { refuse } from "./refused";
import { unpacked } from "./rice";

export interface Root {
  kid: string;
  point: Bytes;
}

export const CARDS = 1n;
const STATUS = 2n;
/** The last purpose that there is: keys for copies that others read, which sign no card. */
const EXPORTS = 4n;

export interface IssuerKey {
  kid: string;
  point: Bytes;
  from: number;
  to: number;
  purpose: bigint;
  /** From this day on nothing that it signed counts. */
  revokedFrom: number | null;
}

interface Numbered {
  /** Counts up with every list of its kind. */
  sequence: bigint;
  /** The day it speaks of, as days since 1970. */
  day: number;
  /** What was signed: a list has one spelling, so two are the same where this is. */
  payload: Bytes;
}

export interface TrustList extends Numbered {
  keys: Map<string, IssuerKey>;
}

export interface StatusList extends Numbered {
  /** How many indices had been given out. */
  size: number;
  revoked: Uint32Array;
  suspended: Uint32Array;
}

const ISSUER_KEYS_MAX = 1_000;
const TRUST_LIST_BYTES_MAX = 64_000;
export const STATUS_LIST_BYTES_MAX = 16 * 1024 * 1024;
const KID_BYTES = 2;
const ISSUER_FIELDS = 6n;
const PACKED_FIELDS = 3n;

/** The root's key as a page or a file names it: `4e01:02…`. */
export function rootOf(words: string): Root | undefined {
  const [kid, digits] = words.split(":");
  const point = uncompressed(ofHex(digits ?? ""));
  return kid && point ? { kid, point } : undefined;
}

/** The key of this name that may sign this. */
export function keyOf(trust: TrustList, kid: string, purpose: bigint): IssuerKey | undefined {
  const key = trust.keys.get(kid);
  return key?.purpose === purpose ? key : undefined;
}

/** Whether a key might sign on a day, leaving aside whether it was revoked. */
export function maySignOn(key: IssuerKey, day: number): boolean {
  return key.from <= day && day <= key.to;
}

export function isRevokedOn(key: IssuerKey, day: number): boolean {
  return key.revokedFrom !== null && day >= key.revokedFrom;
}

/** Opens a list that the root signed, to take the place of the one that is held. */
export async function openTrust(sealed: Bytes, root: Root, held?: TrustList): Promise<TrustList> {
  if (sealed.length > TRUST_LIST_BYTES_MAX) refuse("TooLong");
  const opened = envelope(sealed, "application/nabz-trust");
  if (opened.kid !== root.kid) refuse("Signer");
  if (!(await isSignedBy(opened, root.point))) refuse("WronglySigned");
  return newer(readTrust(opened.payload), held);
}

/** Opens a list that a status key in good hands signed on its day, to take the place of the one
 * that is held. */
export async function openStatus(sealed: Bytes, trust: TrustList, held?: StatusList): Promise<StatusList> {
  if (sealed.length > STATUS_LIST_BYTES_MAX) refuse("TooLong");
  return newer(await openedBy(sealed, trust, "application/nabz-status", readStatus), held);
}

/** What `read` makes of a payload that a status key signed, in good hands on the day that it names.
 * The signature is looked at before anything is unpacked. */
export async function openedBy<S extends { day: number }>(
  sealed: Bytes, trust: TrustList, content: Content, read: (payload: Bytes) => S,
): Promise<S> {
  const opened = envelope(sealed, content);
  const key = keyOf(trust, opened.kid, STATUS);
  if (!key) return refuse("Signer");
  if (!(await isSignedBy(opened, key.point))) refuse("WronglySigned");
  const said = read(opened.payload);
  if (!maySignOn(key, said.day) || isRevokedOn(key, said.day)) refuse("Signer");
  return said;
}

/** The newer list, unless it is an older one or contradicts what is held. */
function newer<L extends Numbered>(list: L, held?: L): L {
  if (!held) return list;
  if (list.sequence < held.sequence) refuse("Rollback");
  if (list.sequence === held.sequence && !same(list.payload, held.payload)) refuse("Contradiction");
  if (list.day < held.day) refuse("Contradiction");
  return list;
}

function readTrust(payload: Bytes): TrustList {
  const reader = new Reader(payload);
  let sequence: bigint | undefined;
  let day: number | undefined;
  let keys: IssuerKey[] | undefined;
  for (const key of reader.keys()) {
    if (key === 1n) sequence = reader.unsigned();
    else if (key === 2n) day = readDay(reader);
    else if (key === 3n) {
      keys = [];
      for (let left = reader.array(); left > 0n; left -= 1n) keys.push(readKey(reader));
    } else refuse("UnknownKey");
  }
  reader.end();
  if (!keys) return refuse("KeyMissing");
  if (keys.length > ISSUER_KEYS_MAX) refuse("TooLong");
  if (keys.some((key, at) => at > 0 && keys[at - 1]!.kid >= key.kid)) refuse("IssuerOrder");
  if (sequence === undefined || day === undefined) return refuse("KeyMissing");
  return { sequence, day, payload, keys: new Map(keys.map((key) => [key.kid, key])) };
}

function readKey(reader: Reader): IssuerKey {
  if (reader.array() !== ISSUER_FIELDS) refuse("Fields");
  const kid = reader.bytes();
  if (kid.length !== KID_BYTES) refuse("IssuerKey");
  const point = uncompressed(reader.bytes());
  if (!point) return refuse("IssuerKey");
  const [from, to] = [readDay(reader), readDay(reader)];
  const purpose = reader.unsigned();
  if (purpose < CARDS || purpose > EXPORTS) refuse("Purpose");
  const revokedFrom = reader.orNull(() => readDay(reader));
  if (to < from || (revokedFrom !== null && revokedFrom < from)) refuse("IssuerDays");
  return { kid: hex(kid), point, from, to, purpose, revokedFrom };
}

/** What a status list says, whoever signed it. */
export function readStatus(payload: Bytes): StatusList {
  const reader = new Reader(payload);
  let sequence: bigint | undefined;
  let day: number | undefined;
  let size: number | undefined;
  let revoked: Uint32Array | undefined;
  let suspended: Uint32Array | undefined;
  for (const key of reader.keys()) {
    if (key === 1n) sequence = reader.unsigned();
    else if (key === 2n) day = readDay(reader);
    else if (key === 3n) size = readNumber(reader, STATUS_INDICES_MAX, "IndexRange");
    else if (key === 4n) revoked = readPacked(reader, size);
    else if (key === 5n) suspended = readPacked(reader, size);
    else refuse("UnknownKey");
  }
  reader.end();
  if (sequence === undefined || day === undefined || size === undefined || !revoked || !suspended) {
    return refuse("KeyMissing");
  }
  if (suspended.some((index) => isIn(revoked, index))) refuse("TwoStates");
  return { sequence, day, payload, size, revoked, suspended };
}

/** Packed indices below the size, which must have been read before. */
export function readPacked(reader: Reader, size: number | undefined): Uint32Array {
  if (size === undefined) return refuse("KeyMissing");
  if (reader.array() !== PACKED_FIELDS) refuse("Fields");
  const [count, lowBits] = [readNumber(reader, 0xffff_ffff, "Number"), readNumber(reader, 0xffff_ffff, "Number")];
  return unpacked({ count, lowBits, bits: reader.bytes() }, size);
}

export function readNumber(reader: Reader, most: number, otherwise: string): number {
  const value = reader.unsigned();
  if (value > BigInt(most)) refuse(otherwise);
  return Number(value);
}

export function readDay(reader: Reader): number {
  return readNumber(reader, DAY_MAX, "Cbor(NumberRange)");
}

/** Whether an index stands in an ascending list. */
export function isIn(indices: Uint32Array, index: number): boolean {
  let [low, high] = [0, indices.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (indices[middle]! < index) low = middle + 1;
    else high = middle;
  }
  return indices[low] === index;
}
