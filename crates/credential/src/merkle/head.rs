//! The head of the log: how many cards had been issued by a day, signed.
//!
//! The payload is a map: 1 the number of leaves, 2 the day, 3 the root.

use super::{Hash, LEAVES_MAX, ProofFault, check_consistency};
use crate::cbor::{Reader, Writer};
use crate::cose::{Content, seal};
use crate::keys::{SignFault, Signer};
use crate::lists::{ListFault, Numbered, check_day, day_number, newer, read_day};
use crate::trust::{Purpose, TrustList};
use nabz_calendar::Date;

const SIGNED_HEAD: (Content, Purpose) = (Content::LogHead, Purpose::Log);
const KEY_LEAVES: i64 = 1;
const KEY_DAY: i64 = 2;
const KEY_ROOT: i64 = 3;

/// What the log was on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    leaves: u64,
    day: Date,
    root: Hash,
}

impl Numbered for Head {
    fn sequence(&self) -> u64 {
        self.leaves
    }

    fn day(&self) -> Date {
        self.day
    }
}

impl Head {
    /// A head to be signed.
    ///
    /// # Errors
    /// `ListFault::Number` above [`LEAVES_MAX`], and for a day that cannot be written.
    pub fn new(leaves: u64, day: Date, root: Hash) -> Result<Self, ListFault> {
        check_day(day)?;
        if leaves > LEAVES_MAX { Err(ListFault::Number) } else { Ok(Self { leaves, day, root }) }
    }

    /// How many leaves the log had.
    pub const fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The day it had them.
    pub const fn day(&self) -> Date {
        self.day
    }

    /// The root over them.
    pub const fn root(&self) -> &Hash {
        &self.root
    }

    /// Signs the head.
    ///
    /// # Errors
    /// `SignFault` when nobody signed.
    pub fn seal(&self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        let written = Writer::default().map(3).signed(KEY_LEAVES).unsigned(self.leaves);
        let written = written.signed(KEY_DAY).unsigned(day_number(self.day));
        seal(signer, Content::LogHead, &written.signed(KEY_ROOT).bytes(&self.root).into_bytes())
    }

    /// Opens a head that a log key signed, to take the place of the one that is held. That the log
    /// only grew in between is for [`Head::follows`] to say.
    ///
    /// # Errors
    /// `ListFault::Rollback` for fewer leaves than held, `ListFault::Contradiction` for another
    /// root over as many; else as for every list.
    pub fn open(sealed: &[u8], trust: &TrustList, held: Option<&Self>) -> Result<Self, ListFault> {
        let opened = trust.opened(sealed, SIGNED_HEAD, |payload| {
            let read = Self::read(payload)?;
            Ok((read.day, read))
        })?;
        // The log of a quiet day has grown older, and no longer.
        match held {
            Some(held) if (held.leaves, held.root) == (opened.leaves, opened.root) => {
                if opened.day < held.day { Err(ListFault::Rollback) } else { Ok(opened) }
            }
            held => newer(opened, held),
        }
    }

    /// Believes or refuses that the log of an earlier head is the beginning of this one's.
    ///
    /// # Errors
    /// `ProofFault` says why not.
    pub fn follows(&self, earlier: &Self, path: &[Hash]) -> Result<(), ProofFault> {
        let (old, new) = ((earlier.leaves, &earlier.root), (self.leaves, &self.root));
        check_consistency(old, new, path)
    }

    fn read(payload: &[u8]) -> Result<Self, ListFault> {
        let mut reader = Reader::new(payload);
        let mut map = reader.map()?;
        let (mut leaves, mut day, mut root) = (None, None, None);
        while let Some(key) = map.next(&mut reader)? {
            match key {
                KEY_LEAVES => leaves = Some(reader.unsigned()?),
                KEY_DAY => day = Some(read_day(&mut reader)?),
                KEY_ROOT => root = Some(reader.bytes()?),
                _ => return Err(ListFault::UnknownKey),
            }
        }
        reader.end()?;
        let missing = ListFault::KeyMissing;
        let root = root.ok_or(missing)?.try_into().map_err(|_| ListFault::Fields)?;
        Self::new(leaves.ok_or(missing)?, day.ok_or(missing)?, root)
    }
}
