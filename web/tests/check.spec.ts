// The check of a card at a door: opened once with a network, then used without.
import { type Page, expect } from "@playwright/test";
import { ofHex } from "../src/check/bytes";
import { isKept, says, type } from "./support/check";
import { type Door, openDoor } from "./support/door";
import { typeAsScanner } from "./support/scan";
import { LANGUAGES, PHONE, isSound, listen, still, test, url } from "./support/site";
import { noon, told } from "./support/told";
import { openLight } from "./support/weight";

const CHECK_BYTES_MAX = 60_000;
const CARDS = told.door.answers;
test.use({ viewport: PHONE });

let door: Door;
test.beforeEach(async () => {
  door = await openDoor();
});
test.afterEach(() => door.close());

/** A phone that was opened here once, with a network, and keeps all that it needs. */
async function opened(page: Page, language = "en"): Promise<void> {
  await page.clock.setFixedTime(noon());
  await page.goto(`${door.address}/check?lang=${language}`);
  await isKept(page);
}

test("with the network down a phone still tells a valid card from a stopped and a foreign one", async ({ page, context }) => {
  const heard = listen(page);
  await opened(page);
  await context.setOffline(true);
  await door.close();
  await page.reload();
  await expect(page.locator("#check-age")).toContainText("23 Nov 2026");
  await type(page, CARDS["valid"]!);
  await says(page, "valid");
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toBeFocused();
  await expect(heading).toContainText("Valid card");
  await expect(heading).toContainText("मान्य कार्ड");
  await expect(page.locator("[data-name]:visible")).toHaveText("सु•••• दे•• · S••••• D•••");
  await expect(page.locator("main")).toContainText("Plastic card, good until 19 Nov 2036");
  await expect(page.locator("body"), "a name is never shown whole").not.toContainText(/Sunita|सुनीता/);
  for (const [word, text] of Object.entries(CARDS)) {
    await type(page, text);
    await says(page, word);
  }
  expect(heard).toEqual([]);
});

test("the language changes with the network down, and stays", async ({ page, context }) => {
  await opened(page);
  await context.setOffline(true);
  await type(page, CARDS["suspended"]!);
  await expect(page.getByText("A real card, but it does not count for now.")).toBeVisible();
  await page.getByRole("link", { name: "हिन्दी" }).click();
  await expect(page.getByText("कार्ड असली है, पर अभी नहीं चलेगा।")).toBeVisible();
  await expect(page.getByText("A real card, but it does not count for now.")).toBeHidden();
  await expect(page).toHaveTitle(/कार्ड जाँच/);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "hi");
});

test("a phone whose list is old says so before it says anything good", async ({ page, context }) => {
  await opened(page);
  await context.setOffline(true);
  for (const [days, word] of [[7, "valid"], [8, "list-amber"], [31, "list-red"]] as const) {
    await page.clock.setFixedTime(noon(days));
    await page.reload();
    await type(page, CARDS["valid"]!);
    await says(page, word);
    await expect(page.locator("[data-age]:visible")).toHaveCount(word === "valid" ? 0 : 1);
  }
  await expect(page.locator("[data-answer]:visible")).toContainText("31 days old");
  await type(page, CARDS["suspended"]!);
  await says(page, "suspended");
});

test("an older list is not taken in place of the one that is held", async ({ page }) => {
  await opened(page);
  door.lists.set("/check/status", ofHex(told.door.older));
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=refused]")).toBeVisible();
  await type(page, CARDS["suspended"]!);
  await says(page, "suspended");
});

test("a phone that holds a list fetches only what has changed", async ({ page, context }) => {
  await opened(page);
  await type(page, CARDS["valid"]!);
  await says(page, "valid");
  door.lists.set("/check/status/since/41", ofHex(told.door.changes));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
  expect(asked).toContain("/check/status/since/41");
  expect(asked, "the list itself stays where it is").not.toContain("/check/status");
  await type(page, CARDS["valid"]!);
  await says(page, "suspended");
  await context.setOffline(true);
  await page.reload();
  await type(page, CARDS["valid"]!);
  await says(page, "suspended");
});

test("changes that are not the city's are not taken, and the whole list is fetched", async ({ page }) => {
  await opened(page);
  const forged = ofHex(told.door.changes);
  forged[forged.length - 1]! ^= 1;
  door.lists.set("/check/status/since/41", forged);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
  expect(asked).toContain("/check/status");
  await type(page, CARDS["valid"]!);
  await says(page, "valid");
});

test("a phone without lists says that it cannot check, and checks once they have come", async ({ page }) => {
  const lists = new Map(door.lists);
  // Without its own, the door passes on what the city has: signed under another root, and not taken.
  door.lists.clear();
  await page.clock.setFixedTime(noon());
  await page.goto(`${door.address}/check?lang=en`);
  await type(page, CARDS["valid"]!);
  await says(page, "unready");
  for (const [path, list] of lists) door.lists.set(path, list);
  await page.locator("[data-answer]:visible [data-update]").click();
  await says(page, "valid");
});

test("nothing about a card leaves the phone", async ({ page }) => {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
  await opened(page);
  sent.length = 0;
  await type(page, CARDS["valid"]!);
  await says(page, "valid");
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
  const paths = sent.map((one) => one.replace(door.address, "").trim());
  expect(paths.filter((path) => !/^\/(check\/(trust|status|status\/since\/\d+)|assets\/\S+)$/.test(path))).toEqual([]);
});

test("a scanner that types is heard on any part of the page", async ({ page }) => {
  await opened(page);
  await type(page, CARDS["revoked"]!);
  await says(page, "revoked");
  await typeAsScanner(page, CARDS["valid"]!);
  await says(page, "valid");
});

test("every answer can be left by a key, and leaves nothing behind", async ({ page }) => {
  await opened(page);
  await type(page, CARDS["valid"]!);
  await says(page, "valid");
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-answer]:visible")).toHaveCount(0);
  await expect(page.locator("#check-code")).toHaveValue("");
  await expect(page.locator("body")).not.toContainText("•");
  await expect(page.locator("#check-ask-title")).toBeFocused();
});

for (const language of LANGUAGES) {
  test(`the check is sound in ${language}, whatever it says`, async ({ page }) => {
    test.setTimeout(180_000);
    const heard = listen(page);
    await opened(page, language);
    await isSound(page);
    await still(page, `check.${language}.phone`);
    for (const [word, text] of Object.entries(CARDS)) {
      await type(page, text);
      await says(page, word);
      await isSound(page);
      await still(page, `check-${word}.${language}.phone`);
    }
    expect(heard).toEqual([]);
  });
}

test("the check is light", async ({ page }) => {
  await openLight(page, "/check", CHECK_BYTES_MAX);
});

test("without JavaScript the page says where else a card is checked", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url("/check?lang=en"));
  await expect(page.locator("noscript p")).toContainText("Any card desk checks them too.");
  await expect(page.getByRole("button")).toHaveCount(0);
});

for (const language of LANGUAGES) {
  test(`the number to call is one, at a door and where a family waits for its code, in ${language}`, async ({ page }) => {
    await page.goto(url(`/check?lang=${language}`));
    const call = page.locator("a.nabz-help");
    await expect(call).toHaveAttribute("href", "tel:0000001075");
    const number = await call.locator(".nabz-num").innerText();
    await page.goto(url(`/apply?lang=${language}`));
    await page.goto(url("/apply/code"));
    await expect(page.locator("main")).toContainText(number);
  });
}
