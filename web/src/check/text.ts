// A card as text: `DH1:` and base45, in its one spelling.
//
// Source: RFC 9285. What is refused, and by which name, is as in `crates/credential/src/text.rs`.
import type { Bytes } from "./bytes";
import { refuse } from "./refused";

const PREFIX = "DH1:";
/** No card is near this long. */
const TEXT_BYTES_MAX = 512;
/** The place of a sign is its value; a QR code counts them the same. */
export const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function bytesOf(text: string): Bytes {
  if (new TextEncoder().encode(text).length > TEXT_BYTES_MAX) refuse("TooLong");
  if (!text.startsWith(PREFIX)) refuse(/^dh1:/i.test(text) ? "LowerCase" : "NotACard");
  const coded = text.slice(PREFIX.length);
  if (/[a-z]/.test(coded)) refuse("LowerCase");
  if ([...coded].some((sign) => !SIGNS.includes(sign))) refuse("Sign");
  if (coded.length % 3 === 1) refuse("Length");
  return decoded(coded);
}

function decoded(coded: string): Bytes {
  const bytes = new Uint8Array(Math.floor((coded.length * 2) / 3));
  let to = 0;
  for (let from = 0; from < coded.length; from += 3) {
    const signs = [...coded.slice(from, from + 3)];
    const value = signs.reduceRight((sum, sign) => sum * SIGNS.length + SIGNS.indexOf(sign), 0);
    // Three letters are two bytes, and two letters are one; what is above them has no bytes.
    if (value >= 256 ** (signs.length - 1)) refuse("Overflow");
    if (signs.length === 3) bytes[to++] = value >> 8;
    bytes[to++] = value & 0xff;
  }
  return bytes;
}
