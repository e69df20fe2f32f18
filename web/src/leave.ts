// Whoever leaves a page in the middle of a sentence finds it there again: what the page keeps by
// itself a moment later is kept before it goes.

const KEPT_WITHIN_MS = 1_500;

export function startLeave(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/lock") return;
    // `submit()` asks nobody again, so this happens once.
    keepFirst(event, () => form.submit());
  });
}

/** Stops what would leave the page, has it keep its forms, and goes then. */
export function keepFirst(event: Event, go: () => void): void {
  const keeps = document.querySelector("[hx-trigger*='nabz:keep']");
  if (!keeps || event.defaultPrevented) return;
  event.preventDefault();
  const late = setTimeout(go, KEPT_WITHIN_MS);
  document.addEventListener("htmx:afterRequest", () => {
    clearTimeout(late);
    go();
  }, { once: true });
  document.body.dispatchEvent(new CustomEvent("nabz:keep"));
}
