//! What the store itself refuses, by the code that a person can quote. Nothing was kept, and all
//! but the last are likely to pass.

use crate::stop::Stop;
use nabz_kernel::refusal::Refused;

/// Too many jobs wait for the database; nothing was kept, and a moment later it works again.
pub const BUSY: &str = "STO-001";
/// The disk is full. Reading goes on; writing works again as soon as there is room.
pub const DISK_FULL: &str = "STO-002";
/// The question took longer than it may; nothing was changed. Narrow it.
pub const TOO_SLOW: &str = "STO-003";
/// The database server does not answer; nothing was kept.
pub const UNREACHABLE: &str = "STO-004";
/// The key of a form was used before, for something else. A form with a fresh key does it.
pub const ASKED_OTHERWISE: &str = "STO-005";

/// A PostgreSQL on another machine, to which nothing here speaks TLS.
pub const IN_THE_CLEAR: &str = "STO-006";

/// A refusal that says: not now.
pub(crate) fn not_now(code: &'static str) -> Stop {
    Refused::plain(code).busy().into()
}
