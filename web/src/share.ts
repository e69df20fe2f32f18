// A link that is sent on by whatever the phone sends with: <button data-share="/apply/paper/…"
// data-share-title="…" hidden>. Where a browser cannot, the button stays hidden; the link beside it
// can be opened and copied.
import { each } from "./parts";

export function startShare(root: Element): void {
  if (!navigator.share) return;
  each<HTMLButtonElement>(root, "button[data-share]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const url = new URL(button.dataset["share"] ?? "", location.href).href;
      // Whoever changes their mind has not done anything wrong.
      navigator.share({ title: button.dataset["shareTitle"] ?? "", url }).catch(() => undefined);
    });
  });
}
