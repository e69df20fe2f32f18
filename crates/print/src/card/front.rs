//! The front: who it is, in letters that are read across a counter.

use super::{Card, CodePlace, DOT, HEIGHT, Issuer, MARGIN, NameSizes, WIDTH, art, person};
use crate::face::Weight;
use crate::fit::fit;
use crate::press::{Press, Stamp};
use crate::sheet::{Area, Sheet};
use crate::text::{Align, Ink, Paragraph, Style};
use crate::words::{TEMPORARY, VALID_UNTIL};
use crate::{Both, PrintFault, mm};
use std::io::Write;

/// 22 × 28 mm.
pub(super) const PHOTO: Area = Area { x: MARGIN, y: mm(12.8), width: mm(22.0), height: mm(28.0) };
/// The dark bar ends on a whole dot, so that a code's quiet zone can begin under it.
const BAR: f32 = 130.0 * DOT;
const MARK_SIDE: f32 = mm(6.0);
const MARK_LEFT: f32 = WIDTH - MARGIN - MARK_SIDE;
const TITLE_WIDTH: f32 = mm(46.0);
const WHO_LEFT: f32 = mm(28.0);
const WHO_TOP: f32 = mm(12.4);
/// Names at their largest, on two lines each, with the facts under them end above it.
const NUMBER_TOP: f32 = mm(42.4);
/// One line.
const FOOT: Area = Area::column(MARGIN, mm(47.9), WIDTH - 2.0 * MARGIN);
/// Under the code, beside the number.
const VALIDITY: Area = Area::column(mm(60.2), mm(37.6), mm(22.2));

const SIZES: NameSizes = NameSizes {
    first: &[12.5, 11.5, 10.5, 9.5, 8.5, 7.5, 6.5, 5.5, 4.8, 4.2],
    second: &[9.4, 8.7, 8.0, 7.3, 6.6, 5.9, 5.2, 4.6, 4.0],
    facts: &[7.1, 6.6, 6.1, 5.6, 5.1],
};

/// What every front of a file has.
pub(super) fn ground<W: Write>(issuer: &Issuer, press: &mut Press<W>) -> Result<Stamp, PrintFault> {
    let mut words = Sheet::default();
    title(&mut words, &issuer.title)?;
    words.text(FOOT, &call(issuer))?;
    press.stamp(WIDTH, HEIGHT, |page| {
        page.fill(Area { x: 0.0, y: 0.0, width: WIDTH, height: BAR }, Ink::Bar);
        art::mark(page, (MARK_LEFT, (BAR - MARK_SIDE) / 2.0), MARK_SIDE);
        art::head(page, PHOTO);
        page.sheet(&words);
    })
}

fn call(issuer: &Issuer) -> Paragraph {
    let small = Style::plain(6.8);
    issuer.marked(issuer.call(small, small, Style::bold(6.8)), small)
}

/// Whether the number to call stands on its one line.
pub(super) fn calls(issuer: &Issuer) -> Result<bool, PrintFault> {
    Ok(call(issuer).lines(FOOT.width)?.len() <= 1)
}

pub(super) fn title(sheet: &mut Sheet, title: &Both) -> Result<(), PrintFault> {
    let column = Area::column(MARGIN, mm(1.3), TITLE_WIDTH);
    let words = fit(title.first(), Weight::Bold, TITLE_WIDTH, &[10.5, 9.5, 8.5, 7.5, 6.5], 1)?;
    let y = sheet.fitted(column, words.ink(Ink::White), 1.35, Align::Left);
    let words = fit(title.second(), Weight::Regular, TITLE_WIDTH, &[7.1, 6.4, 5.7], 1)?;
    sheet.fitted(Area { y, ..column }, words.ink(Ink::Pale), 1.3, Align::Left);
    Ok(())
}

/// What this card's front has besides.
pub(super) fn sheet(card: &Card, code: &CodePlace) -> Result<Sheet, PrintFault> {
    let mut sheet = Sheet::default();
    let who = Area::column(WHO_LEFT, WHO_TOP, code.x - WHO_LEFT);
    person(&mut sheet, who, card, &SIZES)?;
    let line = Area::column(MARGIN, NUMBER_TOP, VALIDITY.x - MARGIN);
    let number = fit(&card.health_id, Weight::Bold, line.width, &[12.75, 11.5, 10.5, 9.5], 1)?;
    sheet.fitted(line, number, 1.2, Align::Left);
    if let Some(day) = &card.valid_until {
        temporary(&mut sheet, day)?;
    }
    Ok(sheet)
}

/// That the card is good for a while only, and until when.
fn temporary(sheet: &mut Sheet, day: &Both) -> Result<(), PrintFault> {
    let left = MARGIN + TITLE_WIDTH;
    let tag = Area::column(left, mm(1.9), MARK_LEFT - mm(2.0) - left);
    let words = fit(TEMPORARY.0, Weight::Bold, tag.width, &[9.0], 1)?;
    let y = sheet.fitted(tag, words.ink(Ink::White), 1.35, Align::Right);
    let words = fit(TEMPORARY.1, Weight::Regular, tag.width, &[7.1], 1)?;
    sheet.fitted(Area { y, ..tag }, words.ink(Ink::Pale), 1.3, Align::Right);
    let hindi = format!("{} {}", day.first(), VALID_UNTIL.0);
    let english = format!("{} {}", VALID_UNTIL.1, day.en);
    let mut y = VALIDITY.y;
    for (words, weight) in [(hindi, Weight::Bold), (english, Weight::Regular)] {
        let sizes = [6.6, 6.2, 5.8, 5.4, 5.0, 4.6];
        let words = fit(&words, weight, VALIDITY.width, &sizes, 1)?;
        y = sheet.fitted(Area { y, ..VALIDITY }, words, 1.4, Align::Right);
    }
    Ok(())
}
