// A card of plastic from a counter that asks for it to the post that brings it back. Each step ends on
// the page that says it was done.
import { type Page, expect } from "@playwright/test";
import { typeAsScanner } from "./scan";
import { url } from "./site";

type Look = (page: Page) => Promise<void>;

const BATCHES = "/cards/office/batches";

/** Presses a key that leads to another page. */
export async function onward(page: Page, key: string, to: RegExp): Promise<void> {
  await Promise.all([page.waitForURL(to), page.keyboard.press(key)]);
}

/** Finds the cards of whoever has this health ID, by keyboard alone; answers with the page's path. */
export async function openCards(clerk: Page, healthId: string): Promise<string> {
  await clerk.goto(url("/cards"));
  await clerk.locator("#who").fill(healthId);
  await onward(clerk, "Enter", /\/cards\/find$/);
  const open = clerk.getByRole("listitem").filter({ hasText: healthId }).getByRole("link");
  await expect(open.first()).toBeFocused();
  await onward(clerk, "Enter", /\/cards\/[0-9a-f-]{36}$/);
  return new URL(clerk.url()).pathname;
}

/** A card is held before the scanner of a counter. */
export async function scanAtDesk(clerk: Page, code: string): Promise<void> {
  await clerk.goto(url("/cards"));
  await clerk.locator("#who").fill(code);
  await onward(clerk, "Enter", /done=shown/);
}

/** Somebody else than who asked says yes. */
export async function approve(office: Page, healthId: string, ward: string, look?: Look): Promise<void> {
  await office.goto(url(`/cards/office?ward=${ward}`));
  const request = office.getByRole("article").filter({ hasText: healthId });
  await expect(request).toBeVisible();
  await look?.(office);
  await Promise.all([office.waitForURL(/done=approve/), request.locator("button[value=approve]").click()]);
}

/** Signs what was approved for a ward and closes the batch; answers with its path. */
export async function closeBatch(office: Page, ward: string, look?: Look): Promise<string> {
  await office.goto(url(BATCHES));
  await look?.(office);
  const waiting = office.getByRole("listitem").filter({ has: office.locator(`input[name=ward][value='${ward}']`) });
  await Promise.all([office.waitForURL(/\/batches\/[0-9a-f-]{36}$/), waiting.getByRole("button").click()]);
  const batch = new URL(office.url()).pathname;
  await look?.(office);
  await onward(office, "Alt+A", /done=filled/);
  await look?.(office);
  await office.locator("details:has(form[action$='/seal']) > summary").click();
  await Promise.all([office.waitForURL(/done=sealed/), office.locator("form[action$='/seal'] button").click()]);
  return batch;
}

/** The files of the batch that is shown are printed out; answers with their addresses, of the cards first. */
export async function printOut(office: Page): Promise<string[]> {
  await onward(office, "Alt+P", /done=run/);
  const links = office.locator("a[href*='.pdf?copy=']");
  return links.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
}

/** The whole batch that is shown is off the press. */
export async function offPress(office: Page): Promise<void> {
  await onward(office, "Alt+O", /done=printed/);
}

/** Scans something in place of the piece that is due, and is told so. */
export async function scanWrongPiece(office: Page, code: string): Promise<void> {
  await office.locator("#code").fill(code);
  await office.keyboard.press("Enter");
  await expect(office.getByRole("alert")).toContainText("CRD-043");
}

/** Scans the piece that is due. */
export async function scanPiece(office: Page, code: string): Promise<void> {
  await office.locator("#code").fill(code);
  await onward(office, "Enter", /\/check\?done=\d+$/);
}

/** Hands a card to the post that was scanned after printing. */
export async function send(office: Page, healthId: string, parcel: string): Promise<void> {
  await office.goto(url("/cards/office/post?state=checked"));
  const card = office.getByRole("listitem").filter({ hasText: healthId }).getByRole("checkbox");
  await card.check();
  await office.keyboard.press("Alt+S");
  await expect(office.getByRole("alert"), "a parcel has a number").toContainText("CRD-045");
  await expect(card).toBeChecked();
  await office.locator("#parcel").fill(parcel);
  await onward(office, "Alt+S", /done=sent/);
}

/** The serial of the first piece of the batch that is shown. */
export async function firstSerial(office: Page): Promise<string> {
  return (await office.locator("td.nabz-num").first().innerText()).trim();
}

/** Holds a piece and then the label of the post before a scanner. */
export async function scanPair(office: Page, code: string, parcel: string, look?: Look): Promise<void> {
  await office.goto(url("/cards/office/post/scan"));
  await look?.(office);
  await typeAsScanner(office, code);
  await expect(office.locator("#label[data-scan]")).toBeVisible();
  await look?.(office);
  await typeAsScanner(office, parcel);
  await office.waitForURL(/\/post\/scan\?done=/);
  await expect(office.locator("main [role=status]")).toContainText(parcel);
}

/** The post's list says of a card that it was delivered today: looked at first, then carried out. */
export async function deliverByFile(office: Page, serial: string, look?: Look): Promise<void> {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Kolkata" }).format(new Date());
  const lines = `serial,event,date\n${serial},delivered,${today}\n`;
  await office.goto(url("/cards/office/post/file"));
  await look?.(office);
  await office.locator("#file").setInputFiles({ name: "post.csv", mimeType: "text/csv", buffer: Buffer.from(lines) });
  await office.keyboard.press("Alt+S");
  const take = office.locator("form[action$='/file/take'] button");
  await expect(take).toBeVisible();
  await look?.(office);
  await onward(office, "Alt+S", /\/file\/take$/);
  await expect(take).toHaveCount(0);
  await look?.(office);
  await office.goto(url("/cards/office/post?state=delivered"));
  await look?.(office);
}

/** The post brings a parcel back. */
export async function takeBack(office: Page, parcel: string, from: "dispatched" | "delivered", look?: Look): Promise<void> {
  await office.goto(url(`/cards/office/post?state=${from}`));
  await look?.(office);
  await office.locator("#code").fill(parcel);
  await onward(office, "Enter", /done=returned/);
}

/** Somebody who came for their card is given it, held before the scanner; another's is not. */
export async function giveCard(clerk: Page, code: string, other: string, look?: Look): Promise<void> {
  await typeAsScanner(clerk, other);
  await expect(clerk.getByRole("alert")).toContainText("CRD-093");
  await clerk.locator("details:has(#unread) > summary").click();
  await expect(clerk.locator("#unread")).toBeVisible();
  await look?.(clerk);
  await clerk.keyboard.press("Alt+H");
  await expect(clerk.locator("#plastic")).toBeFocused();
  await typeAsScanner(clerk, code);
  await clerk.waitForURL(/done=handed-over/);
}

/** Hands a roll that was printed to whoever signs in with this name. */
export async function handOut(office: Page, roll: string, worker: string): Promise<void> {
  await office.goto(url(roll));
  await office.locator("input[name=kind][value=worker]").check({ force: true });
  await office.locator("#to").fill(worker);
  await Promise.all([office.waitForURL(/done=handed-out/), office.locator("form[action$='/hand-out'] button").click()]);
}

/** Somebody gives back the card that they hold. */
export async function surrender(clerk: Page, healthId: string): Promise<void> {
  await openCards(clerk, healthId);
  await clerk.locator("details:has(form[action$='/surrender']) > summary").click();
  await clerk.locator("#reason").fill("wants a sticker instead");
  await Promise.all([clerk.waitForURL(/done=surrendered/), clerk.locator("form[action$='/surrender'] button").click()]);
}

/** Makes a roll of stickers for a ward; answers with its path. */
export async function makeRoll(office: Page, ward: string, look?: Look): Promise<string> {
  await office.goto(url("/cards/office/stickers"));
  await look?.(office);
  await office.locator("#count").fill("12");
  await office.locator("#ward").fill(ward);
  await onward(office, "Enter", /\/stickers\/[0-9a-f-]{36}\?done=begun$/);
  const roll = new URL(office.url()).pathname;
  await look?.(office);
  await Promise.all([office.waitForURL(/done=printed/), office.locator("form[action$='/print'] button").click()]);
  return roll;
}
