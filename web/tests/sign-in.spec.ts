import { expect } from "@playwright/test";
import { LANGUAGES, PEOPLE, isSound, listen, picture, signIn, test, url } from "./support/site";
import { openLight } from "./support/weight";

for (const language of LANGUAGES) {
  test(`the door is sound in ${language}, right and wrong`, async ({ page }) => {
    const heard = listen(page);
    await page.goto(url(`/sign-in?lang=${language}`));
    await expect(page.locator("#name")).toBeFocused();
    await isSound(page);
    await picture(page, "sign-in", language);
    await page.locator("#name").fill("nobody.here");
    await page.locator("#password").fill("not-the-password");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("ACC-002");
    await expect(page.locator("#name")).toHaveValue("nobody.here");
    await isSound(page);
    expect(heard).toEqual([]);
  });
}

test("the door works without JavaScript, and says where it leads back to", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(url("/sessions"));
  await expect(page).toHaveURL(/\/sign-in\?next=\/sessions$/);
  await page.locator("#name").fill(PEOPLE.clerk);
  await page.locator("#password").fill(process.env["NABZ_PASSWORD"] ?? "");
  await page.locator("main form button:visible").last().click();
  await expect(page).not.toHaveURL(/sign-in/);
});

test("the password can be shown, and the form is not sent by it", async ({ page }) => {
  await page.goto(url("/sign-in?lang=en"));
  await page.locator("#password").fill("open sesame");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.locator("#password")).toHaveAttribute("type", "text");
});

for (const language of LANGUAGES) {
  test(`place, own sign-ins, password and second factor are sound in ${language}`, async ({ page }) => {
    const heard = listen(page);
    await signIn(page, "clerk", language);
    for (const [path, name] of [["/place", "place"], ["/sessions", "my-sign-ins"], ["/password", "password"], ["/second-factor", "second-factor"]] as const) {
      await page.goto(url(path));
      await isSound(page);
      await picture(page, name, language);
    }
    expect(heard).toEqual([]);
  });
}

test("a locked screen asks for the password alone", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/sessions"));
  await page.keyboard.press("Alt+L");
  await expect(page).toHaveURL(/sign-in/);
  await expect(page.locator("#name")).toHaveValue(PEOPLE.clerk);
  await expect(page.locator("#password")).toBeFocused();
  await page.locator("#password").fill(process.env["NABZ_PASSWORD"] ?? "");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sessions$/);
});

test("the door of the staff leads residents to their own pages", async ({ page }) => {
  for (const path of ["/apply", "/mine", "/check"]) {
    await page.goto(url("/sign-in?lang=en"));
    await page.locator(`main a[href="${path}"]`).click();
    await expect(page).toHaveURL(url(path));
  }
});

test("the door is light", async ({ page }) => {
  await openLight(page, "/sign-in");
});

test("slash goes to the search box from anywhere, and a language is one click away", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/sessions"));
  await page.keyboard.press("/");
  await expect(page.locator("#q")).toBeFocused();
  await expect(page.locator("#q")).toHaveValue("");
  await page.getByRole("link", { name: "हिन्दी" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "hi");
  await expect(page).toHaveURL(/\/sessions$/);
});

test("whoever changes the language in the middle of a form finds what they typed", async ({ page }) => {
  await signIn(page, "clerk");
  await page.goto(url("/desk"));
  await page.keyboard.press("/");
  await page.keyboard.type("Garima Bhatnagar");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search");
  await page.keyboard.press("Alt+N");
  await page.locator("#age").fill("37");
  await page.locator("input[name=sex][value=female]").check({ force: true });
  await page.getByRole("link", { name: "हिन्दी" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "hi");
  await expect(page.locator("#name_en")).toHaveValue("Garima Bhatnagar");
  await expect(page.locator("#age")).toHaveValue("37");
  await expect(page.locator("input[name=sex][value=female]")).toBeChecked();
  await page.context().clearCookies();

  await signIn(page, "administrator");
  await page.goto(url("/people"));
  await page.locator("#sign_in").fill("meena.arora");
  await page.locator("#role").selectOption("pharmacist");
  await page.getByRole("link", { name: "हिन्दी" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "hi");
  await expect(page.locator("#sign_in")).toHaveValue("meena.arora");
  await expect(page.locator("#role")).toHaveValue("pharmacist");
  await page.reload();
  await expect(page.locator("#sign_in"), "it was kept for that once").toHaveValue("");
});
