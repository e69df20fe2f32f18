// The two names of a card, each in the one spelling that a card has: words with one plain space
// between them, plain apostrophes and hyphens, no joiners, and a nukta joined to the letters that
// have a sign with it. What is refused, and how, is as in `crates/credential/src/names.rs`.
import { refuse } from "./refused";

const NAME_CHARACTERS_MAX = 24;
const SIGNS = "A-Za-z0-9'\\-./";
const DEVANAGARI = "\\u0900-\\u097f";
/** What is put right before a name is written: spaces, joiners, curled apostrophes, long hyphens. */
const MENDED =
  "\\t-\\r\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\u200c\\u200d\\u2018\\u2019\\u02bc\\u2010-\\u2014";
/** Letters that have a sign of their own with a nukta, and a nukta behind. */
const PARTED = /[\u0928\u0930\u0933\u0915-\u0917\u091c\u0921\u0922\u092b\u092f]\u093c/;

function script(letters: string): { other: RegExp; name: RegExp } {
  const word = `[${SIGNS}${letters}]+`;
  return { other: new RegExp(`[^${SIGNS}${letters}${MENDED}]`, "u"), name: new RegExp(`^(?:${word}(?: ${word})*)?$`, "u") };
}

const ROMAN = script("");
const OURS = script(DEVANAGARI);

/** A name in Roman letters, or none. */
export function roman(text: string): string {
  return spelled(text, ROMAN);
}

/** A name in Devanagari of one byte a letter, U+0900 at 0x80 and ASCII as it is; or none. */
export function devanagari(page: Iterable<number>): string {
  const letters = Array.from(page, (byte) => (byte < 0x80 ? byte : 0x0900 + (byte & 0x7f)));
  return spelled(String.fromCharCode(...letters), OURS);
}

function spelled(text: string, { other, name }: ReturnType<typeof script>): string {
  if ([...text].length > NAME_CHARACTERS_MAX) refuse("TooLong");
  if (other.test(text)) refuse("OtherSign");
  if (!name.test(text) || PARTED.test(text)) refuse("Spelling");
  return text;
}

/** The first letter of each word, with the signs and the conjunct that belong to it, and a dot for
 * every other character: enough to compare with a printed name, too little to learn it. */
export function masked(name: string): string {
  return name.split(" ").map((word) => {
    const first = /^.(?:\u094d\p{L}|\p{M})*/u.exec(word)?.[0] ?? "";
    return first + "•".repeat([...word].length - [...first].length);
  }).join(" ");
}
