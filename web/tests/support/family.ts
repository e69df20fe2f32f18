// A family at the public site: from a phone number over the code that comes to it to its cards.
import { type Browser, type Page, expect } from "@playwright/test";
import { PHONE, type Language, url } from "./site";

/** Somebody of a family, as its form asks. */
export interface Member {
  name: string;
  sex: "female" | "male";
  age: string;
  unit?: "y" | "m";
  /** What they are to the head, who comes first. */
  tie?: "spouse" | "child";
}

export interface Registered {
  phone: string;
  /** Of each, in the order in which they were typed. */
  healthIds: string[];
  /** Where the papers of those are who have a card of their own. */
  papers: string[];
  /** The form that registered them, as it was sent. */
  sent: Record<string, string>;
}

export type Step = "start" | "code" | "family" | "review" | "done";
/** Looks at a page before the story goes on from it. */
type Look = (page: Page, step: Step) => Promise<void>;

interface Wish {
  members: readonly Member[];
  phone?: string;
  ward?: string;
  look?: Look;
}

/** Where the families of the stories live; what is printed for one ward is no other story's. */
export const WARD = "178";
export const HOUSE = "B-12";
const LOCALITY = { hi: "संगम विहार", en: "Sangam Vihar" };

/** A number that no telephone has, and hardly anybody else of the city. */
export function aPhone(): string {
  return `000${String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0")}`;
}

/** Somebody's own phone, in a language. */
export async function onPhone(browser: Browser, language: Language): Promise<Page> {
  const page = await (await browser.newContext({ viewport: PHONE })).newPage();
  await page.goto(url(`/apply?lang=${language}`));
  return page;
}

/** Goes the whole way to the cards. `office` is an administrator's page, on which the code is read. */
export async function register(page: Page, office: Page, wish: Wish): Promise<Registered> {
  const phone = wish.phone ?? aPhone();
  await knock(page, office, "/apply", phone, wish.look);
  return enterFamily(page, { ...wish, phone });
}

/** Types a phone number, and the code that comes to it. */
export async function knock(page: Page, office: Page, door: "/apply" | "/mine", phone: string, look?: Look): Promise<void> {
  await page.goto(url(door));
  await look?.(page, "start");
  await page.locator("#phone").fill(phone);
  await page.locator("form[action$='/code'] button").click();
  await expect(page).toHaveURL(url(`${door}/code`));
  await look?.(page, "code");
  await page.locator("#code").fill(await codeSentTo(phone, office));
  await page.locator("form[action$='/check'] button").click();
  await expect(page).toHaveURL(url(door === "/apply" ? "/apply/family" : "/mine"));
}

/** What a phone shows, as the city's page of messages has it where nobody is real. */
async function codeSentTo(phone: string, office: Page): Promise<string> {
  await office.goto(url("/messages"));
  const row = office.getByRole("row").filter({ hasText: `${phone.slice(0, 5)} ${phone.slice(5)}` }).first();
  const text = (await row.locator("p[lang]").first().textContent()) ?? "";
  const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0];
  expect(code, text).toBeDefined();
  return code!;
}

/** From the form of a phone that is known to the cards. */
export async function enterFamily(page: Page, { members, phone = "", ward = WARD, look }: Wish): Promise<Registered> {
  for (const [place, member] of members.entries()) {
    if (place > 0) await page.locator("button[value=add]").click();
    await expect(page.locator(`#person-${place}`)).toBeVisible();
    await fill(page, place, member);
  }
  await page.locator("#address").fill(HOUSE);
  await page.locator("#locality").fill(isHindi(members[0]?.name ?? "") ? LOCALITY.hi : LOCALITY.en);
  await page.locator("#ward_name").fill(ward);
  await page.locator(".nabz-combo__list li").filter({ hasText: ward }).first().click();
  await look?.(page, "family");
  await page.locator("button[value=review]").click();
  await expect(page).toHaveURL(url("/apply/review"));
  await look?.(page, "review");
  for (const place of members.keys()) await page.locator(`input[name=health-card-${place}][value=yes]`).check({ force: true });
  await page.locator("input[name=sms-0][value=no]").check({ force: true });
  const form = page.locator("form[action='/apply/submit']");
  const sent = await form.evaluate((one) => [...new FormData(one as HTMLFormElement)].map(([name, value]) => [name, String(value)] as const));
  await page.locator("#send").click();
  await expect(page).toHaveURL(url("/apply/done"));
  await look?.(page, "done");
  return { phone, ...(await shown(page)), sent: Object.fromEntries(sent) };
}

/** The health IDs and the papers that the last page shows. */
export async function shown(page: Page): Promise<{ healthIds: string[]; papers: string[] }> {
  const healthIds = await page.locator("main section .nabz-id").allTextContents();
  const links = page.locator("main a[href^='/apply/paper/']");
  const papers = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  return { healthIds, papers };
}

async function fill(page: Page, place: number, { name, sex, age, unit = "y", tie }: Member): Promise<void> {
  const [written, other] = isHindi(name) ? ["name_hi", "name_en"] : ["name_en", "name_hi"];
  await page.locator(`#${written}-${place}`).fill(name);
  await page.locator(`#${written}-${place}`).press("Tab");
  await expect(page.locator(`#${other}-${place}`), "the other script is suggested").not.toHaveValue("");
  await page.locator(`input[name=sex-${place}][value=${sex}]`).check({ force: true });
  await page.locator(`#age-${place}`).fill(age);
  await page.locator(`select[name=age_unit-${place}]`).selectOption(unit);
  if (tie) await page.locator(`#tie-${place}`).selectOption(tie);
  if (tie !== "child") return;
  await page.locator(`#guardian-${place}`).selectOption("0");
  await page.locator(`#role-${place}`).selectOption("mother");
}

function isHindi(name: string): boolean {
  return /\p{Script=Devanagari}/u.test(name);
}
