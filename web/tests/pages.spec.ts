// Every page that a menu leads to, for every role, and where strangers begin, in both languages:
// sound, light, and drawn.
import { expect } from "@playwright/test";
import { LANGUAGES, OVERSEERS, PEOPLE, PHONE, DESK, type Overseer, type Role, fits, isReadable, isSound, isSoundAnywhere, listen, picture, sections, signIn, test, url } from "./support/site";
import { openLight } from "./support/weight";

const EVERYBODY = Object.keys({ ...PEOPLE, ...OVERSEERS }) as (Role | Overseer)[];

for (const language of LANGUAGES) {
  test(`where families begin is sound and light in ${language}`, async ({ page }) => {
    const heard = listen(page);
    await page.goto(url(`/apply?lang=${language}`));
    for (const path of ["/apply", "/mine"]) {
      await openLight(page, path);
      await isSoundAnywhere(page);
    }
    expect(heard).toEqual([]);
  });
}

for (const role of EVERYBODY) {
  for (const language of LANGUAGES) {
    test(`the pages of the ${role} are sound in ${language}`, async ({ page }) => {
      test.setTimeout(180_000);
      const heard = listen(page);
      await signIn(page, role, language);
      for (const path of await sections(page)) {
        // What is fetched, and what axe looks at, is the same in both languages.
        if (language === "hi") await openLight(page, path);
        else await page.goto(url(path));
        await expect(page.locator("h1,h2").first()).toBeVisible();
        await (language === "hi" ? isSound(page) : fits(page));
        await picture(page, `${role}${path.replaceAll("/", "-")}`, language);
      }
      expect(heard).toEqual([]);
    });
  }

  test(`the pages of the ${role} are sound in the dark and at 200 %`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: "dark" });
    await signIn(page, role, "en");
    for (const path of await sections(page)) {
      await page.goto(url(path));
      await isReadable(page);
      await page.setViewportSize({ width: DESK.width / 2, height: DESK.height / 2 });
      await fits(page);
      await page.setViewportSize(PHONE);
      await fits(page);
      await page.setViewportSize(DESK);
    }
  });
}
