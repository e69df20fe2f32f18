// The television of a waiting hall: it speaks the numbers that are called, one after the other,
// rings where the browser has no Hindi voice, offers to turn the sound on where the browser keeps it
// off, shows the rooms page by page where they are more than its lines, and says how old it is when
// the stream is lost.
//
// <main class="nabz-board" data-board data-live="…" hx-get="…" hx-trigger="nabz:live">
//   <section data-announce="M-148|12|1795…" data-fresh data-say-hi="टोकन म 148, कमरा 12"
//            data-say-en="Token M 148, room 12">
//   <table> <tbody data-page> <tr data-door="12"> … <tbody data-page hidden> … <tfoot> <th data-dots>
import { timeInIndia } from "./parts";

type Call = { key: string; hindi: string; english: string };

const CHIME_MS = 1_100;
/** A voice that never says it has ended must not silence those who are called next. */
const SENTENCE_MS_MAX = 12_000;
/** So long a page of rooms stands. Nothing slides: a page stands, and then the next one does. */
const PAGE_MS = 10_000;

const known = new Set<string>();
const waiting: Call[] = [];
let speaking: Call | undefined;
let audio: AudioContext | undefined;
let page = 0;
let turning: ReturnType<typeof setInterval> | undefined;

export function startBoard(): void {
  if (!document.querySelector("[data-board]")) return;
  for (const call of calls()) known.add(call.key);
  startSound();
  turnTo(pageOf(calls().at(-1)) ?? 0);
  // What was fetched begins with the first page; the one that stood there goes on standing.
  document.addEventListener("htmx:afterSwap", showPage);
  let fresh = new Date();
  const live = document.querySelector<HTMLElement>(".nabz-tv__live");
  const stale = document.getElementById("nabz-stale");
  document.addEventListener("htmx:afterSettle", () => {
    fresh = new Date();
    for (const call of calls()) {
      if (known.has(call.key)) continue;
      known.add(call.key);
      waiting.push(call);
    }
    show();
    void announce();
  });
  // The line speaks every few seconds though nobody is called: what stands here is as old as that.
  addEventListener("nabz:line-alive", () => (fresh = new Date()));
  let aging: ReturnType<typeof setInterval> | undefined;
  addEventListener("nabz:line-lost", () => {
    document.body.classList.add("is-stale");
    if (live) live.hidden = true;
    if (!stale) return;
    const tell = () => sayAge(stale, fresh);
    tell();
    clearInterval(aging);
    aging = setInterval(tell, 15_000);
    stale.hidden = false;
  });
  addEventListener("nabz:line-found", () => {
    clearInterval(aging);
    document.body.classList.remove("is-stale");
    if (live) live.hidden = false;
    if (stale) stale.hidden = true;
    fresh = new Date();
  });
}

function sayAge(stale: HTMLElement, fresh: Date): void {
  const age = Math.floor((Date.now() - fresh.getTime()) / 60_000);
  for (const words of stale.querySelectorAll<HTMLElement>("[data-text]")) {
    const said = (words.dataset["text"] ?? "").replace("{time}", timeInIndia(fresh)).replace("{age}", String(age));
    if (words.textContent !== said) words.textContent = said;
  }
}

function sections(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-board] [data-announce]")];
}

/** Those who were called lately, first called first. */
function calls(): Call[] {
  const called = sections().filter((one) => one.dataset["fresh"] !== undefined);
  return called.map(({ dataset }) => ({
    key: dataset["announce"] ?? "", hindi: dataset["sayHi"] ?? "", english: dataset["sayEn"] ?? "",
  }));
}

function pages(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-board] [data-page]")];
}

/** The page with the room of a call. */
function pageOf(call: Call | undefined): number | undefined {
  const door = call?.key.split("|")[1];
  const has = (one: HTMLElement) => [...one.querySelectorAll<HTMLElement>("[data-door]")].some((row) => row.dataset["door"] === door);
  const found = pages().findIndex(has);
  return found < 0 ? undefined : found;
}

/** Shows a page of rooms for as long as any, then the next one. */
function turnTo(next: number): void {
  page = next;
  showPage();
  clearInterval(turning);
  turning = setInterval(() => turnTo(page + 1), PAGE_MS);
}

function showPage(): void {
  const all = pages();
  if (all.length === 0) return;
  page %= all.length;
  for (const [place, one] of all.entries()) one.hidden = place !== page;
  const dots = document.querySelector<HTMLElement>("[data-board] [data-dots]");
  if (dots) dots.textContent = all.map((_, place) => (place === page ? "●" : "○")).join(" ");
}

/** The number that is being spoken stands large, and the latest one when all were. */
function show(): void {
  const all = sections();
  const spoken = all.find((one) => one.dataset["announce"] === speaking?.key) ?? all.at(-1);
  for (const one of all) one.hidden = one !== spoken;
}

async function announce(): Promise<void> {
  if (speaking) return;
  while ((speaking = waiting.shift())) {
    show();
    turnTo(pageOf(speaking) ?? page);
    await chime();
    const hindi = voice("hi");
    const english = voice("en-IN") ?? voice("en");
    if (hindi) await speak(speaking.hindi, hindi);
    if (hindi && english) await speak(speaking.english, english);
  }
  show();
}

function voice(language: string): SpeechSynthesisVoice | undefined {
  if (!("speechSynthesis" in window)) return undefined;
  return speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language.toLowerCase()));
}

function speak(words: string, by: SpeechSynthesisVoice): Promise<void> {
  return new Promise((done) => {
    const said = new SpeechSynthesisUtterance(words);
    said.voice = by;
    said.lang = by.lang;
    said.rate = 0.85;
    said.onend = said.onerror = () => done();
    setTimeout(done, SENTENCE_MS_MAX);
    speechSynthesis.speak(said);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Browsers keep a page silent until somebody has touched it; the button is that touch. */
function startSound(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-sound]");
  if (!("AudioContext" in window)) return;
  const sound = (audio = new AudioContext());
  const tell = () => {
    if (button) button.hidden = sound.state === "running";
  };
  sound.addEventListener("statechange", tell);
  button?.addEventListener("click", () => {
    void sound.resume();
    // A voice needs a touch of its own, even if it says nothing yet.
    if ("speechSynthesis" in window) speechSynthesis.speak(new SpeechSynthesisUtterance(""));
  });
  tell();
}

/** Two notes, made here: a sound file would have to be fetched when the line may be gone. */
function chime(): Promise<void> {
  const sound = audio;
  if (sound?.state !== "running") return Promise.resolve();
  [659, 523].forEach((pitch, place) => {
    const at = sound.currentTime + place * 0.35;
    const note = sound.createOscillator();
    const loudness = sound.createGain();
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.4, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    note.connect(loudness).connect(sound.destination);
    note.start(at);
    note.stop(at + 0.6);
  });
  return pause(CHIME_MS);
}
