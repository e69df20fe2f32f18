// What every story needs: somebody signed in, in a language, and a page that is looked at hard.
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type Page, test as base, expect } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const SCREENS = fileURLToPath(new URL("../../../docs/screens", import.meta.url));
/** Drawing takes time that a run of the stories does not need. */
export const DRAWS = process.env["NABZ_DRAW"] === "1";
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 780 };
export const LANGUAGES = ["hi", "en"] as const;
export type Language = (typeof LANGUAGES)[number] | "qps";

/** One person of the demo city for each role, all at Lok Nayak Hospital. */
export const PEOPLE = {
  clerk: "pooja.bisht",
  nurse: "shabnam.saini",
  doctor: "kavita.rawat",
  pharmacist: "imran.qureshi",
  storekeeper: "deepa.das",
  administrator: "ashok.nair",
} as const;
export type Role = keyof typeof PEOPLE;

/** Those who look after the whole department. */
export const OVERSEERS = { records: "arjun.grover", auditor: "rekha.chauhan" } as const;
export type Overseer = keyof typeof OVERSEERS;

/** A story, whose windows are closed when it has ended: each of them would go on asking the site. */
export const test = base.extend<{ closing: void }>({
  closing: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});

export function url(path: string): string {
  return `${process.env["NABZ_URL"]}${path}`;
}

/** Signs in through the page itself, where a place is chosen when the page asks for one. Whoever
 * needs a code of their phone goes on with the one sign-in of the whole run: a code works once. */
export async function signIn(page: Page, role: Role | Overseer, language: Language = "en"): Promise<void> {
  const kept = JSON.parse(process.env["NABZ_SESSIONS"] ?? "{}") as Record<string, { name: string; value: string }>;
  const name = { ...PEOPLE, ...OVERSEERS }[role];
  if (kept[name]) {
    await page.context().addCookies([{ ...kept[name], url: url("/").replace("http:", "https:"), secure: true, httpOnly: true }]);
    await page.goto(url(`/?lang=${language}`));
    return;
  }
  await page.goto(url(`/sign-in?lang=${language}`));
  await page.locator("#name").fill(name);
  await page.locator("#password").fill(process.env["NABZ_PASSWORD"] ?? "");
  await page.locator("#password").press("Enter");
  await page.waitForLoadState();
  if (new URL(page.url()).pathname === "/place") {
    const places = page.getByRole("radio");
    const chosen = page.locator("input[type=radio]:checked");
    if ((await chosen.count()) === 0) await places.first().check();
    await page.locator("main form button").click();
    await page.waitForLoadState();
  }
  expect(new URL(page.url()).pathname).not.toBe("/sign-in");
  // A language that this person chose in another story meets them here; this one has its own.
  const met = await page.locator("html").getAttribute("lang");
  if (language !== "qps" && met !== language) await page.goto(url(`${new URL(page.url()).pathname}?lang=${language}`));
}

/** Somebody at a browser of their own. */
export async function at(browser: Browser, role: Role | Overseer, language: Language): Promise<Page> {
  const page = await (await browser.newContext({ viewport: DESK })).newPage();
  await signIn(page, role, language);
  return page;
}

/** Slips and cards are asked for and are PDF, but a browser without a printer is not made to print them. */
export async function keepSlips(page: Page): Promise<string[]> {
  const slips: string[] = [];
  await page.route(/(\.pdf|\/prescription\/\d+|\/paper\/[0-9a-f-]+)$/, async (route) => {
    try {
      const answer = await route.fetch();
      expect(answer.headers()["content-type"]).toBe("application/pdf");
      expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");
      slips.push(route.request().url());
      await route.fulfill({ contentType: "text/html", body: "<!doctype html>" });
    } catch (fault) {
      // A story may end while the last slip is still on its way; then there is no page to print it.
      if (!/disposed|closed/.test(String(fault))) throw fault;
    }
  });
  return slips;
}

/** Calls people to the doctor's room until the desk is open on this number. */
export async function callUntil(doctor: Page, number: string): Promise<void> {
  // The button beside it names the next one's number; the banner names who sits here.
  const banner = doctor.locator(".nabz-patient").filter({ hasText: number });
  for (let calls = 0; calls < 12; calls += 1) {
    await doctor.goto(url("/opd"));
    await Promise.all([doctor.waitForURL("**/opd/visits/**"), doctor.keyboard.press("Alt+N")]);
    if ((await banner.count()) > 0) return;
    const skip = doctor.locator("button[formaction$='/absent']");
    if (await skip.isVisible()) await Promise.all([doctor.waitForURL(url("/opd")), skip.click()]);
  }
  throw new Error(`${number} was not called`);
}

/** Opens the line of the one medicine; one that came with its usual dose is folded. */
export async function unfolded(doctor: Page): Promise<void> {
  const line = doctor.locator(".nabz-rx__line");
  if ((await line.getAttribute("open")) === null) await line.locator("summary").click();
}

/** Every path that the menu of this person offers. */
export async function sections(page: Page): Promise<string[]> {
  await page.goto(url("/"));
  const links = await page.locator(".nabz-nav a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  return links.filter(Boolean);
}

/** axe finds nothing, nothing is clipped sideways, the page has one heading and a language. */
export async function isSound(page: Page, but: string[] = []): Promise<void> {
  await finds(page, axe(page).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).disableRules(but));
  await fits(page);
  await expect(page.locator("html")).toHaveAttribute("lang", /^(hi|en)$/);
}

/** Only what other colours can change: everything stands out from what is behind it. */
export async function isReadable(page: Page): Promise<void> {
  await finds(page, axe(page).withRules(["color-contrast"]));
  await fits(page);
}

/** Sound at the desk and on a phone, and readable in the dark; the window is left as it was. What axe
 * looks at is the same in both languages. */
export async function isSoundAnywhere(page: Page): Promise<void> {
  const before = page.viewportSize() ?? DESK;
  const isHindi = (await page.locator("html").getAttribute("lang")) === "hi";
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    // Colours are the same on a phone.
    await (isHindi ? isSound(page, size === PHONE ? ["color-contrast"] : []) : fits(page));
  }
  if (isHindi) {
    await page.emulateMedia({ colorScheme: "dark" });
    await isReadable(page);
    await page.emulateMedia({ colorScheme: null });
  }
  await page.setViewportSize(before);
}

/** Says nothing of what is well, which would take longer than looking. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
}

async function finds(page: Page, looks: AxeBuilder): Promise<void> {
  // Our pages have no frames of another origin; without this each look opens a second page.
  const found = await looks.setLegacyMode(true).analyze();
  const told = found.violations.map((one) => `${one.id}: ${one.help}\n  ${one.nodes.map((node) => node.html).join("\n  ")}`);
  expect(told.join("\n"), `axe on ${page.url()}`).toBe("");
}

const SCROLLERS = ".nabz-nav, .nabz-main, .nabz-pane__body, .nabz-scroll-x, .nabz-table-scroll, .nabz-pickrows";

export async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${page.url()} is wider than its window`).toBeLessThanOrEqual(0);
  // What scrolls sideways by itself hides a column just as well.
  const hidden = await page.evaluate((selector) => {
    const wide = [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.scrollWidth > one.clientWidth + 1);
    return wide.map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.scrollWidth} in ${one.clientWidth}`);
  }, SCROLLERS);
  expect(hidden, `${page.url()} hides something sideways`).toEqual([]);
  const cut = await page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d")!;
    const shown = [...document.querySelectorAll<HTMLInputElement>("input[placeholder]")].filter((one) => one.checkVisibility());
    return shown.filter((one) => {
      const style = getComputedStyle(one);
      pen.font = style.font;
      const room = one.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      return pen.measureText(one.placeholder).width > room + 1;
    }).map((one) => one.placeholder);
  });
  expect(cut, `hints on ${page.url()} that end behind their field`).toEqual([]);
}

/** A picture for docs/screens: NAME.hi.png at the desk, NAME.hi.phone.png on a phone, which has to
 * fit whether it is drawn or not. */
export async function picture(page: Page, name: string, language: Language): Promise<void> {
  await still(page, `${name}.${language}`);
  await page.setViewportSize(PHONE);
  await fits(page);
  await still(page, `${name}.${language}.phone`);
  await page.setViewportSize(DESK);
}

/** A picture of a page as it stands, where pictures are asked for: `NABZ_DRAW=1`. */
export async function still(page: Page, name: string): Promise<void> {
  if (!DRAWS) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(SCREENS, `${name}.png`), animations: "disabled" });
}

/** What this address answers is a PDF. */
export async function isPaper(page: Page, path: string): Promise<void> {
  const answer = await page.request.get(url(path));
  expect(answer.headers()["content-type"], path).toBe("application/pdf");
  expect((await answer.body()).subarray(0, 5).toString(), path).toBe("%PDF-");
}

/** Fails the story when a page breaks its own policy or throws. */
export function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(`${page.url()}: ${error.message}`));
  page.on("console", (said) => {
    if (/Content Security Policy|Uncaught/.test(said.text())) heard.push(said.text());
  });
  return heard;
}
