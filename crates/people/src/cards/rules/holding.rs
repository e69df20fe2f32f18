//! Which card somebody has, which one comes, and what a counter does next about it.

use crate::cards::model::{
    Card, CardKind, CardState, CardsRefusal, Coming, Holding, Making, NextStep, Order, OrderState,
    SendBack, StatusIndex,
};
use nabz_kernel::clock::Date;
use nabz_kernel::phone::digits_of;

/// A counter says that a card ends soon from so many days before its last one.
const WARN_DAYS: i64 = 60;
/// What a note begins with that says why a code could not be read.
const UNREAD: &str = "unread: ";
/// What a note begins with that names the caretaker who received a card.
const RECEIVED: &str = "received: ";

/// What somebody has in hand, of all the cards that they were ever given.
pub fn holding(cards: &[Card], today: Date) -> Holding {
    match held(cards).map(|card| (card, card.state)) {
        Some((_, CardState::Suspended(why))) => Holding::Suspended(why),
        Some((card, _)) if today > card.expires => Holding::Expired { on: card.expires },
        Some((card, _)) => Holding::Good { kind: card.kind, until: card.expires },
        None => Holding::Nothing,
    }
}

/// The card that somebody has in hand, reported or not; of several, those under their own number come
/// first.
pub fn held(cards: &[Card]) -> Option<&Card> {
    in_hand(cards).next()
}

/// Those in hand besides that one. They were made under other numbers of the same person.
pub fn held_besides(cards: &[Card]) -> impl Iterator<Item = &Card> {
    in_hand(cards).skip(1)
}

fn in_hand(cards: &[Card]) -> impl Iterator<Item = &Card> {
    let is_in_hand =
        |card: &&Card| matches!(card.state, CardState::Active | CardState::Suspended(_));
    cards.iter().filter(is_in_hand)
}

/// Whether a card can be printed at once, and again: of plastic it is made elsewhere, and a sticker is
/// its own paper.
pub fn is_on_paper(card: &Card) -> bool {
    card.kind != CardKind::Permanent && card.sticker.is_none()
}

/// Whether it is printed for its bearer today.
pub fn is_printed(card: &Card, today: Date) -> bool {
    is_on_paper(card) && card.state == CardState::Active && today <= card.expires
}

/// The card that is on its way to somebody.
pub fn on_its_way(cards: &[Card]) -> Option<&Card> {
    cards.iter().find(|card| matches!(card.state, CardState::Making(_)))
}

/// The card that the post brings to somebody, or has brought.
pub fn by_post(cards: &[Card]) -> Option<&Card> {
    cards.iter().find(|card| is_with_the_post(card.state))
}

/// Whether the post has a card, or says that it has delivered it.
pub const fn is_with_the_post(state: CardState) -> bool {
    matches!(state, CardState::Making(Making::Dispatched | Making::Delivered))
}

/// The serial of a card, in whichever figures and groups it was typed.
pub fn serial_of(typed: &str) -> Option<StatusIndex> {
    digits_of(typed)?.parse().ok().and_then(StatusIndex::new)
}

/// Whether somebody has typed the serial of a card.
pub fn is_serial(typed: &str, status: StatusIndex) -> bool {
    serial_of(typed) == Some(status)
}

/// How far the card of plastic has come that somebody does not have yet; `last` is the last one
/// that was asked for.
pub fn coming(cards: &[Card], last: Option<&Order>) -> Option<Coming> {
    if let Some(CardState::Making(step)) = on_its_way(cards).map(|card| card.state) {
        return Some(Coming::Making(step));
    }
    match last?.state {
        OrderState::Asked => Some(Coming::Asked),
        OrderState::Approved => Some(Coming::Approved),
        OrderState::Declined | OrderState::Made | OrderState::Done => None,
    }
}

/// Days until a card ends, once there are few of them.
pub fn ends_in(until: Date, today: Date) -> Option<i64> {
    let days = until.days() - today.days();
    (0..=WARN_DAYS).contains(&days).then_some(days)
}

/// Whether a card that has come so far can be given to its bearer.
pub const fn can_be_handed_over(step: Making) -> bool {
    match step {
        Making::Checked | Making::Dispatched | Making::Delivered | Making::Returned => true,
        Making::Queued | Making::Printed => false,
    }
}

/// What is done next for somebody who may have a card; nothing where one is on its way or in hand.
pub fn next_step(
    (holding, coming): (Holding, Option<Coming>),
    (agrees, on_the_mothers, is_infant): (bool, bool, bool),
) -> Option<NextStep> {
    if let Some(Coming::Making(step)) = coming
        && can_be_handed_over(step)
    {
        return Some(NextStep::HandOver);
    }
    if matches!(holding, Holding::Suspended(_)) {
        return Some(NextStep::Replace);
    }
    let wanted = match holding {
        Holding::Nothing if on_the_mothers => None,
        Holding::Nothing => Some(NextStep::Give),
        Holding::Expired { .. } => Some(NextStep::Renew),
        Holding::Good { kind: CardKind::Temporary, .. } if coming.is_none() && !is_infant => {
            Some(NextStep::Order)
        }
        Holding::Good { .. } | Holding::Suspended(_) => None,
    };
    wanted.map(|step| if agrees { step } else { NextStep::Ask })
}

/// Refuses a page that saw the card before its last change.
pub fn unchanged(card: &Card, seen: u32) -> Result<(), CardsRefusal> {
    if card.version == seen { Ok(()) } else { Err(CardsRefusal::Stale) }
}

/// Why a card was handed over without being scanned, as it is kept.
pub fn why_unread(words: &str) -> String {
    format!("{UNREAD}{words}")
}

/// The reverse; nothing of another note.
pub fn unread_why(kept: &str) -> Option<&str> {
    kept.strip_prefix(UNREAD)
}

/// Which caretaker received a card, as it is kept.
pub fn received_by(caretaker: &str) -> String {
    format!("{RECEIVED}{caretaker}")
}

/// The reverse; nothing of another note.
pub fn receiver(kept: &str) -> Option<&str> {
    kept.strip_prefix(RECEIVED)
}

/// Why a request is sent back, as it is kept: the word, and what was said besides.
pub fn why_sent_back(reason: SendBack, words: &str) -> String {
    match (reason, words.trim()) {
        (SendBack::Other, words) => words.to_owned(),
        (reason, "") => reason.word().to_owned(),
        (reason, words) => format!("{}: {words}", reason.word()),
    }
}

/// The reverse: the reason, and what was said besides.
pub fn sent_back_why(kept: &str) -> (SendBack, &str) {
    let (word, words) = kept.split_once(": ").unwrap_or((kept, ""));
    match SendBack::of_word(word) {
        Some(SendBack::Other) | None => (SendBack::Other, kept),
        Some(reason) => (reason, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::model::WhySuspended;

    const DAY: Date = Date::from_days(20_000);

    fn good(kind: CardKind) -> Holding {
        Holding::Good { kind, until: DAY }
    }

    #[test]
    fn a_serial_is_read_however_it_is_typed_and_another_is_not() {
        let status = StatusIndex::new(417_226).unwrap();
        for typed in ["000 417 226", "000417226", "000-417-226", "००० ४१७ २२६"] {
            assert!(is_serial(typed, status), "{typed}");
        }
        for typed in ["", "000 417 227", "000 417 22", "serial", "99999999999999999999"] {
            assert!(!is_serial(typed, status), "{typed}");
        }
    }

    #[test]
    fn each_step_follows_from_what_somebody_has() {
        let yes = (true, false, false);
        let making = |step| Some(Coming::Making(step));
        let blocked = Holding::Suspended(WhySuspended::Lost);
        for (state, step) in [
            ((Holding::Nothing, None), Some(NextStep::Give)),
            ((Holding::Expired { on: DAY }, None), Some(NextStep::Renew)),
            ((good(CardKind::Temporary), None), Some(NextStep::Order)),
            ((good(CardKind::Temporary), Some(Coming::Asked)), None),
            ((good(CardKind::Temporary), making(Making::Printed)), None),
            ((good(CardKind::Temporary), making(Making::Checked)), Some(NextStep::HandOver)),
            ((good(CardKind::Temporary), making(Making::Delivered)), Some(NextStep::HandOver)),
            ((good(CardKind::Permanent), None), None),
            ((good(CardKind::Newborn), None), None),
            ((blocked, None), Some(NextStep::Replace)),
            ((blocked, making(Making::Returned)), Some(NextStep::HandOver)),
        ] {
            assert_eq!(next_step(state, yes), step, "{state:?}");
        }
    }

    #[test]
    fn nobody_is_given_a_card_before_they_were_asked() {
        let asked = |holding| next_step((holding, None), (false, false, false));
        for holding in [Holding::Nothing, good(CardKind::Temporary)] {
            assert_eq!(asked(holding), Some(NextStep::Ask));
        }
        let on_the_mothers = (true, true, true);
        assert_eq!(next_step((Holding::Nothing, None), on_the_mothers), None);
    }

    #[test]
    fn a_card_that_ends_soon_says_so() {
        let until = |days| Date::from_days(DAY.days() + days);
        assert_eq!(ends_in(until(61), DAY), None);
        assert_eq!(ends_in(until(60), DAY), Some(60));
        assert_eq!(ends_in(until(0), DAY), Some(0));
        assert_eq!(ends_in(until(-1), DAY), None);
    }

    #[test]
    fn a_reason_is_read_as_it_was_kept() {
        assert_eq!(unread_why(&why_unread("scratched")), Some("scratched"));
        assert_eq!(unread_why("scratched"), None);
        assert_eq!(receiver(&received_by("Kamla Rawat")), Some("Kamla Rawat"));
        assert_eq!(receiver(&why_unread("scratched")), None);
        for (reason, words, kept) in [
            (SendBack::Papers, "", "papers"),
            (SendBack::Name, "Devi is missing", "name: Devi is missing"),
            (SendBack::Other, "ask the brother", "ask the brother"),
        ] {
            assert_eq!(why_sent_back(reason, words), kept);
            assert_eq!(sent_back_why(kept), (reason, words));
        }
        assert_eq!(sent_back_why("hear: this"), (SendBack::Other, "hear: this"));
    }
}
