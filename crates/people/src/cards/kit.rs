//! What a print shop is given for a batch: wallet cards, large cards, letters and stickers, each a
//! file in the order of the places, and the leaflet that is the same for everybody.
//!
//! A batch that is read twice gives the same bytes, unless somebody's address was corrected in
//! between: what was signed stays as it was, and an envelope goes where its bearer lives now. What
//! a large card says for an emergency is as recorded on the day of the print, and names that day:
//! what was known when the batch was closed may harm whoever relies on it by now, and of whoever
//! has taken their yes back no later print says anything. The city's words are those in force when
//! a file is written.

use super::emergency::{SnapshotOf, agreed_facts};
use super::model::{BatchState, Card, CardId, CardsRefusal, KitText, PrintBatch};
use super::{Signing, actions, paper, rules, store};
use crate::registry;
use crate::registry::model::{Banner, Person, RegistryRefusal};
use nabz_credential::trust::TrustList;
use nabz_kernel::ids::PersonId;
use nabz_print::Both;
use nabz_print::bulk;
use nabz_print::card::Card as Face;
use nabz_print::kit::large::{LargeCard, Snapshot};
use nabz_print::kit::leaflet::leaflet;
use nabz_print::kit::letter::Letter;
use nabz_print::kit::stickers::{Sticker, StickerSheet};
use nabz_store::{Stop, Tx};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Write;

pub use nabz_print::PrintFault;
pub use nabz_print::bulk::{PIECES_PER_FILE_MAX, Printed};

/// Pieces that are read in one go; others wait meanwhile.
pub const PART_PIECES: u32 = 500;

words!(
    /// What is printed of every piece of a batch, in a file of its own.
    KitFile {
        /// The card of plastic, two pages each.
        Cards = "cards",
        /// The card to keep at home.
        LargeCards = "large-cards",
        /// The letter for an envelope with a window.
        Letters = "letters",
        /// A sheet of ten stickers with the card's code.
        Stickers = "stickers",
    }
);

impl KitFile {
    /// Whether it says what helps in an emergency.
    pub const fn says_facts(self) -> bool {
        match self {
            Self::LargeCards => true,
            Self::Cards | Self::Letters | Self::Stickers => false,
        }
    }
}

/// What is printed of one card, and sent with it.
#[derive(Clone)]
pub struct Kit {
    face: Face,
    guardian: Both,
    address: Both,
    envelope: Vec<String>,
    /// The day on which the batch was closed: of a batch, and not of a print.
    date: Both,
    sticker: Sticker,
    /// What helps in an emergency, of who wants it on paper; asked for with large cards alone.
    emergency: Option<Snapshot>,
}

/// Some pieces of a batch.
#[derive(Clone)]
pub struct Part {
    /// Their kits, in the order of their places.
    pub kits: Vec<Kit>,
    /// Whose they are, in the same order.
    pub persons: Vec<PersonId>,
    /// The place behind which more of them stand.
    pub next: Option<u32>,
}

/// The kits of the next pieces of a batch behind a place; with `snapshot`, what helps in an
/// emergency stands in them, of those who share their record.
///
/// Refuses with `CRD-070` to `CRD-072` a card that none of the city's keys in good hands signed.
pub fn part(
    tx: &mut Tx<'_>,
    (batch, after): (&PrintBatch, u32),
    trust: &TrustList,
    snapshot: Option<SnapshotOf>,
) -> Result<Part, Stop> {
    let cards = store::pieces_behind(tx, batch.id, (after, PART_PIECES))?;
    let next = cards.last().and_then(|card| card.piece).map(|piece| piece.place);
    let date = match batch.state {
        BatchState::Sealed { at, .. } => paper::day(at.date_in_india()),
        BatchState::Open => Both::default(),
    };
    let persons: Vec<PersonId> = cards.iter().map(|card| card.person).collect();
    Ok(Part { kits: kits(tx, &cards, (&date, trust), snapshot)?, persons, next })
}

/// The kits of cards on paper that count, each of its bearer, for whoever prints them at once; with
/// `snapshot` as [`part`] gives them.
///
/// Refuses with `CRD-001` plastic, a sticker, what does not count, and somebody else's.
pub(crate) fn wallet(
    view: &mut Tx<'_>,
    signing: &Signing,
    cards: &[(PersonId, CardId)],
    snapshot: Option<SnapshotOf>,
) -> Result<Vec<Kit>, Stop> {
    let trust = signing.trust(view)?;
    let mut found = Vec::with_capacity(cards.len());
    for (person, card) in cards {
        let card = on_paper(view, *person, *card)?;
        let date = paper::day(card.issued);
        found.extend(kits(view, std::slice::from_ref(&card), (&date, &trust), snapshot)?);
    }
    Ok(found)
}

fn on_paper(view: &mut Tx<'_>, person: PersonId, card: CardId) -> Result<Card, Stop> {
    let card = actions::card_of(view, person, card)?;
    if rules::is_printed(&card, view.today()) {
        Ok(card)
    } else {
        Err(CardsRefusal::NoSuchCard.into())
    }
}

/// One file of such cards, two pages each.
pub(crate) fn wallet_pdf(kits: Vec<Kit>, text: &KitText) -> Result<Vec<u8>, PrintFault> {
    let mut kits = kits.into_iter().map(Ok::<Kit, PrintFault>);
    write((KitFile::Cards, text), &mut kits, Vec::new()).map(|printed| printed.out)
}

fn kits(
    tx: &mut Tx<'_>,
    cards: &[Card],
    (date, trust): (&Both, &TrustList),
    snapshot: Option<SnapshotOf>,
) -> Result<Vec<Kit>, Stop> {
    let today = tx.today();
    let ids: Vec<PersonId> = cards.iter().map(|card| card.person).collect();
    let persons = registry::persons(tx, &ids)?;
    let persons: HashMap<PersonId, Person> =
        persons.into_iter().map(|person| (person.id, person)).collect();
    let mut kits = Vec::with_capacity(cards.len());
    for card in cards {
        let person = persons.get(&card.person).ok_or(RegistryRefusal::NoSuchPerson)?;
        let said = rules::genuine(&card.sealed.text(), trust, today)?;
        let face = paper::face(card, &said, &Banner::of(person, today));
        kits.push(Kit {
            guardian: paper::guardian(&person.details),
            address: paper::address(&person.details),
            envelope: paper::envelope(&person.details, &face.name),
            date: date.clone(),
            sticker: paper::sticker(card),
            emergency: agreed_facts(tx, person.id, snapshot)?,
            face,
        });
    }
    Ok(kits)
}

impl Kit {
    /// The day as of which the large card says what helps in an emergency, in English; nothing
    /// where it says nothing of it.
    pub fn facts_of(&self) -> Option<&str> {
        self.emergency.as_ref().map(|facts| facts.as_of.en.as_str())
    }

    pub(super) fn wallet_card(self) -> Face {
        self.face
    }

    pub(super) fn large_card(self) -> LargeCard {
        let Self { face, guardian, address, emergency, .. } = self;
        LargeCard { card: face, guardian, address, emergency }
    }

    pub(super) fn sheet(self) -> StickerSheet {
        StickerSheet::of_one(&self.sticker)
    }

    fn letter(self) -> Letter {
        let reference = self.sticker.serial;
        Letter { address: self.envelope, name: self.face.name, date: self.date, reference }
    }
}

/// Writes a file of the next kits in the city's words, at most as many as a print shop takes in
/// one, and leaves the others where they are.
///
/// # Errors
/// The iterator's own, and whatever cannot be drawn or written.
pub fn write<W: Write, E: From<PrintFault>>(
    (file, text): (KitFile, &KitText),
    kits: &mut impl Iterator<Item = Result<Kit, E>>,
    out: W,
) -> Result<Printed<W>, E> {
    let issuer = paper::issuer(text);
    match file {
        KitFile::Cards => bulk::cards(&mut kits.map(|kit| kit.map(Kit::wallet_card)), &issuer, out),
        KitFile::LargeCards => {
            bulk::large_cards(&mut kits.map(|kit| kit.map(Kit::large_card)), &issuer, out)
        }
        KitFile::Letters => {
            let text = paper::letter_text(text);
            bulk::letters(&mut kits.map(|kit| kit.map(Kit::letter)), &text, out)
        }
        KitFile::Stickers => {
            bulk::sticker_sheets(&mut kits.map(|kit| kit.map(Kit::sheet)), &issuer, out)
        }
    }
}

/// The leaflet of a kit, the same in each.
pub fn brochure(text: &KitText) -> Result<Vec<u8>, PrintFault> {
    leaflet(&paper::leaflet(text), &paper::issuer(text))
}
