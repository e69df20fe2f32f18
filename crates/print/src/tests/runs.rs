//! A print run: so many pieces a file, each font once, the same bytes every time.

use super::cards::{issuer, signed, sunita};
use super::{drawn, keep, pages_of};
use crate::bulk::{PIECES_PER_FILE_MAX, Piece, cards, file};
use crate::card::Card;
use crate::icon::Icon;
use crate::paper::{Page, pdf};
use crate::press::Press;
use crate::sheet::{Area, Sheet};
use crate::text::{Ink, Paragraph, Style};
use crate::{Both, PrintFault};
use std::io::Write;

struct Blank;

impl Piece for Blank {
    type House = ();
    type Ground = ();
    const TITLE: &'static str = "Blank";

    fn ground<W: Write>(_house: &(), _press: &mut Press<W>) -> Result<(), PrintFault> {
        Ok(())
    }

    fn put<W: Write>(
        &self,
        _house: &(),
        _ground: &mut (),
        press: &mut Press<W>,
    ) -> Result<(), PrintFault> {
        press.page(10.0, 10.0, |_| ())
    }
}

fn blanks(count: usize) -> impl Iterator<Item = Result<Blank, PrintFault>> {
    (0..count).map(|_| Ok(Blank))
}

#[test]
fn the_ten_thousand_and_first_piece_begins_another_file() {
    assert_eq!(PIECES_PER_FILE_MAX, 10_000);
    for (pieces, expect) in [(10_000, vec![10_000]), (10_001, vec![10_000, 1])] {
        let mut blanks = blanks(pieces).peekable();
        let mut files = Vec::new();
        while blanks.peek().is_some() {
            let printed = file(&mut blanks, &(), Vec::new()).unwrap();
            let tree = format!("/Type/Pages/Count {}/Kids", printed.pieces);
            assert!(String::from_utf8_lossy(&printed.out).contains(&tree), "no {tree}");
            files.push(printed.pieces);
        }
        assert_eq!(files, expect);
    }
}

#[test]
fn every_page_is_found_where_the_tree_has_many_branches() {
    let printed = file(&mut blanks(300), &(), Vec::new()).unwrap();
    let Some(pages) = pages_of(&printed.out) else { return };
    assert_eq!(pages, 300);
}

#[test]
fn a_file_of_no_pieces_is_not_made() {
    assert!(file(&mut blanks(0), &(), Vec::new()).is_err());
}

fn some_cards() -> Vec<Card> {
    let names = [
        ("सुनीता देवी", "Sunita Devi"),
        ("मोहम्मद शरीफ़", "Mohammad Sharif"),
        ("गुरप्रीत कौर", "Gurpreet Kaur"),
        ("", "B/o Asha"),
    ];
    let card = |(nth, (hindi, english)): (usize, (&str, &str))| Card {
        name: Both::new(hindi, english),
        qr: signed(200 + nth),
        ..sunita()
    };
    names.into_iter().enumerate().map(card).collect()
}

fn run() -> Vec<u8> {
    let mut all = some_cards().into_iter().map(Ok::<_, PrintFault>);
    cards(&mut all, &issuer(), Vec::new()).unwrap().out
}

#[test]
fn a_run_has_each_font_once_and_is_the_same_bytes_twice() {
    let pdf = run();
    keep("cards", &pdf);
    assert_eq!(pdf, run());
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(text.matches("/FontFile2").count(), 4);
    let Some(pages) = pages_of(&pdf) else { return };
    assert_eq!(pages, 2 * some_cards().len());
}

#[test]
fn a_fault_among_the_cards_ends_the_file_and_is_told() {
    let mut all: Vec<Result<Card, PrintFault>> = some_cards().into_iter().map(Ok).collect();
    all.insert(1, Err(PrintFault::Font("as the caller said".into())));
    let told = cards(&mut all.into_iter(), &issuer(), Vec::new()).unwrap_err();
    assert_eq!(told.to_string(), "font: as the caller said");
}

#[derive(Debug)]
struct Full;

impl Write for Full {
    fn write(&mut self, _bytes: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_and_no_file_is_called_done() {
    let mut all = some_cards().into_iter().map(Ok::<_, PrintFault>);
    let told = cards(&mut all, &issuer(), Full).unwrap_err();
    assert!(matches!(told, PrintFault::Write(_)), "{told}");
}

/// Everything that a sheet can have on it.
fn everything() -> Page {
    let mut sheet = Sheet::default();
    let words = Paragraph::new()
        .say("र्क ड्ढ क़ुर्रतुलऐन शृंखला द्वितीय", Style::bold(15.0))
        .say("\nप्रतिलिपि 2 · Duplicate 2, AV To fi", Style::plain(11.0).ink(Ink::Grey))
        .say("\nएलर्जी: पेनिसिलिन", Style::plain(13.0).ink(Ink::Red));
    sheet.text(Area::column(10.0, 5.0, 180.0), &words).unwrap();
    sheet.icon(Icon::Sunrise, 10.0, 80.0, 30.0);
    sheet.icon(Icon::Sun, 50.0, 80.0, 30.0);
    sheet.icon(Icon::Moon, 90.0, 80.0, 30.0);
    sheet.frame(Area { x: 130.0, y: 80.0, width: 50.0, height: 30.0 }, 2.0, Ink::Red);
    sheet.rule(10.0, 120.0, 180.0, 1.5);
    sheet.qr(&signed(80), 10.0, 130.0, 90.0).unwrap();
    Page { width: 200.0, height: 230.0, sheet }
}

/// A grey picture of the first page.
fn picture(pdf: &[u8]) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    Some(std::fs::read(drawn(pdf, folder.path(), (1, 150), "pgm")?).unwrap())
}

#[test]
fn the_press_draws_a_sheet_as_a_single_paper_is_drawn() {
    let page = everything();
    let mut press = Press::new(Vec::new(), "Everything").unwrap();
    press.paper(&page).unwrap();
    let ours = picture(&press.finish().unwrap());
    let (Some(ours), Some(theirs)) = (ours, picture(&pdf("Everything", &[page]).unwrap())) else {
        return;
    };
    assert_eq!(ours.len(), theirs.len());
    assert!(ours.iter().filter(|dot| **dot < 128).count() > 1_000, "the page is blank");
    let differ = ours.iter().zip(&theirs).filter(|(one, other)| one.abs_diff(**other) > 96);
    let differ = differ.count();
    assert!(differ * 1_000 < ours.len(), "{differ} of {} dots differ", ours.len());
}
