//! Which card somebody has, in one line with the next step: for pages that are about more than
//! cards.

use super::actions::mother_holds_one;
use super::model::{Card, CardKind, CardsRefusal, Coming, Holding, NextStep, Order};
use super::{rules, store, words};
use crate::cards::cards_together;
use crate::consent;
use crate::consent::model::Purpose;
use crate::registry::model::{Life, Person};
use crate::registry::{self, Line};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_web::Message;
use nabz_web::msg::cards as msg;

/// The line of somebody. Whoever came of age since a guardian answered for them is asked first what
/// they say themselves.
pub fn line(tx: &mut Tx<'_>, person: &Person) -> Result<Line, Stop> {
    let known = Known::of(tx, person)?;
    let today = tx.today();
    let said = known.said(today);
    if consent::is_to_be_asked(tx, person)? {
        let step = Some((msg::step_grown_up(), consents(person)));
        return Ok(Line { said, page: page(person), step });
    }
    let step = known.next_step(today).map(|step| {
        let path = match step {
            NextStep::Ask => consents(person),
            NextStep::Give
            | NextStep::Order
            | NextStep::HandOver
            | NextStep::Replace
            | NextStep::Renew => page(person),
        };
        (words::next_step(step), path)
    });
    Ok(Line { said, page: page(person), step })
}

fn consents(person: &Person) -> String {
    format!("/people/{}/consents", person.id)
}

fn page(person: &Person) -> String {
    format!("/cards/{}", person.id)
}

/// All that a counter knows of somebody's cards.
pub(super) struct Known {
    /// Every card that they were ever given, under whichever of their numbers; those under their own
    /// come first.
    pub(super) cards: Vec<Card>,
    /// The card of plastic that was asked for last.
    pub(super) order: Option<Order>,
    /// Whether they have said yes to a card, under this number.
    pub(super) agrees: bool,
    /// Whether they live, by all their records.
    pub(super) life: Life,
    /// Their records under which a yes stands: a card rests on the yes of the one it was made for.
    agreeing: Vec<PersonId>,
    /// Whether they may have one at all.
    pub(super) may: Result<(), CardsRefusal>,
    pub(super) is_infant: bool,
    /// An infant, whose mother holds a card that counts.
    pub(super) on_the_mothers: bool,
}

impl Known {
    pub(super) fn of(tx: &mut Tx<'_>, person: &Person) -> Result<Self, Stop> {
        let is_linked = registry::linked_to(tx, person.id)?.is_some();
        let is_infant = rules::is_infant(&person.details, tx.today());
        let mut agreeing = Vec::new();
        for record in registry::one(tx, person.id)? {
            if consent::is_given(tx, record, Purpose::HealthCard)? {
                agreeing.push(record);
            }
        }
        let life = registry::life_of(tx, person)?;
        Ok(Self {
            cards: cards_together(tx, person.id)?,
            order: store::last_order(tx, person.id)?,
            agrees: agreeing.contains(&person.id),
            life,
            agreeing,
            may: rules::may_have(&Person { life, ..person.clone() }, is_linked),
            is_infant,
            on_the_mothers: is_infant && mother_holds_one(tx, person.id)?,
        })
    }

    /// Whether they may have a card in hand that was made for them.
    pub(super) fn keeps(&self, card: &Card) -> bool {
        self.may.is_ok() && self.agreeing.contains(&card.person)
    }

    pub(super) fn holding(&self, today: Date) -> Holding {
        rules::holding(&self.cards, today)
    }

    pub(super) fn coming(&self) -> Option<Coming> {
        rules::coming(&self.cards, self.order.as_ref())
    }

    /// Whether a card of plastic can be asked for.
    pub(super) fn may_be_ordered(&self, today: Date) -> bool {
        let holding = self.holding(today);
        let has_plastic = matches!(holding, Holding::Good { kind: CardKind::Permanent, .. });
        let wants = self.may.is_ok() && self.agrees && !self.is_infant;
        wants && !has_plastic && self.coming().is_none()
    }

    pub(super) fn said(&self, today: Date) -> Message {
        let holding = self.holding(today);
        if holding == Holding::Nothing && self.on_the_mothers {
            return msg::holds_on_the_mothers();
        }
        words::line(holding, self.coming(), today)
    }

    pub(super) fn next_step(&self, today: Date) -> Option<NextStep> {
        self.may.ok()?;
        let state = (self.holding(today), self.coming());
        rules::next_step(state, (self.agrees, self.on_the_mothers, self.is_infant))
    }
}
