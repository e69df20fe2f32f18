//! A number as it was written: how much, and how well that was measured.

use crate::quantity::last_place;
use octofhir_ucum::Number;

/// A decimal and what its last digit leaves open.
pub(super) struct Reading {
    /// The number, to 28 digits.
    pub(super) number: Number,
    /// Half of the last written digit: `5.40` was measured to 0.005.
    pub(super) half: Number,
}

impl Reading {
    /// `None` for what is no decimal, and for exponents that leave 32 bits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let place = last_place(text)?.checked_sub(1)?;
        let half = Number::from_i64(5).checked_mul(Number::power_of_ten(place))?;
        Some(Self { number: Number::parse(text)?, half })
    }

    /// A tenth of the number, without its sign.
    pub(super) fn tenth(&self) -> Option<Number> {
        self.number.abs().checked_mul(Number::power_of_ten(-1))
    }
}
