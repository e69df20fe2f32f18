// What the city holds of somebody, from their own phone to the office that answers and back.
import { type Page, expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { HOUSE, knock, onPhone, register } from "./support/family";
import { LANGUAGES, at, isSoundAnywhere, listen, still, test, url } from "./support/site";
import { ASKER, ERASER } from "./support/visitors";

const SAID = {
  en: { held: "आपके बारे में क्या रखा गया है", received: "Received", looking: "Being looked into", answered: "Answered", nominee: "Nominee: " },
  hi: { held: "What is held about you", received: "प्राप्त हुआ", looking: "जाँच चल रही है", answered: "जवाब दिया गया", nominee: "नामित व्यक्ति: " },
} as const;

const NOTE = { en: "A neighbour knew of my illness.", hi: "पड़ोसी को मेरी बीमारी पता थी।" } as const;
const ANSWER = { en: "Only your doctor looked.", hi: "केवल आपके डॉक्टर ने देखा।" } as const;
const NOMINEE = "0000067890";
const ERASE = { en: "My phone and my house.", hi: "मेरा फ़ोन और मकान।" } as const;
const ERASED = { en: "erased", hi: "मिटाया गया" } as const;

/** What the link of a page gives to keep, whatever the language of the page. */
async function downloaded(page: Page): Promise<Record<string, Record<string, unknown>>> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("a[href$='/held.json']").click()]);
  expect(file.suggestedFilename()).toBe("what-is-held.json");
  return JSON.parse(readFileSync(await file.path(), "utf8")) as Record<string, Record<string, unknown>>;
}

/** Sends the form that holds a field. */
async function send(page: Page, field: string): Promise<void> {
  await page.locator(`form:has(${field}) button`).last().click();
  await page.waitForLoadState();
}

for (const language of LANGUAGES) {
  test(`somebody reads what is held of them, asks about it and is answered, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const said = SAID[language];
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const { phone: number } = await register(phone, office, { members: [ASKER[language]] });
    await knock(phone, office, "/mine", number);
    const heard = listen(phone);
    await phone.locator("a[href^='/mine/rights/']").click();
    await expect(phone).toHaveURL(/\/mine\/rights\//);
    const rights = new URL(phone.url()).pathname;
    await isSoundAnywhere(phone);
    await still(phone, `rights.${language}.phone`);

    await phone.locator("a[href$='/held']").click();
    await expect(phone.locator("main")).toContainText(said.held);
    await expect(phone.locator("main")).toContainText(ASKER[language].name);
    await isSoundAnywhere(phone);
    await phone.goto(url(rights));
    const own = await downloaded(phone);
    expect(Object.values(own["who"] ?? {})).toContain(ASKER[language].name);
    expect(own["who"]?.["phone"]).toBe(number);

    await phone.locator("input[name=right][value=grievance]").check({ force: true });
    await send(phone, "#note");
    await expect(phone.locator("#note-error")).toContainText("RGT-004");
    await expect(phone.locator("input[name=right][value=grievance]")).toBeChecked();
    await isSoundAnywhere(phone);
    await phone.locator("#note").fill(NOTE[language]);
    await send(phone, "#note");
    await expect(phone.locator("section[aria-labelledby=asked]")).toContainText(said.received);

    await phone.locator("section[aria-labelledby=nominee] summary").click();
    await phone.locator("#name").fill(ASKER[language].name);
    await phone.locator("#tie").selectOption("sibling");
    await phone.locator("#phone").fill(NOMINEE);
    await send(phone, "#phone");
    await expect(phone.locator("section[aria-labelledby=nominee]")).toContainText(said.nominee);
    await isSoundAnywhere(phone);

    const records = await at(browser, "records", language);
    await records.goto(url("/records/requests"));
    await isSoundAnywhere(records);
    await records.getByRole("listitem").filter({ hasText: ASKER[language].name }).getByRole("link").click();
    await expect(records.locator("main")).toContainText(NOTE[language]);
    await isSoundAnywhere(records);
    await records.locator("form[action$='/take'] button").click();
    await expect(records.locator("main")).toContainText(said.looking);
    const request = records.url();
    await records.goto(url(rights.replace("/mine/rights/", "/people/") + "/rights"));
    expect((await downloaded(records))["who"]).toEqual(own["who"]);
    await records.goto(request);
    await records.locator("#reason").fill(ANSWER[language]);
    await Promise.all([records.waitForURL(/\/records\/requests$/), records.keyboard.press("Alt+S")]);

    await phone.goto(url(rights));
    await expect(phone.locator("section[aria-labelledby=asked]")).toContainText(said.answered);
    await expect(phone.locator("section[aria-labelledby=asked]")).toContainText(ANSWER[language]);
    await isSoundAnywhere(phone);

    const clerk = await at(browser, "clerk", language);
    await clerk.goto(url(rights.replace("/mine/rights/", "/people/") + "/rights"));
    await expect(clerk.locator("section[aria-labelledby=asked]")).toContainText(ANSWER[language]);
    await isSoundAnywhere(clerk);
    expect(heard).toEqual([]);
  });

  test(`the history says that something was erased and on which request, and not what it was, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const { phone: number } = await register(phone, office, { members: [ERASER[language]] });
    await knock(phone, office, "/mine", number);
    await phone.locator("a[href^='/mine/rights/']").click();
    await expect(phone).toHaveURL(/\/mine\/rights\//);
    const person = new URL(phone.url()).pathname.replace("/mine/rights/", "/people/");
    await phone.locator("input[name=right][value=erasure]").check({ force: true });
    await phone.locator("#note").fill(ERASE[language]);
    await send(phone, "#note");

    const records = await at(browser, "records", language);
    const heard = listen(records);
    await records.goto(url(`${person}/history`));
    await expect(records.locator("main table")).toContainText(number);
    await records.goto(url("/records/requests"));
    await records.getByRole("listitem").filter({ hasText: ERASER[language].name }).getByRole("link").click();
    await records.locator("input[name=outcome][value=done]").check({ force: true });
    for (const what of ["phone", "line"]) await records.locator(`input[name=${what}]`).check({ force: true });
    await isSoundAnywhere(records);
    await records.locator("#reason").fill(ANSWER[language]);
    await Promise.all([records.waitForURL(/\/records\/requests$/), records.keyboard.press("Alt+S")]);

    const clerk = await at(browser, "clerk", language);
    for (const reader of [records, clerk]) {
      for (const page of ["", "/history", "/rights"]) {
        await reader.goto(url(person + page));
        for (const gone of [number, `${number.slice(0, 5)} ${number.slice(5)}`, HOUSE]) await expect(reader.locator("main")).not.toContainText(gone);
      }
      await reader.goto(url(`${person}/history`));
      await expect(reader.getByRole("cell", { name: ERASED[language], exact: true }), "phone, whose it is, house").toHaveCount(3);
      await isSoundAnywhere(reader);
    }
    expect(heard).toEqual([]);
  });
}
