// Two records under two names: an officer compares them by hand and says how it is known that they are
// one, the phone and the pages show one person, and all is as before once that is taken back.
import { type Page, expect } from "@playwright/test";
import { openCards } from "./support/cards";
import { knock, onPhone, register } from "./support/family";
import { LANGUAGES, at, isSoundAnywhere, listen, picture, test, url } from "./support/site";
import { MARRIED } from "./support/visitors";

const KNOWN = { en: "Her husband showed the marriage paper.", hi: "पति ने विवाह का काग़ज़ दिखाया।" } as const;
const WRONG = { en: "The paper is of a cousin.", hi: "काग़ज़ चचेरी बहन का है।" } as const;

/** The person of a page of cards. */
const personOf = (cards: string) => cards.split("/").pop()!;

/** What a phone shows as its own holds this number, and that one no more. */
async function holds(phone: Page, healthId: string, not?: string): Promise<void> {
  await phone.goto(url("/mine"));
  const cards = phone.locator("main section.nabz-card");
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText(healthId);
  if (not) await expect(cards).not.toContainText(not);
}

for (const language of LANGUAGES) {
  test(`two records are compared and joined by hand, read as one person, and are parted again, in ${language}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const [first, second] = MARRIED[language];
    const [office, clerk] = [await at(browser, "administrator", language), await at(browser, "clerk", language)];
    const [before, phone] = [await onPhone(browser, language), await onPhone(browser, language)];
    const stays = (await register(before, office, { members: [first] })).healthIds[0]!;
    const { phone: number, healthIds } = await register(phone, office, { members: [second] });
    const joins = healthIds[0]!;
    const [cards, others] = [await openCards(clerk, stays), await openCards(clerk, joins)];
    const [one, other] = [cards, others].map(personOf);
    await knock(phone, office, "/mine", number);
    await holds(phone, joins);

    const records = await at(browser, "records", language);
    const heard = listen(records);
    await records.goto(url(`/people/${other}`));
    await records.locator("form[action$='/find'] #who").fill(stays);
    await records.locator("form[action$='/find'] button").click();
    await isSoundAnywhere(records);
    await records.locator("a[href*='/records/duplicates?pair=']").click();
    const join = records.locator(`form[action='/people/${other}/link']`);
    await expect(join).toBeVisible();
    await isSoundAnywhere(records);
    await picture(records, "compared-by-hand", language);
    await join.getByRole("button").click();
    await expect(records.getByRole("alert"), "nobody joins two without a reason").toContainText("REG-025");
    await join.locator("#known").fill(KNOWN[language]);
    await Promise.all([records.waitForURL(url(`/people/${other}`)), join.getByRole("button").click()]);
    await isSoundAnywhere(records);

    await holds(phone, stays, joins);
    await isSoundAnywhere(phone);
    await clerk.goto(url(cards));
    await expect(clerk.locator("section[aria-labelledby=besides]")).toContainText(joins);
    await isSoundAnywhere(clerk);
    await clerk.goto(url(`/people/${one}/consents`));
    await expect(clerk.locator(`button[formaction='/people/${other}/consents']`)).toBeVisible();
    await isSoundAnywhere(clerk);
    await phone.goto(url(`/mine/consents/${one}`));
    await expect(phone.locator(`form[action='/mine/consents/${other}']`)).toBeVisible();
    await isSoundAnywhere(phone);
    await records.goto(url(`/chart/${other}`));
    await expect(records.locator(".nabz-patient"), "the chart of a linked record says where it goes on").toContainText(stays);
    await isSoundAnywhere(records);

    await records.goto(url(`/people/${other}`));
    const part = records.locator("form[action$='/unlink']");
    await part.getByRole("button").click();
    await expect(records.getByRole("alert")).toContainText("REG-025");
    await part.locator("#unlink-why").fill(WRONG[language]);
    await part.getByRole("button").click();
    await expect(part).toHaveCount(0);
    await records.goto(url(`/people/${other}/history`));
    for (const why of [KNOWN[language], WRONG[language]]) await expect(records.locator("main")).toContainText(why);
    await isSoundAnywhere(records);
    await holds(phone, joins, stays);
    expect(heard).toEqual([]);
  });
}
