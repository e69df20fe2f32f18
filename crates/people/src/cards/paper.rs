//! What is printed of a card: the faces of the plastic, and the sticker with its code.

use super::model::{Card, CardId, CardKind, CardState, CardsRefusal};
use super::{Signing, actions, rules, words};
use crate::registry;
use crate::registry::model::Banner;
use crate::registry::words as said;
use nabz_credential::card::{Card as Said, Face, Sex};
use nabz_credential::names::{DevanagariName, RomanName};
use nabz_credential::trust::TrustList;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::{NameText, PersonName};
use nabz_print::card::{BirthYear, Card as Printed, Issuer};
use nabz_print::kit::stickers::Sticker;
use nabz_print::{Both, PrintFault, bulk};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::{Language, numbers};

/// A dummy until a deployment names its own.
const HELPLINE: &str = "00000 01075";
const TITLE: (&str, &str) = ("दिल्ली स्वास्थ्य कार्ड", "Delhi Health Card");

/// What every card of the city says.
pub(super) fn issuer() -> Issuer {
    Issuer { title: Both::new(TITLE.0, TITLE.1), helpline: HELPLINE.to_owned() }
}

/// What is printed of cards on paper that count, each of its bearer.
///
/// Refuses with `CRD-001` plastic, what does not count, and somebody else's.
pub(crate) fn wallet(
    view: &mut Tx<'_>,
    signing: &Signing,
    cards: &[(PersonId, CardId)],
) -> Result<Vec<Printed>, Stop> {
    let trust = signing.trust(view)?;
    let mut found = Vec::with_capacity(cards.len());
    for (person, card) in cards {
        found.push(on_paper(view, *person, *card)?);
    }
    as_signed(view, found, &trust)
}

/// One file of such cards, two pages each.
pub(crate) fn wallet_pdf(cards: Vec<Printed>) -> Result<Vec<u8>, PrintFault> {
    let mut cards = cards.into_iter().map(Ok::<Printed, PrintFault>);
    bulk::cards(&mut cards, &issuer(), Vec::new()).map(|printed| printed.out)
}

pub(super) fn on_paper(view: &mut Tx<'_>, person: PersonId, card: CardId) -> Result<Card, Stop> {
    let card = actions::card_of(view, person, card)?;
    let printed_here = card.kind != CardKind::Permanent && card.state == CardState::Active;
    if printed_here { Ok(card) } else { Err(CardsRefusal::NoSuchCard.into()) }
}

/// The faces of cards, as one of the keys that count has signed them.
pub(super) fn as_signed(
    view: &mut Tx<'_>,
    cards: Vec<Card>,
    trust: &TrustList,
) -> Result<Vec<Printed>, Stop> {
    let today = view.today();
    let mut read = Vec::with_capacity(cards.len());
    for card in cards {
        let said = rules::genuine(&card.sealed.text(), trust, today)?;
        read.push((card, said));
    }
    faces(view, &read)
}

/// The faces of cards, each with what its code says, in their order. The paper says what was signed
/// and not what has been corrected since: whoever compares the two sees one person.
fn faces(tx: &mut Tx<'_>, cards: &[(Card, Said)]) -> Result<Vec<Printed>, Stop> {
    let banners = registry::banners(tx, cards.iter().map(|(card, _)| card.person))?;
    Ok(cards.iter().zip(&banners).map(|((card, said), of)| face(card, said, of)).collect())
}

fn face(card: &Card, said: &Said, of: &Banner) -> Printed {
    let signed = said.bearer.face();
    Printed {
        name: signed.map(|signed| name(signed, &of.name)).unwrap_or_default(),
        health_id: of.health_id.to_string(),
        born: signed.map_or(BirthYear::Unknown, |signed| born(signed, of.age_estimated)),
        sex: signed.and_then(|signed| sex(signed.sex)).unwrap_or_default(),
        serial: words::serial(card.status),
        valid_until: match card.kind {
            CardKind::Permanent => None,
            CardKind::Temporary | CardKind::Newborn => Some(day(card.expires)),
        },
        // Nobody has been photographed yet.
        photo: None,
        qr: card.sealed.text(),
    }
}

/// The sticker of a card.
pub(super) fn sticker(card: &Card) -> Sticker {
    Sticker { serial: words::serial(card.status), qr: card.sealed.text() }
}

/// A name in full where the code has it shortened, and as it was signed where it is another by now.
fn name(signed: &Face, on_record: &PersonName) -> Both {
    let full = |text: Option<&NameText>, is_signed: &dyn Fn(&str) -> bool| {
        let text = text.map(NameText::as_str).filter(|text| is_signed(text));
        text.map(str::to_owned)
    };
    let hindi = full(on_record.devanagari(), &|text| {
        DevanagariName::shortened(text).is_ok_and(|name| name == signed.devanagari)
    });
    let english = full(on_record.roman(), &|text| {
        RomanName::shortened(text).is_ok_and(|name| name == signed.roman)
    });
    let own = |name: Option<&str>| name.unwrap_or_default().to_owned();
    Both::new(
        hindi.unwrap_or_else(|| own(signed.devanagari.as_ref().map(DevanagariName::as_str))),
        english.unwrap_or_else(|| own(signed.roman.as_ref().map(RomanName::as_str))),
    )
}

fn born(signed: &Face, is_estimated: bool) -> BirthYear {
    match signed.birth_year {
        Some(year) if is_estimated => BirthYear::About(year),
        Some(year) => BirthYear::Known(year),
        None => BirthYear::Unknown,
    }
}

fn sex(signed: Sex) -> Option<Both> {
    let known = match signed {
        Sex::Female => registry::model::Sex::Female,
        Sex::Male => registry::model::Sex::Male,
        Sex::Other => registry::model::Sex::Other,
        Sex::NotKnown => return None,
    };
    Some(both(&said::sex(known)))
}

fn day(day: Date) -> Both {
    Both::new(numbers::date(day, Language::Hindi), numbers::date(day, Language::English))
}

fn both(message: &Message) -> Both {
    Both::new(say(message, Language::Hindi), say(message, Language::English))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(hindi: &str, roman: &str) -> Face {
        Face {
            roman: RomanName::shortened(roman).unwrap(),
            devanagari: DevanagariName::shortened(hindi).unwrap(),
            birth_year: Some(1984),
            sex: Sex::Female,
        }
    }

    #[test]
    fn a_name_is_printed_in_full_and_a_corrected_one_as_it_was_signed() {
        let long = "Lakshminarayanan Venkataraman";
        let on_record = PersonName::parse("सुनीता देवी", long).unwrap();
        assert_eq!(name(&signed("सुनीता देवी", long), &on_record), Both::new("सुनीता देवी", long));
        let corrected = PersonName::parse("सुमित्रा देवी", "Sumitra").unwrap();
        let as_signed = name(&signed("सुनीता देवी", "Sunita"), &corrected);
        assert_eq!(as_signed, Both::new("सुनीता देवी", "Sunita"));
    }

    #[test]
    fn a_guessed_year_is_marked_and_an_unsaid_sex_is_left_out() {
        let face = signed("", "Sunita");
        assert_eq!(born(&face, true), BirthYear::About(1984));
        assert_eq!(born(&face, false), BirthYear::Known(1984));
        assert_eq!(sex(Sex::NotKnown), None);
    }
}
