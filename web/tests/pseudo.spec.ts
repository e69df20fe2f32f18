// The pseudo-locale run: every page that a menu leads to, the OPD day from the door to the medicine
// and a card's way from a family's phone to its hand, each with its mistakes, for a word that bypasses
// the messages.
import { type Browser, type Page, expect } from "@playwright/test";
import { approve, closeBatch, deliverByFile, firstSerial, giveCard, makeRoll, offPress, onward, openCards, printOut, scanAtDesk, scanPiece, scanWrongPiece, send, takeBack } from "./support/cards";
import { type Step, enterFamily, knock, onPhone, register as registerFamily } from "./support/family";
import { follow } from "./support/follow";
import { check } from "./support/pseudo";
import { scannedCard } from "./support/scan";
import { callUntil, DESK, unfolded, OVERSEERS, PEOPLE, type Overseer, type Role, keepSlips, sections, signIn, test, url } from "./support/site";
import { PSEUDO_FAMILY, PSEUDO_TWICE, PSEUDO_VISITOR } from "./support/visitors";

const EVERYBODY = [...Object.keys(PEOPLE), ...Object.keys(OVERSEERS)] as (Role | Overseer)[];
const COMPLAINT = "Fever for three days.";
const DIAGNOSIS = "Tired";
const REASON = "Zzq";
/** Nobody else's cards are printed for it. */
const OWN_WARD = "71";
const JOB_MS = 30_000;

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
  for (const path of ["/apply", "/mine"]) {
    await page.goto(url(path));
    await check(page);
    await page.locator("#phone").fill("12");
    await page.locator("form[action$='/code'] button").click();
    await expect(page.locator("#phone-error")).toBeVisible();
    await check(page);
  }
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
  for (const part of ["consents", "history", "household"]) {
    await doctor.goto(url(`/people/${person}/${part}`));
    await check(doctor);
  }
  await doctor.goto(url(`/emergency/${person}`));
  await expect(doctor.locator("#group"), "whoever treats somebody reads what helps").toBeAttached();
  // The conditions are a list of the city's, as the formulary is, and a blood group is called the same everywhere.
  await check(doctor, ...(await doctor.locator("#code option, #group option").allTextContents()));
  await doctor.goto(url(`/break-glass/${person}`));
  await doctor.locator("#reason").fill(REASON);
  await doctor.locator("main form button").click();
  await expect(doctor.locator("#reason-error")).toBeVisible();
  await check(doctor, REASON);
  await doctor.context().close();

  const records = await at(browser, "records");
  for (const path of [`/who-looked/${person}`, `/who-looked/${person}/paper`, `/cards/${person}`, `/people/${person}/rights`, `/people/${person}/rights/held`, "/records/requests"]) {
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

/** At each step what somebody sees who makes no mistake, and where one is easily made, what is said of it. */
async function mistaken(page: Page, step: Step): Promise<void> {
  await check(page);
  if (step === "code") {
    await page.locator("#code").fill("abcdef");
    await page.locator("form[action$='/check'] button").click();
    await expect(page.locator("#code-error")).toBeVisible();
    await check(page);
  }
  if (step === "review") {
    await page.locator("#send").click();
    await expect(page.locator(".nabz-error-summary")).toBeVisible();
    await check(page);
  }
}

test("no visible word of a card's way from the phone to the hand bypasses the messages", async ({ browser }) => {
  test.setTimeout(240_000);
  const [office, phone] = [await at(browser, "administrator"), await onPhone(browser, "qps")];
  const wish = { members: PSEUDO_FAMILY, ward: OWN_WARD, look: mistaken };
  const { phone: number, healthIds, papers } = await registerFamily(phone, office, wish);
  const [healthId, paper] = [healthIds[0]!, papers[0]!];
  const code = await scannedCard(phone, url(paper));

  const clerk = await at(browser, "clerk");
  const cards = await openCards(clerk, healthId);
  await check(clerk);
  await clerk.goto(url("/cards"));
  await clerk.locator("#who").fill(number);
  await onward(clerk, "Enter", /\/cards\/find$/);
  await check(clerk);
  await scanAtDesk(clerk, code);
  await check(clerk);
  await clerk.goto(url("/cards"));
  await clerk.locator("#who").fill("DH1:NOBODY");
  await clerk.keyboard.press("Enter");
  await expect(clerk.getByRole("alert")).toContainText("CRD-023");
  await check(clerk);
  await clerk.goto(url(cards));
  await clerk.locator("#proof").selectOption("witness");
  await onward(clerk, "Alt+P", /done=ordered/);
  await check(clerk);

  await approve(office, healthId, OWN_WARD, check);
  await check(office);
  const batch = await closeBatch(office, OWN_WARD, check);
  const serial = await firstSerial(office);
  await check(office);
  const files = await printOut(office);
  await check(office);
  const plastic = await scannedCard(office, url(files[0]!));
  await offPress(office);
  await check(office);
  await onward(office, "Alt+S", /\/check$/);
  await check(office);
  await scanWrongPiece(office, code);
  await check(office);
  await scanPiece(office, plastic);
  await check(office);
  await send(office, healthId, `EP${number}IN`);
  await check(office);
  await deliverByFile(office, serial, check);
  await takeBack(office, `EP${number}IN`, "delivered", check);
  await check(office);
  await office.goto(url(batch));
  await check(office);
  await makeRoll(office, OWN_WARD, check);
  await check(office);
  for (const path of ["/cards/office/expiring", "/cards/office?state=done", "/messages"]) {
    await office.goto(url(path));
    await check(office);
  }

  await clerk.goto(url(cards));
  await check(clerk);
  await giveCard(clerk, plastic, code, check);
  await check(clerk);
  await Promise.all([clerk.waitForURL(/done=suspended/), clerk.locator("button[name=why][value=lost]").click()]);
  await check(clerk);
  await clerk.goto(url(cards.replace("/cards/", "/people/") + "/household"));
  await check(clerk);

  await knock(phone, office, "/mine", number);
  await check(phone);
  await phone.locator("a[href^='/mine/looks/']").first().click();
  await expect(phone).toHaveURL(/\/mine\/looks\//);
  await check(phone);
});

test("no visible word of two records side by side bypasses the messages", async ({ browser }) => {
  test.setTimeout(180_000);
  const [office, phone] = [await at(browser, "administrator"), await onPhone(browser, "qps")];
  const wish = { members: [PSEUDO_TWICE], ward: OWN_WARD };
  const { phone: number } = await registerFamily(phone, office, wish);
  await phone.locator("form[action='/apply/again'] button").click();
  await expect(phone).toHaveURL(url("/apply/family"));
  await enterFamily(phone, { ...wish, phone: number });
  const records = await at(browser, "records");
  const pair = records.locator("[data-row] a").filter({ hasText: PSEUDO_TWICE.name }).first();
  await expect(async () => {
    await records.goto(url("/records/duplicates"));
    await expect(pair).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: JOB_MS });
  await pair.click();
  await expect(records).toHaveURL(/\?pair=/);
  await check(records);
  const later = await records.locator(".nabz-family h3 a").last().getAttribute("href");
  await records.locator("button[value=same][data-key=S]").click();
  await expect(records.locator("form[action$='/undo']").first()).toBeVisible();
  await check(records);
  await records.locator("form[action$='/undo'] button").first().click();
  await expect(records).toHaveURL(/\?pair=/);
  await check(records);
  await records.goto(url(later ?? ""));
  await check(records);
  await records.locator("a[href*='/parted/']").first().click();
  await expect(records).toHaveURL(/\/parted\//);
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
