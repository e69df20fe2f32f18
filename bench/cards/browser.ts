// What `browser.mjs` has a page do: checks cards as the page at a door does, and says how long each
// took.
import { CARDS, type StatusList, type TrustList, rootOf } from "../../web/src/check/lists";
import { type Word, check } from "../../web/src/check/verdict";

/** Cards of a city, and of how many of them its list says that they do not count. */
const ISSUED = 20_000_000;
const NAMED = 100_000;
/** Under which name the samples are signed. */
const KID = "4e02";
/** The answers that are given once a signature was looked at, and found right. */
const GENUINE: Word[] = ["valid", "revoked", "suspended", "unbound-sticker"];

export interface Timed {
  /** How many cards the list names. */
  named: number;
  /** Of each card, in the order in which they came. */
  calls: { milliseconds: number; word: Word }[];
}

/** Checks each card once. `key` is its issuer's in hex digits, `today` the day on which all were
 * issued. */
export async function timed(key: string, texts: string[], today: number): Promise<Timed> {
  const [trust, status] = [trusting(key, today), listOf(today)];
  const calls: Timed["calls"] = [];
  for (const text of texts) {
    const begun = performance.now();
    const { word } = await check(text, trust, status, today);
    const milliseconds = performance.now() - begun;
    if (!GENUINE.includes(word)) throw new Error(`${word}: ${text}`);
    calls.push({ milliseconds, word });
  }
  return { named: NAMED, calls };
}

function trusting(key: string, day: number): TrustList {
  const issuer = rootOf(`${KID}:${key}`);
  if (!issuer) throw new Error(`no key: ${key}`);
  const keys = new Map([[KID, { ...issuer, from: day, to: day, purpose: CARDS, revokedFrom: null }]]);
  return { sequence: 1n, day, payload: new Uint8Array(), keys };
}

/** As it lies in memory once it was read: every second one of those named has ended. */
function listOf(day: number): StatusList {
  const apart = ISSUED / NAMED;
  const every = (from: number) => Uint32Array.from({ length: NAMED / 2 }, (_, nth) => from + 2 * apart * nth);
  return { sequence: 1n, day, payload: new Uint8Array(), size: ISSUED, revoked: every(0), suspended: every(apart) };
}
