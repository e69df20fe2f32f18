// A list of what is kept on this device, as somebody sees it: a row of the page's template for each.
import type { Language } from "../check/words";
import type { Both } from "./tell";

const LANGUAGES: Language[] = ["hi", "en"];

/** Draws a list anew; `show` fills a row, and `done` is called when a button of it is pressed. */
export function drawRows<T extends { key: string }, Deed extends string>(
  list: HTMLElement,
  row: HTMLTemplateElement,
  rows: T[],
  show: (drawn: DocumentFragment, one: T) => void,
  done: (deed: Deed, key: string) => void,
): void {
  list.replaceChildren(...rows.map((one) => {
    const drawn = row.content.cloneNode(true) as DocumentFragment;
    show(drawn, one);
    for (const button of drawn.querySelectorAll<HTMLButtonElement>("[data-do]")) {
      button.addEventListener("click", () => done(button.dataset["do"] as Deed, one.key));
    }
    return drawn;
  }));
}

/** Puts the same text into every part of this kind. */
export function sayAll(drawn: ParentNode, selector: string, text: string): void {
  for (const part of drawn.querySelectorAll(selector)) part.textContent = text;
}

/** Says something in each language where a part has a place for it. */
export function sayBoth(part: ParentNode, said: Both): void {
  for (const language of LANGUAGES) {
    for (const place of part.querySelectorAll(`:scope > [lang=${language}]`)) place.textContent = said[language];
  }
}

/** What the city said of one, if it said something. */
export function sayWhy(drawn: ParentNode, said: Both | undefined): void {
  const why = drawn.querySelector<HTMLElement>("[data-why]");
  if (!why || !said) return;
  why.hidden = false;
  sayBoth(why, said);
}
