// Reed–Solomon: what a scratch took is found again from the words that were added for it.
//
// Source: ISO/IEC 18004:2015, section 7.5 and annex B; J. Massey, IEEE IT-15 (1969); G. Forney,
// IEEE IT-11 (1965).

/** The field of 256 elements of QR codes: x⁸ + x⁴ + x³ + x² + 1. */
const POLYNOMIAL = 0x11d;
const ORDER = 255;
const POWERS = new Uint8Array(2 * ORDER);
const LOGS = new Uint8Array(ORDER + 1);
for (let exponent = 0, value = 1; exponent < ORDER; exponent += 1) {
  POWERS[exponent] = POWERS[exponent + ORDER] = value;
  LOGS[value] = exponent;
  value <<= 1;
  if (value > ORDER) value ^= POLYNOMIAL;
}

function times(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : POWERS[LOGS[one]! + LOGS[other]!]!;
}

function over(one: number, other: number): number {
  return one === 0 ? 0 : POWERS[LOGS[one]! + ORDER - LOGS[other]!]!;
}

/** The value of a polynomial, its lowest term first. */
function valueAt(terms: number[], x: number): number {
  return terms.reduceRight((value, term) => times(value, x) ^ term, 0);
}

/** The block's words without the added ones, mended; nothing when it is too badly damaged. */
export function mended(block: number[], added: number): number[] | undefined {
  const words = [...block];
  const syndromes = syndromesOf(words, added);
  if (syndromes.some((syndrome) => syndrome !== 0)) {
    const locator = locatorOf(syndromes);
    if (!mend(words, syndromes, locator)) return undefined;
    if (syndromesOf(words, added).some((syndrome) => syndrome !== 0)) return undefined;
  }
  return words.slice(0, words.length - added);
}

function syndromesOf(words: number[], added: number): number[] {
  const terms = [...words].reverse();
  return Array.from({ length: added }, (_, exponent) => valueAt(terms, POWERS[exponent]!));
}

/** The polynomial whose roots say where the mistakes are. */
function locatorOf(syndromes: number[]): number[] {
  let locator = [1];
  let before = [1];
  let mistakes = 0;
  let since = 1;
  let lastGap = 1;
  for (const [at, syndrome] of syndromes.entries()) {
    let gap = syndrome;
    for (let term = 1; term <= mistakes; term += 1) gap ^= times(locator[term] ?? 0, syndromes[at - term]!);
    if (gap === 0) {
      since += 1;
      continue;
    }
    const next = plusShifted(locator, before, since, over(gap, lastGap));
    if (2 * mistakes <= at) {
      [before, lastGap, mistakes, since] = [locator, gap, at + 1 - mistakes, 1];
    } else {
      since += 1;
    }
    locator = next;
  }
  while (locator.at(-1) === 0) locator.pop();
  return locator;
}

/** One polynomial and a multiple of another, moved up by some terms. */
function plusShifted(one: number[], other: number[], terms: number, factor: number): number[] {
  const sum = [...one];
  for (const [at, term] of other.entries()) sum[at + terms] = (sum[at + terms] ?? 0) ^ times(term, factor);
  return Array.from(sum, (term) => term ?? 0);
}

/** Puts the words right that the locator names; false when it names others than there are. */
function mend(words: number[], syndromes: number[], locator: number[]): boolean {
  const evaluator = evaluatorOf(syndromes, locator);
  const slopes = locator.map((term, at) => (at % 2 === 1 ? term : 0)).slice(1);
  let found = 0;
  for (let at = 0; at < words.length; at += 1) {
    const exponent = words.length - 1 - at;
    const inverse = POWERS[(ORDER - (exponent % ORDER)) % ORDER]!;
    if (valueAt(locator, inverse) !== 0) continue;
    const slope = valueAt(slopes, inverse);
    if (slope === 0) return false;
    words[at] = words[at]! ^ times(POWERS[exponent % ORDER]!, over(valueAt(evaluator, inverse), slope));
    found += 1;
  }
  return found === locator.length - 1;
}

function evaluatorOf(syndromes: number[], locator: number[]): number[] {
  return syndromes.map((_, at) => {
    let term = 0;
    for (let of = 0; of <= at; of += 1) term ^= times(syndromes[at - of]!, locator[of] ?? 0);
    return term;
  });
}
