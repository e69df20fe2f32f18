// Stickers in the field: the page is opened once with a network, stickers are given without one, and
// the city is told when the network is back.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { healthIdOf, spaced } from "../src/kept/health-id";
import { handOut, makeRoll, openCards, surrender } from "./support/cards";
import { isKept, type } from "./support/check";
import { type Door, openDoor } from "./support/door";
import { WARD, onPhone, register } from "./support/family";
import { scannedCard, typeAsScanner } from "./support/scan";
import { LANGUAGES, PEOPLE, PHONE, at, isSound, listen, signIn, still, test, url } from "./support/site";
import { noon, told } from "./support/told";
import { FIELD } from "./support/visitors";
import { openLight } from "./support/weight";

const PAGE_BYTES_MAX = 60_000;
const BINDINGS = "/cards/stickers/bindings";
const CODES = told.door.answers;
const STICKER = CODES["unbound-sticker"]!;
const HEALTH_ID = "DH 1000 0000 0000 4";
const SLIP = `NABZ:T:${"0123456789ABCDEF".repeat(2)}`;
const TAKEN_BY_ANOTHER = { code: "CRD-062", en: "CRD-062: somebody else’s card already.", hi: "CRD-062: किसी और का कार्ड है।" };

interface Line {
  key: string;
  sticker: string;
  health_id?: string;
  card?: string;
  slip?: string;
  at: number;
  by: string;
}

test.use({ viewport: PHONE });

let door: Door;
test.beforeEach(async () => {
  door = await openDoor();
});
test.afterEach(() => door.close());

/** The phone of a field worker, who opened the page here once, with a network. */
async function opened(page: Page, language: "hi" | "en" = "en"): Promise<void> {
  await signIn(page, "clerk", language);
  await page.clock.setFixedTime(noon());
  await page.goto(`${door.address}/bind?lang=${language}`);
  await isKept(page);
}

async function cut(context: BrowserContext): Promise<void> {
  door.isDown = true;
  await context.setOffline(true);
}

async function mend(context: BrowserContext): Promise<void> {
  door.isDown = false;
  await context.setOffline(false);
}

/** What the city is sent, answered line by line. */
function takes(answer: (line: Line) => object): Line[][] {
  const heard: Line[][] = [];
  door.takes.set(BINDINGS, (sent) => {
    const { bindings } = JSON.parse(sent) as { bindings: Line[] };
    heard.push(bindings);
    return { status: 200, said: { bindings: bindings.map((line) => ({ key: line.key, ...answer(line) })) } };
  });
  return heard;
}

const takesAll = () => takes(() => ({ taken: true, before: false }));
const rows = (page: Page): Locator => page.locator("#bind-rows > li");

/** A sticker is scanned, then whose it is, and given. */
async function give(page: Page, whose = HEALTH_ID, sticker = STICKER): Promise<void> {
  await type(page, sticker);
  await type(page, whose);
  await expect(page.locator("#bind-give")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#bind-kept")).toBeVisible();
}

async function stands(page: Page, state: string): Promise<void> {
  await expect(rows(page).locator("[data-state]:visible")).toHaveAttribute("data-state", state);
}

async function says(page: Page, no: string): Promise<void> {
  await expect(page.locator("[data-no]:visible")).toHaveAttribute("data-no", no);
}

test("a sticker that is given with the network down is told of when it is back", async ({ page, context }) => {
  const [heard, lines] = [listen(page), takesAll()];
  await opened(page);
  await cut(context);
  await page.reload();
  await expect(page.locator("#bind-title")).toHaveText(/Give somebody a sticker/);
  await give(page);
  await stands(page, "waiting");
  await expect(rows(page)).toContainText(HEALTH_ID);
  await expect(rows(page).locator("b")).toHaveText(/^\s*\d{3} \d{3} \d{3}$/);
  await page.reload();
  await expect(rows(page), "nothing is lost").toHaveCount(1);
  expect(lines).toEqual([]);
  await mend(context);
  await stands(page, "given");
  expect(lines.flat()).toHaveLength(1);
  const { key, by, ...rest } = lines.flat()[0]!;
  expect(rest).toEqual({ sticker: STICKER, health_id: "DH1000000000004", at: noon().getTime() });
  expect(key).toMatch(/^[0-9a-f-]{36}$/);
  expect(by).toMatch(/^[0-9a-f-]{36}$/);
  await expect(rows(page), "of what the city has no health ID is kept").not.toContainText("DH 1000");
  await page.locator("#bind-forget").click();
  await expect(rows(page)).toHaveCount(0);
  expect(heard).toEqual([]);
});

test("one that waits can be taken back, and is given once", async ({ page, context }) => {
  const lines = takesAll();
  await opened(page);
  await cut(context);
  await give(page);
  await type(page, STICKER);
  await says(page, "sticker-listed");
  await type(page, HEALTH_ID);
  await says(page, "person-listed");
  await rows(page).locator("[data-do=take-back]").click();
  await expect(rows(page)).toHaveCount(0);
  await give(page, SLIP);
  await expect(rows(page)).toContainText("Whose token slip was scanned");
  await mend(context);
  await stands(page, "given");
  expect(lines.flat().map(({ slip }) => slip)).toEqual([SLIP]);
});

test("what the city refuses stays with its reason, in both languages, until it is taken off", async ({ page, context }) => {
  takes(() => ({ taken: false, again: false, ...TAKEN_BY_ANOTHER }));
  await opened(page);
  await give(page);
  await stands(page, "refused");
  await expect(rows(page).locator("[data-why]")).toContainText(TAKEN_BY_ANOTHER.en);
  await cut(context);
  await page.reload();
  await page.getByRole("link", { name: "हिन्दी" }).click();
  await expect(rows(page).getByText(TAKEN_BY_ANOTHER.hi)).toBeVisible();
  await expect(rows(page).getByText(TAKEN_BY_ANOTHER.en)).toBeHidden();
  await mend(context);
  const lines = takesAll();
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
  await stands(page, "refused");
  expect(lines, "it is not sent by itself").toEqual([]);
  await rows(page).locator("[data-do=again]").click();
  await stands(page, "given");
  await page.locator("#bind-forget").click();
  takes(() => ({ taken: false, again: false, ...TAKEN_BY_ANOTHER }));
  await give(page);
  await stands(page, "refused");
  await rows(page).locator("[data-do=remove]").click();
  await expect(rows(page)).toHaveCount(0);
});

test("a line that breaks off loses nothing, and the same key is sent again", async ({ page }) => {
  const keys: string[] = [];
  door.takes.set(BINDINGS, (sent) => void keys.push((JSON.parse(sent) as { bindings: Line[] }).bindings[0]!.key));
  await opened(page);
  await give(page);
  await stands(page, "sent");
  await expect(page.locator("[data-went=unreachable]")).toBeVisible();
  await expect(rows(page).getByRole("button"), "the city may have it").toHaveCount(0);
  const lines = takesAll();
  await page.locator("#bind-send").click();
  await stands(page, "given");
  expect(lines.flat().map(({ key }) => key)).toEqual([keys[0]]);
});

test("a city that is busy is asked again", async ({ page }) => {
  takes(() => ({ taken: false, again: true, en: "REG-058: wait.", hi: "REG-058: रुकें।" }));
  await opened(page);
  await give(page);
  await stands(page, "waiting");
  await expect(rows(page).locator("[data-why]")).toContainText("REG-058: wait.");
  takesAll();
  await page.locator("#bind-send").click();
  await stands(page, "given");
});

test("whoever is signed in no longer is asked to sign in, and keeps everything", async ({ page, context }) => {
  door.takes.set(BINDINGS, () => ({ status: 401, said: { code: "WEB-005" } }));
  await opened(page);
  await give(page);
  await expect(page.locator("[data-went=sign-in]")).toBeVisible();
  await stands(page, "waiting");
  door.takes.delete(BINDINGS);
  await context.clearCookies();
  await page.locator("#bind-send").click();
  await expect(page.locator("[data-went=sign-in]"), "the site itself says so, too").toBeVisible();
  await page.locator("#bind-sign-in").click();
  await expect(page).toHaveURL(/\/sign-in\?next=\/bind$/);
  await signIn(page, "clerk");
  takesAll();
  await page.goto(`${door.address}/bind`);
  await stands(page, "given");
});

test("what another worker gave waits for them", async ({ page, context }) => {
  const lines = takesAll();
  await opened(page);
  await cut(context);
  await give(page);
  await expect(page.locator("[data-went=unreachable]"), "the phone has tried").toBeVisible();
  await page.evaluate(() => new Promise<void>((done) => {
    const open = indexedDB.open("nabz-bind", 1);
    open.onsuccess = () => {
      const store = open.result.transaction("given", "readwrite").objectStore("given");
      const held = store.getAll();
      held.onsuccess = () => {
        for (const one of held.result as object[]) store.put({ ...one, by: "another" });
        store.transaction.oncomplete = () => {
          open.result.close();
          done();
        };
      };
    };
  }));
  await mend(context);
  await page.reload();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
  await stands(page, "other");
  await expect(rows(page).getByRole("button")).toHaveCount(0);
  expect(lines).toEqual([]);
});

test("a phone says why something is no sticker and nobody's paper", async ({ page, context }) => {
  await opened(page);
  await cut(context);
  for (const [text, no] of [
    [CODES["revoked"]!, "card-stopped"],
    [CODES["suspended"]!, "card-stopped"],
    [CODES["not-yet-valid"]!, "too-early"],
    [CODES["wrongly-signed"]!, "not-ours"],
    [CODES["unknown-issuer"]!, "not-ours"],
    [CODES["key-revoked"]!, "not-ours"],
    [CODES["never-issued"]!, "not-ours"],
    [CODES["malformed"]!, "unreadable"],
    ["Sunita Devi", "unreadable"],
    ["DH 1000 0000 0000", "health-id-digits"],
    ["DH 1000 0000 0000 5", "health-id-check"],
  ] as const) {
    await type(page, text);
    await says(page, no);
    await expect(page.locator("#check-code"), "what was typed can be put right").toHaveValue(text);
  }
  await type(page, CODES["valid"]!);
  await expect(page.locator("[data-no]:visible")).toHaveCount(0);
  await expect(page.locator("#bind-whose")).toContainText("Whose card was scanned");
  await expect(page.locator("body"), "a card's name is not shown").not.toContainText(/Sunita|सुनीता/);
  await page.keyboard.press("Escape");
  await expect(page.locator("#bind-whose")).toContainText("Not scanned yet");
});

test("of a card that was scanned its number is kept, and no name", async ({ page, context }) => {
  const lines = takesAll();
  await opened(page);
  await cut(context);
  await give(page, CODES["valid"]!);
  await mend(context);
  await stands(page, "given");
  const [line] = lines.flat();
  expect(line!.card).toMatch(/^[0-9a-f]{12}$/);
  expect(JSON.stringify(line)).not.toContain(CODES["valid"]!.slice(4, 40));
});

test("without lists no sticker is taken", async ({ page }) => {
  const lists = new Map(door.lists);
  door.lists.clear();
  await signIn(page, "clerk");
  await page.clock.setFixedTime(noon());
  await page.goto(`${door.address}/bind?lang=en`);
  await type(page, STICKER);
  await says(page, "unready");
  for (const [path, list] of lists) door.lists.set(path, list);
  await page.locator("#check-update").click();
  await expect(page.locator("[data-came=fresh]")).toBeVisible();
  await type(page, STICKER);
  await expect(page.locator("[data-next=whose]")).toBeVisible();
});

test("a scanner that types is heard on any part of the page", async ({ page, context }) => {
  await opened(page);
  await cut(context);
  for (const text of [STICKER, "DH1000000000004"]) {
    await page.locator("#bind-title").focus();
    await typeAsScanner(page, text);
  }
  await expect(page.locator("#bind-give")).toBeFocused();
});

test("the checker's page and this one are kept beside each other", async ({ page, context }) => {
  await opened(page);
  await page.goto(`${door.address}/check`);
  await isKept(page);
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(2);
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).filter((name) => /-page-/.test(name)).length)).toBe(2);
  await cut(context);
  await page.reload();
  await expect(page.locator("#check-ask-title")).toBeVisible();
  await page.goto(`${door.address}/bind`);
  await expect(page.locator("#bind-title")).toBeVisible();
});

test("a health ID is read however it was written, and a slip of a finger is caught", () => {
  for (const typed of ["DH 1000 0000 0000 4", "dh1000000000004", "1000-0000-0000-4", "DH १००० ०००० ०००० ४"]) {
    expect(healthIdOf(typed), typed).toEqual({ id: "DH1000000000004" });
  }
  expect(spaced("DH1000000000004")).toBe(HEALTH_ID);
  for (const [place, wrong] of [[2, "2"], [5, "9"], [14, "5"]] as const) {
    const id = "DH1000000000004";
    expect(healthIdOf(id.slice(0, place) + wrong + id.slice(place + 1))).toEqual({ no: "health-id-check" });
  }
});

for (const language of LANGUAGES) {
  test(`the page of stickers is sound in ${language}, whatever it says`, async ({ page, context }) => {
    test.setTimeout(180_000);
    const heard = listen(page);
    takes(() => ({ taken: false, again: false, ...TAKEN_BY_ANOTHER }));
    await opened(page, language);
    await isSound(page);
    await still(page, `bind.${language}.phone`);
    await type(page, "DH 1000 0000 0000");
    await isSound(page);
    await give(page);
    await stands(page, "refused");
    await isSound(page);
    await cut(context);
    await rows(page).locator("[data-do=remove]").click();
    await type(page, STICKER);
    await type(page, HEALTH_ID);
    await isSound(page);
    await still(page, `bind-whole.${language}.phone`);
    await page.keyboard.press("Enter");
    await stands(page, "waiting");
    await isSound(page);
    await still(page, `bind-waiting.${language}.phone`);
    expect(heard).toEqual([]);
  });
}

test("the page of stickers is light", async ({ page }) => {
  await signIn(page, "clerk");
  await openLight(page, "/bind", PAGE_BYTES_MAX);
});

test("without JavaScript the page says where else stickers are given", async ({ browser }) => {
  const signed = await browser.newContext();
  await signIn(await signed.newPage(), "clerk");
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await signed.storageState() });
  const page = await context.newPage();
  await page.goto(url("/bind?lang=en"));
  await expect(page.locator("noscript p")).toContainText("Any card desk gives them too.");
});

test("the city's own sticker, from the roll to the card of somebody", async ({ browser }) => {
  test.setTimeout(300_000);
  const [office, phone] = [await at(browser, "administrator", "en"), await onPhone(browser, "en")];
  const { healthIds } = await register(phone, office, { members: [FIELD] });
  const healthId = healthIds[0]!;
  const clerk = await at(browser, "clerk", "en");
  await surrender(clerk, healthId);
  const roll = await makeRoll(office, WARD);
  await handOut(office, roll, PEOPLE.clerk);
  const sticker = (await scannedCard(office, url(`${roll}/sheets.pdf?copy=1`))).split("\n")[0]!;

  await clerk.setViewportSize(PHONE);
  await clerk.goto(url("/cards"));
  await clerk.locator("a[href='/bind']").click();
  await expect(clerk.locator("#check-age")).toBeVisible();
  await expect(clerk.locator("[data-came=fresh]")).toBeVisible();
  await clerk.context().setOffline(true);
  await give(clerk, healthId, sticker);
  await stands(clerk, "waiting");
  await clerk.context().setOffline(false);
  await stands(clerk, "given");
  await openCards(clerk, healthId);
  await expect(clerk.locator("section[aria-labelledby=now]")).toContainText("Temporary card until");
});
