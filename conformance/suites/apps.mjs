// Apps that others wrote for SMART, against a city with people at work in it: a doctor opens one from a
// chart and lets it, another one asks by itself, and each reads, pages and goes on. `fhirclient` is
// SMART's own library; its adapter for Node is driven as a browser would drive it.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { Browser, Demo, fieldsOf } from "../lib/demo.mjs";
import { freePort } from "../lib/program.mjs";

export const title = "Apps of others: fhirclient of SMART";

const smart = createRequire(import.meta.url)("fhirclient");
const DOCTOR = "kavita.rawat";
const SCOPES = ["launch", "launch/patient", "online_access", "patient/*.rs"];

export async function run(_, tally, { program }) {
  const demo = new Demo(program);
  const app = await App.listen();
  try {
    demo.load();
    app.client = demo.register({ name: "A growth chart", source: "growth", redirect: `${app.origin}/back`, launch: `${app.origin}/launch`, scopes: SCOPES });
    await demo.start();
    const doctor = new Browser(demo.origin);
    await doctor.signIn(DOCTOR, demo.password);
    const visit = await treats(doctor);
    const opened = await launched(tally, { app, doctor, visit });
    const alone = await standsAlone(tally, { app, doctor, visit, fhir: `${demo.origin}/fhir/R4` });
    for (const [how, client] of [["opened from a chart", opened], ["by itself", alone]]) {
      if (client) await reads(tally, how, { client, visit });
    }
    if (alone) await goesOn(tally, { client: alone, demo, app });
    await asked(tally, { demo, app });
  } finally {
    await demo.stop();
    app.close();
  }
}

/** An app as its author would write it, with one session. */
class App {
  static async listen() {
    const app = new App();
    const port = await freePort();
    app.origin = `http://127.0.0.1:${port}`;
    app.server = createServer((request, response) => app.answer(request, response).catch((fault) => response.writeHead(500).end(String(fault))));
    await new Promise((resolve) => app.server.listen(port, "127.0.0.1", resolve));
    return app;
  }

  kept = new Map();
  storage = {
    get: async (key) => this.kept.get(key),
    set: async (key, value) => this.kept.set(key, value) && value,
    unset: async (key) => this.kept.delete(key),
  };

  async answer(request, response) {
    const api = smart(request, response, this.storage);
    const asked = { clientId: this.client, redirectUri: `${this.origin}/back`, pkceMode: "required" };
    if (request.url.startsWith("/launch")) {
      return api.authorize({ ...asked, scope: "launch online_access patient/*.rs openid fhirUser" });
    }
    if (request.url.startsWith("/alone")) {
      const iss = new URL(request.url, this.origin).searchParams.get("fhir");
      return api.authorize({ ...asked, iss, scope: "launch/patient online_access patient/*.rs" });
    }
    this.ready = await api.ready();
    return response.end("ready");
  }

  close() {
    this.server.close();
  }

  /** Goes where the app sends a browser, and returns where that is. */
  async sends(address) {
    const answer = await fetch(address, { redirect: "manual" });
    const said = await answer.text();
    if (answer.status !== 302) throw new Error(`the app answered ${answer.status}: ${said.slice(0, 200)}`);
    return answer.headers.get("location");
  }
}

/** Somebody whom the doctor has seen this morning: their number, and where apps open for them during that visit. */
async function treats(doctor) {
  const desk = await doctor.ask("/opd");
  const visit = /\/opd\/visits\/([0-9a-f-]{36})/.exec(desk.text)?.[1];
  const read = async (address) => JSON.parse((await doctor.ask(`/fhir/R4/${address}`)).text);
  const reference = (await read(`Encounter/${visit}`)).subject.reference;
  const patient = await read(reference);
  const number = patient.identifier.find((one) => one.system.endsWith("/health-id")).value;
  return { person: patient.id, number, visit, path: `/apps/${patient.id}?visit=${visit}` };
}

async function attempt(tally, name, work) {
  try {
    const answer = await work();
    tally.expect(name, answer !== false && answer !== undefined, "the answer was another one");
    return answer;
  } catch (fault) {
    tally.expect(name, false, String(fault.message ?? fault).slice(0, 300));
    return undefined;
  }
}

/** The doctor reads the page that asks, and says yes. */
async function allows(doctor, address, typed = {}) {
  const page = await doctor.ask(address);
  if (page.status !== 200) throw new Error(`the page that asks answered ${page.status} ${page.location ?? ""}`);
  const answer = await doctor.ask("/oauth/authorize", { ...fieldsOf(page.text, "/oauth/authorize"), ...typed, do: "allow" });
  if (answer.status !== 303) throw new Error(`allowing was answered ${answer.status}`);
  return answer.location;
}

async function fetched(app, back) {
  app.ready = undefined;
  const answer = await fetch(back);
  if (!app.ready) throw new Error(`the app was not let: ${(await answer.text()).slice(0, 300)}`);
  return app.ready;
}

async function launched(tally, { app, doctor, visit }) {
  return attempt(tally, "an app is opened from a visit, let, and knows for whom and during which", async () => {
    const page = await doctor.ask(visit.path);
    const opened = await doctor.ask(visit.path.split("?")[0], { ...fieldsOf(page.text, "/apps/"), app: app.client });
    const client = await fetched(app, await allows(doctor, await app.sends(opened.location)));
    return client.patient.id === visit.person && client.encounter.id === visit.visit && client;
  });
}

async function standsAlone(tally, { app, doctor, visit, fhir }) {
  return attempt(tally, "an app asks by itself, and the doctor chooses whom", async () => {
    const address = await app.sends(`${app.origin}/alone?fhir=${encodeURIComponent(fhir)}`);
    const client = await fetched(app, await allows(doctor, address, { patient: visit.number }));
    return client.patient.id === visit.person && client;
  });
}

async function reads(tally, how, { client, visit }) {
  await attempt(tally, `the patient is read (${how})`, async () => (await client.patient.read()).id === visit.person);
  await attempt(tally, `what is theirs is found page by page (${how})`, async () => {
    const found = await client.patient.request("Encounter?_count=1", { pageLimit: 0, flat: true });
    return found.length > 0 && found.every((one) => one.subject.reference === `Patient/${visit.person}`);
  });
  await attempt(tally, `references are resolved (${how})`, async () => {
    const found = await client.patient.request("Encounter?_count=1", { pageLimit: 1, flat: true, resolveReferences: ["subject"] });
    return found[0].subject.id === visit.person;
  });
  await attempt(tally, `nobody else is found (${how})`, async () => {
    const found = await client.request("Patient?_count=10", { flat: true, pageLimit: 0 });
    return found.length > 0 && found.every((one) => one.id === visit.person);
  });
  await attempt(tally, `nothing is written (${how})`, async () =>
    client.create({ resourceType: "Basic", code: { text: "x" }, subject: { reference: `Patient/${visit.person}` } }).then(
      () => false,
      (fault) => fault.statusCode === 403 || fault.status === 403,
    ),
  );
}

async function goesOn(tally, { client, demo, app }) {
  await attempt(tally, "an app goes on with its next token", async () => {
    const before = client.state.tokenResponse.access_token;
    await client.refresh();
    return client.state.tokenResponse.access_token !== before && (await client.patient.read()).id === client.patient.id;
  });
  await attempt(tally, "what fetched a token once ends all of it when it comes again", async () => {
    const { refresh_token } = client.state.tokenResponse;
    const renew = () =>
      fetch(`${demo.origin}/oauth/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "refresh_token", client_id: app.client, refresh_token }),
      });
    const first = await renew();
    const { access_token } = await first.json();
    const again = await renew();
    const read = await fetch(`${demo.origin}/fhir/R4/Patient/${client.patient.id}`, { headers: { authorization: `Bearer ${access_token}` } });
    const challenge = read.headers.get("www-authenticate") ?? "";
    return first.status === 200 && again.status === 400 && read.status === 401 && challenge.includes("invalid_token");
  });
}

/** What a browser asks before a page of the app may. */
async function asked(tally, { demo, app }) {
  for (const [origin, may] of [[app.origin, true], ["https://other.example", false]]) {
    await attempt(tally, `a page at ${may ? "the app's origin" : "another origin"} is ${may ? "" : "not "}let ask`, async () => {
      const headers = { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" };
      const answer = await fetch(`${demo.origin}/fhir/R4/Patient`, { method: "OPTIONS", headers });
      return (answer.headers.get("access-control-allow-origin") === origin) === may;
    });
  }
}
