//! Reads the words of a kit. Every fault is found before anything is in force, the words that have
//! no room on paper among them.

use super::model::{Helpline, KitLine, KitText};
use super::paper;
use nabz_kernel::names::Script;
use nabz_kernel::sheet::{LineFault, Wrong, is_demonstration, lines_below, says_something};
use nabz_print::kit::room::{self, InBoth, LEAFLET_PAGES_MAX, LETTER_PAGES_MAX, NoRoom};
use nabz_print::{Both, PrintFault};

const WHAT: &str = "what";
const ENGLISH: &str = "english";
const HINDI: &str = "hindi";
const KIND: &str = "kind";
const HEADINGS: [&str; 4] = [WHAT, ENGLISH, HINDI, KIND];
/// More than two sheets of paper have room for.
const LINES_MAX: usize = 100;
/// Letters of one line.
const LETTERS_MAX: usize = 600;

/// A sheet that could be read.
#[derive(Debug)]
pub struct KitSheet {
    rows: Vec<Row>,
    text: KitText,
}

#[derive(Debug)]
struct Row {
    line: u64,
    what: KitLine,
    words: Both,
    demonstration: bool,
}

/// The words of a tab-separated sheet: what, english, hindi, kind. One line that is demonstration
/// text makes all of it that.
///
/// # Errors
/// Every fault with its line. Whether the words have room is asked of [`KitSheet::no_room`].
pub fn kit_text(text: &str) -> Result<KitSheet, Vec<LineFault>> {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in lines_below(text, &HEADINGS)? {
        match row(number, line) {
            Ok(read) => rows.push(read),
            Err(fault) => faults.push(fault),
        }
    }
    if rows.len() > LINES_MAX {
        faults.push(LineFault::at(0, "", Wrong::TooManyLines { most: LINES_MAX }));
    }
    if faults.is_empty() {
        faults = out_of_place(&rows);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let demonstration = rows.iter().any(|row| row.demonstration);
    let lines = rows.iter().map(|row| (row.what, row.words.clone())).collect();
    match KitText::of(lines, demonstration) {
        Some(text) => Ok(KitSheet { rows, text }),
        None => Err(vec![LineFault::at(0, "", Wrong::NotATable)]),
    }
}

fn row(number: u64, line: &str) -> Result<Row, LineFault> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [what, english, hindi, kind] = *cells.as_slice() else {
        return Err(LineFault::at(number, "", Wrong::CellsMissing));
    };
    let what = named(what).map_err(|wrong| LineFault::at(number, WHAT, wrong))?;
    for (column, cell) in [(ENGLISH, english), (HINDI, hindi)] {
        says_something(cell, LETTERS_MAX).map_err(|wrong| LineFault::at(number, column, wrong))?;
    }
    if what == KitLine::Helpline {
        if Helpline::parse(english).is_none() {
            return Err(LineFault::at(number, ENGLISH, Wrong::NotAHelpline));
        }
        // A number is of no language: two that differ would be two helplines.
        if hindi != english {
            return Err(LineFault::at(number, HINDI, Wrong::NotAHelpline));
        }
    } else if Script::of(hindi) != Script::Devanagari {
        return Err(LineFault::at(number, HINDI, Wrong::NotHindi));
    }
    let demonstration =
        is_demonstration(kind).map_err(|wrong| LineFault::at(number, KIND, wrong))?;
    Ok(Row { line: number, what, words: Both::new(hindi, english), demonstration })
}

fn named(word: &str) -> Result<KitLine, Wrong> {
    let known: Vec<&str> = KitLine::ALL.iter().copied().map(KitLine::word).collect();
    KitLine::of_word(word).ok_or_else(|| Wrong::unknown(word, &known))
}

/// What there is none of, or two, and points that no heading stands above.
fn out_of_place(rows: &[Row]) -> Vec<LineFault> {
    let mut faults = Vec::new();
    for what in KitLine::ALL.iter().copied() {
        let mut of_it = rows.iter().filter(|row| row.what == what);
        let Some(first) = of_it.next() else {
            let word = what.word().to_owned();
            faults.push(LineFault::at(1, WHAT, Wrong::LineMissing { word }));
            continue;
        };
        if let Some(again) = of_it.next().filter(|_| what.is_once()) {
            faults.push(LineFault::at(again.line, WHAT, Wrong::Twice { line: first.line }));
        }
    }
    let before = rows.iter().take_while(|row| row.what != KitLine::Heading);
    let lone = before.filter(|row| row.what == KitLine::Point);
    let above = KitLine::Heading.word();
    faults.extend(lone.map(|row| LineFault::at(row.line, WHAT, Wrong::OutOfPlace { above })));
    faults
}

impl KitSheet {
    /// The words.
    pub fn into_text(self) -> KitText {
        self.text
    }

    /// Everything that has no room where it is printed.
    ///
    /// # Errors
    /// What is the fault of no list: a font that cannot be read.
    pub fn no_room(&self) -> Result<Vec<LineFault>, PrintFault> {
        let mut faults = Vec::new();
        for row in &self.rows {
            let [hindi, english] = self.no_room_for(row)?;
            for (column, no_room) in [(ENGLISH, english), (HINDI, hindi)] {
                faults.extend(no_room.map(|why| LineFault::at(row.line, column, wrong(why))));
            }
        }
        if faults.is_empty() {
            faults = self.too_many_pages()?;
        }
        Ok(faults)
    }

    fn no_room_for(&self, row: &Row) -> Result<InBoth, PrintFault> {
        match row.what {
            KitLine::Title => room::title(&row.words),
            KitLine::Helpline => Ok([None, room::helpline(&paper::issuer(&self.text))?]),
            KitLine::Sender => room::sender(&row.words),
            KitLine::Letter | KitLine::Signed => room::sentence(&row.words),
            KitLine::Heading => room::heading(&row.words),
            KitLine::Point => room::point(&row.words),
        }
    }

    /// Said of the last line of whatever takes too many.
    fn too_many_pages(&self) -> Result<Vec<LineFault>, PrintFault> {
        let letter = room::letter_pages(&paper::letter_text(&self.text))?;
        let leaflet = room::leaflet_pages(&paper::leaflet(&self.text), &paper::issuer(&self.text))?;
        let mut faults = Vec::new();
        for (pages, most, last) in [
            (letter, LETTER_PAGES_MAX, KitLine::Letter),
            (leaflet, LEAFLET_PAGES_MAX, KitLine::Point),
        ] {
            let last = self.rows.iter().rev().find(|row| row.what == last);
            let last = last.filter(|_| pages > most);
            faults.extend(
                last.map(|row| LineFault::at(row.line, WHAT, Wrong::TooManyPages { most })),
            );
        }
        Ok(faults)
    }
}

fn wrong(why: NoRoom) -> Wrong {
    match why {
        NoRoom::Word(word) => Wrong::WordTooWide { word },
        NoRoom::Line => Wrong::NoRoom,
    }
}
