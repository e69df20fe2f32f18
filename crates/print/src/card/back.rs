//! The back: the large code, what to do with it, and whom to call.

use super::{Card, CodePlace, HEIGHT, Issuer, MARGIN, WIDTH, serial};
use crate::press::{Press, Stamp};
use crate::sheet::{Area, Sheet};
use crate::text::{Paragraph, Style};
use crate::words::{CARE_WITHOUT_A_CARD, FOUND_A_CARD, SCAN_TO_CHECK};
use crate::{PrintFault, mm};
use std::io::Write;

/// Beside the widest code.
const COLUMN: Area = Area::column(MARGIN, mm(4.0), mm(44.0));
const TEXT: f32 = 7.4;
const SMALL: f32 = 6.2;
const CALL_LINES_MAX: usize = 2;

/// What every back of a file has.
pub(super) fn ground<W: Write>(issuer: &Issuer, press: &mut Press<W>) -> Result<Stamp, PrintFault> {
    let mut words = Sheet::default();
    let at = |y| Area { y, ..COLUMN };
    let mut y = COLUMN.y;
    for (check, care) in
        [(SCAN_TO_CHECK.0, CARE_WITHOUT_A_CARD.0), (SCAN_TO_CHECK.1, CARE_WITHOUT_A_CARD.1)]
    {
        let said = Paragraph::new().say(check, Style::bold(TEXT)).and(care, Style::plain(TEXT));
        y = words.text(at(y), &said)? + mm(1.2);
    }
    words.text(at(y + mm(1.5)), &call(issuer))?;
    let found = Paragraph::new()
        .say(format!("{}\n", FOUND_A_CARD.0), Style::plain(SMALL))
        .say(FOUND_A_CARD.1, Style::plain(SMALL));
    let foot = HEIGHT - mm(3.0) - found.height(COLUMN.width)?;
    words.text(at(foot), &found)?;
    press.stamp(WIDTH, HEIGHT, |page| page.sheet(&words))
}

fn call(issuer: &Issuer) -> Paragraph {
    issuer.call(Style::plain(TEXT), Style::plain(TEXT), Style::bold(10.0))
}

/// Whether the number to call stands above what is said to a finder.
pub(super) fn calls(issuer: &Issuer) -> Result<bool, PrintFault> {
    Ok(call(issuer).lines(COLUMN.width)?.len() <= CALL_LINES_MAX)
}

/// What this card's back has besides.
pub(super) fn sheet(card: &Card, code: &CodePlace) -> Result<Sheet, PrintFault> {
    let mut sheet = Sheet::default();
    serial(&mut sheet, card, code)?;
    Ok(sheet)
}
