// Reads the QR code of a card in a picture: three corner marks, the modules between them, and the
// text that they say once what was damaged is mended.
//
// It is for browsers that read no codes themselves. Small codes alone are read, one at a time, and
// not from behind.
import { VERSION_MAX, sideOf, textOf } from "./code";
import { cornersOf } from "./corners";
import { FOURTH_FARS, gridOf } from "./grid";
import { inDarkAndLight } from "./picture";

/** The text of the code in a picture of four bytes a dot, if one is seen. */
export function read(data: Uint8ClampedArray, width: number, height: number): string | undefined {
  const picture = inDarkAndLight(data, width, height);
  const corners = cornersOf(picture);
  if (!corners) return undefined;
  const near = Math.round((corners.side - sideOf(0)) / 4);
  // A blurred picture makes a code seem a version larger or smaller.
  for (const version of [near, near + 1, near - 1]) {
    if (version < 1 || version > VERSION_MAX) continue;
    for (const far of FOURTH_FARS) {
      const text = textOf(gridOf(picture, corners, sideOf(version), far));
      if (text !== undefined) return text;
    }
  }
  return undefined;
}
