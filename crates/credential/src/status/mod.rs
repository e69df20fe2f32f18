//! The status list: which cards no longer count, small enough for every phone to hold.
//!
//! A checker downloads all of it, so that nobody learns whose card is checked. Indices below the
//! list's size are good unless they are named: suspended (reported lost, may come back) or revoked
//! (never comes back). In memory the two are ascending arrays, four bytes a named card, searched
//! by halves: 0.8 MB where 200,000 of 20 million are named.
//!
//! The payload is a map: 1 the number of the list, 2 the day it speaks of, 3 its size, 4 the
//! revoked and 5 the suspended as `[count, k, bits]` ([`rice`]). Between two lists [`delta`].

pub mod delta;
pub(crate) mod rice;

use crate::card::{STATUS_INDICES_MAX, StatusIndex};
use crate::cbor::{Reader, Writer};
use crate::cose::{Content, Envelope, seal};
use crate::keys::{SignFault, Signer};
use crate::lists::{ListFault, Numbered, check_day, day_number, newer, read_day};
use crate::trust::{Purpose, TrustList};
use nabz_calendar::Date;
use rice::PackedRef;

/// A list that names half of all indices is not longer.
pub const STATUS_LIST_BYTES_MAX: usize = 16 * 1024 * 1024;

const SIGNED_LIST: (Content, Purpose) = (Content::StatusList, Purpose::Status);
const KEY_SEQUENCE: i64 = 1;
const KEY_DAY: i64 = 2;
const KEY_SIZE: i64 = 3;
const KEY_REVOKED: i64 = 4;
const KEY_SUSPENDED: i64 = 5;

/// What the list says about one card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// Not named.
    Good,
    /// Reported lost; may come back.
    Suspended,
    /// Never comes back.
    Revoked,
    /// No card had this index when the list was made.
    NotYetIssued,
}

/// Which cards no longer count, as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    sequence: u64,
    as_of: Date,
    size: u32,
    revoked: Vec<u32>,
    suspended: Vec<u32>,
}

impl Numbered for StatusList {
    fn sequence(&self) -> u64 {
        self.sequence
    }

    fn day(&self) -> Date {
        self.as_of
    }
}

impl StatusList {
    /// A list to be signed: `size` indices have been given out, those of `revoked` and
    /// `suspended` (in any order) no longer count.
    ///
    /// # Errors
    /// `ListFault::IndexRange` for an index not below `size`, or a size above 2^26;
    /// `ListFault::TwoStates` for an index that stands twice; `ListFault::Number` for a day that
    /// cannot be written.
    pub fn new(
        (sequence, as_of): (u64, Date),
        size: u32,
        revoked: Vec<u32>,
        suspended: Vec<u32>,
    ) -> Result<Self, ListFault> {
        let mut list = Self { sequence, as_of, size, revoked, suspended };
        list.revoked.sort_unstable();
        list.suspended.sort_unstable();
        list.check()?;
        Ok(list)
    }

    fn check(&self) -> Result<(), ListFault> {
        check_day(self.as_of)?;
        let last = self.revoked.last().max(self.suspended.last());
        if self.size > STATUS_INDICES_MAX || last.is_some_and(|last| *last >= self.size) {
            return Err(ListFault::IndexRange);
        }
        let once = |indices: &[u32]| indices.is_sorted_by(|one, next| one < next);
        if !once(&self.revoked) || !once(&self.suspended) {
            return Err(ListFault::TwoStates);
        }
        let both = self.suspended.iter().any(|index| self.revoked.binary_search(index).is_ok());
        if both { Err(ListFault::TwoStates) } else { Ok(()) }
    }

    /// Counts up with every list.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The day it speaks of.
    pub const fn as_of(&self) -> Date {
        self.as_of
    }

    /// How many indices had been given out.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// How many are named: revoked, suspended.
    pub const fn counts(&self) -> (usize, usize) {
        (self.revoked.len(), self.suspended.len())
    }

    /// What the named indices take in memory, in bytes: four each.
    pub const fn memory_bytes(&self) -> usize {
        size_of::<u32>() * (self.revoked.capacity() + self.suspended.capacity())
    }

    /// What the list says about a card, after some fifty comparisons at most.
    pub fn state(&self, index: StatusIndex) -> CardState {
        let index = index.number();
        if self.revoked.binary_search(&index).is_ok() {
            CardState::Revoked
        } else if self.suspended.binary_search(&index).is_ok() {
            CardState::Suspended
        } else if index < self.size {
            CardState::Good
        } else {
            CardState::NotYetIssued
        }
    }

    /// Signs the list.
    ///
    /// # Errors
    /// `SignFault` when nobody signed.
    pub fn seal(&self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        seal(signer, Content::StatusList, &self.payload())
    }

    pub(crate) fn payload(&self) -> Vec<u8> {
        let written = Writer::default().map(5).signed(KEY_SEQUENCE).unsigned(self.sequence);
        let written = written.signed(KEY_DAY).unsigned(day_number(self.as_of));
        let written = written.signed(KEY_SIZE).unsigned(self.size).signed(KEY_REVOKED);
        let written = write_packed(written, &self.revoked).signed(KEY_SUSPENDED);
        write_packed(written, &self.suspended).into_bytes()
    }

    /// Opens a list that one of the trust list's status keys signed, to take the place of the one
    /// that is held. A list that is held is opened again when a new trust list comes.
    ///
    /// # Errors
    /// `ListFault::Signer` and `ListFault::WronglySigned` unless a status key in good hands signed
    /// it on its day; `ListFault::Rollback` and `ListFault::Contradiction` when it would turn the
    /// held one back; else what is wrong with its bytes.
    pub fn open(sealed: &[u8], trust: &TrustList, held: Option<&Self>) -> Result<Self, ListFault> {
        if sealed.len() > STATUS_LIST_BYTES_MAX {
            return Err(ListFault::TooLong);
        }
        let list = trust.opened(sealed, SIGNED_LIST, |payload| {
            let list = Self::read(payload)?;
            Ok((list.as_of, list))
        })?;
        newer(list, held)
    }

    /// What a list says that was kept by whoever signed it; its signature is not looked at.
    ///
    /// # Errors
    /// `ListFault` says what is wrong with its bytes.
    pub fn kept(sealed: &[u8]) -> Result<Self, ListFault> {
        Self::read(Envelope::parse(sealed, Content::StatusList)?.payload)
    }

    fn read(payload: &[u8]) -> Result<Self, ListFault> {
        let mut reader = Reader::new(payload);
        let mut map = reader.map()?;
        let (mut sequence, mut as_of, mut size) = (None, None, None);
        let (mut revoked, mut suspended) = (None, None);
        while let Some(key) = map.next(&mut reader)? {
            match key {
                KEY_SEQUENCE => sequence = Some(reader.unsigned()?),
                KEY_DAY => as_of = Some(read_day(&mut reader)?),
                KEY_SIZE => size = Some(read_size(&mut reader)?),
                KEY_REVOKED => revoked = Some(read_packed(&mut reader, size)?),
                KEY_SUSPENDED => suspended = Some(read_packed(&mut reader, size)?),
                _ => return Err(ListFault::UnknownKey),
            }
        }
        reader.end()?;
        let missing = ListFault::KeyMissing;
        let list = Self {
            sequence: sequence.ok_or(missing)?,
            as_of: as_of.ok_or(missing)?,
            size: size.ok_or(missing)?,
            revoked: revoked.ok_or(missing)?,
            suspended: suspended.ok_or(missing)?,
        };
        list.check()?;
        Ok(list)
    }
}

fn write_packed(written: Writer, indices: &[u32]) -> Writer {
    let packed = rice::pack(indices);
    written.array(3).unsigned(packed.count).unsigned(packed.low_bits).bytes(&packed.bits)
}

/// Packed indices below the size, which must have been read before.
fn read_packed(reader: &mut Reader<'_>, size: Option<u32>) -> Result<Vec<u32>, ListFault> {
    let size = size.ok_or(ListFault::KeyMissing)?;
    if reader.array()? != 3 {
        return Err(ListFault::Fields);
    }
    let mut number = || {
        let number = reader.unsigned()?;
        u32::try_from(number).map_err(|_| ListFault::Number)
    };
    let (count, low_bits) = (number()?, number()?);
    rice::unpack(&PackedRef { count, low_bits, bits: reader.bytes()? }, size)
}

fn read_size(reader: &mut Reader<'_>) -> Result<u32, ListFault> {
    let size = u32::try_from(reader.unsigned()?).ok();
    size.filter(|size| *size <= STATUS_INDICES_MAX).ok_or(ListFault::IndexRange)
}
