//! Verhoeff's check digit, which health IDs, ABHA and Aadhaar numbers end with: it catches every
//! single wrong digit and every swap of two neighbours.
//!
//! Source: J. Verhoeff, Error Detecting Decimal Codes, Mathematical Centre Tract 29 (1969).

/// The digit that belongs behind a number.
pub fn check_digit(mut number: u64) -> u8 {
    let mut sum = 0;
    let mut place = 1;
    while number > 0 {
        let digit = u8::try_from(number % 10).unwrap_or_default();
        sum = turn(sum, permuted(digit, place));
        number /= 10;
        place += 1;
    }
    // The digit that brings the sum back to 0: a rotation is undone by the rest of its turn, a
    // reflection by itself.
    if sum < 5 { (5 - sum) % 5 } else { sum }
}

/// Whether the last digit of a number is the one that belongs there.
pub fn holds(number: u64) -> bool {
    u64::from(check_digit(number / 10)) == number % 10
}

/// Multiplication in the group of the pentagon's turns (0 to 4) and reflections (5 to 9).
fn turn(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Verhoeff's permutation, applied `place` times.
fn permuted(digit: u8, place: u32) -> u8 {
    (0..place % 8).fold(digit, |digit, _| match digit {
        0 => 1,
        1 => 5,
        2 => 7,
        3 => 6,
        4 => 2,
        5 => 8,
        6 => 3,
        7 => 0,
        8 => 9,
        _ => 4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_verhoeffs() {
        // The worked examples that circulate with the algorithm.
        assert_eq!(check_digit(236), 3);
        assert_eq!(check_digit(12_345), 1);
        assert_eq!(check_digit(142_857), 0);
        assert_eq!(check_digit(123_456_789_012), 0);
        assert!(holds(2_363) && !holds(2_364) && !holds(2_633));
    }
}
