//! How many numbers a device is given, which of them may become somebody's, and what of a device's
//! clock is believed. Pure.

use super::model::{
    Device, DeviceId, DeviceState, NUMBERS_A_DEVICE, NUMBERS_OUT_MAX, NumberState, Numbered,
    OutageRefusal,
};
use crate::facilities::model::Unit;
use crate::queue::model::VisitKind;
use nabz_kernel::clock::{Date, Instant};

/// How many numbers a device is given beside the `out` that are set aside for it, when it says that
/// it has given `held` of those and not told of them.
pub fn to_set_aside(out: u32, held: u32) -> u32 {
    let free = out.saturating_sub(held);
    let room = NUMBERS_OUT_MAX.saturating_sub(out);
    NUMBERS_A_DEVICE.saturating_sub(free).min(room)
}

/// Whether a device may be given numbers, or have some that count.
pub fn is_kept(device: &Device) -> Result<(), OutageRefusal> {
    match device.state {
        DeviceState::Kept => Ok(()),
        DeviceState::Lost { .. } => Err(OutageRefusal::DeviceLost),
        DeviceState::Ended { .. } => Err(OutageRefusal::DeviceEnded),
    }
}

/// Whether a device's number may become somebody's.
pub fn may_be_given(number: Option<&Numbered>, device: DeviceId) -> Result<(), OutageRefusal> {
    let number = number.filter(|number| number.device == device);
    match number.map(|number| number.state) {
        None => Err(OutageRefusal::ForeignNumber),
        Some(NumberState::Out) => Ok(()),
        Some(NumberState::Used) => Err(OutageRefusal::NumberUsed),
        Some(NumberState::Spoilt | NumberState::Returned) => Err(OutageRefusal::NumberOver),
    }
}

/// When a visit was written, if a device says `said`: not before its number was set aside, and not
/// after it was told of, whatever the device's clock says.
pub fn written_at(said: Instant, set_aside: Instant, now: Instant) -> Instant {
    said.max(set_aside).min(now)
}

/// Refuses a token for a visit of another day: whoever came yesterday does not wait today.
pub fn is_of_today(written: Instant, today: Date) -> Result<(), OutageRefusal> {
    if written.date_in_india() == today { Ok(()) } else { Err(OutageRefusal::DayOver) }
}

/// What brings somebody to a department, since the short form does not ask: where emergencies are
/// seen it is one, and is refused for no hour.
pub fn brings(unit: &Unit) -> VisitKind {
    if unit.sees_emergencies() { VisitKind::Emergency } else { VisitKind::NewProblem }
}

/// `K3`, as a device's slips begin: what is printed until there is a token is `K3-07`. No token has
/// a figure before its hyphen.
pub fn device_label(number: u32) -> String {
    format!("K{number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::health_id::HealthId;
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    const MORNING: Instant = Instant::from_microseconds(1_795_404_600_000_000);
    const HOUR: i64 = 3_600_000_000;

    fn hours(after: i64) -> Instant {
        Instant::from_microseconds(MORNING.microseconds() + after * HOUR)
    }

    #[test]
    fn a_device_is_topped_up_and_what_it_gave_is_not_counted_twice() {
        assert_eq!(to_set_aside(0, 0), NUMBERS_A_DEVICE);
        assert_eq!(to_set_aside(NUMBERS_A_DEVICE, 0), 0, "preparing again brings nothing new");
        assert_eq!(to_set_aside(NUMBERS_A_DEVICE, 15), 15);
        assert_eq!(
            to_set_aside(5, 1_000),
            NUMBERS_A_DEVICE,
            "it cannot have given more than it had"
        );
        assert_eq!(to_set_aside(NUMBERS_OUT_MAX - 4, NUMBERS_OUT_MAX), 4);
    }

    #[test]
    fn a_number_is_given_by_its_own_device_and_once() {
        let [own, other] = [1, 2].map(|id| Id::from_uuid(Uuid::from_u128(id)));
        let number = |state| Numbered {
            health_id: HealthId::of_serial(7).unwrap(),
            serial: 7,
            device: own,
            set_aside_at: MORNING,
            state,
        };
        let out = number(NumberState::Out);
        assert_eq!(may_be_given(Some(&out), own), Ok(()));
        assert_eq!(may_be_given(Some(&out), other), Err(OutageRefusal::ForeignNumber));
        assert_eq!(may_be_given(None, own), Err(OutageRefusal::ForeignNumber));
        for (state, why) in [
            (NumberState::Used, OutageRefusal::NumberUsed),
            (NumberState::Spoilt, OutageRefusal::NumberOver),
            (NumberState::Returned, OutageRefusal::NumberOver),
        ] {
            assert_eq!(may_be_given(Some(&number(state)), own), Err(why));
        }
    }

    #[test]
    fn a_wrong_clock_is_believed_between_preparing_and_telling() {
        let (set_aside, now) = (hours(0), hours(6));
        assert_eq!(written_at(hours(2), set_aside, now), hours(2));
        assert_eq!(written_at(hours(-9_000), set_aside, now), set_aside);
        assert_eq!(written_at(hours(9_000), set_aside, now), now);
    }

    #[test]
    fn a_token_is_given_on_the_day_of_the_visit() {
        let today = MORNING.date_in_india();
        assert_eq!(is_of_today(hours(3), today), Ok(()));
        assert_eq!(is_of_today(hours(-24), today), Err(OutageRefusal::DayOver));
    }

    #[test]
    fn a_slip_begins_with_its_device() {
        assert_eq!(device_label(3), "K3");
    }

    #[test]
    fn the_words_of_a_number_are_read_back() {
        for state in NumberState::ALL {
            assert_eq!(NumberState::of_word(state.word()), Some(*state));
        }
        assert_eq!(NumberState::of_word("lost"), None);
    }
}
