// A name written in one script suggests the other: <input data-suggest="name_en"> asks the address
// in data-suggest-from and fills that field, unless somebody wrote into it with their own hands.
import { each } from "./parts";

const ADDRESS = "/desk/suggest";

export function startSuggest(root: Element): void {
  each<HTMLInputElement>(root, "input[data-suggest]", (field) => {
    field.addEventListener("input", () => delete field.dataset["suggested"]);
    field.addEventListener("change", () => void suggest(field));
  });
}

async function suggest(field: HTMLInputElement): Promise<void> {
  const other = document.getElementById(field.dataset["suggest"] ?? "");
  const name = field.value.trim();
  if (!(other instanceof HTMLInputElement) || name === "" || !mayFill(other)) return;
  const body = new URLSearchParams({ name });
  const headers = { Accept: "application/json" };
  const answer = await fetch(field.dataset["suggestFrom"] ?? ADDRESS, { method: "POST", body, headers }).catch(() => null);
  const suggested: unknown = answer?.ok ? await answer.json() : "";
  // Somebody may have typed, here or there, while the answer was on its way.
  if (typeof suggested !== "string" || suggested === "" || field.value.trim() !== name || !mayFill(other)) return;
  other.value = suggested;
  other.dataset["suggested"] = "yes";
}

function mayFill(other: HTMLInputElement): boolean {
  return other.value.trim() === "" || other.dataset["suggested"] === "yes";
}
