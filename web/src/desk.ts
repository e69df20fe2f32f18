// The button that gives a token says which one: the number of the department that is chosen.
import { each } from "./parts";

export function startDesk(root: Element): void {
  each<HTMLInputElement>(root, "input[name=unit][data-number]", (unit) => {
    unit.addEventListener("change", () => {
      const button = document.querySelector<HTMLElement>("[data-next]");
      const number = unit.dataset["number"];
      if (button && number) button.textContent = (button.dataset["next"] ?? "").replace("{number}", number);
    });
  });
}
