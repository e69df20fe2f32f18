//! Labels of 50 × 25 mm for a label printer: one page a label.

use crate::paper::{Page, pdf};
use crate::sheet::{Area, Sheet};
use crate::text::{Paragraph, Style};
use crate::words::EXPIRES;
use crate::{Both, PrintFault, mm};

/// What sticks to a strip, a bottle or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it is or whose it is, bold: a medicine, a person.
    pub title: String,
    /// How to take it, or which number the person has, in both scripts.
    pub text: Both,
    /// What else was said about taking it, in whichever language; perhaps empty. Only this is cut
    /// short where there is no room.
    pub remark: String,
    /// Small print: batch, facility, date.
    pub small: String,
    /// The last day of use, where there is one.
    pub use_by: Option<String>,
    /// The code on it.
    pub code: LabelCode,
}

/// What a label lets a scanner read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelCode {
    /// A square code at the left.
    Qr(String),
    /// Bars along the foot.
    Code128(String),
}

const WIDTH: f32 = mm(50.0);
const HEIGHT: f32 = mm(25.0);
const MARGIN: f32 = mm(1.5);
const QR_SIDE: f32 = mm(15.0);
const BARS_HEIGHT: f32 = mm(7.0);
/// Letters shrink in these steps until the words fit; below the last they could not be read.
const SHRINK: [f32; 6] = [1.0, 0.92, 0.84, 0.76, 0.68, SMALLEST];
const SMALLEST: f32 = 0.6;

/// Labels as a PDF, one page each.
///
/// # Errors
/// `PrintFault::Code` when a code does not fit; `PrintFault::Pdf` when words other than the remark
/// do not fit even small: a name or a dose that is cut off could be read wrongly.
pub fn labels(labels: &[Label]) -> Result<Vec<u8>, PrintFault> {
    let pages: Result<Vec<Page>, PrintFault> = labels
        .iter()
        .map(|label| Ok(Page { width: WIDTH, height: HEIGHT, sheet: label_sheet(label)? }))
        .collect();
    pdf("Label", &pages?)
}

/// What stands on one label, in letters as large as its words allow.
pub(crate) fn label_sheet(label: &Label) -> Result<Sheet, PrintFault> {
    for scale in SHRINK {
        if let Some(sheet) = sheet_saying(label, &label.remark, scale)? {
            return Ok(sheet);
        }
    }
    match sheet_saying(label, "", SMALLEST)? {
        Some(without) => Ok(with_some_of_the_remark(label)?.unwrap_or(without)),
        None => Err(PrintFault::Pdf("the words do not fit on a label".into())),
    }
}

/// The label in its smallest letters with as many whole words of the remark as fit and `…` behind
/// them; `None` when there is not even room for that sign.
fn with_some_of_the_remark(label: &Label) -> Result<Option<Sheet>, PrintFault> {
    let words: Vec<&str> = label.remark.split_whitespace().collect();
    let begun = |count: usize| words.get(..count).unwrap_or_default().join(" ") + "…";
    let mut best = sheet_saying(label, &begun(0), SMALLEST)?;
    // So many words fit, and so many do not.
    let (mut fit, mut beyond) = (0, words.len());
    while best.is_some() && fit + 1 < beyond {
        let middle = fit.midpoint(beyond);
        match sheet_saying(label, &begun(middle), SMALLEST)? {
            Some(sheet) => {
                best = Some(sheet);
                fit = middle;
            }
            None => beyond = middle,
        }
    }
    Ok(best)
}

/// The label with this for its remark; `None` when it does not fit at this scale.
fn sheet_saying(label: &Label, remark: &str, scale: f32) -> Result<Option<Sheet>, PrintFault> {
    let mut sheet = Sheet::default();
    let (column, floor) = place_code(&mut sheet, &label.code)?;
    let end = write(&mut sheet, (label, remark), column, scale)?;
    Ok((end <= floor).then_some(sheet))
}

/// Draws the code; answers where the words go and how far down they may reach.
fn place_code(sheet: &mut Sheet, code: &LabelCode) -> Result<(Area, f32), PrintFault> {
    match code {
        LabelCode::Qr(text) => {
            let side = sheet.qr(text, 0.0, (HEIGHT - QR_SIDE) / 2.0, QR_SIDE)?;
            let x = side + mm(0.5);
            Ok((Area::column(x, mm(1.0), WIDTH - x - MARGIN), HEIGHT - mm(1.0)))
        }
        LabelCode::Code128(text) => {
            let top = HEIGHT - BARS_HEIGHT - mm(1.0);
            let area = Area { x: 0.0, y: top, width: WIDTH, height: BARS_HEIGHT };
            sheet.code128(text, area)?;
            Ok((Area::column(MARGIN, mm(1.0), WIDTH - 2.0 * MARGIN), top - mm(0.5)))
        }
    }
}

fn write(
    sheet: &mut Sheet,
    (label, remark): (&Label, &str),
    column: Area,
    scale: f32,
) -> Result<f32, PrintFault> {
    let mut words = vec![
        Paragraph::new().say(&label.title, Style::bold(9.5 * scale)),
        Paragraph::new().say(label.text.first(), Style::plain(9.0 * scale)),
        Paragraph::new().say(label.text.second(), Style::plain(7.5 * scale)),
        Paragraph::new().say(remark, Style::plain(8.0 * scale)),
    ];
    if let Some(day) = &label.use_by {
        let (hindi, english) = EXPIRES;
        let line = format!("{hindi} {english}: {day}");
        words.push(Paragraph::new().say(line, Style::plain(7.5 * scale)));
    }
    words.push(Paragraph::new().say(&label.small, Style::plain(6.5 * scale)));
    let mut y = column.y;
    for mut paragraph in words {
        paragraph.leading = 1.3;
        y = sheet.text(Area { y, ..column }, &paragraph)?;
    }
    Ok(y)
}
