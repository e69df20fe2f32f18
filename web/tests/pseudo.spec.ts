// The pseudo-locale run: every page that a menu leads to, and the OPD day from the door to the
// medicine with its mistakes, for a word that bypasses the messages.
import { type Browser, type Page, expect, test } from "@playwright/test";
import { follow } from "./support/follow";
import { check } from "./support/pseudo";
import { callUntil, DESK, unfolded, OVERSEERS, PEOPLE, type Overseer, type Role, keepSlips, sections, signIn, url } from "./support/site";
import { PSEUDO_VISITOR } from "./support/visitors";

const EVERYBODY = [...Object.keys(PEOPLE), ...Object.keys(OVERSEERS)] as (Role | Overseer)[];
const COMPLAINT = "Fever for three days.";
const DIAGNOSIS = "Tired";
const REASON = "Zzq";

async function at(browser: Browser, role: Role | Overseer): Promise<Page> {
  const page = await (await browser.newContext({ viewport: DESK })).newPage();
  await signIn(page, role, "qps");
  await keepSlips(page);
  return page;
}

test("no visible word of the door bypasses the messages", async ({ page }) => {
  await page.goto(url("/sign-in?lang=qps"));
  await expect(page.locator("h1")).toContainText("⟦");
  await check(page);
  await page.locator("#name").fill("pooja.bisht");
  await page.locator("#password").fill("wrong");
  await page.locator("#password").press("Enter");
  await expect(page.locator("#refused")).toContainText("ACC-002");
  await check(page);
  await page.goto(url("/board/LNH"));
  await check(page);
  await page.goto(url("/check"));
  await check(page);
  await page.goto(url("/nowhere"));
  await check(page);
});

for (const role of EVERYBODY) {
  test(`no visible word of the ${role}'s pages bypasses the messages`, async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, role, "qps");
    const menu = await sections(page);
    expect(menu.length).toBeGreaterThan(0);
    for (const path of [...menu, "/sessions", "/place", "/password", "/second-factor", "/break-glass/00000000-0000-0000-0000-000000000000"]) {
      await page.goto(url(path));
      await check(page);
    }
  });
}

/** Registers somebody, after a mistake, and answers with the token's number. */
async function register(page: Page): Promise<string> {
  await page.goto(url("/desk"));
  await page.locator("#q").fill(PSEUDO_VISITOR);
  await page.locator("#q").press("Enter");
  await page.waitForURL("**/search");
  await check(page);
  await page.keyboard.press("Alt+N");
  await expect(page.locator("#new-form")).toBeVisible();
  await check(page);
  await page.locator("#age").fill("999");
  await page.locator("input[name=visit][value=emergency]").check({ force: true });
  await page.keyboard.press("Alt+T");
  await expect(page.locator("#age-error")).toBeVisible();
  await check(page);
  await page.locator("#age").fill("61");
  await page.locator("input[name=visit][value=emergency]").check({ force: true });
  await page.keyboard.press("Alt+T");
  await expect(page).toHaveURL(/\/desk\?given=/);
  await check(page);
  const said = (await page.locator(".nabz-toast").textContent()) ?? "";
  const number = /[A-Z]-\d+/.exec(said)?.[0];
  expect(number, said).toBeDefined();
  return number!;
}

async function takeVitals(page: Page, number: string): Promise<void> {
  await page.goto(url("/triage"));
  await page.getByRole("row").filter({ hasText: number }).getByRole("link").click();
  await expect(page.locator("#pulse")).toBeVisible();
  await check(page);
  await page.locator("#pulse").fill("900");
  await page.keyboard.press("Alt+S");
  await expect(page.locator("#pulse-error")).toBeVisible();
  await check(page);
  await page.locator("#pulse").fill("92");
  await page.locator("#temperature").fill("100.8");
  await page.keyboard.press("Alt+S");
  await expect(page).toHaveURL(/\/triage$/);
  await check(page);
}

async function see(page: Page, number: string): Promise<void> {
  await callUntil(page, number);
  await check(page);
  await page.keyboard.press("Alt+S");
  await page.locator("#complaint:not([readonly])").fill(COMPLAINT);
  await check(page);
  await page.locator("input[name=add_dx]").fill(DIAGNOSIS);
  await page.keyboard.press("Alt+3");
  await page.keyboard.type("paracetamol", { delay: 30 });
  await expect(page.locator(".nabz-combo__list li").first()).toBeVisible();
  await check(page, DIAGNOSIS);
  await page.keyboard.press("Enter");
  await expect(page.locator("input[name=dose]")).toHaveCount(1);
  await unfolded(page);
  await page.locator("input[name=dose]").fill("often");
  await page.keyboard.press("Alt+S");
  await expect(page.locator("[role=alert]").first()).toBeVisible();
  await check(page, DIAGNOSIS);
  await page.locator("input[name=dose]").fill("1-1-1");
  await page.locator("input[name=days]").fill("3");
  await page.keyboard.press("Alt+S");
  await expect(page).toHaveURL(/\/opd\?/);
  await check(page, DIAGNOSIS);
}

async function handOver(page: Page, number: string): Promise<void> {
  await page.goto(url("/pharmacy"));
  await page.locator(".nabz-work__item").filter({ hasText: number }).getByRole("button").click();
  await expect(page.locator("#pack")).toBeFocused();
  await check(page);
  const pack = (await page.locator(".nabz-pickrows tbody td .nabz-num").first().textContent()) ?? "";
  await page.keyboard.type("ZZ0000");
  await page.keyboard.press("Enter");
  await expect(page.locator("[role=alert]").first()).toBeVisible();
  await check(page);
  await page.locator("#pack").fill(pack);
  await page.keyboard.press("Enter");
  await expect(page.locator(".nabz-done")).toBeVisible();
  await check(page);
  await page.keyboard.press("Alt+H");
  await expect(page).toHaveURL(/\/pharmacy\/slips\//);
  await check(page);
}

test("no visible word of the OPD day bypasses the messages", async ({ browser }) => {
  test.setTimeout(240_000);
  const clerk = await at(browser, "clerk");
  const number = await register(clerk);
  await clerk.goto(url("/queue"));
  await check(clerk);
  await clerk.context().close();
  const nurse = await at(browser, "nurse");
  await takeVitals(nurse, number);
  await nurse.context().close();
  const doctor = await at(browser, "doctor");
  await see(doctor, number);
  const pharmacist = await at(browser, "pharmacist");
  await handOver(pharmacist, number);
  await pharmacist.context().close();

  await doctor.goto(url("/desk"));
  await doctor.locator("#q").fill(PSEUDO_VISITOR);
  await doctor.locator("#q").press("Enter");
  await doctor.waitForURL("**/search");
  await doctor.keyboard.press("Alt+O");
  await doctor.waitForURL("**/chart/**");
  await check(doctor, COMPLAINT, DIAGNOSIS);
  const person = new URL(doctor.url()).pathname.split("/").pop();
  await doctor.goto(url(`/people/${person}`));
  await check(doctor);
  await doctor.goto(url(`/people/${person}/consents`));
  await check(doctor);
  await doctor.goto(url(`/break-glass/${person}`));
  await doctor.locator("#reason").fill(REASON);
  await doctor.locator("main form button").click();
  await expect(doctor.locator("#reason-error")).toBeVisible();
  await check(doctor, REASON);
  await doctor.context().close();

  const records = await at(browser, "records");
  await records.goto(url(`/who-looked/${person}`));
  await check(records);
  for (const path of [`/cards/${person}`, "/cards/office/batches", "/cards/office/post?state=dispatched"]) {
    await records.goto(url(path));
    await check(records);
  }
  await records.goto(url(`/people/${person}/consents`));
  await records.locator("input[name=way][value=spoken]").check({ force: true });
  await records.locator("button[value='yes:sms']").click();
  await expect(records.locator("#witness-error")).toBeVisible();
  await check(records);
  await records.locator("input[name=way][value=screen]").check({ force: true });
  await records.locator("button[value='yes:sms']").click();
  await expect(records).toHaveURL(/noted=sms/);
  await check(records);
});

test("no visible word of an administrator's forms bypasses the messages", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await at(browser, "administrator");
  await page.goto(url("/people"));
  await page.locator("#sign_in").fill("a b");
  await page.locator("form[action='/people/grant'] button").first().click();
  await expect(page.locator("#sign_in-error")).toBeVisible();
  await check(page);
  const stop = await page.locator("a[href$='/stop']").first().getAttribute("href");
  await page.goto(url(stop ?? ""));
  await check(page);
  expect(await follow(page, ["/wards"], /^\/wards\//, check)).toBeGreaterThanOrEqual(2);
});

test("no visible word of the stores bypasses the messages", async ({ browser }) => {
  test.setTimeout(120_000);
  const keeper = await at(browser, "storekeeper");
  const pages = await follow(keeper, ["/stores"], /^\/(stores|transfers|counts)\//, check);
  expect(pages, "the storeroom, receiving, sending, counting, expiring and a card").toBeGreaterThanOrEqual(6);
  await keeper.goto(url("/stores"));
  await keeper.keyboard.press("Alt+R");
  await keeper.waitForURL("**/receive");
  await keeper.locator("[name=paper]").fill("CH-1");
  await keeper.keyboard.press("Alt+S");
  await expect(keeper.locator("[role=alert]").first()).toBeVisible();
  await check(keeper);
});
