// The check of a card, as somebody at a door uses it.
import { type Page, expect } from "@playwright/test";

/** Types or pastes the code of a card, after whatever was answered before. */
export async function type(page: Page, text: string): Promise<void> {
  const again = page.locator("#check-again button");
  if (await again.isVisible()) await again.click();
  await page.locator("#check-code").fill(text);
  await page.locator("#check-code").press("Enter");
}

export async function says(page: Page, word: string): Promise<void> {
  await expect(page.locator("[data-answer]:visible")).toHaveAttribute("data-answer", word);
}

/** Fetches the lists that are the newest now. */
export async function updateLists(page: Page): Promise<void> {
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
}

/** The page has its lists and is kept on the phone: what would be read without a network is there. */
export async function isKept(page: Page): Promise<void> {
  await expect(page.locator("#check-age")).toBeVisible();
  await hasWorker(page);
}

/** The worker has all of the page. */
export async function hasWorker(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}
