//! UCUM: amounts that were written in different units, made comparable.
//!
//! `5.4 g` and `5400 mg` are one amount, as are `37 Cel` and `98.6 [degF]`. [`Canonical`] reads a
//! code into base units and the way there; an amount in base units becomes a [`Sortable`], which
//! an index keeps beside the text of the unit. A search reads its own number and code likewise
//! and gets ranges of the index. Nothing here passes through a float.
//!
//! Three things may surprise. The mole is a number, 6.02214076 · 10²³, so `mmol/L` and
//! `10*6/uL` have the same base unit. Arbitrary units such as `[IU]` are base units of their own.
//! A unit that is read through a function other than an offset (`[pH]`, `B`, `Np`, `[p'diop]` …)
//! is comparable with itself only, a prefix aside: `20 dB` is `2 B`.
//!
//! Source: The Unified Code for Units of Measure, version 2.2 (2024-06-17), read by the crate
//! `octofhir-ucum`, which carries the table `ucum-essence.xml`. The UCUM codes, table and
//! specification are copyright © Regenstrief Institute, Inc. and the UCUM Organization, and are
//! used under their licence, <https://ucum.org/license>.
//! Start at [`canonical`] to index, at [`Canonical::ranges`] to search.

mod reading;
mod sortable;
#[cfg(test)]
mod tests;

pub use sortable::Sortable;

use crate::search::Prefix;
use octofhir_ucum::{Number, evaluate, get_canonical_units, parse_expression};
use reading::Reading;
use std::ops::RangeInclusive;

/// A longer code is no unit that somebody measures in, and is not read.
pub const CODE_BYTES_MAX: usize = 256;

/// How much that is in base units, and their text; `None` when the code is no UCUM unit or the
/// value no decimal.
pub fn canonical(value: &str, code: &str) -> Option<(Sortable, String)> {
    let unit = Canonical::of(code)?;
    Some((unit.amount(value)?, unit.unit))
}

/// A unit as a multiple of base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// The base units `g`, `m`, `s`, `rad`, `K`, `C` and `cd` in this order, then arbitrary units,
    /// such as `g.m-1.s-2` or `m-3.[iU]`; `1` for a mere number, the unit itself where it is
    /// comparable with itself only, nothing for [`Canonical::without_unit`]. Amounts with the same
    /// text can be compared.
    pub unit: String,
    factor: Number,
    offset: Number,
}

impl Canonical {
    /// What a code says, in capitals and small letters as UCUM has them; `None` for what is no
    /// UCUM unit, such as `mmHg`, `µg`, `Cel/h` or the empty text.
    pub fn of(code: &str) -> Option<Self> {
        if code.len() > CODE_BYTES_MAX {
            return None;
        }
        // Of an unknown unit the library would look for similar ones; a body full of them is
        // refused sooner without.
        let term = evaluate(&parse_expression(code).ok()?).ok()?;
        match (get_canonical_units(code), term.special) {
            (Ok(linear), _) => {
                Some(Self { unit: linear.unit, factor: linear.factor, offset: linear.offset })
            }
            (Err(_), Some(special)) => {
                let unit = special.unit.code.to_owned();
                Some(Self { unit, factor: special.scale, offset: Number::ZERO })
            }
            (Err(_), None) => None,
        }
    }

    /// For numbers without a unit and for units that are not UCUM's: the number as it stands.
    pub fn without_unit() -> Self {
        Self { unit: String::new(), factor: Number::ONE, offset: Number::ZERO }
    }

    /// A decimal in this unit as an index keeps it; `None` when it is no decimal.
    pub fn amount(&self, value: &str) -> Option<Sortable> {
        self.sortable(Reading::parse(value)?.number)
    }

    /// The indexed amounts that a search for a decimal in this unit wants: one range, two for
    /// [`Prefix::Ne`], none of them empty. `None` when the value is no decimal.
    ///
    /// `eq5.4` is [5.35, 5.45) and `ne5.4` the rest: the last written digit says how well it was
    /// measured. For `gt`, `lt`, `ge`, `le`, `sa` and `eb` the number is exact. `ap` is a tenth
    /// of the number more or less, and never narrower than `eq`; of a temperature it is a tenth
    /// of the degrees that were written.
    ///
    /// Source: <http://hl7.org/fhir/R4/search.html#prefix>.
    pub fn ranges(&self, prefix: Prefix, value: &str) -> Option<Vec<RangeInclusive<Sortable>>> {
        let reading = Reading::parse(value)?;
        let own = self.sortable(reading.number)?;
        Some(match prefix {
            Prefix::Eq => vec![self.around(&reading, reading.half)?],
            Prefix::Ne => {
                let equal = self.around(&reading, reading.half)?;
                let (below, above) = (equal.start().previous(), equal.end().next());
                vec![Sortable::FIRST..=below, above..=Sortable::LAST]
            }
            Prefix::Gt | Prefix::Sa => vec![own.next()..=Sortable::LAST],
            Prefix::Ge => vec![own..=Sortable::LAST],
            Prefix::Lt | Prefix::Eb => vec![Sortable::FIRST..=own.previous()],
            Prefix::Le => vec![Sortable::FIRST..=own],
            Prefix::Ap => vec![self.around(&reading, reading.half.max(reading.tenth()?))?],
        })
    }

    /// From `slack` below the number up to, but without, `slack` above it; always the number.
    fn around(&self, reading: &Reading, slack: Number) -> Option<RangeInclusive<Sortable>> {
        let own = self.sortable(reading.number)?;
        let first = self.sortable(reading.number.checked_sub(slack)?)?;
        let end = self.sortable(reading.number.checked_add(slack)?)?;
        Some(first..=end.previous().max(own))
    }

    fn sortable(&self, number: Number) -> Option<Sortable> {
        number.checked_mul(self.factor)?.checked_add(self.offset).map(Sortable::of)
    }
}
