// A place where many live: written down, somebody registered into it, who leaves and has not left after
// all, printed, closed and opened again; and what others are told of it.
import { expect } from "@playwright/test";
import { LANGUAGES, at, isSoundAnywhere, keepSlips, listen, picture, test, url } from "./support/site";
import { RESIDENT } from "./support/visitors";

const SAID = {
  en: { called: "Asha Jyoti Home", other: "Yamuna Pushta Shelter", institution: "An institution", kind: "Shelter for women", none: "Nobody lives here.", back: "They live here as before." },
  hi: { called: "आशा ज्योति गृह", other: "यमुना पुश्ता बसेरा", institution: "एक संस्था", kind: "महिला आश्रय गृह", none: "यहाँ कोई नहीं रहता।", back: "वे पहले की तरह यहीं रहते हैं।" },
} as const;

for (const language of LANGUAGES) {
  const said = SAID[language];

  test(`a place takes somebody in, loses them, closes and opens again, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const clerk = await at(browser, "clerk", language);
    const heard = listen(clerk);
    await keepSlips(clerk);
    await clerk.goto(url("/institutions"));
    await isSoundAnywhere(clerk);
    await picture(clerk, "institutions", language);

    // Written down by keyboard, after a mistake that loses nothing.
    await Promise.all([clerk.waitForURL("**/institutions/new"), clerk.keyboard.press("Alt+N")]);
    await isSoundAnywhere(clerk);
    await clerk.locator("#kind").selectOption("womens-shelter");
    await clerk.locator("#phone").fill("ring twice");
    await clerk.locator("#caretaker").fill(RESIDENT[language].name);
    await clerk.keyboard.press("Alt+S");
    await expect(clerk.locator("#called-error")).toContainText("HOU-009");
    await expect(clerk.locator("#phone-error")).toContainText("HOU-017");
    await expect(clerk.locator("#caretaker")).toHaveValue(RESIDENT[language].name);
    await isSoundAnywhere(clerk);
    await clerk.locator("#called").fill(said.called);
    await clerk.locator("#phone").fill("011-00000021");
    await Promise.all([clerk.waitForURL(/done=opened/), clerk.keyboard.press("Alt+S")]);
    await expect(clerk.locator("h1")).toHaveText(said.called);
    await expect(clerk.locator("section[aria-labelledby=living]")).toContainText(said.none);
    const place = new URL(clerk.url()).pathname;
    await isSoundAnywhere(clerk);

    // Nobody of that name is on record: they are registered there and then, and live here.
    const { name, age } = RESIDENT[language];
    await clerk.locator("#who").fill(name);
    await Promise.all([clerk.waitForURL("**/find"), clerk.locator("#who").press("Enter")]);
    await isSoundAnywhere(clerk);
    await clerk.locator("form[action='/desk/new'] button").click();
    await expect(clerk.locator("#new-form input[name=place]")).toHaveCount(1);
    await clerk.locator("#new-form input[name=sex][value=female]").check({ force: true });
    await clerk.locator("#age").fill(age);
    await isSoundAnywhere(clerk);
    await Promise.all([clerk.waitForURL(/\/institutions\/.*done=admitted/), clerk.locator("button[name=then][value=nothing]").click()]);
    const living = clerk.locator("section[aria-labelledby=living] li");
    await expect(living).toContainText(name);
    await isSoundAnywhere(clerk);
    await picture(clerk, "institution", language);
    const person = (await living.locator("a[href^='/people/']").first().getAttribute("href"))!;
    const healthId = (await living.locator(".nabz-id").textContent())!;

    // Who keeps the registry reads where they live; who treats them reads no more than that it is an institution.
    await clerk.goto(url(person));
    await expect(clerk.locator("main")).toContainText(said.called);
    await isSoundAnywhere(clerk);
    const nurse = await at(browser, "nurse", language);
    for (const path of [person, `${person}/household`]) {
      await nurse.goto(url(path));
      await expect(nurse.locator("main")).toContainText(said.institution);
      await expect(nurse.locator("main")).not.toContainText(said.called);
      await expect(nurse.locator("main")).not.toContainText(said.kind);
      await isSoundAnywhere(nurse);
    }
    expect((await nurse.request.get(url(place))).status()).toBe(403);

    // They leave; that is taken back in one press.
    await clerk.goto(url(place));
    await living.locator("summary").click();
    await Promise.all([clerk.waitForURL(/done=left/), living.locator("form[action$='/leave'] button").click()]);
    await expect(clerk.locator("section[aria-labelledby=gone] li")).toContainText(name);
    await isSoundAnywhere(clerk);
    await Promise.all([clerk.waitForURL(/done=back/), clerk.keyboard.press("Alt+Z")]);
    await expect(clerk.locator(".nabz-toast")).toContainText(said.back);
    await expect(living).toContainText(name);

    // By their health ID they are found, and live here already.
    await clerk.locator("#who").fill(healthId);
    await Promise.all([clerk.waitForURL("**/find"), clerk.locator("#who").press("Enter")]);
    await expect(clerk.locator("section[aria-labelledby=admit] .nabz-tag--ok")).toBeVisible();

    await clerk.goto(url(`${place}/list`));
    await expect(clerk.locator("tbody tr")).toContainText(name);
    await isSoundAnywhere(clerk);

    // Closed and opened again, with those who lived there.
    await clerk.goto(url(place));
    await clerk.locator("details:has(form[action$='/close']) > summary").click();
    await Promise.all([clerk.waitForURL(/done=closed/), clerk.locator("form[action$='/close'] button").click()]);
    await expect(clerk.locator("section[aria-labelledby=living]")).toContainText(said.none);
    await isSoundAnywhere(clerk);
    await clerk.goto(url("/institutions?state=closed"));
    await expect(clerk.locator("tbody")).toContainText(said.called);
    await isSoundAnywhere(clerk);
    await clerk.goto(url(place));
    await Promise.all([clerk.waitForURL(/done=reopened/), clerk.keyboard.press("Alt+U")]);
    await expect(living).toContainText(name);

    // Corrected: what it is decides who is told its name.
    await Promise.all([clerk.waitForURL("**/details"), clerk.keyboard.press("Alt+C")]);
    await clerk.locator("#kind").selectOption("night-shelter");
    await clerk.locator("#called").fill(said.other);
    await Promise.all([clerk.waitForURL(/done=corrected/), clerk.keyboard.press("Alt+S")]);
    await expect(clerk.locator("h1")).toHaveText(said.other);
    await nurse.goto(url(person));
    await expect(nurse.locator("main")).toContainText(said.other);
    await clerk.goto(url(`/institutions?kind=night-shelter&name=${encodeURIComponent(said.other)}`));
    await expect(clerk.locator("tbody tr")).toHaveCount(1);
    expect(heard).toEqual([]);
  });
}
