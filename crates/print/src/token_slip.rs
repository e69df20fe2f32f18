//! The token slip: 80 mm thermal paper, as long as its words need.

use crate::paper::{Page, pdf};
use crate::sheet::{Area, Sheet};
use crate::text::{Paragraph, Style};
use crate::words::{DUPLICATE, Pair, ROOM, TOKEN, WATCH_THE_BOARD};
use crate::{Both, PrintCount, PrintFault, mm};

/// What a slip says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSlip {
    /// Whose counter gave it.
    pub facility: Both,
    /// Where it is good for: Medicine OPD.
    pub unit: Both,
    /// What is painted on the door.
    pub room: String,
    /// Who sits there that day; empty where nobody can say.
    pub doctor: Both,
    /// `M-148`.
    pub token: String,
    /// Which of the three lines; empty words for the general one.
    pub lane: Both,
    /// Whose it is.
    pub name: Both,
    /// `DH 1234 5678 9012 3`; empty for a person without one yet.
    pub health_id: String,
    /// When it was given, as people say it.
    pub issued: Both,
    /// What the code carries. Never a name.
    pub qr: String,
    /// Which print this is.
    pub print: PrintCount,
}

/// The paper's width. Thermal heads print 72 mm of it.
const WIDTH: f32 = mm(80.0);
const MARGIN: f32 = mm(4.0);
const INSIDE: f32 = WIDTH - 2.0 * MARGIN;
const QR_SIDE: f32 = mm(26.0);

/// Slips as a PDF, one page each.
pub fn token_slips(slips: &[TokenSlip]) -> Result<Vec<u8>, PrintFault> {
    let pages: Result<Vec<Page>, PrintFault> = slips
        .iter()
        .map(|slip| {
            let mut sheet = Sheet::default();
            let end = write(&mut sheet, slip)?;
            Ok(Page { width: WIDTH, height: end + MARGIN, sheet })
        })
        .collect();
    pdf("Token", &pages?)
}

fn write(sheet: &mut Sheet, slip: &TokenSlip) -> Result<f32, PrintFault> {
    let column = |y| Area::column(MARGIN, y, INSIDE);
    let mut y = sheet.text(column(MARGIN), &both(&slip.facility, 12.0, 9.0).centred())?;
    y = sheet.text(column(y + mm(0.5)), &both(&slip.unit, 11.0, 9.0).centred())?;
    if slip.print.copy > 1 {
        y = sheet.text(column(y + mm(1.0)), &duplicate(slip.print.copy).centred())?;
    }
    sheet.rule(MARGIN, y + mm(1.0), INSIDE, mm(0.4));
    y = sheet.text(column(y + mm(2.0)), &pair(TOKEN, Style::plain(9.0)).centred())?;
    let mut number = Paragraph::new().say(&slip.token, Style::bold(40.0)).centred();
    number.leading = 1.12;
    y = sheet.text(column(y), &number)?;
    let door = pair(ROOM, Style::plain(11.0)).and(&slip.room, Style::bold(18.0));
    y = sheet.text(column(y), &door.centred())?;
    if !slip.doctor.is_empty() {
        y = sheet.text(column(y), &both(&slip.doctor, 9.0, 8.0).centred())?;
    }
    if !slip.lane.is_empty() {
        y = sheet.text(column(y), &both(&slip.lane, 11.0, 9.0).centred())?;
    }
    sheet.rule(MARGIN, y + mm(1.0), INSIDE, mm(0.4));
    y += mm(2.5);
    let top = y;
    let code = sheet.qr(&slip.qr, MARGIN, top, QR_SIDE)?;
    let side = Area::column(MARGIN + code + mm(2.0), top, INSIDE - code - mm(2.0));
    let at = |y| Area { y, ..side };
    let mut beside =
        sheet.text(at(top), &Paragraph::new().say(slip.name.first(), Style::bold(11.0)))?;
    beside =
        sheet.text(at(beside), &Paragraph::new().say(slip.name.second(), Style::plain(9.0)))?;
    beside = sheet.text(at(beside), &Paragraph::new().say(&slip.health_id, Style::plain(9.0)))?;
    beside =
        sheet.text(at(beside), &Paragraph::new().say(slip.issued.first(), Style::plain(9.0)))?;
    y = beside.max(top + code) + mm(1.5);
    let (hindi, english) = WATCH_THE_BOARD;
    y = sheet.text(column(y), &Paragraph::new().say(hindi, Style::plain(8.5)).centred())?;
    sheet.text(column(y), &Paragraph::new().say(english, Style::plain(7.5)).centred())
}

pub(crate) fn both(words: &Both, first: f32, second: f32) -> Paragraph {
    Paragraph::new()
        .say(words.first(), Style::bold(first))
        .and(words.second(), Style::plain(second))
}

pub(crate) fn pair((hindi, english): Pair, style: Style) -> Paragraph {
    Paragraph::new().say(hindi, style).and(english, style)
}

pub(crate) fn duplicate(copy: u32) -> Paragraph {
    let (hindi, english) = DUPLICATE;
    Paragraph::new().say(format!("{hindi} {copy} · {english} {copy}"), Style::bold(10.0))
}
