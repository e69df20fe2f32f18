// The words of the page. It came with both languages, each sentence marked as what it is; which is
// shown is the page's own doing, so that it changes with the network down. What stands in `{…}` is
// put in here.

const LANGUAGES = ["hi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
/** What is put in, by its name. */
export type Slots = Record<string, (language: Language) => string>;

const CHOSEN = "nabz-check-language";
const DAY_MS = 86_400_000;
const INDIA_MS = 19_800_000;

/** Shows the language that was chosen last, and lets it be changed without asking anybody. */
export function startLanguage(): void {
  show(languageOf(kept()) ?? languageOf(document.documentElement.lang) ?? "hi");
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[hreflang]") : null;
    const chosen = languageOf(link?.getAttribute("hreflang"));
    if (!chosen) return;
    event.preventDefault();
    keep(chosen);
    show(chosen);
  });
}

function show(language: Language): void {
  document.documentElement.lang = language;
  for (const link of document.querySelectorAll("a[hreflang]")) {
    if (link.getAttribute("hreflang") === language) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.title = textIn("[data-title]", language);
}

function languageOf(code: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === code);
}

// A browser may keep nothing for a page, and the page works all the same.
function kept(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(CHOSEN, language);
  } catch {
    return;
  }
}

function textIn(selector: string, language: Language, place = 0): string {
  const words = document.querySelectorAll(`${selector} > [lang=${language}]`);
  return words[place]?.textContent ?? "";
}

/** A word of the page's own list. */
export function word(name: string, language: Language): string {
  return textIn(`[data-word=${name}]`, language);
}

/** Puts in what the sentences of a part leave open, in both languages. */
export function fill(part: ParentNode, slots: Slots): void {
  for (const language of LANGUAGES) {
    for (const said of part.querySelectorAll<HTMLElement>(`[data-fill] > [lang=${language}]`)) {
      const open = (said.dataset["open"] ??= said.textContent ?? "");
      said.textContent = open.replace(/\{(\w+)\}/g, (whole, name: string) => slots[name]?.(language) ?? whole);
    }
  }
}

/** Days since 1970 on an Indian calendar. */
export function dayInIndia(at: Date): number {
  return Math.floor((at.getTime() + INDIA_MS) / DAY_MS);
}

/** `22 Nov 2026` */
export function dateText(day: number, language: Language): string {
  const date = new Date(day * DAY_MS);
  const parts: Record<string, string> = {
    day: String(date.getUTCDate()),
    month: textIn("[data-word=month]", language, date.getUTCMonth()),
    year: String(date.getUTCFullYear()),
  };
  return word("date", language).replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
}

/** `22 Nov 2026, 10:42` */
export function momentText(at: Date, language: Language): string {
  const time = new Date(at.getTime() + INDIA_MS).toISOString().slice(11, 16);
  return `${dateText(dayInIndia(at), language)}, ${time}`;
}
