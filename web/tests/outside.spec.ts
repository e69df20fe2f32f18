// Copies of cards as readers of others take them: files that somebody carries away from a counter,
// and keys that the city publishes. What reads them is none of our code. Sources: HL7 SMART Health
// Cards and Links 1.0.0; WHO SMART Trust, HCERT 1.1.1; EU DCC schema 1.3.0.
import { type Browser, type Page, expect } from "@playwright/test";
import { decode as ofBase45 } from "@digitalbazaar/base45";
import { type JSONWebKeySet, calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onward } from "./support/cards";
import { type Certificate, type HealthCard, readCertificate, readHealthCard, unpacked } from "./support/outside";
import { scannedPicture } from "./support/scan";
import { at, listen, test, url } from "./support/site";

/** Of the demo: he holds a card of plastic, and no other story speaks of him. */
const BEARER = { phone: "0000011001", name: "Mahesh Verma", born: "1979-03-04" };
const PERMANENT = "Permanent card until";
const CARD_FILE = "health-card.smart-health-card";
const CERTIFICATE_FILE = "health-certificate.txt";
const PICTURE_FILE = "health-certificate.png";

const COPY_SECONDS_MAX = 365 * 86_400;
/** A code of more letters would be of more modules than the specification allows. */
const JWS_LETTERS_MAX = 1_195;
const SMALLEST_LETTER = "-".charCodeAt(0);
/** What has no place in a bundle that a code holds. */
const LEFT_OUT = ["id", "meta", "text", "display"];
const NAME_LETTERS_MAX = 80;

interface Claims {
  iss: string;
  nbf: number;
  exp: number;
  vc: { type: string[]; credentialSubject: { fhirVersion: string; fhirBundle: Bundle } };
}

interface Bundle {
  resourceType: string;
  type: string;
  entry: { fullUrl: string; resource: Record<string, unknown> }[];
}

interface Person {
  ver: string;
  dob: string;
  nam: Partial<Record<"fn" | "gn" | "fnt" | "gnt", string>>;
}

/** Copies of people with all kinds of names, which a golden test of `credential` writes down. */
interface Told {
  issuer: string;
  jwks: JSONWebKeySet;
  copies: { card: string; digits: string; certificate: string }[];
}

const GOLDEN = new URL("../../crates/credential/src/tests/copies.golden.json", import.meta.url);

/** Every name that stands anywhere in a value. */
function namesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(namesIn)];
}

/** The card that the digits of a code spell. */
function spelled(code: string): string {
  const digits = /^shc:\/((?:\d\d)+)$/.exec(code)?.[1] ?? "";
  return (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(Number(pair) + SMALLEST_LETTER)).join("");
}

/** Whether the published keys are as the specification wants them; answers with their names. */
async function areKeysOfAnIssuer({ keys }: JSONWebKeySet): Promise<string[]> {
  const names = await Promise.all(keys.map((key) => calculateJwkThumbprint(key)));
  for (const [place, key] of keys.entries()) {
    const point = { x: expect.stringMatching(/^[\w-]{43}$/), y: expect.stringMatching(/^[\w-]{43}$/) };
    expect(key, "with nothing of its secret").toEqual({ kty: "EC", kid: names[place], use: "sig", alg: "ES256", crv: "P-256", ...point });
  }
  expect(names.length).toBeGreaterThan(0);
  return names;
}

/** Whether a card is as the specification wants it; answers with what it says. */
function isHealthCard({ header, text }: HealthCard, names: string[]): Claims {
  expect(header).toEqual({ zip: "DEF", alg: "ES256", kid: expect.any(String) });
  expect(names).toContain(header["kid"]);
  const claims = JSON.parse(text) as Claims;
  expect(JSON.stringify(claims), "without a space that says nothing").toBe(text);
  expect(claims.iss).toMatch(/^https?:\/\/.*[^/]$/);
  expect([claims.nbf, claims.exp].every(Number.isInteger)).toBe(true);
  expect(claims.exp).toBeGreaterThan(claims.nbf);
  expect(claims.exp - claims.nbf).toBeLessThanOrEqual(COPY_SECONDS_MAX);
  expect(claims.vc.type).toContain("https://smarthealth.cards#health-card");
  const { fhirVersion, fhirBundle: bundle } = claims.vc.credentialSubject;
  expect(fhirVersion).toBe("4.0.1");
  expect([bundle.resourceType, bundle.type]).toEqual(["Bundle", "collection"]);
  expect(bundle.entry.map(({ fullUrl }) => fullUrl)).toEqual(bundle.entry.map((_, place) => `resource:${place}`));
  expect(bundle.entry[0]?.resource["resourceType"]).toBe("Patient");
  expect(namesIn(bundle).filter((name) => LEFT_OUT.includes(name))).toEqual([]);
  for (const [, reference] of text.matchAll(/"reference":"([^"]*)"/g)) expect(reference).toMatch(/^resource:\d+$/);
  return claims;
}

/** Whether a certificate is as its specification and schema want it; answers with whom it is about. */
function isCertificate({ headers, claims }: Certificate): Person {
  expect(headers).toEqual(new Map<number, unknown>([[1, -7], [4, expect.any(Uint8Array)]]));
  expect([...claims.keys()]).toEqual([1, 2, 4, 6, -260]);
  expect(claims.get(1)).toMatch(/^[A-Z]{2}$/);
  const [until, from] = [claims.get(4), claims.get(6)].map(Number) as [number, number];
  expect([until, from].every(Number.isInteger)).toBe(true);
  expect(until).toBeGreaterThan(from);
  expect(until - from).toBeLessThanOrEqual(COPY_SECONDS_MAX);
  const held = claims.get(-260) as Map<number, Person>;
  expect([...held.keys()]).toEqual([1]);
  const person = held.get(1)!;
  expect(person.ver).toMatch(/^\d+\.\d+\.\d+$/);
  expect(person.dob).toMatch(/^((19|20)\d\d(-\d\d){0,2})?$/);
  expect(person.nam.fnt).toMatch(/^[A-Z<]+$/);
  expect(person.nam.gnt ?? "").toMatch(/^[A-Z<]*$/);
  for (const name of Object.values(person.nam)) expect([...name].length).toBeLessThanOrEqual(NAME_LETTERS_MAX);
  return person;
}

/** The places of those bits of which one can be another, and something still takes the whole. */
async function bitsThatMayChange(bytes: Uint8Array, takes: (changed: Uint8Array) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = bytes.map((byte, place) => (place === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    await takes(changed).then(() => taken.push(bit), () => undefined);
  }
  return taken;
}

/** No bit of a card can be another. */
async function isSealedCard(jws: string, keys: JSONWebKeySet): Promise<void> {
  const parts = jws.split(".");
  for (const [place, part] of parts.entries()) {
    const takes = (changed: Uint8Array) => {
      const another = [...parts.slice(0, place), Buffer.from(changed).toString("base64url"), ...parts.slice(place + 1)];
      return readHealthCard(another.join("."), keys);
    };
    expect(await bitsThatMayChange(Uint8Array.from(Buffer.from(part, "base64url")), takes), `part ${place}`).toEqual([]);
  }
}

/** No bit of a certificate can be another. */
async function isSealedCertificate(sealed: Uint8Array, keys: JSONWebKeySet): Promise<void> {
  expect(await bitsThatMayChange(Uint8Array.from(sealed), (changed) => readCertificate(changed, keys))).toEqual([]);
}

/** The key of somebody else, under its own name or one that it takes. */
async function keysOfAnother(taken?: string): Promise<JSONWebKeySet> {
  const key = await exportJWK((await generateKeyPair("ES256")).publicKey);
  return { keys: [{ ...key, kid: taken ?? (await calculateJwkThumbprint(key)), use: "sig", alg: "ES256" }] };
}

/** Opens the page of the bearer's cards by the phone of his family; answers with his health ID. */
async function openBearer(clerk: Page): Promise<string> {
  await clerk.goto(url("/cards"));
  await clerk.locator("#who").fill(BEARER.phone);
  await onward(clerk, "Enter", /\/cards\/find$/);
  const row = clerk.locator("main > ul li").filter({ has: clerk.getByText(BEARER.name, { exact: true }) });
  const healthId = (await row.locator(".nabz-id").innerText()).replaceAll(" ", "");
  await Promise.all([clerk.waitForURL(/\/cards\/[0-9a-f-]{36}$/), row.getByRole("link").click()]);
  return healthId;
}

/** Carries a copy away, as the link on the page gives it. */
async function taken(clerk: Page, file: string): Promise<Buffer> {
  const link = clerk.locator(`a[href$='/copies/${file}']`);
  const [copy] = await Promise.all([clerk.waitForEvent("download"), link.click()]);
  expect(copy.suggestedFilename()).toBe(file);
  return readFileSync(await copy.path());
}

/** The keys of an issuer, as a page of another site fetches them; a browser lets it where it was told so. */
async function fetchedFromElsewhere(browser: Browser, issuer: string): Promise<JSONWebKeySet> {
  const site = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<!doctype html>"));
  await new Promise<void>((ready) => site.listen(0, "127.0.0.1", ready));
  const page = await (await browser.newContext()).newPage();
  try {
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const fetched = await page.evaluate(async (address) => (await fetch(address)).json() as unknown, `${issuer}/.well-known/jwks.json`);
    return fetched as JSONWebKeySet;
  } finally {
    await page.context().close();
    site.close();
    site.closeAllConnections();
  }
}

test("libraries of others read the copies of people with all kinds of names", async () => {
  const told = JSON.parse(readFileSync(GOLDEN, "utf8")) as Told;
  const names = await areKeysOfAnIssuer(told.jwks);
  expect(told.copies.length).toBeGreaterThan(3);
  for (const { card, digits, certificate } of told.copies) {
    expect(card.length).toBeLessThanOrEqual(JWS_LETTERS_MAX);
    expect(spelled(digits)).toBe(card);
    expect(isHealthCard(await readHealthCard(card, told.jwks), names).iss).toBe(told.issuer);
    isCertificate(await readCertificate(unpacked(certificate), told.jwks));
  }
});

test("somebody carries copies of a card away, and libraries of others verify them by the city's key and by no other", async ({ browser }) => {
  const clerk = await at(browser, "clerk", "en");
  const heard = listen(clerk);
  const healthId = await openBearer(clerk);
  await expect(clerk.locator("section[aria-labelledby=now]")).toContainText(PERMANENT);
  const file = JSON.parse((await taken(clerk, CARD_FILE)).toString()) as { verifiableCredential: string[] };
  const text = (await taken(clerk, CERTIFICATE_FILE)).toString();
  expect(scannedPicture(await taken(clerk, PICTURE_FILE)), "the code says what the file says").toBe(text);
  const again = await clerk.request.get(`${clerk.url()}/copies/${CARD_FILE}`);
  expect(again.headers()["content-type"], "wallets know a card by it").toBe("application/smart-health-card");
  const [jws, ...more] = file.verifiableCredential as [string, ...string[]];
  expect(more).toEqual([]);

  const issuer = new URL(url("/")).origin;
  const answer = await fetch(`${issuer}/.well-known/jwks.json`, { headers: { origin: "https://reader.example.org" } });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  expect(answer.headers.get("content-type")).toBe("application/json");
  const keys = (await answer.json()) as JSONWebKeySet;
  const names = await areKeysOfAnIssuer(keys);
  expect(await fetchedFromElsewhere(browser, issuer)).toEqual(keys);

  const card = await readHealthCard(jws, keys);
  const claims = isHealthCard(card, names);
  expect(claims.iss, "where its key was found").toBe(issuer);
  const now = Date.now() / 1_000;
  expect(claims.nbf).toBeLessThanOrEqual(now);
  expect(claims.exp).toBeGreaterThan(now);
  const patient = {
    resourceType: "Patient",
    name: [{ family: "Verma", given: ["Mahesh"] }, { family: "वर्मा", given: ["महेश"] }],
    birthDate: BEARER.born,
  };
  expect(claims.vc.credentialSubject.fhirBundle.entry.map(({ resource }) => resource), "nothing but who he is").toEqual([patient]);

  const sealed = unpacked(text);
  expect(ofBase45(text.slice("HC1:".length))[0], "zlib").toBe(0x78);
  const certificate = await readCertificate(sealed, keys);
  expect(isCertificate(certificate)).toEqual({
    ver: "1.3.0",
    dob: BEARER.born,
    nam: { fn: "वर्मा", gn: "महेश", fnt: "VERMA", gnt: "MAHESH" },
  });
  const said = [1, 2, 4, 6].map((claim) => certificate.claims.get(claim));
  expect(said).toEqual(["IN", healthId, claims.exp, claims.nbf]);

  await isSealedCard(jws, keys);
  await isSealedCertificate(sealed, keys);
  for (const others of [await keysOfAnother(), await keysOfAnother(String(card.header["kid"]))]) {
    await expect(readHealthCard(jws, others)).rejects.toThrow();
    await expect(readCertificate(sealed, others)).rejects.toThrow();
  }
  expect(heard).toEqual([]);
});
