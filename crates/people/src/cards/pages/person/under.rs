//! What the page says of cards that were made under other numbers of the same person.

use super::{Beside, Loaded, Row};
use crate::cards::model::Card;
use crate::cards::{rules, words};
use crate::registry;
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Language, numbers};
use std::cmp::Reverse;

impl Loaded {
    /// That a card was made under another number of the same person.
    pub(super) fn under(&self, card: &Card) -> Option<Message> {
        registry::under(&self.numbers, card.person).map(words::under)
    }

    /// Every card that they were ever given, the latest first.
    pub(super) fn history(&self, language: Language) -> Vec<Row> {
        let row = |(card, steps): (&Card, &Vec<Message>)| Row {
            named: words::named(card),
            state: words::state(card.state),
            under: self.under(card),
            until: numbers::date(card.expires, language),
            steps: steps.clone(),
        };
        let mut cards: Vec<_> = self.known.cards.iter().zip(&self.steps).collect();
        cards.sort_by_key(|(card, _)| Reverse((card.made_at, card.id.uuid())));
        cards.into_iter().map(row).collect()
    }

    /// Cards in hand besides the one that is shown, on the page of the record that goes on.
    pub(super) fn besides(&self) -> Vec<Beside> {
        let beside = |card: &Card| {
            let number = registry::under(&self.numbers, card.person)?.to_string();
            let said = msg::besides(words::named(card), number.as_str());
            Some(Beside { card: card.id.uuid(), version: card.version, said })
        };
        let besides = rules::held_besides(&self.known.cards).filter(|_| self.goes_on);
        besides.filter_map(beside).collect()
    }
}
