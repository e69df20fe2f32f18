//! The grid of medicines.

use super::{Book, Dose, FOOT_TOP, INSIDE, LEFT, MedicineLine, Prescription, parts};
use crate::icon::Icon;
use crate::sheet::{Area, Sheet, THIN};
use crate::text::{Ink, Paragraph, Style};
use crate::words::{MEDICINE, MORNING, NIGHT, NO_MEDICINES, NOON, Pair, UNTIL};
use crate::{PrintFault, mm};

const DOSE_WIDTH: f32 = mm(15.0);
const UNTIL_WIDTH: f32 = mm(18.0);
const NAME_WIDTH: f32 = INSIDE - 3.0 * DOSE_WIDTH - UNTIL_WIDTH;
const DOSES_LEFT: f32 = LEFT + NAME_WIDTH;
const UNTIL_LEFT: f32 = DOSES_LEFT + 3.0 * DOSE_WIDTH;
const PAD: f32 = mm(1.3);
const GAP: f32 = mm(1.2);
const ICON_SIDE: f32 = mm(4.4);
const TEXT: f32 = 8.5;
const SECOND: f32 = 7.5;
const NO_DOSE: &str = "–";
/// Before what the doctor typed when an alert was answered.
const REASON: Pair = ("कारण", "Reason");

/// Every medicine, turning the page where one does not fit. Answers where the grid ends.
pub(super) fn medicines(
    book: &mut Book,
    paper: &Prescription,
    top: f32,
) -> Result<f32, PrintFault> {
    if paper.medicines.is_empty() {
        let (hindi, english) = NO_MEDICINES;
        let words = Paragraph::new().say(hindi, Style::plain(TEXT)).and(english, grey(SECOND));
        book.open.rule(LEFT, top, INSIDE, THIN);
        return book.open.text(Area::column(LEFT, top + PAD, INSIDE), &words);
    }
    let mut y = columns(&mut book.open, top)?;
    for (medicine, number) in paper.medicines.iter().zip(1_u32..) {
        let height = row_height(medicine, number)?;
        if y + height > FOOT_TOP {
            y = parts::next_page(book, paper)?;
        }
        row(&mut book.open, medicine, number, Area { x: LEFT, y, width: INSIDE, height })?;
        y += height;
        book.open.rule(LEFT, y, INSIDE, THIN);
    }
    Ok(y)
}

/// The names of the columns. Answers where the first row begins.
pub(super) fn columns(sheet: &mut Sheet, top: f32) -> Result<f32, PrintFault> {
    sheet.rule(LEFT, top, INSIDE, mm(0.3));
    let top = top + mm(1.0);
    let under_icon = top + ICON_SIDE + mm(0.4);
    let times = [(MORNING, Icon::Sunrise), (NOON, Icon::Sun), (NIGHT, Icon::Moon)];
    let mut x = DOSES_LEFT;
    let mut bottom = under_icon;
    for ((hindi, english), icon) in times {
        sheet.icon(icon, x + (DOSE_WIDTH - ICON_SIDE) / 2.0, top, ICON_SIDE);
        let column = Area::column(x, under_icon, DOSE_WIDTH);
        let y = sheet.text(column, &Paragraph::new().say(hindi, Style::plain(TEXT)).centred())?;
        let words = Paragraph::new().say(english, grey(SECOND)).centred();
        bottom = sheet.text(Area { y, ..column }, &words)?;
        x += DOSE_WIDTH;
    }
    let name = Paragraph::new().say(MEDICINE.0, Style::plain(TEXT)).and(MEDICINE.1, grey(SECOND));
    let name_top = bottom - name.height(NAME_WIDTH)?;
    sheet.text(Area::column(LEFT, name_top, NAME_WIDTH), &name)?;
    let until = stacked(UNTIL);
    let until_top = bottom - until.height(UNTIL_WIDTH)?;
    sheet.text(Area::column(UNTIL_LEFT + GAP, until_top, UNTIL_WIDTH - GAP), &until)?;
    let y = bottom + mm(0.8);
    sheet.rule(LEFT, y, INSIDE, mm(0.3));
    Ok(y + mm(0.3))
}

fn stacked((hindi, english): Pair) -> Paragraph {
    Paragraph::new().say(format!("{hindi}\n"), Style::plain(TEXT)).say(english, grey(SECOND))
}

fn row(
    sheet: &mut Sheet,
    medicine: &MedicineLine,
    number: u32,
    area: Area,
) -> Result<(), PrintFault> {
    sheet.text_in_middle(Area { width: NAME_WIDTH - GAP, ..area }, &name(medicine, number))?;
    match &medicine.dose {
        Dose::Grid(times) => {
            let mut x = DOSES_LEFT;
            for time in times {
                let cell = Area { x, width: DOSE_WIDTH, ..area };
                sheet.text_in_middle(cell, &dose_cell(time))?;
                x += DOSE_WIDTH;
            }
        }
        Dose::Words(_) => {
            let cell = Area { x: DOSES_LEFT, width: 3.0 * DOSE_WIDTH, ..area };
            sheet.text_in_middle(cell, &dose_words(medicine))?;
        }
    }
    let cell = Area { x: UNTIL_LEFT + GAP, width: UNTIL_WIDTH - GAP, ..area };
    sheet.text_in_middle(cell, &until(medicine))
}

fn row_height(medicine: &MedicineLine, number: u32) -> Result<f32, PrintFault> {
    let doses = match &medicine.dose {
        Dose::Grid(times) => {
            let mut tallest: f32 = 0.0;
            for time in times {
                tallest = tallest.max(dose_cell(time).height(DOSE_WIDTH)?);
            }
            tallest
        }
        Dose::Words(_) => dose_words(medicine).height(3.0 * DOSE_WIDTH)?,
    };
    let tallest = name(medicine, number)
        .height(NAME_WIDTH - GAP)?
        .max(until(medicine).height(UNTIL_WIDTH - GAP)?)
        .max(doses);
    Ok(tallest + 2.0 * PAD)
}

fn name(medicine: &MedicineLine, number: u32) -> Paragraph {
    let mut words =
        Paragraph::new().say(format!("{number}. {}\n", medicine.name), Style::bold(10.0));
    if !medicine.note.is_empty() {
        words = words
            .say(medicine.note.first(), Style::plain(TEXT))
            .and(medicine.note.second(), grey(SECOND));
    }
    if !medicine.decided.is_empty() {
        words = words
            .say(format!("\n{}", medicine.decided.first()), Style::bold(TEXT))
            .and(medicine.decided.second(), grey(SECOND));
    }
    if !medicine.reason.is_empty() {
        words = words
            .say(format!("\n{}", REASON.0), Style::plain(TEXT))
            .and(REASON.1, grey(SECOND))
            .and(&medicine.reason, Style::plain(TEXT));
    }
    words
}

fn dose_cell(amount: &str) -> Paragraph {
    let words = if amount.is_empty() {
        Paragraph::new().say(NO_DOSE, Style::plain(10.0))
    } else {
        Paragraph::new().say(amount, Style::bold(13.0))
    };
    words.centred()
}

fn dose_words(medicine: &MedicineLine) -> Paragraph {
    match &medicine.dose {
        Dose::Grid(_) => Paragraph::new(),
        Dose::Words(words) => Paragraph::new()
            .say(format!("{}\n", words.first()), Style::bold(9.0))
            .say(words.second(), grey(SECOND))
            .centred(),
    }
}

fn until(medicine: &MedicineLine) -> Paragraph {
    Paragraph::new()
        .say(format!("{}\n", medicine.until.first()), Style::plain(TEXT))
        .say(medicine.until.second(), grey(SECOND))
}

const fn grey(size: f32) -> Style {
    Style::plain(size).ink(Ink::Grey)
}
