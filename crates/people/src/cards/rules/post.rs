//! What the post says about cards: how a line of its files is read, and what comes of it.

use super::{made, serial_of};
use crate::cards::model::{
    Card, CardState, CardsRefusal, FileLine, LineAnswer, Making, POST_LINES_MAX, PostLine,
    PostSaid, Step,
};
use crate::registry::rules::text;
use nabz_credential::text::PREFIX;
use nabz_kernel::clock::Date;
use nabz_kernel::refusal::Refused;
use std::collections::HashSet;

/// What the first column of a file is called.
const HEADING: &str = "serial";
const DELIVERED: &str = "delivered";
const RETURNED: &str = "returned";
/// Longer than any number of a parcel.
const LABEL_LETTERS_MAX: usize = 40;
const YEAR_FIGURES: usize = 4;

/// Whether a text is that of a card's code, rightly signed or not.
pub fn is_code(typed: &str) -> bool {
    typed.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

/// The number of a parcel, as it was typed or scanned from its label.
///
/// Refuses with `CRD-045` none, with `CRD-090` the code of a card, and as every text what cannot be
/// kept.
pub fn label(typed: &str) -> Result<String, Refused> {
    if is_code(typed.trim()) {
        return Err(CardsRefusal::CodeIsNoLabel.into());
    }
    text(Some(typed))?.ok_or_else(|| CardsRefusal::NoParcel.into())
}

/// The lines of a file of the post: `serial,tracking`, or `serial,event,date` with `delivered` or
/// `returned`. A heading and empty lines are left out.
///
/// Refuses with `CRD-091` a file in which no line can be read, and with `CRD-092` one with more
/// lines than are taken at once.
pub fn lines(typed: &str) -> Result<Vec<FileLine>, CardsRefusal> {
    let typed = typed.strip_prefix('\u{feff}').unwrap_or(typed);
    let (mut lines, mut seen) = (Vec::new(), HashSet::new());
    for (number, text) in (1_u32..).zip(typed.lines()) {
        if text.trim().is_empty() || (lines.is_empty() && is_heading(text)) {
            continue;
        }
        if lines.len() == POST_LINES_MAX {
            return Err(too_many());
        }
        let read = read(text).ok_or(LineAnswer::Unreadable);
        let read = read.and_then(|line| {
            let first = seen.insert((line.serial, line.said.step()));
            if first { Ok(line) } else { Err(LineAnswer::Twice) }
        });
        lines.push(FileLine { number, text: text.to_owned(), read });
    }
    if lines.iter().any(|line| line.read.is_ok()) { Ok(lines) } else { Err(CardsRefusal::NoLines) }
}

/// More than is taken at once.
pub fn too_many() -> CardsRefusal {
    let most = u32::try_from(POST_LINES_MAX).unwrap_or(u32::MAX);
    CardsRefusal::TooManyLines { most }
}

/// A file holds numbers, words and days; nothing of it has a comma, so that quotes say nothing.
fn cells(text: &str) -> Vec<&str> {
    let cells = text.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"').trim());
    let mut cells: Vec<&str> = cells.collect();
    // A spreadsheet fills short lines up.
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    cells
}

fn is_heading(text: &str) -> bool {
    cells(text).first().is_some_and(|cell| cell.eq_ignore_ascii_case(HEADING))
}

fn read(text: &str) -> Option<PostLine> {
    let (serial, said) = match cells(text).as_slice() {
        [serial, parcel] => {
            let parcel = label(parcel).ok()?;
            let is_one = parcel.chars().count() <= LABEL_LETTERS_MAX && day(&parcel).is_none();
            (*serial, is_one.then_some(PostSaid::Booked(parcel))?)
        }
        [serial, event, on] if event.eq_ignore_ascii_case(DELIVERED) => {
            (*serial, PostSaid::Delivered(day(on)?))
        }
        [serial, event, on] if event.eq_ignore_ascii_case(RETURNED) => {
            (*serial, PostSaid::Returned(day(on)?))
        }
        _ => return None,
    };
    Some(PostLine { serial: serial_of(serial)?, said })
}

/// A day as the post writes it: `2026-11-23`, `23-11-2026` or `23/11/2026`.
fn day(typed: &str) -> Option<Date> {
    let parts: Vec<&str> = typed.split(['-', '/', '.']).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if first.len() == YEAR_FIGURES { (first, last) } else { (last, first) };
    if year.len() != YEAR_FIGURES {
        return None;
    }
    Date::from_calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A line as [`lines`] reads it again.
pub fn spelt(line: &PostLine) -> String {
    let serial = line.serial.number();
    match &line.said {
        PostSaid::Booked(parcel) => format!("{serial},{parcel}"),
        PostSaid::Delivered(on) => format!("{serial},{DELIVERED},{on}"),
        PostSaid::Returned(on) => format!("{serial},{RETURNED},{on}"),
    }
}

/// What becomes of what the post says of a card, to which all this has happened.
pub fn judge(card: &Card, steps: &[Step], said: &PostSaid, today: Date) -> LineAnswer {
    if was_said(steps, said) {
        return LineAnswer::Before;
    }
    let step = match card.state {
        CardState::Ended(_) => return LineAnswer::Over,
        CardState::Active | CardState::Suspended(_) => return LineAnswer::InHand,
        CardState::Making(step) => step,
    };
    match said {
        PostSaid::Booked(_) => match step {
            Making::Queued | Making::Printed => LineAnswer::NotChecked,
            Making::Dispatched | Making::Delivered => LineAnswer::OtherNumber,
            Making::Checked | Making::Returned => LineAnswer::Fine,
        },
        PostSaid::Delivered(_) | PostSaid::Returned(_) if step == said.step() => LineAnswer::Before,
        PostSaid::Delivered(on) | PostSaid::Returned(on) => {
            if made(card.state, said.step()).is_err() {
                LineAnswer::NotSent
            } else if *on > today {
                LineAnswer::ToCome
            } else if *on < with_the_post_since(card, steps) {
                LineAnswer::TooEarly
            } else {
                LineAnswer::Fine
            }
        }
    }
}

/// Whether the same was said before, though the card may have come further since.
fn was_said(steps: &[Step], said: &PostSaid) -> bool {
    let (state, note) = (CardState::Making(said.step()), said.note());
    steps.iter().any(|step| step.state == state && step.note.as_deref() == Some(&*note))
}

/// The first day on which the post can have the card as it has it now: the booking may have been
/// written down later than it was made, and a parcel that came back ended with that.
fn with_the_post_since(card: &Card, steps: &[Step]) -> Date {
    let came_back = |step: &&Step| step.state == CardState::Making(Making::Returned);
    let last = steps.iter().rev().find(came_back).map_or(card.made_at, |step| step.at);
    last.date_in_india()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::model::StatusIndex;

    fn line(serial: u32, said: PostSaid) -> PostLine {
        PostLine { serial: StatusIndex::new(serial).unwrap(), said }
    }

    fn booked(parcel: &str) -> PostSaid {
        PostSaid::Booked(parcel.to_owned())
    }

    fn date(year: i16, month: i8, day: i8) -> Date {
        Date::from_calendar(year, month, day).unwrap()
    }

    #[test]
    fn a_code_is_known_by_its_beginning_and_a_name_is_none() {
        assert!(is_code("DH1:6BF") && is_code("dh1:6bf"));
        assert!(!is_code("DH 1000 0000 0000 4") && !is_code("सुनीता") && !is_code(""));
    }

    #[test]
    fn a_line_is_read_however_a_spreadsheet_writes_it() {
        let ed = || line(417_226, booked("ED123456789IN"));
        let on = date(2026, 11, 21);
        for (text, said) in [
            ("000417226,ED123456789IN", ed()),
            ("\"000 417 226\";\"ED123456789IN\"", ed()),
            ("417226\tED123456789IN\t\t", ed()),
            (" ००० ४१७ २२६ , ED123456789IN ", ed()),
            ("417226,Delivered,2026-11-21", line(417_226, PostSaid::Delivered(on))),
            ("417226,returned,21/11/2026", line(417_226, PostSaid::Returned(on))),
            ("417226;RETURNED;21-11-2026", line(417_226, PostSaid::Returned(on))),
        ] {
            assert_eq!(read(text), Some(said.clone()), "{text}");
            assert_eq!(read(&spelt(&said)), Some(said), "{text}");
        }
    }

    #[test]
    fn what_is_no_such_line_is_none() {
        for text in [
            "417226",
            "ED123456789IN,417226",
            "417226,",
            "417226,2026-11-21",
            "417226,lost,2026-11-21",
            "417226,delivered,31-02-2026",
            "417226,delivered,21-11-26",
            "417226,DH1:6BF",
            "99999999999,ED123456789IN",
            "417226,delivered,2026-11-21,again",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_is_read_line_by_line_and_says_what_stands_there_twice() {
        let typed = "\u{feff}Serial,Tracking\r\n\r\n1,ED1\r\nnonsense\r\n1,ED2\r\n2,ED1\r\n";
        let read = lines(typed).unwrap();
        let said: Vec<_> = read.iter().map(|line| (line.number, line.read.clone())).collect();
        let expected = [
            (3, Ok(line(1, booked("ED1")))),
            (4, Err(LineAnswer::Unreadable)),
            (5, Err(LineAnswer::Twice)),
            (6, Ok(line(2, booked("ED1")))),
        ];
        assert_eq!(said, expected, "a family's cards may lie in one parcel");
        for none in ["", "serial,tracking\n", "nonsense\n,\n"] {
            assert_eq!(lines(none), Err(CardsRefusal::NoLines), "{none:?}");
        }
        let many = "1,ED1\n".repeat(POST_LINES_MAX + 1);
        assert_eq!(lines(&many), Err(too_many()));
    }

    #[test]
    fn no_label_is_the_code_of_a_card() {
        assert_eq!(label(" ED123456789IN ").unwrap(), "ED123456789IN");
        assert_eq!(label("DH1:6BF").unwrap_err().code, "CRD-090");
        assert_eq!(label("  ").unwrap_err().code, "CRD-045");
    }
}
