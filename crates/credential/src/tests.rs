//! Stories of cards: made, read, attacked, checked, listed and logged. Keys, people and cards are
//! made up from a seed; one run is like the next.

mod attacks;
mod cards;
mod changes;
mod exports;
mod merkle;
mod mutations;
mod status;
mod told;
mod trust;
mod verdicts;

use crate::card::{Bearer, Card, CardId, Face, Sex, StatusIndex};
use crate::keys::{DIGEST_BYTES, Kid, MemorySigner, Signer};
use crate::names::{DevanagariName, RomanName};
use crate::status::StatusList;
use crate::trust::{IssuerKey, Purpose, Root, TrustList};
use nabz_calendar::Date;

/// Numbers that look random and are the same in every run. Source: splitmix64, S. Vigna, 2015.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(sides).unwrap()).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.roll().to_le_bytes()[0]
    }

    fn letters(&mut self, letters: &str, most: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        let count = self.below(most + 1);
        (0..count).map(|_| letters[self.below(letters.len())]).collect()
    }
}

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::from_calendar(year, month, day).unwrap()
}

fn today() -> Date {
    day(2026, 11, 23)
}

fn signer(name: u8) -> MemorySigner {
    MemorySigner::from_secret(Kid([0x4e, name]), &mut [name; DIGEST_BYTES]).unwrap()
}

fn root_signer() -> MemorySigner {
    signer(1)
}

/// The key of the day that signs cards.
fn issuer() -> MemorySigner {
    signer(2)
}

/// The key of the day that signs lists.
fn registrar() -> MemorySigner {
    signer(3)
}

fn root() -> Root {
    Root { kid: root_signer().kid(), key: root_signer().public_key() }
}

fn issuer_key(signer: &MemorySigner, purpose: Purpose) -> IssuerKey {
    IssuerKey {
        kid: signer.kid(),
        key: signer.public_key(),
        from: day(2026, 9, 1),
        to: day(2026, 11, 29),
        purpose,
        revoked_from: None,
    }
}

fn keys() -> Vec<IssuerKey> {
    vec![issuer_key(&issuer(), Purpose::Cards), issuer_key(&registrar(), Purpose::Status)]
}

fn trust() -> TrustList {
    TrustList::new(7, day(2026, 11, 20), keys()).unwrap()
}

/// A list of today that names nobody.
fn nobody() -> StatusList {
    StatusList::new((40, today()), 20_000_000, vec![], vec![]).unwrap()
}

fn face(roman: &str, devanagari: &str) -> Face {
    Face {
        roman: RomanName::shortened(roman).unwrap(),
        devanagari: DevanagariName::shortened(devanagari).unwrap(),
        birth_year: Some(1984),
        sex: Sex::Female,
    }
}

fn card_of(bearer: Bearer) -> Card {
    Card {
        cid: CardId([0xd1, 0x4a, 0x03, 0x9c, 0x77, 0x20]),
        status: StatusIndex::new(12_345_678).unwrap(),
        issued: day(2026, 11, 20),
        expires: day(2036, 11, 19),
        bearer,
    }
}

fn sunita() -> Card {
    card_of(Bearer::Permanent(face("Sunita Devi", "सुनीता देवी")))
}

fn text_of(card: &Card) -> String {
    card.seal(&issuer()).unwrap().text()
}
