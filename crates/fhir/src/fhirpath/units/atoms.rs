//! The atoms of UCUM, each said by others, and the prefixes before them.

use super::{POWERS, Scale};
use rust_decimal::Decimal;

/// What everything else is made of; the place is that of its power. UCUM takes charge rather than
/// current, and counts the mole as a number; neither matters to what can be compared.
const BASE: [&str; POWERS - 1] = ["m", "s", "g", "K", "A", "cd", "mol", "[iU]", "bit"];

/// One atom: so many times what the code says.
struct Atom {
    symbol: &'static str,
    /// A prefix may stand before it.
    is_metric: bool,
    times: &'static str,
    of: &'static str,
}

const fn metric(symbol: &'static str, times: &'static str, of: &'static str) -> Atom {
    Atom { symbol, is_metric: true, times, of }
}

const fn plain(symbol: &'static str, times: &'static str, of: &'static str) -> Atom {
    Atom { symbol, is_metric: false, times, of }
}

const ATOMS: [Atom; 59] = [
    metric("L", "1", "dm3"),
    metric("l", "1", "dm3"),
    metric("t", "1000", "kg"),
    metric("u", "0.00000000000000000000000166054", "g"),
    metric("Hz", "1", "/s"),
    metric("Bq", "1", "/s"),
    metric("N", "1", "kg.m/s2"),
    metric("Pa", "1", "N/m2"),
    metric("J", "1", "N.m"),
    metric("W", "1", "J/s"),
    metric("C", "1", "A.s"),
    metric("V", "1", "W/A"),
    metric("Ohm", "1", "V/A"),
    metric("F", "1", "C/V"),
    metric("T", "1", "V.s/m2"),
    metric("Gy", "1", "J/kg"),
    metric("Sv", "1", "J/kg"),
    metric("Ci", "37000000000", "Bq"),
    metric("bar", "100000", "Pa"),
    metric("m[Hg]", "133.322", "kPa"),
    metric("m[H2O]", "9.80665", "kPa"),
    metric("cal", "4.184", "J"),
    metric("eq", "1", "mol"),
    metric("osm", "1", "mol"),
    metric("kat", "1", "mol/s"),
    metric("U", "1", "umol/min"),
    metric("[IU]", "1", "[iU]"),
    metric("By", "8", "bit"),
    metric("lm", "1", "cd"),
    metric("lx", "1", "lm/m2"),
    metric("P", "0.1", "Pa.s"),
    metric("dyn", "0.00001", "N"),
    metric("erg", "0.0000001", "J"),
    plain("min", "60", "s"),
    plain("h", "60", "min"),
    plain("d", "24", "h"),
    plain("wk", "7", "d"),
    plain("a", "365.25", "d"),
    plain("mo", "30.4375", "d"),
    plain("%", "0.01", "1"),
    plain("[ppth]", "0.001", "1"),
    plain("[ppm]", "0.000001", "1"),
    plain("[ppb]", "0.000000001", "1"),
    plain("[in_i]", "2.54", "cm"),
    plain("[ft_i]", "12", "[in_i]"),
    plain("[yd_i]", "3", "[ft_i]"),
    plain("[mi_i]", "5280", "[ft_i]"),
    plain("[sin_i]", "1", "[in_i]2"),
    plain("[sft_i]", "1", "[ft_i]2"),
    plain("[lb_av]", "453.59237", "g"),
    plain("[oz_av]", "28.349523125", "g"),
    plain("[gr]", "64.79891", "mg"),
    plain("[stone_av]", "14", "[lb_av]"),
    plain("[gal_us]", "3.785411784", "L"),
    plain("[foz_us]", "29.5735295625", "mL"),
    plain("[tbs_us]", "14.78676478125", "mL"),
    plain("[tsp_us]", "4.92892159375", "mL"),
    plain("[drp]", "0.05", "mL"),
    plain("[psi]", "6.894757", "kPa"),
];

/// Prefixes and the powers of ten that they are.
const PREFIXES: [(&str, i8); 18] = [
    ("da", 1),
    ("h", 2),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
    ("Z", 21),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("u", -6),
    ("n", -9),
    ("p", -12),
    ("f", -15),
    ("a", -18),
    ("z", -21),
];

/// Of an atom, with or without a prefix.
pub(super) fn scale(symbol: &str) -> Option<Scale> {
    if let Some((scale, _)) = atom(symbol) {
        return Some(scale);
    }
    PREFIXES.iter().find_map(|(prefix, exponent)| {
        let (scale, is_metric) = atom(symbol.strip_prefix(prefix)?)?;
        let ten = Scale { over: Decimal::from(10), ..Scale::ONE };
        if is_metric { scale.times(ten.to_the(*exponent)?) } else { None }
    })
}

fn atom(symbol: &str) -> Option<(Scale, bool)> {
    if let Some(place) = BASE.iter().position(|base| *base == symbol) {
        let mut powers = [0; POWERS];
        *powers.get_mut(place)? = 1;
        return Some((Scale { powers, ..Scale::ONE }, true));
    }
    let atom = ATOMS.iter().find(|atom| atom.symbol == symbol)?;
    let times = Scale { over: atom.times.parse().ok()?, ..Scale::ONE };
    Some((Scale::of_code(atom.of)?.times(times)?, atom.is_metric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_atom_is_said_by_others_that_are_known() {
        for known in &ATOMS {
            assert!(atom(known.symbol).is_some(), "{}", known.symbol);
        }
    }
}
