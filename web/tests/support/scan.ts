// What a scanner reads from a paper: the PDF as a printer draws it, read by a scanner's own program.
import type { Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The dots of a label printer, which is the coarsest of them, and of a card printer. */
const LABEL_DOTS_AN_INCH = 203;
const CARD_DOTS_AN_INCH = 300;
const SCANNED_KEY_SECONDS = 0.005;

/** Types as a scanner does: a key every few milliseconds, however busy the page is, and Enter behind. */
export async function typeAsScanner(page: Page, text: string): Promise<void> {
  const keys = await page.context().newCDPSession(page);
  // A key that is still to come would count as one that comes when the page gets round to it.
  let timestamp = Date.now() / 1_000 - text.length * SCANNED_KEY_SECONDS;
  const press = (key: string, letters: string) => {
    timestamp += SCANNED_KEY_SECONDS;
    return [
      keys.send("Input.dispatchKeyEvent", { type: "keyDown", key, text: letters, timestamp }),
      keys.send("Input.dispatchKeyEvent", { type: "keyUp", key, timestamp }),
    ];
  };
  await Promise.all([...[...text].flatMap((letter) => press(letter, letter)), ...press("Enter", "\r")]);
  await keys.detach();
}

/** The code of the card whose paper is at this address. */
export function scannedCard(page: Page, address: string): Promise<string> {
  return scanned(page, address, CARD_DOTS_AN_INCH);
}

/** The code on the first page of the paper at this address. */
export async function scanned(page: Page, address: string, dots = LABEL_DOTS_AN_INCH): Promise<string> {
  const answer = await page.request.get(address);
  const folder = mkdtempSync(join(tmpdir(), "nabz-paper-"));
  try {
    const paper = join(folder, "paper.pdf");
    writeFileSync(paper, await answer.body());
    execFileSync("pdftoppm", ["-r", String(dots), "-l", "1", "-png", paper, join(folder, "page")]);
    const picture = readdirSync(folder).find((name) => name.endsWith(".png"));
    if (!picture) throw new Error(`${address} has no page`);
    return execFileSync("zbarimg", ["--quiet", "--raw", join(folder, picture)]).toString().trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
