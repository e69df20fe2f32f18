// A list marked data-ticks="name" keeps in this tab which of its rows are ticked, so that one can be
// opened and looked at in between. What was sent is forgotten, and signing out forgets it all.
import { PREFIX } from "./drafts";
import { each } from "./parts";

const TICK = "input[data-tick]";

export function startTicks(root: Element): void {
  each<HTMLElement>(root, "[data-ticks]", (list) => {
    const key = keyOf(list.dataset["ticks"]);
    const kept = new Set((sessionStorage.getItem(key) ?? "").split(" "));
    for (const tick of ticksOf(list)) if (kept.has(tick.value)) tick.checked = true;
    list.addEventListener("change", () => {
      const ticked = ticksOf(list).filter((tick) => tick.checked);
      sessionStorage.setItem(key, ticked.map((tick) => tick.value).join(" "));
    });
  });
  each<HTMLFormElement>(root, "form[data-ticks-sent]", (form) => {
    form.addEventListener("submit", () => sessionStorage.removeItem(keyOf(form.dataset["ticksSent"])));
  });
}

/** The box of a row that can be ticked. */
export function tickOf(row: Element | null | undefined): HTMLInputElement | null {
  return row?.querySelector<HTMLInputElement>(TICK) ?? null;
}

/** Ticks a row that is not ticked. */
export function tick(row: Element | null | undefined): void {
  const box = tickOf(row);
  if (box && !box.checked) box.click();
}

function ticksOf(list: HTMLElement): HTMLInputElement[] {
  return [...list.querySelectorAll<HTMLInputElement>(TICK)];
}

function keyOf(name: string | undefined): string {
  return `${PREFIX}ticks:${name ?? ""}`;
}
