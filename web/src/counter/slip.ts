// The slip that somebody carries until there is a token: what stands on it, in both languages, and
// nothing else of the page goes to the printer.
import { part } from "../check/page";
import { momentText } from "../check/words";
import { spaced } from "../kept/health-id";
import { sayBoth } from "../kept/list";
import type { Visit } from "./kept";
import { slipOf } from "./list";

/** While the page is a slip. */
const IS_SLIP = "is-slip";

export function startSlip(): void {
  addEventListener("afterprint", () => document.body.classList.remove(IS_SLIP));
}

export function printSlip(visit: Visit): void {
  const at = new Date(visit.at);
  sayBoth(part("slip-facility"), visit.facility);
  sayBoth(part("slip-unit"), visit.unit_name);
  sayBoth(part("slip-at"), { hi: momentText(at, "hi"), en: momentText(at, "en") });
  part("slip-no").textContent = slipOf(visit);
  part("slip-name").textContent = visit.form?.["name"] ?? "";
  part("slip-number").textContent = spaced(visit.health_id);
  document.body.classList.add(IS_SLIP);
  print();
}
