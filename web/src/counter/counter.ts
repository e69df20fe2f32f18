// The counter without a network: whoever comes is written down under a number that was set aside for
// this device, gets a slip, and is told of when the network is back.
import { keepPage, part, showOne, startInstall } from "../check/page";
import { dayInIndia, fill, momentText, startLanguage } from "../check/words";
import { spaced } from "../kept/health-id";
import { markKept } from "../kept/marker";
import { isOpen, type Went } from "../kept/tell";
import { startKeyboard } from "../keyboard";
import { clear, fillChoices, mistakesIn, put, showMistakes, typed } from "./form";
import { type Ready, type Visit, all, forgetOld, isOurs, standing, visits, write } from "./kept";
import { type Deed, draw, slipOf } from "./list";
import { printSlip, startSlip } from "./slip";
import { type Came, end, prepare, tell } from "./tell";

/** What waits is tried again so often while the page is open. */
const AGAIN_MS = 60_000;
/** With fewer numbers somebody should prepare the device. */
const FEW = 10;

const worker = document.body.dataset["worker"] ?? "";
let ready: Ready | undefined;
/** The visit that is being put right. */
let mended: Visit | undefined;
/** The one of which a slip is printed next. */
let latest: Visit | undefined;
/** The list as it stands on the page. */
let shown = "";
let isSaving = false;
let isTelling = false;
/** Whether somebody was written down while the city was told of the rest. */
let isAsked = false;

/** A button that is pressed twice writes one person down. */
async function save(): Promise<void> {
  if (isSaving) return;
  isSaving = true;
  const kept = await keep().catch(() => null);
  isSaving = false;
  if (kept === undefined) return;
  showOne("data-kept", kept === null ? "unkept" : kept === "gone" ? "gone" : undefined);
  if (kept && kept !== "gone") showKept(kept);
  await showAll();
  await send();
}

/** Nothing when something is wrong in the form, or no number is left. */
async function keep(): Promise<Visit | "gone" | undefined> {
  const form = typed();
  const unit = ready?.units.find(({ id }) => id === form["unit"]);
  const mistakes = mistakesIn({ ...form, unit: unit?.id ?? "" });
  showMistakes(mistakes);
  if (mistakes.length > 0 || !unit) return undefined;
  const now = new Date();
  const wish = { form, unit: unit.id, unit_name: { hi: unit.hi, en: unit.en }, by: worker, at: now.getTime(), day: dayInIndia(now) };
  const isMending = mended !== undefined;
  const kept = await (mended ? mend(mended, wish) : write(wish));
  if (kept) begin();
  else if (isMending) return "gone";
  else await showAll();
  return kept;
}

/** Only what was typed changes: number, slip and time stay as they stand on the paper. Nothing when
 * another window has sent it meanwhile. */
async function mend(visit: Visit, { form, unit, unit_name }: Pick<Visit, "form" | "unit" | "unit_name">): Promise<Visit | undefined> {
  let isMended = false;
  const after = await visits.change(visit.key, (held) => {
    if (!isOurs(held) || held.struck) return held;
    isMended = true;
    const { why: _, ...rest } = held;
    return { ...rest, form, unit, unit_name, state: "waiting" };
  });
  return isMended ? after : undefined;
}

/** An empty form, for whoever comes next. */
function begin(): void {
  mended = latest = undefined;
  clear();
  fillChoices(ready, "");
  part("counter-mending").hidden = true;
  part("counter-kept").hidden = true;
}

function showKept(visit: Visit): void {
  latest = visit;
  fill(part("counter-kept"), { slip: () => slipOf(visit), number: () => spaced(visit.health_id) });
  part("counter-kept").hidden = false;
  part("counter-print").focus();
}

async function showAll(): Promise<void> {
  const rows = await all().catch(() => []);
  const { ready: now, left } = await standing().catch(() => ({ ready: undefined, left: 0 }));
  // Whoever signs out leaves the device prepared for the next clerk.
  markKept("counter", now !== undefined || rows.length > 0);
  const isNew = now?.at !== ready?.at;
  ready = now;
  if (isNew) fillChoices(ready);
  part("counter-form").hidden = !ready || (left === 0 && !mended);
  showOne("data-left", !ready ? "unprepared" : left === 0 ? "none" : left < FEW ? "few" : "some");
  fill(part("counter-left"), { left: () => String(left) });
  part("counter-prepared").hidden = !ready;
  part("counter-ending").hidden = !ready;
  if (ready) {
    const { label, facility, at } = ready;
    fill(part("counter-prepared"), { device: () => label, facility: (language) => facility[language], at: (language) => momentText(new Date(at), language) });
  }
  const waiting = rows.filter(isOpen).length;
  fill(part("counter-count"), { waiting: () => String(waiting) });
  part("counter-none").hidden = rows.length > 0;
  part("counter-send").hidden = waiting === 0;
  showRows(rows);
}

/** Drawn anew only when something has changed, so that nobody loses the button they are about to press. */
function showRows(rows: Visit[]): void {
  const said = JSON.stringify(rows);
  if (said === shown) return;
  shown = said;
  const list = part("counter-rows");
  const hadFocus = list.contains(document.activeElement);
  draw(list, part<HTMLTemplateElement>("counter-row"), rows, (deed, key) => void act(deed, key));
  if (hadFocus) part("counter-list").focus();
}

async function act(deed: Deed, key: string): Promise<void> {
  const visit = (await all()).find((one) => one.key === key);
  if (!visit) return;
  if (deed === "print") return printSlip(visit);
  if (deed === "mend") return beginMending(visit);
  // Another window may have sent it meanwhile.
  await visits.change(key, (held) => changed(deed, held));
  await showAll();
  part("counter-list").focus();
  if (deed !== "restore") await send();
}

function changed(deed: Exclude<Deed, "print" | "mend">, held: Visit): Visit {
  if (!isOurs(held)) return held;
  const { why: _, struck, ...rest } = held;
  switch (deed) {
    case "again":
      return { ...rest, ...(struck ? { struck } : {}), state: "waiting" };
    case "strike":
      return { ...rest, struck: true, state: "waiting" };
    case "restore":
      return { ...rest, state: "waiting" };
  }
}

function beginMending(visit: Visit): void {
  begin();
  mended = visit;
  fillChoices(ready, visit.unit);
  put(visit.form ?? {}, visit.unit);
  fill(part("counter-mending"), { slip: () => slipOf(visit) });
  part("counter-mending").hidden = false;
  part("counter-form").hidden = false;
  part("name").focus();
}

async function send(): Promise<void> {
  isAsked = isTelling;
  if (isTelling) return;
  isTelling = true;
  try {
    // What somebody is putting right is told once they have.
    const due = (await all().catch(() => [])).filter((one) => isOpen(one) && one.key !== mended?.key);
    if (due.length > 0) {
      sayWent("sending");
      sayWent(await tell(due));
    }
  } finally {
    isTelling = false;
    await showAll();
  }
  if (isAsked) await send();
}

function sayWent(went: Went | "sending"): void {
  showOne("data-went", went);
  part("counter-sign-in").hidden = went !== "sign-in";
  if (went !== "sending") part("check-offline").hidden = went !== "unreachable";
}

/** What waits is told first, so that its numbers are not taken for free ones. */
async function askFor(wish: () => Promise<Came>): Promise<void> {
  showOne("data-came", "preparing");
  await send();
  const came = await wish().catch((): Came => "unreachable");
  showOne("data-came", came);
  if (came === "sign-in") part("counter-sign-in").hidden = false;
  // A browser that is short of room asks before it throws away what waits.
  void navigator.storage?.persist?.();
  await showAll();
}

async function refresh(): Promise<void> {
  await forgetOld(Date.now()).catch(() => undefined);
  await showAll();
  await send();
}

async function start(): Promise<void> {
  part("check-works").hidden = false;
  startLanguage();
  startKeyboard();
  startInstall();
  startSlip();
  fillChoices(undefined);
  new MutationObserver(() => fillChoices(ready)).observe(document.documentElement, { attributeFilter: ["lang"] });
  part("counter-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  part("counter-clear").addEventListener("click", () => {
    begin();
    void showAll();
    part("name").focus();
  });
  part("counter-print").addEventListener("click", () => {
    if (latest) printSlip(latest);
  });
  part("counter-send").addEventListener("click", () => void send());
  part("counter-prepare").addEventListener("click", () => void askFor(prepare));
  part("counter-end").addEventListener("click", () => void askFor(end));
  part("check-offline").hidden = navigator.onLine;
  addEventListener("online", () => {
    part("check-offline").hidden = true;
    void refresh();
  });
  addEventListener("offline", () => (part("check-offline").hidden = false));
  setInterval(() => void refresh(), AGAIN_MS);
  await refresh();
  await keepPage("/counter");
}

void start();
