// Tells the city what was given, a few at a time. Before something goes out it is marked as sent, so
// that nobody takes back what the city may have; its key makes it one, however often it comes.
import { type Given, change, isOpen } from "./kept";

const ADDRESS = "/cards/stickers/bindings";
/** Anything that every city answers. */
const THERE = "/check/trust";
const LINES_AT_ONCE = 100;
const PATIENCE_MS = 30_000;

/** How telling went. */
export type Went = "told" | "unreachable" | "sign-in" | "closed";

/** What the city says of one of them. */
interface Answered {
  key: string;
  taken: boolean;
  /** Whether it may be sent again as it is. */
  again?: boolean;
  hi?: string;
  en?: string;
}

export async function tell(due: Given[]): Promise<Went> {
  if (!(await isThere())) return "unreachable";
  for (let from = 0; from < due.length; from += LINES_AT_ONCE) {
    const went = await tellPart(due.slice(from, from + LINES_AT_ONCE));
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

async function tellPart(due: Given[]): Promise<Went> {
  const sent: Given[] = [];
  for (const { key } of due) {
    const out = await change(key, (held) => (isOpen(held) ? { ...held, state: "sent" } : held));
    if (out?.state === "sent") sent.push(out);
  }
  const answer = await post(sent);
  if (!answer || answer.status >= 500) return "unreachable";
  if (!answer.ok) {
    // The city did nothing of it.
    for (const { key } of sent) await change(key, (held) => ({ ...held, state: "waiting" }));
    return answer.status === 401 ? "sign-in" : "closed";
  }
  const told = (await answer.json().catch(() => undefined)) as { bindings: Answered[] } | undefined;
  if (!told) return "unreachable";
  for (const one of told.bindings) await change(one.key, (held) => after(held, one));
  return "told";
}

/** Nothing when no answer came: the city may have it all the same. */
async function post(sent: Given[]): Promise<Response | undefined> {
  const lines = sent.map(({ key, at, by, wish }) => ({ key, at, by, sticker: wish?.sticker, ...wish?.whose }));
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    return await fetch(ADDRESS, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ bindings: lines }),
      signal: late.signal,
    });
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function after(held: Given, { taken, again, hi, en }: Answered): Given {
  const { wish, why: _, ...rest } = held;
  if (taken) return { ...rest, state: "given" };
  const why = hi && en ? { why: { hi, en } } : {};
  return { ...rest, ...(wish ? { wish } : {}), ...why, state: again ? "waiting" : "refused" };
}
