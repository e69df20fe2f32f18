// How much a browser that has nothing of ours fetches for a page, fonts aside.
import { type Page, expect } from "@playwright/test";
import { url } from "./site";

const FIRST_LOAD_BYTES_MAX = 150_000;

/** Opens a page with an empty cache, and fails when it is heavy. */
export async function openLight(page: Page, path: string, most = FIRST_LOAD_BYTES_MAX): Promise<void> {
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
  expect(bytes, `${path}: something was fetched`).toBeGreaterThan(5_000);
  expect(bytes, path).toBeLessThanOrEqual(most);
}
