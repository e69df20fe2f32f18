// Somebody who cannot say who they are: an age that they seem to have, and a list on which they stay
// until somebody knows.
import { expect } from "@playwright/test";
import { LANGUAGES, at, isSoundAnywhere, listen, keepSlips, test, url } from "./support/site";

const SAID = {
  en: { sex: "female", name: "Unknown Female", guess: "about 70 y", newborn: "about 0 days", save: "Save the guess" },
  hi: { sex: "male", name: "अज्ञात पुरुष", guess: "लगभग 70 वर्ष", newborn: "लगभग 0 दिन", save: "अनुमान सहेजें" },
} as const;

for (const language of LANGUAGES) {
  const said = SAID[language];

  test(`somebody unknown gets an age by keyboard, stands on the list, and is put right, in ${language}`, async ({ browser }) => {
    const page = await at(browser, "clerk", language);
    const heard = listen(page);
    await keepSlips(page);
    await page.goto(url("/desk"));
    await isSoundAnywhere(page);

    // Enter in the field of the age says of nobody which sex they are.
    await page.locator("#unknown-age").fill("70");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(url("/desk"));
    await page.locator("#unknown-age").fill("");

    await page.locator("form[action='/desk/unknown'] input[name=band]:checked").focus();
    for (let bands = 0; bands < 4; bands += 1) await page.keyboard.press("ArrowRight");
    await expect(page.locator("input[name=band][value=old]")).toBeChecked();
    const unit = page.locator("#unknown-unit");
    if (await unit.isVisible()) await unit.selectOption({ index: 1 });
    await page.locator(`button[name=sex][value=${said.sex}]`).press("Enter");
    await expect(page).toHaveURL(/\/desk\?given=/);

    await page.goto(url("/desk"));
    await page.locator("a[href='/records/unknown']").last().click();
    await expect(page.locator("h1")).toBeVisible();
    await isSoundAnywhere(page);
    const row = page.locator("tbody tr").filter({ hasText: said.name }).last();
    await expect(row).toContainText(said.guess);
    await row.getByRole("link").click();

    const form = page.locator("form[action$='/guess']");
    await isSoundAnywhere(page);
    await form.locator("#age").fill("x");
    await form.getByRole("button", { name: said.save }).click();
    await expect(page.locator("#age-error")).toContainText("REG-010");
    await page.waitForLoadState(); // a page moves to its mistake when its scripts run
    await form.locator("#age").fill("");
    await form.locator("input[name=band][value=newborn]").check({ force: true });
    await form.getByRole("button", { name: said.save }).click();
    await expect(page.locator(".nabz-patient__facts").first()).toContainText(said.newborn);
    expect(heard).toEqual([]);
  });
}
