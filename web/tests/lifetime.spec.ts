// The whole life of two cards, in Hindi: on paper from a family's own phone, of plastic from a print
// shop, made valid at a counter or by whoever opens the envelope, lost, replaced. After each step a
// phone whose network is down says what each card is worth, by the code that a scanner reads from the
// printed card.
import { type Page, expect } from "@playwright/test";
import { approve, closeBatch, giveCard, onward, printOut, scanAtDesk, scanPiece, send, takeBack } from "./support/cards";
import { isKept, says, type, updateLists } from "./support/check";
import { knock, onPhone, register } from "./support/family";
import { signLists } from "./support/lists";
import { type PaperPage, paperStills, readPages } from "./support/scan";
import { at, isSound, keepSlips, listen, still, test, url } from "./support/site";
import { COUPLE } from "./support/visitors";

/** Nobody else's cards are printed for it. */
const WARD = "173";
/** Pictures of larger papers need fewer dots. */
const LARGE_DOTS_AN_INCH = 150;
const SHEET_DOTS_AN_INCH = 100;

const SAID = {
  counts: "जो कार्ड दिखाया गया: यह चालू है।",
  // The word for temporary ends in the one for permanent.
  permanent: /(?<!अ)स्थायी कार्ड, /,
  temporary: "अस्थायी कार्ड",
  allScanned: "इस खेप के सभी कार्ड स्कैन हो चुके हैं।",
  withThePost: "स्थायी कार्ड डाक में है",
  arrived: "मेरा कार्ड डाक से आ गया",
  serial: "कार्ड का क्रमांक",
  makeValid: "कार्ड चालू करें",
  lost: "खोने की सूचना",
  replaced: "बदला गया",
} as const;

/** What is read from both sides of a printed card. */
interface Card {
  code: string;
  serial: string;
}

/** The card that says this health ID: its front, and the page behind it. */
function cardOf(pages: PaperPage[], healthId: string): Card {
  const place = pages.findIndex(({ words }) => words.includes(healthId));
  const [front, back] = [pages[place], pages[place + 1]];
  expect(front, `a card says ${healthId}`).toBeDefined();
  expect(back?.code, "both sides carry the same code").toBe(front!.code);
  const serial = /Serial (\d{3} \d{3} \d{3})/.exec(back!.words)?.[1];
  expect(serial, back!.words).toBeDefined();
  return { code: front!.code, serial: serial! };
}

/** What a phone says of cards once its network is down; it fetched the lists a moment before. */
async function saysOffline(door: Page, cards: readonly (readonly [card: Card, word: string])[]): Promise<void> {
  signLists();
  await door.context().setOffline(false);
  await updateLists(door);
  await door.context().setOffline(true);
  await door.reload();
  await expect(door.locator("[data-came=unreachable]"), "there is no network").toBeVisible();
  for (const [{ code }, word] of cards) {
    await type(door, code);
    await says(door, word);
  }
}

/** A counter looks at the card on paper and at a voter card, and asks for one of plastic; answers with
 * the path of their cards. */
async function askForPlastic(clerk: Page, healthId: string, paper: Card): Promise<string> {
  await scanAtDesk(clerk, paper.code);
  await expect(clerk.locator(".nabz-patient .nabz-id")).toHaveText(healthId);
  await expect(clerk.locator(".nabz-notice--ok")).toContainText(SAID.counts);
  await clerk.locator("#proof").selectOption("voter-card");
  await onward(clerk, "Alt+P", /done=ordered/);
  return new URL(clerk.url()).pathname;
}

/** Scans the pieces of a batch of two in the order in which they are due. */
async function scanBoth(office: Page, plastic: Map<string, Card>): Promise<void> {
  await onward(office, "Alt+S", /\/check$/);
  const due = office.locator("section[aria-labelledby=due]");
  for (let left = plastic.size; left > 0; left -= 1) {
    const card = plastic.get((await due.locator(".nabz-id").textContent()) ?? "");
    expect(card, "what is due was printed").toBeDefined();
    await expect(due, "the serial is the printed one").toContainText(card!.serial);
    await scanPiece(office, card!.code);
    // The address says that a piece was scanned from the first one on.
    await expect(due.getByText(card!.serial)).toHaveCount(0);
  }
  await expect(office.locator("main")).toContainText(SAID.allScanned);
}

/** What a print shop is given, for whoever wants to see it. */
async function showPapers(office: Page, files: string[]): Promise<void> {
  const [cards, large, , stickers] = files;
  await paperStills(office, url(cards!), ["card-front", "card-back"]);
  await paperStills(office, url(large!), ["card-large"], LARGE_DOTS_AN_INCH);
  await paperStills(office, url(stickers!), ["card-stickers"], SHEET_DOTS_AN_INCH);
}

/** Whoever stands at the counter is given their card, and not another's. */
async function handOver(clerk: Page, cards: string, [own, other]: [Card, Card]): Promise<void> {
  await clerk.goto(url(cards));
  await giveCard(clerk, own.code, other.code);
  await expect(clerk.locator("section[aria-labelledby=now]")).toContainText(SAID.permanent);
}

/** Whoever opened the envelope types the serial into the page of what is their own. */
async function makeValid(phone: Page, healthId: string, serial: string): Promise<void> {
  const own = phone.locator("main section.nabz-card").filter({ hasText: healthId });
  await expect(own).toContainText(SAID.withThePost);
  await own.getByText(SAID.arrived).click();
  await own.getByLabel(SAID.serial).fill(serial);
  await isSound(phone);
  await still(phone, "mine-post.hi.phone");
  await own.getByRole("button", { name: SAID.makeValid }).click();
  await expect(own.getByText(SAID.arrived)).toHaveCount(0);
  await expect(own).toContainText(SAID.permanent);
}

/** Presses the button that blocks a card, and is told that it is blocked. */
async function reportLost(clerk: Page): Promise<void> {
  await Promise.all([clerk.waitForURL(/done=suspended/), clerk.getByRole("button", { name: SAID.lost }).click()]);
  await expect(clerk.locator("section[aria-labelledby=held] .nabz-tag")).toHaveText(SAID.lost);
}

/** Another card takes the place of the one that is blocked. */
async function replace(clerk: Page, healthId: string, lost: Card): Promise<Card> {
  await Promise.all([clerk.waitForURL(/done=replaced/), clerk.locator("form[action$='/replace'] button").click()]);
  const { pathname, searchParams } = new URL(clerk.url());
  const card = cardOf(await readPages(clerk, url(`${pathname}/paper/${searchParams.get("card")}`)), healthId);
  expect(card.serial).not.toBe(lost.serial);
  await expect(clerk.locator("#held")).toContainText(card.serial);
  const history = clerk.locator("section[aria-labelledby=history]").getByRole("row");
  await expect(history.filter({ hasText: lost.serial })).toContainText(SAID.replaced);
  await expect(history.filter({ hasText: card.serial })).toContainText(SAID.temporary);
  return card;
}

test("what a phone without a network says of two cards from the day they are asked for to the day one is replaced", async ({ browser }) => {
  test.setTimeout(180_000);
  const [office, clerk] = [await at(browser, "administrator", "hi"), await at(browser, "clerk", "hi")];
  const [phone, door] = [await onPhone(browser, "hi"), await onPhone(browser, "hi")];
  const heard = [office, clerk, phone, door].map(listen);
  await keepSlips(clerk);

  const { phone: number, healthIds, papers } = await register(phone, office, { members: COUPLE, ward: WARD });
  const [hers, his] = [healthIds[0]!, healthIds[1]!];
  const herPaper = cardOf(await readPages(phone, url(papers[0]!)), hers);
  const hisPaper = cardOf(await readPages(phone, url(papers[1]!)), his);
  await door.goto(url("/check"));
  await isKept(door);
  await saysOffline(door, [[herPaper, "valid"], [hisPaper, "valid"]]);

  await askForPlastic(clerk, hers, herPaper);
  const hisCards = await askForPlastic(clerk, his, hisPaper);
  for (const healthId of [hers, his]) await approve(office, healthId, WARD);
  await closeBatch(office, WARD);
  const files = await printOut(office);
  const pages = await readPages(office, url(files[0]!));
  const [herPlastic, hisPlastic] = [cardOf(pages, hers), cardOf(pages, his)];
  await showPapers(office, files);
  await scanBoth(office, new Map([[hers, herPlastic], [his, hisPlastic]]));
  await saysOffline(door, [[herPlastic, "suspended"], [hisPlastic, "suspended"], [hisPaper, "valid"]]);

  await send(office, hers, `EH${number}IN`);
  await send(office, his, `EJ${number}IN`);
  await saysOffline(door, [[herPlastic, "suspended"], [hisPlastic, "suspended"]]);

  await takeBack(office, `EJ${number}IN`, "dispatched");
  await handOver(clerk, hisCards, [hisPlastic, herPlastic]);
  await saysOffline(door, [[hisPlastic, "valid"], [hisPaper, "revoked"], [herPlastic, "suspended"], [herPaper, "valid"]]);

  await knock(phone, office, "/mine", number);
  await makeValid(phone, hers, herPlastic.serial);
  await saysOffline(door, [[herPlastic, "valid"], [herPaper, "revoked"]]);

  await reportLost(clerk);
  await saysOffline(door, [[hisPlastic, "suspended"], [herPlastic, "valid"]]);
  const replacement = await replace(clerk, his, hisPlastic);
  await saysOffline(door, [[hisPlastic, "revoked"], [replacement, "valid"]]);
  expect(heard.flat()).toEqual([]);
});
