// What a scanner and somebody's eyes read from a paper: the PDF as a printer draws it, read by a
// scanner's own program.
import { type Page, expect } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DRAWS, SCREENS } from "./site";

/** The dots of a label printer, which is the coarsest of them, and of a card printer. */
const LABEL_DOTS_AN_INCH = 203;
const CARD_DOTS_AN_INCH = 300;
const SCANNED_KEY_SECONDS = 0.005;
/** No file of the repository may be heavier. */
const PICTURE_BYTES_MAX = 512 * 1024;

/** One page of a paper. */
export interface PaperPage {
  /** What a scanner reads from it. */
  code: string;
  /** Its words, with one space between them. */
  words: string;
}

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
export function scanned(page: Page, address: string, dots = LABEL_DOTS_AN_INCH): Promise<string> {
  return withPaper(page, address, (paper) => codeOn(drawn(paper, dots, 1)[0]!));
}

/** The code on a picture. */
export function scannedPicture(picture: Buffer): string {
  return inFolder((folder) => {
    const file = join(folder, "picture.png");
    writeFileSync(file, picture);
    return codeOn(file);
  });
}

/** What is read from each page of the cards at this address. */
export function readPages(page: Page, address: string): Promise<PaperPage[]> {
  return withPaper(page, address, (paper) =>
    drawn(paper, CARD_DOTS_AN_INCH).map((picture, at) => ({ code: codeOn(picture), words: wordsOn(paper, at + 1) })),
  );
}

/** Pictures of the first pages of a paper for docs/screens, by these names, where they are asked for. */
export async function paperStills(page: Page, address: string, names: string[], dots = CARD_DOTS_AN_INCH): Promise<void> {
  if (!DRAWS) return;
  await withPaper(page, address, (paper) => {
    mkdirSync(SCREENS, { recursive: true });
    const pictures = drawn(paper, dots, names.length);
    for (const [at, name] of names.entries()) {
      const picture = pictures[at]!;
      expect(statSync(picture).size, name).toBeLessThanOrEqual(PICTURE_BYTES_MAX);
      copyFileSync(picture, join(SCREENS, `${name}.png`));
    }
  });
}

/** Fetches a paper, lets it be looked at, and leaves nothing of it. */
async function withPaper<T>(page: Page, address: string, look: (paper: string) => T): Promise<T> {
  const answer = await page.request.get(address);
  expect(answer.headers()["content-type"], address).toBe("application/pdf");
  const bytes = await answer.body();
  return inFolder((folder) => {
    const paper = join(folder, "paper.pdf");
    writeFileSync(paper, bytes);
    return look(paper);
  });
}

/** A folder for as long as something is looked at. */
function inFolder<T>(look: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "nabz-paper-"));
  try {
    return look(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The pictures of a paper's pages, or of so many of them, beside the paper. */
function drawn(paper: string, dots: number, most?: number): string[] {
  const last = most === undefined ? [] : ["-l", String(most)];
  const folder = dirname(paper);
  execFileSync("pdftoppm", ["-r", String(dots), ...last, "-png", paper, join(folder, "page")]);
  const pictures = readdirSync(folder).filter((name) => name.endsWith(".png")).sort();
  if (pictures.length === 0) throw new Error("the paper has no page");
  return pictures.map((name) => join(folder, name));
}

function codeOn(picture: string): string {
  return execFileSync("zbarimg", ["--quiet", "--raw", picture]).toString().trim();
}

function wordsOn(paper: string, place: number): string {
  const only = ["-f", String(place), "-l", String(place)];
  return execFileSync("pdftotext", [...only, "-layout", paper, "-"]).toString().trim().split(/\s+/).join(" ");
}
