// Tells the city whom this device wrote down, in the order in which they came, so that tokens are
// given in that order too; and prepares the device, or ends it.
import { type Answered, type Went, post, tell as tellRows, wentOf } from "../kept/tell";
import { asTold } from "./form";
import { type Prepared, type Visit, forgetDevice, keepPrepared, named, visits, withhold } from "./kept";

/** A device that the city takes no longer: it was said to be lost, or has ended. */
const OVER = ["OUT-002", "OUT-003"];

interface AnsweredVisit extends Answered {
  token?: string | null;
}

/** How preparing went, or ending. */
export type Came = "prepared" | "ended" | "waiting" | Exclude<Went, "told">;

export async function tell(due: Visit[]): Promise<Went> {
  let went: Went = "told";
  for (const device of new Set(due.map((one) => one.device))) {
    const own = due.filter((one) => one.device === device).sort((one, other) => one.at - other.at || one.slip - other.slip);
    const how = await tellOf(device, own);
    if (how !== "told") went = how;
  }
  return went;
}

function tellOf(device: string, due: Visit[]): Promise<Went> {
  return tellRows<Visit, AnsweredVisit>(due, {
    rows: visits,
    address: "/counter/visits",
    lines: "visits",
    beside: { device },
    say: ({ health_id, slip, by, at, unit, form, struck }) =>
      struck ? { health_id, slip, by, at, struck } : { health_id, slip, by, at, unit, form: asTold(form ?? {}) },
    taken: ({ form, ...rest }, { token }) => ({
      ...rest,
      ...(form && !rest.struck ? { form } : {}),
      ...(token ? { token } : {}),
      done_at: Date.now(),
    }),
  });
}

/** Asks for numbers, and for what the form offers. A device that is over calls itself otherwise. */
export async function prepare(): Promise<Came> {
  for (let tries = 0; tries < 2; tries += 1) {
    const { id, held } = await named();
    const answer = await post("/counter/prepare", { device: id, held });
    const went = wentOf(answer);
    if (!answer || (went !== "told" && !(await isOver(answer)))) return went === "told" ? "unreachable" : went;
    if (went === "told") {
      const prepared = (await answer.json().catch(() => undefined)) as Prepared | undefined;
      if (!prepared) return "unreachable";
      await keepPrepared(prepared);
      return "prepared";
    }
    await forgetDevice(id);
  }
  return "closed";
}

async function isOver(answer: Response): Promise<boolean> {
  if (answer.status !== 409) return false;
  const said = (await answer.json().catch(() => undefined)) as { code?: string } | undefined;
  return OVER.includes(said?.code ?? "");
}

/** Gives the numbers back that nobody was given. */
export async function end(): Promise<Came> {
  const { id, isWaiting } = await withhold();
  if (isWaiting) return "waiting";
  if (id === undefined) return "ended";
  const answer = await post("/counter/end", { device: id });
  const went = wentOf(answer);
  if (went !== "told" && !(answer && (await isOver(answer)))) return went;
  await forgetDevice(id);
  return "ended";
}
