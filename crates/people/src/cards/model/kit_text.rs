//! The words of a kit: what a city says on its cards and on what comes with them.

use nabz_print::Both;
use nabz_print::kit::leaflet::Part;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;

/// Digits of a number that somebody calls, from a short one of the city to one with its country.
/// Source: ITU-T E.164, 15 digits at most.
const HELPLINE_DIGITS: RangeInclusive<usize> = 3..=15;

words!(
    /// What a line of such words is.
    KitLine {
        /// What every card is called; there is one.
        Title = "title",
        /// The number to call; there is one.
        Helpline = "helpline",
        /// Where a letter goes that nobody could deliver; there is one.
        Sender = "sender",
        /// A paragraph of the letter.
        Letter = "letter",
        /// Who signs the letter; there is one.
        Signed = "signed",
        /// Over a part of the leaflet.
        Heading = "heading",
        /// A sentence of the part whose heading stands above it.
        Point = "point",
    }
);

impl KitLine {
    /// Whether there is one line of it and no more.
    pub const fn is_once(self) -> bool {
        match self {
            Self::Title | Self::Helpline | Self::Sender | Self::Signed => true,
            Self::Letter | Self::Heading | Self::Point => false,
        }
    }
}

/// The number to call, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helpline(String);

impl Helpline {
    /// Accepts 3 to 15 digits, in groups with a space or a hyphen between them, and a `+` before
    /// them; keeps them as they were typed.
    pub fn parse(typed: &str) -> Option<Self> {
        let number = typed.strip_prefix('+').unwrap_or(typed);
        let are_digits =
            |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
        let groups = || number.split([' ', '-']);
        let digits: usize = groups().map(str::len).sum();
        let is_one = groups().all(are_digits) && HELPLINE_DIGITS.contains(&digits);
        is_one.then(|| Self(typed.to_owned()))
    }

    /// As a phone dials it.
    pub fn dialled(&self) -> String {
        self.0.replace([' ', '-'], "")
    }
}

impl fmt::Display for Helpline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a city says on its cards and on what comes with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitText {
    /// What every card is called.
    pub title: Both,
    /// The number to call.
    pub helpline: Helpline,
    /// Where a letter goes that nobody could deliver.
    pub sender: Both,
    /// The paragraphs of the letter.
    pub letter: Vec<Both>,
    /// Who signs it.
    pub signed: Both,
    /// The parts of the leaflet.
    pub leaflet: Vec<Part>,
    /// Whether they were written to try the program with, which every paper then says.
    pub demonstration: bool,
}

impl KitText {
    /// Of their lines, in the order in which they are printed; `None` where one is missing that
    /// there has to be, or a point stands below no heading.
    pub fn of(lines: Vec<(KitLine, Both)>, demonstration: bool) -> Option<Self> {
        let (mut title, mut helpline, mut sender, mut signed) = (None, None, None, None);
        let (mut letter, mut leaflet) = (Vec::new(), Vec::<Part>::new());
        for (what, words) in lines {
            match what {
                KitLine::Title => title = Some(words),
                KitLine::Helpline => helpline = Helpline::parse(&words.en),
                KitLine::Sender => sender = Some(words),
                KitLine::Letter => letter.push(words),
                KitLine::Signed => signed = Some(words),
                KitLine::Heading => leaflet.push(Part { heading: words, points: Vec::new() }),
                KitLine::Point => leaflet.last_mut()?.points.push(words),
            }
        }
        Some(Self {
            title: title?,
            helpline: helpline?,
            sender: sender?,
            letter,
            signed: signed?,
            leaflet,
            demonstration,
        })
    }

    /// Their lines, of which [`KitText::of`] makes the same words again.
    pub fn lines(&self) -> Vec<(KitLine, Both)> {
        let number = self.helpline.to_string();
        let mut lines = vec![
            (KitLine::Title, self.title.clone()),
            (KitLine::Helpline, Both::new(number.as_str(), number.as_str())),
            (KitLine::Sender, self.sender.clone()),
        ];
        lines.extend(self.letter.iter().map(|words| (KitLine::Letter, words.clone())));
        lines.push((KitLine::Signed, self.signed.clone()));
        for part in &self.leaflet {
            lines.push((KitLine::Heading, part.heading.clone()));
            lines.extend(part.points.iter().map(|words| (KitLine::Point, words.clone())));
        }
        lines
    }
}

/// The words that are printed and shown now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitTextInForce {
    /// Counted from 1; `None` for the sample of a city that has given no words yet.
    pub version: Option<u32>,
    /// The words.
    pub text: KitText,
}

/// What came of words that were loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KitTextIssued {
    /// The version that is in force.
    pub version: u32,
    /// Whether it is a new one: the same words again are no other version.
    pub is_new: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_to_call_is_digits_in_groups() {
        for (typed, dialled) in [
            ("104", "104"),
            ("00000 01075", "0000001075"),
            ("+91 11-0000 0000", "+911100000000"),
            ("1800-00-0000", "1800000000"),
        ] {
            let helpline = Helpline::parse(typed).unwrap();
            assert_eq!((helpline.to_string().as_str(), &*helpline.dialled()), (typed, dialled));
        }
        for typed in ["", "10", "1075 a", "1075 ", "10  75", "०१०७५", "1+075", "0000000000000000"]
        {
            assert_eq!(Helpline::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn words_are_of_their_lines_and_a_point_stands_below_a_heading() {
        let both = |text: &str| Both::new(format!("{text} हिन्दी"), text);
        let once = [
            (KitLine::Title, both("title")),
            (KitLine::Helpline, Both::new("1075", "1075")),
            (KitLine::Sender, both("sender")),
            (KitLine::Letter, both("one")),
            (KitLine::Letter, both("two")),
            (KitLine::Signed, both("signed")),
        ];
        let part = [
            (KitLine::Heading, both("first")),
            (KitLine::Point, both("a point")),
            (KitLine::Heading, both("second")),
            (KitLine::Point, both("another")),
        ];
        let lines = [&once[..], &part[..]].concat();
        let text = KitText::of(lines.clone(), true).unwrap();
        assert_eq!(text.lines(), lines);
        assert_eq!((text.letter.len(), text.leaflet.len(), text.demonstration), (2, 2, true));
        assert_eq!(KitText::of(lines[1..].to_vec(), true), None, "nobody says what it is called");
        let lone = [&once[..], &part[1..]].concat();
        assert_eq!(KitText::of(lone, true), None);
    }
}
