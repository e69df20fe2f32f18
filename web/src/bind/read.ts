// What somebody scanned or typed: a sticker that nobody has, somebody's health ID, card or slip, or
// why it is none of these. The checker says what a code is worth; nothing is asked of the network.
import type { StatusList, TrustList } from "../check/lists";
import { type Verdict, check } from "../check/verdict";
import { healthIdOf } from "../kept/health-id";

/** Whose a sticker is, in one of the ways that the city understands. A card is named by its number,
 * since its code says a name. */
export type Whose = { health_id: string } | { card: string } | { slip: string };

export interface Sticker {
  /** Its code; a sticker's says nobody's name. */
  text: string;
  /** As it is printed beside the code. */
  serial: string;
}

/** `crates/people/src/field/pages.rs` has a sentence for each. */
export type No =
  | "sticker-over" | "too-early" | "card-stopped" | "not-ours" | "unreadable" | "unready"
  | "health-id-digits" | "health-id-check" | "sticker-listed" | "person-listed" | "unkept";

export type Read = { sticker: Sticker } | { whose: Whose } | { no: No };

const SERIAL_DIGITS = 9;
const SLIP = /^NABZ:T:[0-9A-F]{32}$/;

export async function read(text: string, lists: { trust: TrustList; status: StatusList } | undefined, today: number): Promise<Read> {
  if (/^dh1:/i.test(text)) {
    return lists ? ofCode(text, await check(text, lists.trust, lists.status, today)) : { no: "unready" };
  }
  const slip = text.trim().toUpperCase();
  if (SLIP.test(slip)) return { whose: { slip } };
  const typed = healthIdOf(text);
  if (!typed) return { no: "unreadable" };
  return "id" in typed ? { whose: { health_id: typed.id } } : typed;
}

function ofCode(text: string, { word, card }: Verdict): Read {
  // Without a right signature it is nobody's word.
  if (!card) return { no: word === "malformed" ? "unreadable" : "not-ours" };
  const isSticker = card.kind === "sticker";
  switch (word) {
    case "unbound-sticker":
      return { sticker: { text, serial: serialOf(card.index) } };
    case "valid":
    case "list-amber":
    case "list-red":
      return { whose: { card: card.number } };
    case "expired":
      return isSticker ? { no: "sticker-over" } : { whose: { card: card.number } };
    case "revoked":
    case "suspended":
      return { no: isSticker ? "sticker-over" : "card-stopped" };
    case "not-yet-valid":
      return { no: "too-early" };
    default:
      return { no: "not-ours" };
  }
}

/** `067 108 863`: where a sticker stands in the list of cards, as it is printed. */
function serialOf(index: number): string {
  return String(index).padStart(SERIAL_DIGITS, "0").replace(/(\d{3})(?=\d)/g, "$1 ");
}
