// The OPD day from the door to the record, as people work through it, in both languages. The
// counter uses the keyboard alone.
import { type Page, expect } from "@playwright/test";
import { scanned } from "./support/scan";
import { LANGUAGES, at, callUntil, isSound, unfolded, keepSlips, listen, picture, still, test, url } from "./support/site";
import { NEW, VISITOR } from "./support/visitors";

/** Presses Tab until the field has the cursor, as somebody without a mouse would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${selector}`);
}

/** Everything that the counter chooses from lies inside its pane: nothing has to be scrolled for. */
async function seen(page: Page, selector: string): Promise<void> {
  const below = await page.locator(selector).evaluateAll((all) =>
    all.filter((one) => {
      const pane = one.closest(".nabz-pane__body")?.getBoundingClientRect();
      const line = (one.closest("label") ?? one).getBoundingClientRect();
      return !pane || line.bottom > pane.bottom + 1;
    }).map((one) => one.outerHTML),
  );
  expect(below, `${page.url()} hides something below`).toEqual([]);
}

for (const language of ["en", "hi"] as const) {
  test(`somebody new is registered and given a token by keyboard alone, in ${language}`, async ({ browser }) => {
    const page = await at(browser, "clerk", language);
    const heard = listen(page);
    const slips = await keepSlips(page);
    await page.goto(url("/desk"));
    await page.keyboard.press("/");
    await page.keyboard.type(NEW[language].typed);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search");
    await isSound(page);
    await page.keyboard.press("Alt+N");
    await expect(page.locator("#new-form")).toBeVisible();
    await expect(page.locator(NEW[language].other)).not.toHaveValue("");
    await isSound(page);
    await seen(page, "input[name=sooner], input[name=unit]");
    await picture(page, "registration-new", language);
    await tabTo(page, "input[name=sex]");
    await page.keyboard.press("Space");
    await tabTo(page, "#age");
    await page.keyboard.type(NEW[language].age);
    await page.keyboard.press("Alt+T");
    await expect(page).toHaveURL(/\/desk\?given=/);
    await expect(page.locator(".nabz-toast")).toBeVisible();
    await expect.poll(() => slips.length).toBe(1);
    await picture(page, "registration-token", language);
    expect(heard).toEqual([]);
  });

  test(`somebody who came before has a token after three interactions, in ${language}`, async ({ browser }) => {
    const page = await at(browser, "clerk", language);
    await keepSlips(page);
    await page.goto(url("/desk"));
    // One: type and Enter. Two: the department's digit. Three: Alt+T.
    await page.keyboard.press("/");
    await page.keyboard.type(`${NEW[language].typed} ${NEW[language].age}`);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search");
    await expect(page.locator("[data-row][aria-current=true]")).toBeVisible();
    await isSound(page);
    await seen(page, "input[name=sooner], input[name=unit]");
    await picture(page, "registration-found", language);
    await page.keyboard.press("2");
    await page.keyboard.press("Alt+T");
    await expect(page).toHaveURL(/\/desk\?given=/);
    await expect(page.locator(".nabz-toast__undo")).toBeVisible();
    await page.keyboard.press("Alt+Z");
    await expect(page).toHaveURL(/\/desk\?undone=/);
  });
}

/** Finds somebody new, fills the least that a token needs, and answers with the token's number. */
async function register(page: Page, typed: string, age: string): Promise<string> {
  await page.goto(url("/desk"));
  await page.keyboard.press("/");
  await page.keyboard.type(typed);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  await page.keyboard.press("Alt+N");
  await expect(page.locator("#new-form")).toBeVisible();
  await tabTo(page, "#age");
  await page.keyboard.type(age);
  await page.locator("input[name=sex][value=male]").check({ force: true });
  // The demo's morning has a full hall; an emergency is called before it.
  await page.locator("input[name=visit][value=emergency]").check({ force: true });
  await page.keyboard.press("Alt+T");
  await expect(page).toHaveURL(/\/desk\?given=/);
  const said = (await page.locator(".nabz-toast").textContent()) ?? "";
  const number = /[A-Z]-\d+/.exec(said)?.[0];
  expect(number, said).toBeDefined();
  return number!;
}

const COMPLAINT = { en: "Fever and cough for three days.", hi: "तीन दिन से बुखार और खाँसी।" } as const;
const SENSITIVE = {
  en: { illness: "HIV disease", closed: "Kept closed" },
  hi: { illness: "एचआईवी रोग", closed: "बंद रखा गया है" },
} as const;
const VITALS = { systolic: "152", diastolic: "94", pulse: "92", temperature: "100.8", saturation: "97", respiration: "18" };

for (const language of LANGUAGES) {
  test(`one visit goes from the door to the medicine, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const [name, age] = VISITOR[language];
    const board = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
    await board.goto(url("/board/LNH"));

    const clerk = await at(browser, "clerk", language);
    const slips = await keepSlips(clerk);
    const number = await register(clerk, name, age);
    await expect.poll(() => slips.length).toBe(1);
    await clerk.context().close();

    const nurse = await at(browser, "nurse", language);
    await nurse.goto(url("/triage"));
    await isSound(nurse);
    await picture(nurse, "triage", language);
    await nurse.getByRole("row").filter({ hasText: number }).getByRole("link").click();
    await expect(nurse.locator("#systolic")).toBeVisible();
    for (const [field, value] of Object.entries(VITALS)) await nurse.locator(`#${field}`).fill(value);
    await nurse.locator("#oxygen").selectOption("air");
    await nurse.locator("#awake").selectOption("A");
    await isSound(nurse);
    await picture(nurse, "vitals", language);
    await nurse.keyboard.press("Alt+S");
    await expect(nurse).toHaveURL(/\/triage$/);
    await nurse.context().close();

    const doctor = await at(browser, "doctor", language);
    const papers = await keepSlips(doctor);
    await callUntil(doctor, number);
    await expect(board.locator("[data-board]")).toHaveAttribute("data-call", new RegExp(`^${number}\\|`), { timeout: 5_000 });
    await expect(board.locator(".nabz-board__token")).toHaveText(number);
    await still(board, "board");
    await isSound(doctor);
    await doctor.keyboard.press("Alt+S");
    await doctor.locator("#complaint:not([readonly])").fill(COMPLAINT[language]);
    await doctor.locator("input[name=add_dx]").fill("Acute tonsillitis");
    await doctor.keyboard.press("Alt+3");
    // A fast hand presses Enter before the list is there.
    await doctor.keyboard.type("paracetamol", { delay: 40 });
    await doctor.keyboard.press("Enter");
    await expect(doctor.locator("input[name=dose]")).toHaveCount(1);
    await expect(doctor.locator("input[name=add_dx]"), "a draft that was sent does not come back").toHaveValue("");
    await unfolded(doctor);
    await doctor.locator("input[name=dose]").fill("1-1-1");
    await doctor.locator("input[name=days]").fill("3");
    await isSound(doctor);
    await picture(doctor, "doctors-desk", language);
    // Words that no list knows, and a list that is not wanted: Enter takes what was typed.
    const diagnosis = doctor.locator("input[name=add_dx]");
    const written = doctor.locator(".nabz-dx li b");
    await diagnosis.fill("Cough after smoke");
    await diagnosis.press("Enter");
    await expect(written).toHaveText(["Acute tonsillitis", "Cough after smoke"]);
    await diagnosis.fill("fever");
    await diagnosis.press("Escape");
    await diagnosis.press("Enter");
    await expect(written).toHaveText(["Acute tonsillitis", "Cough after smoke", "fever"]);
    await doctor.locator("#see_again").fill("5");
    const next = doctor.waitForEvent("load");
    await doctor.locator("#see_again").press("Enter");
    await next;
    await expect(doctor.locator(".nabz-patient"), "Enter calls nobody").toContainText(number);
    await expect(doctor.locator("#see_again"), "Enter saves").toHaveValue("5");
    await expect(written).toHaveCount(3);
    await doctor.keyboard.press("Alt+S");
    await expect(doctor).toHaveURL(/\/opd\?/);
    await picture(doctor, "doctors-queue", language);

    const pharmacist = await at(browser, "pharmacist", language);
    const labels = await keepSlips(pharmacist);
    await pharmacist.goto(url("/pharmacy"));
    await isSound(pharmacist);
    await expect(pharmacist.locator(".nabz-work__item").filter({ hasText: number })).toBeVisible();
    await expect.poll(() => papers.length).toBeGreaterThan(0);
    await pharmacist.locator("#slip").fill(await scanned(doctor, papers.at(-1)!));
    await pharmacist.keyboard.press("Enter");
    await expect(pharmacist.locator("#pack")).toBeFocused();
    const pack = (await pharmacist.locator(".nabz-pickrows tbody td .nabz-num").first().textContent()) ?? "";
    await pharmacist.keyboard.type(pack);
    await pharmacist.keyboard.press("Enter");
    await expect(pharmacist.locator(".nabz-done")).toBeVisible();
    await isSound(pharmacist);
    await picture(pharmacist, "pharmacy", language);
    await pharmacist.keyboard.press("Alt+H");
    await expect(pharmacist).toHaveURL(/\/pharmacy\/slips\//);
    await isSound(pharmacist);
    await picture(pharmacist, "handed-over", language);
    const slip = pharmacist.url();
    await expect.poll(() => labels.length).toBeGreaterThan(0);
    await pharmacist.goto(url("/returns"));
    await pharmacist.locator("#number").fill(await scanned(pharmacist, labels.at(-1)!));
    await pharmacist.keyboard.press("Enter");
    await expect(pharmacist).toHaveURL(slip);

    await doctor.locator("#q").fill(name);
    await doctor.keyboard.press("Enter");
    await doctor.waitForURL("**/search");
    await doctor.keyboard.press("Alt+O");
    await doctor.waitForURL("**/chart/**");
    await isSound(doctor);
    await picture(doctor, "chart", language);

    // What is sensitive is read by whoever treats; whoever keeps the record reads that it is closed.
    const chart = new URL(doctor.url()).pathname;
    await doctor.goto(url(chart.replace("/chart/", "/emergency/")));
    const form = doctor.locator("form[action$='/conditions']");
    await doctor.locator("details").filter({ has: form }).locator("summary").click();
    await form.locator("#code").selectOption("B20");
    await form.getByRole("button").click();
    await expect(doctor.locator("section[aria-labelledby=helps]")).toContainText(SENSITIVE[language].illness);
    const records = await at(browser, "records", language);
    await records.goto(url(chart));
    await expect(records.locator("section[aria-labelledby=helps]")).toContainText(SENSITIVE[language].closed);
    await expect(records.locator("main")).not.toContainText(SENSITIVE[language].illness);
    await isSound(records);
  });
}
