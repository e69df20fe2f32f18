// A city with people at work in it: `nabz demo`, for what a member of staff has to say yes to.

import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { freePort } from "./program.mjs";

const READY_SECONDS_MAX = 180;
const PASSWORD = /"password"\s*:\s*"([^"]+)"/;
const RESIDENTS = "100";

export class Demo {
  constructor(program) {
    this.binary = program.binary;
    this.data = join(program.folder, "demo");
    this.child = null;
  }

  /** Lays the city out; it is served with `start`. */
  load() {
    const done = this.#run("--json", "demo", "--fresh", "--load-only", "--residents", RESIDENTS, "--data", this.data);
    if (done.status !== 0) throw new Error(`nabz demo ended with ${done.status}: ${done.stderr}`);
  }

  /** Registers an app that keeps no key, and returns its id. */
  register(app) {
    const words = ["--name", app.name, "--source", app.source, "--public", "--redirect", app.redirect, "--launch", app.launch];
    const scopes = app.scopes.flatMap((scope) => ["--scope", scope]);
    const database = `sqlite:${join(this.data, "demo.db")}`;
    const done = this.#run("--json", "--database", database, "smart", "register", ...words, ...scopes);
    if (done.status !== 0) throw new Error(`nabz smart ended with ${done.status}: ${done.stderr}`);
    return JSON.parse(done.stdout.trim().split("\n").at(-1)).client;
  }

  async start() {
    const address = `127.0.0.1:${await freePort()}`;
    this.origin = `http://${address}`;
    this.child = spawn(this.binary, ["--json", "demo", "--data", this.data, "--listen", address], { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    this.child.stdout.on("data", (chunk) => (said += chunk));
    for (let waited = 0; waited < READY_SECONDS_MAX * 10; waited += 1) {
      if (said.includes(this.origin) && PASSWORD.test(said)) break;
      if (this.child.exitCode !== null) throw new Error(`nabz demo ended: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.password = PASSWORD.exec(said)?.[1];
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
  }

  #run(...words) {
    return spawnSync(this.binary, words, { encoding: "utf8" });
  }
}

/** Somebody of the city at a browser: it keeps cookies and goes where it is sent, one step at a time. */
export class Browser {
  constructor(origin) {
    this.origin = origin;
    this.cookies = new Map([["__Host-nabz-lang", "en"]]);
  }

  async ask(path, form) {
    const headers = { cookie: [...this.cookies].map((pair) => pair.join("=")).join("; "), origin: this.origin };
    const asked = { redirect: "manual", headers, method: form ? "POST" : "GET", body: form && new URLSearchParams(form) };
    const answer = await fetch(new URL(path, this.origin), asked);
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      this.cookies.set(name, value);
    }
    return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
  }

  async signIn(name, password) {
    const { status, location } = await this.ask("/sign-in", { name, password });
    if (status !== 303) throw new Error(`${name} could not sign in: ${status}`);
    if (location !== "/place") return;
    const page = await this.ask("/place");
    await this.ask("/place", fieldsOf(page.text));
  }
}

/** What the form that leads there sends when nothing is typed; the first of the page unless one is named. */
export function fieldsOf(html, action = "") {
  const forms = [...html.slice(html.indexOf("<main")).matchAll(/<form[^>]*method="post"[^]*?<\/form>/g)].map(([form]) => form);
  const form = forms.find((one) => one.includes(`action="${action}`)) ?? "";
  const fields = {};
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const part = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1];
    const isChoice = ["radio", "checkbox"].includes(part("type"));
    if (part("name") && !(isChoice && part("name") in fields)) fields[part("name")] = unescaped(part("value") ?? "");
  }
  for (const [, name, options] of form.matchAll(/<select[^>]*\bname="([^"]*)"[^>]*>([^]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
    if (chosen) fields[name] = unescaped(chosen[1]);
  }
  return fields;
}

function unescaped(text) {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
