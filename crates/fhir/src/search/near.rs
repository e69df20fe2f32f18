//! Whatever is near a place: `latitude|longitude|distance|units`.
//!
//! Source: <http://hl7.org/fhir/R4/location.html#search>.

use crate::extract::{Position, position};
use crate::tape::Node;
use crate::ucum::Canonical;
use std::ops::RangeInclusive;

/// How far near reaches when nobody says: across a part of a city.
const DISTANCE_METRES: f64 = 5_000.0;
/// Half of the way around the globe: nothing is further away.
const FURTHEST_METRES: f64 = 20_040_000.0;
/// The mean radius of the Earth.
///
/// Source: International Union of Geodesy and Geophysics, R₁.
const RADIUS_METRES: f64 = 6_371_008.8;
/// Units that a map is measured in, and how many metres they have.
const UNITS: [(&str, f64); 4] =
    [("km", 1_000.0), ("m", 1.0), ("[mi_i]", 1_609.344), ("[mi_us]", 1_609.347_219)];
/// A degree of latitude for the index, a little shorter than any is.
const DEGREE_METRES: f64 = 110_000.0;

/// A place and how far from it.
#[derive(Clone, Debug, PartialEq)]
pub struct NearWanted {
    place: Position,
    metres: f64,
    /// Between which latitudes all of it lies, as an index keeps them.
    pub latitudes: RangeInclusive<i64>,
}

impl NearWanted {
    /// Kilometres where no unit is said; `None` for what is no place or no distance.
    pub(super) fn of(parts: &[String]) -> Option<Self> {
        let number = |at: usize, most: f64| {
            let number: f64 = parts.get(at)?.parse().ok()?;
            (-most..=most).contains(&number).then_some(number)
        };
        let place = Position { latitude: number(0, 90.0)?, longitude: number(1, 180.0)? };
        let said = |at: usize| parts.get(at).is_some_and(|part| !part.is_empty());
        let unit = if said(3) { parts.get(3)?.as_str() } else { "km" };
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let metres = if said(2) { number(2, FURTHEST_METRES)? * unit } else { DISTANCE_METRES };
        if metres < 0.0 || parts.len() > 4 {
            return None;
        }
        let reach = metres.min(FURTHEST_METRES) / DEGREE_METRES;
        let key = |latitude: f64| {
            let key = Canonical::without_unit().amount(&format!("{latitude:.7}"))?;
            Some(key.key())
        };
        let latitudes = key(place.latitude - reach - 1e-6)?..=key(place.latitude + reach + 1e-6)?;
        Some(Self { place, metres, latitudes })
    }

    pub(super) fn is(&self, body: Node<'_>) -> bool {
        position(body).is_some_and(|found| metres(self.place, found) <= self.metres)
    }
}

/// Along a great circle, by the haversine.
fn metres(one: Position, other: Position) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let across = half(one.latitude, other.latitude)
        + one.latitude.to_radians().cos()
            * other.latitude.to_radians().cos()
            * half(one.longitude, other.longitude);
    2.0 * RADIUS_METRES * across.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_measured_along_the_globe() {
        let at = |latitude, longitude| Position { latitude, longitude };
        for (one, other, expected) in [
            (at(28.6129, 77.2295), at(28.6562, 77.2410), 4_945.0),
            (at(0.0, 179.9), at(0.0, -179.9), 22_239.0),
            (at(90.0, 0.0), at(-90.0, 77.0), 20_015_115.0),
            (at(28.0, 77.0), at(28.0, 77.0), 0.0),
        ] {
            let found = metres(one, other);
            assert!((found - expected).abs() < 5.0, "{one:?} {other:?}: {found}");
        }
    }
}
