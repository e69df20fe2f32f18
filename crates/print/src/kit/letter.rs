//! The letter: A4, folded twice, its address behind the window of the envelope.

use super::flow::Flow;
use super::{A4, grey};
use crate::bulk::{Piece, single};
use crate::card::Issuer;
use crate::press::Press;
use crate::sheet::{Area, Sheet, THICK, THIN};
use crate::text::{Paragraph, Style};
use crate::words::{DEAR, DEMO_TEXT, HELPLINE, REFERENCE};
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
    /// Where a letter goes that nobody could deliver: one line.
    pub sender: String,
    /// What it says.
    pub paragraphs: Vec<Both>,
    /// Who signs.
    pub signed: Both,
    /// Whether these are words to try with, which the paper then says.
    pub is_demo: bool,
}

impl LetterText {
    /// Words to try with, until the department gives its own.
    pub fn demo(issuer: Issuer) -> Self {
        let paragraphs = DEMO.iter().map(|(hindi, english)| Both::new(*hindi, *english)).collect();
        Self {
            issuer,
            sender: "Health Card Office, 1 Demo Road, Delhi 110000".into(),
            paragraphs,
            signed: Both::new("स्वास्थ्य कार्ड कार्यालय", "Health Card Office"),
            is_demo: true,
        }
    }
}

const DEMO: [(&str, &str); 4] = [
    (
        "इस लिफ़ाफ़े में आपका स्वास्थ्य कार्ड है: बटुए में रखने का छोटा कार्ड, घर पर रखने का बड़ा कार्ड, दस क्यूआर स्टिकर और एक पर्चा।",
        "Your health card is in this envelope: a small card for the wallet, a large one to keep at home, ten QR stickers and a leaflet.",
    ),
    (
        "कार्ड पर अपना नाम और जन्म का साल जाँच लें। कुछ ग़लत हो तो हेल्पलाइन पर बताएँ या किसी भी डिस्पेंसरी में ठीक करवाएँ।",
        "Please check your name and year of birth on the card. If something is wrong, tell the helpline or have it corrected at any dispensary.",
    ),
    (
        "अस्पताल या डिस्पेंसरी जाएँ तो कार्ड साथ ले जाएँ; काउंटर पर काम जल्दी होगा। कार्ड न हो तब भी इलाज मिलेगा।",
        "Bring the card when you go to a hospital or dispensary; the counter will be quicker. Care is given without a card too.",
    ),
    (
        "कार्ड खो जाए तो हेल्पलाइन पर तुरंत बताएँ। पुराना कार्ड बंद कर दिया जाएगा और नया मिलेगा; हेल्थ आईडी वही रहेगी।",
        "If you lose the card, tell the helpline at once. The old card is stopped and you get a new one; your health ID stays the same.",
    ),
];

const LEFT: f32 = mm(25.0);
const INSIDE: f32 = A4.0 - LEFT - mm(20.0);
/// What shows in the window: the sender's line over the address.
/// Source: DIN 5008, form B: 85 mm wide from 20 mm, the address from 62.7 to 90 mm.
const WINDOW: Area = Area { x: mm(22.0), y: mm(62.7), width: mm(80.0), height: mm(27.3) };
const SENDER_TOP: f32 = mm(58.0);
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

fn head(sheet: &mut Sheet, issuer: &Issuer) -> Result<(), PrintFault> {
    let column = Area::column(LEFT, mm(18.0), INSIDE);
    let title = Paragraph::new()
        .say(issuer.title.first(), Style::bold(16.0))
        .and(issuer.title.second(), grey(12.0));
    let y = sheet.text(column, &title)?;
    let call = Paragraph::new()
        .say(HELPLINE.0, Style::plain(9.0))
        .and(HELPLINE.1, grey(9.0))
        .and(&issuer.helpline, Style::bold(9.0));
    let y = sheet.text(Area { y, ..column }, &call)?;
    sheet.rule(LEFT, y + mm(1.5), INSIDE, THICK);
    Ok(())
}

fn address(sheet: &mut Sheet, letter: &Letter, text: &LetterText) -> Result<(), PrintFault> {
    let sender = Area { y: SENDER_TOP, ..WINDOW };
    sheet.text(sender, &Paragraph::new().say(&text.sender, grey(6.5)))?;
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
    if text.is_demo {
        let demo = Paragraph::new().say(DEMO_TEXT.0, Style::bold(9.0)).and(DEMO_TEXT.1, grey(9.0));
        sheet.text(Area { y, ..NOTES }, &demo)?;
    }
    Ok(())
}
