// The check through a camera. The browser of the tests reads no codes by itself, so this is our own
// reader, with a film of a card in place of a camera.
import { expect } from "@playwright/test";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seen } from "./support/code";
import { openDoor } from "./support/door";
import { PHONE, test } from "./support/site";
import { noon } from "./support/told";

const FILM = join(tmpdir(), "nabz-card.y4m");
const FRAME = { width: 640, height: 480 };

test.use({
  viewport: PHONE,
  permissions: ["camera"],
  launchOptions: {
    executablePath: process.env["NABZ_CHROMIUM"] ?? "/usr/bin/chromium-headless-shell",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${FILM}`,
    ],
  },
});

/** Grey pictures as uncompressed film holds them: all light first, then two quarters of colour. */
function film(): Buffer {
  const colour = Buffer.alloc((FRAME.width * FRAME.height) / 2, 128);
  const frames = [0.1, 0.12].flatMap((turn) => [Buffer.from("FRAME\n"), seen({ ...FRAME, module: 7, turn }), colour]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${FRAME.width} H${FRAME.height} F10:1 Ip A1:1 C420jpeg\n`), ...frames]);
}

test.beforeAll(() => writeFileSync(FILM, film()));
test.afterAll(() => rmSync(FILM, { force: true }));

test("a card that is held before the camera is checked", async ({ page }) => {
  const door = await openDoor();
  await page.clock.setFixedTime(noon());
  await page.goto(`${door.address}/check?lang=en`);
  await expect(page.locator("#check-age")).toBeVisible();
  await page.locator("#check-scan").click();
  await expect(page.locator("[data-answer]:visible")).toHaveAttribute("data-answer", "valid", { timeout: 30_000 });
  await expect(page.locator("#check-lens")).toBeHidden();
  await door.close();
});
