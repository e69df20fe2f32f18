//! A card: what it says, how it is sealed, and how it is read again.
//!
//! | key | holds |
//! | --- | --- |
//! | 4, 6 | the last day and the first day, as days since 1970 |
//! | -70001 | `[cid, status index, type, Roman name, Devanagari name, birth year, sex]` |
//!
//! The list of a sticker that nobody has been given yet ends after the type. A card holds no
//! health ID, phone, address or illness; its `cid` is new on every issue, so that two cards of one
//! person cannot be told to be of one person.
//!
//! Reading gives an [`Unverified`], of which nothing can be seen but whose key to look for:
//! what a card says is shown only after somebody has answered for it.

use crate::cbor::{CborFault, Reader, Writer};
use crate::cose::{Content, CoseFault, Envelope, seal};
use crate::keys::{Kid, PublicKey, SignFault, Signer};
use crate::names::{DevanagariName, NameFault, RomanName};
use crate::text::{TextFault, bytes_of, text_of};
use nabz_calendar::Date;
use std::fmt;
use thiserror::Error;

/// Bytes of a card's own id, drawn at random on every issue.
pub const CARD_ID_BYTES: usize = 6;
/// Indices of the status list are below this: three cards for each of 20 million people.
pub const STATUS_INDICES_MAX: u32 = 1 << 26;
/// The last day that a card or a list can name, in days since 1970: in the year 2149.
pub const DAY_MAX: i64 = 65_535;
/// Nobody alive was born before. `kernel::birth` takes no age above 125.
pub const BIRTH_YEAR_MIN: u16 = 1850;

/// Expiry and issue. Source: RFC 8392, table 1, with days where it has seconds.
const KEY_EXPIRES: i64 = 4;
const KEY_ISSUED: i64 = 6;
/// In the range for private use. Source: RFC 8392, section 9.1.
const KEY_CARD: i64 = -70_001;
/// Entries of the list of a bound card, and of a sticker.
const BOUND_FIELDS: u64 = 7;
const STICKER_FIELDS: u64 = 3;

/// A card's own random number. It is not the health ID and says nothing about a person; `Debug`
/// hides it all the same, for it leads to one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId(pub [u8; CARD_ID_BYTES]);

impl fmt::Debug for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// Where a card stands in the status list. Drawn from a random permutation, so that neighbours in
/// the list are not neighbours in the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusIndex(u32);

impl StatusIndex {
    /// An index below [`STATUS_INDICES_MAX`].
    pub const fn new(index: u32) -> Option<Self> {
        if index < STATUS_INDICES_MAX { Some(Self(index)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// Sex as a card says it. Source of 0 to 2: ISO/IEC 5218; 3 is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// 0: not said.
    NotKnown,
    /// 1: पुरुष
    Male,
    /// 2: महिला
    Female,
    /// 3: अन्य
    Other,
}

impl Sex {
    const ALL: [Self; 4] = [Self::NotKnown, Self::Male, Self::Female, Self::Other];

    const fn code(self) -> u8 {
        match self {
            Self::NotKnown => 0,
            Self::Male => 1,
            Self::Female => 2,
            Self::Other => 3,
        }
    }
}

/// What a card says about its bearer: as much as its printed face, and no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// In Roman letters; at least one of the two is there.
    pub roman: Option<RomanName>,
    /// In Devanagari.
    pub devanagari: Option<DevanagariName>,
    /// The year, or `None` where not even that is known; 0 on the card.
    pub birth_year: Option<u16>,
    /// As the person says it.
    pub sex: Sex,
}

/// Whose card it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// Type 1: a plastic card.
    Permanent(Face),
    /// Type 2: on paper, until the plastic one comes.
    Temporary(Face),
    /// Type 3: signed and printed before anybody has it; whom it was stuck to stands in the
    /// registry only.
    Sticker,
    /// Type 4: of a newborn, whose name may still be the mother's.
    Newborn(Face),
}

impl Bearer {
    const fn code(&self) -> u8 {
        match self {
            Self::Permanent(_) => 1,
            Self::Temporary(_) => 2,
            Self::Sticker => 3,
            Self::Newborn(_) => 4,
        }
    }

    /// What the card says about a person; a sticker says nothing.
    pub const fn face(&self) -> Option<&Face> {
        match self {
            Self::Permanent(face) | Self::Temporary(face) | Self::Newborn(face) => Some(face),
            Self::Sticker => None,
        }
    }
}

/// All that a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its own number, new on every issue.
    pub cid: CardId,
    /// Where it stands in the status list.
    pub status: StatusIndex,
    /// The first day it is good for.
    pub issued: Date,
    /// The last day it is good for.
    pub expires: Date,
    /// Whose it is.
    pub bearer: Bearer,
}

/// Why what a card says cannot be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CardFault {
    /// Not CBOR in its one form.
    #[error("CBOR: {0}")]
    Cbor(#[from] CborFault),
    /// A key of the map that a card does not have.
    #[error("an unknown key")]
    UnknownKey,
    /// A key of the map is missing.
    #[error("a key is missing")]
    KeyMissing,
    /// More or fewer entries than a card of this type has; a sticker with a name, for one.
    #[error("more or fewer entries than this type has")]
    Fields,
    /// A type that is not 1 to 4.
    #[error("a type that is not 1 to 4")]
    Type,
    /// A card's number that is not six bytes.
    #[error("a number that is not six bytes")]
    CardIdLength,
    /// An index that is not below [`STATUS_INDICES_MAX`].
    #[error("a status index out of range")]
    StatusIndex,
    /// A day before 1970 or after [`DAY_MAX`].
    #[error("a day out of range")]
    Day,
    /// The last day is before the first.
    #[error("expires before it is issued")]
    ExpiresBeforeIssued,
    /// The Roman name is none that we write.
    #[error("Roman name: {0}")]
    Roman(NameFault),
    /// The Devanagari name is none that we write.
    #[error("Devanagari name: {0}")]
    Devanagari(NameFault),
    /// A bound card without any name.
    #[error("no name")]
    Nameless,
    /// A birth year before [`BIRTH_YEAR_MIN`] or after the year of issue.
    #[error("a birth year out of range")]
    BirthYear,
    /// A code of sex that is not 0 to 3.
    #[error("a code of sex that is not 0 to 3")]
    Sex,
}

/// Why a text is not a card, whoever signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// The text is not that of a card.
    #[error("text: {0}")]
    Text(#[from] TextFault),
    /// The envelope is not ours.
    #[error("envelope: {0}")]
    Cose(#[from] CoseFault),
    /// What it says cannot be so.
    #[error("card: {0}")]
    Card(#[from] CardFault),
}

/// Why a card was not sealed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SealFault {
    /// What it says cannot be so.
    #[error("{0}")]
    Card(#[from] CardFault),
    /// Nobody signed it.
    #[error("{0}")]
    Sign(#[from] SignFault),
}

/// A signed card, ready to print.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedCard(Vec<u8>);

impl SealedCard {
    /// A card as it was kept.
    ///
    /// # Errors
    /// `Malformed` for bytes that [`Card::seal`] could not have given.
    pub fn kept(bytes: Vec<u8>) -> Result<Self, Malformed> {
        Unverified::of_bytes(&bytes)?;
        Ok(Self(bytes))
    }

    /// The signed bytes; the log of issues holds their hash ([`crate::merkle::leaf`]).
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the QR code says.
    pub fn text(&self) -> String {
        text_of(&self.0)
    }
}

impl fmt::Debug for SealedCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedCard({} bytes, ‹hidden›)", self.0.len())
    }
}

impl Card {
    /// Signs the card.
    ///
    /// # Errors
    /// `SealFault::Card` when a reader would refuse what it says, `SealFault::Sign` when nobody
    /// signed.
    pub fn seal(&self, signer: &dyn Signer) -> Result<SealedCard, SealFault> {
        let body = self.body()?;
        // A card that we would not read is not given out.
        Self::read_body(&body)?;
        Ok(SealedCard(seal(signer, Content::Card, &body)?))
    }

    fn body(&self) -> Result<Vec<u8>, CardFault> {
        let day = |date: Date| u64::try_from(date.days()).map_err(|_| CardFault::Day);
        let fields = if self.bearer.face().is_some() { BOUND_FIELDS } else { STICKER_FIELDS };
        let fields = usize::try_from(fields).unwrap_or_default();
        let mut body = Writer::default().map(3);
        body = body.signed(KEY_EXPIRES).unsigned(day(self.expires)?);
        body = body.signed(KEY_ISSUED).unsigned(day(self.issued)?);
        body = body.signed(KEY_CARD).array(fields).bytes(&self.cid.0).unsigned(self.status.0);
        body = body.unsigned(self.bearer.code());
        if let Some(face) = self.bearer.face() {
            body = body.text(face.roman.as_ref().map_or("", RomanName::as_str));
            let page = face.devanagari.as_ref().map(DevanagariName::to_page);
            body = body.bytes(&page.unwrap_or_default());
            body = body.unsigned(face.birth_year.unwrap_or(0)).unsigned(face.sex.code());
        }
        Ok(body.into_bytes())
    }

    fn read_body(body: &[u8]) -> Result<Self, CardFault> {
        let mut reader = Reader::new(body);
        let mut keys = reader.map()?;
        let (mut issued, mut expires, mut said) = (None, None, None);
        while let Some(key) = keys.next(&mut reader)? {
            match key {
                KEY_EXPIRES => expires = Some(day(&mut reader)?),
                KEY_ISSUED => issued = Some(day(&mut reader)?),
                KEY_CARD => said = Some(read_said(&mut reader)?),
                _ => return Err(CardFault::UnknownKey),
            }
        }
        reader.end()?;
        let missing = CardFault::KeyMissing;
        let (issued, expires) = (issued.ok_or(missing)?, expires.ok_or(missing)?);
        let (cid, status, bearer) = said.ok_or(missing)?;
        if expires < issued {
            return Err(CardFault::ExpiresBeforeIssued);
        }
        let born = bearer.face().and_then(|face| face.birth_year);
        if born.is_some_and(|year| year < BIRTH_YEAR_MIN || i32::from(year) > year_of(issued)) {
            return Err(CardFault::BirthYear);
        }
        Ok(Self { cid, status, issued, expires, bearer })
    }
}

fn year_of(date: Date) -> i32 {
    date.calendar().0.into()
}

fn day(reader: &mut Reader<'_>) -> Result<Date, CardFault> {
    let days = reader.unsigned()?;
    let days = i64::try_from(days).ok().filter(|days| *days <= DAY_MAX);
    days.map(Date::from_days).ok_or(CardFault::Day)
}

fn read_said(reader: &mut Reader<'_>) -> Result<(CardId, StatusIndex, Bearer), CardFault> {
    let fields = reader.array()?;
    let cid = reader.bytes()?.try_into().map(CardId).map_err(|_| CardFault::CardIdLength)?;
    let index = u32::try_from(reader.unsigned()?).ok().and_then(StatusIndex::new);
    let index = index.ok_or(CardFault::StatusIndex)?;
    let code = reader.unsigned()?;
    let fields_of_type = if code == 3 { STICKER_FIELDS } else { BOUND_FIELDS };
    if (1..=4).contains(&code) && fields != fields_of_type {
        return Err(CardFault::Fields);
    }
    let bearer = match code {
        1 => Bearer::Permanent(read_face(reader)?),
        2 => Bearer::Temporary(read_face(reader)?),
        3 => Bearer::Sticker,
        4 => Bearer::Newborn(read_face(reader)?),
        _ => return Err(CardFault::Type),
    };
    Ok((cid, index, bearer))
}

fn read_face(reader: &mut Reader<'_>) -> Result<Face, CardFault> {
    let roman = RomanName::read(reader.text()?).map_err(CardFault::Roman)?;
    let devanagari = DevanagariName::read(reader.bytes()?).map_err(CardFault::Devanagari)?;
    if roman.is_none() && devanagari.is_none() {
        return Err(CardFault::Nameless);
    }
    let year = u16::try_from(reader.unsigned()?).map_err(|_| CardFault::BirthYear)?;
    let code = reader.unsigned()?;
    let sex = Sex::ALL.into_iter().find(|sex| u64::from(sex.code()) == code);
    let sex = sex.ok_or(CardFault::Sex)?;
    Ok(Face { roman, devanagari, birth_year: (year > 0).then_some(year), sex })
}

/// A card that was read and is well formed; whether anybody answers for it is not yet known, so
/// nothing of what it says can be seen.
pub struct Unverified {
    kid: Kid,
    digest: [u8; crate::keys::DIGEST_BYTES],
    signature: p256::ecdsa::Signature,
    card: Card,
}

impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unverified({}, ‹hidden›)", self.kid)
    }
}

/// Not signed by the holder of this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not signed by the holder of this key")]
pub struct WronglySigned;

impl Unverified {
    /// Reads what a QR code says.
    ///
    /// # Errors
    /// `Malformed` for every text that [`Card::seal`] could not have given, with the first reason
    /// in the order text, envelope, contents.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        Self::of_bytes(&bytes_of(text)?)
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let Envelope { kid, payload, signature, digest } = Envelope::parse(bytes, Content::Card)?;
        Ok(Self { kid, digest, signature, card: Card::read_body(payload)? })
    }

    /// Whose key it names.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// What the card says, once its signature has been found right.
    ///
    /// # Errors
    /// `WronglySigned` when the key is another's, or a bit of the card has been changed.
    pub fn verify(self, key: PublicKey) -> Result<Card, WronglySigned> {
        if key.verifies(&self.digest, &self.signature) { Ok(self.card) } else { Err(WronglySigned) }
    }
}
