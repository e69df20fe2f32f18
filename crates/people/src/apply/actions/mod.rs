//! What strangers do. Nobody of ours is there: the program acts for them, and the audit says so.

mod answer;
mod code;
mod family;
mod forget;
mod own;
mod papers;
mod register;
mod rights;

pub use answer::{ACTIVATE, ANSWER, activate, answer_own};
pub use code::{CodeTyped, CodeWish, ask_code, check_code, leave};
pub use family::{begin_again, keep_family};
pub use forget::{FORGET, forget};
pub use own::{Holder, opened_paper, report_lost, share};
pub use papers::{REMOVE_PAPER, SEND_PAPER, remove_paper, send_paper};
pub use register::register_family;
pub use rights::{
    ASK, NAME, UNNAME, WITHDRAW, ask_right, end_own_nominee, name_own_nominee, withdraw_right,
};

use super::model::{ApplyRefusal, Draft, Seen};
use super::store;
use nabz_kernel::ids::Id;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};
use std::time::Duration;

/// What is kept of a stranger goes after so long.
const DAY: Duration = Duration::from_hours(24);

/// The family of a phone as a form saw it; other windows wait.
///
/// Refuses with `APP-002` when its day is over, and with `APP-004` when it is another one by now.
fn seen(tx: &mut Tx<'_>, phone: &Mobile, seen: &Seen) -> Result<Draft, Stop> {
    tx.lock(&format!("apply_draft/{}", phone.digits()))?;
    let draft = store::draft(tx, phone)?.ok_or(ApplyRefusal::NotOpen)?;
    if draft.id == Id::from_uuid(seen.draft) { Ok(draft) } else { Err(ApplyRefusal::Stale.into()) }
}
