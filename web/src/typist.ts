// Nobody waits for a page who knows what comes next. Keys pressed before the scripts ran are
// pressed again when they do (early.ts kept them). While a page leaves, a search that begins
// with `/` is carried to the next page; any other key would press what nobody has seen yet.

import { submitByEnter } from "./keyboard";

declare global {
  interface Window {
    nabzKeys?: () => KeyboardEvent[];
  }
}

type Key = Pick<KeyboardEvent, "key" | "code" | "altKey">;

const CARRIED = "nabz-carried";
const CARRIED_MS_MAX = 5_000;
const CARRIED_KEYS_MAX = 200;
/** An answer that is a file leaves the page where it is. */
const LEAVING_MS_MAX = 4_000;

let leavingSince = -Infinity;
let carried: Key[] = [];

/** Before any other listener: whether this key still belongs to the page that is shown. */
export function startTypist(): void {
  document.addEventListener("submit", leaveUnlessStopped);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]:not([target],[href^='#'])") : null;
    if (link) leaveUnlessStopped(event);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) leavingSince = -Infinity;
  });
  addEventListener("keydown", carry, true);
}

/** Presses again what was pressed too early, once everything listens. */
export function pressAgain(): void {
  const early = window.nabzKeys?.() ?? [];
  for (const key of [...takeCarried(), ...early]) {
    if (isLeaving()) return;
    press(key);
  }
}

function isLeaving(): boolean {
  return performance.now() - leavingSince < LEAVING_MS_MAX;
}

function leaveUnlessStopped(event: Event): void {
  // A dialog that closes by a form stays on its page.
  const closes = event.target instanceof HTMLFormElement && methodOf(event) === "dialog";
  if (event.defaultPrevented || closes) return;
  leavingSince = performance.now();
  carried = [];
}

/** A button may close the dialog of a form that would send it. */
function methodOf(event: Event): string {
  const by = event instanceof SubmitEvent ? event.submitter : null;
  const own = by instanceof HTMLButtonElement && by.hasAttribute("formmethod") ? by.formMethod : "";
  return own || (event.target as HTMLFormElement).method;
}

function carry(event: KeyboardEvent): void {
  if (!isLeaving() || event.ctrlKey || event.metaKey) return;
  const shortcut = event.altKey && event.key !== "Alt";
  const begins = !event.altKey && event.key === "/";
  const goesOn = !event.altKey && carried.length > 0 && (event.key.length === 1 || event.key === "Enter");
  if (!shortcut && !begins && !goesOn) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (shortcut || carried.length >= CARRIED_KEYS_MAX) return;
  carried.push({ key: event.key, code: event.code, altKey: false });
  sessionStorage.setItem(CARRIED, JSON.stringify({ at: Date.now(), keys: carried }));
}

/** A page that reports a mistake keeps what was typed on it; nothing is searched over it. */
function takeCarried(): Key[] {
  const text = sessionStorage.getItem(CARRIED);
  sessionStorage.removeItem(CARRIED);
  if (!text || document.querySelector(".nabz-error-summary,.nabz-problem,.nabz-notice--danger")) return [];
  const { at, keys } = JSON.parse(text) as { at: number; keys: Key[] };
  return Date.now() - at < CARRIED_MS_MAX ? keys : [];
}

/** Whoever pressed `/` meant the search box, though the page has since put the cursor elsewhere, or
 * there, and they have typed on: then nothing is left to do. False on a page without one. */
function searchInstead(): boolean {
  const search = document.querySelector<HTMLInputElement>(".nabz-search__field");
  if (!search) return false;
  if (document.activeElement !== search) {
    search.focus();
    search.select();
  }
  return true;
}

function press(key: Key): void {
  const { key: name, code, altKey } = key;
  if (name === "/" && !altKey && searchInstead()) return;
  const target = document.activeElement ?? document.body;
  const again = new KeyboardEvent("keydown", { key: name, code, altKey, bubbles: true, cancelable: true });
  if (!target.dispatchEvent(again) || altKey) return;
  // What a browser does with a real key and not with this one.
  if (!(target instanceof HTMLInputElement)) return;
  if (name === "Enter") submitByEnter(target);
  else if (name.length === 1 && target.selectionStart !== null) {
    target.setRangeText(name, target.selectionStart, target.selectionEnd ?? target.selectionStart, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
