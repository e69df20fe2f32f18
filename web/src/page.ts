// Small things of a page: where the cursor starts, showing a password, going back, the clock, the
// strip that says the line is down, and buttons that must not be pressed twice.
import htmx from "htmx.org";

const SENT_MS = 4_000;

export function startPage(root: Element): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
  each<HTMLButtonElement>(root, "[data-show-password]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => showPassword(button));
  });
  each<HTMLButtonElement>(root, "[data-back]", (button) => {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => history.back());
  });
  each<HTMLElement>(root, "[data-print]", (frame) => printFrame(frame));
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
    });
  });
  // What was found comes before searching again: arrows, Enter and digits work at once.
  root.querySelector<HTMLElement>("[data-choose] input[type=radio]:checked")?.focus();
}

export function each<E extends Element>(root: Element, selector: string, act: (found: E) => void): void {
  if (root.matches(selector)) act(root as E);
  for (const found of root.querySelectorAll<E>(selector)) act(found);
}

export function timeInIndia(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Kolkata",
  }).format(at);
}

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
