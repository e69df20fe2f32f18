// The program under test, on a database of its own: how it is started, asked and stopped.

import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FIXTURES = new URL("../../fixtures/", import.meta.url).pathname;
const PLACES = [["wards", "wards.geojson"], ["localities", "localities.tsv"], ["facilities", "facilities.csv"]];
const START_SECONDS_MAX = 60;
const STOP_SECONDS_MAX = 60;

/** A program whose partners are given by name; everything it keeps lies in a folder that goes with it. */
export class Program {
  constructor(binary, database) {
    this.binary = binary;
    this.folder = mkdtempSync(join(tmpdir(), "nabz-conformance."));
    this.database = database ?? `sqlite:${join(this.folder, "nabz.db")}`;
    this.keys = new Map();
    this.child = null;
  }

  /** Runs a command to its end and returns what it printed. */
  command(...words) {
    const done = spawnSync(this.binary, [...this.#settings(), ...words], { encoding: "utf8" });
    if (done.status !== 0) {
      throw new Error(`nabz ${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
    }
    return done.stdout;
  }

  /** Loads the places without which nobody can be registered anywhere. */
  prepare() {
    this.command("migrate");
    for (const [what, file] of PLACES) this.command("load", what, join(FIXTURES, file));
  }

  /** Makes a partner known: an import registers it, of a bundle that is empty. */
  partner(name) {
    const folder = join(this.folder, `nothing-of-${name}`);
    const keyFile = join(this.folder, `${name}.key`);
    mkdirSync(folder);
    writeFileSync(join(folder, "nothing.json"), '{"resourceType":"Bundle","type":"transaction"}');
    const key = randomBytes(32).toString("base64url");
    writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
    this.command("import", "fhir", folder, "--source", name, "--key-file", keyFile);
    this.keys.set(name, key);
    return key;
  }

  /** Serves until `stop` or `kill`, and returns the base of its FHIR API. */
  async start() {
    const port = await freePort();
    this.origin = `http://127.0.0.1:${port}`;
    const log = openSync(join(this.folder, "server.log"), "a");
    const words = [...this.#settings(), "serve", "--listen", `127.0.0.1:${port}`, "--requests-per-second", "0"];
    this.child = spawn(this.binary, words, { stdio: ["ignore", log, log] });
    this.base = `${this.origin}/fhir/R4`;
    const began = Date.now();
    while (Date.now() - began < START_SECONDS_MAX * 1000) {
      if (this.child.exitCode !== null) break;
      try {
        if ((await fetch(`${this.base}/metadata`)).ok) return this.base;
      } catch {
        // Not yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the server did not answer; its log:\n${this.log()}`);
  }

  log() {
    return readFileSync(join(this.folder, "server.log"), "utf8");
  }

  async stop() {
    await this.#end("SIGTERM");
  }

  async kill() {
    await this.#end("SIGKILL");
  }

  async #end(signal) {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS_MAX * 1000);
    await ended;
    clearTimeout(late);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #settings() {
    return [
      "--database", this.database,
      "--key", join(this.folder, "nabz.key"),
      "--audit", join(this.folder, "audit"),
      "--lang", "en",
    ];
  }
}

/** A port on which nobody listens at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
