// Small things of a page: where the cursor starts, showing a password, going back, the clock, the
// strip that says the line is down, and buttons that must not be pressed twice.
import htmx from "htmx.org";
import { each, timeInIndia } from "./parts";

const SENT_MS = 4_000;

export function startPage(root: Element): void {
  startFocus(root);
  each<HTMLButtonElement>(root, "[data-show-password]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => showPassword(button));
  });
  each<HTMLButtonElement>(root, "[data-back]", (button) => {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => history.back());
  });
  each<HTMLElement>(root, "[data-print]", (mark) => {
    if (!(root === document.body && isShownAgain())) printFrame(mark);
  });
  each<HTMLElement>(root, "[data-clock]", (clock) => {
    const tick = () => (clock.textContent = timeInIndia(new Date()));
    tick();
    setInterval(tick, 5_000);
  });
  each<HTMLElement>(root, "[data-row]", (row) => {
    row.addEventListener("nabz:chosen", () => {
      const radio = row.querySelector<HTMLInputElement>("input[type=radio]");
      radio?.click();
      radio?.focus();
      if (radio) return;
      // A row that can be ticked waits for Space or Enter; any other one is opened.
      const tick = row.querySelector<HTMLInputElement>("input[data-tick]");
      if (tick) tick.focus();
      else row.querySelector<HTMLAnchorElement>("a[href]")?.click();
    });
  });
  each<HTMLElement>(root, "[data-choose]", (list) => {
    list.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === "radio") markChosen(list);
    });
  });
  // What was found comes before searching again: arrows, Enter and digits work at once.
  root.querySelector<HTMLElement>("[data-choose] input[type=radio]:checked")?.focus();
}

/** Where the cursor starts: where the page says, else in the first field of a counter's form. A
 * phone would cover half the page with its keyboard, and a mistake is read before it is mended.
 * Whoever is in a field before a page's scripts run stays there. */
function startFocus(root: Element): void {
  const at = document.activeElement;
  const somebody = at !== null && at !== document.body && !at.matches("[autofocus]");
  if (root === document.body && somebody) return;
  const said = root.querySelector<HTMLElement>("[data-focus]");
  if (said) return said.focus();
  if (root !== document.body || at?.matches("[autofocus]") || !matchMedia("(pointer: fine)").matches) return;
  if (document.querySelector(".nabz-error-summary")) return;
  const form = document.querySelector("main form[data-advance]");
  form?.querySelector<HTMLElement>("input:not([type=hidden],[type=radio],[type=checkbox],[type=submit]),textarea")?.focus();
}

/** A page that is reloaded or gone back to was printed when it was new. */
function isShownAgain(): boolean {
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return way?.type === "reload" || way?.type === "back_forward";
}

/** The row whose radio button is chosen, by key, mouse or finger, is the one that stands out. */
function markChosen(list: HTMLElement): void {
  for (const row of list.querySelectorAll<HTMLElement>("[data-row]")) {
    if (row.querySelector("input[type=radio]:checked")) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// Where panes stand below each other, choosing leads to the pane that it fills.
document.addEventListener("htmx:afterSwap", (event) => {
  const pane = event.target;
  if (pane instanceof HTMLElement && pane.matches(".nabz-pane") && matchMedia("(max-width: 62em)").matches) {
    pane.scrollIntoView({ block: "start" });
  }
});

function showPassword(button: HTMLButtonElement): void {
  const field = document.getElementById(button.dataset["showPassword"] ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  field.focus();
}

/** A PDF that was just made is printed from a hidden frame; the page stays where it is. */
function printFrame(mark: HTMLElement): void {
  const address = mark.dataset["print"];
  if (!address) return;
  mark.removeAttribute("data-print");
  const frame = document.createElement("iframe");
  // A frame that is not drawn at all prints an empty page.
  frame.className = "nabz-u-visually-hidden";
  frame.title = document.title;
  frame.tabIndex = -1;
  frame.src = address;
  frame.addEventListener("load", () => frame.contentWindow?.print());
  document.body.append(frame);
}

const strip = () => document.getElementById("nabz-offline");

function cutOff(): void {
  const found = strip();
  if (!found?.hidden) return;
  const words = found.dataset["text"] ?? "";
  const place = found.querySelector("p");
  if (place) place.textContent = words.replace("{time}", timeInIndia(new Date()));
  found.hidden = false;
}

function backAgain(): void {
  const found = strip();
  if (found) found.hidden = true;
}

addEventListener("offline", cutOff);
addEventListener("online", backAgain);
addEventListener("nabz:line-lost", cutOff);
addEventListener("nabz:line-found", backAgain);
document.addEventListener("htmx:sendError", cutOff);
document.addEventListener("htmx:afterOnLoad", backAgain);

// A form is sent once: the hidden key makes a second one harmless, this makes it rare.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset["sent"] === "yes") return event.preventDefault();
  if (!navigator.onLine) {
    // The browser would answer with a page of its own, and what was typed would be behind it.
    event.preventDefault();
    return cutOff();
  }
  form.dataset["sent"] = "yes";
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  // An answer that is a file leaves the page where it is.
  setTimeout(() => mayBeSentAgain(form), SENT_MS);
});
addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(mayBeSentAgain));

function buttonsOf(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((one) => one instanceof HTMLButtonElement);
}

function mayBeSentAgain(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
}
// A menu closes when the eyes go elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.nabz-menu[open]")) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("htmx:beforeSwap", () => {
  const area = document.getElementById("nabz-problem");
  if (area) area.replaceChildren();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.nabz-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
htmx.config.defaultFocusScroll = false;
