// Whoever changes the language in the middle of a form finds what they typed in the other one. A
// form that keeps itself (a draft, a note that the server keeps) is left to do so.
import { keepFirst } from "./leave";

const KEPT = "nabz-language";
const KEEPS_ITSELF = "[data-draft],[hx-trigger*='nabz:keep']";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Typed = [name: string, place: number, value: string];
interface Kept { path: string; forms: [action: string, fields: Typed[]][] }

export function startLanguage(): void {
  restore();
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[hreflang]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    const again = document.querySelector<HTMLFormElement>("main form[data-again]");
    if (again) {
      event.preventDefault();
      void askAgain(link, again);
    } else {
      keep(new URL(link.href).pathname);
      keepFirst(event, () => location.assign(link.href));
    }
  });
}

/** A page that only a form leads to is asked for once more, with what stands in it. */
async function askAgain(link: HTMLAnchorElement, form: HTMLFormElement): Promise<void> {
  try {
    await fetch(link.href, { redirect: "manual" });
  } catch {
    return; // the strip says that the line is down; the form stays as it is
  }
  const copy = document.createElement("form");
  copy.method = "post";
  copy.action = form.dataset["again"] ?? "";
  copy.hidden = true;
  const fields = new FormData(form);
  fields.append("again", "yes");
  for (const [name, value] of fields) {
    if (typeof value !== "string" || name === "once") continue;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    copy.append(field);
  }
  document.body.append(copy);
  copy.submit();
}

function keep(path: string): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>("main form")];
  const kept = forms.filter((form) => !form.matches(KEEPS_ITSELF) && !form.querySelector(KEEPS_ITSELF));
  const typed: Kept = { path, forms: kept.map((form) => [address(form), typedInto(form)]) };
  if (typed.forms.some(([, fields]) => fields.length > 0)) sessionStorage.setItem(KEPT, JSON.stringify(typed));
}

/** What differs from what the page brought. A password is nobody's to keep. */
function typedInto(form: HTMLFormElement): Typed[] {
  const typed: Typed[] = [];
  for (const [field, place] of placed(form)) {
    if (field instanceof HTMLInputElement && ["password", "file", "submit"].includes(field.type)) continue;
    if (field.name === "once" || !isTyped(field)) continue;
    typed.push([field.name, place, isChoice(field) ? (field.checked ? "on" : "") : field.value]);
  }
  return typed;
}

function isTyped(field: Field): boolean {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== (field.type === "hidden" ? "" : field.defaultValue);
}

function restore(): void {
  const text = sessionStorage.getItem(KEPT);
  if (!text) return;
  sessionStorage.removeItem(KEPT);
  const kept = JSON.parse(text) as Kept;
  if (kept.path !== location.pathname) return;
  for (const [action, typed] of kept.forms) {
    const form = [...document.querySelectorAll<HTMLFormElement>("main form")].find((one) => address(one) === action);
    const fields = form ? placed(form) : [];
    for (const [name, place, value] of typed) {
      const field = fields.find(([one, at]) => one.name === name && at === place)?.[0];
      if (!field) continue;
      if (isChoice(field)) field.checked = value === "on";
      else if (field.type !== "hidden" || field.value === "") field.value = value;
    }
  }
}

/** The fields of a form, and the place of each among those of its name. */
function placed(form: HTMLFormElement): [Field, number][] {
  const places = new Map<string, number>();
  const fields = [...form.elements].filter((one): one is Field => one.matches("input,select,textarea"));
  return fields.filter((field) => field.name !== "").map((field) => {
    const place = places.get(field.name) ?? 0;
    places.set(field.name, place + 1);
    return [field, place];
  });
}

const isChoice = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");

const address = (form: HTMLFormElement): string => form.getAttribute("action") ?? form.getAttribute("hx-post") ?? "";
