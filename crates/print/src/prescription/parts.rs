//! Everything of a prescription but its rows.

use super::{Book, FOOT_TOP, HEIGHT, INSIDE, LEFT, Prescription, WIDTH, rows};
use crate::sheet::{Area, Sheet, THICK, THIN};
use crate::text::{Ink, Paragraph, Style};
use crate::token_slip::pair;
use crate::words::{
    ADVICE, ALLERGY, AMENDED, DUPLICATE, FIRST_COPY, HELPLINE, NO_ALLERGY_RECORDED, PAGE,
    SEE_AGAIN, SHOW_AT_THE_PHARMACY, SIGNED_ON_SCREEN, TESTS,
};
use crate::{Both, PrintFault, mm};

const TOP: f32 = mm(9.0);
const TEXT: f32 = 8.5;
const SECOND: f32 = 7.5;
const DATE_WIDTH: f32 = mm(40.0);
const ALLERGY_WIDTH: f32 = mm(38.0);
const QR_SIDE: f32 = mm(22.0);

const fn grey(size: f32) -> Style {
    Style::plain(size).ink(Ink::Grey)
}

/// Who gives it, to whom, for what. Answers where the rows begin.
pub(super) fn head(sheet: &mut Sheet, paper: &Prescription) -> Result<f32, PrintFault> {
    let y = letterhead(sheet, paper)?;
    let y = patient(sheet, paper, y)?;
    findings(sheet, paper, y)
}

/// The top of the second page and those after it.
pub(super) fn short_head(sheet: &mut Sheet, paper: &Prescription) -> Result<f32, PrintFault> {
    let y = letterhead(sheet, paper)?;
    let words = Paragraph::new()
        .say(paper.name.first(), Style::bold(11.0))
        .and(&paper.health_id, Style::plain(TEXT))
        .and(format!("· {}", paper.token), Style::plain(TEXT));
    Ok(sheet.text(Area::column(LEFT, y + mm(2.0), INSIDE), &words)? + mm(2.0))
}

fn letterhead(sheet: &mut Sheet, paper: &Prescription) -> Result<f32, PrintFault> {
    let place = Area::column(LEFT, TOP, INSIDE - DATE_WIDTH);
    let y = sheet.text(place, &Paragraph::new().say(paper.facility.first(), Style::bold(14.0)))?;
    let under = join(&[paper.facility.second(), unit_words(&paper.unit)]);
    let left = sheet.text(Area { y, ..place }, &Paragraph::new().say(under, Style::plain(TEXT)))?;
    let date = Area::column(LEFT + INSIDE - DATE_WIDTH, TOP + mm(1.5), DATE_WIDTH);
    let day = Paragraph::new().say(paper.date.first(), Style::bold(TEXT)).right();
    let mut right = sheet.text(date, &day)?;
    let day = Paragraph::new().say(paper.date.second(), grey(SECOND)).right();
    right = sheet.text(Area { y: right, ..date }, &day)?;
    if let Some(mark) = reprint(paper) {
        right = sheet.text(Area { y: right, ..date }, &mark.right())?;
    }
    let y = left.max(right) + mm(1.5);
    sheet.rule(LEFT, y, INSIDE, THICK);
    Ok(y + THICK)
}

fn unit_words(unit: &Both) -> &str {
    if unit.en.is_empty() { &unit.hi } else { &unit.en }
}

/// What marks a paper that is not the first of its kind.
fn reprint(paper: &Prescription) -> Option<Paragraph> {
    let mut words = Vec::new();
    if let Some(nth) = paper.print.amended {
        words.push(format!("{} {nth} · {} {nth}", AMENDED.0, AMENDED.1));
    }
    if paper.print.copy > 1 {
        let nth = paper.print.copy;
        words.push(format!("{} {nth} · {} {nth}", DUPLICATE.0, DUPLICATE.1));
    }
    (!words.is_empty()).then(|| Paragraph::new().say(words.join("\n"), Style::bold(TEXT)))
}

fn patient(sheet: &mut Sheet, paper: &Prescription, top: f32) -> Result<f32, PrintFault> {
    let top = top + mm(2.0);
    let who = Area::column(LEFT, top, INSIDE - ALLERGY_WIDTH - mm(3.0));
    let name = Paragraph::new()
        .say(paper.name.first(), Style::bold(12.0))
        .and(paper.name.second(), grey(10.5));
    let y = sheet.text(who, &name)?;
    let token = format!("टोकन {}", paper.token);
    let facts = join(&[&paper.facts, &paper.health_id, &token]);
    let left = sheet.text(Area { y, ..who }, &Paragraph::new().say(facts, Style::plain(TEXT)))?;
    let right = allergies(sheet, &paper.allergies, top)?;
    let y = left.max(right) + mm(2.0);
    sheet.rule(LEFT, y, INSIDE, THIN);
    Ok(y)
}

fn allergies(sheet: &mut Sheet, allergies: &[Both], top: f32) -> Result<f32, PrintFault> {
    let outer = Area::column(LEFT + INSIDE - ALLERGY_WIDTH, top, ALLERGY_WIDTH);
    if allergies.is_empty() {
        let (hindi, english) = NO_ALLERGY_RECORDED;
        let y = sheet.text(outer, &Paragraph::new().say(hindi, grey(TEXT)).right())?;
        return sheet
            .text(Area { y, ..outer }, &Paragraph::new().say(english, grey(SECOND)).right());
    }
    let pad = mm(1.0);
    let inner = Area { x: outer.x + pad, y: top + pad, width: outer.width - 2.0 * pad, ..outer };
    let list = |pick: fn(&Both) -> &str| {
        allergies.iter().map(pick).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let first = format!("{}: {}", ALLERGY.0, list(Both::first));
    let red = Style::bold(10.0).ink(Ink::Red);
    let mut y = sheet.text(inner, &Paragraph::new().say(first, red).centred())?;
    let second = list(|words| if words.en.is_empty() { "" } else { &words.en });
    if !second.is_empty() {
        let words = format!("{}: {second}", ALLERGY.1);
        let red = Style::plain(SECOND).ink(Ink::Red);
        y = sheet.text(Area { y, ..inner }, &Paragraph::new().say(words, red).centred())?;
    }
    sheet.frame(Area { height: y + pad - top, ..outer }, mm(0.5), Ink::Red);
    Ok(y + pad)
}

fn findings(sheet: &mut Sheet, paper: &Prescription, top: f32) -> Result<f32, PrintFault> {
    let mut y = top + mm(1.5);
    let hindi: Vec<&str> = paper.diagnoses.iter().map(|(words, _)| words.first()).collect();
    let english: Vec<String> = paper
        .diagnoses
        .iter()
        .map(|(words, code)| join_with(" ", &[words.second(), code]))
        .filter(|words| !words.is_empty())
        .collect();
    let found = Paragraph::new()
        .say(hindi.join("; "), Style::bold(TEXT))
        .and(english.join(", "), grey(SECOND));
    y = sheet.text(Area::column(LEFT, y, INSIDE), &found)?;
    let signs = Paragraph::new().say(&paper.signs, Style::plain(TEXT));
    Ok(sheet.text(Area::column(LEFT, y, INSIDE), &signs)? + mm(1.5))
}

/// Tests, advice and the next visit, on a new page where this one is full.
pub(super) fn more(book: &mut Book, paper: &Prescription, top: f32) -> Result<(), PrintFault> {
    let mut trial = Sheet::default();
    let needed = blocks(&mut trial, paper, 0.0)?;
    let mut y = top;
    if y + needed > FOOT_TOP {
        book.turn();
        y = short_head(&mut book.open, paper)?;
    }
    blocks(&mut book.open, paper, y)?;
    Ok(())
}

fn blocks(sheet: &mut Sheet, paper: &Prescription, top: f32) -> Result<f32, PrintFault> {
    let heading = |words| pair_heading(words);
    let y = top + mm(2.5);
    let gap = mm(6.0);
    let left = Area::column(LEFT, y, (INSIDE - gap) * 0.4);
    let right = Area::column(LEFT + left.width + gap, y, (INSIDE - gap) * 0.6);
    let mut left_end = y;
    if !paper.tests.is_empty() {
        left_end = sheet.text(left, &heading(TESTS))?;
        for test in &paper.tests {
            let words = Paragraph::new()
                .say(test.first(), Style::plain(TEXT))
                .and(test.second(), grey(SECOND));
            left_end = sheet.text(Area { y: left_end, ..left }, &words)?;
        }
    }
    let mut right_end = y;
    if !paper.advice.is_empty() {
        let column = if paper.tests.is_empty() { Area::column(LEFT, y, INSIDE) } else { right };
        right_end = sheet.text(column, &heading(ADVICE))?;
        let words = Paragraph::new().say(&paper.advice, Style::plain(TEXT));
        right_end = sheet.text(Area { y: right_end, ..column }, &words)?;
    }
    let mut y = left_end.max(right_end) + mm(1.5);
    if let Some(day) = &paper.see_again {
        sheet.rule(LEFT, y, INSIDE, THIN);
        let words = heading(SEE_AGAIN)
            .say("   ", Style::plain(TEXT))
            .say(join(&[day.first(), day.second()]), Style::bold(10.0));
        y = sheet.text(Area::column(LEFT, y + mm(1.2), INSIDE), &words)?;
    }
    Ok(y)
}

fn pair_heading((hindi, english): (&str, &str)) -> Paragraph {
    Paragraph::new().say(hindi, Style::bold(TEXT)).and(english, grey(SECOND))
}

/// The code, the signature and which copy this is, at the bottom of every page.
pub(super) fn foot(
    sheet: &mut Sheet,
    paper: &Prescription,
    (page, pages): (usize, usize),
) -> Result<(), PrintFault> {
    let top = HEIGHT - mm(31.0);
    sheet.rule(LEFT, top, INSIDE, THICK);
    let side = sheet.qr(&paper.qr, LEFT - mm(2.0), top + mm(1.5), QR_SIDE)?;
    let beside = Area::column(LEFT + side, top + mm(8.0), mm(34.0));
    let (hindi, english) = SHOW_AT_THE_PHARMACY;
    let y = sheet.text(beside, &Paragraph::new().say(hindi, Style::plain(TEXT)))?;
    sheet.text(Area { y, ..beside }, &Paragraph::new().say(english, grey(SECOND)))?;
    let sign = Area::column(LEFT + mm(56.0), top + mm(4.0), WIDTH - 2.0 * LEFT - mm(56.0));
    let doctor = Paragraph::new()
        .say(paper.signed_by.first(), Style::bold(TEXT))
        .and(paper.signed_by.second(), grey(SECOND))
        .right();
    let mut y = sheet.text(sign, &doctor)?;
    let signed = join_with(" ", &[SIGNED_ON_SCREEN.1, &paper.signed_at]);
    y = sheet
        .text(Area { y, ..sign }, &Paragraph::new().say(signed, Style::plain(SECOND)).right())?;
    let mut last = Paragraph::new()
        .say(HELPLINE.0, Style::plain(TEXT))
        .and(&paper.helpline, Style::bold(TEXT));
    if paper.print.copy == 1 {
        last = last
            .and(format!("· {}", FIRST_COPY.0), Style::plain(TEXT))
            .and(FIRST_COPY.1, grey(SECOND));
    } else {
        let words = pair(DUPLICATE, Style::bold(TEXT)).spans;
        last.spans.push(crate::text::Span { text: " · ".into(), style: Style::plain(TEXT) });
        last.spans.extend(words);
        last = last.and(paper.print.copy.to_string(), Style::bold(TEXT));
    }
    y = sheet.text(Area { y, ..sign }, &last.right())?;
    if pages > 1 {
        let words = format!("{} {page}/{pages} · {} {page} of {pages}", PAGE.0, PAGE.1);
        sheet.text(Area { y, ..sign }, &Paragraph::new().say(words, grey(SECOND)).right())?;
    }
    Ok(())
}

/// Where the rows of a following page begin, with the columns named again.
pub(super) fn next_page(book: &mut Book, paper: &Prescription) -> Result<f32, PrintFault> {
    book.turn();
    let y = short_head(&mut book.open, paper)?;
    rows::columns(&mut book.open, y)
}

fn join(words: &[&str]) -> String {
    join_with(" · ", words)
}

fn join_with(between: &str, words: &[&str]) -> String {
    let there: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    there.join(between)
}
