// The list of what was given on this phone, as somebody sees it.
import { showOne } from "../check/page";
import { type Language, fill, momentText, word } from "../check/words";
import { spaced } from "../kept/health-id";
import { drawRows, sayAll, sayWhy } from "../kept/list";
import { isOpen } from "../kept/tell";
import type { Given } from "./kept";
import type { Whose } from "./read";

/** What can be done about one of them. */
export type Deed = "again" | "take-back" | "remove";

const LANGUAGES: Language[] = ["hi", "en"];

/** Draws the list for a worker; `done` is called when a button of it is pressed. */
export function draw(list: HTMLElement, row: HTMLTemplateElement, given: Given[], done: (deed: Deed, key: string) => void, worker: string): void {
  drawRows(list, row, given, (drawn, one) => show(drawn, one, worker), done);
}

function show(drawn: DocumentFragment, one: Given, worker: string): void {
  const isOwn = one.by === worker;
  sayAll(drawn, "[data-serial]", ` ${one.serial}`);
  const whose = drawn.querySelector<HTMLElement>("[data-whose]");
  if (whose && one.wish) sayWhose(whose, one.wish.whose);
  fill(drawn, { at: (language) => momentText(new Date(one.at), language) });
  showOne("data-state", isOpen(one) && !isOwn ? "other" : one.state, drawn);
  sayWhy(drawn, one.why);
  for (const button of drawn.querySelectorAll<HTMLElement>("[data-do]")) {
    button.hidden = !isOwn || !deeds(one).includes(button.dataset["do"] as Deed);
  }
}

/** What was sent stays until the city has answered. */
function deeds({ state }: Given): Deed[] {
  if (state === "waiting") return ["take-back"];
  return state === "refused" ? ["again", "remove"] : [];
}

/** Whose it is; of a card and of a slip only that one was scanned. */
export function sayWhose(part: HTMLElement, whose: Whose): void {
  if ("health_id" in whose) sayNumber(part, spaced(whose.health_id));
  else sayWord(part, "card" in whose ? "card" : "slip");
}

export function sayNumber(part: HTMLElement, number: string): void {
  part.textContent = number;
  part.translate = false;
}

/** A word of the page's list, in both languages. */
export function sayWord(part: HTMLElement, name: string): void {
  part.translate = true;
  part.replaceChildren(...LANGUAGES.map((language) => {
    const said = document.createElement("span");
    said.lang = language;
    said.textContent = word(name, language);
    return said;
  }));
}
