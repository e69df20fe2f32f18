import { defineConfig } from "@playwright/test";

// Drives Debian's Chromium; no browser is downloaded.
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
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["NABZ_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    },
  },
});
