//! Checker: the page with which anybody checks a health card, with the network down too.
//!
//! Owns: nothing; whose signature counts is the keys' to say, and which cards no longer count that
//! of `cards`.     Publishes: nothing.
//! Promises: nobody signs in and nobody is given a cookie; a phone is given the page, the root's
//! key and the two signed lists, fetches of one of them only what has changed, and asks for nothing
//! about any card; what it says of one is what `credential::check` says, in both languages. The log
//! of issues answers for every card of which it is asked, and for its own growing.
//! Start at [`pages::routes`]; what the phone does with the lists is in `web/src/check`.

mod kept;
pub mod pages;
pub mod words;

pub use kept::KeptPage;

use nabz_credential::trust::Root;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Problem, Visitor};

/// What a checker is built with, and what its root said last.
#[derive(Clone, Debug)]
pub struct Trusted {
    /// The key that answers for all others.
    pub root: Root,
    /// Whose signatures count: the list as the root signed it.
    pub list: Vec<u8>,
}

/// Asks whoever keeps the city's keys. The program leaves it at start.
#[derive(Clone, Copy)]
pub struct AskKeys(pub fn(&mut Tx<'_>) -> Result<Option<Trusted>, Stop>);

/// What the city's root said last.
pub(crate) async fn trusted(visitor: &Visitor) -> Result<Option<Trusted>, Problem> {
    let AskKeys(ask) = *visitor.app().part::<AskKeys>()?;
    visitor.read(ask).await
}

/// Why a phone gets no list, and whoever watches over the log no proof. The sentences are in
/// `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckerRefusal {
    /// No root has signed a trust list.
    NoTrustList,
    /// No status list was signed.
    NoStatusList,
    /// The changes since that list are not kept, or are longer than the list.
    NoChanges,
    /// No head of the log was signed.
    NoHead,
    /// No card of this number is in the log of the latest head.
    NotInLog,
    /// No head was ever signed of a log of that length.
    NoSuchLog,
}

impl From<CheckerRefusal> for Refused {
    fn from(refusal: CheckerRefusal) -> Self {
        match refusal {
            CheckerRefusal::NoTrustList => Self::plain("CHK-001").missing(),
            CheckerRefusal::NoStatusList => Self::plain("CHK-002").missing(),
            CheckerRefusal::NoChanges => Self::plain("CHK-003").missing(),
            CheckerRefusal::NoHead => Self::plain("CHK-004").missing(),
            CheckerRefusal::NotInLog => Self::plain("CHK-005").missing(),
            CheckerRefusal::NoSuchLog => Self::plain("CHK-006").missing(),
        }
    }
}
