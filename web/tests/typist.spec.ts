// Somebody who types faster than the page comes: nothing they press is lost, and nothing is pressed
// that they have not seen.
import { type Page, expect } from "@playwright/test";
import { keepSlips, listen, signIn, test, url } from "./support/site";

const LATE_MS = 1_500;

/** The page is drawn, its script is still on the way. */
async function lateScripts(page: Page): Promise<void> {
  await page.route(/\/assets\/app\.\w+\.js$/, async (route) => {
    await new Promise((later) => setTimeout(later, LATE_MS));
    await route.continue();
  });
}

/** Somebody types a search on a page whose script is still on the way. */
async function searchEarly(page: Page, path: string): Promise<void> {
  await lateScripts(page);
  await page.goto(url(path), { waitUntil: "commit" });
  await expect(page.locator("h1")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("Sunita");
}

async function choose(page: Page, name: string): Promise<void> {
  await page.goto(url("/desk"));
  await page.keyboard.press("/");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  // Several people have such a name, so nobody is chosen by the search.
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("[data-row][aria-current=true]")).toBeVisible();
  await expect(page.locator("#token-form")).toBeVisible();
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

test("an arrow pressed before the script came chooses somebody when it comes", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/desk"));
  await lateScripts(page);
  await page.locator("#q").fill("Sunita");
  await page.locator("#q").press("Enter");
  await page.waitForURL("**/search", { waitUntil: "commit" });
  await expect(page.locator("[data-row]").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("#token-form")).toBeVisible();
});

test("a search typed while the script is on its way is searched for", async ({ page }) => {
  await signIn(page, "clerk");
  await searchEarly(page, "/sessions");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  await expect(page.locator("#q")).toHaveValue("Sunita");
});

test("a search typed on the way to a page that has its cursor elsewhere is a search", async ({ page }) => {
  await signIn(page, "clerk");
  await searchEarly(page, "/place");
  // The script puts the cursor into the counter's field as it comes.
  await page.waitForURL("**/place", { waitUntil: "load" });
  await expect(page.locator("#q")).toHaveValue("Sunita");
  await expect(page.locator("#counter")).not.toHaveValue(/Sunita/);
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

test("keys work at once when the list of keys has been closed", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/sessions"));
  for (const closing of ["Escape", "Enter"]) {
    await page.keyboard.press("?");
    await expect(page.locator("#nabz-keys")).toBeVisible();
    if (closing === "Enter") await page.locator("#nabz-keys form button").focus();
    await page.keyboard.press(closing);
    await expect(page.locator("#nabz-keys")).toBeHidden();
    await page.keyboard.press("/");
    await expect(page.locator("#q")).toBeFocused();
    await page.locator("h1").click();
  }
});

test("the row that is chosen stands out, by mouse as by key", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/desk"));
  await page.keyboard.press("/");
  await page.keyboard.type("Sunita");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  const rows = page.locator("[data-choose] [data-row]");
  await rows.nth(1).locator("label").click();
  await expect(rows.nth(1)).toHaveAttribute("aria-current", "true");
  await expect(page.locator("[data-row][aria-current=true]")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(2)).toHaveAttribute("aria-current", "true");
  await expect(page.locator("#token-form")).toBeVisible();
  await page.keyboard.press("2");
  await expect(page.locator(".nabz-pick tr:has(:checked)")).toHaveCount(1);
  await expect(page.locator(".nabz-pick [aria-current]")).toHaveCount(0);
});

test("what was printed is not printed again by a reload", async ({ page }) => {
  await signIn(page, "clerk");
  const slips = await keepSlips(page);
  await choose(page, "Anjali");
  await page.keyboard.press("Alt+T");
  await expect(page).toHaveURL(/\/desk\?given=/);
  await expect.poll(() => slips.length).toBe(1);
  await page.reload();
  await expect(page.locator(".nabz-toast")).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(slips.length).toBe(1);
});
