// The counter without a network: a device is prepared while there is one, people are written down
// without one, and the city is told when it is back.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { hasWorker } from "./support/check";
import { type Door, openDoor } from "./support/door";
import { DESK, LANGUAGES, PHONE, at, fits, isSound, isSoundAnywhere, listen, signIn, still, test, url } from "./support/site";
import { OUTAGE } from "./support/visitors";
import { openLight } from "./support/weight";

const PAGE_BYTES_MAX = 60_000;
const VISITS = "/counter/visits";
const SLIP = /K\d+-\d{2}/;
const HEALTH_ID = /DH \d{4} \d{4} \d{4} \d/;
const FULL = { code: "QUE-001", en: "QUE-001: the tokens are given.", hi: "QUE-001: टोकन दिए जा चुके।" };
const WRONG = { code: "REG-005", en: "REG-005: no mobile has it.", hi: "REG-005: ऐसा मोबाइल नहीं होता।" };

interface Line {
  key: string;
  health_id: string;
  slip: number;
  at: number;
  by: string;
  unit?: string;
  form?: Record<string, string>;
  struck?: true;
}

let door: Door;
test.beforeEach(async () => {
  door = await openDoor();
});
test.afterEach(() => door.close());

/** The counter of a clerk, who prepared this device, with a network. */
async function prepared(page: Page): Promise<void> {
  await opened(page);
  await prepare(page);
}

async function opened(page: Page, language: "hi" | "en" = "en"): Promise<void> {
  await signIn(page, "clerk", language);
  await page.goto(`${door.address}/counter?lang=${language}`);
  await expect(page.locator("[data-left=unprepared]")).toBeVisible();
}

async function prepare(page: Page): Promise<void> {
  await page.locator("#counter-prepare").click();
  await expect(page.locator("[data-came=prepared]")).toBeVisible();
  await expect(page.locator("[data-left=some]")).toContainText("60");
  await hasWorker(page);
}

async function cut(context: BrowserContext): Promise<void> {
  door.isDown = true;
  await context.setOffline(true);
}

async function mend(context: BrowserContext): Promise<void> {
  door.isDown = false;
  await context.setOffline(false);
}

/** What the city is told, answered line by line. */
function takes(answer: (line: Line) => object): Line[][] {
  const heard: Line[][] = [];
  door.takes.set(VISITS, (sent) => {
    const { visits } = JSON.parse(sent) as { device: string; visits: Line[] };
    heard.push(visits);
    return { status: 200, said: { visits: visits.map((line) => ({ key: line.key, ...answer(line) })) } };
  });
  return heard;
}

const rows = (page: Page): Locator => page.locator("#counter-rows > li");

/** Somebody is written down by keyboard, and gets a slip. */
async function write(page: Page, { name, age }: { name: string; age: string }): Promise<string> {
  await page.locator("#name").fill(name);
  await page.locator("input[name=sex][value=female]").check({ force: true });
  await page.locator("#age").fill(age);
  await page.locator("#unit").selectOption({ index: 1 });
  await page.keyboard.press("Alt+T");
  await expect(page.locator("#counter-print")).toBeFocused();
  const said = (await page.locator("#counter-kept").innerText()) ?? "";
  expect(said).toMatch(SLIP);
  return HEALTH_ID.exec(said)?.[0] ?? "";
}

async function stands(row: Locator, state: string): Promise<void> {
  await expect(row.locator("[data-state]:visible")).toHaveAttribute("data-state", state);
}

test("whoever comes while the network is down is entered once when it is back, and the desk finds them", async ({ page, context }) => {
  test.setTimeout(180_000);
  const heard = listen(page);
  await prepared(page);
  await cut(context);
  await page.reload();
  await expect(page.locator("#counter-title")).toHaveText(/Who is in front of you/);
  await expect(page.locator("#check-offline")).toBeVisible();
  const people = [OUTAGE.en, OUTAGE.hi];
  const healthIds: string[] = [];
  for (const one of people) healthIds.push(await write(page, one));
  expect(new Set(healthIds).size).toBe(2);
  await expect(page.locator("[data-left=some]")).toContainText("58");
  await page.reload();
  await expect(rows(page), "nothing is lost").toHaveCount(2);
  for (const place of [0, 1]) await stands(rows(page).nth(place), "waiting");
  await expect(rows(page).first()).toContainText(OUTAGE.hi.name);
  await mend(context);
  for (const place of [0, 1]) await stands(rows(page).nth(place), "given");
  await expect(rows(page).first()).toContainText(/Token [A-Z]+-\d{3}/);
  // Whoever opens the page again tells of nobody twice.
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.locator("#counter-send")).toBeHidden();
  // A name that nobody had before is known to the search within a second.
  for (const [place, { name }] of people.entries()) {
    await expect(async () => {
      await page.goto(url("/desk"));
      await page.locator("#q").fill(name);
      await page.locator("#q").press("Enter");
      await page.waitForURL("**/search");
      const found = page.locator("main [data-row]").filter({ hasText: healthIds[place]! });
      await expect(found).toHaveCount(1, { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
  }
  expect(heard).toEqual([]);
});

test("what waits can be corrected or struck out, and the city hears only what became of it", async ({ page, context }) => {
  const lines = takes(({ struck }) => (struck ? { taken: true } : { taken: true, health_id: "", token: "M-001" }));
  await prepared(page);
  await cut(context);
  await write(page, { name: "Wrong Name", age: "29" });
  await rows(page).locator("[data-do=mend]").click();
  await expect(page.locator("#counter-mending")).toContainText(SLIP);
  await expect(page.locator("#name")).toHaveValue("Wrong Name");
  await expect(page.locator("#unit")).not.toHaveValue("");
  await page.locator("#name").fill(OUTAGE.en.name);
  await page.locator("#phone").fill("0000004321");
  await page.locator("#counter-save").click();
  await expect(page.locator("#counter-mending")).toBeHidden();
  await expect(rows(page), "the number stays").toHaveCount(1);
  await write(page, { name: "Went Home", age: "61" });
  const strike = rows(page).first().locator("[data-striking]");
  await strike.locator("summary").click();
  await strike.locator("[data-do=strike]").click();
  await stands(rows(page).first(), "striking");
  await rows(page).first().locator("[data-do=restore]").click();
  await stands(rows(page).first(), "waiting");
  await strike.locator("summary").click();
  await strike.locator("[data-do=strike]").click();
  await mend(context);
  await stands(rows(page).first(), "struck");
  await stands(rows(page).nth(1), "given");
  const [first, second] = lines.flat();
  expect(first).toMatchObject({ slip: 1, form: { name_en: OUTAGE.en.name, phone: "0000004321", age: "29" } });
  expect(first!.form).not.toHaveProperty("name");
  expect(second).toMatchObject({ slip: 2, struck: true });
  expect(second, "of whoever went home nothing is told").not.toHaveProperty("form");
  await expect(rows(page).first(), "and nothing is kept").not.toContainText("Went Home");
});

test("what the city refuses says why, in both languages, and is sent again once it is corrected", async ({ page, context }) => {
  takes(() => ({ taken: false, again: false, ...WRONG }));
  await prepared(page);
  await write(page, OUTAGE.en);
  await stands(rows(page), "refused");
  await expect(rows(page).locator("[data-why]")).toContainText(WRONG.en);
  await cut(context);
  await page.reload();
  await page.getByRole("link", { name: "हिन्दी" }).click();
  await expect(rows(page).getByText(WRONG.hi)).toBeVisible();
  await expect(page.locator("#ward option").first()).toHaveText("पता नहीं");
  await mend(context);
  const lines = takes(() => ({ taken: true, health_id: "", token: null, ...FULL }));
  await rows(page).locator("[data-do=mend]").click();
  await page.locator("#phone").fill("0000004321");
  await page.locator("#counter-save").click();
  await stands(rows(page), "tokenless");
  await expect(rows(page).locator("[data-why]"), "why there is no token").toContainText(FULL.hi);
  expect(lines.flat()).toHaveLength(1);
});

test("a line that breaks off loses nothing, and the same key is sent again", async ({ page }) => {
  const keys: string[] = [];
  door.takes.set(VISITS, (sent) => void keys.push((JSON.parse(sent) as { visits: Line[] }).visits[0]!.key));
  await prepared(page);
  await write(page, OUTAGE.en);
  await stands(rows(page), "sent");
  await expect(rows(page).locator("[data-do=mend]"), "the city may have it").toBeHidden();
  const lines = takes(() => ({ taken: true, health_id: "", token: "M-001" }));
  await page.locator("#counter-send").click();
  await stands(rows(page), "given");
  expect(lines.flat().map(({ key }) => key)).toEqual([keys[0]]);
});

test("whoever is signed in no longer is asked to sign in, and keeps everything", async ({ page, context }) => {
  await prepared(page);
  await cut(context);
  await write(page, OUTAGE.en);
  await context.clearCookies();
  await mend(context);
  await expect(page.locator("[data-went=sign-in]")).toBeVisible();
  await stands(rows(page), "waiting");
  await page.locator("#counter-sign-in").click();
  await expect(page).toHaveURL(/\/sign-in\?next=\/counter$/);
  takes(() => ({ taken: true, health_id: "", token: "M-001" }));
  await signIn(page, "clerk");
  await page.goto(`${door.address}/counter`);
  await stands(rows(page), "given");
});

test("whoever signs out leaves the device prepared for the next clerk", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/counter?lang=en"));
  await page.locator("#counter-prepare").click();
  await expect(page.locator("[data-came=prepared]")).toBeVisible();
  await page.goto(url("/desk"));
  await page.locator("summary.nabz-me").click();
  await page.locator("form[action='/sign-out'] button").click();
  await page.waitForURL(/\/sign-in/);
  await signIn(page, "clerk");
  await page.goto(url("/counter?lang=en"));
  await expect(page.locator("#counter-prepared")).toContainText(/K\d+/);
  await page.locator("#counter-ending > summary").click();
  await page.locator("#counter-end").click();
  await expect(page.locator("[data-came=ended]")).toBeVisible();
  await expect(page.locator("[data-left=unprepared]")).toBeVisible();
});

test("two windows give nobody the same number, and preparing again brings back what was given", async ({ page, context }) => {
  takes(() => ({ taken: false, again: true, en: "STO-001: wait.", hi: "STO-001: रुकें।" }));
  await prepared(page);
  const other = await context.newPage();
  await other.goto(`${door.address}/counter`);
  await expect(other.locator("[data-left=some]")).toBeVisible();
  const given = [await write(page, OUTAGE.en), await write(other, OUTAGE.hi), await write(page, OUTAGE.en)];
  expect(new Set(given).size).toBe(3);
  await page.locator("#counter-prepare").click();
  await expect(page.locator("[data-came=prepared]")).toBeVisible();
  await expect(page.locator("[data-left=some]"), "sixty beside the three that were given").toContainText("60");
});

test("a slip shows the number large and nothing else of the page", async ({ page }) => {
  takes(() => ({ taken: true, health_id: "", token: "M-001" }));
  await page.addInitScript(() => (window.print = () => undefined));
  await prepared(page);
  const healthId = await write(page, OUTAGE.en);
  await page.keyboard.press("Enter");
  await page.emulateMedia({ media: "print" });
  const slip = page.locator("#counter-slip");
  await expect(slip).toContainText(healthId);
  await expect(slip).toContainText(SLIP);
  await expect(slip).toContainText(OUTAGE.en.name);
  for (const later of ["This visit will be entered later.", "यह विज़िट बाद में दर्ज की जाएगी।"]) await expect(slip.getByText(later)).toBeVisible();
  await expect(page.locator("#main")).toBeHidden();
});

test("a button that is pressed twice writes one person down", async ({ page, context }) => {
  await prepared(page);
  await cut(context);
  await page.locator("#name").fill(OUTAGE.en.name);
  await page.locator("#unit").selectOption({ index: 1 });
  await page.locator("#counter-form").evaluate((form: HTMLFormElement) => [1, 2].forEach(() => form.requestSubmit()));
  await expect(page.locator("#counter-print")).toBeFocused();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.locator("[data-left=some]")).toContainText("59");
});

test("what is missing is said beside its field and on top, and nothing typed is lost", async ({ page }) => {
  await prepared(page);
  await page.locator("#phone").fill("12");
  await page.keyboard.press("Alt+T");
  await expect(page.locator("#name")).toBeFocused();
  for (const field of ["name", "phone", "unit"]) await expect(page.locator(`#${field}-error`)).toBeVisible();
  await expect(page.locator("#counter-mistakes a:visible")).toHaveCount(3);
  await expect(page.locator("#phone")).toHaveValue("12");
  await isSound(page);
});

for (const language of LANGUAGES) {
  test(`the counter without a network is sound in ${language}, whatever it says`, async ({ page, context }) => {
    test.setTimeout(180_000);
    const heard = listen(page);
    takes(() => ({ taken: false, again: false, ...WRONG }));
    await opened(page, language);
    await isSound(page);
    await prepare(page);
    await write(page, OUTAGE[language]);
    await stands(rows(page), "refused");
    await isSound(page);
    await cut(context);
    await write(page, OUTAGE[language]);
    await rows(page).first().locator("[data-striking] > summary").click();
    await isSound(page);
    await still(page, `counter-waiting.${language}`);
    await page.setViewportSize(PHONE);
    await isSound(page);
    await still(page, `counter-waiting.${language}.phone`);
    await page.setViewportSize({ width: DESK.width / 2, height: DESK.height / 2 });
    await fits(page);
    expect(heard).toEqual([]);
  });
}

test("the counter without a network is light", async ({ page }) => {
  await signIn(page, "clerk");
  await openLight(page, "/counter", PAGE_BYTES_MAX);
});

test("without JavaScript the page says what else can be done", async ({ browser }) => {
  const signed = await browser.newContext();
  await signIn(await signed.newPage(), "clerk");
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await signed.storageState() });
  const page = await context.newPage();
  await page.goto(url("/counter?lang=en"));
  await expect(page.locator("noscript p")).toContainText("enter it at the registration desk later");
});

test("the desk leads to the page, and whoever runs the hospital stops a device that is lost", async ({ browser }) => {
  test.setTimeout(180_000);
  const [clerk, office] = [await at(browser, "clerk", "en"), await at(browser, "administrator", "en")];
  await clerk.goto(url("/desk"));
  await clerk.getByRole("link", { name: "If the network goes" }).click();
  await clerk.locator("#counter-prepare").click();
  await expect(clerk.locator("[data-came=prepared]")).toBeVisible();
  const device = clerk.locator("#counter-prepared");
  await expect(device).toContainText(/K\d+/);
  const label = /K\d+/.exec(await device.innerText())?.[0] ?? "";
  await office.goto(url("/counter/devices"));
  const row = office.getByRole("row").filter({ has: office.getByText(label, { exact: true }) });
  await expect(row).toContainText("60");
  await isSoundAnywhere(office);
  await row.locator("summary").click();
  await Promise.all([office.waitForResponse(/\/lost$/), row.locator("button").click()]);
  await expect(row).toContainText("Lost since");
  await clerk.bringToFront();
  await write(clerk, OUTAGE.en);
  await stands(rows(clerk), "refused");
  await expect(rows(clerk).locator("[data-why]")).toContainText("OUT-002");
  await clerk.locator("#counter-prepare").click();
  await expect(clerk.locator("[data-came=prepared]"), "as another device").toBeVisible();
});
