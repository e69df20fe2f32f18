//! Which sticker may become whose card, and when that was.

use super::{expires, last_day, paper_kind};
use crate::cards::model::{BoundAt, CardKind, CardsRefusal, Holder, Roll, Sticker, StickerState};
use crate::registry::model::Details;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, StaffId};

/// A sticker is signed for so long: a year on its roll, and a year with its bearer.
const STICKER_YEARS: i16 = 2;

/// Where a binding is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A counter, with the sticker and its bearer before it.
    Counter,
    /// A worker's device, which says so later.
    Device(StaffId),
}

/// The last day of a sticker that is signed on `first`.
pub fn sticker_expires(first: Date) -> Date {
    last_day(first, STICKER_YEARS)
}

/// A count or a place between two others.
pub fn in_range(number: u32, (least, most): (u32, u32)) -> Result<u32, CardsRefusal> {
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(CardsRefusal::OutOfRange { least, most })
    }
}

/// The places of a roll between two that were named, both of them with it.
pub fn places(roll: &Roll, (first, last): (u32, u32)) -> Result<(u32, u32), CardsRefusal> {
    let first = in_range(first, (1, roll.signed))?;
    Ok((first, in_range(last, (first, roll.signed))?))
}

/// Whether a sticker may still become somebody's card.
pub fn free(sticker: &Sticker, today: Date) -> Result<(), CardsRefusal> {
    match sticker.state {
        StickerState::Free if today <= sticker.expires => Ok(()),
        StickerState::Free | StickerState::Spoilt | StickerState::Lost => {
            Err(CardsRefusal::StickerOver)
        }
        StickerState::Bound => Err(CardsRefusal::StickerTaken),
    }
}

/// Whether stickers of a roll may be bound from here: the roll is of this facility and out of its
/// office, and no device binds those of a roll that another worker carries.
pub fn may_bind(roll: &Roll, facility: FacilityId, from: Origin) -> Result<(), CardsRefusal> {
    let carries = match (&roll.holder, from) {
        (Holder::Office, _) => false,
        (Holder::Worker(holder), Origin::Device(staff)) => *holder == staff,
        (Holder::Worker(_) | Holder::Team(_), Origin::Counter)
        | (Holder::Team(_), Origin::Device(_)) => true,
    };
    if carries && roll.facility == facility { Ok(()) } else { Err(CardsRefusal::NotYourRoll) }
}

/// Whether a roll may be printed, or handed out: it is whole, and lies in its office.
pub fn at_hand(roll: &Roll) -> Result<(), CardsRefusal> {
    if !roll.is_whole() {
        return Err(CardsRefusal::RollUnfinished);
    }
    if roll.holder == Holder::Office { Ok(()) } else { Err(CardsRefusal::RollMoved) }
}

/// When a sticker was bound, if a device says `said`: not before its roll was begun, and not after
/// it was told of, whatever the device's clock says.
pub fn bound_at(said: Instant, begun: Instant, now: Instant) -> BoundAt {
    BoundAt { said, at: said.max(begun).min(now) }
}

/// What kind of card a sticker is for somebody, and its last day; a sticker is good for no longer
/// than it was signed for.
pub fn card_of(sticker: &Sticker, details: &Details, bound_on: Date) -> (CardKind, Date) {
    let kind = paper_kind(details, bound_on);
    let last = expires(kind, details, bound_on).min(sticker.expires);
    (kind, last.max(bound_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    const NOW: Instant = Instant::from_microseconds(1_795_404_600_000_000);

    fn facility(number: u128) -> FacilityId {
        Id::from_uuid(Uuid::from_u128(number))
    }

    fn worker(number: u128) -> StaffId {
        Id::from_uuid(Uuid::from_u128(number))
    }

    fn roll(holder: Holder) -> Roll {
        Roll {
            id: Id::from_uuid(Uuid::from_u128(1)),
            facility: facility(1),
            ward: "11".into(),
            wanted: 20,
            signed: 20,
            prints: 1,
            holder,
            version: 3,
            begun_at: NOW,
        }
    }

    #[test]
    fn a_roll_that_a_worker_carries_is_bound_by_their_device_and_at_any_counter() {
        let (own, other) = (Origin::Device(worker(7)), Origin::Device(worker(8)));
        let carried = roll(Holder::Worker(worker(7)));
        assert_eq!(may_bind(&carried, facility(1), own), Ok(()));
        assert_eq!(may_bind(&carried, facility(1), other), Err(CardsRefusal::NotYourRoll));
        assert_eq!(may_bind(&carried, facility(1), Origin::Counter), Ok(()));
        assert_eq!(may_bind(&carried, facility(2), own), Err(CardsRefusal::NotYourRoll));
        let of_team = roll(Holder::Team("Blue".into()));
        assert_eq!(may_bind(&of_team, facility(1), other), Ok(()));
        for from in [own, other, Origin::Counter] {
            let refused = may_bind(&roll(Holder::Office), facility(1), from);
            assert_eq!(refused, Err(CardsRefusal::NotYourRoll));
        }
    }

    #[test]
    fn a_device_whose_clock_is_wrong_is_believed_between_the_roll_and_the_report() {
        let later = |seconds: i64| Instant::from_microseconds(NOW.microseconds() + seconds);
        let (begun, now) = (NOW, later(100));
        for (said, at) in [(-5, 0), (0, 0), (60, 60), (100, 100), (9_000, 100)] {
            let bound = bound_at(later(said), begun, now);
            assert_eq!((bound.said, bound.at), (later(said), later(at)));
        }
    }

    #[test]
    fn a_range_stays_within_its_roll() {
        let roll = roll(Holder::Office);
        assert_eq!(places(&roll, (3, 20)), Ok((3, 20)));
        let out = |least| Err(CardsRefusal::OutOfRange { least, most: 20 });
        assert_eq!(places(&roll, (0, 5)), out(1));
        assert_eq!(places(&roll, (5, 4)), out(5));
        assert_eq!(places(&roll, (5, 21)), out(5));
    }
}
