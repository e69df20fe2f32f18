// Points of P-256. Lists hold x and the sign of y, and no browser has to read that; so y is found
// here, and a point that is not on the curve is refused.
//
// Source: SEC 1, section 2.3.4; SEC 2, section 2.4.2; FIPS 186-4, D.1.2.3.
import { type Bytes, joined, number, ofHex } from "./bytes";

const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const COORDINATE_BYTES = 32;
const EVEN = 2;
const ODD = 3;

/** The point with both coordinates, as browsers read it; nothing where there is none. */
export function uncompressed(point: Bytes): Bytes | undefined {
  const [sign, ...rest] = point;
  if (rest.length !== COORDINATE_BYTES || (sign !== EVEN && sign !== ODD)) return undefined;
  const x = number(point.subarray(1));
  if (x >= PRIME) return undefined;
  const square = residue(x * x * x - 3n * x + B);
  // A root, if there is one, since the prime is three more than a multiple of four.
  const root = power(square, (PRIME + 1n) / 4n);
  if (residue(root * root) !== square) return undefined;
  const y = (root & 1n) === BigInt(sign & 1) ? root : PRIME - root;
  return joined([ofHex("04"), point.subarray(1), coordinate(y)]);
}

/** The first fault of a signature's two numbers: each from 1 to below the order, the second in the
 * lower half, for of two signatures that say the same anybody can make one of the other. */
export function faultOf(signature: Bytes): "SignatureLength" | "SignatureRange" | "HighS" | undefined {
  if (signature.length !== 2 * COORDINATE_BYTES) return "SignatureLength";
  const r = number(signature.subarray(0, COORDINATE_BYTES));
  const s = number(signature.subarray(COORDINATE_BYTES));
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER) return "SignatureRange";
  return s > ORDER / 2n ? "HighS" : undefined;
}

function residue(value: bigint): bigint {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let product = 1n;
  for (let [factor, left] = [base, exponent]; left > 0n; left >>= 1n) {
    if (left & 1n) product = residue(product * factor);
    factor = residue(factor * factor);
  }
  return product;
}

function coordinate(value: bigint): Bytes {
  return ofHex(value.toString(16).padStart(2 * COORDINATE_BYTES, "0"));
}
