// The OPD day from the door to the record, as people work through it, in both languages. The
// counter uses the keyboard alone.
import { type Browser, type Page, expect, test } from "@playwright/test";
import { LANGUAGES, type Language, type Role, DESK, isSound, keepSlips, listen, picture, signIn, still, url } from "./support/site";

/** Made up, and different in each language, so that both days can be walked in one city. */
const PATIENT = {
  hi: { typed: "सुखवंती टमटा", other: "#name_en", age: "52" },
  en: { typed: "Sukhvanti Tamta", other: "#name_hi", age: "47" },
} as const;

async function at(browser: Browser, role: Role, language: Language): Promise<Page> {
  const page = await (await browser.newContext({ viewport: DESK })).newPage();
  await signIn(page, role, language);
  return page;
}

/** Presses Tab until the field has the cursor, as somebody without a mouse would. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${selector}`);
}

for (const language of ["en", "hi"] as const) {
  test(`somebody new is registered and given a token by keyboard alone, in ${language}`, async ({ browser }) => {
    const page = await at(browser, "clerk", language);
    const heard = listen(page);
    const slips = await keepSlips(page);
    await page.goto(url("/desk"));
    await page.keyboard.press("/");
    await page.keyboard.type(PATIENT[language].typed);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search");
    await isSound(page);
    await picture(page, "registration-found", language);
    await page.keyboard.press("Alt+N");
    await expect(page.locator("#new-form")).toBeVisible();
    await expect(page.locator(PATIENT[language].other)).not.toHaveValue("");
    await isSound(page);
    await picture(page, "registration-new", language);
    await tabTo(page, "input[name=sex]");
    await page.keyboard.press("Space");
    await tabTo(page, "#age");
    await page.keyboard.type(PATIENT[language].age);
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
    await page.keyboard.type(`${PATIENT[language].typed} ${PATIENT[language].age}`);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search");
    await expect(page.locator("[data-row][aria-current=true]")).toBeVisible();
    await page.keyboard.press("2");
    await page.keyboard.press("Alt+T");
    await expect(page).toHaveURL(/\/desk\?given=/);
    await page.keyboard.press("Alt+Z");
    await expect(page).toHaveURL(/\/desk\?undone=/);
  });
}

test("the hall sees a number the moment it is called", async ({ browser }) => {
  const doctor = await at(browser, "doctor", "en");
  await doctor.goto(url("/queue"));
  await isSound(doctor);
  await picture(doctor, "queue", "en");
  const board = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  await board.goto(url("/board/LNH"));
  const before = await board.locator("[data-board]").getAttribute("data-call");
  await doctor.keyboard.press("Alt+N");
  await expect(board.locator("[data-board]")).not.toHaveAttribute("data-call", before ?? "", { timeout: 5_000 });
  await still(board, "board");
});

for (const language of LANGUAGES) {
  test(`the worklists of nurse, doctor and pharmacist are sound in ${language}`, async ({ browser }) => {
    test.setTimeout(150_000);
    for (const role of ["nurse", "doctor", "pharmacist"] as const) {
      const page = await at(browser, role, language);
      await page.goto(url("/"));
      await isSound(page);
      const first = page.locator("main a[href]:visible, main [data-row] a").first();
      if ((await first.count()) > 0) {
        await first.click();
        await page.waitForLoadState();
        await isSound(page);
        await picture(page, `${role}-first`, language);
      }
      await page.context().close();
    }
  });
}
