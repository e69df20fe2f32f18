// The pages behind the menu: forms, one person, one batch, one role. Sound, and as wide as a phone.
import { type Page, expect } from "@playwright/test";
import { follow } from "./support/follow";
import { DESK, LANGUAGES, PHONE, fits, isSound, listen, signIn, test, url } from "./support/site";

/** A name that many in the demo city have. */
const SOMEBODY = { hi: "सुनीता", en: "Sunita" };

/** Sound at the desk, nothing sideways on a phone. What axe looks at is the same in both languages. */
async function look(page: Page): Promise<void> {
  if ((await page.locator("html").getAttribute("lang")) === "hi") await isSound(page);
  else await fits(page);
  await page.setViewportSize(PHONE);
  await fits(page);
  await page.setViewportSize(DESK);
}

for (const language of LANGUAGES) {
  test(`the forms of stores and wards are sound in ${language}`, async ({ page }) => {
    test.setTimeout(180_000);
    const heard = listen(page);
    await signIn(page, "storekeeper", language);
    const stores = await follow(page, ["/stores"], /^\/(stores|transfers|counts)\//, look);
    expect(stores, "the storeroom, receiving, sending, counting, expiring and a card").toBeGreaterThanOrEqual(6);
    await page.context().clearCookies();
    await signIn(page, "administrator", language);
    const people = await follow(page, ["/people", "/wards"], /^\/(people|wards)\//, look);
    expect(people, "people, taking a role back, a password, stopping, wards and one of them").toBeGreaterThanOrEqual(6);
    expect(heard).toEqual([]);
  });

  test(`a person's own pages are sound in ${language}`, async ({ page }) => {
    test.setTimeout(180_000);
    const heard = listen(page);
    await signIn(page, "records", language);
    await page.locator("#q").fill(SOMEBODY[language]);
    await page.locator("#q").press("Enter");
    await page.waitForURL("**/search");
    const person = await page.locator("main a[href^='/people/']").first().getAttribute("href");
    const id = person?.split("/").pop();
    const own = ["", "/household", "/consents", "/history", "/rights", "/rights/held"].map((part) => `/people/${id}${part}`);
    const office = ["/batches", "/post", "/post?state=dispatched", "/post/scan", "/post/file", "/stickers", "/expiring"].map((part) => `/cards/office${part}`);
    const looks = [`/who-looked/${id}`, `/who-looked/${id}/paper`, `/break-glass/${id}`];
    for (const path of [...own, `/cards/${id}`, `/chart/${id}`, ...office, ...looks]) {
      await page.goto(url(path));
      await look(page);
    }
    expect(heard).toEqual([]);
  });
}
