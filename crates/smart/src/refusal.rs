//! What is refused, by the code that a person can quote. Programs are answered in OAuth's words
//! instead; see [`crate::answer`].

use crate::keys::NotKeys;
use nabz_kernel::refusal::Refused;
use nabz_store::Stop;

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmartRefusal {
    /// A word that is no scope.
    #[error("{0} is no scope")]
    NotAScope(String),
    /// No such app is registered.
    #[error("no such app is registered")]
    NoSuchClient,
    /// An app has a name of one to eighty letters.
    #[error("an app has a name of one to eighty letters")]
    NotAName,
    /// The keys cannot be used.
    #[error("the keys cannot be used: {0}")]
    NotKeys(NotKeys),
    /// People cannot be sent there.
    #[error("people cannot be sent back to {0}")]
    NotARedirect(String),
    /// It asks for what only a program with keys is given.
    #[error("`system/` scopes are given only to a program with keys")]
    NeedsKeys,
    /// It asks for what it can only be given by people who are sent back to it.
    #[error("`patient/` and `user/` scopes need an address to which people are sent back")]
    NeedsRedirect,
    /// What was opened, or asked for, is over.
    #[error("what was opened or asked for is over")]
    Over,
    /// Nobody has this number of those about whom the member of staff may read.
    #[error("nobody about whom they may read has this number")]
    NotTheirs,
    /// An app's request cannot be answered.
    #[error("the app's request cannot be answered: {0}")]
    BadRequest(&'static str),
}

/// The token does not allow that with any entry of the type.
pub const NOT_ALLOWED: &str = "SMA-010";
/// As if it were not there: the token does not reach the entry.
pub const NOT_THERE: &str = "SMA-011";
/// The token is over, was taken back, or never was one.
pub const NO_TOKEN: &str = "SMA-013";

impl From<SmartRefusal> for Refused {
    fn from(refusal: SmartRefusal) -> Self {
        match refusal {
            // What was typed is shown with its signs spelt out: it may hold any.
            SmartRefusal::NotAScope(word) => {
                Self::plain("SMA-001").invalid().with("word", word.escape_debug())
            }
            SmartRefusal::NoSuchClient => Self::plain("SMA-002").missing(),
            SmartRefusal::NotAName => Self::plain("SMA-003").invalid(),
            SmartRefusal::NotKeys(why) => Self::plain("SMA-004").invalid().with("why", why),
            SmartRefusal::NotARedirect(address) => {
                Self::plain("SMA-005").invalid().with("address", address.escape_debug())
            }
            SmartRefusal::NeedsKeys => Self::plain("SMA-006").invalid(),
            SmartRefusal::NeedsRedirect => Self::plain("SMA-007").invalid(),
            SmartRefusal::Over => Self::plain("SMA-008"),
            SmartRefusal::NotTheirs => Self::plain("SMA-012").invalid(),
            SmartRefusal::BadRequest(what) => Self::plain("SMA-009").invalid().with("what", what),
        }
    }
}

impl From<SmartRefusal> for Stop {
    fn from(refusal: SmartRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}
