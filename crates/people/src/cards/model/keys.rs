//! The nouns of the keys that sign for the city.

use nabz_credential::keys::{Kid, PublicKey};
use nabz_credential::trust::{ROOT_KID, Root, TrustList};
use nabz_kernel::clock::{Date, Instant};
use serde::{Deserialize, Serialize};
use std::fmt;

words!(
    /// What a key signs. One key never does two things.
    KeyPurpose {
        /// Cards.
        Cards = "cards",
        /// The lists of cards that do not count.
        Lists = "lists",
        /// The heads of the log of issues.
        Heads = "heads",
        /// Copies of what a card says, for the readers of others.
        Exports = "exports",
    }
);

/// A key that signs for the city, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardKey {
    /// Its short name, as what it signs carries it.
    pub kid: Kid,
    /// What it signs.
    pub purpose: KeyPurpose,
    /// What verifies it.
    pub public: PublicKey,
    /// The first day on which it signs.
    pub first: Date,
    /// The last. What it signed is good for longer.
    pub last: Date,
    /// Whether it can sign at all.
    pub state: KeyState,
}

/// Whether there is a secret to sign with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// There is, sealed.
    Kept(SealedKey),
    /// There is, in a token that signs with it and gives it to nobody.
    InToken(TokenKey),
    /// It was destroyed. What it signed counts on, unless the root says otherwise.
    Retired {
        /// When.
        at: Instant,
    },
}

/// A secret key as the table holds it. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey(pub Vec<u8>);

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹sealed›")
    }
}

/// Where a key lies that is in a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    /// The token's label.
    pub token: String,
    /// What the token calls the key. Source: PKCS #11 2.40, `CKA_ID`.
    pub id: Vec<u8>,
}

/// A key with how much it has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedKey {
    /// The key.
    pub key: CardKey,
    /// Cards that it has signed.
    pub cards: u64,
}

/// Where a key stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStanding {
    /// Its first day has not come: checkers learn of it meanwhile.
    Waits,
    /// It signs.
    Signs,
    /// Its last day is over, or another has taken its place.
    Over,
    /// Its secret was destroyed.
    Retired,
}

/// Whether the keys of one purpose ask for a ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// No: one signs that has not done enough, with its follower waiting once it nearly has.
    No,
    /// A follower has to go into the trust list now, to sign from this day on.
    Follower(Date),
    /// None may sign today, or the one that does has done enough.
    Now,
}

/// What the root last said, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The root's key.
    pub root: PublicKey,
    /// Whose signatures count.
    pub list: TrustList,
    /// The list as checkers download it.
    pub sealed: Vec<u8>,
}

impl Trusted {
    /// What a checker is built with.
    pub const fn root(&self) -> Root {
        Root { kid: ROOT_KID, key: self.root }
    }
}
