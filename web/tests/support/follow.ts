// Walks from page to page as the links lead.
import type { Page } from "@playwright/test";
import { url } from "./site";

const LINKS_MAX = 25;
const NO_PAGE = /\.pdf($|\?)|\/prescription\/|lang=/;

/** Looks at every page below these paths that a page leads to, once each; one of a kind is enough. */
export async function follow(page: Page, starts: string[], below: RegExp, look: (page: Page) => Promise<void>): Promise<number> {
  const seen = new Set<string>();
  const kind = (path: string) => path.replace(/[0-9a-f-]{36}/g, "…").replace(/\?.*/, "");
  const queue = [...starts];
  while (queue.length > 0 && seen.size < LINKS_MAX) {
    const path = queue.shift()!;
    if (seen.has(kind(path))) continue;
    seen.add(kind(path));
    await page.goto(url(path));
    await look(page);
    const links = await page.locator("a[href^='/']").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
    queue.push(...links.filter((link) => below.test(link) && !NO_PAGE.test(link)));
  }
  return seen.size;
}
