//! What stands on one page, or on a stamp that stands on many, as the operators of a PDF.
//!
//! Lengths are written in hundredths of a point, downwards from the top left: a dot of a card
//! printer is 24 of them, so that whatever stands on a whole dot is a whole number.

use super::Stamp;
use super::fonts::{Fonts, Used};
use crate::barcode::Modules;
use crate::face::{Script, Weight};
use crate::icon::Step;
use crate::paper::ICON_STROKE;
use crate::photo::Photo;
use crate::shape::Run;
use crate::sheet::{Area, Mark, Sheet};
use crate::text::Ink;
use std::io::Write;

/// Operators while they are put together.
pub(crate) struct Content<'f> {
    operators: Vec<u8>,
    fonts: &'f mut Fonts,
    stamps: Vec<Stamp>,
    /// The colour that areas and letters have now; black where nobody said any other.
    ink: Ink,
}

/// What a point is counted in.
pub(super) const PER_POINT: f32 = 100.0;

impl<'f> Content<'f> {
    /// Of a page so many points high; PDF itself counts upwards from the bottom.
    pub(super) fn of_page(fonts: &'f mut Fonts, height: f32) -> Self {
        Self::begun(fonts, &format!(".01 0 0 -.01 0 {height:.2} cm\n"))
    }

    /// Of a stamp, which would else begin in the colour that its page has just used.
    pub(super) fn of_stamp(fonts: &'f mut Fonts) -> Self {
        Self::begun(fonts, filling(Ink::Black))
    }

    fn begun(fonts: &'f mut Fonts, operators: &str) -> Self {
        let operators = operators.as_bytes().to_vec();
        Self { operators, fonts, stamps: Vec::new(), ink: Ink::Black }
    }

    /// The operators, and the stamps that they name.
    pub(super) fn done(self) -> (Vec<u8>, Vec<Stamp>) {
        (self.operators, self.stamps)
    }

    /// Everything that stands on a sheet.
    pub(crate) fn sheet(&mut self, sheet: &Sheet) {
        for mark in &sheet.marks {
            self.mark(mark);
        }
    }

    /// An area in one colour.
    pub(crate) fn fill(&mut self, area: Area, ink: Ink) {
        self.dip(ink);
        rectangle(&mut self.operators, &area);
        put(&mut self.operators, "f\n");
    }

    /// A picture given as operators in units of its own, `unit` points each, with its top left at
    /// a place.
    pub(crate) fn art(&mut self, art: &str, (x, y): (f32, f32), unit: f32) {
        self.moved((x, y), unit * PER_POINT);
        put(&mut self.operators, art);
        put(&mut self.operators, " Q\n");
    }

    /// A stamp of a page's size, or one whose top left is moved to a place.
    pub(crate) fn stamp(&mut self, stamp: Stamp, (x, y): (f32, f32)) {
        self.moved((x, y), 1.0);
        self.name(stamp);
    }

    /// A code with the top left of its quiet zone at a place and modules of so many points.
    pub(crate) fn code(&mut self, code: Stamp, (x, y): (f32, f32), module: f32) {
        self.moved((x, y), module * PER_POINT);
        self.name(code);
    }

    /// A photograph that fills a frame; what is too much at two edges stays outside.
    pub(crate) fn photo(&mut self, stamp: Stamp, photo: &Photo, frame: Area) {
        let (width, height) = (f32::from(photo.width), f32::from(photo.height));
        let scale = (frame.width / width).max(frame.height / height);
        let (width, height) = (width * scale, height * scale);
        let left = frame.x + (frame.width - width) / 2.0;
        let bottom = frame.y + f32::midpoint(frame.height, height);
        let operators = &mut self.operators;
        put(operators, "q ");
        rectangle(operators, &frame);
        put(operators, "W n ");
        length(operators, width);
        put(operators, "0 0 ");
        for points in [-height, left, bottom] {
            length(operators, points);
        }
        put(operators, "cm");
        self.name(stamp);
    }

    /// The dark modules of a code; a module is the unit.
    pub(super) fn modules(&mut self, code: &Modules) {
        for (x, y, modules) in &code.dark {
            for number in [*x, *y, *modules] {
                whole(&mut self.operators, number);
            }
            put(&mut self.operators, "1 re\n");
        }
        put(&mut self.operators, "f\n");
    }

    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Glyphs { run, weight, size, ink, x, baseline } => {
                self.dip(*ink);
                self.run(run, *weight, *size, (*x, *baseline));
            }
            Mark::Filled(areas) => {
                self.dip(Ink::Black);
                for area in areas {
                    rectangle(&mut self.operators, area);
                }
                put(&mut self.operators, "f\n");
            }
            Mark::Frame { area, stroke, ink } => {
                self.pen(*ink, *stroke);
                rectangle(&mut self.operators, area);
                put(&mut self.operators, "S\n");
            }
            Mark::Icon { icon, x, y, size } => {
                self.pen(Ink::Black, ICON_STROKE);
                for step in icon.steps(*x, *y, *size) {
                    go(&mut self.operators, step);
                }
                put(&mut self.operators, "S\n");
            }
        }
    }

    /// Shaped letters. Hindi carries the text beside the glyphs, which stand in another order.
    fn run(&mut self, run: &Run, weight: Weight, size: f32, (x, baseline): (f32, f32)) {
        let Self { operators, fonts, .. } = self;
        let font = fonts.of(run.script, weight);
        if run.script == Script::Devanagari {
            put(operators, "/Span<</ActualText<FEFF");
            for unit in run.text.encode_utf16() {
                hex(operators, unit);
            }
            put(operators, ">>>BDC ");
        }
        put(operators, "BT/");
        put(operators, font.name);
        put(operators, " ");
        length(operators, size);
        put(operators, "Tf 1 0 0 -1 ");
        length(operators, x);
        length(operators, baseline);
        put(operators, "Tm");
        show(operators, font, run, size);
        put(operators, "ET\n");
        if run.script == Script::Devanagari {
            put(operators, "EMC\n");
        }
    }

    /// Changes the colour of areas and letters, where it is another.
    fn dip(&mut self, ink: Ink) {
        if self.ink != ink {
            self.ink = ink;
            put(&mut self.operators, filling(ink));
        }
    }

    fn pen(&mut self, ink: Ink, width: f32) {
        put(&mut self.operators, "1 J 1 j ");
        put(&mut self.operators, &filling(ink).to_uppercase());
        length(&mut self.operators, width);
        put(&mut self.operators, "w ");
    }

    /// Until the next `Q`: other units, and another place for their origin.
    fn moved(&mut self, (x, y): (f32, f32), unit: f32) {
        put(&mut self.operators, &format!("q {unit:.2} 0 0 {unit:.2} "));
        length(&mut self.operators, x);
        length(&mut self.operators, y);
        put(&mut self.operators, "cm ");
    }

    /// Draws a stamp, and ends what [`Content::moved`] began.
    fn name(&mut self, stamp: Stamp) {
        put(&mut self.operators, &format!(" /{} Do Q\n", stamp.name()));
        if !self.stamps.contains(&stamp) {
            self.stamps.push(stamp);
        }
    }
}

/// The glyphs of a run, each moved to where shaping put it.
fn show(operators: &mut Vec<u8>, font: &mut Used, run: &Run, size: f32) {
    // What the next glyph is to the left of where the file's own widths would have it, and how far
    // above the line it stands: thousandths of an em.
    let (mut back, mut raised) = (0.0_f32, 0.0_f32);
    let mut cluster = None;
    let mut open = false;
    put(operators, "[");
    for glyph in &run.glyphs {
        let range = glyph.text_range.clone();
        let first = cluster != Some(range.start);
        cluster = Some(range.start);
        let letters = if first { run.text.get(range).unwrap_or_default() } else { "" };
        let id = u16::try_from(glyph.glyph_id.to_u32()).unwrap_or_default();
        let (number, width) = font.number(id, letters);
        let (right, up) = (thousandths(glyph.x_offset), thousandths(glyph.y_offset));
        back -= right;
        if (up - raised).abs() > 0.5 {
            close(operators, &mut open);
            put(operators, "]TJ ");
            length(operators, up * size / 1000.0);
            put(operators, "Ts[");
            raised = up;
        }
        if back.abs() > 0.5 {
            close(operators, &mut open);
            decimal(operators, back);
        }
        if !open {
            put(operators, "<");
            open = true;
        }
        hex(operators, number);
        back = right + width - thousandths(glyph.x_advance);
    }
    close(operators, &mut open);
    put(operators, if raised.abs() > 0.5 { "]TJ 0 Ts " } else { "]TJ " });
}

fn close(operators: &mut Vec<u8>, open: &mut bool) {
    if std::mem::take(open) {
        put(operators, ">");
    }
}

fn thousandths(ems: f32) -> f32 {
    (ems * 1000.0).round()
}

fn go(operators: &mut Vec<u8>, step: Step) {
    let (spots, operator): (&[(f32, f32)], &str) = match &step {
        Step::Go(spot) => (std::slice::from_ref(spot), "m "),
        Step::Line(spot) => (std::slice::from_ref(spot), "l "),
        Step::Curve(spots) => (spots.as_slice(), "c "),
    };
    for (x, y) in spots {
        length(operators, *x);
        length(operators, *y);
    }
    put(operators, operator);
}

fn rectangle(operators: &mut Vec<u8>, area: &Area) {
    for points in [area.x, area.y, area.width, area.height] {
        length(operators, points);
    }
    put(operators, "re\n");
}

/// A colour for areas and letters; the same in capitals is one for lines. Black and grey are the
/// black ribbon's alone, which prints them sharp.
const fn filling(ink: Ink) -> &'static str {
    match ink {
        Ink::Black => "0 g ",
        Ink::Grey => ".29 g ",
        Ink::White => "1 g ",
        Ink::Red => ".667 .11 .11 rg ",
        Ink::Bar => ".063 .192 .18 rg ",
        Ink::Pale => ".737 .839 .82 rg ",
    }
}

fn put(operators: &mut Vec<u8>, words: &str) {
    operators.extend_from_slice(words.as_bytes());
}

/// Points, as hundredths.
fn length(operators: &mut Vec<u8>, points: f32) {
    decimal(operators, (points * PER_POINT).round());
}

fn decimal(operators: &mut Vec<u8>, number: f32) {
    // Adding nothing makes 0 of the -0 that a PDF would have to explain. Memory takes every write.
    drop(write!(operators, "{} ", number + 0.0));
}

/// A code has a thousand and more of them, so they are not left to the formatter of everything.
fn whole(operators: &mut Vec<u8>, number: u16) {
    let start = operators.len();
    let mut left = number;
    loop {
        operators.push(b'0' + u8::try_from(left % 10).unwrap_or_default());
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if let Some(digits) = operators.get_mut(start..) {
        digits.reverse();
    }
    operators.push(b' ');
}

fn hex(operators: &mut Vec<u8>, number: u16) {
    for shift in [12, 8, 4, 0] {
        let digit = usize::from((number >> shift) & 15);
        operators.push(b"0123456789ABCDEF".get(digit).copied().unwrap_or(b'0'));
    }
}
