// Where a code lies in a picture: its three corner marks (dark, light and dark as 1 : 1 : 3 : 1 : 1
// along every line through their middle), how far apart its modules are, and its fourth mark.
//
// Source: ISO/IEC 18004:2015, sections 6.3.3 and 12.
import { type Picture, isDark } from "./picture";

export interface Point {
  x: number;
  y: number;
}

interface Mark extends Point {
  /** As long as one module is here, in dots. */
  module: number;
  /** Rows in which it was seen. */
  seen: number;
}

export interface Corners {
  topLeft: Point;
  topRight: Point;
  bottomLeft: Point;
  /** Modules along a side, as the picture says: near it lies what is right. */
  side: number;
}

const MARK = [1, 1, 3, 1, 1];
const MARK_MODULES = 7;
/** Between the middles of two corner marks lie all modules but those of a whole mark. */
export const SIDE_LESS_MARKS = 7;
const ROWS_MIN = 2;
/** Marks that are looked at three by three; the others are noise. */
const MARKS_MAX = 8;
/** How unlike a corner of a square three marks may lie; a card is held askew, not edgeways. */
const UNLIKE_MAX = 0.5;

export function cornersOf(picture: Picture): Corners | undefined {
  const marks = marksOf(picture).filter((mark) => mark.seen >= ROWS_MIN);
  marks.sort((one, other) => other.seen - one.seen);
  let best: Mark[] | undefined;
  let least = UNLIKE_MAX;
  for (const three of threes(marks.slice(0, MARKS_MAX))) {
    const unlike = unlikeCorner(three);
    if (unlike < least) [best, least] = [three, unlike];
  }
  return best && ordered(picture, best);
}

function marksOf(picture: Picture): Mark[] {
  const marks: Mark[] = [];
  for (let y = 0; y < picture.height; y += 1) {
    const runs = [0, 0, 0, 0, 0];
    let dark = false;
    for (let x = 0; x <= picture.width; x += 1) {
      const here = x < picture.width && isDark(picture, x, y);
      if (here === dark && x < picture.width) {
        runs[4]! += 1;
        continue;
      }
      if (dark && isMark(runs)) note(picture, marks, { x: x - runs[4]! - runs[3]! - runs[2]! / 2, y });
      runs.shift();
      runs.push(1);
      dark = here;
    }
  }
  return marks;
}

function isMark(runs: number[]): boolean {
  const module = runs.reduce((sum, run) => sum + run, 0) / MARK_MODULES;
  return runs.every((run, at) => Math.abs(run - module * MARK[at]!) < (module * MARK[at]!) / 2);
}

/** Keeps a mark whose columns are like its rows, with those that were seen at the same place. */
function note(picture: Picture, marks: Mark[], { x, y }: Point): void {
  const down = across(picture, { x, y }, { x: 0, y: 1 });
  const along = down && across(picture, { x, y: down.middle }, { x: 1, y: 0 });
  if (!down || !along) return;
  const module = (down.module + along.module) / 2;
  const found = { x: along.middle, y: down.middle };
  const known = marks.find((mark) => Math.hypot(mark.x - found.x, mark.y - found.y) < mark.module * 2);
  if (!known) return void marks.push({ ...found, module, seen: 1 });
  const share = 1 / (known.seen + 1);
  known.x += (found.x - known.x) * share;
  known.y += (found.y - known.y) * share;
  known.module += (module - known.module) * share;
  known.seen += 1;
}

/** The middle of a mark along a line of the picture, if it is one along this line too. */
function across(picture: Picture, from: Point, step: Point): { middle: number; module: number } | undefined {
  const start = { x: Math.floor(from.x), y: Math.floor(from.y) };
  if (!isDark(picture, start.x, start.y)) return undefined;
  const after = runsFrom(picture, { x: start.x + step.x, y: start.y + step.y }, step);
  const before = runsFrom(picture, start, { x: -step.x, y: -step.y });
  const runs = [before[2]!, before[1]!, before[0]! + after[0]!, after[1]!, after[2]!];
  if (!isMark(runs)) return undefined;
  const place = step.x === 1 ? start.x : start.y;
  const middle = place + 1 + (after[0]! - before[0]!) / 2;
  return { middle, module: runs.reduce((sum, run) => sum + run, 0) / MARK_MODULES };
}

/** How long it is dark, then light, then dark again. */
function runsFrom(picture: Picture, from: Point, step: Point): number[] {
  let { x, y } = from;
  return [true, false, true].map((dark) => {
    let run = 0;
    const isInside = () => x >= 0 && y >= 0 && x < picture.width && y < picture.height;
    while (isInside() && isDark(picture, x, y) === dark) {
      run += 1;
      x += step.x;
      y += step.y;
    }
    return run;
  });
}

function* threes(marks: Mark[]): Generator<Mark[]> {
  for (let one = 0; one < marks.length; one += 1) {
    for (let two = one + 1; two < marks.length; two += 1) {
      for (let three = two + 1; three < marks.length; three += 1) yield [marks[one]!, marks[two]!, marks[three]!];
    }
  }
}

const distance = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);

/** Zero for two equal sides with a right angle between them and marks of one size. */
function unlikeCorner(three: Mark[]): number {
  const [a, b, c] = three as [Mark, Mark, Mark];
  const [short, long, diagonal] = [distance(a, b), distance(b, c), distance(a, c)].sort((one, other) => one - other) as [number, number, number];
  const modules = three.map((mark) => mark.module);
  const sizes = Math.max(...modules) / Math.min(...modules) - 1;
  return Math.abs(diagonal ** 2 - short ** 2 - long ** 2) / diagonal ** 2 + (long - short) / long + sizes / 2;
}

function ordered(picture: Picture, three: Mark[]): Corners | undefined {
  const [a, b, c] = three as [Mark, Mark, Mark];
  const sides: [number, Mark, Mark, Mark][] = [[distance(b, c), a, b, c], [distance(a, c), b, a, c], [distance(a, b), c, a, b]];
  sides.sort((one, other) => other[0] - one[0]);
  const [, topLeft, one, other] = sides[0]!;
  // Seen from the first corner, the one below is clockwise of the one beside.
  const turn = (one.x - topLeft.x) * (other.y - topLeft.y) - (one.y - topLeft.y) * (other.x - topLeft.x);
  const [topRight, bottomLeft] = turn > 0 ? [one, other] : [other, one];
  const module = mean([moduleBetween(picture, topLeft, topRight), moduleBetween(picture, topLeft, bottomLeft)]);
  if (!module) return undefined;
  const side = (distance(topLeft, topRight) + distance(topLeft, bottomLeft)) / 2 / module + SIDE_LESS_MARKS;
  return { topLeft, topRight, bottomLeft, side };
}

/** A module's length along the line between two marks: each mark reaches three and a half modules
 * from its middle, both ways. */
function moduleBetween(picture: Picture, from: Point, to: Point): number | undefined {
  const length = distance(from, to);
  const way = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const back = { x: -way.x, y: -way.y };
  const reaches = [[from, way], [from, back], [to, way], [to, back]] as const;
  const found = mean(reaches.map(([mark, step]) => reach(picture, mark, step, length)));
  return found && found / (MARK_MODULES / 2);
}

/** How far it is from the middle of a mark to its outer edge. */
function reach(picture: Picture, from: Point, step: Point, most: number): number | undefined {
  let changes = 0;
  let dark = true;
  for (let far = 0; far < most; far += 0.25) {
    if (isDark(picture, from.x + step.x * far, from.y + step.y * far) === dark) continue;
    dark = !dark;
    changes += 1;
    if (changes === 3) return far;
  }
  return undefined;
}

function mean(values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}
