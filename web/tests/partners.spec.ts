// What a partner wrote of somebody else is taken back from a person's page, and stands there again.
import { expect } from "@playwright/test";
import { LANGUAGES, at, isSoundAnywhere, listen, test, url } from "./support/site";

/** Patients of the demo's partner; no other story speaks of them. */
const WHO = { en: "Luigi Wiegand", hi: "Buster Hoeger" } as const;

const SAID = {
  en: { gone: "no longer stands under this person", back: "stands under this person again", why: "Another boy of that name." },
  hi: { gone: "अब इस व्यक्ति के रिकॉर्ड में नहीं है", back: "फिर से इस व्यक्ति के रिकॉर्ड में है", why: "इसी नाम का कोई और।" },
} as const;

for (const language of LANGUAGES) {
  test(`what a partner wrote is taken back with a reason and stands again, in ${language}`, async ({ browser }) => {
    test.setTimeout(120_000);
    const said = SAID[language];
    const records = await at(browser, "records", language);
    const heard = listen(records);
    await records.locator("#q").fill(WHO[language]);
    await records.locator("#q").press("Enter");
    await records.waitForURL("**/search");
    const person = await records.locator("main a[href^='/people/']").first().getAttribute("href");
    await records.goto(url(person ?? ""));
    const partners = records.locator("section[aria-labelledby=partners]");
    await expect(partners).toContainText("synthea");
    await partners.locator("summary").click();
    await expect(partners.locator("details")).toContainText(WHO[language]);
    await isSoundAnywhere(records);
    await partners.locator("details button").click();
    await expect(partners.locator(".nabz-error-message")).toContainText("REG-025");
    await expect(partners.locator(".nabz-error-summary")).toBeVisible();
    await isSoundAnywhere(records);

    await partners.locator("input[name=reason]").fill(said.why);
    await Promise.all([records.waitForURL(/done=disowned/), partners.locator("details button").click()]);
    await expect(records.locator("#nabz-toasts")).toContainText(said.gone);
    await expect(partners).toContainText(said.why);
    await isSoundAnywhere(records);

    await Promise.all([records.waitForURL(/done=owned-again/), partners.locator("form[action$='/again'] button").click()]);
    await expect(records.locator("#nabz-toasts")).toContainText(said.back);
    await expect(partners.locator("summary")).toHaveCount(1);
    expect(heard).toEqual([]);
  });
}
