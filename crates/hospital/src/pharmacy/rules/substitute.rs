//! When one medicine may stand for another without asking the doctor.

use crate::formulary::labels;
use crate::formulary::model::{Measure, Medicine};
use crate::pharmacy::model::PharmacyRefusal;
use crate::prescribing::model::{Amount, Directions, Frequency};
use crate::stores::model::Units;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// How units of what is offered stand for units of what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// So many offered units …
    offered: u32,
    /// … stand for so many written ones.
    written: u32,
    /// So many measures of what is offered hold what one written measure holds.
    dose: u32,
}

impl Stand {
    /// One for one.
    const SAME: Self = Self { offered: 1, written: 1, dose: 1 };

    /// How many written units so many offered ones stand for; a part does not count.
    pub fn covered(self, offered: Units) -> Units {
        let covered = u64::from(offered.count()) * u64::from(self.written);
        let covered = covered.checked_div(u64::from(self.offered)).unwrap_or_default();
        Units::new(u32::try_from(covered).unwrap_or(u32::MAX))
    }

    /// The directions for what is offered: one tablet of 5 mg becomes two of 2.5 mg. `None` when an
    /// amount grows beyond any that can be written.
    pub fn dosed(self, written: &Directions) -> Option<Directions> {
        let times = Decimal::from(self.dose);
        let more =
            |amount: Amount| Amount::parse(&(amount.number() * times).normalize().to_string());
        let each = |amount: Option<Amount>| match amount {
            Some(amount) => more(amount).map(Some),
            None => Some(None),
        };
        let frequency = match written.frequency {
            Frequency::Daily { morning, noon, night } => {
                Frequency::Daily { morning: each(morning)?, noon: each(noon)?, night: each(night)? }
            }
            Frequency::EveryHours { amount, hours } => {
                Frequency::EveryHours { amount: more(amount)?, hours }
            }
            Frequency::AsNeeded { amount, times_a_day_max } => {
                Frequency::AsNeeded { amount: more(amount)?, times_a_day_max }
            }
            Frequency::Weekly { amount } => Frequency::Weekly { amount: more(amount)? },
            Frequency::Once { amount } => Frequency::Once { amount: more(amount)? },
        };
        Some(Directions { frequency, ..written.clone() })
    }

    /// How many offered units are needed for so many written ones.
    pub fn needed(self, written: Units) -> Units {
        let parts = u64::from(written.count()) * u64::from(self.offered);
        let needed = parts.div_ceil(u64::from(self.written.max(1)));
        Units::new(u32::try_from(needed).unwrap_or(u32::MAX))
    }
}

/// Whether a pharmacist may give `offered` where `written` was signed, and in which proportion.
///
/// The same ingredients, the same way into the body, not retired; and then either the same strength in
/// every measure, or whole tablets and capsules that add up: two of 250 mg for one of 500 mg,
/// never half a tablet of 1 g. Anything else is the doctor's to decide.
pub fn may_stand_for(written: &Medicine, offered: &Medicine) -> Result<Stand, PharmacyRefusal> {
    if written.id == offered.id {
        return Ok(Stand::SAME);
    }
    let same_way = written.ingredients == offered.ingredients && written.route == offered.route;
    let proportion = proportion(written, offered).filter(|_| same_way && !offered.retired);
    proportion.ok_or_else(|| PharmacyRefusal::NotASubstitute {
        written: labels(written),
        offered: labels(offered),
    })
}

fn proportion(written: &Medicine, offered: &Medicine) -> Option<Stand> {
    let (inside, instead) = (written.content?, offered.content?);
    if inside.weight != instead.weight {
        return None;
    }
    if inside.amount == instead.amount && written.measure == offered.measure {
        // The same strength: bottles of 100 ml stand for bottles of 60 ml by their millilitres.
        return Some(Stand {
            offered: written.measures_a_unit,
            written: offered.measures_a_unit,
            dose: 1,
        });
    }
    let times = whole_times(inside.amount, instead.amount)?;
    (swallowed_whole(written) && swallowed_whole(offered)).then_some(Stand {
        offered: times,
        written: 1,
        dose: times,
    })
}

fn whole_times(large: Decimal, small: Decimal) -> Option<u32> {
    let times = large.checked_div(small)?;
    times.is_integer().then(|| times.to_u32()).flatten().filter(|times| *times >= 1)
}

fn swallowed_whole(medicine: &Medicine) -> bool {
    matches!(medicine.measure, Measure::Tablet | Measure::Capsule) && medicine.measures_a_unit == 1
}
