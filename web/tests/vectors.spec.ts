// The phone's checker and the program's are written twice, in two languages. What the program's said
// of every card and list of its stories, the phone's says too.
import { expect } from "@playwright/test";
import { test } from "./support/site";
import { hex, ofHex } from "../src/check/bytes";
import { applyAll } from "../src/check/changes";
import { openStatus, openTrust, readStatus, rootOf } from "../src/check/lists";
import { masked } from "../src/check/names";
import { read } from "../src/check/qr/read";
import { Refused } from "../src/check/refused";
import { type Verdict, check } from "../src/check/verdict";
import { type View, coloured, seen } from "./support/code";
import { told } from "./support/told";

const root = rootOf(told.door.root)!;
const trusts = () => Promise.all(told.trusts.map((sealed) => openTrust(ofHex(sealed), root)));

function said({ word, why, days, card }: Verdict): unknown {
  const { index: _index, number: _number, ...shown } = card ?? { index: 0, number: "" };
  return { answer: [word, why, days].filter((part) => part !== undefined).join(": "), card: card ? shown : null };
}

test("a phone says of every card what the program says", async () => {
  const keys = await trusts();
  const cards = told.statuses.map((payload) => readStatus(ofHex(payload)));
  expect(told.checks.length).toBeGreaterThan(100);
  for (const { text, trust, status, today, answer, card } of told.checks) {
    const verdict = await check(text, keys[trust]!, cards[status]!, today);
    expect(said(verdict), text).toEqual({ answer, card });
  }
});

test("a phone takes and refuses every list as the program does", async () => {
  const keys = await trusts();
  expect(told.lists.length).toBeGreaterThan(30);
  for (const { sealed, trust, held, answer } of told.lists) {
    const [bytes, before] = [ofHex(sealed), held === null ? undefined : ofHex(held)];
    const opened = async () => {
      if (trust === undefined) {
        const list = await openTrust(bytes, root, before && (await openTrust(before, root)));
        return `${list.keys.size} keys`;
      }
      const of = keys[trust]!;
      const list = await openStatus(bytes, of, before && (await openStatus(before, of)));
      return `${list.revoked.length}, ${list.suspended.length}`;
    };
    const why = (fault: unknown) => (fault instanceof Refused ? fault.why : Promise.reject(fault));
    expect(await opened().catch(why), sealed).toBe(answer);
  }
});

test("a phone applies changes as the program does, to the byte", async () => {
  const keys = await trusts();
  expect(told.bundles.length).toBeGreaterThan(30);
  for (const { held, bundle, trust, answer } of told.bundles) {
    const made = applyAll(readStatus(ofHex(held)), ofHex(bundle), keys[trust]!);
    const why = (fault: unknown) => (fault instanceof Refused ? fault.why : Promise.reject(fault));
    expect(await made.then((one) => (one ? hex(one.sealed) : "nothing")).catch(why), bundle).toBe(answer);
  }
});

test("a phone knows a card for each of its answers", async () => {
  const trust = await openTrust(ofHex(told.door.trust), root);
  const status = await openStatus(ofHex(told.door.status), trust);
  for (const [word, text] of Object.entries(told.door.answers)) {
    expect((await check(text, trust, status, told.door.today)).word, text).toBe(word);
  }
});

test("no letter of a card can be another", async () => {
  const trust = await openTrust(ofHex(told.door.trust), root);
  const status = await openStatus(ofHex(told.door.status), trust);
  const text = told.door.answers["valid"]!;
  for (let at = 0; at < text.length; at += 1) {
    const changed = text.slice(0, at) + (text[at] === "7" ? "8" : "7") + text.slice(at + 1);
    const { word } = await check(changed, trust, status, told.door.today);
    expect(["malformed", "unknown-issuer", "wrongly-signed"], changed).toContain(word);
  }
});

test("a name shows its first letters, whole, and how long it is", () => {
  expect(masked("सुनीता देवी")).toBe("सु•••• दे••");
  expect(masked("Sunita Devi")).toBe("S••••• D•••");
  expect(masked("क्षमा")).toBe("क्ष••");
  expect(masked("")).toBe("");
});

const FRAME = { width: 640, height: 480 };
const views: [name: string, view: View][] = [
  ["straight", { ...FRAME, module: 6 }],
  ["small", { ...FRAME, module: 4 }],
  ["turned", { ...FRAME, module: 6, turn: 0.35 }],
  ["upside down", { ...FRAME, module: 7, turn: Math.PI }],
  ["held askew", { ...FRAME, module: 7, turn: -0.2, tilt: 0.2 }],
  ["scratched", { ...FRAME, module: 7, blot: { x: 20, y: 24, side: 5 } }],
];

for (const [name, view] of views) {
  test(`our reader reads a code that is ${name}`, () => {
    expect(read(coloured(seen(view)), view.width, view.height)).toBe(told.door.answers["valid"]);
  });
}

test("our reader sees no code where there is none", () => {
  const stripes = new Uint8Array(FRAME.width * FRAME.height).map((_, at) => (at % 14 < 7 ? 40 : 220));
  expect(read(coloured(stripes), FRAME.width, FRAME.height)).toBeUndefined();
  expect(read(new Uint8ClampedArray(FRAME.width * FRAME.height * 4), FRAME.width, FRAME.height)).toBeUndefined();
  // A part of a code is none.
  const cut = { ...FRAME, module: 14 };
  expect(read(coloured(seen(cut)), cut.width, cut.height)).toBeUndefined();
});
