// Who answers for a child at a counter, and no longer; a family that moves with one form; and who has left
// the city, and is back.
import { type Page, expect } from "@playwright/test";
import { knock, onPhone, register } from "./support/family";
import { LANGUAGES, at, isSoundAnywhere, listen, test, url } from "./support/site";
import { MOVERS } from "./support/visitors";

const REASON = { en: "The court said so.", hi: "अदालत ने कहा।" } as const;
const JOB_MS = 30_000;
const LINE = { en: "22 Gali 5", hi: "22 गली 5" } as const;

/** The records room notes whether somebody lives here, and their family's page says it once that is done. */
async function noted(records: Page, clerk: Page, person: string, home: string, life: "living" | "moved", name: string): Promise<void> {
  await records.goto(url(person));
  const form = records.locator("form[action$='/life']");
  await form.locator(`input[value=${life}]`).check({ force: true });
  await form.locator("button").click();
  const [away, together] = ["away", "together"].map((part) => clerk.locator(`section[aria-labelledby=${part}]`).filter({ hasText: name }));
  await expect(async () => {
    await clerk.goto(url(home));
    await expect(away!).toHaveCount(life === "moved" ? 1 : 0, { timeout: 500 });
    await expect(together!).toHaveCount(life === "moved" ? 0 : 1, { timeout: 500 });
  }).toPass({ timeout: JOB_MS });
  await isSoundAnywhere(clerk);
}

for (const language of LANGUAGES) {
  test(`whoever is named answers until that is ended, and a family moves, in ${language}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const [mother, child] = MOVERS[language];
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const { phone: number } = await register(phone, office, { members: MOVERS[language] });
    await knock(phone, office, "/mine", number);
    const links = phone.locator("a[href^='/mine/rights/']");
    const own = await links.evaluateAll((all) => all.map((one) => (one.getAttribute("href") ?? "").replace("/mine/rights/", "/people/")));
    expect(own).toHaveLength(2);

    const clerk = await at(browser, "clerk", language);
    const heard = listen(clerk);
    await clerk.goto(url(`${own[1]!}/consents`));
    await expect(clerk.locator("input[name=guardian]").first()).toBeChecked();
    await isSoundAnywhere(clerk);
    await clerk.locator("button[value='yes:research']").click();
    await expect(clerk).toHaveURL(/noted=research/);

    await clerk.goto(url(`${own[1]!}/household`));
    const end = clerk.locator("form[action$='/guardian/end']");
    await end.locator("input[name=reason]").fill(REASON[language]);
    await end.locator("button").click();
    const anew = clerk.locator("section[aria-labelledby=former] a[href$='/consents']");
    await expect(anew).toBeVisible();
    await isSoundAnywhere(clerk);
    await anew.click();
    await expect(clerk.locator("input[name=guardian][value=another]")).toBeChecked();
    await clerk.locator("#proxy_name").fill(mother.name);
    await clerk.locator("button[value='no:research']").click();
    await expect(clerk.locator("#proxy_paper-error")).toContainText("CNS-014");
    await expect(clerk.locator("#proxy_name")).toHaveValue(mother.name);
    await isSoundAnywhere(clerk);

    await clerk.goto(url(`${own[0]!}/household`));
    const moves = clerk.locator("form[action$='/household/move']");
    await moves.locator("#line").fill(LINE[language]);
    await moves.locator("button").click();
    await expect(clerk.locator("#member-error")).toContainText("HOU-012");
    await expect(moves.locator("#line")).toHaveValue(LINE[language]);
    await isSoundAnywhere(clerk);
    for (const box of await moves.locator("input[name=member]").all()) await box.check({ force: true });
    await moves.locator("#reason").fill(REASON[language]);
    await moves.locator("button").click();
    await expect(clerk).toHaveURL(/asked=2$/);

    await office.goto(url("/people/corrections"));
    const family = office.getByRole("article").filter({ hasText: mother.name });
    await expect(family).toContainText(child.name);
    await expect(family).toContainText(LINE[language]);
    await isSoundAnywhere(office);
    await family.locator("button[value=approve]").click();
    await expect(family).toHaveCount(0);
    await clerk.goto(url(`${own[1]!}/history`));
    await expect(clerk.locator("main")).toContainText(LINE[language]);

    const records = await at(browser, "records", language);
    const [person, home] = [own[0]!, `${own[1]!}/household`];
    await noted(records, clerk, person, home, "moved", mother.name);
    await noted(records, clerk, person, home, "living", mother.name);
    expect(heard).toEqual([]);
  });
}
