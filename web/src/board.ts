// The television of a waiting hall: it speaks the number that is called, rings where the browser
// has no Hindi voice, and says how old it is when the stream is lost.
//
// <main class="nabz-board" data-board data-live="…" hx-get="…" hx-trigger="nabz:live"
//       data-call="M-148|12" data-say-hi="टोकन म 148, कमरा 12" data-say-en="Token M 148, room 12">
import { timeInIndia } from "./page";

let spoken = "";

export function startBoard(): void {
  if (!document.querySelector("[data-board]")) return;
  let fresh = new Date();
  const live = document.querySelector<HTMLElement>(".nabz-tv__live");
  const stale = document.getElementById("nabz-stale");
  const call = () => {
    const board = document.querySelector<HTMLElement>("[data-board]");
    const now = board?.dataset["call"] ?? "";
    if (board && now !== "" && now !== spoken) announce(board);
    spoken = now;
  };
  spoken = document.querySelector<HTMLElement>("[data-board]")?.dataset["call"] ?? "";
  document.addEventListener("htmx:afterSettle", () => {
    fresh = new Date();
    call();
  });
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

function announce(board: HTMLElement): void {
  chime();
  const hindi = voice("hi");
  const english = voice("en-IN") ?? voice("en");
  if (hindi) speak(board.dataset["sayHi"], hindi);
  if (hindi && english) speak(board.dataset["sayEn"], english);
}

function voice(language: string): SpeechSynthesisVoice | undefined {
  if (!("speechSynthesis" in window)) return undefined;
  return speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language.toLowerCase()));
}

function speak(words: string | undefined, by: SpeechSynthesisVoice): void {
  if (!words) return;
  const said = new SpeechSynthesisUtterance(words);
  said.voice = by;
  said.lang = by.lang;
  said.rate = 0.85;
  speechSynthesis.speak(said);
}

/** Two notes, made here: a sound file would have to be fetched when the line may be gone. */
function chime(): void {
  const audio = new AudioContext();
  [659, 523].forEach((pitch, place) => {
    const at = audio.currentTime + place * 0.35;
    const note = audio.createOscillator();
    const loudness = audio.createGain();
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.4, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
    note.connect(loudness).connect(audio.destination);
    note.start(at);
    note.stop(at + 0.6);
  });
  setTimeout(() => void audio.close(), 1_500);
}
