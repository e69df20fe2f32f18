// What the program's own checker said in its stories of cards; a golden test of `credential` writes
// it down.
import { readFileSync } from "node:fs";

interface Check {
  text: string;
  /** Places in `trusts` and `statuses`. */
  trust: number;
  status: number;
  today: number;
  answer: string;
  card: { kind: string; issued: number; expires: number; roman: string; devanagari: string } | null;
}

interface List {
  sealed: string;
  /** The keys that count, for a list of cards; a list of keys is the root's. */
  trust?: number;
  held: string | null;
  answer: string;
}

interface Bundle {
  /** What the list says from which it starts. */
  held: string;
  bundle: string;
  trust: number;
  /** The list that it makes, as it would have come whole. */
  answer: string;
}

interface Told {
  /** Lists and cards of one day. */
  door: {
    today: number;
    root: string;
    trust: string;
    status: string;
    /** A list of cards before `status`. */
    older: string;
    /** A bundle of the change behind `status`: somebody reports the valid card. */
    changes: string;
    /** A card for each answer. */
    answers: Record<string, string>;
    /** The modules of the valid card's code, a row a string. */
    code: string[];
  };
  trusts: string[];
  statuses: string[];
  checks: Check[];
  lists: List[];
  bundles: Bundle[];
}

const GOLDEN = new URL("../../../crates/credential/src/tests/told.golden.json", import.meta.url);

export const told = JSON.parse(readFileSync(GOLDEN, "utf8")) as Told;

/** Noon of a day in India, so many days after that of the lists. */
export function noon(daysLater = 0): Date {
  return new Date((told.door.today + daysLater) * 86_400_000 + 23_400_000);
}
