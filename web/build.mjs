// Builds styles, scripts and fonts into dist/, from where the program carries them.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const FIRST_LOAD_BYTES_MAX = 150_000;

await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });

await build({
  entryPoints: { app: "src/app.ts", early: "src/early.ts", live: "src/live-worker.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome109", "firefox115", "safari15.4"],
  legalComments: "none",
});
await build({
  entryPoints: { app: "styles/app.css", dark: "styles/dark.css" },
  outdir: "dist",
  bundle: true,
  minify: true,
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]-[hash]",
  target: ["chrome109", "firefox115", "safari15.4"],
});
for (const picture of ["icons.svg", "mark.svg"]) await copyFile(`src/${picture}`, `dist/${picture}`);
await writeFile("dist/fonts/LICENSE.txt", await readFile("node_modules/@fontsource/noto-sans-devanagari/LICENSE"));

let first = 0;
for (const name of ["early.js", "app.js", "app.css", "dark.css", "icons.svg"]) {
  const bytes = gzipSync(await readFile(`dist/${name}`)).length;
  first += bytes;
  console.log(`${name.padEnd(10)} ${bytes} bytes compressed`);
}
if (first > FIRST_LOAD_BYTES_MAX) {
  throw new Error(`the first load is ${first} bytes compressed, over ${FIRST_LOAD_BYTES_MAX}`);
}
