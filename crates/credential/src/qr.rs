//! A card's QR code: the smallest that mends what a scratch takes, at level M.
//!
//! On a card of plastic the size of a module matters more than the level: drawn at 30 mm, level M
//! is read better under blots than level Q with its smaller modules.

use fast_qr::{ECL, QRBuilder};
use thiserror::Error;

/// No version holds so much text at level M.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too long for a QR code")]
pub struct TooLong;

/// A square of dark and light modules, without the quiet zone of four that belongs around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// Modules along one side: 21 and every fourth number up to 177.
    pub const fn side(&self) -> usize {
        self.side
    }

    /// The rows from the top, each from the left; `true` is dark.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }
}

/// The smallest code that holds the text at level M. The text of a card is alphanumeric as QR
/// codes have it, five and a half bits a letter.
///
/// # Errors
/// `TooLong` above 3,391 letters; no card is near it.
pub fn modules(text: &str) -> Result<Modules, TooLong> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| TooLong)?;
    let all = code.data.iter().take(code.size * code.size);
    Ok(Modules { side: code.size, dark: all.map(|module| module.value()).collect() })
}
