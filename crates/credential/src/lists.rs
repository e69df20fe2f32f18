//! What the signed lists have in common: why one is refused, and that none is ever turned back.

use crate::cbor::{CborFault, Reader};
use crate::cose::CoseFault;
use nabz_calendar::Date;
use thiserror::Error;

/// Why a list, or a change to one, was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ListFault {
    /// More bytes than any list of this kind.
    #[error("too long")]
    TooLong,
    /// The envelope is not ours.
    #[error("envelope: {0}")]
    Cose(#[from] CoseFault),
    /// Not CBOR in its one form.
    #[error("CBOR: {0}")]
    Cbor(#[from] CborFault),
    /// A key of a map that these lists do not have.
    #[error("an unknown key")]
    UnknownKey,
    /// A key of a map is missing.
    #[error("a key is missing")]
    KeyMissing,
    /// A list in it has more or fewer entries than it should.
    #[error("more or fewer entries than there should be")]
    Fields,
    /// A day before 1970 or after [`crate::card::DAY_MAX`], or a number that is out of range.
    #[error("a number out of range")]
    Number,
    /// Signed by a key that may not sign this: unknown, of another purpose, or revoked on the
    /// day that the list names.
    #[error("signed by a key that may not sign this")]
    Signer,
    /// The signature is not that key's.
    #[error("wrongly signed")]
    WronglySigned,
    /// Older than the list that is held: somebody wants a revoked card or key to work again.
    #[error("older than the list that is held")]
    Rollback,
    /// Two lists with one number say different things, or a later one names an earlier day.
    #[error("contradicts the list that is held")]
    Contradiction,
    /// An issuer's key that is not a compressed point of P-256.
    #[error("an issuer's key that is none")]
    IssuerKey,
    /// An issuer's purpose that is not known.
    #[error("a purpose that is not known")]
    Purpose,
    /// Issuers that do not stand once each, in ascending order of their names.
    #[error("issuers out of order")]
    IssuerOrder,
    /// A key that ends before it begins, or is revoked from before it begins.
    #[error("a key that ends before it begins")]
    IssuerDays,
    /// Indices that are not packed in their one way.
    #[error("indices packed in another way than ours")]
    Packing,
    /// An index that the list does not reach to.
    #[error("an index beyond the list's size")]
    IndexRange,
    /// An index that is suspended and revoked at once.
    #[error("an index in two states")]
    TwoStates,
    /// A change that does not start from the list that is held.
    #[error("a change to another list")]
    OtherBase,
    /// A change that the list that is held cannot take: revoked cards do not come back, and
    /// nothing is suspended twice.
    #[error("a change that cannot be made")]
    Change,
}

/// What says which of two lists is the later one.
pub(crate) trait Numbered: PartialEq {
    /// Counts up with every list of this kind.
    fn sequence(&self) -> u64;
    /// The day it speaks of.
    fn day(&self) -> Date;
}

/// The newer list, unless it is an older one or contradicts what is held.
pub(crate) fn newer<L: Numbered>(list: L, held: Option<&L>) -> Result<L, ListFault> {
    let Some(held) = held else { return Ok(list) };
    match list.sequence().cmp(&held.sequence()) {
        std::cmp::Ordering::Less => Err(ListFault::Rollback),
        std::cmp::Ordering::Equal if list != *held => Err(ListFault::Contradiction),
        std::cmp::Ordering::Greater if list.day() < held.day() => Err(ListFault::Contradiction),
        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => Ok(list),
    }
}

pub(crate) fn read_day(reader: &mut Reader<'_>) -> Result<Date, CborFault> {
    let days = i64::try_from(reader.unsigned()?).ok();
    let days = days.filter(|days| *days <= crate::card::DAY_MAX);
    days.map(Date::from_days).ok_or(CborFault::NumberRange)
}

/// Refuses a day that cannot be written.
pub(crate) fn check_day(date: Date) -> Result<(), ListFault> {
    let can_be = (0..=crate::card::DAY_MAX).contains(&date.days());
    if can_be { Ok(()) } else { Err(ListFault::Number) }
}

/// A day as it is written, which [`check_day`] has let pass.
pub(crate) fn day_number(date: Date) -> u64 {
    u64::try_from(date.days()).unwrap_or_default()
}
