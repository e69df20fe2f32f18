// The checker: one card, one day, one answer, and no network. The order in which it looks is that
// of `crates/credential/src/check.rs`; `web/tests/vectors.spec.ts` compares the two.
import { type Card, card } from "./card";
import { type Envelope, envelope, isSignedBy } from "./cose";
import { CARDS, type StatusList, type TrustList, isIn, isRevokedOn, keyOf, maySignOn } from "./lists";
import { Refused, within } from "./refused";
import { bytesOf } from "./text";

/** Days after which a list is amber: look at the face, and fetch a new one. */
const LIST_AMBER_DAYS = 7;
/** Days after which a list is red: a card that was lost a month ago looks good on it. */
const LIST_RED_DAYS = 30;

export type Age = "list-amber" | "list-red";

/** `crates/people/src/checker/words.rs` has a sentence for each. */
export type Word =
  | "valid" | "suspended" | "revoked" | "expired" | "not-yet-valid" | "unbound-sticker" | "never-issued"
  | "wrongly-signed" | "unknown-issuer" | "key-revoked" | "malformed" | Age;

export interface Verdict {
  word: Word;
  /** Where the signature is right. */
  card?: Card;
  /** Why it is not a card. */
  why?: string;
  /** How old the list is that is too old. */
  days?: number;
}

/** Checks what a QR code says against the lists at hand. */
export async function check(text: string, trust: TrustList, status: StatusList, today: number): Promise<Verdict> {
  const read = readCard(text);
  if ("why" in read) return { word: "malformed", why: read.why };
  const { sealed, said } = read;
  const issuer = keyOf(trust, sealed.kid, CARDS);
  if (!issuer) return { word: "unknown-issuer" };
  if (!(await isSignedBy(sealed, issuer.point))) return { word: "wrongly-signed" };
  // Until now the day of issue was anybody's word.
  if (!maySignOn(issuer, said.issued)) return { word: "unknown-issuer" };
  if (isRevokedOn(issuer, said.issued)) return { word: "key-revoked" };
  return ofGenuine(said, status, today);
}

function readCard(text: string): { sealed: Envelope; said: Card } | { why: string } {
  try {
    const sealed = envelope(within("Text", () => bytesOf(text)));
    return { sealed, said: card(sealed.payload) };
  } catch (fault) {
    if (fault instanceof Refused) return { why: fault.why };
    throw fault;
  }
}

/** The answer on a card that an issuer in good hands signed. */
function ofGenuine(said: Card, status: StatusList, today: number): Verdict {
  if (isIn(status.revoked, said.index)) return { word: "revoked", card: said };
  if (isIn(status.suspended, said.index)) return { word: "suspended", card: said };
  if (said.index >= status.size && said.issued < status.day) return { word: "never-issued", card: said };
  if (today < said.issued) return { word: "not-yet-valid", card: said };
  if (today > said.expires) return { word: "expired", card: said };
  if (said.kind === "sticker") return { word: "unbound-sticker", card: said };
  const age = ageOf(status, today);
  return age ? { word: age, card: said, days: today - status.day } : { word: "valid", card: said };
}

/** How much too old a list is; nothing for one that is young enough, or of a day to come. */
export function ageOf(status: StatusList, today: number): Age | undefined {
  const days = today - status.day;
  if (days > LIST_RED_DAYS) return "list-red";
  return days > LIST_AMBER_DAYS ? "list-amber" : undefined;
}
