// Keys: `/` searches, Enter advances, Esc goes back, Alt and a letter press what shows that letter.
//
// An element names its key with data-key="Alt+S", "Escape", "1" …; the first visible one is
// pressed. Letters go by their place on the keyboard, so that they work while typing Hindi. In a
// list whose rows can be ticked, Space ticks, Shift and an arrow tick on the way, Enter opens.
import { tick, tickOf } from "./ticks";

/** Keys that the browser needs for itself. */
const NEVER = new Set(["Alt+D", "Alt+E", "Alt+F"]);
const LETTER = /^[A-Za-z]$/;

export function startKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
    const name = keyName(event);
    if (name === "Enter") return advance(event);
    if (name === " ") return tickChosen(event);
    if (name === "/" && isUntouchedSearch(event.target)) return event.preventDefault();
    const arrow = name === "ArrowDown" || name === "ArrowUp";
    if (arrow && leavesArrows(event.target)) return moveInList(event, name === "ArrowDown" ? 1 : -1);
    if (isTyping(event.target) && !name.startsWith("Alt+") && name !== "Escape") return;
    if (NEVER.has(name)) return;
    const target = LETTER.test(name) ? findLetter(event) : (find(name) ?? findLetter(event));
    if (target) {
      event.preventDefault();
      press(target);
    }
  });
}

export function keyName(event: KeyboardEvent): string {
  const letter = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code)?.[1];
  const key = letter && (event.altKey || /^[0-9]$/.test(letter)) ? letter : event.key;
  return event.altKey ? `Alt+${key}` : key;
}

function find(name: string): HTMLElement | undefined {
  const named = document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(name)}"]`);
  // Inside an open dialog only its own keys count.
  const dialog = document.querySelector("dialog[open]");
  return [...named].find((one) => (dialog ? dialog.contains(one) : true) && isThere(one));
}

/** A letter without Alt presses only what stands in a part marked data-letters, while the cursor is
 * in that part. Whoever speaks to the page, holds a key down, or pressed it before the page was
 * seen, decides nothing by it. */
function findLetter(event: KeyboardEvent): HTMLElement | undefined {
  if (event.altKey || event.repeat || !event.isTrusted || !(event.target instanceof Element)) return undefined;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const part = event.target.closest("[data-letters]");
  const found = letter && part ? find(letter) : undefined;
  return found && part?.contains(found) ? found : undefined;
}

function isThere(element: HTMLElement): boolean {
  if (element.closest("[hidden],[inert]")) return false;
  const menu = element.closest("details");
  return (menu !== null && element.matches("button")) || element.getClientRects().length > 0;
}

function press(target: HTMLElement): void {
  if (target.matches("input:not([type=checkbox],[type=radio],[type=submit]),select,textarea")) {
    target.focus();
    if (target instanceof HTMLInputElement) target.select();
  } else if (target.matches("[role=group]")) {
    target.querySelector<HTMLElement>("button,input,a")?.focus();
  } else if (target.matches("section,h1,h2,[tabindex='-1']")) {
    target.focus();
  } else {
    target.click();
  }
}

/** In a form marked data-advance, Enter goes to the next field; the last one presses the button. */
function advance(event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  const list = field.closest<HTMLElement>("[data-choose]");
  if (field.matches("[data-tick]")) return openRow(event, field);
  if (list) return intoNextPane(event, list);
  const form = field.form;
  if (!form?.hasAttribute("data-advance") || field.type === "submit") return;
  event.preventDefault();
  const fields = [...form.elements].filter(isField);
  const next = fields[nextAfter(fields, field)];
  if (next) next.focus();
  else submitByEnter(field);
}

/** Enter on a chosen row goes on to the pane beside the list, where choosing it leads. */
function intoNextPane(event: KeyboardEvent, list: HTMLElement): void {
  const pane = list.closest(".nabz-pane")?.nextElementSibling;
  const first = pane?.querySelector<HTMLElement>("input:checked,input:not([type=hidden]),select,button,a");
  if (!first) return;
  event.preventDefault();
  first.focus();
}

/** Enter on the box of a row opens the row. */
function openRow(event: KeyboardEvent, box: Element): void {
  event.preventDefault();
  box.closest("[data-row]")?.querySelector<HTMLAnchorElement>("a[href]")?.click();
}

/** Space anywhere but on something that it presses or types into ticks the row that stands out. */
function tickChosen(event: KeyboardEvent): void {
  const target = event.target;
  if (target instanceof Element && target.closest("a,button,input,select,textarea,summary,[contenteditable]")) return;
  const box = tickOf(document.querySelector("[data-choose] [data-row][aria-current=true]"));
  if (!box) return;
  event.preventDefault();
  if (!event.repeat) box.click();
}

/** What a browser does with a real Enter and not with one that a script sends. */
export function submitByEnter(field: HTMLInputElement | HTMLSelectElement): void {
  if (field.form) field.form.requestSubmit(submitOf(field.form));
}

/** A button may stand outside its form and name it. */
function submitOf(form: HTMLFormElement): HTMLElement | undefined {
  return [...form.elements].find((one): one is HTMLButtonElement => one instanceof HTMLButtonElement && one.type === "submit");
}

/** Whoever presses `/` with the cursor already in the search box wants to search, not a slash. */
function isUntouchedSearch(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLInputElement) || !target.matches(".nabz-search__field")) return false;
  return target.selectionStart === 0 && target.selectionEnd === target.value.length;
}

/** The search box leaves the arrows to the list of what it found; other fields need their own. */
function leavesArrows(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return true;
  if (target.matches("input[type=radio]")) return target.closest("[data-choose]") !== null;
  return target.matches(".nabz-search__field") || !isTyping(target);
}

function isField(element: Element): element is HTMLInputElement {
  return (
    element.matches("input:not([type=hidden],[type=submit]),select,textarea") &&
    !element.matches(":disabled") &&
    element instanceof HTMLElement &&
    element.getClientRects().length > 0
  );
}

/** A group of radio buttons is one field. */
function nextAfter(fields: HTMLInputElement[], field: Element): number {
  const here = fields.findIndex((one) => one === field);
  const sameGroup = (one: HTMLInputElement) =>
    one.type === "radio" && field instanceof HTMLInputElement && one.name === field.name;
  let next = here + 1;
  while (next < fields.length && sameGroup(fields[next]!)) next += 1;
  return next;
}

/** Up and down choose a row of a list marked data-choose; the row says what choosing does. */
function moveInList(event: KeyboardEvent, step: number): void {
  const list = document.querySelector<HTMLElement>("[data-choose]");
  if (!list) return;
  const rows = [...list.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next) return;
  event.preventDefault();
  if (event.shiftKey) for (const row of [rows[at], next]) tick(row);
  for (const row of rows) row.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("nabz:chosen", { bubbles: true }));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input:not([type=checkbox],[type=radio],[type=submit],[type=button]),textarea,select,[contenteditable]")
  );
}
