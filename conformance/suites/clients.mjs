// Libraries that others wrote for FHIR, used as their authors describe: create, read, change, delete,
// search with paging, transaction, conditional write.

import { Client } from "fhir-kit-client";

export const title = "Libraries of others: fhir-kit-client";

const SYSTEM = "https://client.example/number";

export async function run(api, tally) {
  const client = new Client({ baseUrl: api.base, customHeaders: { Authorization: `Bearer ${api.key}` } });
  await life(client, tally);
  await pages(client, tally);
  await together(client, tally);
  await conditions(client, tally);
}

function basic(number, text) {
  return { resourceType: "Basic", identifier: [{ system: SYSTEM, value: number }], code: { text, coding: [{ code: "client" }] } };
}

async function life(client, tally) {
  let made;
  await tally.attempt("create", async () => {
    made = await client.create({ resourceType: "Basic", body: basic("life", "first") });
    return made.id !== undefined && made.meta.versionId === "1";
  });
  const at = { resourceType: "Basic", id: made?.id };
  await tally.attempt("read", async () => (await client.read(at)).code.text === "first");
  await tally.attempt("update", async () => {
    const changed = await client.update({ ...at, body: { ...made, code: { text: "second" } } });
    return changed.meta.versionId === "2";
  });
  await tally.attempt("vread", async () => (await client.vread({ ...at, version: "1" })).code.text === "first");
  await tally.attempt("patch", async () => {
    const changed = await client.patch({ ...at, jsonPatch: [{ op: "replace", path: "/code/text", value: "third" }] });
    return changed.code.text === "third";
  });
  await tally.attempt("history of an instance", async () => (await client.history(at)).entry.length === 3);
  await tally.attempt("history of a type", async () => (await client.history({ resourceType: "Basic" })).entry.length >= 3);
  await tally.attempt("history of the system", async () => (await client.history()).entry.length >= 3);
  await tally.attempt("capability statement", async () => (await client.capabilityStatement()).fhirVersion === "4.0.1");
  await tally.attempt("delete", async () => {
    await client.delete(at);
    return client.read(at).then(
      () => false,
      (fault) => fault.response.status === 410,
    );
  });
}

async function pages(client, tally) {
  for (let at = 0; at < 7; at += 1) await client.create({ resourceType: "Basic", body: basic(`page-${at}`, "page") });
  await tally.attempt("search, page by page", async () => {
    const seen = new Set();
    let page = await client.search({ resourceType: "Basic", searchParams: { code: "client", _count: 3 } });
    for (let turns = 0; page && turns < 10; turns += 1) {
      for (const { resource } of page.entry ?? []) seen.add(resource.id);
      page = page.link.some((link) => link.relation === "next") ? await client.nextPage({ bundle: page }) : undefined;
    }
    return seen.size === 7;
  });
  await tally.attempt("search by POST", async () => {
    const page = await client.search({ resourceType: "Basic", searchParams: { code: "client" }, options: { postSearch: true } });
    return page.entry.length === 7;
  });
}

async function together(client, tally) {
  await tally.attempt("transaction with references between its entries", async () => {
    const [patient, seen] = ["urn:uuid:7b4c1f2e-0000-4000-8000-000000000001", "urn:uuid:7b4c1f2e-0000-4000-8000-000000000002"];
    const answer = await client.transaction({
      body: {
        resourceType: "Bundle",
        type: "transaction",
        entry: [
          {
            fullUrl: seen,
            resource: { resourceType: "Observation", status: "final", code: { text: "seen" }, subject: { reference: patient } },
            request: { method: "POST", url: "Observation" },
          },
          {
            fullUrl: patient,
            resource: { resourceType: "Patient", identifier: [{ system: SYSTEM, value: "together" }], gender: "female" },
            request: { method: "POST", url: "Patient" },
          },
        ],
      },
    });
    const [observation, made] = answer.entry.map(({ response }) => response.location.split("/_history")[0].split("/").slice(-2));
    const read = await client.read({ resourceType: "Observation", id: observation[1] });
    return read.subject.reference === `Patient/${made[1]}`;
  });
  await tally.attempt("batch in which one entry is wrong", async () => {
    const answer = await client.batch({
      body: {
        resourceType: "Bundle",
        type: "batch",
        entry: [
          { request: { method: "GET", url: "Basic/nobody-has-this" } },
          { resource: basic("batch", "batch"), request: { method: "POST", url: "Basic" } },
        ],
      },
    });
    return answer.entry[0].response.status.startsWith("404") && answer.entry[1].response.status.startsWith("201");
  });
}

async function conditions(client, tally) {
  const searchParams = { identifier: `${SYSTEM}|conditional` };
  await tally.attempt("conditional create, twice", async () => {
    const options = { headers: { "If-None-Exist": `identifier=${SYSTEM}|conditional` } };
    await client.create({ resourceType: "Basic", body: basic("conditional", "first"), options });
    await client.create({ resourceType: "Basic", body: basic("conditional", "again"), options });
    return (await client.search({ resourceType: "Basic", searchParams })).entry.length === 1;
  });
  await tally.attempt("conditional update", async () => {
    const changed = await client.update({ resourceType: "Basic", searchParams, body: basic("conditional", "changed") });
    return changed.meta.versionId === "2";
  });
}
