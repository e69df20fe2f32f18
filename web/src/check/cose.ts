// The envelope of all that the city signs: COSE_Sign1 with ES256 and nothing to choose. What a
// signature is about stands in what is signed, so that no list is taken for a card.
//
// Source: RFC 9052, sections 3.1, 4.2 and 4.4. It refuses what `crates/credential/src/cose.rs` does.
import { type Bytes, hex, joined, ofHex } from "./bytes";
import { Reader } from "./cbor";
import { faultOf } from "./curve";
import { refuse, within } from "./refused";

export type Content = "application/nabz-trust" | "application/nabz-status";

const SIGN1_TAG = 18n;
const PARTS = 4n;
const ALGORITHM = 1n;
const CONTENT = 3n;
const KID = 4n;
const ES256 = -7n;
const KID_BYTES = 2;

/** An envelope that is well formed; its signature is not looked at yet. */
export interface Envelope {
  kid: string;
  payload: Bytes;
  signature: Bytes;
  /** What the signature is over. */
  signed: Bytes;
}

/** Reads the envelope of a card, or of a list with its content. */
export function envelope(bytes: Bytes, content?: Content): Envelope {
  return within("Cose", () => {
    const reader = new Reader(bytes);
    if (reader.tag() !== SIGN1_TAG) refuse("NotSign1");
    if (reader.array() !== PARTS) refuse("Parts");
    const headers = reader.bytes();
    const kid = kidOf(headers, content);
    if (!reader.keys().next().done) refuse("Unprotected");
    const payload = reader.bytes();
    const signature = reader.bytes();
    const fault = faultOf(signature);
    if (fault) refuse(fault);
    reader.end();
    return { kid, payload, signature, signed: signedOver(headers, payload) };
  });
}

function kidOf(headers: Bytes, content?: Content): string {
  const reader = new Reader(headers);
  let algorithm: bigint | undefined;
  let about: string | undefined;
  let kid: Bytes | undefined;
  for (const key of reader.keys()) {
    if (key === ALGORITHM) algorithm = reader.signed();
    else if (key === CONTENT) about = reader.text();
    else if (key === KID) kid = reader.bytes();
    else refuse("UnknownHeader");
  }
  reader.end();
  if (algorithm === undefined) refuse("HeaderMissing");
  if (algorithm !== ES256) refuse("Algorithm");
  if (about !== content) refuse("Content");
  if (kid === undefined) refuse("HeaderMissing");
  if (kid.length !== KID_BYTES) refuse("KidLength");
  return hex(kid);
}

/** The `Sig_structure`: a list of the word `Signature1`, the headers, no bytes, and the payload. */
function signedOver(headers: Bytes, payload: Bytes): Bytes {
  const word = ofHex("84" + "6a5369676e617475726531");
  return joined([word, stringHead(headers.length), headers, stringHead(0), stringHead(payload.length), payload]);
}

/** The head of a byte string. */
function stringHead(length: number): Bytes {
  const digits = length.toString(16);
  if (length < 24) return Uint8Array.of(0x40 | length);
  if (length < 1 << 8) return ofHex(`58${digits.padStart(2, "0")}`);
  if (length < 1 << 16) return ofHex(`59${digits.padStart(4, "0")}`);
  return ofHex(`5a${digits.padStart(8, "0")}`);
}

/** Whether the holder of this point's key signed it. */
export async function isSignedBy({ signature, signed }: Envelope, point: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
}
