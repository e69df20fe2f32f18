//! Files of the post, and pieces that are scanned with their labels.

use super::office::{OFFICE, PARCEL, english, printed};
use super::{Site, done, percent, refused, shows};
use crate::cards::model::{Card, CardState, Making};
use axum::http::StatusCode;
use nabz_testkit::{Browser, city_test};
use nabz_web::Language;

const FILE: &str = "/cards/office/post/file";
const TAKE: &str = "/cards/office/post/file/take";
const SCAN: &str = "/cards/office/post/scan";

/// A card that was printed in a batch, whose path it is.
fn made(site: &Site, (clerk, officer): (&Browser, &Browser)) -> (String, Card) {
    let person = site.register("सुनीता देवी", 42);
    let batch = printed(site, (clerk, officer), person);
    (batch, site.latest(person))
}

/// The card is scanned after printing.
fn check(officer: &Browser, (batch, card): (&str, &Card)) {
    let right = format!("once=q&place=1&code={}", percent(&card.sealed.text()));
    done(&officer.post(&format!("{batch}/check"), &right));
}

/// One that was scanned after printing.
fn checked(site: &Site, (clerk, officer): (&Browser, &Browser)) -> Card {
    let (batch, card) = made(site, (clerk, officer));
    check(officer, (&batch, &card));
    card
}

fn at(site: &Site, card: &Card, step: Making) {
    assert_eq!(site.card(card.id).state, CardState::Making(step));
}

/// The lines that a page offers to carry out, as a form sends them.
fn offered(page: &str) -> String {
    let lines = page.split("<textarea name=\"lines\" hidden>").nth(1);
    let lines = lines.and_then(|rest| rest.split("</textarea>").next());
    percent(lines.unwrap_or_else(|| panic!("nothing can be done: {page}")))
}

#[city_test]
fn a_file_of_the_post_is_shown_line_by_line_and_then_carried_out_once(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let card = checked(site, (&clerk, &officer));
    shows(&officer.page(&format!("{OFFICE}/post")), &[FILE, SCAN]);
    shows(&officer.page(FILE), &["serial,tracking", "serial,event,date", "At most 2,000 lines"]);
    let serial = card.status.number();
    let file = format!("serial,tracking\r\n{serial},{PARCEL}\r\n999999,EE1\r\nnonsense\r\n");
    let seen = officer.send(FILE, &[], ("booked.csv", file.as_bytes()));
    let page = seen.text();
    assert_eq!(seen.status, StatusCode::OK, "{page}");
    let answers = ["Fine: 1", "No card of this office has this serial: 1", "Cannot be read: 1"];
    shows(&page, &answers);
    shows(&page, &[&format!("Sent under {PARCEL}"), "nonsense", "Do 1 line"]);
    at(site, &card, Making::Checked);
    let take = format!("once=t1&lines={}", offered(&page));
    for _ in 0..2 {
        let text = officer.post(TAKE, &take).text();
        shows(&text, &["Done: 1", &format!("Sent under {PARCEL}")]);
    }
    at(site, &card, Making::Dispatched);
    let again = officer.send(FILE, &[], ("booked.csv", file.as_bytes())).text();
    shows(&again, &["Noted before; nothing to do: 1"]);
    assert!(!again.contains("name=\"lines\" hidden"), "nothing is left to be done: {again}");
    let events = format!("{serial},delivered,23-11-2026\n{serial},delivered,23-11-2026\n");
    let page = officer.post(FILE, &format!("lines={}", percent(&events))).text();
    shows(&page, &["Delivered on 23 Nov 2026", "Stands in a line above already: 1"]);
    shows(&officer.post(TAKE, &format!("once=t2&lines={}", offered(&page))).text(), &["Done: 1"]);
    at(site, &card, Making::Delivered);
    let history = clerk.page(&format!("/cards/{}", card.person));
    shows(&history, &["Delivered, says the post (23 Nov 2026)", &format!("({PARCEL})")]);
}

#[city_test]
fn a_file_that_cannot_be_read_says_so_and_what_was_pasted_stays(site: &mut Site) {
    let officer = site.officer("farida.khan", Language::English);
    let nothing = officer.send(FILE, &[], ("", b""));
    refused(&nothing, StatusCode::UNPROCESSABLE_ENTITY, "CRD-091");
    let picture = officer.send(FILE, &[], ("scan.png", &[0x89, 0xff, 0xfe]));
    refused(&picture, StatusCode::UNPROCESSABLE_ENTITY, "CRD-091");
    for path in [FILE, TAKE] {
        let no = officer.post(path, "once=n&lines=not+a+line");
        shows(&refused(&no, StatusCode::UNPROCESSABLE_ENTITY, "CRD-091"), &["not a line"]);
    }
    let many = "1,ED1\n".repeat(2_001);
    let many = officer.post(FILE, &format!("lines={}", percent(&many)));
    refused(&many, StatusCode::UNPROCESSABLE_ENTITY, "CRD-092");
    let large = officer.send(FILE, &[], ("large.csv", &vec![b'1'; 300 * 1024]));
    refused(&large, StatusCode::UNPROCESSABLE_ENTITY, "CRD-092");
    let keyless = officer.post(TAKE, "lines=1,ED1");
    refused(&keyless, StatusCode::UNPROCESSABLE_ENTITY, "CRD-069");
}

#[city_test]
fn no_counter_and_no_other_office_takes_lines_of_the_post(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let card = checked(site, (&clerk, &officer));
    let form = format!("once=x&lines={},{PARCEL}", card.status.number());
    for path in [FILE, TAKE] {
        refused(&clerk.post(path, &form), StatusCode::FORBIDDEN, "ACC-001");
        let text = site.officer("meena.rao", Language::English).post(path, &form).text();
        shows(&text, &["No card of this office has this serial: 1"]);
    }
    let piece = format!("once=y&piece={}&label={PARCEL}", card.status.number());
    refused(&clerk.post(SCAN, &piece), StatusCode::FORBIDDEN, "ACC-001");
    let meena = site.officer("meena.rao", Language::English);
    refused(&meena.post(SCAN, &piece), StatusCode::CONFLICT, "CRD-001");
    at(site, &card, Making::Checked);
}

#[city_test]
fn a_piece_and_its_label_are_scanned_one_after_the_other(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let (batch, card) = made(site, (&clerk, &officer));
    let code = percent(&card.sealed.text());
    let early = officer.post(SCAN, &format!("once=a&piece={code}"));
    refused(&early, StatusCode::CONFLICT, "CRD-008");
    check(&officer, (&batch, &card));
    let is_due = |field: &str, most: u32| {
        format!("name=\"{field}\" value=\"\" maxlength=\"{most}\" autocomplete=\"off\" data-scan")
    };
    shows(&officer.page(SCAN), &["Scan the piece", &is_due("piece", 512)]);
    let due = officer.post(SCAN, &format!("once=b&piece={code}"));
    assert_eq!(due.status, StatusCode::OK);
    shows(&due.text(), &["Scan its label", "सुनीता देवी", &is_due("label", 200)]);
    let twice = officer.post(SCAN, &format!("once=c&piece={code}&label={code}"));
    let page = refused(&twice, StatusCode::UNPROCESSABLE_ENTITY, "CRD-090");
    shows(&page, &["Scan its label"]);
    let both = format!("once=d&piece={code}&label={PARCEL}");
    let sent = done(&officer.post(SCAN, &both));
    assert_eq!(sent, format!("{SCAN}?done={}", card.id));
    assert_eq!(done(&officer.post(SCAN, &both)), sent, "pressed twice");
    at(site, &card, Making::Dispatched);
    shows(&officer.page(&sent), &[&format!("goes under {PARCEL}"), "Scan the piece"]);
    let again = officer.post(SCAN, &format!("once=e&piece={code}"));
    refused(&again, StatusCode::CONFLICT, "CRD-009");
    let typed = officer.post(SCAN, "once=f&piece=1+2+3");
    shows(&refused(&typed, StatusCode::CONFLICT, "CRD-001"), &["value=\"1 2 3\""]);
    let nothing = officer.post(SCAN, "once=g&piece=");
    refused(&nothing, StatusCode::UNPROCESSABLE_ENTITY, "CRD-069");
}

#[city_test]
fn files_and_scans_of_the_post_say_nothing_in_english_on_a_page_in_hindi(site: &mut Site) {
    let clerk = site.clerk(Language::Hindi);
    let officer = site.officer("farida.khan", Language::Hindi);
    let card = checked(site, (&clerk, &officer));
    let mut pages = vec![officer.page(FILE), officer.page(SCAN)];
    let code = percent(&card.sealed.text());
    pages.push(officer.post(SCAN, &format!("once=a&piece={code}")).text());
    pages.push(officer.post(SCAN, &format!("once=b&piece={code}&label={code}")).text());
    let lines = format!("{},481516%0A999999,481517%0A7", card.status.number());
    let page = officer.post(FILE, &format!("lines={lines}")).text();
    pages.push(officer.post(TAKE, &format!("once=c&lines={}", offered(&page))).text());
    pages.extend([page, officer.post(FILE, "lines=7").text()]);
    for page in &pages {
        let words = english(page);
        assert!(words.is_empty(), "{words:?} in {page}");
    }
}
