// The modules of a code, as its corners say where they lie. A card is a plane that is looked at
// askew, so four points say where all the others are.
//
// Source: ISO/IEC 18004:2015, section 12; P. Heckbert, "Fundamentals of Texture Mapping", 1989.
import { type Corners, type Point, SIDE_LESS_MARKS } from "./corners";
import { type Picture, isDark } from "./picture";

/** `true` is dark; the rows from the top, each from the left. */
export type Grid = boolean[][];

/** The middle of a corner mark lies so many modules from both edges, that of the fourth mark so many
 * from the two others. */
const MARK_MIDDLE = 3.5;
const FOURTH_MIDDLE = 6.5;
/** The fourth mark is looked for so far from where it would lie if the card were not held askew, in
 * modules: near it first, where little else looks like it. */
export const FOURTH_FARS = [4, 9] as const;
/** And in such steps. */
const FOURTH_STEP = 0.25;
/** Of the 25 modules of the fourth mark so many have to be right. */
const FOURTH_RIGHT_MIN = 23;
/** A module is looked at in its middle and around it. */
const LOOKS = [[0, 0], [0.2, 0], [-0.2, 0], [0, 0.2], [0, -0.2]] as const;

type Transform = (x: number, y: number) => Point;

/** A code of `side` modules between these corners, whose fourth mark lies at most so far askew. */
export function gridOf(picture: Picture, corners: Corners, side: number, far: number): Grid {
  const place = placing(picture, corners, side, far);
  const row = (y: number) => Array.from({ length: side }, (_, x) => isModuleDark(picture, place, x + 0.5, y + 0.5));
  return Array.from({ length: side }, (_, y) => row(y));
}

function isModuleDark(picture: Picture, place: Transform, x: number, y: number): boolean {
  const darks = LOOKS.filter(([right, down]) => {
    const at = place(x + right, y + down);
    return isDark(picture, at.x, at.y);
  });
  return darks.length * 2 > LOOKS.length;
}

/** Where a place of the code, in modules from its top left edge, lies in the picture. */
function placing(picture: Picture, corners: Corners, side: number, askew: number): Transform {
  const { topLeft, topRight, bottomLeft } = corners;
  const [near, far] = [MARK_MIDDLE, side - MARK_MIDDLE];
  const fourth = side > 21 ? fourthMark(picture, corners, side, askew) : undefined;
  const opposite = { x: topRight.x + bottomLeft.x - topLeft.x, y: topRight.y + bottomLeft.y - topLeft.y };
  const last = fourth ? side - FOURTH_MIDDLE : far;
  return perspective([
    [{ x: near, y: near }, topLeft],
    [{ x: far, y: near }, topRight],
    [{ x: near, y: far }, bottomLeft],
    [{ x: last, y: last }, fourth ?? opposite],
  ]);
}

/** The middle of the mark before the fourth corner: dark, light around it, and dark around that. */
function fourthMark(picture: Picture, { topLeft, topRight, bottomLeft }: Corners, side: number, far: number): Point | undefined {
  const modules = side - SIDE_LESS_MARKS;
  const right = { x: (topRight.x - topLeft.x) / modules, y: (topRight.y - topLeft.y) / modules };
  const down = { x: (bottomLeft.x - topLeft.x) / modules, y: (bottomLeft.y - topLeft.y) / modules };
  const place = (x: number, y: number) => ({
    x: topLeft.x + right.x * (x - MARK_MIDDLE) + down.x * (y - MARK_MIDDLE),
    y: topLeft.y + right.y * (x - MARK_MIDDLE) + down.y * (y - MARK_MIDDLE),
  });
  const middle = side - FOURTH_MIDDLE;
  let most = FOURTH_RIGHT_MIN;
  let best: Point[] = [];
  for (let y = middle - far; y <= middle + far; y += FOURTH_STEP) {
    for (let x = middle - far; x <= middle + far; x += FOURTH_STEP) {
      const rights = rightModules(picture, place, x, y);
      if (rights > most) [most, best] = [rights, []];
      if (rights === most) best.push(place(x, y));
    }
  }
  if (best.length === 0) return undefined;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { x: mean(best.map((point) => point.x)), y: mean(best.map((point) => point.y)) };
}

function rightModules(picture: Picture, place: Transform, x: number, y: number): number {
  let rights = 0;
  for (let down = -2; down <= 2; down += 1) {
    for (let right = -2; right <= 2; right += 1) {
      const at = place(x + right, y + down);
      const ring = Math.max(Math.abs(right), Math.abs(down));
      if (isDark(picture, at.x, at.y) === (ring !== 1)) rights += 1;
    }
  }
  return rights;
}

/** The view of a plane in which these places lie at these points. */
function perspective(pairs: [place: Point, point: Point][]): Transform {
  const rows = pairs.flatMap(([place, point]) => [
    [place.x, place.y, 1, 0, 0, 0, -place.x * point.x, -place.y * point.x, point.x],
    [0, 0, 0, place.x, place.y, 1, -place.x * point.y, -place.y * point.y, point.y],
  ]);
  const [a, b, c, d, e, f, g, h] = solved(rows) as [number, number, number, number, number, number, number, number];
  return (x, y) => {
    const far = g * x + h * y + 1;
    return { x: (a * x + b * y + c) / far, y: (d * x + e * y + f) / far };
  };
}

/** The unknowns of linear equations, each row with its sum at the end. */
function solved(rows: number[][]): number[] {
  for (let column = 0; column < rows.length; column += 1) {
    let largest = column;
    for (let at = column; at < rows.length; at += 1) {
      if (Math.abs(rows[at]![column]!) > Math.abs(rows[largest]![column]!)) largest = at;
    }
    [rows[column], rows[largest]] = [rows[largest]!, rows[column]!];
    const lead = rows[column]!;
    for (const row of rows) {
      if (row === lead) continue;
      const times = row[column]! / lead[column]!;
      for (let at = column; at < row.length; at += 1) row[at] = row[at]! - times * lead[at]!;
    }
  }
  return rows.map((row, at) => row[row.length - 1]! / row[at]!);
}
