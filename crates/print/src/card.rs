//! The health card: plastic of CR80, front and back, on the grid of a 300 dpi card printer.
//!
//! It says who somebody is and what nobody minds a finder to read: no phone, no address, no
//! number of any other register, no illness. Both sides carry the same signed code, the back large,
//! the front small, so that one scratch does not take both.
//!
//! Start at [`card`]; print runs are [`crate::bulk::cards`].

pub(crate) mod art;
mod back;
mod front;

use crate::barcode::{Modules, QR_QUIET_MODULES};
use crate::bulk::{Piece, single};
use crate::face::Weight;
use crate::fit::fit;
use crate::photo::Photo;
use crate::press::{Press, Stamp};
use crate::sheet::{Area, Sheet};
use crate::text::{Align, Paragraph, Style};
use crate::words::{ABOUT, BIRTH_YEAR_UNKNOWN, BORN, HELPLINE, SAMPLE, SERIAL};
use crate::{Both, PrintFault, mm};
use std::io::Write;

/// What every card of a city says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// What it is: `दिल्ली स्वास्थ्य कार्ड`, `Delhi Health Card`.
    pub title: Both,
    /// The number to call.
    pub helpline: String,
    /// Whether these are words to try with, which every paper then says.
    pub is_sample: bool,
}

impl Issuer {
    /// Whom to call: the word in both languages, and the number.
    pub(crate) fn call(&self, hindi: Style, english: Style, number: Style) -> Paragraph {
        Paragraph::new().say(HELPLINE.0, hindi).and(HELPLINE.1, english).and(&self.helpline, number)
    }

    /// Words, and that they are a sample where they are one.
    pub(crate) fn marked(&self, words: Paragraph, look: Style) -> Paragraph {
        if !self.is_sample {
            return words;
        }
        words.and(format!("· {} {}", SAMPLE.0, SAMPLE.1), look)
    }
}

/// Whether what a city calls its cards has room on the front.
pub(crate) fn titled(title: &Both) -> Result<(), PrintFault> {
    front::title(&mut Sheet::default(), title)
}

/// Whether the number to call has room on both sides.
pub(crate) fn calls(issuer: &Issuer) -> Result<bool, PrintFault> {
    Ok(front::calls(issuer)? && back::calls(issuer)?)
}

/// What one card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whose it is. A long name is set smaller; one that no size makes fit on two lines is a
    /// fault.
    pub name: Both,
    /// `DH 1234 5678 9012 3`.
    pub health_id: String,
    /// The year and how sure it is.
    pub born: BirthYear,
    /// `महिला`, `Female`; empty where it was not said.
    pub sex: Both,
    /// The number of this issue, in groups: `000 417 226`.
    pub serial: String,
    /// The last day of a temporary card; `None` on a permanent one.
    pub valid_until: Option<Both>,
    /// A silhouette stands where there is none.
    pub photo: Option<Photo>,
    /// The signed text of the code.
    pub qr: String,
}

/// When somebody was born, as a card says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthYear {
    /// From a paper, or as the person says.
    Known(u16),
    /// Worked out from an age that somebody guessed.
    About(u16),
    /// Not even that.
    Unknown,
}

impl BirthYear {
    fn words(self) -> Both {
        let known = |born: &str, year: u16| format!("{born} {year}");
        let guessed = |born: &str, about: &str, year: u16| format!("{born} {about} {year}");
        match self {
            Self::Known(year) => Both::new(known(BORN.0, year), known(BORN.1, year)),
            Self::About(year) => {
                Both::new(guessed(BORN.0, ABOUT.0, year), guessed(BORN.1, ABOUT.1, year))
            }
            Self::Unknown => Both::new(BIRTH_YEAR_UNKNOWN.0, BIRTH_YEAR_UNKNOWN.1),
        }
    }
}

/// One dot of a 300 dpi card printer, in points.
pub(crate) const DOT: f32 = 72.0 / 300.0;
/// 85.60 × 53.98 mm, to the next whole dot. Source: ISO/IEC 7810, ID-1.
pub(crate) const WIDTH: f32 = 1011.0 * DOT;
/// See [`WIDTH`].
pub(crate) const HEIGHT: f32 = 638.0 * DOT;
/// Words keep this far from the edges, where a card printer may miss the card.
pub(crate) const MARGIN: f32 = mm(3.2);

/// The room that a paper keeps for a code, in dots. The code stands at its right edge, in the
/// middle of its height, with modules of as many whole dots as fit.
pub(crate) struct CodeRoom {
    pub(crate) right: u16,
    pub(crate) top: u16,
    /// Of a code of 53 modules, and its quiet zone.
    pub(crate) side: u16,
    /// Dots of a module, below which the code is refused.
    pub(crate) module_min: u16,
}

/// Where a code stands, quiet zone included; points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CodePlace {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) side: f32,
    pub(crate) module: f32,
}

impl CodeRoom {
    /// Room for a code of 53 modules, each of so many dots.
    pub(crate) const fn for_modules_of(module: u16, right: u16, top: u16) -> Self {
        let side = (MODULES_MAX + 2 * QR_QUIET_MODULES) * module;
        Self { right, top, side, module_min: module }
    }

    /// Where this code goes.
    ///
    /// # Errors
    /// `PrintFault::Code` when its modules would be too small.
    pub(crate) fn place(&self, code: &Modules) -> Result<CodePlace, PrintFault> {
        let module = self.side / code.side;
        if module < self.module_min {
            return Err(PrintFault::Code("too many modules for a card".into()));
        }
        let side = module * code.side;
        Ok(CodePlace {
            x: dots(self.right - side),
            y: dots(self.top + (self.side - side) / 2),
            side: dots(side),
            module: dots(module),
        })
    }
}

/// QR version 9: what 165 signed bytes take at level M.
const MODULES_MAX: u16 = 53;
/// 5 dots are 0.42 mm: a fallback for a scratched back.
const SMALL_CODE: CodeRoom = CodeRoom::for_modules_of(5, 999, 132);
/// 7 dots are 0.59 mm, the largest that leaves room for words.
const LARGE_CODE: CodeRoom = CodeRoom::for_modules_of(7, 999, 86);

/// A number of dots in points.
pub(crate) fn dots(count: u16) -> f32 {
    f32::from(count) * DOT
}

/// A card as a PDF of two pages.
///
/// # Errors
/// `PrintFault::Pdf` when a name does not fit; `PrintFault::Code` when the code would be too fine.
pub fn card(card: &Card, issuer: &Issuer) -> Result<Vec<u8>, PrintFault> {
    single(card, issuer)
}

/// What is particular to one card.
pub(crate) struct Sides {
    pub(crate) code: Modules,
    pub(crate) small: CodePlace,
    pub(crate) large: CodePlace,
    pub(crate) front: Sheet,
    pub(crate) back: Sheet,
}

impl Sides {
    pub(crate) fn of(card: &Card) -> Result<Self, PrintFault> {
        let code = Modules::of(&card.qr)?;
        let (small, large) = (SMALL_CODE.place(&code)?, LARGE_CODE.place(&code)?);
        let (front, back) = (front::sheet(card, &small)?, back::sheet(card, &large)?);
        Ok(Self { code, small, large, front, back })
    }
}

/// What stands on every card of a file.
pub(crate) struct Ground {
    front: Stamp,
    back: Stamp,
}

impl Piece for Card {
    type House = Issuer;
    type Ground = Ground;
    const TITLE: &'static str = "Health card";

    fn ground<W: Write>(issuer: &Issuer, press: &mut Press<W>) -> Result<Ground, PrintFault> {
        Ok(Ground { front: front::ground(issuer, press)?, back: back::ground(issuer, press)? })
    }

    fn put<W: Write>(
        &self,
        _issuer: &Issuer,
        ground: &mut Ground,
        press: &mut Press<W>,
    ) -> Result<(), PrintFault> {
        let sides = Sides::of(self)?;
        let code = press.code(&sides.code)?;
        let photo = match &self.photo {
            Some(photo) => Some((press.photo(photo)?, photo)),
            None => None,
        };
        press.page(WIDTH, HEIGHT, |page| {
            page.stamp(ground.front, (0.0, 0.0));
            if let Some((stamp, photo)) = photo {
                page.photo(stamp, photo, front::PHOTO);
            }
            page.code(code, (sides.small.x, sides.small.y), sides.small.module);
            page.sheet(&sides.front);
        })?;
        press.page(WIDTH, HEIGHT, |page| {
            page.stamp(ground.back, (0.0, 0.0));
            page.code(code, (sides.large.x, sides.large.y), sides.large.module);
            page.sheet(&sides.back);
        })
    }
}

/// Birth year and sex on one line: Hindi, and English.
fn facts(card: &Card) -> Both {
    let born = card.born.words();
    let beside = |born: String, sex: &str| {
        if sex.is_empty() { born } else { format!("{born} · {sex}") }
    };
    Both::new(beside(born.hi, card.sex.first()), beside(born.en, &card.sex.en))
}

/// In which sizes a name's two scripts and the facts under it are tried, from the largest.
pub(crate) struct NameSizes {
    pub(crate) first: &'static [f32],
    pub(crate) second: &'static [f32],
    pub(crate) facts: &'static [f32],
}

const NAME_LINES_MAX: usize = 2;

/// Name in both scripts, then birth year and sex. Answers where they end.
pub(crate) fn person(
    sheet: &mut Sheet,
    column: Area,
    card: &Card,
    sizes: &NameSizes,
) -> Result<f32, PrintFault> {
    let at = |y| Area { y, ..column };
    let set =
        |text: &str, weight, sizes: &[f32], lines| fit(text, weight, column.width, sizes, lines);
    let name = set(card.name.first(), Weight::Bold, sizes.first, NAME_LINES_MAX)?;
    let mut y = sheet.fitted(column, name, 1.4, Align::Left);
    let name = set(card.name.second(), Weight::Regular, sizes.second, NAME_LINES_MAX)?;
    y = sheet.fitted(at(y), name, 1.35, Align::Left) + mm(0.8);
    let facts = facts(card);
    for line in [&facts.hi, &facts.en] {
        let line = set(line, Weight::Regular, sizes.facts, 1)?;
        y = sheet.fitted(at(y), line, 1.45, Align::Left);
    }
    Ok(y)
}

/// The number of the issue, in the middle under a code.
pub(crate) fn serial(sheet: &mut Sheet, card: &Card, code: &CodePlace) -> Result<(), PrintFault> {
    if card.serial.is_empty() {
        return Ok(());
    }
    let words = format!("{} {} {}", SERIAL.0, SERIAL.1, card.serial);
    let column = Area::column(code.x, code.y + code.side + mm(0.3), code.side);
    let words = fit(&words, Weight::Regular, column.width, &[6.4, 5.8, 5.2, 4.6], 1)?;
    sheet.fitted(column, words, 1.4, Align::Centre);
    Ok(())
}
