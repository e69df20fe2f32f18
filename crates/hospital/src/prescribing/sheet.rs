//! Reads sets of lines from their CSV sheet: one row a medicine, the set's own cells on each row.
//!
//! Lines that begin with `#` are remarks. A set counts as approved only where every row of it says
//! `yes`.

use super::model::{DAYS_MAX, Directions, Meal, Template, TemplateLine};
use super::rules::directions::frequency_of;
use nabz_access::sheet::{SheetLine, read_sheet};
use nabz_kernel::sheet::{LineFault, Wrong};

/// More rows than any desk's sets have.
const ROWS_MAX: usize = 600;

const COLUMNS: [&str; 12] = [
    "template",
    "name_en",
    "name_hi",
    "complaint_en",
    "complaint_hi",
    "advice_en",
    "advice_hi",
    "approved",
    "medicine",
    "dose",
    "days",
    "meal",
];

/// One row: a medicine, and the set that it belongs to.
#[derive(Clone, Debug)]
pub struct TemplateRow {
    /// Of the sheet, from 1.
    pub line: u64,
    set: Template,
    /// What the set has somebody take.
    pub medicine: TemplateLine,
}

impl TemplateRow {
    /// No medicine has the code of this row.
    pub fn no_such_medicine(&self) -> LineFault {
        let code = self.medicine.medicine_code.clone();
        LineFault::at(self.line, "medicine", Wrong::NoSuch { code })
    }
}

/// Every row, or everything that is wrong with the sheet, each with its line.
///
/// # Errors
/// One fault for each row that cannot be read, in the order of the lines.
pub fn read(text: &str) -> Result<Vec<TemplateRow>, Vec<LineFault>> {
    let lines = read_sheet(text, &COLUMNS)?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for line in &lines {
        match row_of(line) {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(line) = lines.get(ROWS_MAX) {
        faults.push(line.fault("", Wrong::TooManyLines { most: ROWS_MAX }));
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// The sets of a sheet with their medicines, in the order in which each is first named.
pub fn sets(rows: &[TemplateRow]) -> Vec<Template> {
    let mut sets = Vec::<Template>::new();
    for TemplateRow { set, medicine, .. } in rows {
        match sets.iter_mut().find(|known| known.code == set.code) {
            Some(known) => {
                known.demonstration |= set.demonstration;
                known.lines.push(medicine.clone());
            }
            None => sets.push(Template { lines: vec![medicine.clone()], ..set.clone() }),
        }
    }
    sets
}

fn row_of(line: &SheetLine) -> Result<TemplateRow, LineFault> {
    let cell = |column| line.cell(column).to_owned();
    let frequency = frequency_of(line.cell("dose"))
        .ok_or_else(|| line.fault("dose", Wrong::NotADose { word: cell("dose") }))?;
    let days = line.cell("days").parse().ok().filter(|days| (1..=DAYS_MAX).contains(days));
    let days = days.ok_or_else(|| line.fault("days", Wrong::NotANumber { word: cell("days") }))?;
    let meal = meal_of(line.cell("meal")).ok_or_else(|| {
        let known = "before, after, with, empty, any".to_owned();
        line.fault("meal", Wrong::UnknownWord { word: cell("meal"), known })
    })?;
    let directions = Directions { frequency, days, meal, remark: String::new() };
    let medicine = TemplateLine { medicine_code: line.needed("medicine")?.to_owned(), directions };
    let set = Template {
        code: line.needed("template")?.to_owned(),
        name_en: line.needed("name_en")?.to_owned(),
        name_hi: line.needed("name_hi")?.to_owned(),
        complaint_en: cell("complaint_en"),
        complaint_hi: cell("complaint_hi"),
        advice_en: cell("advice_en"),
        advice_hi: cell("advice_hi"),
        demonstration: line.cell("approved") != "yes",
        lines: Vec::new(),
    };
    Ok(TemplateRow { line: line.line, set, medicine })
}

/// `before`, `after`, `with`, `empty`, or nothing.
pub fn meal_of(word: &str) -> Option<Meal> {
    match word {
        "" | "any" => Some(Meal::Any),
        "before" => Some(Meal::Before),
        "after" => Some(Meal::After),
        "with" => Some(Meal::With),
        "empty" => Some(Meal::Empty),
        _ => None,
    }
}

/// The word that [`meal_of`] reads.
pub const fn meal_word(meal: Meal) -> &'static str {
    match meal {
        Meal::Any => "any",
        Meal::Before => "before",
        Meal::After => "after",
        Meal::With => "with",
        Meal::Empty => "empty",
    }
}
