//! Reads a formulary from its CSV sheet. Everything that is wrong is said at once, with its line.
//!
//! Lines that begin with `#` are remarks. The columns may stand in any order:
//! `code, name_en, name_hi, also, ingredients, groups, form, strength, route, schedule, unit,
//! measure, measures_a_unit, content, adult_single, adult_daily, child_basis, child_single,
//! child_daily`; a dose cell holds `500-1000` or `500`, `child_basis` is `kg`, `each` or empty.

use super::model::{
    Content, DispensingUnit, Form, Formulary, Line, Measure, Medicine, MedicineId, Name, Range,
    Route, Schedule, UsualDose, Weight, Whom,
};
use csv::StringRecord;
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_kernel::signs::cannot_stand_on_a_line;
use std::collections::HashMap;
use uuid::Uuid;

/// More lines than any city's formulary has.
pub const LINES_MAX: usize = 5_000;
const CELL_CHARACTERS_MAX: usize = 120;

const COLUMNS: [&str; 19] = [
    "code",
    "name_en",
    "name_hi",
    "also",
    "ingredients",
    "groups",
    "form",
    "strength",
    "route",
    "schedule",
    "unit",
    "measure",
    "measures_a_unit",
    "content",
    "adult_single",
    "adult_daily",
    "child_basis",
    "child_single",
    "child_daily",
];

/// The whole list, or everything that is wrong with it.
///
/// # Errors
/// Every fault of every line, in the order of the lines.
pub fn read(text: &str) -> Result<Formulary, Vec<LineFault>> {
    let text = with_plain_line_ends(text);
    let mut sheet = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headings = sheet.headers().map_err(|error| vec![not_a_table(&error)])?.clone();
    let places = places_of(&headings)?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut codes: HashMap<String, u64> = HashMap::new();
    let mut record = StringRecord::new();
    loop {
        match sheet.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = line_of(sheet.position(), &record);
                let mut cells =
                    Cells { record: &record, line, places: &places, faults: &mut faults };
                let medicine = cells.medicine();
                if let Some(earlier) = codes.insert(medicine.code.clone(), line) {
                    cells.fault("code", Wrong::Twice { line: earlier });
                }
                let also = cells.list("also");
                lines.push(Line { line, also, medicine });
            }
            Err(error) => faults.push(not_a_table(&error)),
        }
        if lines.len() > LINES_MAX {
            faults.push(LineFault::at(0, "", Wrong::TooManyLines { most: LINES_MAX }));
            break;
        }
    }
    if faults.is_empty() { Ok(Formulary { lines }) } else { Err(faults) }
}

fn with_plain_line_ends(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// The reader gives a record the place where the remarks above it begin; what it has just read
/// past is exact.
fn line_of(past: &csv::Position, record: &StringRecord) -> u64 {
    let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
    let inside = u64::try_from(inside).unwrap_or(u64::MAX);
    past.line().saturating_sub(1).saturating_sub(inside)
}

fn places_of(headings: &StringRecord) -> Result<HashMap<&'static str, usize>, Vec<LineFault>> {
    let place = |column: &&'static str| {
        let place = headings.iter().position(|heading| heading == *column);
        let missing = LineFault::at(1, column, Wrong::ColumnMissing);
        place.map(|place| (*column, place)).ok_or(missing)
    };
    let (found, missing): (Vec<_>, Vec<_>) = COLUMNS.iter().map(place).partition(Result::is_ok);
    if missing.is_empty() {
        Ok(found.into_iter().flatten().collect())
    } else {
        Err(missing.into_iter().filter_map(Result::err).collect())
    }
}

fn not_a_table(error: &csv::Error) -> LineFault {
    let line = error.position().map_or(0, csv::Position::line);
    let unequal = matches!(error.kind(), csv::ErrorKind::UnequalLengths { .. });
    LineFault::at(line, "", if unequal { Wrong::CellsMissing } else { Wrong::NotATable })
}

/// A word where there are too many to name those that could stand.
fn unknown(word: String) -> Wrong {
    Wrong::UnknownWord { word, known: String::new() }
}

/// One line being read. A cell that is wrong is noted and stands for something harmless, so that
/// the rest of the line is looked at too; a list with one fault is never used.
struct Cells<'c> {
    record: &'c StringRecord,
    line: u64,
    places: &'c HashMap<&'static str, usize>,
    faults: &'c mut Vec<LineFault>,
}

impl Cells<'_> {
    fn medicine(&mut self) -> Medicine {
        Medicine {
            id: MedicineId::from_uuid(Uuid::nil()),
            code: self.filled("code"),
            name: Name { english: self.filled("name_en"), hindi: self.filled("name_hi") },
            ingredients: self.ingredients(),
            groups: self.list("groups"),
            form: self.word("form", Form::of_word, Form::Tablet),
            strength: self.cell("strength"),
            route: self.word("route", Route::of_word, Route::Oral),
            schedule: self.word("schedule", Schedule::of_word, Schedule::H),
            unit: self.word("unit", DispensingUnit::of_word, DispensingUnit::Tablet),
            measure: self.word("measure", Measure::of_word, Measure::Tablet),
            measures_a_unit: self.measures_a_unit(),
            content: self.content(),
            doses: self.doses(),
            retired: false,
        }
    }

    fn fault(&mut self, column: &'static str, what: Wrong) {
        self.faults.push(LineFault::at(self.line, column, what));
    }

    fn cell(&mut self, column: &'static str) -> String {
        let place = self.places.get(column).copied();
        let text = place.and_then(|place| self.record.get(place)).unwrap_or_default().to_owned();
        if text.chars().count() > CELL_CHARACTERS_MAX {
            self.fault(column, Wrong::TooLong { most: CELL_CHARACTERS_MAX });
        }
        if text.chars().any(cannot_stand_on_a_line) {
            self.fault(column, Wrong::StrangeSign);
        }
        text
    }

    fn filled(&mut self, column: &'static str) -> String {
        let text = self.cell(column);
        if text.is_empty() {
            self.fault(column, Wrong::Empty);
        }
        text
    }

    fn list(&mut self, column: &'static str) -> Vec<String> {
        let text = self.cell(column);
        let words = text.split('+').map(str::trim).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    }

    fn ingredients(&mut self) -> Vec<String> {
        let ingredients = self.list("ingredients");
        if ingredients.is_empty() {
            self.fault("ingredients", Wrong::Empty);
        }
        ingredients
    }

    fn word<T>(&mut self, column: &'static str, spelt: fn(&str) -> Option<T>, harmless: T) -> T {
        let text = self.filled(column);
        spelt(&text).unwrap_or_else(|| {
            if !text.is_empty() {
                self.fault(column, unknown(text));
            }
            harmless
        })
    }

    fn measures_a_unit(&mut self) -> u32 {
        let text = self.cell("measures_a_unit");
        match text.parse() {
            Ok(count) if count >= 1 => count,
            Ok(_) | Err(_) => {
                self.fault("measures_a_unit", Wrong::NotANumber { word: text });
                1
            }
        }
    }

    fn content(&mut self) -> Option<Content> {
        let text = self.cell("content");
        if text.is_empty() {
            return None;
        }
        let (amount, weight) = text.split_once(' ').unwrap_or((&text, ""));
        match (amount.parse(), Weight::of_word(weight)) {
            (Ok(amount), Some(weight)) => Some(Content { amount, weight }),
            (Err(_), _) => {
                self.fault("content", Wrong::NotANumber { word: amount.to_owned() });
                None
            }
            (Ok(_), None) => {
                self.fault("content", unknown(weight.to_owned()));
                None
            }
        }
    }

    fn doses(&mut self) -> Vec<UsualDose> {
        let adult = self.dose(Some(Whom::Adult), "adult_single", "adult_daily");
        let basis = self.cell("child_basis");
        let whom = match basis.as_str() {
            "" => None,
            "kg" => Some(Whom::ChildByWeight),
            "each" => Some(Whom::Child),
            _ => {
                let known = "kg, each".to_owned();
                self.fault("child_basis", Wrong::UnknownWord { word: basis, known });
                None
            }
        };
        let child = self.dose(whom, "child_single", "child_daily");
        adult.into_iter().chain(child).collect()
    }

    fn dose(
        &mut self,
        whom: Option<Whom>,
        single: &'static str,
        daily: &'static str,
    ) -> Option<UsualDose> {
        let (single, daily) = (self.range(single), self.range(daily));
        let whom = whom?;
        (single.is_some() || daily.is_some()).then_some(UsualDose { whom, single, daily })
    }

    fn range(&mut self, column: &'static str) -> Option<Range> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let range = Range::spelt(&text);
        if range.is_none() {
            self.fault(column, Wrong::NotANumber { word: text });
        }
        range
    }
}
