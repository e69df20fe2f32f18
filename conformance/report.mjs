// Writes the results of both engines as one page.
//
//   node report.mjs SQLITE.json POSTGRES.json > ../docs/conformance.md

import { readFileSync } from "node:fs";

const engines = ["SQLite", "PostgreSQL"].map((name, at) => ({ name, tallies: JSON.parse(readFileSync(process.argv[2 + at], "utf8")) }));
const lines = [
  "# Conformance",
  "",
  "Written by `./dev conformance`; [conformance/README.md](../conformance/README.md) says what is asked and how. Each number is of cases, each a question to a running server.",
  "",
  `| suite | ${engines.map(({ name }) => `${name}: held | of`).join(" | ")} |`,
  `| --- | ${engines.map(() => "---: | ---:").join(" | ")} |`,
];
for (const [at, { title }] of engines[0].tallies.entries()) {
  const figures = engines.map(({ tallies }) => `${tallies[at].held} | ${tallies[at].held + tallies[at].misses.length}`);
  lines.push(`| ${title} | ${figures.join(" | ")} |`);
}
for (const { name, tallies } of engines) {
  const missed = tallies.filter(({ misses }) => misses.length > 0);
  if (missed.length === 0) continue;
  lines.push("", `## What does not hold on ${name}`, "");
  for (const { title, misses } of missed) lines.push(`**${title}**`, "", ...misses.map((miss) => `- ${miss}`), "");
}
lines.push("", "## Notes", "");
for (const { title, notes } of engines[0].tallies) {
  if (notes.length > 0) lines.push(`**${title}**`, "", ...notes.map((note) => `- ${note}`), "");
}
for (const { title, counts } of engines[0].tallies) {
  const asked = Object.entries(counts);
  if (asked.length > 0) lines.push(`**${title}**, beside these`, "", ...asked.map(([reason, times]) => `- ${times} × ${reason}`), "");
}
console.log(lines.join("\n").replace(/\n{3,}/g, "\n\n").trimEnd());
