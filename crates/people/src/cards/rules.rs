//! Who may have which card, and what it says. Pure.

mod copies;
mod expiring;
mod holding;
mod indices;
pub mod keys;
mod life;
pub mod post;
mod publishing;
mod shown;
pub mod stickers;
mod turning;

pub use copies::{copied, copy_of, copy_validity};
pub use expiring::{ending, warning_due};
pub use holding::{
    by_post, can_be_handed_over, coming, ends_in, held, held_besides, holding, is_on_paper,
    is_printed, is_serial, is_with_the_post, next_step, on_its_way, received_by, receiver,
    sent_back_why, serial_of, unchanged, unread_why, why_sent_back, why_unread,
};
pub use indices::{PART_INDICES, index, part_of};
pub use life::{ended, handed_over, made, mark, order_after, replaced, restored, suspended};
pub use post::is_code;
pub use publishing::{CHANGES_MAX, changes_from, is_due, list_day};
pub use shown::{forgotten_before, is_too_soon, told_since};
pub use turning::{birthday, born_around};

use super::model::{
    Card, CardKind, CardState, CardsRefusal, Hash, Order, SealedCard, Standing, Turning, WhyEnded,
};
use crate::registry::model::{Details, Identity, Life, Person, Sex};
use nabz_credential::card::{
    BIRTH_YEAR_MIN, Bearer, Card as Said, Face, STATUS_INDICES_MAX, Sex as SexSaid,
};
use nabz_credential::check::{Verdict, check};
use nabz_credential::merkle::{Frontier, leaf};
use nabz_credential::names::{DevanagariName, RomanName};
use nabz_credential::status::StatusList;
use nabz_credential::trust::TrustList;
use nabz_kernel::clock::Date;

/// A card of plastic is good for so many years; the face on it is no better for longer.
const PERMANENT_YEARS: i16 = 10;
/// A card on paper is good for so long, by the city's order.
const TEMPORARY_YEARS: i16 = 1;

/// Whether somebody may have a card at all: alive, here, known, and under this health ID.
pub fn may_have(person: &Person, is_linked: bool) -> Result<(), CardsRefusal> {
    if is_linked {
        return Err(CardsRefusal::LinkedAway);
    }
    match (person.identity, person.life) {
        (Identity::Unknown, _) => Err(CardsRefusal::NotKnown),
        (Identity::Known, Life::Deceased { .. } | Life::Moved { .. }) => {
            Err(CardsRefusal::NotLiving)
        }
        (Identity::Known, Life::Living) => Ok(()),
    }
}

/// Whether a card may be made of somebody who says so about it. Care asks nobody.
pub fn agreed(agrees: bool) -> Result<(), CardsRefusal> {
    if agrees { Ok(()) } else { Err(CardsRefusal::NotAgreed) }
}

/// Which card a counter prints for somebody.
pub fn paper_kind(details: &Details, today: Date) -> CardKind {
    if is_infant(details, today) { CardKind::Newborn } else { CardKind::Temporary }
}

/// Whether somebody may have a card of plastic. A child has one from its first birthday on: until
/// then its name may still change.
pub fn old_enough(details: &Details, today: Date) -> Result<(), CardsRefusal> {
    if is_infant(details, today) { Err(CardsRefusal::TooYoung) } else { Ok(()) }
}

/// Whether somebody is a child before its first birthday.
pub fn is_infant(details: &Details, today: Date) -> bool {
    details.birth.is_some_and(|birth| today < birthday(Turning::One, &birth))
}

/// Whether an approved order is still printed: its person is as they were verified.
pub fn printable(
    person: &Person,
    is_linked: bool,
    order: &Order,
    today: Date,
) -> Result<(), CardsRefusal> {
    may_have(person, is_linked)?;
    old_enough(&person.details, today)?;
    face(&person.details)?;
    if person.version == order.person_version { Ok(()) } else { Err(CardsRefusal::PersonChanged) }
}

/// The last day of a card that is good from `first` on.
pub fn expires(kind: CardKind, details: &Details, first: Date) -> Date {
    match (kind, details.birth) {
        (CardKind::Permanent, _) => last_day(first, PERMANENT_YEARS),
        (CardKind::Newborn, Some(birth)) => before(birthday(Turning::One, &birth)).max(first),
        (CardKind::Newborn, None) | (CardKind::Temporary, _) => last_day(first, TEMPORARY_YEARS),
    }
}

/// The day before so many years are over. What begins on 29 February ends with a February.
fn last_day(first: Date, years: i16) -> Date {
    let (year, month, day) = first.calendar();
    let year = year.saturating_add(years);
    let anniversary = Date::from_calendar(year, month, day);
    let anniversary = anniversary.or_else(|| Date::from_calendar(year, 3, 1));
    anniversary.map_or(first, before)
}

const fn before(day: Date) -> Date {
    Date::from_days(day.days() - 1)
}

/// What a card says of somebody. A script that has no place on it is left out.
///
/// Refuses with `CRD-014` when that leaves no name.
pub fn face(details: &Details) -> Result<Face, CardsRefusal> {
    let name = &details.name;
    let roman = name.roman().and_then(|name| RomanName::shortened(name.as_str()).ok().flatten());
    let devanagari = name.devanagari();
    let devanagari =
        devanagari.and_then(|name| DevanagariName::shortened(name.as_str()).ok().flatten());
    if roman.is_none() && devanagari.is_none() {
        return Err(CardsRefusal::NoNameForACard);
    }
    let birth_year = details.birth.and_then(|birth| u16::try_from(birth.date.year()).ok());
    let sex = match details.sex {
        Some(Sex::Female) => SexSaid::Female,
        Some(Sex::Male) => SexSaid::Male,
        Some(Sex::Other) => SexSaid::Other,
        None => SexSaid::NotKnown,
    };
    let birth_year = birth_year.filter(|year| *year >= BIRTH_YEAR_MIN);
    Ok(Face { roman, devanagari, birth_year, sex })
}

/// Whose a card of this kind is, as it says it.
pub fn bearer(kind: CardKind, face: Face) -> Bearer {
    match kind {
        CardKind::Permanent => Bearer::Permanent(face),
        CardKind::Temporary => Bearer::Temporary(face),
        CardKind::Newborn => Bearer::Newborn(face),
    }
}

/// What a QR code says, if one of the city's keys in good hands signed it.
///
/// Refuses with `CRD-023` what is no card at all, with `CRD-070` a key that the city never named,
/// with `CRD-071` a signature that is not that key's, and with `CRD-072` a key that was stolen.
/// Whether the card still counts is for whoever knows the cards to say, and for no list.
pub fn genuine(text: &str, trust: &TrustList, today: Date) -> Result<Said, CardsRefusal> {
    let names_nobody = StatusList::new((0, today), STATUS_INDICES_MAX, Vec::new(), Vec::new());
    let names_nobody = names_nobody.map_err(|_| CardsRefusal::NotOurs)?;
    match check(text, trust, &names_nobody, today) {
        Verdict::Valid(said)
        | Verdict::Suspended(said)
        | Verdict::Revoked(said)
        | Verdict::Expired(said)
        | Verdict::NotYetValid(said)
        | Verdict::UnboundSticker(said)
        | Verdict::NeverIssued(said)
        | Verdict::ListTooOld(said, _) => Ok(said),
        Verdict::Malformed(_) => Err(CardsRefusal::NotOurs),
        Verdict::UnknownIssuer(_) => Err(CardsRefusal::UnknownIssuer),
        Verdict::WronglySigned => Err(CardsRefusal::WronglySigned),
        Verdict::KeyRevoked(_) => Err(CardsRefusal::KeyStolen),
    }
}

/// What a card is worth on a day. That of somebody who has died is worth nothing, whether or not
/// somebody has ended it yet.
pub fn standing(card: &Card, life: Life, today: Date) -> Standing {
    match (card.state, life) {
        (CardState::Ended(why), _) => Standing::Ended(why),
        (_, Life::Deceased { .. }) => Standing::Ended(WhyEnded::Deceased),
        (CardState::Suspended(why), _) => Standing::Suspended(why),
        (CardState::Making(_), _) => Standing::NotHandedOver,
        (CardState::Active, _) if today < card.issued => Standing::NotYetValid(card.issued),
        (CardState::Active, _) if today > card.expires => Standing::Expired,
        (CardState::Active, _) => Standing::Good,
    }
}

/// The root of the tree over the cards of a batch, in the order of their places.
pub fn root<'c>(cards: impl IntoIterator<Item = &'c SealedCard>) -> Hash {
    let mut tree = Frontier::default();
    for card in cards {
        tree.append(leaf(card.as_bytes()));
    }
    tree.root()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::birth::{Age, Birth};
    use nabz_kernel::names::PersonName;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::from_calendar(year, month, day).unwrap()
    }

    fn named(hindi: &str, roman: &str) -> Details {
        Details::named(PersonName::parse(hindi, roman).unwrap())
    }

    #[test]
    fn a_card_ends_the_day_before_its_anniversary() {
        let asha = named("", "Asha");
        let first = day(2026, 11, 23);
        assert_eq!(expires(CardKind::Temporary, &asha, first), day(2027, 11, 22));
        assert_eq!(expires(CardKind::Permanent, &asha, first), day(2036, 11, 22));
        let leap = day(2028, 2, 29);
        assert_eq!(expires(CardKind::Temporary, &asha, leap), day(2029, 2, 28));
    }

    #[test]
    fn a_child_s_card_ends_with_its_first_year() {
        let today = day(2026, 11, 23);
        let born = |age| {
            let birth = Some(Birth::from_age(age, today).unwrap());
            Details { birth, ..named("", "B/o Asha") }
        };
        let child = born(Age::Days(10));
        assert_eq!(paper_kind(&child, today), CardKind::Newborn);
        assert_eq!(old_enough(&child, today), Err(CardsRefusal::TooYoung));
        assert_eq!(expires(CardKind::Newborn, &child, today), day(2027, 11, 12));
        assert_eq!(paper_kind(&born(Age::Months(13)), today), CardKind::Temporary);
        let year_alone = born(Age::Years(1));
        assert_eq!(
            paper_kind(&year_alone, today),
            CardKind::Newborn,
            "born in 2025, as far as said"
        );
        assert_eq!(expires(CardKind::Newborn, &year_alone, today), day(2026, 12, 30));
        assert_eq!(paper_kind(&named("", "Asha"), today), CardKind::Temporary, "no age is said");
    }

    #[test]
    fn a_script_that_a_card_cannot_hold_is_left_out() {
        let both = face(&named("सुनीता देवी", "José")).unwrap();
        assert!(both.roman.is_none() && both.devanagari.is_some());
        assert_eq!(both.sex, SexSaid::NotKnown);
        assert_eq!(face(&named("", "José")), Err(CardsRefusal::NoNameForACard));
    }
}
