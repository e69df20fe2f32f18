// The television of a waiting hall: calls are announced one after the other, silence is said to be
// silence, and a board whose line is lost says how old it is.
import { type Page, expect } from "@playwright/test";
import { LANGUAGES, isSound, listen, still, test, url } from "./support/site";

const TELEVISION = { width: 1920, height: 1080 };
test.use({ viewport: TELEVISION });

type Heard = { heard: string[]; rings: number };

/** A page that writes down what it would say; `voices` are the languages it can speak. */
async function ears(page: Page, voices: string[], state: AudioContextState = "running"): Promise<void> {
  await page.addInitScript(
    ({ voices, state }) => {
      const told: Heard = { heard: [], rings: 0 };
      Object.assign(window, { told });
      const node = () => ({
        frequency: { value: 0 },
        gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} },
        connect: (next: unknown) => next,
        start: () => (told.rings += 1),
        stop() {},
      });
      class Sound extends EventTarget {
        state = state;
        currentTime = 0;
        destination = {};
        createOscillator = node;
        createGain = node;
        resume(): Promise<void> {
          this.state = "running";
          this.dispatchEvent(new Event("statechange"));
          return Promise.resolve();
        }
      }
      const list = voices.map((lang) => ({ lang, name: lang }));
      const speak = (said: SpeechSynthesisUtterance) => {
        if (said.text !== "") told.heard.push(`begin ${said.text}`);
        setTimeout(() => {
          if (said.text !== "") told.heard.push(`end ${said.text}`);
          said.onend?.(new Event("end") as SpeechSynthesisEvent);
        }, 200);
      };
      class Utterance {
        voice: unknown = null;
        lang = "";
        rate = 1;
        onend: ((event: unknown) => void) | null = null;
        onerror: ((event: unknown) => void) | null = null;
        constructor(readonly text: string) {}
      }
      Object.assign(window, { AudioContext: Sound, SpeechSynthesisUtterance: Utterance });
      Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => list, speak } });
    },
    { voices, state },
  );
}

const told = (page: Page) => page.evaluate(() => (window as unknown as { told: Heard }).told);

const call = (number: string, door: string, hidden: boolean) =>
  `<section class="nabz-board__now" data-announce="${number}|${door}|7" data-fresh data-say-hi="टोकन ${number}" data-say-en="Token ${number}"${hidden ? " hidden" : ""}><p class="nabz-board__token">${number}</p></section>`;

/** Two rooms have called since the board last asked. */
async function twoCalls(page: Page): Promise<void> {
  await page.route("**/board/LNH", async (route) => {
    if (route.request().headers()["hx-request"] === undefined) return route.continue();
    const part = await (await route.fetch()).text();
    const rest = part.replace(/<section class="nabz-board__now"[\s\S]*?<\/section>/g, "");
    await route.fulfill({
      contentType: "text/html",
      body: rest.replace(/(<main[^>]*>)/, `$1${call("M-901", "12", true)}${call("E-902", "21", false)}`),
    });
  });
  await page.evaluate(() => document.querySelector("[data-board]")?.dispatchEvent(new CustomEvent("nabz:live")));
}

test("two rooms that call within a moment are both announced, one after the other", async ({ page }) => {
  const heard = listen(page);
  await ears(page, ["hi-IN", "en-IN"]);
  await page.goto(url("/board/LNH"));
  await twoCalls(page);
  await expect(page.locator(".nabz-board__token:visible")).toHaveText("M-901");
  await expect.poll(async () => (await told(page)).heard.length, { timeout: 15_000 }).toBe(8);
  expect((await told(page)).heard).toEqual(
    ["टोकन M-901", "Token M-901", "टोकन E-902", "Token E-902"].flatMap((said) => [`begin ${said}`, `end ${said}`]),
  );
  await expect(page.locator(".nabz-board__token:visible")).toHaveText("E-902");
  expect(heard).toEqual([]);
});

test("a browser without a Hindi voice rings for each call and says nothing", async ({ page }) => {
  await ears(page, ["en-GB"]);
  await page.goto(url("/board/LNH"));
  await expect(page.locator("[data-sound]")).toBeHidden();
  await twoCalls(page);
  await expect.poll(async () => (await told(page)).rings, { timeout: 10_000 }).toBe(4);
  await expect(page.locator(".nabz-board__token:visible")).toHaveText("E-902");
  expect((await told(page)).heard).toEqual([]);
});

for (const language of LANGUAGES) {
  test(`a board that the browser keeps silent offers to turn the sound on, in ${language}`, async ({ page }) => {
    await ears(page, ["hi-IN"], "suspended");
    await page.goto(url(`/board/LNH?lang=${language}`));
    const button = page.locator("[data-sound]");
    await expect(button).toContainText("Turn sound on");
    await expect(button).toContainText("आवाज़ चालू करें");
    await isSound(page);
    await button.click();
    await expect(button).toBeHidden();
    await twoCalls(page);
    await expect.poll(async () => (await told(page)).rings, { timeout: 10_000 }).toBeGreaterThan(0);
  });
}

test("a hall with more rooms than lines shows each of them in turn", async ({ page }) => {
  await page.clock.install();
  await page.goto(url("/board/LNH"));
  const doors = page.locator("[data-board] tr[data-door]:visible td:first-child");
  const dots = page.locator("[data-dots]");
  await expect(dots).toHaveText("● ○");
  const first = await doors.allTextContents();
  await page.clock.runFor(10_000);
  await expect(dots).toHaveText("○ ●");
  const second = await doors.allTextContents();
  const all = await page.locator("[data-board] tr[data-door]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-door")));
  expect([...first, ...second]).toEqual(all);
  // A board that was fetched anew goes on where it stood, and turns to the room that is called.
  await twoCalls(page);
  await expect(page.locator("[data-board] tr[data-door='12']")).toBeVisible();
});

test("a board whose line is lost says how old it is, counted from the last sign of life", async ({ page }) => {
  await page.clock.install();
  await page.goto(url("/board/LNH"));
  const stale = page.locator("#nabz-stale");
  await expect(stale).toBeHidden();
  // Nobody is called for half an hour, and the line is alive all the while.
  await page.clock.fastForward("30:00");
  await page.evaluate(() => dispatchEvent(new Event("nabz:line-alive")));
  await page.evaluate(() => dispatchEvent(new Event("nabz:line-lost")));
  await expect(stale).toContainText(" 0 ");
  // The age is said anew every quarter of a minute.
  await page.clock.runFor("04:20");
  await expect(stale).toContainText("4 मिनट");
  await expect(stale).toContainText("4 min old");
  await expect(page.locator(".nabz-tv__live")).toBeHidden();
  await still(page, "board-stale");
  await isSound(page);
  await page.evaluate(() => dispatchEvent(new Event("nabz:line-found")));
  await expect(stale).toBeHidden();
});
