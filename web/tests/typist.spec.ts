// Somebody who types faster than the page comes: nothing they press is lost, and nothing is pressed
// that they have not seen.
import { type Page, expect, test } from "@playwright/test";
import { keepSlips, listen, signIn, url } from "./support/site";

const LATE_MS = 1_500;

/** The page is drawn, its script is still on the way. */
async function lateScripts(page: Page): Promise<void> {
  await page.route(/\/assets\/app\.\w+\.js$/, async (route) => {
    await new Promise((later) => setTimeout(later, LATE_MS));
    await route.continue();
  });
}

async function choose(page: Page, name: string): Promise<void> {
  await page.goto(url("/desk"));
  await page.keyboard.press("/");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  await expect(page.locator("[data-row][aria-current=true]")).toBeVisible();
  await page.keyboard.press("2");
}

test("keys pressed before the script came are pressed when it comes", async ({ page }) => {
  const heard = listen(page);
  await signIn(page, "clerk");
  await keepSlips(page);
  await choose(page, "Sunita");
  await lateScripts(page);
  await page.keyboard.press("Alt+T");
  await expect(page).toHaveURL(/\/desk\?given=/);
  await expect(page.locator(".nabz-toast__undo")).toBeVisible();
  expect(await page.evaluate(() => document.readyState), "the script is not there yet").toBe("interactive");
  await page.keyboard.press("Alt+Z");
  await expect(page).toHaveURL(/\/desk\?undone=/);
  expect(heard).toEqual([]);
});

test("a search typed while the script is on its way is searched for", async ({ page }) => {
  await signIn(page, "clerk");
  await lateScripts(page);
  await page.goto(url("/sessions"), { waitUntil: "commit" });
  await expect(page.locator("h1")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("Sunita");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  await expect(page.locator("#q")).toHaveValue("Sunita");
});

test("a search typed while the page leaves goes on in the next page, and Alt keys do not", async ({ page }) => {
  await signIn(page, "clerk");
  await keepSlips(page);
  await choose(page, "Deepak");
  await page.route("**/desk/token", async (route) => {
    await new Promise((later) => setTimeout(later, LATE_MS));
    await route.continue();
  });
  await page.keyboard.press("Alt+T");
  await page.keyboard.press("Alt+Z");
  await page.keyboard.press("/");
  await page.keyboard.type("Ramesh");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search$/);
  await expect(page.locator("#q")).toHaveValue("Ramesh", { timeout: 10_000 });
});
