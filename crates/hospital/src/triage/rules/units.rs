//! Readings in their units. A number outside its range is a slip of the finger, not a finding: the
//! limits catch typing and carry no clinical meaning.

use crate::triage::model::TriageRefusal;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// `१०१.४` and ` 101.4 ` as the number 101.4, its decimals kept.
fn number(typed: &str) -> Result<Decimal, TriageRefusal> {
    let figure = |c: char| match c {
        '०'..='९' => char::from_digit(u32::from(c) - u32::from('०'), 10).unwrap_or(c),
        other => other,
    };
    let text: String = typed.trim().chars().map(figure).collect();
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let read = if plain { text.parse().ok() } else { None };
    read.ok_or(TriageRefusal::NotANumber)
}

fn within(
    read: Decimal,
    (least, most): (i64, i64),
    unit: &'static str,
) -> Result<Decimal, TriageRefusal> {
    // Limits are written in tenths, so that a newborn of 0.4 kg fits.
    let (least, most) = (Decimal::new(least, 1), Decimal::new(most, 1));
    if least <= read && read <= most {
        Ok(read)
    } else {
        let (least, most) = (least.normalize(), most.normalize());
        Err(TriageRefusal::Unlikely { least, most, unit })
    }
}

/// Readings with decimals; the text is kept as it was typed, zeros included.
macro_rules! decimal_readings {
    ($($(#[$doc:meta])* $Name:ident in $unit:literal, tenths $least:literal to $most:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $Name(Decimal);

        impl $Name {
            /// Reads what was typed, in either script's figures.
            pub fn parse(typed: &str) -> Result<Self, TriageRefusal> {
                let read = number(typed)?;
                if read.scale() > 2 {
                    return Err(TriageRefusal::NotANumber);
                }
                within(read, ($least, $most), $unit).map(Self)
            }

            /// The number.
            pub const fn number(self) -> Decimal {
                self.0
            }
        }
    )+};
}

/// Readings that are whole numbers.
macro_rules! whole_readings {
    ($($(#[$doc:meta])* $Name:ident in $unit:literal, tenths $least:literal to $most:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $Name(u16);

        impl $Name {
            /// Reads what was typed, in either script's figures.
            pub fn parse(typed: &str) -> Result<Self, TriageRefusal> {
                let read = number(typed)?;
                if !read.fract().is_zero() {
                    return Err(TriageRefusal::NotANumber);
                }
                let read = within(read, ($least, $most), $unit)?;
                read.to_u16().map(Self).ok_or(TriageRefusal::NotANumber)
            }

            /// The number.
            pub const fn number(self) -> u16 {
                self.0
            }
        }
    )+};
}

decimal_readings! {
    /// Degrees Celsius.
    Celsius in "°C", tenths 250 to 450;
    /// Degrees Fahrenheit.
    Fahrenheit in "°F", tenths 770 to 1130;
    /// Litres of oxygen a minute.
    LitresAMinute in "L/min", tenths 1 to 1000;
    /// Kilograms.
    Kilograms in "kg", tenths 3 to 3500;
    /// Centimetres.
    Centimetres in "cm", tenths 200 to 2600;
}

whole_readings! {
    /// Heart beats a minute.
    BeatsAMinute in "/min", tenths 200 to 3000;
    /// Breaths a minute.
    BreathsAMinute in "/min", tenths 20 to 1200;
    /// Pressure in millimetres of mercury.
    MillimetresOfMercury in "mmHg", tenths 200 to 3200;
    /// Percent.
    Percent in "%", tenths 300 to 1000;
    /// Milligrams of sugar a decilitre of blood.
    MilligramsADecilitre in "mg/dL", tenths 100 to 12000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_keeps_its_zeros_and_both_scripts_figures_are_read() {
        assert_eq!(Fahrenheit::parse("98.60").unwrap().number().to_string(), "98.60");
        assert_eq!(Fahrenheit::parse("१०१.४").unwrap().number().to_string(), "101.4");
        assert_eq!(BeatsAMinute::parse(" 92 ").unwrap().number(), 92);
    }

    #[test]
    fn what_no_living_person_has_is_refused_with_its_range() {
        let unlikely = Celsius::parse("98.6").unwrap_err();
        let range = TriageRefusal::Unlikely { least: 25.into(), most: 45.into(), unit: "°C" };
        assert_eq!(unlikely, range);
        for wrong in ["", "x", "-5", "1e2", "3,5", "٣"] {
            assert_eq!(Kilograms::parse(wrong), Err(TriageRefusal::NotANumber), "{wrong}");
        }
        assert_eq!(BeatsAMinute::parse("80.5"), Err(TriageRefusal::NotANumber));
        assert_eq!(Kilograms::parse("64.125"), Err(TriageRefusal::NotANumber));
        assert!(Percent::parse("101").is_err() && Percent::parse("29").is_err());
    }
}
