// The check of a health card on a phone: a code comes from the camera, a scanner or somebody's
// fingers, is looked at here, and one of the page's answers is shown. Nothing about a card is sent.
import { startScanner } from "../scanner";
import type { Card } from "./card";
import { rootOf } from "./lists";
import { masked } from "./names";
import { keepPage, part, showAge, showCame, startInstall, startReading, stopCamera } from "./page";
import { type Came, Phone } from "./phone";
import { type Verdict, check } from "./verdict";
import { type Slots, dateText, dayInIndia, fill, momentText, startLanguage, word } from "./words";

/** A page that stays open asks for newer lists so often. */
const REFRESH_MS = 3_600_000;

/** What the page can say beside the checker's answers. */
type Answer = Omit<Verdict, "word"> & { word: Verdict["word"] | "unready" };

const phone = new Phone(rootOf(document.body.dataset["root"] ?? ""));
/** What is being answered, to be looked at again when newer lists come. */
let asked: string | undefined;

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

function say(came: Came | "updating"): void {
  showCame(came);
  part("check-offline").hidden = came !== "unreachable" || phone.lists() === undefined;
}

async function refresh(): Promise<void> {
  say("updating");
  say(await phone.refresh());
  showAge(phone);
  // Newer lists may answer otherwise. What was said with certainty is not said twice.
  const doubtful = document.querySelector("[data-answer]:not([hidden]) [data-update]");
  if (asked !== undefined && doubtful) await answer(asked);
}

async function start(): Promise<void> {
  part("check-works").hidden = false;
  startLanguage();
  startScanner();
  startInstall();
  startReading((text) => void answer(text));
  part("check-again").querySelector("button")?.addEventListener("click", ask);
  for (const button of document.querySelectorAll("[data-update]")) button.addEventListener("click", () => void refresh());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asked !== undefined) ask();
  });
  addEventListener("online", () => void refresh());
  addEventListener("offline", () => say("unreachable"));
  setInterval(() => void refresh(), REFRESH_MS);
  await phone.open();
  showAge(phone);
  await refresh();
  await keepPage("/check");
}

void start();
