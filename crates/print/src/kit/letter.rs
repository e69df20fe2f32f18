//! The letter: A4, folded twice, its address behind the window of the envelope.

use super::flow::Flow;
use super::{A4, grey};
use crate::bulk::{Piece, single};
use crate::card::Issuer;
use crate::press::Press;
use crate::sheet::{Area, Sheet, THICK, THIN};
use crate::text::{Paragraph, Style};
use crate::words::{DEAR, DEMO_TEXT, REFERENCE};
use crate::{Both, PrintFault, mm};
use std::io::Write;

/// What one letter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The lines of an envelope, the name first.
    pub address: Vec<String>,
    /// Whom it greets.
    pub name: Both,
    /// When it was written.
    pub date: Both,
    /// The letter's number.
    pub reference: String,
}

/// What all letters of a run say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterText {
    /// Whose cards they go with.
    pub issuer: Issuer,
    /// Where a letter goes that nobody could deliver: one line in each language.
    pub sender: Both,
    /// What it says.
    pub paragraphs: Vec<Both>,
    /// Who signs.
    pub signed: Both,
}

const LEFT: f32 = mm(25.0);
const INSIDE: f32 = A4.0 - LEFT - mm(20.0);
/// What shows in the window: the sender's lines over the address.
/// Source: DIN 5008, form B: 85 mm wide from 20 mm, the address from 62.7 to 90 mm.
const WINDOW: Area = Area { x: mm(22.0), y: mm(62.7), width: mm(80.0), height: mm(27.3) };
/// Its two lines end above the address.
const SENDER_TOP: f32 = mm(54.7);
const NOTES: Area = Area::column(mm(125.0), mm(50.0), mm(65.0));
/// Source: DIN 5008, form B.
const TEXT_TOP: f32 = mm(98.5);
/// Where the sheet is folded into an envelope of 110 × 220 mm. Source: DIN 5008, form B.
const FOLDS: [f32; 2] = [mm(105.0), mm(210.0)];
const NEXT_PAGE_TOP: f32 = mm(25.0);
const FLOOR: f32 = A4.1 - mm(20.0);
const TEXT: f32 = 10.5;
/// Letters of the address, from the largest.
const ADDRESS_SIZES: [f32; 6] = [11.0, 10.0, 9.0, 8.0, 7.0, 6.0];

/// A letter as a PDF.
///
/// # Errors
/// `PrintFault::Pdf` when an address does not fit into the window: a line behind its edge is a
/// letter that comes back.
pub fn letter(letter: &Letter, text: &LetterText) -> Result<Vec<u8>, PrintFault> {
    single(letter, text)
}

impl Piece for Letter {
    type House = LetterText;
    type Ground = ();
    const TITLE: &'static str = "Letter with a health card";

    fn ground<W: Write>(_text: &LetterText, _press: &mut Press<W>) -> Result<(), PrintFault> {
        Ok(())
    }

    fn put<W: Write>(
        &self,
        text: &LetterText,
        _ground: &mut (),
        press: &mut Press<W>,
    ) -> Result<(), PrintFault> {
        for sheet in sheets(self, text)? {
            press.page(A4.0, A4.1, |page| page.sheet(&sheet))?;
        }
        Ok(())
    }
}

/// The words of each page.
pub(crate) fn sheets(letter: &Letter, text: &LetterText) -> Result<Vec<Sheet>, PrintFault> {
    let mut sheet = Sheet::default();
    head(&mut sheet, &text.issuer)?;
    address(&mut sheet, letter, text)?;
    notes(&mut sheet, letter, text)?;
    for fold in FOLDS {
        sheet.rule(mm(4.0), fold, mm(4.0), THIN);
    }
    let height = FLOOR - NEXT_PAGE_TOP;
    let column = Area { x: LEFT, y: NEXT_PAGE_TOP, width: INSIDE, height };
    let mut flow = Flow::new(sheet, column, TEXT_TOP);
    let name = &letter.name;
    flow.say(&plain(format!("{} {} जी,", DEAR.0, name.first())), mm(2.0))?;
    for words in &text.paragraphs {
        flow.say(&plain(words.first()), mm(2.0))?;
    }
    flow.say(&plain(text.signed.first()), mm(6.0))?;
    let name: &str = if name.en.is_empty() { name.first() } else { &name.en };
    flow.say(&plain(format!("{} {name},", DEAR.1)), mm(2.0))?;
    for words in text.paragraphs.iter().filter(|words| !words.second().is_empty()) {
        flow.say(&plain(words.second()), mm(2.0))?;
    }
    flow.say(&plain(text.signed.second()), 0.0)?;
    Ok(flow.done())
}

fn plain(words: impl Into<String>) -> Paragraph {
    Paragraph::new().say(words, Style::plain(TEXT))
}

fn sender(line: &str) -> Paragraph {
    Paragraph::new().say(line, grey(6.5))
}

/// Whether the sender stands on one line of the window.
pub(super) fn sent_from(words: &str) -> Result<bool, PrintFault> {
    Ok(sender(words).lines(WINDOW.width)?.len() <= 1)
}

/// The word of a sentence that would be broken between two letters.
pub(super) fn broken_word(words: &str) -> Result<Option<String>, PrintFault> {
    Ok(plain(words).broken_word(INSIDE)?.map(str::to_owned))
}

fn head(sheet: &mut Sheet, issuer: &Issuer) -> Result<(), PrintFault> {
    let column = Area::column(LEFT, mm(18.0), INSIDE);
    let title = Paragraph::new()
        .say(issuer.title.first(), Style::bold(16.0))
        .and(issuer.title.second(), grey(12.0));
    let y = sheet.text(column, &title)?;
    let call = issuer.call(Style::plain(9.0), grey(9.0), Style::bold(9.0));
    let y = sheet.text(Area { y, ..column }, &call)?;
    sheet.rule(LEFT, y + mm(1.5), INSIDE, THICK);
    Ok(())
}

fn address(sheet: &mut Sheet, letter: &Letter, text: &LetterText) -> Result<(), PrintFault> {
    let mut y = SENDER_TOP;
    for line in [text.sender.first(), text.sender.second()] {
        y = sheet.text(Area { y, ..WINDOW }, &sender(line))?;
    }
    for size in ADDRESS_SIZES {
        let mut words = Paragraph::new().say(letter.address.join("\n"), Style::plain(size));
        words.leading = 1.35;
        if words.height(WINDOW.width)? <= WINDOW.height {
            return sheet.text(WINDOW, &words).map(drop);
        }
    }
    Err(PrintFault::Pdf("the address does not fit into the window".into()))
}

fn notes(sheet: &mut Sheet, letter: &Letter, text: &LetterText) -> Result<(), PrintFault> {
    let date = Paragraph::new()
        .say(letter.date.first(), Style::plain(9.0))
        .and(letter.date.second(), grey(9.0));
    let mut y = sheet.text(NOTES, &date)?;
    if !letter.reference.is_empty() {
        let number = Paragraph::new()
            .say(format!("{} {}: ", REFERENCE.0, REFERENCE.1), grey(9.0))
            .say(&letter.reference, Style::plain(9.0));
        y = sheet.text(Area { y, ..NOTES }, &number)?;
    }
    if text.issuer.is_sample {
        let demo = Paragraph::new().say(DEMO_TEXT.0, Style::bold(9.0)).and(DEMO_TEXT.1, grey(9.0));
        sheet.text(Area { y, ..NOTES }, &demo)?;
    }
    Ok(())
}
