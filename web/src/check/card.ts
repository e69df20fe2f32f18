// What a card says: `{4: last day, 6: first day, -70001: [cid, index, type, Roman name, Devanagari
// name, birth year, sex]}`. All of it is read and refused as in `crates/credential/src/card.rs`,
// and no more is kept than a checker shows.
import { type Bytes, hex } from "./bytes";
import { Reader } from "./cbor";
import { devanagari, roman } from "./names";
import { refuse, within } from "./refused";

export type Kind = "permanent" | "temporary" | "sticker" | "newborn";

export interface Card {
  kind: Kind;
  /** Its own random number, in hex digits. */
  number: string;
  /** Where it stands in the status list. */
  index: number;
  /** Its first and its last day, as days since 1970. */
  issued: number;
  expires: number;
  roman: string;
  devanagari: string;
}

const EXPIRES = 4n;
const ISSUED = 6n;
const SAID = -70_001n;
const KINDS: Kind[] = ["permanent", "temporary", "sticker", "newborn"];
const BOUND_FIELDS = 7n;
const STICKER_FIELDS = 3n;
const CARD_ID_BYTES = 6;
export const STATUS_INDICES_MAX = 1 << 26;
export const DAY_MAX = 65_535;
const DAY_MS = 86_400_000;
const BIRTH_YEAR_MIN = 1850;
const SEX_MAX = 3n;

interface Said extends Pick<Card, "kind" | "number" | "index" | "roman" | "devanagari"> {
  /** Zero where it is not known. */
  birthYear: number;
}

export function card(body: Bytes): Card {
  return within("Card", () => {
    const reader = new Reader(body);
    let expires: number | undefined;
    let issued: number | undefined;
    let said: Said | undefined;
    for (const key of reader.keys()) {
      if (key === EXPIRES) expires = day(reader);
      else if (key === ISSUED) issued = day(reader);
      else if (key === SAID) said = readSaid(reader);
      else refuse("UnknownKey");
    }
    reader.end();
    if (issued === undefined || expires === undefined || said === undefined) refuse("KeyMissing");
    if (expires < issued) refuse("ExpiresBeforeIssued");
    const { birthYear, ...shown } = said;
    const yearOfIssue = new Date(issued * DAY_MS).getUTCFullYear();
    if (birthYear !== 0 && (birthYear < BIRTH_YEAR_MIN || birthYear > yearOfIssue)) refuse("BirthYear");
    return { issued, expires, ...shown };
  });
}

function day(reader: Reader): number {
  const days = reader.unsigned();
  if (days > BigInt(DAY_MAX)) refuse("Day");
  return Number(days);
}

function readSaid(reader: Reader): Said {
  const fields = reader.array();
  const id = reader.bytes();
  if (id.length !== CARD_ID_BYTES) refuse("CardIdLength");
  const index = reader.unsigned();
  if (index >= BigInt(STATUS_INDICES_MAX)) refuse("StatusIndex");
  const code = reader.unsigned();
  const kind = code > BigInt(KINDS.length) ? undefined : KINDS[Number(code) - 1];
  if (kind && fields !== (kind === "sticker" ? STICKER_FIELDS : BOUND_FIELDS)) refuse("Fields");
  if (!kind) refuse("Type");
  const nobody = { roman: "", devanagari: "", birthYear: 0 };
  return { kind, number: hex(id), index: Number(index), ...(kind === "sticker" ? nobody : readFace(reader)) };
}

function readFace(reader: Reader): Pick<Said, "roman" | "devanagari" | "birthYear"> {
  const latin = reader.text();
  const names = { roman: within("Roman", () => roman(latin)), devanagari: "" };
  const page = reader.bytes();
  names.devanagari = within("Devanagari", () => devanagari(page));
  if (!names.roman && !names.devanagari) refuse("Nameless");
  const birthYear = reader.unsigned();
  if (birthYear > 0xffffn) refuse("BirthYear");
  if (reader.unsigned() > SEX_MAX) refuse("Sex");
  return { ...names, birthYear: Number(birthYear) };
}
