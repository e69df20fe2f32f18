// Starts `nabz demo` on a free port with data of its own, and stops it after the last test.
// NABZ_URL names a site that runs already; NABZ_PASSWORD, NABZ_CODE_SECRET and NABZ_DATA are then its
// demo's.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OVERSEERS, PEOPLE, url } from "./site";

const PATIENCE_MS = 180_000;
const PASSWORD = /"password"\s*:\s*"([^"]+)"/;

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["NABZ_URL"]) {
    await signInOverseers();
    return undefined;
  }
  const binary = process.env["NABZ_BIN"];
  if (!binary) throw new Error("NABZ_BIN names the nabz program to try");
  const data = mkdtempSync(join(tmpdir(), "nabz-playwright-"));
  const address = `127.0.0.1:${await freePort()}`;
  const site = spawn(binary, ["--json", "demo", "--fresh", "--data", data, "--listen", address, "--residents", "300"], {
    env: { ...process.env, NABZ_PSEUDO_LOCALE: "true" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await untilReady(site.stdout, address);
  process.env["NABZ_URL"] = `http://${address}`;
  process.env["NABZ_DATA"] = data;
  process.env["NABZ_PASSWORD"] = PASSWORD.exec(said)?.[1] ?? "";
  process.env["NABZ_CODE_SECRET"] = /"code_secret"\s*:\s*"([A-Z2-7]+)"/.exec(said)?.[1] ?? "";
  await signInOverseers();
  return async () => {
    const gone = new Promise((done) => site.once("exit", done));
    site.kill("SIGTERM");
    await gone;
    rmSync(data, { recursive: true, force: true });
  };
}

/** One sign-in, by password and code, of each who needs a second factor. */
async function signInOverseers(): Promise<void> {
  const kept: Record<string, { name: string; value: string }> = {};
  for (const name of [PEOPLE.administrator, ...Object.values(OVERSEERS)]) {
    const code = codeNow(process.env["NABZ_CODE_SECRET"] ?? "");
    const body = new URLSearchParams({ name, password: process.env["NABZ_PASSWORD"] ?? "", code });
    const headers = { origin: url("") };
    const answer = await fetch(url("/sign-in"), { method: "POST", body, headers, redirect: "manual" });
    const [cookie] = answer.headers.getSetCookie();
    const [key, value] = cookie?.split(";")[0]?.split("=") ?? [];
    if (answer.status !== 303 || !key || !value) throw new Error(`${name} could not sign in: ${answer.status}`);
    kept[name] = { name: key, value };
  }
  process.env["NABZ_SESSIONS"] = JSON.stringify(kept);
}

/** The six digits of RFC 6238 for a secret in base32. */
function codeNow(secret: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = new Uint8Array(8);
  new DataView(step.buffer).setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", bytes).update(step).digest();
  const at = mac[mac.length - 1]! & 15;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

function untilReady(output: NodeJS.ReadableStream, address: string): Promise<string> {
  return new Promise((ready, failed) => {
    let said = "";
    const late = setTimeout(() => failed(new Error(`nabz demo was not ready:\n${said}`)), PATIENCE_MS);
    output.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(`http://${address}`) && PASSWORD.test(said)) {
        clearTimeout(late);
        ready(said);
      }
    });
    output.on("end", () => failed(new Error(`nabz demo ended:\n${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
