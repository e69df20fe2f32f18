// Papers that a family photographs and sends ahead: what is no paper, where one stands, what a records
// officer says of it and the family reads, and another in its place.
import { type Page, expect } from "@playwright/test";
import { knock, onPhone, register } from "./support/family";
import { LANGUAGES, at, isSoundAnywhere, listen, picture, still, test, url } from "./support/site";
import { SENDER } from "./support/visitors";

const SAID = {
  en: {
    never: "Never send an Aadhaar card",
    waits: "The office has not opened it yet",
    unreadable: "it cannot be read; photograph it in good light",
    fits: "The office has seen it, and it fits.",
  },
  hi: {
    never: "आधार कार्ड कभी न भेजें",
    waits: "कार्यालय ने अभी नहीं खोला है",
    unreadable: "यह पढ़ा नहीं जाता; अच्छी रोशनी में फ़ोटो लें",
    fits: "कार्यालय ने देख लिया है, ठीक है।",
  },
} as const;

/** A document that shows one empty page. */
const DOCUMENT = [
  "%PDF-1.4",
  "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
  "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj",
  "trailer<</Root 1 0 R>>",
].join("\n");

/** A photograph of more bytes than the page takes: noise, which nothing makes smaller but fewer dots. */
async function large(page: Page): Promise<Buffer> {
  const encoded = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1_400, 1_400];
    const pen = canvas.getContext("2d")!;
    const dots = pen.createImageData(canvas.width, canvas.height);
    for (let at = 0; at < dots.data.length; at += 1) dots.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
    pen.putImageData(dots, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1]!;
  });
  return Buffer.from(encoded, "base64");
}

async function send(page: Page, kind: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.locator("#kind").selectOption(kind);
  await page.locator("#file").setInputFiles(file);
  await page.locator("form[enctype] button").click();
  await page.waitForLoadState();
}

for (const language of LANGUAGES) {
  const said = SAID[language];

  test(`a paper is sent ahead, does not fit, and another does, in ${language}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const [office, phone] = [await at(browser, "administrator", language), await onPhone(browser, language)];
    const heard = listen(phone);
    const member = SENDER[language];
    const { phone: number, healthIds } = await register(phone, office, { members: [member] });

    // Offered at once, from the page with the cards.
    await phone.locator("a[href^='/apply/papers/']").click();
    await expect(phone).toHaveURL(/\/apply\/papers\//);
    await expect(phone.locator("main")).toContainText(said.never);
    await isSoundAnywhere(phone);
    await still(phone, `papers.${language}.phone`);
    const page = { name: "page.html", mimeType: "image/png", buffer: Buffer.from("<script>alert(1)</script>") };
    await send(phone, "residence", page);
    await expect(phone.locator("#file-error")).toContainText("SCN-003");
    await expect(phone.locator("#kind"), "what was chosen stays").toHaveValue("residence");
    await isSoundAnywhere(phone);
    await phone.locator("#kind").selectOption("");
    await phone.locator("form[enctype] button").click();
    await expect(phone.locator("#kind-error")).toContainText("SCN-006");
    await expect(phone.locator("#file-error")).toContainText("SCN-001");

    // A photograph that is too large is made smaller on the phone.
    const photograph = { name: "IMG_0815.png", mimeType: "image/png", buffer: await large(phone) };
    expect(photograph.buffer.length).toBeGreaterThan(2 * 1024 * 1024);
    await send(phone, "residence", photograph);
    await expect(phone.locator("#papers")).toContainText(said.waits);
    await expect(phone.locator("#papers")).toContainText("JPEG");
    await isSoundAnywhere(phone);

    // Taken back, and sent again from the page of what is one's own.
    await phone.locator("form[action$='/remove'] button").click();
    await expect(phone.locator("#papers")).not.toContainText(said.waits);
    await knock(phone, office, "/mine", number);
    await phone.locator("a[href^='/mine/papers/']").click();
    await send(phone, "residence", { name: "scan.pdf", mimeType: "application/pdf", buffer: Buffer.from(DOCUMENT) });
    await expect(phone.locator("#papers")).toContainText(said.waits);

    // A records officer opens it and says why it does not fit.
    const records = await at(browser, "records", language);
    const troubles = listen(records);
    const person = new URL(phone.url()).pathname.split("/").pop()!;
    await records.goto(url("/scans"));
    await isSoundAnywhere(records);
    await picture(records, "papers-waiting", language);
    await records.goto(url(`/scans/${person}`));
    await expect(records.locator(".nabz-patient .nabz-id")).toHaveText(healthIds[0]!);
    const paper = records.getByRole("article");
    await paper.locator("button[value=fits]").click();
    await expect(paper.getByRole("alert"), "nobody decides unseen").toContainText("SCN-013");
    const link = (await paper.locator("a[target=_blank]").getAttribute("href"))!;
    const opened = await records.request.get(url(link));
    expect(opened.headers()["content-type"]).toBe("application/pdf");
    expect(opened.headers()["x-content-type-options"]).toBe("nosniff");
    expect(opened.headers()["content-disposition"]).toBe("inline");
    expect(opened.headers()["cache-control"]).toBe("no-store");
    expect(opened.headers()["content-security-policy"]).toContain("sandbox");
    expect((await opened.body()).toString()).toBe(DOCUMENT);
    expect((await phone.request.get(url(link), { maxRedirects: 0 })).status(), "not the family itself").toBe(303);
    await records.goto(url(`/scans/${person}`));
    await isSoundAnywhere(records);
    await picture(records, "papers-of-person", language);
    await paper.locator("select[name=why]").selectOption("unreadable");
    await Promise.all([records.waitForURL(/done=misfit/), paper.locator("button[value=misfit]").click()]);
    await isSoundAnywhere(records);

    // The family reads why in its own language, and sends another.
    await phone.reload();
    await expect(phone.locator("#papers")).toContainText(said.unreadable);
    await isSoundAnywhere(phone);
    await send(phone, "ration-card", { name: "scan.pdf", mimeType: "application/pdf", buffer: Buffer.from(`${DOCUMENT}\n`) });
    await expect(phone.locator("#papers")).toContainText(said.waits);
    await records.goto(url(`/cards/${person}`));
    await isSoundAnywhere(records);
    await records.locator(`a[href='/scans/${person}']`).click();
    const another = (await paper.first().locator("a[target=_blank]").getAttribute("href"))!;
    await records.request.get(url(another));
    await Promise.all([records.waitForURL(/done=fits/), paper.first().locator("button[value=fits]").click()]);
    await phone.reload();
    await expect(phone.locator("#papers")).toContainText(said.fits);
    expect([...heard, ...troubles]).toEqual([]);
  });
}
