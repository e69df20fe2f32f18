//! What may happen to a card, and when.

use crate::cards::model::{
    CardState, CardsRefusal, Making, Mark, OrderState, Replacement, WhyEnded, WhySuspended,
};

/// It does not count for the time being.
pub fn suspended(state: CardState, why: WhySuspended) -> Result<CardState, CardsRefusal> {
    match state {
        CardState::Active => Ok(CardState::Suspended(why)),
        CardState::Suspended(_) => Err(CardsRefusal::SuspendedAlready),
        CardState::Making(_) => Err(CardsRefusal::NotHandedOver),
        CardState::Ended(_) => Err(CardsRefusal::Over),
    }
}

/// It was found again.
pub fn restored(state: CardState) -> Result<CardState, CardsRefusal> {
    match state {
        CardState::Suspended(_) => Ok(CardState::Active),
        CardState::Active | CardState::Making(_) => Err(CardsRefusal::NotSuspended),
        CardState::Ended(_) => Err(CardsRefusal::Over),
    }
}

/// It has come one step further. What was scanned and found right need not have been counted off
/// the press first.
pub fn made(state: CardState, step: Making) -> Result<CardState, CardsRefusal> {
    let before = match state {
        CardState::Making(before) => before,
        CardState::Active | CardState::Suspended(_) => {
            return Err(CardsRefusal::HandedOverAlready);
        }
        CardState::Ended(_) => return Err(CardsRefusal::Over),
    };
    let follows = match step {
        Making::Queued => false,
        Making::Printed => before == Making::Queued,
        Making::Checked => matches!(before, Making::Queued | Making::Printed),
        Making::Dispatched => matches!(before, Making::Checked | Making::Returned),
        Making::Delivered => before == Making::Dispatched,
        // What the post says to have delivered is brought back by whoever lives there now.
        Making::Returned => matches!(before, Making::Dispatched | Making::Delivered),
    };
    if follows { Ok(CardState::Making(step)) } else { Err(CardsRefusal::OutOfOrder) }
}

/// Its bearer has it. A card that nobody scanned after printing is given to nobody: it may be
/// another's.
pub fn handed_over(state: CardState) -> Result<CardState, CardsRefusal> {
    match state {
        CardState::Making(
            Making::Checked | Making::Dispatched | Making::Delivered | Making::Returned,
        ) => Ok(CardState::Active),
        CardState::Making(Making::Queued | Making::Printed) => Err(CardsRefusal::NotChecked),
        CardState::Active | CardState::Suspended(_) => Err(CardsRefusal::HandedOverAlready),
        CardState::Ended(_) => Err(CardsRefusal::Over),
    }
}

/// It never counts again. What only happens on the way happens to no card in somebody's hands, and
/// the other way round.
pub fn ended(state: CardState, why: WhyEnded) -> Result<CardState, CardsRefusal> {
    let on_the_way = matches!(why, WhyEnded::Spoilt | WhyEnded::LostOnTheWay);
    let in_hand = matches!(why, WhyEnded::Replaced | WhyEnded::Corrected | WhyEnded::Surrendered);
    match state {
        CardState::Ended(_) => Err(CardsRefusal::Over),
        CardState::Making(_) if in_hand => Err(CardsRefusal::NotHandedOver),
        CardState::Active | CardState::Suspended(_) if on_the_way => {
            Err(CardsRefusal::HandedOverAlready)
        }
        CardState::Making(_) | CardState::Active | CardState::Suspended(_) => {
            Ok(CardState::Ended(why))
        }
    }
}

/// Another takes its place.
pub fn replaced(state: CardState, why: Replacement) -> Result<CardState, CardsRefusal> {
    match why {
        Replacement::Lost | Replacement::Worn | Replacement::Expired => {
            ended(state, WhyEnded::Replaced)
        }
        Replacement::Corrected => ended(state, WhyEnded::Corrected),
    }
}

/// What the status list says of a card. One that is on its way is named as suspended, so that a
/// stolen parcel opens no door.
pub const fn mark(state: CardState) -> Mark {
    match state {
        CardState::Active => Mark::Good,
        CardState::Making(_) | CardState::Suspended(_) => Mark::Suspended,
        CardState::Ended(_) => Mark::Revoked,
    }
}

/// What becomes of an order whose card has ended on the way: a spoilt or lost one is made again.
pub const fn order_after(why: WhyEnded) -> OrderState {
    match why {
        WhyEnded::Spoilt | WhyEnded::LostOnTheWay => OrderState::Approved,
        WhyEnded::Replaced
        | WhyEnded::Corrected
        | WhyEnded::Surrendered
        | WhyEnded::Deceased
        | WhyEnded::Duplicate
        | WhyEnded::Fraud => OrderState::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every state in which a card can be.
    fn states() -> Vec<CardState> {
        let making = Making::ALL.iter().map(|step| CardState::Making(*step));
        let suspended = WhySuspended::ALL.iter().map(|why| CardState::Suspended(*why));
        let ended = WhyEnded::ALL.iter().map(|why| CardState::Ended(*why));
        making.chain([CardState::Active]).chain(suspended).chain(ended).collect()
    }

    #[test]
    fn a_card_that_has_ended_never_comes_back() {
        for state in states().into_iter().filter(|state| matches!(state, CardState::Ended(_))) {
            assert_eq!(restored(state), Err(CardsRefusal::Over));
            assert_eq!(handed_over(state), Err(CardsRefusal::Over));
            assert_eq!(suspended(state, WhySuspended::Lost), Err(CardsRefusal::Over));
            assert_eq!(mark(state), Mark::Revoked);
            for step in Making::ALL {
                assert_eq!(made(state, *step), Err(CardsRefusal::Over));
            }
            for why in WhyEnded::ALL {
                assert_eq!(ended(state, *why), Err(CardsRefusal::Over));
            }
        }
    }

    #[test]
    fn only_a_card_in_its_bearer_s_hands_is_good() {
        let good = states().into_iter().filter(|state| mark(*state) == Mark::Good);
        assert_eq!(good.collect::<Vec<_>>(), [CardState::Active]);
    }

    #[test]
    fn a_card_is_made_in_order_and_scanned_before_anybody_gets_it() {
        let to_the_post = [Making::Printed, Making::Checked, Making::Dispatched];
        let mut state = CardState::Making(Making::Queued);
        for step in to_the_post.into_iter().chain([Making::Delivered, Making::Returned]) {
            assert_eq!(made(state, Making::Queued), Err(CardsRefusal::OutOfOrder));
            state = made(state, step).unwrap();
        }
        assert_eq!(made(state, Making::Dispatched), Ok(CardState::Making(Making::Dispatched)));
        assert_eq!(made(state, Making::Checked), Err(CardsRefusal::OutOfOrder));
        assert_eq!(handed_over(state), Ok(CardState::Active));
        let printed = CardState::Making(Making::Printed);
        assert_eq!(handed_over(printed), Err(CardsRefusal::NotChecked));
    }

    #[test]
    fn what_the_post_has_delivered_was_sent_and_is_not_sent_again_before_it_came_back() {
        let delivered = CardState::Making(Making::Delivered);
        for before in [Making::Queued, Making::Printed, Making::Checked, Making::Returned] {
            let made = made(CardState::Making(before), Making::Delivered);
            assert_eq!(made, Err(CardsRefusal::OutOfOrder));
        }
        assert_eq!(made(delivered, Making::Dispatched), Err(CardsRefusal::OutOfOrder));
        assert_eq!(made(delivered, Making::Returned), Ok(CardState::Making(Making::Returned)));
        assert_eq!(mark(delivered), Mark::Suspended, "the post makes nothing valid");
        assert_eq!(handed_over(delivered), Ok(CardState::Active));
    }

    #[test]
    fn what_happens_on_the_way_happens_to_no_card_in_hand() {
        let queued = CardState::Making(Making::Queued);
        for why in [WhyEnded::Spoilt, WhyEnded::LostOnTheWay] {
            assert_eq!(ended(CardState::Active, why), Err(CardsRefusal::HandedOverAlready));
            assert_eq!(ended(queued, why), Ok(CardState::Ended(why)));
            assert_eq!(order_after(why), OrderState::Approved);
        }
        assert_eq!(replaced(queued, Replacement::Lost), Err(CardsRefusal::NotHandedOver));
        let corrected = replaced(CardState::Active, Replacement::Corrected);
        assert_eq!(corrected, Ok(CardState::Ended(WhyEnded::Corrected)));
    }
}
