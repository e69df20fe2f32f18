//! Sets of lines for common complaints.

use super::{json, json_text, of_json};
use crate::prescribing::model::{Template, TemplateLine};
use nabz_store::{Stop, Tx};

/// More sets than one desk offers.
const TEMPLATES_MAX: i64 = 60;
const TEMPLATE_LINES_MAX: i64 = 600;

const TEMPLATES: &str = "
    SELECT code, name_en, name_hi, complaint_en, complaint_hi, advice_en, advice_hi, demonstration
    FROM   prescribing_template
    ORDER  BY position, code
    LIMIT  $1";

const TEMPLATE_LINES: &str = "
    SELECT code, medicine_code, directions
    FROM   prescribing_template_line
    ORDER  BY code, position
    LIMIT  $1";

const REMOVE_LINES: &str = "DELETE FROM prescribing_template_line WHERE position >= $1";

const REMOVE: &str = "DELETE FROM prescribing_template WHERE position >= $1";

const KEEP: &str = "
    INSERT INTO prescribing_template (code, position, name_en, name_hi, complaint_en, complaint_hi,
                                      advice_en, advice_hi, demonstration)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const KEEP_LINE: &str = "
    INSERT INTO prescribing_template_line (code, position, medicine_code, directions)
    VALUES ($1, $2, $3, $4)";

/// Every set, in the order of the sheet.
pub fn templates(tx: &mut Tx<'_>) -> Result<Vec<Template>, Stop> {
    let mut templates = tx.query(TEMPLATES, &[TEMPLATES_MAX.into()], |row| {
        Ok(Template {
            code: row.get(0)?,
            name_en: row.get(1)?,
            name_hi: row.get(2)?,
            complaint_en: row.get(3)?,
            complaint_hi: row.get(4)?,
            advice_en: row.get(5)?,
            advice_hi: row.get(6)?,
            demonstration: row.get(7)?,
            lines: Vec::new(),
        })
    })?;
    let lines = tx.query(TEMPLATE_LINES, &[TEMPLATE_LINES_MAX.into()], |row| {
        let directions = of_json(&json_text(row, 2)?)?;
        Ok((row.get::<String>(0)?, TemplateLine { medicine_code: row.get(1)?, directions }))
    })?;
    for (code, line) in lines {
        if let Some(template) = templates.iter_mut().find(|template| template.code == code) {
            template.lines.push(line);
        }
    }
    Ok(templates)
}

/// Forgets every set; a load writes the new ones in the same transaction.
pub fn remove_templates(tx: &mut Tx<'_>) -> Result<(), Stop> {
    tx.execute(REMOVE_LINES, &[0.into()])?;
    tx.execute(REMOVE, &[0.into()]).map(drop)
}

/// Writes down one set.
pub fn keep_template(tx: &mut Tx<'_>, position: u32, template: &Template) -> Result<(), Stop> {
    let row = [
        template.code.as_str().into(),
        position.into(),
        template.name_en.as_str().into(),
        template.name_hi.as_str().into(),
        template.complaint_en.as_str().into(),
        template.complaint_hi.as_str().into(),
        template.advice_en.as_str().into(),
        template.advice_hi.as_str().into(),
        template.demonstration.into(),
    ];
    tx.execute(KEEP, &row)?;
    for (line, nth) in template.lines.iter().zip(1_u32..) {
        let row = [
            template.code.as_str().into(),
            nth.into(),
            line.medicine_code.as_str().into(),
            json(&line.directions)?.into(),
        ];
        tx.execute(KEEP_LINE, &row)?;
    }
    Ok(())
}
