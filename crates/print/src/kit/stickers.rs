//! Stickers: A4, ten to a sheet, with marks to cut along.

use super::{A4, grey};
use crate::barcode::Modules;
use crate::bulk::{Piece, single};
use crate::card::{CodeRoom, DOT, Issuer, dots};
use crate::face::Weight;
use crate::fit::fit;
use crate::press::{Press, Stamp};
use crate::sheet::{Area, Sheet};
use crate::text::{Align, Ink, Paragraph, Style};
use crate::words::{CARE_WITHOUT_A_CARD, DUPLICATE, SCAN_TO_CHECK, SERIAL};
use crate::{Both, PrintFault, mm};
use std::io::Write;

/// One sticker. It says nothing about a person: some are printed before anybody has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sticker {
    /// The number of this issue, in groups.
    pub serial: String,
    /// The signed text of the code.
    pub qr: String,
}

/// Stickers to cut apart; more than [`STICKERS_PER_SHEET`] take another sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StickerSheet {
    /// Row by row, the left one first.
    pub stickers: Vec<Sticker>,
    /// What stands above them, where no knife cuts: the roll and the sheet; empty for a kit's.
    pub head: Both,
    /// Which print this is, from 1; what is above 1 is printed as `Duplicate 2`.
    pub copy: u32,
}

/// What a kit has, and a sheet holds.
pub const STICKERS_PER_SHEET: usize = 10;

impl StickerSheet {
    /// A kit's: ten of one card.
    pub fn of_one(sticker: &Sticker) -> Self {
        let stickers = vec![sticker.clone(); STICKERS_PER_SHEET];
        Self { stickers, head: Both::default(), copy: 1 }
    }
}

/// In dots of 300 dpi: where the stickers begin, and the size of one, 90 × 50 mm.
const LEFT: u16 = 177;
const TOP: u16 = 276;
const WIDTH: u16 = 1063;
const HEIGHT: u16 = 591;
const COLUMNS: u16 = 2;
const ROWS: u16 = 5;
/// Within a sticker.
const CODE: CodeRoom = CodeRoom::for_modules_of(7, 451, 82);
const WORDS: Area = Area::column(471.0 * DOT, mm(6.0), 568.0 * DOT);
const SERIAL_TOP: f32 = mm(42.0);
const CALL_LINES_MAX: usize = 2;
/// What stands above the stickers.
const HEAD: Area = Area::column(177.0 * DOT, mm(6.0), 2126.0 * DOT);
/// How long the marks are, how thick, and how far from the stickers.
const MARK: (f32, f32, f32) = (mm(5.0), mm(0.2), mm(1.0));

/// Sheets of stickers as a PDF.
///
/// # Errors
/// `PrintFault::Code` when a code would be too fine.
pub fn sticker_sheet(sheet: &StickerSheet, issuer: &Issuer) -> Result<Vec<u8>, PrintFault> {
    single(sheet, issuer)
}

/// What every sheet of a file has, what every sticker has, and the code drawn last: a kit's ten
/// are the same.
pub(crate) struct Ground {
    marks: Stamp,
    sticker: Stamp,
    last: Option<(String, Code)>,
}

#[derive(Clone, Copy)]
struct Code {
    stamp: Stamp,
    /// From the top left of its sticker.
    place: (f32, f32),
    module: f32,
}

impl Piece for StickerSheet {
    type House = Issuer;
    type Ground = Ground;
    const TITLE: &'static str = "Health card stickers";

    fn ground<W: Write>(issuer: &Issuer, press: &mut Press<W>) -> Result<Ground, PrintFault> {
        let words = words(issuer)?;
        let marks = press.stamp(A4.0, A4.1, |page| {
            for mark in marks() {
                page.fill(mark, Ink::Black);
            }
        })?;
        let sticker = press.stamp(dots(WIDTH), dots(HEIGHT), |sticker| sticker.sheet(&words))?;
        Ok(Ground { marks, sticker, last: None })
    }

    fn put<W: Write>(
        &self,
        _issuer: &Issuer,
        ground: &mut Ground,
        press: &mut Press<W>,
    ) -> Result<(), PrintFault> {
        for stickers in self.stickers.chunks(STICKERS_PER_SHEET) {
            let mut serials = Sheet::default();
            head(&mut serials, self)?;
            let mut codes = Vec::new();
            for (sticker, corner) in stickers.iter().zip(corners()) {
                serial(&mut serials, &sticker.serial, corner)?;
                codes.push((code(&sticker.qr, ground, press)?, corner));
            }
            press.page(A4.0, A4.1, |page| {
                page.stamp(ground.marks, (0.0, 0.0));
                for (code, (x, y)) in codes {
                    page.stamp(ground.sticker, (x, y));
                    page.code(code.stamp, (x + code.place.0, y + code.place.1), code.module);
                }
                page.sheet(&serials);
            })?;
        }
        Ok(())
    }
}

/// The top left of each sticker, row by row.
pub(crate) fn corners() -> impl Iterator<Item = (f32, f32)> {
    (0..ROWS).flat_map(|row| {
        (0..COLUMNS).map(move |column| (dots(LEFT + column * WIDTH), dots(TOP + row * HEIGHT)))
    })
}

/// Short lines outside the stickers, where a knife begins and ends.
pub(crate) fn marks() -> Vec<Area> {
    let (length, thick, gap) = MARK;
    let (right, bottom) = (dots(LEFT + COLUMNS * WIDTH), dots(TOP + ROWS * HEIGHT));
    let (left, top) = (dots(LEFT), dots(TOP));
    let mut marks = Vec::new();
    for column in 0..=COLUMNS {
        let x = dots(LEFT + column * WIDTH) - thick / 2.0;
        for y in [top - gap - length, bottom + gap] {
            marks.push(Area { x, y, width: thick, height: length });
        }
    }
    for row in 0..=ROWS {
        let y = dots(TOP + row * HEIGHT) - thick / 2.0;
        for x in [left - gap - length, right + gap] {
            marks.push(Area { x, y, width: length, height: thick });
        }
    }
    marks
}

fn words(issuer: &Issuer) -> Result<Sheet, PrintFault> {
    let mut sheet = Sheet::default();
    let at = |y| Area { y, ..WORDS };
    let mut y = title(&mut sheet, &issuer.title)? + mm(1.5);
    for (check, care) in
        [(SCAN_TO_CHECK.0, CARE_WITHOUT_A_CARD.0), (SCAN_TO_CHECK.1, CARE_WITHOUT_A_CARD.1)]
    {
        let said = Paragraph::new().say(check, Style::bold(7.0)).and(care, Style::plain(7.0));
        y = sheet.text(at(y), &said)?;
    }
    sheet.text(at(y + mm(1.0)), &call(issuer))?;
    Ok(sheet)
}

/// What a city calls its cards; answers where it ends.
fn title(sheet: &mut Sheet, title: &Both) -> Result<f32, PrintFault> {
    let sizes = [10.5, 9.5, 8.5, 7.5, 6.5];
    let words = fit(title.first(), Weight::Bold, WORDS.width, &sizes, 1)?;
    let y = sheet.fitted(WORDS, words, 1.4, Align::Left);
    let sizes = [8.5, 7.5, 6.5];
    let words = fit(title.second(), Weight::Regular, WORDS.width, &sizes, 1)?;
    Ok(sheet.fitted(Area { y, ..WORDS }, words, 1.35, Align::Left))
}

/// Whether that has room.
pub(super) fn titled(words: &Both) -> Result<(), PrintFault> {
    title(&mut Sheet::default(), words).map(drop)
}

fn call(issuer: &Issuer) -> Paragraph {
    let small = Style::plain(7.0);
    issuer.marked(issuer.call(small, small, Style::bold(8.5)), small)
}

/// Whether the number to call stands above the number of the issue.
pub(super) fn calls(issuer: &Issuer) -> Result<bool, PrintFault> {
    Ok(call(issuer).lines(WORDS.width)?.len() <= CALL_LINES_MAX)
}

fn head(sheet: &mut Sheet, stickers: &StickerSheet) -> Result<(), PrintFault> {
    let copy = stickers.copy;
    if stickers.head.is_empty() && copy <= 1 {
        return Ok(());
    }
    let mut said = Paragraph::new()
        .say(stickers.head.first(), Style::plain(8.5))
        .and(stickers.head.second(), grey(8.5));
    if copy > 1 {
        let words = format!("{} {copy} · {} {copy}", DUPLICATE.0, DUPLICATE.1);
        said = said.and(words, Style::bold(8.5));
    }
    sheet.text(HEAD, &said).map(drop)
}

fn serial(sheet: &mut Sheet, serial: &str, (x, y): (f32, f32)) -> Result<(), PrintFault> {
    let column = Area { x: x + WORDS.x, y: y + SERIAL_TOP, ..WORDS };
    let words = format!("{} {} {serial}", SERIAL.0, SERIAL.1);
    let words = fit(&words, Weight::Regular, column.width, &[7.5, 6.8, 6.0, 5.2], 1)?;
    sheet.fitted(column, words, 1.4, Align::Left);
    Ok(())
}

/// The code, drawn unless it was the one before.
fn code<W: Write>(
    text: &str,
    ground: &mut Ground,
    press: &mut Press<W>,
) -> Result<Code, PrintFault> {
    if let Some((last, code)) = &ground.last
        && last == text
    {
        return Ok(*code);
    }
    let modules = Modules::of(text)?;
    let place = CODE.place(&modules)?;
    let stamp = press.code(&modules)?;
    let code = Code { stamp, place: (place.x, place.y), module: place.module };
    ground.last = Some((text.to_owned(), code));
    Ok(code)
}
