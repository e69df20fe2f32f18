// Builds styles, scripts and fonts into dist/, from where the program carries them. What is already
// there to the letter is left alone: a file that was touched makes the program be compiled again.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const DIST = "dist";
const FIRST_LOAD_BYTES_MAX = 150_000;
/** A phone at a door may be on a slow line; fonts aside, and with its worker. */
const PHONE_BYTES_MAX = 50_000;

const files = new Map();
const bundle = async (options) => {
  const built = await build({ outdir: DIST, bundle: true, minify: true, write: false, ...options });
  for (const file of built.outputFiles) files.set(relative(DIST, relative(process.cwd(), file.path)), file.contents);
};
await bundle({
  entryPoints: {
    app: "src/app.ts",
    early: "src/early.ts",
    live: "src/live-worker.ts",
    check: "src/check/check.ts",
    "check-reader": "src/check/reader.ts",
    "kept-worker": "src/kept-worker.ts",
    bind: "src/bind/bind.ts",
    counter: "src/counter/counter.ts",
  },
  format: "iife",
  target: ["chrome109", "firefox115", "safari15.4"],
  legalComments: "none",
});
await bundle({
  entryPoints: { app: "styles/app.css", check: "styles/check.css", counter: "styles/counter.css", dark: "styles/dark.css" },
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]-[hash]",
  target: ["chrome109", "firefox115", "safari15.4"],
});
for (const picture of ["icons.svg", "mark.svg"]) files.set(picture, await readFile(`src/${picture}`));
files.set("fonts/LICENSE.txt", await readFile("node_modules/@fontsource/noto-sans-devanagari/LICENSE"));

for (const [name, bytes] of files) {
  const path = join(DIST, name);
  const there = await readFile(path).catch(() => null);
  if (there?.equals(bytes)) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (entry.isFile() && !files.has(relative(DIST, path))) await rm(path);
}

function weigh(what, names, most) {
  let sum = 0;
  for (const name of names) {
    const bytes = gzipSync(files.get(name)).length;
    sum += bytes;
    console.log(`${name.padEnd(15)} ${bytes} bytes compressed`);
  }
  if (sum > most) throw new Error(`${what} is ${sum} bytes compressed, over ${most}`);
}
weigh("the first load", ["early.js", "app.js", "app.css", "dark.css", "icons.svg"], FIRST_LOAD_BYTES_MAX);
const ofPhone = ["check.css", "check-reader.js", "kept-worker.js", "icons.svg", "mark.svg"];
weigh("the check of a card", ["check.js", ...ofPhone], PHONE_BYTES_MAX);
weigh("the page of stickers", ["bind.js", ...ofPhone], PHONE_BYTES_MAX);
weigh("the counter without a network", ["counter.js", "counter.css", "kept-worker.js", "icons.svg", "mark.svg"], PHONE_BYTES_MAX);
