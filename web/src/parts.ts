// What every script needs that works on a part of a page, whatever else the page loads.

export function each<E extends Element>(root: Element, selector: string, act: (found: E) => void): void {
  if (root.matches(selector)) act(root as E);
  for (const found of root.querySelectorAll<E>(selector)) act(found);
}

export function timeInIndia(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Kolkata",
  }).format(at);
}
