import { defineConfig } from "@playwright/test";

// Drives Debian's Chromium without its windows, which takes a third less time; NABZ_CHROMIUM names
// another one, such as /usr/bin/chromium. No browser is downloaded.
export default defineConfig({
  testDir: "tests",
  globalSetup: "./tests/support/start.ts",
  timeout: 120_000,
  fullyParallel: false,
  workers: 2,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    viewport: { width: 1366, height: 768 },
    locale: "en-IN",
    timezoneId: "Asia/Kolkata",
    // A trace draws every step, which takes a third of the run: `--trace on` where one is wanted.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["NABZ_CHROMIUM"] ?? "/usr/bin/chromium-headless-shell",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    },
  },
});
