// A health ID as it is typed or scanned: thirteen digits, of which the last is Verhoeff's check
// digit. What is taken and refused is as in `crates/kernel/src/health_id.rs`.

const DIGITS = 13;
const DEVANAGARI_ZERO = 0x966;
const PERMUTED = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

export type HealthId = { id: string } | { no: "health-id-digits" | "health-id-check" };

/** The health ID that a text is, in its short spelling `DH1234567890123`; nothing for a text that is
 * something else. */
export function healthIdOf(text: string): HealthId | undefined {
  const figures = text.replace(/[०-९]/g, (figure) => String(figure.charCodeAt(0) - DEVANAGARI_ZERO));
  const digits = figures.trim().replace(/^dh/i, "").replace(/[\s-]/g, "");
  if (!/^\d+$/.test(digits)) return undefined;
  if (digits.length !== DIGITS || digits.startsWith("0")) return { no: "health-id-digits" };
  return holds(digits) ? { id: `DH${digits}` } : { no: "health-id-check" };
}

/** `DH 1234 5678 9012 3`, as it is printed. */
export function spaced(id: string): string {
  return `DH ${id.slice(2).replace(/(\d{4})(?=\d)/g, "$1 ")}`;
}

/** Source: J. Verhoeff, Error Detecting Decimal Codes, Mathematical Centre Tract 29 (1969). */
function holds(digits: string): boolean {
  return [...digits].reverse().reduce((sum, digit, place) => turn(sum, permuted(Number(digit), place)), 0) === 0;
}

function permuted(digit: number, place: number): number {
  let to = digit;
  for (let left = place % 8; left > 0; left -= 1) to = PERMUTED[to] ?? 0;
  return to;
}

/** Multiplication in the group of the pentagon's turns (0 to 4) and reflections (5 to 9). */
function turn(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a + 5 - b) % 5) : (a + 5 - b) % 5;
}
