// How long a browser takes to check a card: the checker of the page at a door, bundled as the page's
// own scripts are, with WebCrypto, at no throttle and as if the processor were four times slower.
//
//   node bench/cards/browser.mjs SAMPLES RESULTS
//
// SAMPLES is what `card_figures samples` prints. RESULTS.csv gets a row a throttle, and
// RESULTS-calls.csv.gz a row a call. Playwright and esbuild are those of web/; NABZ_CHROMIUM names
// another browser than Debian's headless Chromium.
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ofWeb = createRequire(new URL("../../web/package.json", import.meta.url));
const { build } = ofWeb("esbuild");
const { chromium } = ofWeb("@playwright/test");

const THROTTLES = [1, 4];
const PAGE = "<!doctype html><title>check</title><script src=\"/check.js\"></script>";
/** With them a page may read a clock of microseconds. */
const ALONE = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

async function bundled() {
  const built = await build({
    entryPoints: [fileURLToPath(new URL("browser.ts", import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    globalName: "bench",
    target: ["chrome109", "firefox115", "safari15.4"],
  });
  return built.outputFiles[0].text;
}

async function serve(script) {
  const server = createServer((asked, answer) => {
    const [kind, said] = asked.url === "/check.js" ? ["text/javascript", script] : ["text/html", PAGE];
    answer.writeHead(200, { "content-type": kind, ...ALONE }).end(said);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

/** A fresh page, in which nothing has run before. */
async function measured(browser, address, { key, texts, today }, rate) {
  const page = await browser.newPage();
  await page.goto(address);
  const line = await page.context().newCDPSession(page);
  await line.send("Emulation.setCPUThrottlingRate", { rate });
  const timed = await page.evaluate(([key, texts, today]) => globalThis.bench.timed(key, texts, today), [key, texts, today]);
  await page.close();
  return timed;
}

function read(samples) {
  const [key, _heads, ...lines] = samples.split("\n").filter(Boolean);
  const rows = lines.map((line) => line.split("\t"));
  return { key, texts: rows.map(([text]) => text), today: Number(rows[0][1]) };
}

/** The smallest figure that so large a share of them does not exceed. */
const share = (sorted, part) => sorted[Math.ceil(part * sorted.length) - 1];

const [samples, results] = process.argv.slice(2);
if (!samples || !results) throw new Error("SAMPLES and RESULTS");
const cards = read(await readFile(samples, "utf8"));
const server = await serve(await bundled());
const browser = await chromium.launch({
  executablePath: process.env.NABZ_CHROMIUM ?? "/usr/bin/chromium-headless-shell",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const rows = ["throttle,calls,named,first_ms,p50_ms,p99_ms,max_ms,chromium,cores,load,date"];
const calls = ["throttle,call,ms,answer"];
for (const rate of THROTTLES) {
  const timed = await measured(browser, `http://127.0.0.1:${server.address().port}/`, cards, rate);
  const all = timed.calls.map(({ milliseconds }) => milliseconds);
  const sorted = all.toSorted((one, other) => one - other);
  const figures = [all[0], share(sorted, 0.5), share(sorted, 0.99), sorted.at(-1)].map((one) => one.toFixed(3));
  const about = [browser.version(), cpus().length, loadavg()[0].toFixed(2), new Date().toISOString().slice(0, 10)];
  rows.push([rate, all.length, timed.named, ...figures, ...about].join(","));
  timed.calls.forEach(({ milliseconds, word }, at) => calls.push([rate, at + 1, milliseconds.toFixed(3), word].join(",")));
}
await browser.close();
server.close();
await writeFile(`${results}.csv`, `${rows.join("\n")}\n`);
await writeFile(`${results}-calls.csv.gz`, gzipSync(`${calls.join("\n")}\n`, { level: 9 }));
console.log(rows.join("\n"));
