//! The OPD card: A5, who the person is, where today's visit is, and lines to write on when the
//! power is out. It is the paper that a resident keeps.

use crate::paper::{Page, pdf};
use crate::sheet::{Area, Sheet, THICK, THIN};
use crate::text::{Ink, Paragraph, Style};
use crate::token_slip::duplicate;
use crate::words::{ADDRESS, AGE_AND_SEX, BRING_THIS_CARD, GUARDIAN, HELPLINE, NOTES, PHONE, Pair};
use crate::{Both, PrintCount, PrintFault, mm};

/// What an OPD card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpdCard {
    /// The hospital or clinic.
    pub facility: Both,
    /// Today's unit and room.
    pub unit: Both,
    /// Whose card it is.
    pub name: Both,
    /// `DH 1234 5678 9012 3`; empty for a person without one yet.
    pub health_id: String,
    /// `42 वर्ष, महिला` and `42 y, F`.
    pub age_and_sex: Both,
    /// Father, husband or guardian.
    pub guardian: Both,
    /// Where the person lives.
    pub address: Both,
    /// A number to reach the person by.
    pub phone: String,
    /// Today's token.
    pub token: String,
    /// When it was issued.
    pub date: Both,
    /// The number to call.
    pub helpline: String,
    /// What the code carries: the health ID, never a name.
    pub qr: String,
    /// Which print this is.
    pub print: PrintCount,
}

const WIDTH: f32 = mm(148.0);
const HEIGHT: f32 = mm(210.0);
const LEFT: f32 = mm(10.0);
const INSIDE: f32 = WIDTH - 2.0 * LEFT;
const QR_SIDE: f32 = mm(30.0);
const WRITING_LINE: f32 = mm(9.0);

/// An OPD card as a PDF.
pub fn opd_card(card: &OpdCard) -> Result<Vec<u8>, PrintFault> {
    let mut sheet = Sheet::default();
    let y = head(&mut sheet, card)?;
    let y = facts(&mut sheet, card, y)?;
    writing_lines(&mut sheet, y)?;
    foot(&mut sheet, card)?;
    pdf("OPD card", &[Page { width: WIDTH, height: HEIGHT, sheet }])
}

fn head(sheet: &mut Sheet, card: &OpdCard) -> Result<f32, PrintFault> {
    let left = Area::column(LEFT, mm(9.0), INSIDE - mm(44.0));
    let facility = Paragraph::new().say(card.facility.first(), Style::bold(14.0));
    let y = sheet.text(left, &facility)?;
    let second = Paragraph::new().say(card.facility.second(), grey(8.5));
    let left_end = sheet.text(Area { y, ..left }, &second)?;
    let right = Area::column(LEFT + INSIDE - mm(44.0), mm(10.0), mm(44.0));
    let mut y = sheet
        .text(right, &Paragraph::new().say("ओपीडी पर्चा OPD card", Style::bold(10.0)).right())?;
    let day = Paragraph::new().say(card.date.first(), Style::plain(8.5)).right();
    y = sheet.text(Area { y, ..right }, &day)?;
    if card.print.copy > 1 {
        y = sheet.text(Area { y, ..right }, &duplicate(card.print.copy).right())?;
    }
    let y = left_end.max(y) + mm(1.5);
    sheet.rule(LEFT, y, INSIDE, THICK);
    Ok(y + THICK + mm(3.0))
}

fn facts(sheet: &mut Sheet, card: &OpdCard, top: f32) -> Result<f32, PrintFault> {
    let side = sheet.qr(&card.qr, LEFT + INSIDE - QR_SIDE, top - mm(2.0), QR_SIDE)?;
    let column = Area::column(LEFT, top, INSIDE - side - mm(3.0));
    let at = |y| Area { y, ..column };
    let mut y = sheet.text(column, &Paragraph::new().say(card.name.first(), Style::bold(15.0)))?;
    y = sheet.text(at(y), &Paragraph::new().say(card.name.second(), grey(12.0)))?;
    y = sheet.text(at(y + mm(0.5)), &Paragraph::new().say(&card.health_id, Style::bold(12.0)))?;
    y = fact(sheet, at(y + mm(1.0)), AGE_AND_SEX, &card.age_and_sex)?;
    y = fact(sheet, at(y), GUARDIAN, &card.guardian)?;
    y = fact(sheet, at(y), ADDRESS, &card.address)?;
    y = fact(sheet, at(y), PHONE, &Both::new("", card.phone.clone()))?;
    y = y.max(top + side) + mm(2.0);
    sheet.rule(LEFT, y, INSIDE, THIN);
    let visit = Paragraph::new()
        .say(card.unit.first(), Style::bold(11.0))
        .and(card.unit.second(), grey(9.0));
    let line = Area::column(LEFT, y + mm(1.5), INSIDE - mm(35.0));
    let left = sheet.text(line, &visit)?;
    let token = Paragraph::new().say(&card.token, Style::bold(18.0)).right();
    let right =
        sheet.text(Area { x: LEFT + INSIDE - mm(35.0), width: mm(35.0), ..line }, &token)?;
    let y = left.max(right) + mm(1.5);
    sheet.rule(LEFT, y, INSIDE, THIN);
    Ok(y)
}

/// One fact with its name before it; nothing when nobody knows it.
fn fact(sheet: &mut Sheet, at: Area, name: Pair, words: &Both) -> Result<f32, PrintFault> {
    if words.is_empty() {
        return Ok(at.y);
    }
    let line = Paragraph::new()
        .say(format!("{} {}: ", name.0, name.1), grey(7.5))
        .say(words.first(), Style::plain(9.5))
        .and(words.second(), grey(8.5));
    sheet.text(at, &line)
}

fn writing_lines(sheet: &mut Sheet, top: f32) -> Result<(), PrintFault> {
    let words = Paragraph::new().say(NOTES.0, Style::bold(8.5)).and(NOTES.1, grey(7.5));
    let mut y = sheet.text(Area::column(LEFT, top + mm(2.0), INSIDE), &words)?;
    while y + WRITING_LINE < HEIGHT - mm(20.0) {
        y += WRITING_LINE;
        sheet.rule(LEFT, y, INSIDE, mm(0.1));
    }
    Ok(())
}

fn foot(sheet: &mut Sheet, card: &OpdCard) -> Result<(), PrintFault> {
    let y = HEIGHT - mm(16.0);
    sheet.rule(LEFT, y, INSIDE, THICK);
    let column = Area::column(LEFT, y + mm(2.0), INSIDE / 2.0);
    let bring = Paragraph::new()
        .say(BRING_THIS_CARD.0, Style::plain(8.5))
        .and(BRING_THIS_CARD.1, grey(7.5));
    sheet.text(column, &bring)?;
    let call = Paragraph::new()
        .say(HELPLINE.0, Style::plain(8.5))
        .and(&card.helpline, Style::bold(8.5))
        .right();
    sheet.text(Area { x: LEFT + INSIDE / 2.0, ..column }, &call).map(drop)
}

const fn grey(size: f32) -> Style {
    Style::plain(size).ink(Ink::Grey)
}
