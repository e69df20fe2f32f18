// What the modules of a code say: its format, the words in their order, and the text in them.
//
// Source: ISO/IEC 18004:2015, sections 6.3, 7.4 to 7.10 and annexes C and E.
import { SIGNS } from "../text";
import { mended } from "./correct";
import type { Grid } from "./grid";

/** A card's code has version 7 to 9; others of its like are read to say that they are none. */
export const VERSION_MAX = 12;
/** By level, L to H, and version: added words of a block, and blocks. Table 9. */
const ADDED = [
  [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24],
  [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22],
  [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26],
  [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28],
];
const BLOCKS = [
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4],
  [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8],
  [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10],
  [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11],
];
/** The two bits of the format say the level as M, L, H, Q. */
const LEVELS = [1, 0, 3, 2];
const FORMAT_MASK = 0x5412;
const FORMAT_POLYNOMIAL = 0x537;
/** Of fifteen bits so many may be wrong. */
const FORMAT_WRONG_MAX = 3;

/** The light and dark that are laid over the words, so that no part is all of one. Table 10. */
const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Modules along the side of a version. */
export const sideOf = (version: number) => 17 + 4 * version;

/** The text of a code, if its modules are those of one. */
export function textOf(grid: Grid): string | undefined {
  const version = (grid.length - 17) / 4;
  const format = formatOf(grid);
  if (format === undefined) return undefined;
  const words = wordsOf(grid, version, MASKS[format & 7]!);
  const level = LEVELS[format >> 3]!;
  const data = dataOf(words, ADDED[level]![version - 1]!, BLOCKS[level]![version - 1]!);
  return data && textIn(data, version);
}

/** Level and mask, which stand twice around the corner marks. */
function formatOf(grid: Grid): number | undefined {
  const side = grid.length;
  const around = [0, 1, 2, 3, 4, 5, 7, 8];
  const first = [...around.map((x) => grid[8]![x]!), ...[7, 5, 4, 3, 2, 1, 0].map((y) => grid[y]![8]!)];
  const below = [1, 2, 3, 4, 5, 6, 7].map((from) => grid[side - from]![8]!);
  const beside = [8, 7, 6, 5, 4, 3, 2, 1].map((from) => grid[8]![side - from]!);
  const seen = [first, [...below, ...beside]].map((bits) => bits.reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0));
  let best: number | undefined;
  let least = FORMAT_WRONG_MAX + 1;
  for (let format = 0; format < 32; format += 1) {
    const wrong = Math.min(...seen.map((bits) => ones(bits ^ formatBits(format))));
    if (wrong < least) [best, least] = [format, wrong];
  }
  return best;
}

function formatBits(format: number): number {
  let rest = format << 10;
  for (let bit = 14; bit >= 10; bit -= 1) {
    if ((rest >> bit) & 1) rest ^= FORMAT_POLYNOMIAL << (bit - 10);
  }
  return ((format << 10) | rest) ^ FORMAT_MASK;
}

function ones(value: number): number {
  return value.toString(2).replaceAll("0", "").length;
}

/** The words in the order in which they were laid: in columns of two, up and down from the right. */
function wordsOf(grid: Grid, version: number, mask: (x: number, y: number) => boolean): number[] {
  const side = grid.length;
  const words: number[] = [];
  let [word, bits] = [0, 0];
  for (let right = side - 1; right >= 1; right -= 2) {
    // The column of the timing marks holds no words.
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < side; step += 1) {
      const y = isUpward ? side - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (isReserved(x, y, version)) continue;
        word = word * 2 + (grid[y]![x] === mask(x, y) ? 0 : 1);
        bits += 1;
        if (bits % 8 !== 0) continue;
        words.push(word);
        word = 0;
      }
    }
  }
  return words;
}

/** Whether a module is part of a mark, of the format or of the version. */
function isReserved(x: number, y: number, version: number): boolean {
  const side = sideOf(version);
  if (x === 6 || y === 6) return true;
  if (y < 9 && (x < 9 || x >= side - 8)) return true;
  if (x < 9 && y >= side - 8) return true;
  if (version >= 7 && ((x >= side - 11 && y < 6) || (y >= side - 11 && x < 6))) return true;
  const middles = middlesOf(version);
  const last = middles.length - 1;
  return middles.some((row, down) => middles.some((column, across) => {
    const isCorner = (down === 0 && (across === 0 || across === last)) || (down === last && across === 0);
    return !isCorner && Math.abs(x - column) <= 2 && Math.abs(y - row) <= 2;
  }));
}

/** The rows, and the columns, in which the middles of the small marks lie. Annex E. */
function middlesOf(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sideOf(version) - 7;
  const apart = Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - apart * (count - 2 - at))];
}

/** The words without those that were added, each block mended. */
function dataOf(words: number[], added: number, count: number): number[] | undefined {
  const short = Math.floor(words.length / count);
  const shortBlocks = count - (words.length % count);
  const blocks: number[][] = Array.from({ length: count }, () => []);
  let next = 0;
  for (let at = 0; at <= short; at += 1) {
    for (const [place, block] of blocks.entries()) {
      // The longer blocks come last, and have one word more before those that were added.
      if (at === short - added && place < shortBlocks) continue;
      block.push(words[next]!);
      next += 1;
    }
  }
  const data: number[] = [];
  for (const block of blocks) {
    const part = mended(block, added);
    if (!part) return undefined;
    data.push(...part);
  }
  return data;
}

class Bits {
  private at = 0;

  constructor(private readonly words: number[]) {}

  left(): number {
    return this.words.length * 8 - this.at;
  }

  take(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      value = value * 2 + ((this.words[this.at >> 3]! >> (7 - (this.at & 7))) & 1);
      this.at += 1;
    }
    return value;
  }
}

const NUMERIC = 1;
const ALPHANUMERIC = 2;
const BYTES = 4;
/** Bits of a count, up to version 9 and above. Table 3. */
const COUNT_BITS: Record<number, [number, number]> = { [NUMERIC]: [10, 12], [ALPHANUMERIC]: [9, 11], [BYTES]: [8, 16] };

function textIn(data: number[], version: number): string | undefined {
  const bits = new Bits(data);
  let text = "";
  while (bits.left() >= 4) {
    const mode = bits.take(4);
    if (mode === 0) break;
    const width = COUNT_BITS[mode]?.[version < 10 ? 0 : 1];
    if (width === undefined || bits.left() < width) return undefined;
    const part = partOf(bits, mode, bits.take(width));
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

/** So many letters; nothing when the words end before. */
function partOf(bits: Bits, mode: number, count: number): string | undefined {
  if (mode === BYTES) {
    if (bits.left() < count * 8) return undefined;
    return new TextDecoder().decode(Uint8Array.from({ length: count }, () => bits.take(8)));
  }
  const [atOnce, widths, base] = mode === NUMERIC ? [3, [0, 4, 7, 10], 10] as const : [2, [0, 6, 11], SIGNS.length] as const;
  let part = "";
  for (let left = count; left > 0; left -= atOnce) {
    const letters = Math.min(left, atOnce);
    const width = widths[letters]!;
    if (bits.left() < width) return undefined;
    const value = bits.take(width);
    for (let place = letters - 1; place >= 0; place -= 1) {
      part += SIGNS[Math.floor(value / base ** place) % base]!;
    }
  }
  return part;
}
