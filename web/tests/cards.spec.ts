// Health cards from a family's own phone to the plastic in a hand: registered at home, shown at a
// counter, approved by somebody else, printed, sent, handed over, lost and replaced; and two records
// that may be of one person.
import { type Page, expect } from "@playwright/test";
import { approve, closeBatch, deliverByFile, firstSerial, giveCard, makeRoll, offPress, onward, openCards, printOut, scanAtDesk, scanPair, scanPiece, scanWrongPiece, send, takeBack } from "./support/cards";
import { isKept, says, type } from "./support/check";
import { WARD, aPhone, enterFamily, knock, onPhone, register, shown } from "./support/family";
import { signLists } from "./support/lists";
import { scannedCard } from "./support/scan";
import { LANGUAGES, at, isPaper, isSoundAnywhere, keepSlips, listen, picture, still, test, url } from "./support/site";
import { FAMILY, LOSER, PLASTIC, TWICE } from "./support/visitors";

const SAID = {
  en: {
    onTheMothers: "Until the first birthday on the mother’s card",
    temporary: "Temporary card until",
    share: "Share",
    counts: "The card that was shown: It counts.",
    ended: "The card that was shown: Replaced",
    permanent: "Permanent card until",
    allScanned: "Every card of this batch was scanned.",
    lost: "Reported lost",
    same: "Same person",
    different: "Different people",
    many: "Sunita",
    shelter: "Night shelter",
  },
  hi: {
    onTheMothers: "पहले जन्मदिन तक माँ के कार्ड पर",
    temporary: "अस्थायी कार्ड, ",
    share: "भेजें",
    counts: "जो कार्ड दिखाया गया: यह चालू है।",
    ended: "जो कार्ड दिखाया गया: बदला गया",
    permanent: "स्थायी कार्ड, ",
    allScanned: "इस खेप के सभी कार्ड स्कैन हो चुके हैं।",
    lost: "खोने की सूचना",
    same: "एक ही व्यक्ति",
    different: "अलग-अलग लोग",
    many: "सुनीता",
    shelter: "रैन बसेरा",
  },
} as const;

/** More pairs than a page of duplicates lists. */
const PAIRS_MAX = 20;
const JOB_MS = 30_000;

/** A browser that can send addresses on, and remembers what it was given. */
async function canShare(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const share = (given: ShareData) => Promise.resolve(Object.assign(window, { given })).then(() => undefined);
    Object.defineProperty(navigator, "share", { value: share });
  });
}

const shared = (page: Page) => page.evaluate(() => (window as unknown as { given?: ShareData }).given?.url);

for (const language of LANGUAGES) {
  const said = SAID[language];

  test(`a family registers itself on a phone and holds cards at once, in ${language}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const heard = listen(phone);
    await canShare(phone);
    const members = FAMILY[language];
    const { phone: number, healthIds, papers, sent } = await register(phone, office, {
      members,
      look: async (page, step) => {
        await isSoundAnywhere(page);
        await still(page, `apply-${step}.${language}.phone`);
      },
    });
    expect(new Set(healthIds).size).toBe(members.length);
    expect(papers, "the infant stands on its mother's").toHaveLength(members.length - 1);
    const cards = phone.locator("main section.nabz-card");
    await expect(cards.first()).toContainText(said.temporary);
    await expect(cards.last()).toContainText(said.onTheMothers);

    await phone.locator("button[data-share]").first().click();
    expect(await shared(phone)).toBe(url(papers[0]!));
    const friend = await (await browser.newContext()).newPage();
    for (const paper of papers) await isPaper(friend, paper);
    await isPaper(phone, "/apply/cards");
    expect((await friend.request.get(url("/apply/cards"), { maxRedirects: 0 })).status(), "nobody else's").toBe(303);

    // The same form once more, and the way back to it.
    const again = await phone.request.post(url("/apply/submit"), { form: sent, headers: { origin: url("") }, maxRedirects: 0 });
    expect(again.status()).toBe(303);
    await phone.goBack();
    const button = phone.locator("#send");
    if (await button.isVisible()) await button.click();
    await expect(phone).toHaveURL(url("/apply/done"));
    expect(await shown(phone)).toEqual({ healthIds, papers });

    const clerk = await at(browser, "clerk", language);
    await clerk.goto(url("/cards"));
    await clerk.locator("#who").fill(number);
    await onward(clerk, "Enter", /\/cards\/find$/);
    await expect(clerk.locator("main > ul .nabz-id"), "each is on record once").toHaveCount(members.length);
    await isSoundAnywhere(clerk);

    await knock(phone, office, "/mine", number, isSoundAnywhere);
    await expect(phone.locator("main section.nabz-card")).toHaveCount(members.length);
    await isSoundAnywhere(phone);
    await still(phone, `mine.${language}.phone`);
    await phone.locator("a[href^='/mine/looks/']").first().click();
    await expect(phone).toHaveURL(/\/mine\/looks\//);
    await isSoundAnywhere(phone);
    expect(heard).toEqual([]);
  });

  test(`a card of plastic is asked for, approved by somebody else, printed, sent and handed over, in ${language}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const member = PLASTIC[language];
    const { phone: number, healthIds, papers } = await register(phone, office, { members: [member] });
    const healthId = healthIds[0]!;
    const temporary = await scannedCard(phone, url(papers[0]!));

    const clerk = await at(browser, "clerk", language);
    const heard = [listen(clerk), listen(office)];
    const cards = await openCards(clerk, healthId);
    await isSoundAnywhere(clerk);
    await picture(clerk, "card-desk", language);
    await scanAtDesk(clerk, temporary);
    expect(new URL(clerk.url()).pathname).toBe(cards);
    await expect(clerk.locator("h1")).toContainText(member.name);
    await expect(clerk.locator(".nabz-notice--ok")).toContainText(said.counts);
    await isSoundAnywhere(clerk);
    await clerk.locator("#proof").selectOption("voter-card");
    await onward(clerk, "Alt+P", /done=ordered/);

    await approve(office, healthId, WARD, async (page) => {
      await isSoundAnywhere(page);
      await picture(page, "card-office-requests", language);
    });
    await closeBatch(office, WARD, isSoundAnywhere);
    await isSoundAnywhere(office);
    await picture(office, "card-office-batch", language);
    const serial = await firstSerial(office);
    const files = await printOut(office);
    expect(files, "cards, large cards, letters and stickers").toHaveLength(4);
    await isSoundAnywhere(office);
    for (const file of files) await isPaper(office, file);
    await isPaper(office, "/cards/office/leaflet.pdf");
    const plastic = await scannedCard(office, url(files[0]!));
    expect(plastic).not.toBe(temporary);

    await offPress(office);
    await isSoundAnywhere(office);
    await onward(office, "Alt+S", /\/check$/);
    await isSoundAnywhere(office);
    await scanWrongPiece(office, temporary);
    await isSoundAnywhere(office);
    await scanPiece(office, plastic);
    await expect(office.locator("main")).toContainText(said.allScanned);
    await isSoundAnywhere(office);
    await scanAtDesk(clerk, plastic);
    await expect(clerk.locator(".nabz-notice--danger"), "nobody has it yet").toBeVisible();

    await send(office, healthId, `ED${number}IN`);
    await takeBack(office, `ED${number}IN`, "dispatched", isSoundAnywhere);
    await scanPair(office, plastic, `EE${number}IN`, isSoundAnywhere);
    await deliverByFile(office, serial, isSoundAnywhere);
    await clerk.goto(url(cards));
    await isSoundAnywhere(clerk);
    await giveCard(clerk, plastic, temporary, isSoundAnywhere);
    await expect(clerk.locator("section[aria-labelledby=now]")).toContainText(said.permanent);
    await scanAtDesk(clerk, plastic);
    await expect(clerk.locator(".nabz-notice--ok")).toContainText(said.counts);
    await scanAtDesk(clerk, temporary);
    await expect(clerk.locator(".nabz-notice--danger")).toContainText(said.ended);
    await isSoundAnywhere(clerk);
    expect(heard.flat()).toEqual([]);
  });

  test(`a lost card is blocked in one press, is known to a phone without a network, and is replaced, in ${language}`, async ({ browser }) => {
    test.setTimeout(180_000);
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const { healthIds, papers } = await register(phone, office, { members: [LOSER[language]] });
    const healthId = healthIds[0]!;
    const lost = await scannedCard(phone, url(papers[0]!));

    signLists();
    const door = await onPhone(browser, language);
    await door.goto(url("/check"));
    await isKept(door);
    await type(door, lost);
    await says(door, "valid");

    const clerk = await at(browser, "clerk", language);
    const slips = await keepSlips(clerk);
    const cards = await openCards(clerk, healthId);
    await Promise.all([clerk.waitForURL(/done=suspended/), clerk.locator("button[name=why][value=lost]").click()]);
    await expect(clerk.locator("section[aria-labelledby=held] .nabz-tag")).toHaveText(said.lost);
    await isSoundAnywhere(clerk);
    signLists();
    await updateLists(door);
    await type(door, lost);
    await says(door, "suspended");
    await door.context().setOffline(true);
    await door.reload();
    await type(door, lost);
    await says(door, "suspended");

    await Promise.all([clerk.waitForURL(/done=replaced/), clerk.locator("form[action$='/replace'] button").click()]);
    await expect.poll(() => slips.length, "the new card is printed").toBe(1);
    await expect(clerk.locator(".nabz-patient .nabz-id")).toHaveText(healthId);
    await isSoundAnywhere(clerk);
    const held = new URL(clerk.url()).searchParams.get("card");
    const replaced = await scannedCard(clerk, url(`${cards}/paper/${held}`));
    expect(replaced).not.toBe(lost);
    signLists();
    await door.context().setOffline(false);
    await updateLists(door);
    await type(door, lost);
    await says(door, "revoked");
    await type(door, replaced);
    await says(door, "valid");
    await scanAtDesk(clerk, replaced);
    await expect(clerk.locator(".nabz-notice--ok")).toContainText(said.counts);
  });

  test(`two records are said to be of one person, that is taken back, and they are told apart, by keyboard alone, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const members = [TWICE[language]];
    const number = aPhone();
    await register(phone, office, { members, phone: number });
    await phone.locator("form[action='/apply/again'] button").click();
    await expect(phone).toHaveURL(url("/apply/family"));
    await enterFamily(phone, { members, phone: number });

    const records = await at(browser, "records", language);
    const heard = listen(records);
    const row = records.locator("[data-row]").filter({ hasText: members[0]!.name });
    const last = records.locator("form[action$='/undo'] p");
    // They are compared once the family has its answer.
    await expect(async () => {
      await records.goto(url("/records/duplicates"));
      await expect(row.first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: JOB_MS });
    const isOpen = () => records.locator("[data-row][aria-current=true]").filter({ hasText: members[0]!.name }).isVisible();
    for (let moves = 0; moves < PAIRS_MAX && !(await isOpen()); moves += 1) await pressLetter(records, "j");
    await isSoundAnywhere(records);
    await picture(records, "duplicates", language);

    await records.reload();
    await pressLetter(records, "s");
    await expect(last).toContainText(said.same);
    await expect(row).toHaveCount(0);
    await isSoundAnywhere(records);
    await records.reload();
    await pressLetter(records, "z");
    await expect(records).toHaveURL(/\/records\/duplicates\?pair=/);
    await expect(records.locator(".nabz-family")).toContainText(members[0]!.name);
    await expect(row).toHaveCount(1);
    const both = await records.locator(".nabz-family h3 a").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
    await pressLetter(records, "d");
    await expect(last).toContainText(said.different);
    await expect(row).toHaveCount(0);

    // What was written down while they were taken for one, and what is known of each.
    await records.goto(url(both[1]!));
    await isSoundAnywhere(records);
    await records.locator("a[href*='/parted/']").first().click();
    await expect(records).toHaveURL(/\/parted\//);
    await isSoundAnywhere(records);
    for (const path of [`${both[0]}/history`, `${both[0]}/household`]) {
      await records.goto(url(path));
      await isSoundAnywhere(records);
    }
    expect(heard).toEqual([]);
  });

  test(`stickers, a shelter and who looked are sound, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const office = await at(browser, "administrator", language);
    const roll = await makeRoll(office, WARD, isSoundAnywhere);
    await isSoundAnywhere(office);
    await picture(office, "card-office-stickers", language);
    await isPaper(office, `${roll}/sheets.pdf?copy=1`);

    const clerk = await at(browser, "clerk", language);
    const person = await withoutHousehold(clerk, said.many);
    await clerk.locator("#place").selectOption({ label: "Night shelter, Sangam Vihar · 178" });
    await clerk.locator("form[action$='/household/place'] button").click();
    await expect(clerk.locator("section[aria-labelledby=lives]")).toContainText(said.shelter);
    await isSoundAnywhere(clerk);
    await clerk.locator("section[aria-labelledby=lives] a[href^='/institutions/']").click();
    await expect(clerk.locator("section[aria-labelledby=living]")).toBeVisible();
    await isSoundAnywhere(clerk);
    await picture(clerk, "shelter", language);

    for (const path of [`/who-looked/${person}`, `/who-looked/${person}/paper`, "/cards/office/expiring", "/messages", "/messages?failed=yes"]) {
      await office.goto(url(path));
      await isSoundAnywhere(office);
    }
    const doctor = await at(browser, "doctor", language);
    await doctor.goto(url(`/emergency/${person}`));
    await isSoundAnywhere(doctor);
  });
}

async function updateLists(door: Page): Promise<void> {
  await door.locator("#check-update").click();
  await expect(door.locator("[data-came=fresh]")).toBeVisible();
}

/** A letter is heard once the page was seen and has the cursor. */
async function pressLetter(page: Page, letter: string): Promise<void> {
  await expect(page.locator("#main")).toBeFocused();
  const next = page.waitForEvent("load");
  await page.keyboard.press(letter);
  await next;
}

/** Opens the household page of somebody for whom none is written down; answers with their id. */
async function withoutHousehold(clerk: Page, name: string): Promise<string> {
  await clerk.goto(url("/cards"));
  await clerk.locator("#who").fill(name);
  await onward(clerk, "Enter", /\/cards\/find$/);
  const links = await clerk.locator("main > ul a[href^='/cards/']").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  for (const link of links) {
    const person = link.split("/").pop()!;
    await clerk.goto(url(`/people/${person}/household`));
    if ((await clerk.locator("input[name=kind]").count()) > 0) return person;
  }
  throw new Error(`everybody called ${name} has a household`);
}
