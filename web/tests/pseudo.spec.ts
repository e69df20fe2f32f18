// In the pseudo-locale every sentence stands in ⟦…⟧. Whatever else is visible must be data: words
// of the fixtures, numbers, times and codes. The rest bypassed the messages.
import { type Page, expect, test } from "@playwright/test";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PEOPLE, type Role, sections, signIn, url } from "./support/site";

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));
// Both languages name themselves; keys are called the same in both.
const NAMES = ["हिन्दी", "english", "alt", "enter", "esc", "chrome", "linux", "dh"];

function words(text: string): string[] {
  return text.toLocaleLowerCase().match(/[\p{L}\p{M}]{2,}/gu) ?? [];
}

function knownWords(): Set<string> {
  const known = new Set(NAMES.flatMap(words));
  const read = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) read(path);
      else if (/\.(csv|tsv|toml|txt)$/.test(name)) for (const word of words(readFileSync(path, "utf8"))) known.add(word);
    }
  };
  read(FIXTURES);
  return known;
}

/** Visible text and spoken labels that stand outside ⟦…⟧. */
async function unmarked(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest("script,style,kbd,[translate=no]")) continue;
      found.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("*")) {
      for (const name of ["placeholder", "aria-label", "title", "alt"]) found.push(element.getAttribute(name) ?? "");
    }
    return found;
  });
  return said.map((text) => text.replace(/⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, " ").trim()).filter(Boolean);
}

const known = knownWords();
// Months are told by the program's own list in both languages, not by a message.
const MONTH = /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}$/;

async function check(page: Page): Promise<void> {
  const strange = (await unmarked(page)).filter((text) => !MONTH.test(text) && words(text).some((word) => !known.has(word)));
  expect(strange, `words on ${page.url()} that bypass the messages`).toEqual([]);
}

test("no visible word of the door bypasses the messages", async ({ page }) => {
  await page.goto(url("/sign-in?lang=qps"));
  await expect(page.locator("h1")).toContainText("⟦");
  await check(page);
});

for (const role of Object.keys(PEOPLE) as Role[]) {
  test(`no visible word of the ${role}'s pages bypasses the messages`, async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, role, "qps");
    for (const path of [...(await sections(page)), "/sessions", "/place", "/password", "/second-factor"]) {
      await page.goto(url(path));
      await check(page);
    }
  });
}
