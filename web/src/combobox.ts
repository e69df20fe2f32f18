// A combobox after the ARIA Authoring Practices (editable, list autocomplete, manual selection).
//
// <div class="nabz-combo" data-combo="/formulary/suggest">
//   <input class="nabz-input" role="combobox" name="q" …>   what is typed
//   <input type="hidden" name="medicine">                    what was chosen
// </div>
//
// The address answers <li role="option" data-value="…">…</li> for ?; what is typed is POSTed as q,
// so that names never stand in an address. Choosing fills both fields and fires `nabz:picked`.
// With data-options on a <ul> inside instead of an address, the list is filtered here.
import { submitByEnter } from "./keyboard";
import { each } from "./parts";

const WAIT_MS = 120;
let count = 0;

export function startCombos(root: Element): void {
  each<HTMLElement>(root, "[data-combo]", (combo) => {
    if (combo.dataset["ready"]) return;
    combo.dataset["ready"] = "yes";
    new Combobox(combo);
  });
}

class Combobox {
  private readonly input: HTMLInputElement;
  private readonly chosen: HTMLInputElement | null;
  private readonly list: HTMLUListElement;
  private readonly own: HTMLLIElement[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  /** What was typed is still being looked up; and Enter was pressed meanwhile. */
  private looking = false;
  private entered = false;

  constructor(private readonly combo: HTMLElement) {
    this.input = combo.querySelector<HTMLInputElement>("input:not([type=hidden])")!;
    this.chosen = combo.querySelector<HTMLInputElement>("input[type=hidden]");
    const given = combo.querySelector<HTMLUListElement>("ul[data-options]");
    this.own = given ? [...given.querySelectorAll("li")] : [];
    this.list = given ?? document.createElement("ul");
    this.prepare();
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("focusout", () => setTimeout(() => this.close(), 150));
    if (this.own.length > 0) this.input.addEventListener("click", () => this.filter());
    this.list.addEventListener("mousedown", (event) => this.onMouse(event));
  }

  private prepare(): void {
    count += 1;
    this.list.className = "nabz-combo__list";
    this.list.id ||= `nabz-combo-${count}`;
    this.list.setAttribute("role", "listbox");
    const label = this.input.labels?.[0]?.textContent ?? this.input.getAttribute("aria-label");
    if (label) this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    if (!this.list.isConnected) this.combo.append(this.list);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("autocomplete", "off");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);
  }

  private later(): void {
    if (this.chosen) this.chosen.value = "";
    clearTimeout(this.timer);
    this.entered = false;
    if (this.own.length > 0) return this.filter();
    this.looking = true;
    this.timer = setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    const asked = (this.asked += 1);
    const options = await this.found(this.input.value.trim());
    // A slow answer to an earlier letter must not replace a later one.
    if (asked !== this.asked) return;
    this.looking = false;
    this.show(options);
    const option = this.marked();
    const entered = this.entered;
    this.entered = false;
    if (entered && option) this.pick(option);
    else if (entered) this.enterAgain();
  }

  /** No list knows what was typed: now Enter means what it means in any field. */
  private enterAgain(): void {
    const again = new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true });
    if (this.input.dispatchEvent(again)) submitByEnter(this.input);
  }

  private async found(typed: string): Promise<HTMLLIElement[]> {
    if (typed === "") return [];
    const body = new URLSearchParams({ q: typed });
    for (const name of (this.combo.dataset["with"] ?? "").split(" ").filter(Boolean)) {
      const field = this.input.form?.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof RadioNodeList) body.set(name, field.value);
    }
    const headers = { "HX-Request": "true" };
    const answer = await fetch(this.combo.dataset["combo"]!, { method: "POST", body, headers }).catch(() => null);
    if (!answer?.ok) return [];
    const page = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
    return [...page.querySelectorAll("li")];
  }

  private filter(): void {
    const typed = this.input.value.trim().toLocaleLowerCase();
    const fits = (one: HTMLLIElement) =>
      `${one.textContent} ${one.dataset["also"] ?? ""}`.toLocaleLowerCase().includes(typed);
    this.show(this.own.filter(fits));
  }

  private show(options: HTMLLIElement[]): void {
    options.forEach((option, place) => {
      option.id = `${this.list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
    });
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.mark(this.options()[0]);
  }

  private options(): HTMLLIElement[] {
    return [...this.list.querySelectorAll<HTMLLIElement>("li:not([aria-disabled=true])")];
  }

  private marked(): HTMLLIElement | undefined {
    return this.options().find((option) => option.getAttribute("aria-selected") === "true");
  }

  private mark(option: HTMLLIElement | undefined): void {
    this.marked()?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return this.own.length > 0 ? this.filter() : void this.ask();
      const options = this.options();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = options.findIndex((one) => one === this.marked());
      this.mark(options[(at + step + options.length) % options.length]);
    } else if (event.key === "Enter" && open) {
      const option = this.marked();
      if (!option) return;
      event.preventDefault();
      this.pick(option);
    } else if (event.key === "Enter" && this.looking) {
      event.preventDefault();
      this.entered = true;
    } else if (event.key === "Escape" && (open || this.looking)) {
      event.preventDefault();
      event.stopPropagation();
      this.giveUp();
    }
  }

  private onMouse(event: MouseEvent): void {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest("li") : null;
    if (option && option.getAttribute("aria-disabled") !== "true") this.pick(option);
  }

  private pick(option: HTMLLIElement): void {
    this.input.value = option.dataset["text"] ?? option.textContent?.trim() ?? "";
    if (this.chosen) this.chosen.value = option.dataset["value"] ?? "";
    this.close();
    const detail = { ...option.dataset };
    this.input.dispatchEvent(new CustomEvent("nabz:picked", { bubbles: true, detail }));
    (this.chosen ?? this.input).dispatchEvent(new Event("change", { bubbles: true }));
    if (this.input.form?.hasAttribute("data-submit-on-pick")) this.input.form.requestSubmit();
  }

  /** What is still on its way is not waited for any more. */
  private giveUp(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.looking = false;
    this.entered = false;
    this.close();
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
