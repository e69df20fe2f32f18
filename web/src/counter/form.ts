// The short form, and what can be seen to be wrong in it without asking anybody. The departments and
// wards that it offers came with preparing.
import { part, showOne } from "../check/page";
import { type Language, dayInIndia, word } from "../check/words";
import type { Form, Ready, Unit } from "./kept";

/** The page has a sentence for each. */
export type Mistake = "name" | "age" | "phone" | "unit";

const MISTAKES: Mistake[] = ["name", "age", "phone", "unit"];
/** Monday first, as lists spell them; 1 January 1970 was a Thursday. */
const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const EPOCH_WEEKDAY = 3;
const DEVANAGARI_ZERO = 0x966;

/** What was typed, without the spaces around it. */
export function typed(): Form {
  const fields = new FormData(part<HTMLFormElement>("counter-form"));
  return Object.fromEntries([...fields].map(([name, value]) => [name, String(value).trim()]));
}

/** What is wrong in it, in the order of its fields. */
export function mistakesIn(form: Form): Mistake[] {
  const { name, age, phone, unit } = form;
  const wrong = {
    name: !name,
    age: Boolean(age) && !/^\d{1,3}$/.test(figures(age ?? "")),
    phone: Boolean(phone) && !/^(?:0|0{0,2}91)?\d{10}$/.test(figures(phone ?? "").replace(/[\s()+-]/g, "")),
    unit: !unit,
  };
  return MISTAKES.filter((one) => wrong[one]);
}

function figures(text: string): string {
  return text.replace(/[०-९]/g, (figure) => String(figure.charCodeAt(0) - DEVANAGARI_ZERO));
}

/** Says what is wrong, on top and beside each field, and leads to the first. */
export function showMistakes(mistakes: Mistake[]): void {
  for (const said of document.querySelectorAll<HTMLElement>("[data-no]")) {
    said.hidden = !mistakes.includes(said.dataset["no"] as Mistake);
  }
  for (const field of document.querySelectorAll<HTMLElement>("[data-field]")) {
    const isWrong = mistakes.includes(field.dataset["field"] as Mistake);
    field.classList.toggle("nabz-form-group--error", isWrong);
    field.querySelector("input,select")?.setAttribute("aria-invalid", String(isWrong));
  }
  part("counter-mistakes").hidden = mistakes.length === 0;
  const [first] = mistakes;
  if (first) part(first).focus();
}

/** Puts what was typed back, to be put right. */
export function put(form: Form, unit: string): void {
  const fields = part<HTMLFormElement>("counter-form");
  fields.reset();
  for (const [name, value] of Object.entries({ ...form, unit })) {
    const field = fields.elements.namedItem(name);
    if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
}

export function clear(): void {
  part<HTMLFormElement>("counter-form").reset();
  showMistakes([]);
  showOne("data-kept", undefined);
}

/** The form as the registration form names its fields: a name goes by its script. */
export function asTold({ name, unit: _, ...rest }: Form): Form {
  const written = /\p{Script=Devanagari}/u.test(name ?? "") ? "name_hi" : "name_en";
  return { ...rest, [written]: name ?? "" };
}

/** Fills the lists in the language of the page; what is chosen stays chosen. */
export function fillChoices(ready: Ready | undefined, wanted?: string): void {
  const language = document.documentElement.lang as Language;
  for (const option of document.querySelectorAll<HTMLOptionElement>("option[data-says]")) {
    option.textContent = word(option.dataset["says"] ?? "", language);
  }
  const units = part<HTMLSelectElement>("unit");
  const chosen = wanted ?? units.value;
  offer(units, unitsOf(ready, chosen).map((unit) => [unit.id, unit[language]]), chosen);
  const wards = part<HTMLSelectElement>("ward");
  offer(wards, (ready?.wards ?? []).map((ward) => [ward.number, `${ward.number} ${ward[language]}`]), wards.value);
}

/** The departments that are open today, and the one that is chosen; all, where none is. */
function unitsOf(ready: Ready | undefined, chosen: string): Unit[] {
  const today = WEEK[(dayInIndia(new Date()) + EPOCH_WEEKDAY) % WEEK.length] ?? "";
  const units = ready?.units ?? [];
  const open = units.filter(({ days }) => days.split(" ").includes(today));
  return open.length > 0 ? units.filter((unit) => open.includes(unit) || unit.id === chosen) : units;
}

function offer(list: HTMLSelectElement, offered: (readonly [string, string])[], chosen: string): void {
  const none = list.options[0];
  list.replaceChildren(...(none ? [none] : []), ...offered.map(([value, text]) => new Option(text, value)));
  list.value = chosen;
  if (list.selectedIndex < 0) list.selectedIndex = 0;
}
