//! One day's changes: from status list n to list n+1, to the byte.
//!
//! A change carries the next list's own signature. Whoever holds list n makes list n+1 of it,
//! signature and all, and opens it as if it had been downloaded whole: a change can say nothing
//! that the full list does not say.
//!
//! The payload is a map: 1 the number of the list it starts from, 2 the day and 3 the size of the
//! next one, 4 the newly revoked, 5 the newly suspended, 6 those that came back, 7 the next list's
//! key and 8 its signature.

use super::{STATUS_LIST_BYTES_MAX, StatusList, read_packed, read_size, write_packed};
use crate::cbor::{Reader, Writer};
use crate::cose::{Content, Envelope, envelope, seal};
use crate::keys::{Kid, SignFault, Signer};
use crate::lists::{ListFault, day_number, read_day};
use crate::trust::{Purpose, TrustList};
use nabz_calendar::Date;
use thiserror::Error;

const SIGNED_CHANGE: (Content, Purpose) = (Content::StatusDelta, Purpose::Status);
const KEY_FROM: i64 = 1;
const KEY_DAY: i64 = 2;
const KEY_SIZE: i64 = 3;
const KEY_REVOKED: i64 = 4;
const KEY_SUSPENDED: i64 = 5;
const KEY_RESTORED: i64 = 6;
const KEY_KID: i64 = 7;
const KEY_SIGNATURE: i64 = 8;

/// Why no change was made between two lists.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeltaFault {
    /// The second list does not follow the first, or cannot come of it: `ListFault::OtherBase`
    /// unless its number is the next; `ListFault::Change` when a revoked card came back, or the
    /// list became shorter.
    #[error("{0}")]
    List(#[from] ListFault),
    /// Nobody signed.
    #[error("{0}")]
    Sign(#[from] SignFault),
}

/// A status list and the signed bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What it says.
    pub list: StatusList,
    /// As it would be downloaded.
    pub bytes: Vec<u8>,
}

struct Delta<'b> {
    from: u64,
    as_of: Date,
    size: u32,
    revoked: Vec<u32>,
    suspended: Vec<u32>,
    restored: Vec<u32>,
    kid: &'b [u8],
    signature: &'b [u8],
}

/// The signed change that makes `next` of `list`.
///
/// # Errors
/// `DeltaFault::List` when the two do not follow one another, `DeltaFault::Sign` when nobody
/// signed.
pub fn between(
    list: &StatusList,
    next: &Sealed,
    signer: &dyn Signer,
) -> Result<Vec<u8>, DeltaFault> {
    let of_next = Envelope::parse(&next.bytes, Content::StatusList).map_err(ListFault::from)?;
    let signature = of_next.signature.to_bytes();
    let next = &next.list;
    let named = |list: &StatusList, index: &u32| {
        list.revoked.binary_search(index).is_ok() || list.suspended.binary_search(index).is_ok()
    };
    let delta = Delta {
        from: list.sequence,
        as_of: next.as_of,
        size: next.size,
        revoked: without(&next.revoked, &list.revoked),
        suspended: without(&next.suspended, &list.suspended),
        restored: list.suspended.iter().copied().filter(|index| !named(next, index)).collect(),
        kid: &of_next.kid.0,
        signature: &signature,
    };
    if list.sequence.checked_add(1) != Some(next.sequence) {
        return Err(ListFault::OtherBase.into());
    }
    if delta.applied(list)? != *next {
        return Err(ListFault::Change.into());
    }
    Ok(seal(signer, Content::StatusDelta, &delta.payload())?)
}

/// The next list, and its bytes as they would have been downloaded whole.
///
/// # Errors
/// `ListFault::OtherBase` when the change starts from another list, `ListFault::Change` when the
/// list cannot take it; else as [`StatusList::open`], for the change and for the list it makes.
pub fn apply(list: &StatusList, sealed: &[u8], trust: &TrustList) -> Result<Sealed, ListFault> {
    if sealed.len() > STATUS_LIST_BYTES_MAX {
        return Err(ListFault::TooLong);
    }
    let delta = opened(sealed, trust)?;
    let next = delta.made_of(list)?;
    delta.under_its_signature(&next, (list, trust))
}

/// Changes one behind another, as a phone fetches them that was away for a while: a list of byte
/// strings.
pub fn bundle(changes: &[Vec<u8>]) -> Vec<u8> {
    let written = Writer::default().array(changes.len());
    changes.iter().fold(written, |written, change| written.bytes(change)).into_bytes()
}

/// The list that a bundle of changes leads to, and its bytes as they would have been downloaded
/// whole; `None` for an empty bundle.
///
/// Each change has to be signed and to follow the one before. Of the lists in between no signature
/// is looked at: the last one's is over all that they said.
///
/// # Errors
/// As for [`apply`].
pub fn apply_all(
    list: &StatusList,
    bundle: &[u8],
    trust: &TrustList,
) -> Result<Option<Sealed>, ListFault> {
    if bundle.len() > STATUS_LIST_BYTES_MAX {
        return Err(ListFault::TooLong);
    }
    let mut reader = Reader::new(bundle);
    let mut reached: Option<(StatusList, Delta<'_>)> = None;
    for _ in 0..reader.array()? {
        let delta = opened(reader.bytes()?, trust)?;
        let next = delta.made_of(reached.as_ref().map_or(list, |(reached, _)| reached))?;
        reached = Some((next, delta));
    }
    reader.end()?;
    let whole =
        |(next, delta): (StatusList, Delta<'_>)| delta.under_its_signature(&next, (list, trust));
    reached.map(whole).transpose()
}

fn opened<'b>(sealed: &'b [u8], trust: &TrustList) -> Result<Delta<'b>, ListFault> {
    trust.opened(sealed, SIGNED_CHANGE, |payload| {
        let delta = Delta::read(payload)?;
        Ok((delta.as_of, delta))
    })
}

/// Those of `indices` that are not in `others`; both ascend.
fn without(indices: &[u32], others: &[u32]) -> Vec<u32> {
    indices.iter().copied().filter(|index| others.binary_search(index).is_err()).collect()
}

impl<'b> Delta<'b> {
    /// What the list becomes, if the change starts from it.
    fn made_of(&self, list: &StatusList) -> Result<StatusList, ListFault> {
        if self.from == list.sequence { self.applied(list) } else { Err(ListFault::OtherBase) }
    }

    /// The list that this change makes, opened as if it had been downloaded in place of `held`.
    fn under_its_signature(
        &self,
        made: &StatusList,
        (held, trust): (&StatusList, &TrustList),
    ) -> Result<Sealed, ListFault> {
        let kid = self.kid.try_into().map(Kid).map_err(|_| ListFault::Fields)?;
        let bytes = envelope(Content::StatusList, kid, &made.payload(), self.signature);
        Ok(Sealed { list: StatusList::open(&bytes, trust, Some(held))?, bytes })
    }

    /// What the list becomes. Only a suspended card can come back.
    fn applied(&self, list: &StatusList) -> Result<StatusList, ListFault> {
        if self.size < list.size || self.as_of < list.as_of {
            return Err(ListFault::Change);
        }
        let is_in = |set: &[u32], index: &u32| set.binary_search(index).is_ok();
        let came_back = |index: &u32| is_in(&self.restored, index);
        if !self.restored.iter().all(|index| is_in(&list.suspended, index)) {
            return Err(ListFault::Change);
        }
        if self.revoked.iter().chain(&self.suspended).any(came_back) {
            return Err(ListFault::Change);
        }
        let revoked = [list.revoked.as_slice(), &self.revoked].concat();
        let mut suspended = list.suspended.clone();
        suspended.retain(|index| !came_back(index) && !is_in(&self.revoked, index));
        suspended.extend(&self.suspended);
        let sequence = self.from.checked_add(1).ok_or(ListFault::Number)?;
        // An index that is named again would stand twice.
        StatusList::new((sequence, self.as_of), self.size, revoked, suspended)
            .map_err(|_| ListFault::Change)
    }

    fn payload(&self) -> Vec<u8> {
        let written = Writer::default().map(8).signed(KEY_FROM).unsigned(self.from);
        let written = written.signed(KEY_DAY).unsigned(day_number(self.as_of));
        let written = written.signed(KEY_SIZE).unsigned(self.size);
        let written = write_packed(written.signed(KEY_REVOKED), &self.revoked);
        let written = write_packed(written.signed(KEY_SUSPENDED), &self.suspended);
        let written = write_packed(written.signed(KEY_RESTORED), &self.restored);
        let written = written.signed(KEY_KID).bytes(self.kid);
        written.signed(KEY_SIGNATURE).bytes(self.signature).into_bytes()
    }

    fn read(payload: &'b [u8]) -> Result<Self, ListFault> {
        let mut reader = Reader::new(payload);
        let mut map = reader.map()?;
        let (mut from, mut as_of, mut size) = (None, None, None);
        let (mut revoked, mut suspended, mut restored) = (None, None, None);
        let (mut kid, mut signature) = (None, None);
        while let Some(key) = map.next(&mut reader)? {
            match key {
                KEY_FROM => from = Some(reader.unsigned()?),
                KEY_DAY => as_of = Some(read_day(&mut reader)?),
                KEY_SIZE => size = Some(read_size(&mut reader)?),
                KEY_REVOKED => revoked = Some(read_packed(&mut reader, size)?),
                KEY_SUSPENDED => suspended = Some(read_packed(&mut reader, size)?),
                KEY_RESTORED => restored = Some(read_packed(&mut reader, size)?),
                KEY_KID => kid = Some(reader.bytes()?),
                KEY_SIGNATURE => signature = Some(reader.bytes()?),
                _ => return Err(ListFault::UnknownKey),
            }
        }
        reader.end()?;
        let missing = ListFault::KeyMissing;
        Ok(Self {
            from: from.ok_or(missing)?,
            as_of: as_of.ok_or(missing)?,
            size: size.ok_or(missing)?,
            revoked: revoked.ok_or(missing)?,
            suspended: suspended.ok_or(missing)?,
            restored: restored.ok_or(missing)?,
            kid: kid.ok_or(missing)?,
            signature: signature.ok_or(missing)?,
        })
    }
}
