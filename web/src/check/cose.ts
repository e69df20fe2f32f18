// The envelope of all that the city signs: COSE_Sign1 with ES256 and nothing to choose. What a
// signature is about stands in what is signed, so that no list is taken for a card.
//
// Source: RFC 9052, sections 3.1, 4.2 and 4.4. It refuses what `crates/credential/src/cose.rs` does.
import { type Bytes, hex, joined, ofHex } from "./bytes";
import { ARRAY, MAP, NEGATIVE, Reader, TAG, UNSIGNED, head, string, text } from "./cbor";
import { faultOf } from "./curve";
import { refuse, within } from "./refused";

export type Content = "application/nabz-trust" | "application/nabz-status" | "application/nabz-status-delta";

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
  return joined([head(ARRAY, 4), text("Signature1"), string(headers), string(new Uint8Array()), string(payload)]);
}

/** The envelope of a list around a payload and a signature that came without it. */
export function enclosed(content: Content, kid: string, payload: Bytes, signature: Bytes): Bytes {
  const headers = joined([
    head(MAP, 3),
    head(UNSIGNED, ALGORITHM), head(NEGATIVE, -1n - ES256),
    head(UNSIGNED, CONTENT), text(content),
    head(UNSIGNED, KID), string(ofHex(kid)),
  ]);
  const parts = [string(headers), head(MAP, 0), string(payload), string(signature)];
  return joined([head(TAG, SIGN1_TAG), head(ARRAY, PARTS), ...parts]);
}

/** Whether the holder of this point's key signed it. */
export async function isSignedBy({ signature, signed }: Envelope, point: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
}
