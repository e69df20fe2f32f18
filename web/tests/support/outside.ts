// Copies of cards read by libraries of others, which share no line with the program: `jose` for a
// SMART Health Card; for a certificate a base45 and a CBOR library, and the cryptography of Node.
import { decode as ofBase45 } from "@digitalbazaar/base45";
import { Tag, decode, encode } from "cbor2";
import { type JSONWebKeySet, type JWK, compactVerify, createLocalJWKSet } from "jose";
import { inflateRawSync, inflateSync } from "node:zlib";

const PREFIX = "HC1:";
const COSE_SIGN1 = 18;
const HEADER_KID = 4;
/** Of a thumbprint, by which a certificate names its key. */
const KID_BYTES = 8;
/** One spelling of every value, and of every letter with its marks. */
const STRICT = { cde: true, rejectStringsNotNormalizedAs: "NFC" } as const;
const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export interface HealthCard {
  header: Record<string, unknown>;
  /** The claims as they were written. */
  text: string;
}

export interface Certificate {
  headers: Map<number, unknown>;
  claims: Map<number, unknown>;
}

/** What a SMART Health Card says, if one of these keys signed it. */
export async function readHealthCard(jws: string, keys: JSONWebKeySet): Promise<HealthCard> {
  const { protectedHeader, payload } = await compactVerify(jws, createLocalJWKSet(keys), { algorithms: ["ES256"] });
  return { header: { ...protectedHeader }, text: inflateRawSync(payload).toString() };
}

/** The bytes that were signed, and the signature, as the code of a certificate packs them. */
export function unpacked(text: string): Uint8Array {
  if (!text.startsWith(PREFIX)) throw new Error(`no certificate: ${text}`);
  // The CBOR library takes a Buffer for something else than bytes.
  return new Uint8Array(inflateSync(ofBase45(text.slice(PREFIX.length))));
}

/** What a certificate says, if one of these keys signed it. */
export async function readCertificate(sealed: Uint8Array, keys: JSONWebKeySet): Promise<Certificate> {
  const cose = decode(sealed, { ...STRICT, preferMap: true });
  if (!(cose instanceof Tag) || cose.tag !== COSE_SIGN1) throw new Error("no COSE_Sign1");
  const [guarded, open, payload, signature, ...more] = cose.contents as unknown[];
  if (!isBytes(guarded) || !isBytes(payload) || !isBytes(signature) || more.length > 0) throw new Error("not its four parts");
  if (!(open instanceof Map) || open.size > 0) throw new Error("headers that nobody signed");
  const headers = decode<Map<number, unknown>>(guarded, { ...STRICT, preferMap: true });
  const signed = encode(["Signature1", guarded, new Uint8Array(), payload]);
  const named = keys.keys.filter((key) => isNamed(key, headers.get(HEADER_KID)));
  // Two keys may begin alike, so each that is named is tried.
  for (const key of named) {
    if (await signs(key, signed, signature)) return { headers, claims: decode<Map<number, unknown>>(payload, STRICT) };
  }
  throw new Error(`not signed by any of ${named.length} keys`);
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

function isNamed({ kid = "" }: JWK, name: unknown): boolean {
  return isBytes(name) && Buffer.from(kid, "base64url").subarray(0, KID_BYTES).equals(name);
}

async function signs(jwk: JWK, signed: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = await crypto.subtle.importKey("jwk", jwk as JsonWebKey, ES256, false, ["verify"]);
  return crypto.subtle.verify(ES256, key, new Uint8Array(signature), new Uint8Array(signed));
}
