//! Papers that a family sent ahead, as far as the pages of cards speak of them.

use crate::scans::actions::LookAtScan;
use crate::scans::model::Told;
use crate::scans::words;
use nabz_web::Desk;
use nabz_web::messages::Message;

/// What is said of them.
pub(super) struct Sent {
    pub(super) said: Message,
    /// Some wait that whoever reads this has not opened.
    pub(super) late: bool,
    /// Whether they may open them.
    pub(super) opens: bool,
}

impl Sent {
    /// Nothing when none were sent.
    pub(super) fn of(desk: &Desk, told: Told) -> Option<Self> {
        let opens = desk.may::<LookAtScan>();
        let said = words::told(told, opens)?;
        Some(Self { said, late: told.unopened > 0, opens })
    }
}
