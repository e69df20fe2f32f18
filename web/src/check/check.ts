// The check of a health card on a phone: a code comes from the camera, a scanner or somebody's
// fingers, is looked at here, and one of the page's answers is shown. Nothing about a card is sent.
import { startScanner } from "../scanner";
import { hasCamera, look } from "./camera";
import type { Card } from "./card";
import { rootOf } from "./lists";
import { masked } from "./names";
import { Phone } from "./phone";
import { type Verdict, ageOf, check } from "./verdict";
import { type Slots, dateText, dayInIndia, fill, momentText, startLanguage, word } from "./words";

/** A page that stays open asks for newer lists so often. */
const REFRESH_MS = 3_600_000;

/** What the page can say beside the checker's answers. */
type Answer = Omit<Verdict, "word"> & { word: Verdict["word"] | "unready" };

const phone = new Phone(rootOf(document.body.dataset["root"] ?? ""));
/** What is being answered, to be looked at again when newer lists come. */
let asked: string | undefined;
let stopLooking: (() => void) | undefined;

function part<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as E;
}

async function answer(text: string): Promise<void> {
  asked = text;
  const lists = phone.lists();
  const verdict: Answer = lists
    ? await check(text, lists.trust, lists.status, dayInIndia(new Date()))
    : { word: "unready" };
  if (asked === text) show(verdict);
}

function show(verdict: Answer): void {
  stopCamera();
  const shown = document.querySelector<HTMLElement>(`[data-answer=${verdict.word}]`);
  if (!shown) throw new Error(`the page has no answer ${verdict.word}`);
  for (const other of document.querySelectorAll<HTMLElement>("[data-answer]")) other.hidden = other !== shown;
  fill(shown, slots(verdict));
  const name = shown.querySelector("[data-name]");
  if (name) name.textContent = nameOf(verdict.card);
  part("check-ask").hidden = true;
  part("check-again").hidden = false;
  shown.querySelector("h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function slots({ card, days }: Answer): Slots {
  const list = phone.lists()?.status.day;
  const now = new Date();
  return {
    at: (language) => momentText(now, language),
    list: (language) => (list === undefined ? "–" : dateText(list, language)),
    first: (language) => (card ? dateText(card.issued, language) : ""),
    last: (language) => (card ? dateText(card.expires, language) : ""),
    kind: (language) => (card ? word(card.kind, language) : ""),
    days: () => String(days ?? ""),
  };
}

/** As much of a name as has to be compared with the printed one, in each script that it has. */
function nameOf(card: Card | undefined): string {
  const names = card ? [card.devanagari, card.roman] : [];
  return names.filter(Boolean).map(masked).join(" · ");
}

/** Back to asking for a card; nothing of the last one stays. */
function ask(): void {
  asked = undefined;
  part<HTMLInputElement>("check-code").value = "";
  for (const shown of document.querySelectorAll<HTMLElement>("[data-answer]")) shown.hidden = true;
  for (const name of document.querySelectorAll("[data-name]")) name.textContent = "";
  part("check-again").hidden = true;
  part("check-ask").hidden = false;
  part("check-ask-title").focus();
}

/** What comes along when a code is pasted. A space at its end may be its own. */
function typed(): string {
  return part<HTMLInputElement>("check-code").value.replace(/^\s+|[\r\n\t]+$/g, "");
}

async function startCamera(): Promise<void> {
  const lens = part("check-lens");
  const video = lens.querySelector("video")!;
  part("check-no-camera").hidden = true;
  part("check-scan").hidden = true;
  lens.hidden = false;
  try {
    stopLooking = await look(video, document.body.dataset["reader"] ?? "", (text) => void answer(text));
    // Somebody may have gone on while they were asked for leave to use the camera.
    if (lens.hidden) stopCamera();
  } catch {
    stopCamera();
    part("check-no-camera").hidden = false;
    part("check-code").focus();
  }
}

function stopCamera(): void {
  stopLooking?.();
  stopLooking = undefined;
  part("check-lens").hidden = true;
  part("check-scan").hidden = !hasCamera();
}

function showAge(): void {
  const lists = phone.lists();
  const age = lists && ageOf(lists.status, dayInIndia(new Date()));
  part("check-none").hidden = lists !== undefined;
  part("check-age").hidden = lists === undefined;
  for (const warning of document.querySelectorAll<HTMLElement>("[data-age]")) {
    warning.hidden = warning.dataset["age"] !== age;
  }
  if (!lists) return;
  fill(part("check-age"), {
    list: (language) => dateText(lists.status.day, language),
    came: (language) => momentText(lists.came, language),
  });
}

function showCame(came: string): void {
  for (const said of document.querySelectorAll<HTMLElement>("[data-came]")) said.hidden = said.dataset["came"] !== came;
  part("check-offline").hidden = came !== "unreachable" || phone.lists() === undefined;
}

async function refresh(): Promise<void> {
  showCame("updating");
  showCame(await phone.refresh());
  showAge();
  // Newer lists may answer otherwise. What was said with certainty is not said twice.
  const doubtful = document.querySelector("[data-answer]:not([hidden]) [data-update]");
  if (asked !== undefined && doubtful) await answer(asked);
}

/** A browser that keeps no pages asks for this one each time. */
async function keepPage(): Promise<void> {
  try {
    await navigator.serviceWorker.register("/check/worker.js", { scope: "/check" });
  } catch {
    return;
  }
}

/** Browsers that offer to put a page on the home screen let the page say when. */
function startInstall(): void {
  const button = part("check-install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      void (event as Event & { prompt(): Promise<unknown> }).prompt();
    };
  });
}

async function start(): Promise<void> {
  part("check-works").hidden = false;
  startLanguage();
  startScanner();
  startInstall();
  stopCamera();
  part("check-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = typed();
    if (text) void answer(text);
    else part("check-code").focus();
  });
  part("check-scan").addEventListener("click", () => void startCamera());
  part("check-stop").addEventListener("click", stopCamera);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stopCamera();
  });
  part("check-again").querySelector("button")?.addEventListener("click", ask);
  for (const button of document.querySelectorAll("[data-update]")) button.addEventListener("click", () => void refresh());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asked !== undefined) ask();
  });
  addEventListener("online", () => void refresh());
  addEventListener("offline", () => showCame("unreachable"));
  setInterval(() => void refresh(), REFRESH_MS);
  await phone.open();
  showAge();
  await refresh();
  await keepPage();
}

void start();
