// How much a browser that has nothing of ours fetches for a page, fonts aside.
import { type Page, expect, test } from "@playwright/test";
import { PEOPLE, type Role, sections, signIn, url } from "./support/site";

const FIRST_LOAD_BYTES_MAX = 150_000;

/** Bytes over the line for one page, by a browser with an empty cache. */
async function weight(page: Page, path: string): Promise<number> {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.clearBrowserCache");
  const fonts = new Set<string>();
  let bytes = 0;
  line.on("Network.responseReceived", (event) => {
    if (event.type === "Font") fonts.add(event.requestId);
  });
  line.on("Network.loadingFinished", (event) => {
    if (!fonts.has(event.requestId)) bytes += event.encodedDataLength;
  });
  await page.goto(url(path));
  await page.evaluate(() => document.fonts.ready);
  await line.detach();
  return bytes;
}

test("the door is light", async ({ page }) => {
  const bytes = await weight(page, "/sign-in");
  expect(bytes, "something was fetched").toBeGreaterThan(5_000);
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX);
});

for (const role of Object.keys(PEOPLE) as Role[]) {
  test(`the pages of the ${role} are light`, async ({ page }) => {
    await signIn(page, role, "hi");
    for (const path of await sections(page)) {
      const bytes = await weight(page, path);
      expect(bytes, `${path}: something was fetched`).toBeGreaterThan(5_000);
      expect(bytes, path).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX);
    }
  });
}
