// The list of whom this device wrote down, as somebody sees it.
import { showOne } from "../check/page";
import { fill, momentText } from "../check/words";
import { spaced } from "../kept/health-id";
import { drawRows, sayAll, sayBoth, sayWhy } from "../kept/list";
import { type Visit, isOurs } from "./kept";

/** What can be done about one of them. */
export type Deed = "print" | "mend" | "again" | "strike" | "restore";

/** `K3-07`: what the slip says. */
export function slipOf({ label, slip }: Visit): string {
  return `${label}-${String(slip).padStart(2, "0")}`;
}

export function draw(list: HTMLElement, row: HTMLTemplateElement, visits: Visit[], done: (deed: Deed, key: string) => void): void {
  drawRows(list, row, visits, show, done);
}

function show(drawn: DocumentFragment, one: Visit): void {
  sayAll(drawn, "[data-slip]", ` ${slipOf(one)}`);
  sayAll(drawn, "[data-name]", one.form?.["name"] ?? "");
  sayAll(drawn, "[data-number]", spaced(one.health_id));
  const unit = drawn.querySelector("[data-unit]");
  if (unit) sayBoth(unit, one.unit_name);
  fill(drawn, { at: (language) => momentText(new Date(one.at), language), token: () => one.token ?? "" });
  showOne("data-state", stateOf(one), drawn);
  sayWhy(drawn, one.why);
  const can = deeds(one);
  for (const button of drawn.querySelectorAll<HTMLElement>("[data-do]")) button.hidden = !can.includes(button.dataset["do"] as Deed);
  const striking = drawn.querySelector<HTMLElement>("[data-striking]");
  if (striking) striking.hidden = !can.includes("strike");
}

function stateOf(one: Visit): string {
  if (one.state === "refused") return "refused";
  if (one.struck) return one.state === "given" ? "struck" : "striking";
  return one.state === "given" && !one.token ? "tokenless" : one.state;
}

/** What was sent stays as it is until the city has answered. */
function deeds(one: Visit): Deed[] {
  if (one.struck) {
    if (one.state === "refused") return ["again"];
    return one.state === "waiting" ? ["restore"] : [];
  }
  if (!isOurs(one)) return ["print"];
  return one.state === "refused" ? ["print", "mend", "again", "strike"] : ["print", "mend", "strike"];
}
