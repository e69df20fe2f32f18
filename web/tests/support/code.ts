// The valid card's code as a camera sees it: turned, held askew, half in the shade.
import { told } from "./told";

export interface View {
  width: number;
  height: number;
  /** Dots a module. */
  module: number;
  /** In radians. */
  turn?: number;
  /** How much nearer one side of the code is than the other. */
  tilt?: number;
  /** Modules of a blot, from a place in the code. */
  blot?: { x: number; y: number; side: number };
}

const LIGHT = 235;
const DARK = 45;
/** What is left of the light at the darker edge of the picture. */
const SHADE = 0.6;

/** Grey, a byte a dot. */
export function seen({ width, height, module, turn = 0, tilt = 0, blot }: View): Uint8Array {
  const code = told.door.code;
  const side = code.length;
  const picture = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [across, down] = [(x + 0.5 - width / 2) / module, (y + 0.5 - height / 2) / module];
      const [u, v] = [across * Math.cos(turn) + down * Math.sin(turn), down * Math.cos(turn) - across * Math.sin(turn)];
      const near = 1 + (tilt * u) / side;
      const [column, row] = [Math.floor(u / near + side / 2), Math.floor(v / near + side / 2)];
      const isBlot = blot && column >= blot.x && column < blot.x + blot.side && row >= blot.y && row < blot.y + blot.side;
      const grey = code[row]?.[column] === "1" && !isBlot ? DARK : LIGHT;
      picture[y * width + x] = grey * (SHADE + (1 - SHADE) * (x / width));
    }
  }
  return picture;
}

/** Four bytes a dot, as a canvas gives them. */
export function coloured(grey: Uint8Array): Uint8ClampedArray {
  const data = new Uint8ClampedArray(grey.length * 4);
  for (const [at, dot] of grey.entries()) data.set([dot, dot, dot, 255], at * 4);
  return data;
}
