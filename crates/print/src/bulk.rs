//! Print runs: pieces by the thousand, in files that a print bureau's machine takes.
//!
//! Each function takes pieces from an iterator until its file is full and leaves the rest there,
//! so a caller goes on with the next file while there is a next piece. The same pieces give the
//! same bytes; a run that was cut off is made again from the first piece of the file that it broke
//! in.

use crate::PrintFault;
use crate::card::{Card, Issuer};
use crate::kit::large::LargeCard;
use crate::kit::letter::{Letter, LetterText};
use crate::kit::stickers::StickerSheet;
use crate::press::Press;
use std::io::Write;

/// What print bureaus take in one file.
pub const PIECES_PER_FILE_MAX: usize = 10_000;

/// A file that is written.
#[derive(Debug)]
pub struct Printed<W> {
    /// What was written to.
    pub out: W,
    /// How many pieces are in it, at most [`PIECES_PER_FILE_MAX`].
    pub pieces: usize,
}

/// What is printed in runs.
pub(crate) trait Piece {
    /// What all pieces of a run say.
    type House;
    /// What is drawn once in a file.
    type Ground;
    /// The title of the file: what it is, never whose.
    const TITLE: &'static str;

    fn ground<W: Write>(
        house: &Self::House,
        press: &mut Press<W>,
    ) -> Result<Self::Ground, PrintFault>;

    /// Draws the pages of one piece.
    fn put<W: Write>(
        &self,
        house: &Self::House,
        ground: &mut Self::Ground,
        press: &mut Press<W>,
    ) -> Result<(), PrintFault>;
}

/// The next file of wallet cards, two pages each.
///
/// # Errors
/// The iterator's own; a card's, as [`crate::card::card`]; `PrintFault::Write`; and
/// `PrintFault::Pdf` when no card was left.
pub fn cards<W: Write, E: From<PrintFault>>(
    cards: &mut impl Iterator<Item = Result<Card, E>>,
    issuer: &Issuer,
    out: W,
) -> Result<Printed<W>, E> {
    file(cards, issuer, out)
}

/// The next file of large cards.
///
/// # Errors
/// As [`cards`].
pub fn large_cards<W: Write, E: From<PrintFault>>(
    cards: &mut impl Iterator<Item = Result<LargeCard, E>>,
    issuer: &Issuer,
    out: W,
) -> Result<Printed<W>, E> {
    file(cards, issuer, out)
}

/// The next file of letters.
///
/// # Errors
/// As [`cards`].
pub fn letters<W: Write, E: From<PrintFault>>(
    letters: &mut impl Iterator<Item = Result<Letter, E>>,
    text: &LetterText,
    out: W,
) -> Result<Printed<W>, E> {
    file(letters, text, out)
}

/// The next file of sheets of stickers.
///
/// # Errors
/// As [`cards`].
pub fn sticker_sheets<W: Write, E: From<PrintFault>>(
    sheets: &mut impl Iterator<Item = Result<StickerSheet, E>>,
    issuer: &Issuer,
    out: W,
) -> Result<Printed<W>, E> {
    file(sheets, issuer, out)
}

pub(crate) fn file<P: Piece, W: Write, E: From<PrintFault>>(
    pieces: &mut impl Iterator<Item = Result<P, E>>,
    house: &P::House,
    out: W,
) -> Result<Printed<W>, E> {
    let mut press = Press::new(out, P::TITLE)?;
    let mut ground = P::ground(house, &mut press)?;
    let mut count = 0;
    for piece in pieces.take(PIECES_PER_FILE_MAX) {
        piece?.put(house, &mut ground, &mut press)?;
        count += 1;
    }
    if count == 0 {
        return Err(PrintFault::Pdf("a file without a piece".into()).into());
    }
    Ok(Printed { out: press.finish()?, pieces: count })
}

/// One piece as a file of its own.
pub(crate) fn single<P: Piece>(piece: &P, house: &P::House) -> Result<Vec<u8>, PrintFault> {
    let mut press = Press::new(Vec::new(), P::TITLE)?;
    let mut ground = P::ground(house, &mut press)?;
    piece.put(house, &mut ground, &mut press)?;
    press.finish()
}
