// A picture in dark and light, each dot compared with what lies around it: a shadow over half a card
// makes none of its light parts dark.

export interface Picture {
  width: number;
  height: number;
  /** 1 where it is dark, row by row. */
  dark: Uint8Array;
}

/** A part of the picture's longer side; several modules of a code that is held close. */
const AROUND = 1 / 8;
/** A dot is dark that is so much darker than the mean around it. */
const DARKER = 0.85;

/** From four bytes a dot: red, green, blue, and how much it covers. */
export function inDarkAndLight(data: Uint8ClampedArray, width: number, height: number): Picture {
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = (data[4 * at]! * 77 + data[4 * at + 1]! * 151 + data[4 * at + 2]! * 28) >> 8;
  }
  const sums = sumsOf(grey, width, height);
  const reach = Math.max(Math.round((Math.max(width, height) * AROUND) / 2), 1);
  const dark = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [Math.max(y - reach, 0), Math.min(y + reach + 1, height)];
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [Math.max(x - reach, 0), Math.min(x + reach + 1, width)];
      const sum = sums(right, bottom) - sums(left, bottom) - sums(right, top) + sums(left, top);
      const mean = sum / ((right - left) * (bottom - top));
      if (grey[y * width + x]! < mean * DARKER) dark[y * width + x] = 1;
    }
  }
  return { width, height, dark };
}

/** The sum of all that lies above and to the left of a corner. */
function sumsOf(grey: Uint8Array, width: number, height: number): (x: number, y: number) => number {
  const across = width + 1;
  const sums = new Float64Array(across * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += grey[y * width + x]!;
      sums[(y + 1) * across + x + 1] = sums[y * across + x + 1]! + row;
    }
  }
  return (x, y) => sums[y * across + x]!;
}

/** Whether a place is dark; what lies outside is light. */
export function isDark(picture: Picture, x: number, y: number): boolean {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) return false;
  return picture.dark[row * picture.width + column] === 1;
}
