//! One side of paper while it is being written on.
//!
//! Marks are kept as a list and drawn at the end, so that a roll of slip paper can be cut to the
//! length that the words turned out to need.

use crate::barcode::{Code, code128, qr};
use crate::face::Weight;
use crate::fit::Fitted;
use crate::icon::Icon;
use crate::shape::{Run, shape};
use crate::text::{Align, Ink, Line, Paragraph};
use crate::{PrintFault, mm};

/// A rectangle in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// From the left edge.
    pub x: f32,
    /// From the top edge.
    pub y: f32,
    /// To the right.
    pub width: f32,
    /// Downwards.
    pub height: f32,
}

impl Area {
    /// A column that begins at a point and is as high as what is put in it.
    pub const fn column(x: f32, y: f32, width: f32) -> Self {
        Self { x, y, width, height: 0.0 }
    }
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    Glyphs { run: Run, weight: Weight, size: f32, ink: Ink, x: f32, baseline: f32 },
    Filled(Vec<Area>),
    Frame { area: Area, stroke: f32, ink: Ink },
    Icon { icon: Icon, x: f32, y: f32, size: f32 },
}

/// What has been put on one side of paper so far.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub(crate) marks: Vec<Mark>,
}

/// How much of a letter's size stands above the baseline, and how much hangs below, in both fonts.
const ABOVE: f32 = 1.0;
const BELOW: f32 = 0.34;

impl Sheet {
    /// Sets words into a column and answers where they end, in points from the top.
    pub fn text(&mut self, column: Area, words: &Paragraph) -> Result<f32, PrintFault> {
        let mut y = column.y;
        for line in words.lines(column.width)? {
            let height = line.height(words.leading);
            let x = begin(column, line.width, words.align);
            self.line(&line, x, baseline(y, height, line.size()))?;
            y += height;
        }
        Ok(y)
    }

    /// Words that were fitted to the column; answers where they end.
    pub(crate) fn fitted(
        &mut self,
        column: Area,
        words: Fitted,
        leading: f32,
        align: Align,
    ) -> f32 {
        let (weight, size, ink) = (words.weight, words.size, words.ink);
        let height = size * leading;
        let mut y = column.y;
        for line in words.lines {
            let mut x = begin(column, line.width, align);
            let baseline = baseline(y, height, size);
            for run in line.runs {
                let width = run.width_em() * size;
                self.marks.push(Mark::Glyphs { run, weight, size, ink, x, baseline });
                x += width;
            }
            y += height;
        }
        y
    }

    /// Words in the middle of an area, from top to bottom.
    pub fn text_in_middle(&mut self, area: Area, words: &Paragraph) -> Result<(), PrintFault> {
        let spare = area.height - words.height(area.width)?;
        let column = Area { y: area.y + (spare / 2.0).max(0.0), ..area };
        self.text(column, words).map(drop)
    }

    fn line(&mut self, line: &Line, x: f32, baseline: f32) -> Result<(), PrintFault> {
        let mut x = x;
        for piece in &line.pieces {
            let style = piece.style;
            for run in shape(&piece.text, style.weight)? {
                let width = run.width_em() * style.size;
                let (weight, size, ink) = (style.weight, style.size, style.ink);
                self.marks.push(Mark::Glyphs { run, weight, size, ink, x, baseline });
                x += width;
            }
        }
        Ok(())
    }

    /// A straight line from left to right.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32) {
        self.marks.push(Mark::Filled(vec![Area { x, y, width, height: thickness }]));
    }

    /// A box around an area.
    pub fn frame(&mut self, area: Area, stroke: f32, ink: Ink) {
        self.marks.push(Mark::Frame { area, stroke, ink });
    }

    /// A picture of a time of day.
    pub fn icon(&mut self, icon: Icon, x: f32, y: f32, size: f32) {
        self.marks.push(Mark::Icon { icon, x, y, size });
    }

    /// A QR code no larger than `side` points; answers the side it took.
    pub fn qr(&mut self, text: &str, x: f32, y: f32, side: f32) -> Result<f32, PrintFault> {
        let code = qr(text, side)?;
        self.code(&code, x, y);
        Ok(code.width)
    }

    /// A Code 128 no wider than the area and as high; answers the width it took.
    pub fn code128(&mut self, text: &str, area: Area) -> Result<f32, PrintFault> {
        let code = code128(text, area.width, area.height)?;
        self.code(&code, area.x + (area.width - code.width) / 2.0, area.y);
        Ok(code.width)
    }

    fn code(&mut self, code: &Code, x: f32, y: f32) {
        let dark = code.dark.iter().map(|(left, top, width, height)| Area {
            x: x + left,
            y: y + top,
            width: *width,
            height: *height,
        });
        self.marks.push(Mark::Filled(dark.collect()));
    }
}

/// Where a line of this width begins.
fn begin(column: Area, width: f32, align: Align) -> f32 {
    let spare = column.width - width;
    match align {
        Align::Left => column.x,
        Align::Centre => column.x + spare / 2.0,
        Align::Right => column.x + spare,
    }
}

/// Where letters of this size stand in a line that begins at `y`.
fn baseline(y: f32, height: f32, size: f32) -> f32 {
    y + (height - size * (ABOVE + BELOW)) / 2.0 + size * ABOVE
}

/// The thin line between rows.
pub const THIN: f32 = mm(0.2);
/// The thick line under a head and over a foot.
pub const THICK: f32 = mm(0.6);
