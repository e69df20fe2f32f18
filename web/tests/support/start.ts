// Starts `nabz demo` on a free port with data of its own, and stops it after the last test.
// NABZ_URL names a site that runs already; NABZ_PASSWORD is then its demo password.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE_MS = 180_000;
const PASSWORD = /"password"\s*:\s*"([^"]+)"/;

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["NABZ_URL"]) return undefined;
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
  process.env["NABZ_PASSWORD"] = PASSWORD.exec(said)?.[1] ?? "";
  process.env["NABZ_CODE_SECRET"] = /"code_secret"\s*:\s*"([A-Z2-7]+)"/.exec(said)?.[1] ?? "";
  return async () => {
    const gone = new Promise((done) => site.once("exit", done));
    site.kill("SIGTERM");
    await gone;
    rmSync(data, { recursive: true, force: true });
  };
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
