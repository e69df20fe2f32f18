// In the pseudo-locale every sentence stands in ⟦…⟧. Whatever else is visible must be data: words
// that people or the fixtures' lists gave, numbers, times and codes. The rest bypassed the messages.
import { type Page, expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NAMES as VISITORS } from "./visitors";

const FIXTURES = fileURLToPath(new URL("../../../fixtures", import.meta.url));

/** The columns that are shown as they were loaded; a medicine is named with its form. Others, such
 * as a role or a route, are put into words by the program; their English is no excuse. */
const COLUMNS: Record<string, string[]> = {
  "clinics.csv": ["code", "name_en", "name_hi", "district"],
  "codes-demo.csv": ["display_en", "display_hi"],
  "facilities.csv": ["code", "name_en", "name_hi", "district"],
  "formulary.csv": ["code", "name_en", "name_hi", "form", "strength", "content"],
  "localities.tsv": ["english", "hindi", "district"],
  "names/given_names.tsv": ["hindi", "roman", "variants"],
  "names/surnames.tsv": ["hindi", "roman", "variants"],
  "rooms.csv": ["where_en", "where_hi"],
  "stores.csv": ["code", "name_en", "name_hi"],
  "templates-demo.csv": ["name_en", "name_hi", "complaint_en", "complaint_hi", "advice_en", "advice_hi"],
  "units.csv": ["code", "name_en", "name_hi"],
  "users.csv": ["sign_in", "name_en", "name_hi"],
};
/** Of the families and of the wards. */
const FAMILY = /^(?:name|name_en|name_hi|guardian_en|guardian_hi|allergy|locality|lane_en|lane_hi)\s*=\s*"([^"]*)"/gm;
const WARD = /"Ward_(?:Name|Name_Hi|No)":"([^"]*)"/g;
// Both languages name themselves; keys, browsers, the health ID and units of measure are called
// the same in both; the top of the organisation is in no list.
const NAMES = ["हिन्दी", "english", "alt", "enter", "esc", "chrome", "linux", "dh", "mm", "mmhg"];
const TOP = "Health and Family Welfare Department";
/** Lanes of the residents whom nobody knows by name. */
const LANES = "Gali गली";
/** Who made the demo's medicines, and what its papers are called. */
const DEMO = "स्वास्थ्य एवं परिवार कल्याण विभाग, Yamuna Pharma, Aravalli Labs, Ridge Remedies, DEMO/PHARM, DEMO/MAIN";

export function words(text: string): string[] {
  return text.toLocaleLowerCase().match(/[\p{L}\p{M}]{2,}/gu) ?? [];
}

/** Letters with digits in them are codes and numbers: a batch, a token, a slip. */
function plain(text: string): string {
  return text.replace(/[\p{L}]*[-/]?\d[\p{L}\d:,./-]*/gu, " ");
}

function cells(line: string, between: string): string[] {
  if (between === "\t") return line.split(between);
  const found: string[] = [];
  for (const cell of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) found.push(cell[1] ?? cell[2] ?? "");
  return found;
}

function knownWords(): Set<string> {
  const known = new Set(NAMES);
  const keep = (text: string) => words(text).forEach((word) => known.add(word));
  keep(TOP);
  keep(LANES);
  keep(DEMO);
  keep(VISITORS);
  for (const [file, columns] of Object.entries(COLUMNS)) {
    const lines = readFileSync(join(FIXTURES, file), "utf8").split(/\r?\n/);
    const [head, ...rows] = lines.filter((line) => line && !line.startsWith("#"));
    const between = file.endsWith(".tsv") ? "\t" : ",";
    const names = cells(head ?? "", between);
    for (const column of columns) {
      const at = names.indexOf(column);
      if (at < 0) throw new Error(`${file} has no column ${column}`);
      for (const row of rows) keep(cells(row, between)[at] ?? "");
    }
  }
  for (const [, word] of readFileSync(join(FIXTURES, "families.toml"), "utf8").matchAll(FAMILY)) keep(word ?? "");
  for (const [, word] of readFileSync(join(FIXTURES, "card-story.toml"), "utf8").matchAll(/"([^"]*)"/g)) keep(word ?? "");
  for (const [, word] of readFileSync(join(FIXTURES, "wards.geojson"), "utf8").matchAll(WARD)) keep(word ?? "");
  return known;
}

const known = knownWords();

/** Visible text and spoken labels that stand outside ⟦…⟧. */
async function unmarked(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest("script,style,noscript,kbd,textarea,[translate=no]")) continue;
      found.push(node.textContent ?? "");
    }
    for (const element of document.querySelectorAll("*")) {
      for (const name of ["placeholder", "aria-label", "title", "alt"]) found.push(element.getAttribute(name) ?? "");
    }
    return found;
  });
  return said.map((text) => outside(text).trim()).filter(Boolean);
}

/** What is left of a text without its sentences; one may mention another, which mentions a third. */
function outside(text: string): string {
  // A month is cut out of a date, and takes the end of its mark along.
  const less = text.replace(/⟦[^⟦⟧]*⟧|(?<!⟦[^⟦⟧]*)\p{L}+ \d{4}⟧/gu, " ");
  return less === text ? text : outside(less);
}

/** Fails when a word bypassed the messages; `typed` is what the story itself put into the page. */
export async function check(page: Page, ...typed: string[]): Promise<void> {
  const own = new Set(typed.flatMap(words));
  const strange = (text: string) => words(plain(text)).some((word) => !known.has(word) && !own.has(word));
  // Its address may be the new one while the page is still coming: without a body, or with half of it.
  await page.waitForLoadState("domcontentloaded");
  await expect(page.locator("body"), "the page says something").toContainText("⟦");
  const found = (await unmarked(page)).filter(strange);
  expect(found, `words on ${page.url()} that bypass the messages`).toEqual([]);
}
