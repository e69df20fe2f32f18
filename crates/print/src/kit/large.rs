//! The large card: A5, everything that the wallet card says, the person's details, and what a
//! stranger who helps has to know, with the day of which it is.

use super::flow::Flow;
use super::grey;
use crate::barcode::Modules;
use crate::bulk::{Piece, single};
use crate::card::{Card, CodePlace, CodeRoom, Issuer, NameSizes, art, person, serial};
use crate::face::Weight;
use crate::fit::fit;
use crate::press::{Press, Stamp};
use crate::sheet::{Area, Sheet, THICK, THIN};
use crate::text::{Align, Ink, Paragraph, Style};
use crate::words::{
    ADDRESS, ALLERGY, AS_RECORDED, BLOOD_GROUP, CARE_WITHOUT_A_CARD, GUARDIAN, IN_AN_EMERGENCY,
    LAST_SURGERY, LONG_TERM_CONDITIONS, MAY_HAVE_CHANGED, NO_ALLERGY_RECORDED, NONE_RECORDED, Pair,
    TEMPORARY, VALID_UNTIL,
};
use crate::{Both, PrintFault, mm};
use std::io::Write;

/// What a large card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LargeCard {
    /// What the wallet card of the same issue says.
    pub card: Card,
    /// Father, husband or guardian; empty where nobody said.
    pub guardian: Both,
    /// Where the person lives; empty for who has no address, or wants none on paper.
    pub address: Both,
    /// `None` where the person does not want it on paper.
    pub emergency: Option<Snapshot>,
}

/// What the record said on one day. Empty words stand for "not recorded", never for "has none".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The day.
    pub as_of: Both,
    /// `B+`.
    pub blood_group: String,
    /// What must never be given.
    pub allergies: Vec<Both>,
    /// What the person has had for long.
    pub conditions: Vec<Both>,
    /// What was done last, and when.
    pub surgery: Both,
}

/// A5.
const WIDTH: f32 = mm(148.0);
/// A5.
const HEIGHT: f32 = mm(210.0);
const LEFT: f32 = mm(10.0);
const INSIDE: f32 = WIDTH - 2.0 * LEFT;
const BAR: f32 = mm(18.0);
const MARK_SIDE: f32 = mm(9.0);
const MARK_LEFT: f32 = LEFT + INSIDE - MARK_SIDE;
const PHOTO: Area = Area { x: LEFT, y: mm(24.0), width: mm(33.0), height: mm(42.0) };
const WHO: (f32, f32) = (mm(47.0), mm(23.5));
const NUMBER_TOP: f32 = mm(69.0);
const ROWS_TOP: f32 = mm(80.0);
const FOOT_TOP: f32 = HEIGHT - mm(19.0);
/// Its quiet zone ends 8 mm from the right edge.
const CODE: CodeRoom = CodeRoom::for_modules_of(7, 1653, 278);
const TEXT: f32 = 9.5;
const SECOND: f32 = 8.5;
const SIZES: NameSizes = NameSizes {
    first: &[16.0, 14.5, 13.0, 11.5, 10.0, 8.5, 7.0],
    second: &[12.0, 11.0, 10.0, 9.0, 8.0, 7.0],
    facts: &[TEXT, SECOND, 7.5],
};

/// A large card as a PDF: one page, or two where the record has much to say.
///
/// # Errors
/// As [`crate::card::card`].
pub fn large_card(card: &LargeCard, issuer: &Issuer) -> Result<Vec<u8>, PrintFault> {
    single(card, issuer)
}

/// What every large card of a file has: on each page, and on the first.
pub(crate) struct Ground {
    page: Stamp,
    head: Stamp,
}

impl Piece for LargeCard {
    type House = Issuer;
    type Ground = Ground;
    const TITLE: &'static str = "Large health card";

    fn ground<W: Write>(issuer: &Issuer, press: &mut Press<W>) -> Result<Ground, PrintFault> {
        let mut words = Sheet::default();
        title(&mut words, &issuer.title)?;
        foot(&mut words, issuer)?;
        let page = press.stamp(WIDTH, HEIGHT, |page| {
            page.fill(Area { x: 0.0, y: 0.0, width: WIDTH, height: BAR }, Ink::Bar);
            art::mark(page, (MARK_LEFT, (BAR - MARK_SIDE) / 2.0), MARK_SIDE);
            page.sheet(&words);
        })?;
        Ok(Ground { page, head: press.stamp(WIDTH, HEIGHT, |page| art::head(page, PHOTO))? })
    }

    fn put<W: Write>(
        &self,
        _issuer: &Issuer,
        ground: &mut Ground,
        press: &mut Press<W>,
    ) -> Result<(), PrintFault> {
        let modules = Modules::of(&self.card.qr)?;
        let place = CODE.place(&modules)?;
        let code = press.code(&modules)?;
        let photo = match &self.card.photo {
            Some(photo) => Some((press.photo(photo)?, photo)),
            None => None,
        };
        for (nth, sheet) in sheets(self, &place)?.iter().enumerate() {
            press.page(WIDTH, HEIGHT, |page| {
                page.stamp(ground.page, (0.0, 0.0));
                if nth == 0 {
                    match photo {
                        Some((stamp, photo)) => page.photo(stamp, photo, PHOTO),
                        None => page.stamp(ground.head, (0.0, 0.0)),
                    }
                    page.code(code, (place.x, place.y), place.module);
                }
                page.sheet(sheet);
            })?;
        }
        Ok(())
    }
}

fn title(sheet: &mut Sheet, title: &Both) -> Result<(), PrintFault> {
    let width = MARK_LEFT - LEFT - mm(3.0);
    let column = Area::column(LEFT, mm(2.6), width);
    let words = fit(title.first(), Weight::Bold, width, &[16.0, 14.0, 12.0, 10.0], 1)?;
    let y = sheet.fitted(column, words.ink(Ink::White), 1.35, Align::Left);
    let words = fit(title.second(), Weight::Regular, width, &[10.5, 9.0, 7.5], 1)?;
    sheet.fitted(Area { y, ..column }, words.ink(Ink::Pale), 1.3, Align::Left);
    Ok(())
}

/// Whether what a city calls its cards has room.
pub(super) fn titled(words: &Both) -> Result<(), PrintFault> {
    title(&mut Sheet::default(), words)
}

fn foot(sheet: &mut Sheet, issuer: &Issuer) -> Result<(), PrintFault> {
    sheet.rule(LEFT, FOOT_TOP, INSIDE, THICK);
    let column = Area::column(LEFT, FOOT_TOP + mm(2.0), INSIDE);
    let call = issuer.call(Style::plain(TEXT), grey(SECOND), Style::bold(11.0));
    let y = sheet.text(column, &issuer.marked(call, grey(SECOND)))?;
    let care = pair(CARE_WITHOUT_A_CARD, Style::plain(SECOND), grey(SECOND));
    sheet.text(Area { y, ..column }, &care).map(drop)
}

/// The words of each page.
fn sheets(large: &LargeCard, code: &CodePlace) -> Result<Vec<Sheet>, PrintFault> {
    let card = &large.card;
    let mut sheet = Sheet::default();
    let who = Area::column(WHO.0, WHO.1, code.x - WHO.0);
    person(&mut sheet, who, card, &SIZES)?;
    serial(&mut sheet, card, code)?;
    let number = Area::column(LEFT, NUMBER_TOP, INSIDE * 0.6);
    let words = Paragraph::new().say(&card.health_id, Style::bold(16.0));
    sheet.text(number, &words)?;
    if let Some(day) = &card.valid_until {
        let column = Area::column(LEFT + INSIDE * 0.6, NUMBER_TOP, INSIDE * 0.4);
        sheet.text(column, &temporary(day).right())?;
    }
    let column =
        Area { x: LEFT, y: BAR + mm(5.0), width: INSIDE, height: FOOT_TOP - BAR - mm(7.0) };
    let mut flow = Flow::new(sheet, column, ROWS_TOP);
    for (name, said) in [(GUARDIAN, &large.guardian), (ADDRESS, &large.address)] {
        if !said.is_empty() {
            flow.say(&row(name, said), mm(0.8))?;
        }
    }
    if let Some(snapshot) = &large.emergency {
        emergency(&mut flow, snapshot)?;
    }
    Ok(flow.done())
}

fn temporary(day: &Both) -> Paragraph {
    pair(TEMPORARY, Style::bold(TEXT), grey(SECOND))
        .say(format!("\n{} {}", day.first(), VALID_UNTIL.0), Style::plain(TEXT))
        .say(format!("\n{} {}", VALID_UNTIL.1, day.en), grey(SECOND))
}

fn emergency(flow: &mut Flow, snapshot: &Snapshot) -> Result<(), PrintFault> {
    flow.y += mm(1.5);
    flow.rule(THICK, mm(1.5));
    flow.say(&pair(IN_AN_EMERGENCY, Style::bold(12.0), grey(10.0)), 0.0)?;
    let day = Paragraph::new()
        .say(format!("{} {}", snapshot.as_of.first(), AS_RECORDED.0), Style::bold(TEXT))
        .and(format!("{} {}", AS_RECORDED.1, snapshot.as_of.en), grey(SECOND));
    flow.say(&day, 0.0)?;
    flow.say(&pair(MAY_HAVE_CHANGED, Style::plain(SECOND), grey(SECOND)), mm(1.5))?;
    for allergy in &snapshot.allergies {
        flow.say(&warning(allergy), mm(0.5))?;
    }
    if snapshot.allergies.is_empty() {
        flow.say(&pair(NO_ALLERGY_RECORDED, grey(TEXT), grey(SECOND)), mm(0.5))?;
    }
    flow.rule(THIN, mm(1.0));
    flow.say(&row(BLOOD_GROUP, &recorded(&Both::new("", &snapshot.blood_group))), mm(0.5))?;
    if snapshot.conditions.is_empty() {
        flow.say(&row(LONG_TERM_CONDITIONS, &recorded(&Both::default())), mm(0.5))?;
    }
    for condition in &snapshot.conditions {
        flow.say(&row(LONG_TERM_CONDITIONS, condition), mm(0.5))?;
    }
    flow.say(&row(LAST_SURGERY, &recorded(&snapshot.surgery)), 0.0)
}

/// The words, or that there are none.
fn recorded(words: &Both) -> Both {
    if words.is_empty() { Both::new(NONE_RECORDED.0, NONE_RECORDED.1) } else { words.clone() }
}

/// Red, in both scripts, so that no reader takes it for a name.
fn warning(allergy: &Both) -> Paragraph {
    let mut words = Paragraph::new()
        .say(format!("{}: {}", ALLERGY.0, allergy.first()), Style::bold(12.0).ink(Ink::Red));
    if !allergy.en.is_empty() {
        let english = format!("{}: {}", ALLERGY.1, allergy.en);
        words = words.and(english, Style::plain(10.0).ink(Ink::Red));
    }
    words
}

/// One fact with its name before it.
fn row(name: Pair, words: &Both) -> Paragraph {
    Paragraph::new()
        .say(format!("{} {}: ", name.0, name.1), grey(SECOND))
        .say(words.first(), Style::bold(TEXT))
        .and(words.second(), grey(SECOND))
}

fn pair((hindi, english): Pair, first: Style, second: Style) -> Paragraph {
    Paragraph::new().say(hindi, first).and(english, second)
}
