// Tells the city what a page has kept, a few lines at a time. Before something goes out it is marked
// as sent, so that nobody takes back what the city may have; its key makes it one, however often it
// comes.
import type { Rows } from "./rows";

/** Anything that every city answers. */
const THERE = "/check/trust";
const LINES_AT_ONCE = 100;
const PATIENCE_MS = 30_000;

export type State =
  /** Nobody was told yet. */
  | "waiting"
  /** It was sent, and no answer came. */
  | "sent"
  /** The city has it. */
  | "given"
  /** The city said no. */
  | "refused";

/** A sentence of the city, in both languages. */
export interface Both {
  hi: string;
  en: string;
}

/** Something that is kept until the city has answered. */
export interface Told {
  /** Drawn once; the city answers a key that it knows as it did before. */
  key: string;
  /** When, by this device's clock, in milliseconds since 1970. */
  at: number;
  /** Under whose name. */
  by: string;
  state: State;
  /** What the city said of it: why not, or not yet. */
  why?: Both;
}

/** What the city says of one of them. */
export interface Answered {
  key: string;
  taken: boolean;
  /** Whether it may be sent again as it is. */
  again?: boolean;
  hi?: string;
  en?: string;
}

/** How one kind of thing is told. */
export interface Telling<T extends Told, A extends Answered> {
  rows: Rows<T>;
  /** Where to. */
  address: string;
  /** What the list of lines is called, there and in the answer. */
  lines: string;
  /** What is said of all of them. */
  beside?: object;
  /** What is said of one, beside its key. */
  say(row: T): object;
  /** What is kept of one that the city has. */
  taken(row: T, answer: A): T;
}

/** How telling went. */
export type Went = "told" | "unreachable" | "sign-in" | "closed";

/** Whether the city still has to be told, or told again. */
export function isOpen({ state }: Told): boolean {
  return state === "waiting" || state === "sent";
}

export async function tell<T extends Told, A extends Answered>(due: T[], how: Telling<T, A>): Promise<Went> {
  if (!(await isThere())) return "unreachable";
  for (let from = 0; from < due.length; from += LINES_AT_ONCE) {
    const went = await tellPart(due.slice(from, from + LINES_AT_ONCE), how);
    if (went !== "told") return went;
  }
  return "told";
}

async function isThere(): Promise<boolean> {
  try {
    await fetch(THERE, { method: "HEAD", credentials: "omit", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

async function tellPart<T extends Told, A extends Answered>(due: T[], how: Telling<T, A>): Promise<Went> {
  const sent: T[] = [];
  for (const { key } of due) {
    const out = await how.rows.change(key, (held) => (isOpen(held) ? { ...held, state: "sent" } : held));
    if (out?.state === "sent") sent.push(out);
  }
  const lines = sent.map((row) => ({ key: row.key, ...how.say(row) }));
  const answer = await post(how.address, { ...how.beside, [how.lines]: lines });
  const went = wentOf(answer);
  if (!answer || went === "unreachable") return "unreachable";
  if (went !== "told") {
    // The city did nothing of it.
    for (const { key } of sent) await how.rows.change(key, (held) => ({ ...held, state: "waiting" }));
    return went;
  }
  const told = (await answer.json().catch(() => undefined)) as Record<string, A[]> | undefined;
  if (!told) return "unreachable";
  for (const one of told[how.lines] ?? []) await how.rows.change(one.key, (held) => after(held, one, how));
  return "told";
}

/** What an answer is, before it is read; nothing that came is a network that is down. */
export function wentOf(answer: Response | undefined): Went {
  if (!answer || answer.status >= 500) return "unreachable";
  if (answer.ok) return "told";
  return answer.status === 401 ? "sign-in" : "closed";
}

/** Nothing when no answer came: the city may have it all the same. */
export async function post(address: string, body: object): Promise<Response | undefined> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    return await fetch(address, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: late.signal,
    });
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function after<T extends Told, A extends Answered>(held: T, answer: A, how: Telling<T, A>): T {
  const { hi, en } = answer;
  const said: T = { ...held, state: answer.taken ? "given" : answer.again ? "waiting" : "refused" };
  delete said.why;
  if (hi && en) said.why = { hi, en };
  return answer.taken ? how.taken(said, answer) : said;
}
