//! Whether what a department writes has room where it is printed.
//!
//! It is asked before the words are kept, by the paragraphs and columns that are printed later: a
//! word that is wider than its column would be broken between two letters, and a line that has to
//! be one would run into what stands below it, on twenty million cards.

use super::leaflet::{self, Leaflet};
use super::letter::{self, Letter, LetterText};
use super::{large, stickers};
use crate::card::{self, Issuer};
use crate::{Both, PrintFault};

/// Pages of a letter: both sides of one sheet.
pub const LETTER_PAGES_MAX: usize = 2;
/// Pages of a leaflet.
pub const LEAFLET_PAGES_MAX: usize = 2;

/// Why words have no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRoom {
    /// This word is wider than its column.
    Word(String),
    /// All of them together are longer than their line.
    Line,
}

/// Why words have no room in Hindi, and in English; nothing where they have.
pub type InBoth = [Option<NoRoom>; 2];

/// What every card is called, on one line of the card, the large card and the stickers.
pub fn title(words: &Both) -> Result<InBoth, PrintFault> {
    let hindi = Both::new(words.hi.as_str(), "");
    if !titled(&hindi)? {
        return Ok([Some(NoRoom::Line), None]);
    }
    Ok([None, (!titled(words)?).then_some(NoRoom::Line)])
}

/// The number to call, on both sides of the card and on the stickers; elsewhere there is more room.
pub fn helpline(issuer: &Issuer) -> Result<Option<NoRoom>, PrintFault> {
    let has_room = card::calls(issuer)? && stickers::calls(issuer)?;
    Ok((!has_room).then_some(NoRoom::Line))
}

/// Where a letter goes that nobody could deliver, on a line for each language.
pub fn sender(words: &Both) -> Result<InBoth, PrintFault> {
    in_both(words, |words| Ok((!letter::sent_from(words)?).then_some(NoRoom::Line)))
}

/// A sentence of the letter, or who signs it.
pub fn sentence(words: &Both) -> Result<InBoth, PrintFault> {
    in_both(words, |words| Ok(letter::broken_word(words)?.map(NoRoom::Word)))
}

/// What stands over a part of the leaflet.
pub fn heading(words: &Both) -> Result<InBoth, PrintFault> {
    in_both(words, |words| Ok(leaflet::broken_word_of_heading(words)?.map(NoRoom::Word)))
}

/// A sentence of the leaflet.
pub fn point(words: &Both) -> Result<InBoth, PrintFault> {
    in_both(words, |words| Ok(leaflet::broken_word_of_point(words)?.map(NoRoom::Word)))
}

/// Pages that a letter takes to somebody with a long name.
///
/// # Errors
/// `PrintFault::Pdf` when one sentence is longer than a page.
pub fn letter_pages(text: &LetterText) -> Result<usize, PrintFault> {
    let name = Both::new("लक्ष्मीनारायणन वेंकटरमन अय्यर", "Lakshminarayanan Venkataraman Iyer");
    let to = Letter {
        address: vec![name.en.clone()],
        name,
        date: Both::new("20 नवंबर 2026", "20 Nov 2026"),
        reference: "067 108 863".to_owned(),
    };
    Ok(letter::sheets(&to, text)?.len())
}

/// Pages that the leaflet takes.
///
/// # Errors
/// As [`letter_pages`].
pub fn leaflet_pages(leaflet: &Leaflet, issuer: &Issuer) -> Result<usize, PrintFault> {
    Ok(leaflet::sheets(leaflet, issuer)?.len())
}

/// Whether every paper has room for it; each sets it as small as it may.
fn titled(words: &Both) -> Result<bool, PrintFault> {
    for paper in [card::titled, large::titled, stickers::titled] {
        match paper(words) {
            Ok(()) => {}
            Err(PrintFault::Pdf(_)) => return Ok(false),
            Err(fault) => return Err(fault),
        }
    }
    Ok(true)
}

fn in_both(
    words: &Both,
    no_room: impl Fn(&str) -> Result<Option<NoRoom>, PrintFault>,
) -> Result<InBoth, PrintFault> {
    Ok([no_room(&words.hi)?, no_room(&words.en)?])
}
