//! Numbers and amounts that are wanted, as ranges of the keys of an index.

use super::criteria::Prefix;
use crate::quantity::Amount;
use crate::systems;
use crate::ucum::Canonical;
use std::ops::RangeInclusive;

/// Ranges of keys: see [`Sortable`](crate::ucum::Sortable).
pub type Keys = Vec<RangeInclusive<i64>>;

/// A number without a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberWanted {
    /// Its key is in one of these.
    pub keys: Keys,
}

impl NumberWanted {
    /// `None` when the text is no decimal.
    pub(super) fn of(prefix: Prefix, number: &str) -> Option<Self> {
        Some(Self { keys: keys(&Canonical::without_unit(), prefix, number)? })
    }

    pub(super) fn is(&self, key: i64) -> bool {
        is_in(&self.keys, key)
    }
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityWanted {
    /// The unit's system, where it was said.
    pub system: Option<String>,
    /// The unit, as code or as people read it, where it was said.
    pub unit: Option<String>,
    /// The number as it was written is in one of these.
    pub as_written: Keys,
    /// Where the unit is UCUM's, the text of its base units, and the amount in them.
    pub canonical: Option<(String, Keys)>,
}

impl QuantityWanted {
    /// `None` when the number is no decimal.
    pub(super) fn of(
        (prefix, number): (Prefix, &str),
        system: Option<String>,
        unit: Option<String>,
    ) -> Option<Self> {
        let code = unit.as_deref().filter(|_| system.as_deref() == Some(systems::UCUM));
        let canonical = code.and_then(Canonical::of).and_then(|canonical| {
            let keys = keys(&canonical, prefix, number)?;
            Some((canonical.unit, keys))
        });
        let as_written = keys(&Canonical::without_unit(), prefix, number)?;
        Some(Self { system, unit, as_written, canonical })
    }

    /// With a unit of UCUM, amounts in any unit that measures the same are compared; else the
    /// number as it was written, in the unit that was asked for.
    pub(super) fn is(&self, found: &Amount) -> bool {
        if let Some((unit, keys)) = &self.canonical {
            let amount = found.canonical().filter(|(_, own)| own == unit);
            return amount.is_some_and(|(amount, _)| is_in(keys, amount.key()));
        }
        let system_fits =
            self.system.as_deref().is_none_or(|system| found.system.as_deref() == Some(system));
        let unit_fits = self.unit.as_deref().is_none_or(|unit| {
            found.code.as_deref() == Some(unit)
                || (self.system.is_none() && found.unit.as_deref() == Some(unit))
        });
        let amount_fits = || found.as_written().is_some_and(|n| is_in(&self.as_written, n.key()));
        system_fits && unit_fits && amount_fits()
    }
}

fn keys(unit: &Canonical, prefix: Prefix, number: &str) -> Option<Keys> {
    let ranges = unit.ranges(prefix, number)?;
    Some(ranges.into_iter().map(|range| range.start().key()..=range.end().key()).collect())
}

fn is_in(keys: &Keys, key: i64) -> bool {
    keys.iter().any(|range| range.contains(&key))
}
