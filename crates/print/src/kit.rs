//! What comes with a card: the large card, the letter, the leaflet and the stickers.
//!
//! | piece | paper | start at |
//! | --- | --- | --- |
//! | large card, with what helps in an emergency | A5 | [`large::large_card`] |
//! | letter for an envelope with a window | A4 | [`letter::letter`] |
//! | leaflet, the same for everybody | A4 | [`leaflet::leaflet`] |
//! | ten stickers with a card's code | A4 | [`stickers::sticker_sheet`] |
//!
//! What a department writes on them is looked at by [`room`] before it is kept.

mod flow;
pub mod large;
pub mod leaflet;
pub mod letter;
pub mod room;
pub mod stickers;

use crate::mm;
use crate::text::{Ink, Style};

/// A4, in points.
const A4: (f32, f32) = (mm(210.0), mm(297.0));

const fn grey(size: f32) -> Style {
    Style::plain(size).ink(Ink::Grey)
}
