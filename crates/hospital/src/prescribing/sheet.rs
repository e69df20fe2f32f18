//! Reads sets of lines from their CSV sheet: one row a medicine, the set's own cells on each row.
//!
//! Lines that begin with `#` are remarks. Columns, in any order: `template, name_en, name_hi,
//! complaint_en, complaint_hi, advice_en, advice_hi, approved, medicine, dose, days, meal`. A set
//! counts as approved only where every row of it says `yes`.

use super::model::{DAYS_MAX, Directions, Meal, Template, TemplateLine};
use super::rules::directions::{frequency_of, words_kept};
use serde::Deserialize;

/// More rows than any desk's sets have.
const ROWS_MAX: usize = 600;
const CELL_LETTERS_MAX: usize = 400;

#[derive(Debug, Deserialize)]
struct Row {
    template: String,
    name_en: String,
    name_hi: String,
    complaint_en: String,
    complaint_hi: String,
    advice_en: String,
    advice_hi: String,
    approved: String,
    medicine: String,
    dose: String,
    days: String,
    meal: String,
}

/// Every set, or everything that is wrong with the sheet, each with its line.
///
/// # Errors
/// One sentence for each fault, in the order of the lines.
pub fn read(text: &str) -> Result<Vec<Template>, Vec<String>> {
    let mut sheet = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let (mut templates, mut faults) = (Vec::<Template>::new(), Vec::new());
    let mut rows = 0;
    for record in sheet.deserialize::<Row>() {
        rows += 1;
        let row = match record {
            Ok(row) => row,
            Err(fault) => {
                faults.push(fault.to_string());
                continue;
            }
        };
        // Counted in rows behind the heading; remarks in between are not counted.
        add(&mut templates, row).unwrap_or_else(|what| faults.push(format!("row {rows}: {what}")));
    }
    if rows > ROWS_MAX {
        faults.push(format!("more than {ROWS_MAX} rows"));
    }
    if faults.is_empty() { Ok(templates) } else { Err(faults) }
}

fn add(templates: &mut Vec<Template>, row: Row) -> Result<(), String> {
    let line = line_of(&row)?;
    let cells = [&row.name_en, &row.name_hi, &row.complaint_en, &row.complaint_hi];
    let long = [&row.advice_en, &row.advice_hi];
    if !cells.into_iter().chain(long).all(|cell| words_kept(cell, CELL_LETTERS_MAX)) {
        return Err("a cell is too long or holds a control character".into());
    }
    if row.template.is_empty() || row.name_en.is_empty() || row.name_hi.is_empty() {
        return Err("a set needs a code and a name in both scripts".into());
    }
    let demonstration = row.approved != "yes";
    match templates.iter_mut().find(|template| template.code == row.template) {
        Some(template) => {
            template.demonstration |= demonstration;
            template.lines.push(line);
        }
        None => templates.push(Template {
            code: row.template,
            name_en: row.name_en,
            name_hi: row.name_hi,
            complaint_en: row.complaint_en,
            complaint_hi: row.complaint_hi,
            advice_en: row.advice_en,
            advice_hi: row.advice_hi,
            demonstration,
            lines: vec![line],
        }),
    }
    Ok(())
}

fn line_of(row: &Row) -> Result<TemplateLine, String> {
    let frequency =
        frequency_of(&row.dose).map_err(|_| format!("dose: '{}' is no dose", row.dose))?;
    let days = row.days.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days));
    let days = days.ok_or_else(|| format!("days: '{}' is no number of days", row.days))?;
    let meal = meal_of(&row.meal).ok_or_else(|| format!("meal: '{}' is not known", row.meal))?;
    if row.medicine.is_empty() {
        return Err("medicine: nothing is written here".into());
    }
    let directions = Directions { frequency, days, meal, remark: String::new() };
    Ok(TemplateLine { medicine_code: row.medicine.clone(), directions })
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
