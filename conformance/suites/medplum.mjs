// `@medplum/core`, a library for apps, as a program that signs in with a key of its own (SMART's backend
// services) and does all that it may.

import { MedplumClient } from "@medplum/core";
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const title = "Libraries of others: @medplum/core";

const SYSTEM = "https://medplum.example/number";
const LIVES_SECONDS = 240;

export async function run(api, tally, { program }) {
  const client = await signedIn(api, tally, program);
  await life(client, tally);
  await pages(client, tally);
  await together(client, tally);
  await conditions(client, tally);
}

function basic(number, text) {
  return { resourceType: "Basic", identifier: [{ system: SYSTEM, value: number }], code: { text, coding: [{ code: "medplum" }] } };
}

/** With a key that the operator has registered. */
async function signedIn(api, tally, program) {
  const origin = api.base.replace("/fhir/R4", "");
  const tokenUrl = `${origin}/oauth/token`;
  const client = new MedplumClient({ baseUrl: `${origin}/`, fhirUrlPath: "fhir/R4", tokenUrl, fetch });
  await tally.attempt("medplum: a statement signed with its own key is answered with a token", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const key = { ...publicKey.export({ format: "jwk" }), kid: "1", alg: "ES384", use: "sig" };
    const file = join(program.folder, "medplum.jwks");
    writeFileSync(file, JSON.stringify({ keys: [key] }));
    const words = ["--name", "Medplum", "--source", "medplum", "--jwks-file", file, "--scope", "system/*.cruds"];
    const id = JSON.parse(program.command("--json", "smart", "register", ...words)).client;
    // The library's own way asks for no scope, which SMART's backend services have to.
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      scope: "system/*.cruds",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: statement({ id, tokenUrl, privateKey }),
    });
    const { access_token } = await (await fetch(tokenUrl, { method: "POST", body })).json();
    client.setAccessToken(access_token);
    return access_token !== undefined;
  });
  return client;
}

function statement({ id, tokenUrl, privateKey }) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + LIVES_SECONDS;
  const said = `${part({ alg: "ES384", kid: "1", typ: "JWT" })}.${part({ iss: id, sub: id, aud: tokenUrl, exp, jti: randomUUID() })}`;
  const signature = createSign("sha384").update(said).sign({ key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${said}.${signature.toString("base64url")}`;
}

async function life(client, tally) {
  let made;
  await tally.attempt("medplum: create", async () => {
    made = await client.createResource(basic("life", "first"));
    return made.id !== undefined && made.meta.versionId === "1";
  });
  await tally.attempt("medplum: read", async () => (await client.readResource("Basic", made.id)).code.text === "first");
  await tally.attempt("medplum: update", async () => {
    const changed = await client.updateResource({ ...made, code: { text: "second" } });
    return changed.meta.versionId === "2";
  });
  await tally.attempt("medplum: patch", async () => {
    const changed = await client.patchResource("Basic", made.id, [{ op: "replace", path: "/code/text", value: "third" }]);
    return changed.code.text === "third" && changed.meta.versionId === "3";
  });
  await tally.attempt("medplum: read a version", async () => (await client.readVersion("Basic", made.id, "1")).code.text === "first");
  await tally.attempt("medplum: history", async () => (await client.readHistory("Basic", made.id)).entry.length === 3);
  await tally.attempt("medplum: validate", async () => (await client.validateResource(basic("x", "x"))).resourceType === "OperationOutcome");
  await tally.attempt("medplum: delete", async () => {
    await client.deleteResource("Basic", made.id);
    client.invalidateAll();
    return client.readResource("Basic", made.id).then(
      () => false,
      (fault) => fault.outcome.issue[0].code === "deleted",
    );
  });
}

async function pages(client, tally) {
  await tally.attempt("medplum: search, page by page", async () => {
    for (let at = 0; at < 7; at += 1) await client.createResource(basic(`page-${at}`, "page"));
    const seen = new Set();
    for await (const page of client.searchResourcePages("Basic", { code: "medplum", _count: "3" })) {
      for (const one of page) seen.add(one.id);
    }
    return seen.size === 7;
  });
  await tally.attempt("medplum: the one that is meant", async () => (await client.searchOne("Basic", { identifier: `${SYSTEM}|page-3` })).code.text === "page");
}

async function together(client, tally) {
  await tally.attempt("medplum: transaction with references between its entries", async () => {
    const patient = `urn:uuid:${randomUUID()}`;
    const answer = await client.executeBatch({
      resourceType: "Bundle",
      type: "transaction",
      entry: [
        {
          fullUrl: patient,
          resource: { resourceType: "Patient", identifier: [{ system: SYSTEM, value: "together" }], gender: "female" },
          request: { method: "POST", url: "Patient" },
        },
        {
          fullUrl: `urn:uuid:${randomUUID()}`,
          resource: { resourceType: "Observation", status: "final", code: { text: "seen" }, subject: { reference: patient } },
          request: { method: "POST", url: "Observation" },
        },
      ],
    });
    const [made, seen] = answer.entry.map(({ response }) => response.location.split("/_history")[0].split("/").slice(-2).join("/"));
    return (await client.readReference({ reference: seen })).subject.reference === made;
  });
}

async function conditions(client, tally) {
  const query = `identifier=${SYSTEM}|conditional`;
  await tally.attempt("medplum: conditional create, twice", async () => {
    const first = await client.createResourceIfNoneExist(basic("conditional", "first"), query);
    const again = await client.createResourceIfNoneExist(basic("conditional", "again"), query);
    return first.id === again.id && again.code.text === "first";
  });
  await tally.attempt("medplum: conditional update", async () => {
    const changed = await client.upsertResource(basic("conditional", "changed"), query);
    return changed.meta.versionId === "2";
  });
}
