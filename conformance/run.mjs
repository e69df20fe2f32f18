// Asks a fresh server what others have written down about FHIR R4, and says how much of it holds.
//
//   node run.mjs PROGRAM [--database URL] [--full] [--results FILE] [SUITE…]

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Api } from "./lib/api.mjs";
import { Program } from "./lib/program.mjs";
import { Tally } from "./lib/tally.mjs";

// The later ones ask for what the first has put there. Two need packages for Python.
const OF_PYTHON = process.env.PYTHON ? ["python", "fuzz"] : [];
const SUITES = ["examples", "mutants", "search", "clients", "medplum", "apps", ...OF_PYTHON, "storms", "kills"];
const MISSES_SHOWN = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { database: { type: "string" }, full: { type: "boolean" }, results: { type: "string" } },
});
const [binary, ...wanted] = positionals;
const program = new Program(binary, values.database);
const tallies = [];
try {
  program.prepare();
  const key = program.partner("conformance");
  const api = new Api(await program.start(), key);
  for (const name of wanted.length > 0 ? wanted : SUITES) {
    const suite = await import(`./suites/${name}.mjs`);
    const tally = new Tally(suite.title);
    const began = Date.now();
    await suite.run(api, tally, { program, isFull: values.full ?? false });
    tally.seconds = Math.round((Date.now() - began) / 1000);
    tallies.push(tally);
    console.log(`${tally.held} of ${tally.all} held: ${tally.title} (${tally.seconds} s)`);
    for (const [reason, times] of Object.entries(tally.counts)) console.log(`  beside these: ${times} × ${reason}`);
    for (const miss of tally.misses.slice(0, MISSES_SHOWN)) console.log(`  ${miss}`);
    if (tally.misses.length > MISSES_SHOWN) console.log(`  and ${tally.misses.length - MISSES_SHOWN} more`);
  }
} finally {
  await program.stop();
  program.remove();
}
if (values.results) writeFileSync(values.results, JSON.stringify(tallies, null, 2));
const held = tallies.reduce((sum, tally) => sum + tally.held, 0);
const missed = tallies.reduce((sum, tally) => sum + tally.misses.length, 0);
console.log(`test result: ${held} passed; ${missed} failed`);
process.exitCode = missed > 0 || held === 0 ? 1 : 0;
