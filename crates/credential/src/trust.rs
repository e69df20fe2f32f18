//! The trust list: whose signature counts, for what, and from when to when.
//!
//! A checker is built with one key, the root's, which never touches a network; the root signs this
//! list, and the list names the keys of the day. A key that was stolen is revoked from a day on:
//! what it signed before that day still counts, so that a city does not lose its cards with it.
//!
//! The payload is a map: 1 the number of the list, 2 its day, 3 the keys as
//! `[kid, point, from, to, purpose, revoked from or null]`, ascending by kid.

use crate::cbor::{Reader, Writer};
use crate::cose::{Content, Envelope, seal};
use crate::keys::{Kid, PublicKey, SignFault, Signer};
use crate::lists::{ListFault, Numbered, check_day, day_number, newer, read_day};
use nabz_calendar::Date;
use std::fmt;

/// Keys of one list: forty years of a key every ninety days, six times over.
pub const ISSUER_KEYS_MAX: usize = 1_000;
/// No list of so many keys is longer.
pub const TRUST_LIST_BYTES_MAX: usize = 64 * 1_000;

const KEY_SEQUENCE: i64 = 1;
const KEY_DAY: i64 = 2;
const KEY_ISSUERS: i64 = 3;
const ISSUER_FIELDS: u64 = 6;

/// The name under which a root signs. It is no issuer's: a root is told by its key.
pub const ROOT_KID: Kid = Kid([0, 0]);

/// The key that a checker is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its name in the list's header.
    pub kid: Kid,
    /// The key.
    pub key: PublicKey,
}

impl Root {
    /// Reads a root as a checker's page and the command line name it: `0000:02…`, the name and the
    /// compressed point in hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (kid, digits) = text.trim().split_once(':')?;
        let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
        let byte = |pair: &[u8; 2]| {
            let digits = str::from_utf8(pair).ok().filter(|two| two.bytes().all(is_hex_digit));
            digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
        };
        let point: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        let key = PublicKey::from_bytes(&point.filter(|_| rest.is_empty())?)?;
        Some(Self { kid: Kid::parse(kid)?, key })
    }
}

impl fmt::Display for Root {
    /// As [`Root::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.kid)?;
        self.key.to_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn is_hex_digit(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// What a key may sign. One key never does two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// 1: cards.
    Cards,
    /// 2: the status list and its changes.
    Status,
    /// 3: the heads of the log of issues.
    Log,
    /// 4: the copies of what a card says that are made for the readers of others ([`crate::exports`]).
    Exports,
}

impl Purpose {
    const fn code(self) -> u8 {
        match self {
            Self::Cards => 1,
            Self::Status => 2,
            Self::Log => 3,
            Self::Exports => 4,
        }
    }
}

/// A key that the root answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerKey {
    /// Its short name.
    pub kid: Kid,
    /// The key.
    pub key: PublicKey,
    /// The first day on which it may sign.
    pub from: Date,
    /// The last day on which it may sign. What it signed is good for longer.
    pub to: Date,
    /// What it may sign.
    pub purpose: Purpose,
    /// From this day on nothing that it signed counts; `None` while it is in good hands.
    pub revoked_from: Option<Date>,
}

impl IssuerKey {
    /// Whether it might sign on a day, leaving aside whether it was revoked.
    pub fn may_sign_on(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether what it signed on a day no longer counts.
    pub fn is_revoked_on(&self, day: Date) -> bool {
        self.revoked_from.is_some_and(|from| day >= from)
    }

    fn check(&self) -> Result<(), ListFault> {
        [Some(self.from), Some(self.to), self.revoked_from]
            .into_iter()
            .flatten()
            .try_for_each(check_day)?;
        let late_enough = |day: Date| day >= self.from;
        let is_right = late_enough(self.to) && self.revoked_from.is_none_or(late_enough);
        if is_right { Ok(()) } else { Err(ListFault::IssuerDays) }
    }

    fn write(&self, written: Writer) -> Writer {
        let written = written.array(6).bytes(&self.kid.0).bytes(&self.key.to_bytes());
        let written = written.unsigned(day_number(self.from)).unsigned(day_number(self.to));
        let written = written.unsigned(self.purpose.code());
        match self.revoked_from {
            Some(day) => written.unsigned(day_number(day)),
            None => written.null(),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ListFault> {
        if reader.array()? != ISSUER_FIELDS {
            return Err(ListFault::Fields);
        }
        let kid = reader.bytes()?.try_into().map(Kid).map_err(|_| ListFault::IssuerKey)?;
        let key = PublicKey::from_bytes(reader.bytes()?).ok_or(ListFault::IssuerKey)?;
        let (from, to) = (read_day(reader)?, read_day(reader)?);
        let purpose = match reader.unsigned()? {
            1 => Purpose::Cards,
            2 => Purpose::Status,
            3 => Purpose::Log,
            4 => Purpose::Exports,
            _ => return Err(ListFault::Purpose),
        };
        let revoked_from = reader.or_null(read_day)?;
        let issuer = Self { kid, key, from, to, purpose, revoked_from };
        issuer.check()?;
        Ok(issuer)
    }
}

/// The keys that count, as the root last said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    sequence: u64,
    issued: Date,
    keys: Vec<IssuerKey>,
}

impl Numbered for TrustList {
    fn sequence(&self) -> u64 {
        self.sequence
    }

    fn day(&self) -> Date {
        self.issued
    }
}

impl TrustList {
    /// A list to be signed; the order of the keys does not matter.
    ///
    /// # Errors
    /// `ListFault::IssuerOrder` when a kid stands twice, `ListFault::IssuerDays` when a key ends
    /// before it begins, `ListFault::Number` for a day that cannot be written, `ListFault::TooLong`
    /// above [`ISSUER_KEYS_MAX`].
    pub fn new(sequence: u64, issued: Date, mut keys: Vec<IssuerKey>) -> Result<Self, ListFault> {
        check_day(issued)?;
        keys.sort_by_key(|key| key.kid);
        checked(&keys)?;
        Ok(Self { sequence, issued, keys })
    }

    /// Counts up with every list.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The day it was signed.
    pub const fn issued(&self) -> Date {
        self.issued
    }

    /// Its keys, ascending by kid.
    pub fn keys(&self) -> &[IssuerKey] {
        &self.keys
    }

    /// The key of this name that may sign this.
    pub fn key(&self, kid: Kid, purpose: Purpose) -> Option<&IssuerKey> {
        let found = self.keys.binary_search_by_key(&kid, |key| key.kid).ok();
        found.and_then(|at| self.keys.get(at)).filter(|key| key.purpose == purpose)
    }

    /// Signs the list with the root's key.
    ///
    /// # Errors
    /// `SignFault` when nobody signed.
    pub fn seal(&self, root: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        let written = Writer::default().map(3).signed(KEY_SEQUENCE).unsigned(self.sequence);
        let written = written.signed(KEY_DAY).unsigned(day_number(self.issued));
        let written = written.signed(KEY_ISSUERS).array(self.keys.len());
        let written = self.keys.iter().fold(written, |written, key| key.write(written));
        seal(root, Content::TrustList, &written.into_bytes())
    }

    /// Opens a list that the root signed, to take the place of the one that is held.
    ///
    /// # Errors
    /// `ListFault::Signer` and `ListFault::WronglySigned` unless it is the root's;
    /// `ListFault::Rollback` and `ListFault::Contradiction` when it would turn the held one back;
    /// else what is wrong with its bytes.
    pub fn open(sealed: &[u8], root: Root, held: Option<&Self>) -> Result<Self, ListFault> {
        if sealed.len() > TRUST_LIST_BYTES_MAX {
            return Err(ListFault::TooLong);
        }
        let envelope = Envelope::parse(sealed, Content::TrustList)?;
        if envelope.kid != root.kid {
            return Err(ListFault::Signer);
        }
        if !envelope.is_signed_by(root.key) {
            return Err(ListFault::WronglySigned);
        }
        newer(Self::read(envelope.payload)?, held)
    }

    /// What `read` makes of a payload that one of these keys signed, which might do so on the day
    /// that the payload names. The signature is looked at before anything is unpacked.
    pub(crate) fn opened<'b, T>(
        &self,
        sealed: &'b [u8],
        (content, purpose): (Content, Purpose),
        read: impl FnOnce(&'b [u8]) -> Result<(Date, T), ListFault>,
    ) -> Result<T, ListFault> {
        let envelope = Envelope::parse(sealed, content)?;
        let issuer = self.key(envelope.kid, purpose).ok_or(ListFault::Signer)?;
        if !envelope.is_signed_by(issuer.key) {
            return Err(ListFault::WronglySigned);
        }
        let (day, made) = read(envelope.payload)?;
        if !issuer.may_sign_on(day) || issuer.is_revoked_on(day) {
            return Err(ListFault::Signer);
        }
        Ok(made)
    }

    fn read(payload: &[u8]) -> Result<Self, ListFault> {
        let mut reader = Reader::new(payload);
        let mut map = reader.map()?;
        let (mut sequence, mut issued, mut keys) = (None, None, None);
        while let Some(key) = map.next(&mut reader)? {
            match key {
                KEY_SEQUENCE => sequence = Some(reader.unsigned()?),
                KEY_DAY => issued = Some(read_day(&mut reader)?),
                KEY_ISSUERS => {
                    let count = reader.array()?;
                    let read = (0..count).map(|_| IssuerKey::read(&mut reader));
                    keys = Some(read.collect::<Result<Vec<_>, _>>()?);
                }
                _ => return Err(ListFault::UnknownKey),
            }
        }
        reader.end()?;
        let keys = keys.ok_or(ListFault::KeyMissing)?;
        checked(&keys)?;
        let sequence = sequence.ok_or(ListFault::KeyMissing)?;
        Ok(Self { sequence, issued: issued.ok_or(ListFault::KeyMissing)?, keys })
    }
}

fn checked(keys: &[IssuerKey]) -> Result<(), ListFault> {
    if keys.len() > ISSUER_KEYS_MAX {
        return Err(ListFault::TooLong);
    }
    if !keys.is_sorted_by(|one, next| one.kid < next.kid) {
        return Err(ListFault::IssuerOrder);
    }
    keys.iter().try_for_each(IssuerKey::check)
}
