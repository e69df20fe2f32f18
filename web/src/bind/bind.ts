// Giving stickers with the network down: a sticker and whose it is come from the camera, a scanner
// or somebody's fingers, are looked at here, and are kept until the city has answered.
import { rootOf } from "../check/lists";
import { keepPage, part, showAge, showCame, showOne, startInstall, startReading, stopCamera } from "../check/page";
import { Phone } from "../check/phone";
import { dayInIndia, fill, startLanguage } from "../check/words";
import { markKept } from "../kept/marker";
import { type Went, isOpen } from "../kept/tell";
import { startScanner } from "../scanner";
import { type Given, all, given as kept } from "./kept";
import { type Deed, draw, sayNumber, sayWhose, sayWord } from "./list";
import { type No, type Read, type Sticker, type Whose, read } from "./read";
import { tell } from "./tell";

/** A page that stays open asks for newer lists, and sends what waits, so often. */
const REFRESH_MS = 3_600_000;

const phone = new Phone(rootOf(document.body.dataset["root"] ?? ""));
const worker = document.body.dataset["worker"] ?? "";
let sticker: Sticker | undefined;
let whose: Whose | undefined;
let isTelling = false;
/** Whether something was given while the city was told of the rest. */
let isAsked = false;

async function take(text: string): Promise<void> {
  const code = part<HTMLInputElement>("check-code");
  const written = code.value;
  const said = await read(text, phone.lists(), dayInIndia(new Date()));
  const no = "no" in said ? said.no : await listed(said);
  part("bind-kept").hidden = true;
  refuse(no);
  if (!no) {
    // Whoever is quick has begun to type the next one.
    if (code.value === written) code.value = "";
    if ("sticker" in said) sticker = said.sticker;
    if ("whose" in said) whose = said.whose;
    show();
  }
  focusNext();
}

/** Whether one that the city does not have yet says the same sticker or the same person. */
async function listed(said: Read): Promise<No | undefined> {
  const given = await all().catch(() => undefined);
  if (!given) return "unkept";
  if ("sticker" in said) {
    return given.some((one) => one.state !== "refused" && one.serial === said.sticker.serial) ? "sticker-listed" : undefined;
  }
  const meant = "whose" in said ? JSON.stringify(said.whose) : "";
  return given.some((one) => isOpen(one) && JSON.stringify(one.wish?.whose) === meant) ? "person-listed" : undefined;
}

/** Says why not, until something else comes. */
function refuse(no: No | undefined): void {
  showOne("data-no", no);
}

/** What is known by now, and what comes next. */
function show(): void {
  stopCamera();
  if (sticker) sayNumber(part("bind-sticker"), sticker.serial);
  else sayWord(part("bind-sticker"), "none");
  if (whose) sayWhose(part("bind-whose"), whose);
  else sayWord(part("bind-whose"), "none");
  const isWhole = sticker !== undefined && whose !== undefined;
  showOne("data-next", isWhole ? "both" : sticker ? "whose" : "sticker");
  part("bind-ask").hidden = isWhole;
  part("bind-give").hidden = !isWhole;
  part("bind-clear").hidden = !sticker && !whose;
}

/** Whoever types goes on typing; a phone with a camera does not open its keyboard. */
function focusNext(): void {
  const [give, scan, code] = [part("bind-give"), part("check-scan"), part("check-code")];
  if (!give.hidden) give.focus();
  else if (document.activeElement !== code) (scan.hidden ? code : scan).focus();
}

function clear(): void {
  sticker = whose = undefined;
  part<HTMLInputElement>("check-code").value = "";
  refuse(undefined);
  show();
  focusNext();
}

async function give(): Promise<void> {
  if (!sticker || !whose) return;
  const { text, serial } = sticker;
  const given: Given = {
    key: crypto.randomUUID(),
    serial,
    at: Date.now(),
    by: worker,
    state: "waiting",
    wish: { sticker: text, whose },
  };
  try {
    await kept.add(given);
  } catch {
    refuse("unkept");
    return;
  }
  clear();
  part("bind-kept").hidden = false;
  await showList();
  await send();
}

async function showList(): Promise<void> {
  const given = await all().catch(() => []);
  const waiting = given.filter(isOpen).length;
  markKept("bind", given.some(({ state }) => state !== "given"));
  fill(part("bind-count"), { waiting: () => String(waiting) });
  part("bind-none").hidden = given.length > 0;
  if (given.length === 0) showWent(undefined);
  part("bind-send").hidden = waiting === 0;
  part("bind-forget").hidden = !given.some(({ state }) => state === "given");
  draw(part("bind-rows"), part<HTMLTemplateElement>("bind-row"), given, (deed, key) => void act(deed, key), worker);
}

async function act(deed: Deed, key: string): Promise<void> {
  // Another window may have sent it meanwhile.
  await kept.change(key, (held) => {
    if (deed === "again") return held.state === "refused" ? { ...held, state: "waiting" } : held;
    return held.state === "waiting" || held.state === "refused" ? undefined : held;
  });
  await showList();
  part("bind-list").focus();
  if (deed === "again") await send();
}

/** Forgets what the city has. */
async function forget(): Promise<void> {
  for (const { key } of (await all()).filter(({ state }) => state === "given")) await kept.change(key, () => undefined);
  await showList();
  part("bind-list").focus();
}

/** Tells the city what this worker gave; what another gave waits for them. */
async function send(): Promise<void> {
  isAsked = isTelling;
  if (isTelling) return;
  isTelling = true;
  try {
    const due = (await all().catch(() => [])).filter((one) => isOpen(one) && one.by === worker);
    if (due.length > 0) {
      sayWent("sending");
      sayWent(await tell(due));
    }
  } finally {
    isTelling = false;
    await showList();
  }
  if (isAsked) await send();
}

function sayWent(went: Went | "sending"): void {
  showWent(went);
  part("check-offline").hidden = went !== "unreachable";
}

/** Nothing of it, where the list is empty. */
function showWent(went: Went | "sending" | undefined): void {
  showOne("data-went", went);
  part("bind-sign-in").hidden = went !== "sign-in" && went !== "closed";
}

async function refresh(): Promise<void> {
  showCame("updating");
  const came = await phone.refresh();
  showCame(came);
  part("check-offline").hidden = came !== "unreachable";
  showAge(phone);
  await send();
}

async function start(): Promise<void> {
  part("check-works").hidden = false;
  startLanguage();
  startScanner();
  startInstall();
  startReading((text) => void take(text));
  show();
  part("bind-give").addEventListener("click", () => void give());
  part("bind-clear").addEventListener("click", clear);
  part("bind-send").addEventListener("click", () => void send());
  part("bind-forget").addEventListener("click", () => void forget());
  for (const button of document.querySelectorAll("[data-update]")) button.addEventListener("click", () => void refresh());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (sticker || whose)) clear();
  });
  addEventListener("online", () => void refresh());
  addEventListener("offline", () => (part("check-offline").hidden = false));
  setInterval(() => void refresh(), REFRESH_MS);
  // A browser that is short of room asks before it throws away what waits.
  void navigator.storage?.persist?.();
  await phone.open();
  showAge(phone);
  await showList();
  await refresh();
  await keepPage("/bind");
}

void start();
