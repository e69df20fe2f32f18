//! The prescription: A5, both scripts, doses as a morning–noon–night grid.

mod parts;
mod rows;

use crate::paper::{Page, pdf};
use crate::sheet::Sheet;
use crate::{Both, PrintCount, PrintFault, mm};

/// What a prescription says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prescription {
    /// The hospital or clinic.
    pub facility: Both,
    /// The unit and room.
    pub unit: Both,
    /// Day and time of signing, Hindi; the day, English.
    pub date: Both,
    /// Whose it is.
    pub name: Both,
    /// Sex, age and weight on one line, in Hindi.
    pub facts: String,
    /// `DH 1234 5678 9012 3`.
    pub health_id: String,
    /// `M-148`.
    pub token: String,
    /// What must never be given; empty when none is recorded.
    pub allergies: Vec<Both>,
    /// What the doctor found, each with its code or an empty one.
    pub diagnoses: Vec<(Both, String)>,
    /// Vital signs on one line; empty when none were taken.
    pub signs: String,
    /// What to take.
    pub medicines: Vec<MedicineLine>,
    /// What to have tested.
    pub tests: Vec<Both>,
    /// What to do, in the words the doctor typed.
    pub advice: String,
    /// When to come back.
    pub see_again: Option<Both>,
    /// The doctor.
    pub signed_by: Both,
    /// When, in English: `20 Nov 2026, 10:51 IST`.
    pub signed_at: String,
    /// The number to call.
    pub helpline: String,
    /// What the pharmacy scans. Never a name.
    pub qr: String,
    /// Which print this is.
    pub print: PrintCount,
}

/// One medicine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MedicineLine {
    /// Name and strength as the box has them, in Roman letters.
    pub name: String,
    /// After food, only for fever.
    pub note: Both,
    /// How much, when.
    pub dose: Dose,
    /// How long, Hindi; how many in all, English.
    pub until: Both,
    /// What the doctor decided in spite of an allergy or another alert; empty without any.
    pub decided: Both,
    /// Why, in the words the doctor typed; perhaps empty.
    pub reason: String,
}

/// How much of a medicine, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dose {
    /// One number in each of three columns; an empty one prints as a dash.
    Grid([String; 3]),
    /// What does not fit the grid: when feverish, every six hours, once a week.
    Words(Both),
}

/// A5.
pub(crate) const WIDTH: f32 = mm(148.0);
/// A5.
pub(crate) const HEIGHT: f32 = mm(210.0);
pub(crate) const LEFT: f32 = mm(10.0);
pub(crate) const INSIDE: f32 = WIDTH - 2.0 * LEFT;
/// Nothing but the foot stands below this line.
pub(crate) const FOOT_TOP: f32 = mm(178.0);

/// A prescription as a PDF: one page, or as many as its medicines need.
pub fn prescription(paper: &Prescription) -> Result<Vec<u8>, PrintFault> {
    let mut book = Book::default();
    let mut y = parts::head(&mut book.open, paper)?;
    y = rows::medicines(&mut book, paper, y)?;
    parts::more(&mut book, paper, y)?;
    book.turn();
    let pages = book.turned.len();
    let mut done = Vec::new();
    for (mut sheet, nth) in book.turned.into_iter().zip(1..) {
        parts::foot(&mut sheet, paper, (nth, pages))?;
        done.push(Page { width: WIDTH, height: HEIGHT, sheet });
    }
    pdf("Prescription", &done)
}

/// The page being written on, and those before it.
#[derive(Default)]
pub(crate) struct Book {
    turned: Vec<Sheet>,
    pub(crate) open: Sheet,
}

impl Book {
    pub(crate) fn turn(&mut self) {
        self.turned.push(std::mem::take(&mut self.open));
    }
}
