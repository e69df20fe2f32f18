// The list of a page's keys, made from the page itself: whatever names its key with data-key and can
// be pressed now. A button marked data-keys shows it; its own key is `?`.
import { each } from "./parts";

export function startKeys(root: Element): void {
  each<HTMLButtonElement>(root, "[data-keys]", (button) => button.addEventListener("click", show));
}

function show(): void {
  const dialog = document.getElementById("nabz-keys");
  const list = dialog?.querySelector("dl");
  if (!(dialog instanceof HTMLDialogElement) || !list) return;
  document.querySelectorAll<HTMLDetailsElement>("details.nabz-menu[open]").forEach((menu) => (menu.open = false));
  const rows = new Map<string, string>();
  for (const one of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const key = one.dataset["key"] ?? "";
    const name = nameOf(one);
    // The first one that is there is the one that the key presses.
    if (name !== "" && !rows.has(key) && !dialog.contains(one) && mayBePressed(one)) rows.set(key, name);
  }
  list.replaceChildren(...[...rows].flatMap(([key, name]) => [term(key), meaning(name)]));
  dialog.showModal();
}

function mayBePressed(one: HTMLElement): boolean {
  if (one.closest("[hidden],[inert]")) return false;
  return one.closest("details") !== null || one.getClientRects().length > 0;
}

/** As somebody who does not see the page would hear it, without the key itself. */
function nameOf(one: HTMLElement): string {
  const said = one.getAttribute("aria-label");
  if (said) return said;
  const named = (one.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
  const labels = "labels" in one ? [...((one as HTMLInputElement).labels ?? [])] : [];
  const speaker = [...named, ...labels].find((label) => label !== null) ?? one;
  const copy = speaker.cloneNode(true) as HTMLElement;
  copy.querySelectorAll("kbd").forEach((kbd) => kbd.remove());
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

function term(key: string): HTMLElement {
  const row = document.createElement("dt");
  row.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return row;
}

function meaning(name: string): HTMLElement {
  return Object.assign(document.createElement("dd"), { textContent: name });
}
