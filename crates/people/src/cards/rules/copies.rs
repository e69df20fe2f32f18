//! Of which card a copy is made, what it says, and for how long it is good.

use super::{held, standing};
use crate::cards::model::{Card, CardsRefusal, Standing};
use crate::registry::model::{Life, Person};
use crate::registry::other_script;
use nabz_credential::exports::{Born, COPY_DAYS_MAX, Person as Said, Validity, WrittenName};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::names::NameText;

const MICROSECONDS_A_SECOND: i64 = 1_000_000;

/// The card of which a copy is made: the one in its bearer's hands, while it counts.
pub fn copied(cards: &[Card], life: Life, today: Date) -> Result<&Card, CardsRefusal> {
    let counts = |card: &&Card| standing(card, life, today) == Standing::Good;
    held(cards).filter(counts).ok_or(CardsRefusal::NothingToCopy)
}

/// From the beginning of today, so that two copies of one day are the same, to the end of the
/// card's last day; never longer than [`COPY_DAYS_MAX`], for nobody can call a copy back.
pub fn copy_validity(card: &Card, today: Date) -> Validity {
    let over = card.expires.days().saturating_add(1).min(today.days() + COPY_DAYS_MAX);
    let second = |day: Date| {
        Instant::beginning_in_india(day).microseconds().div_euclid(MICROSECONDS_A_SECOND)
    };
    Validity { from: second(today), until: second(Date::from_days(over)) }
}

/// Who somebody is, as a copy says it. A name that nobody wrote in Roman letters is spelled by its
/// sound where a machine reads it, and nowhere else.
pub fn copy_of(person: &Person) -> Said {
    let (name, birth) = (&person.details.name, person.details.birth);
    let [roman, devanagari] = [name.roman(), name.devanagari()].map(|name| name.map(written));
    let roman_is_written = roman.is_some();
    let heard = devanagari.as_ref().map(heard);
    let nameless = WrittenName { given: String::new(), family: None };
    Said {
        roman: roman.or(heard).unwrap_or(nameless),
        roman_is_written,
        devanagari,
        born: birth.and_then(|birth| Born::parse(&birth.date.to_string())),
        health_id: person.health_id.compact(),
    }
}

fn written(name: &NameText) -> WrittenName {
    let (given, family) = name.given_and_last();
    WrittenName { given: given.to_owned(), family: family.map(str::to_owned) }
}

fn heard(name: &WrittenName) -> WrittenName {
    let family = name.family.as_deref().map(other_script);
    WrittenName { given: other_script(&name.given), family }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::model::{CardId, CardKind, CardNumber, CardState, StatusIndex, WhySuspended};
    use nabz_credential::card::{Bearer, Card as Made};
    use nabz_credential::keys::{Kid, MemorySigner};
    use nabz_kernel::ids::Id;

    const TODAY: Date = Date::from_days(20_780);

    fn card(state: CardState, expires: i64) -> Card {
        let (now, expires) = (Instant::from_microseconds(0), Date::from_days(expires));
        let (number, status) = (CardNumber([1; 6]), StatusIndex::new(8).unwrap());
        let made = Made { cid: number, status, issued: TODAY, expires, bearer: Bearer::Sticker };
        let signer = MemorySigner::from_secret(Kid([0, 1]), &mut [7; 32]).unwrap();
        Card {
            id: CardId::draw(now),
            person: Id::draw(now),
            kind: CardKind::Temporary,
            number,
            status,
            issued: TODAY,
            expires,
            sealed: made.seal(&signer).unwrap(),
            state,
            piece: None,
            sticker: None,
            version: 1,
            facility: Id::draw(now),
            made_at: now,
        }
    }

    #[test]
    fn only_a_card_that_counts_is_copied() {
        let no = |state, expires, life| copied(&[card(state, expires)], life, TODAY).err();
        let nothing = Some(CardsRefusal::NothingToCopy);
        assert_eq!(no(CardState::Active, 20_780, Life::Living), None);
        assert_eq!(no(CardState::Suspended(WhySuspended::Lost), 20_900, Life::Living), nothing);
        assert_eq!(no(CardState::Active, 20_900, Life::Deceased { on: None }), nothing);
        assert_eq!(copied(&[], Life::Living, TODAY).err(), nothing);
        let (over, card) = (Date::from_days(20_781), card(CardState::Active, 20_780));
        assert_eq!(copied(&[card], Life::Living, over).err(), nothing, "expired yesterday");
    }

    #[test]
    fn a_copy_ends_with_its_card_or_after_a_year() {
        let until = |expires| copy_validity(&card(CardState::Active, expires), TODAY);
        // Midnight of 23 November 2026 in India.
        let from = 1_795_372_200;
        assert_eq!(until(20_780), Validity { from, until: from + 86_400 });
        assert_eq!(until(20_785), Validity { from, until: from + 6 * 86_400 });
        assert_eq!(until(24_000), Validity { from, until: from + 365 * 86_400 });
    }
}
