//! What is drawn on a card and is not words: the pulse in its box, and a head where no photograph
//! is.

use crate::press::Content;
use crate::sheet::Area;

/// Units of each picture from its left to its right edge.
const MARK_UNITS: f32 = 32.0;
const HEAD_UNITS: f32 = 40.0;

/// A box with round corners, and the beat of a pulse in it.
const MARK: &str = "\
.184 .561 .522 rg 8 0 m 24 0 l 28.42 0 32 3.58 32 8 c 32 24 l 32 28.42 28.42 32 24 32 c 8 32 l \
3.58 32 0 28.42 0 24 c 0 8 l 0 3.58 3.58 0 8 0 c h f \
1 G 2.6 w 1 J 1 j 5 18 m 11 18 l 14 9 l 19 24 l 22 18 l 27 18 l S";

/// A pale ground of 22 by 28, and at its foot: hair, face, shoulders.
const HEAD: &str = "\
.953 g 0 0 40 50.91 re f 1 0 0 1 0 10.91 cm \
.68 g 20 7 m 14 7 11 11.5 11 17 c 11 22 10 25 8.5 27 c 31.5 27 l 30 25 29 22 29 17 c \
29 11.5 26 7 20 7 c h f \
.87 g 26 17.5 m 26 20.81 23.31 23.5 20 23.5 c 16.69 23.5 14 20.81 14 17.5 c \
14 14.19 16.69 11.5 20 11.5 c 23.31 11.5 26 14.19 26 17.5 c h f \
.68 g 5 40 m 5.8 32 11.5 28 20 28 c 28.5 28 34.2 32 35 40 c h f";

/// The mark of the system, `side` points wide.
pub(crate) fn mark(page: &mut Content<'_>, place: (f32, f32), side: f32) {
    page.art(MARK, place, side / MARK_UNITS);
}

/// A head in a frame of 22 by 28, whatever its size.
pub(crate) fn head(page: &mut Content<'_>, frame: Area) {
    page.art(HEAD, (frame.x, frame.y), frame.width / HEAD_UNITS);
}
