// A form marked data-draft="name" keeps what is typed in this tab until it is sent, so that a
// reload, a lost line or a wrong key loses nothing. It lives in sessionStorage: closing the tab or
// signing out forgets it, because it may speak of a patient on a shared machine.
import { each, timeInIndia } from "./parts";

export const PREFIX = "nabz-draft:";
const SENT = ":sent";
const LATER_MS = 400;

export function startDrafts(root: Element): void {
  each<HTMLFormElement>(root, "form[data-draft]", (form) => {
    const key = PREFIX + form.dataset["draft"];
    if (sessionStorage.getItem(key + SENT)) {
      // The form was sent and this is the answer: what the server shows is newer.
      sessionStorage.removeItem(key);
      sessionStorage.removeItem(key + SENT);
    }
    restore(form, key);
    let timer: ReturnType<typeof setTimeout> | undefined;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(form, key), LATER_MS);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      keep(form, key);
      // The page may be gone before anything later runs; whoever stops the form does so by then.
      sessionStorage.setItem(key + SENT, "yes");
      setTimeout(() => {
        if (event.defaultPrevented) sessionStorage.removeItem(key + SENT);
      });
    });
  });
  each<HTMLElement>(root, "[data-draft-done]", (mark) => {
    sessionStorage.removeItem(PREFIX + mark.dataset["draftDone"]);
  });
  each<HTMLFormElement>(root, "form[action='/sign-out'],form[action='/lock']", (form) => {
    form.addEventListener("submit", forgetAll);
  });
}

function keep(form: HTMLFormElement, key: string): void {
  const kept: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "once") kept.push([name, value]);
  }
  sessionStorage.setItem(key, JSON.stringify(kept));
  const note = form.querySelector<HTMLElement>("[data-draft-note]");
  if (note) note.textContent = (note.dataset["draftNote"] ?? "").replace("{time}", timeInIndia(new Date()));
}

/** Only into fields that the server left empty: what it sent is newer, and so is that somebody has emptied it. */
function restore(form: HTMLFormElement, key: string): void {
  const text = sessionStorage.getItem(key);
  if (!text) return;
  // Lines of a paper repeat their names: each value goes back into the line that it came from.
  const places = new Map<string, number>();
  for (const [name, value] of JSON.parse(text) as [string, string][]) {
    const fields = [...form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)];
    const place = places.get(name) ?? 0;
    places.set(name, place + 1);
    for (const field of fields) {
      if ((field.type === "radio" || field.type === "checkbox") && field.value === value) field.checked = true;
    }
    const field = fields.filter((one) => one.type !== "radio" && one.type !== "checkbox")[place];
    if (field && field.type !== "hidden" && field.value === "" && !field.defaultValue) field.value = value;
  }
}

function forgetAll(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}
