//! The office: a decision by somebody else, batches, scanning, and the post.

use super::{Site, WARD, agree, done, field, percent, refused, shows};
use crate::cards::model::{CardState, Making, WhyEnded};
use crate::scans;
use crate::scans::model::{NewScan, Scan, ScanFile, ScanKind, Verdict};
use axum::http::StatusCode;
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{Permit, Program};
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_testkit::{Browser, city_test};
use nabz_web::Language;

pub(super) const OFFICE: &str = "/cards/office";
pub(super) const PARCEL: &str = "ED123456789IN";

/// The form that decides about the only request of the list, without the decision.
fn deciding(officer: &Browser) -> (String, String) {
    let page = officer.page(OFFICE);
    let path = page.split("action=\"/cards/office/orders/").nth(1);
    let id = path.and_then(|rest| rest.split('"').next());
    let id = id.unwrap_or_else(|| panic!("nothing waits: {page}"));
    let once = field(&page, &format!("orders/{id}\""), "once");
    (format!("{OFFICE}/orders/{id}"), format!("once={once}"))
}

fn approve(officer: &Browser) {
    let (path, form) = deciding(officer);
    done(&officer.post(&path, &format!("{form}&decision=approve")));
}

/// A batch of everybody who waits, counted and closed.
fn closed_batch(site: &Site, officer: &Browser) -> String {
    site.moment();
    let begun = format!("once=begin&ward={WARD}");
    let batch = done(&officer.post(&format!("{OFFICE}/batches"), &begun));
    let filled = done(&officer.post(&format!("{batch}/fill"), "once=fill"));
    assert_eq!(filled, format!("{batch}?done=filled&count=1"));
    done(&officer.post(&format!("{batch}/seal"), "once=seal"));
    batch
}

/// Somebody whose card of plastic was printed, and its batch.
pub(super) fn printed(
    site: &Site,
    (clerk, officer): (&Browser, &Browser),
    person: PersonId,
) -> String {
    site.ordered(clerk, person);
    approve(officer);
    closed_batch(site, officer)
}

#[city_test]
fn a_daughter_s_card_goes_all_the_way_from_the_request_to_her_hands(site: &mut Site) {
    let (mother, daughter) = site.family();
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let path = format!("/cards/{daughter}");
    shows(&clerk.page(&format!("/cards/{mother}")), &["अंजलि", &path]);
    agree(&clerk, daughter);
    done(&clerk.post(&format!("{path}/issue"), "once=paper"));
    let paper = site.latest(daughter);
    done(&clerk.post(&format!("{path}/order"), "once=order&version=1&proof=ration-card"));
    shows(&clerk.page(&path), &["Temporary card", "a permanent one waits for approval"]);
    let seen = "permanent card asked for (paper seen: Ration card)";
    shows(&clerk.page(&path), &[seen]);
    let request = ["अंजलि", "Asked by Pooja Bisht", "Ward 11", "Paper seen: Ration card"];
    shows(&officer.page(OFFICE), &request);
    approve(&officer);
    shows(&officer.page(&format!("{OFFICE}/batches")), &["1 person waits", "Ward 11"]);
    let batch = closed_batch(site, &officer);
    let plastic = site.latest(daughter);
    shows(&officer.page(&batch), &["Closed", "1 card", "अंजलि", "Not printed out yet."]);
    let uncounted = officer.get(&format!("{batch}/cards.pdf?copy=1"));
    refused(&uncounted, StatusCode::CONFLICT, "CRD-095");
    let print = format!("{batch}/print");
    let printed_out = done(&officer.post(&print, "once=out1"));
    assert_eq!(done(&officer.post(&print, "once=out1")), printed_out, "pressed twice");
    shows(&officer.page(&printed_out), &["Printed out once.", "Download the cards"]);
    done(&officer.post(&print, "once=out2"));
    shows(&officer.page(&batch), &["Printed out twice.", "No. 2: ", "may exist more than once"]);
    for file in ["cards.pdf?copy=1", "stickers.pdf?copy=2"] {
        let made = officer.get(&format!("{batch}/{file}"));
        assert!(made.bytes.starts_with(b"%PDF"), "{}", made.text());
        assert_eq!(made.bytes, officer.get(&format!("{batch}/{file}")).bytes, "{file}");
    }
    let check = format!("{batch}/check");
    shows(&officer.page(&check), &["Card 1 is due", "अंजलि"]);
    let wrong = format!("once=q1&place=1&code={}", percent(&paper.sealed.text()));
    refused(&officer.post(&check, &wrong), StatusCode::UNPROCESSABLE_ENTITY, "CRD-043");
    let right = format!("once=q2&place=1&code={}", percent(&plastic.sealed.text()));
    shows(&officer.page(&done(&officer.post(&check, &right))), &["Card 1 is right."]);
    let send = format!("once=s&card={}&parcel={PARCEL}", plastic.id);
    done(&officer.post(&format!("{OFFICE}/post/dispatch"), &send));
    let sent = officer.page(&format!("{OFFICE}/post?state=dispatched"));
    shows(&sent, &["अंजलि", PARCEL]);
    let back = format!("once=r&state=dispatched&code={PARCEL}");
    done(&officer.post(&format!("{OFFICE}/post/returned"), &back));
    assert_eq!(site.card(plastic.id).state, CardState::Making(Making::Returned));
    let found = clerk.post("/cards/find", &format!("q={}", percent(&plastic.sealed.text())));
    let page = clerk.page(&done(&found));
    shows(&page, &["Its bearer has not got it yet.", "Hand the card to अंजलि"]);
    let version = field(&page, "hand-over", "version");
    let hand_over = format!("card={}&version={version}&code=", plastic.id);
    let [his, hers] = [&paper, &plastic].map(|card| percent(&card.sealed.text()));
    let (to, silent) = (format!("{path}/hand-over"), format!("once=h1&{hand_over}"));
    refused(&clerk.post(&to, &silent), StatusCode::UNPROCESSABLE_ENTITY, "CRD-094");
    let other = clerk.post(&to, &format!("once=h2&{hand_over}{his}"));
    let page = refused(&other, StatusCode::CONFLICT, "CRD-093");
    shows(&page, &["Scan the card", "to hand over the permanent card"]);
    let form = format!("once=h3&{hand_over}{hers}");
    let page = clerk.page(&done(&clerk.post(&to, &form)));
    assert!(done(&clerk.post(&to, &form)).contains("handed-over"), "pressed twice");
    shows(&page, &["Permanent card until 22 Nov 2036", seen]);
    assert_eq!(site.card(paper.id).state, CardState::Ended(WhyEnded::Replaced));
    assert_eq!(site.card(plastic.id).state, CardState::Active);
}

#[city_test]
fn of_two_officers_who_decide_at_once_one_is_told_what_the_other_did(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    site.ordered(&clerk, sunita);
    let farida = site.officer("farida.khan", Language::English);
    let ashok = site.officer("ashok.nair", Language::English);
    let (path, hers) = deciding(&farida);
    let (_, his) = deciding(&ashok);
    done(&farida.post(&path, &format!("{hers}&decision=approve")));
    done(&farida.post(&path, &format!("{hers}&decision=approve")));
    let late = ashok.post(&path, &format!("{his}&decision=decline&reason=name&why=Devi"));
    let text = late.text();
    assert_eq!(late.status, StatusCode::CONFLICT, "{text}");
    shows(&text, &["Approved: Farida Khan", "to send it back: The name differs", "Devi"]);
    shows(&clerk.page(&format!("/cards/{sunita}")), &["approved and waits to be printed"]);
}

#[city_test]
fn a_request_is_sent_back_with_a_reason_that_its_counter_reads(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    site.ordered(&clerk, sunita);
    let farida = site.officer("farida.khan", Language::English);
    let (path, form) = deciding(&farida);
    let silent = farida.post(&path, &format!("{form}&decision=decline&reason=other"));
    refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "REG-025");
    let (_, form) = deciding(&farida);
    let back = format!("{form}&decision=decline&reason=papers&why=bring+the+ration+card");
    done(&farida.post(&path, &back));
    let why = ["The papers do not show it", "bring the ration card"];
    shows(&clerk.page("/cards"), &why);
    shows(&clerk.page(&format!("/cards/{sunita}")), &why);
    site.moment();
    let again = format!("/cards/{sunita}/order");
    done(&clerk.post(&again, "once=again&version=1&proof=voter-card"));
    assert!(!clerk.page("/cards").contains(why[0]), "it was asked again");
}

#[city_test]
fn nobody_asks_for_a_card_without_saying_which_paper_was_seen(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let path = format!("/cards/{sunita}/order");
    for (once, typed) in [("a", ""), ("b", "&proof="), ("c", "&proof=2345+6789+0124")] {
        let silent = clerk.post(&path, &format!("once={once}&version=1{typed}"));
        let page = refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "CRD-082");
        assert!(!page.contains("2345 6789 0124"), "{page}");
    }
    let stale = clerk.post(&path, "once=d&version=7&proof=passport");
    let page = refused(&stale, StatusCode::CONFLICT, "REG-022");
    shows(&page, &["value=\"passport\" selected"]);
    done(&clerk.post(&path, "once=e&version=1&proof=witness"));
    let known = "Paper seen: None; a known witness vouches";
    shows(&site.officer("farida.khan", Language::English).page(OFFICE), &[known]);
    let hindi = site.officer("farida.khan", Language::Hindi).page(OFFICE);
    shows(&hindi, &["देखा गया काग़ज़: कोई नहीं"]);
}

#[city_test]
fn nobody_approves_what_they_asked_for(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let farida = site.officer("farida.khan", Language::English);
    done(&farida.post(&format!("/cards/{sunita}/order"), "once=o&version=1&proof=witness"));
    let page = farida.page(OFFICE);
    shows(&page, &["somebody else decides"]);
    assert!(!page.contains("value=\"approve\""), "{page}");
    let ashok = site.officer("ashok.nair", Language::English);
    let (path, _) = deciding(&ashok);
    let own = farida.post(&path, "once=own&decision=approve");
    refused(&own, StatusCode::FORBIDDEN, "CRD-017");
}

/// A paper that the family of somebody sends ahead.
fn sent_ahead(site: &Site, person: PersonId) -> Scan {
    let file = ScanFile::parse(b"%PDF-1.7 a ration card".to_vec()).unwrap();
    let phone = Mobile::parse("0000054321").unwrap();
    let wish = NewScan { phone, person, kind: ScanKind::RationCard, file };
    site.write(move |tx| {
        let by = Program::doing(tx, "apply.send-paper")?;
        scans::actions::send(tx, &by, &wish)
    })
}

#[city_test]
fn whoever_decides_without_having_opened_a_waiting_paper_is_told_and_not_kept_from_it(
    site: &mut Site,
) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    site.ordered(&clerk, sunita);
    let farida = site.officer("farida.khan", Language::English);
    assert!(!farida.page(OFFICE).contains("sent ahead"));
    sent_ahead(site, sunita);
    let (waits, link) = ("waits, and you have not opened it", format!("/scans/{sunita}"));
    shows(&farida.page(OFFICE), &[waits, &link, "value=\"approve\""]);
    shows(&farida.page(&format!("/cards/{sunita}")), &[waits, &link]);
    let closed = "1 paper that the family sent ahead waits; a records officer opens it.";
    let page = clerk.page(&format!("/cards/{sunita}"));
    shows(&page, &[closed]);
    assert!(!page.contains(&link), "{page}");
    shows(&site.officer("ashok.nair", Language::English).page(OFFICE), &[closed]);
    approve(&farida);
    shows(&clerk.page(&format!("/cards/{sunita}")), &["approved and waits to be printed"]);
}

#[city_test]
fn what_was_opened_and_decided_about_is_said_so(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    site.ordered(&clerk, sunita);
    let scan = sent_ahead(site, sunita);
    let farida = site.officer("farida.khan", Language::English);
    let facility = site.facility;
    site.write(move |tx| {
        let farida = staff_called(tx, &SignInName::parse("farida.khan")?)?.unwrap();
        let permit = Permit::trial(farida, facility);
        scans::actions::look(tx, &permit, (sunita, scan.id)).map(drop)
    });
    let page = farida.page(OFFICE);
    shows(&page, &["1 paper that the family sent ahead waits for a decision."]);
    assert!(!page.contains("you have not opened"), "{page}");
    site.write(move |tx| {
        let farida = staff_called(tx, &SignInName::parse("farida.khan")?)?.unwrap();
        let permit = Permit::trial(farida, facility);
        scans::actions::judge(tx, &permit, (sunita, scan.id), Verdict::Fits)
    });
    shows(&farida.page(OFFICE), &["1 paper that the family sent ahead was looked at."]);
}

#[city_test]
fn another_office_decides_prints_and_sends_nothing_of_this_one(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    site.ordered(&clerk, sunita);
    let farida = site.officer("farida.khan", Language::English);
    let meena = site.officer("meena.rao", Language::English);
    let (path, _) = deciding(&farida);
    let decided = meena.post(&path, "once=x1&decision=approve");
    refused(&decided, StatusCode::NOT_FOUND, "CRD-016");
    shows(&meena.page(OFFICE), &["No request stands here."]);
    approve(&farida);
    let batch = closed_batch(site, &farida);
    let card = site.latest(sunita).id;
    for path in [batch.clone(), format!("{batch}/check"), format!("{batch}/cards.pdf?copy=1")] {
        refused(&meena.get(&path), StatusCode::NOT_FOUND, "CRD-020");
    }
    let printed_out = meena.post(&format!("{batch}/print"), "once=x0");
    refused(&printed_out, StatusCode::NOT_FOUND, "CRD-020");
    let end = format!("{OFFICE}/pieces/{card}/end");
    let spoilt = meena.post(&end, "once=x2&version=1&why=spoilt&reason=torn");
    refused(&spoilt, StatusCode::NOT_FOUND, "CRD-001");
    let send = format!("once=x3&card={card}&parcel={PARCEL}");
    let sent = meena.post(&format!("{OFFICE}/post/dispatch"), &send);
    refused(&sent, StatusCode::CONFLICT, "CRD-001");
    assert_eq!(site.card(card).state, CardState::Making(Making::Queued));
}

#[city_test]
fn a_spoilt_piece_and_one_that_the_post_lost_are_printed_again(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let officer = site.officer("farida.khan", Language::English);
    let batch = printed(site, (&clerk, &officer), sunita);
    let card = site.latest(sunita).id;
    let end = format!("{OFFICE}/pieces/{card}/end");
    let silent = officer.post(&end, "once=e1&version=1&why=spoilt&reason=");
    refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "REG-025");
    let stale = officer.post(&end, "once=e2&version=9&why=spoilt&reason=the+foil+tore");
    shows(&refused(&stale, StatusCode::CONFLICT, "CRD-002"), &["the foil tore"]);
    let ended = done(&officer.post(&end, "once=e3&version=1&why=spoilt&reason=the+foil+tore"));
    assert_eq!(ended, format!("{batch}?done=ended"));
    shows(&officer.page(&format!("{batch}?state=ended")), &["Misprinted or broken"]);
    shows(&officer.page(&format!("{OFFICE}?state=approved")), &["Misprinted or broken"]);
    shows(&officer.page(&format!("{OFFICE}/batches")), &["1 person waits"]);
    site.moment();
    let second = done(&officer.post(&format!("{OFFICE}/batches"), "once=b2&ward=11"));
    done(&officer.post(&format!("{second}/fill"), "once=f2"));
    assert_ne!(site.latest(sunita).id, card);
}

#[city_test]
fn a_card_whose_code_cannot_be_read_is_handed_over_with_a_reason(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let officer = site.officer("farida.khan", Language::English);
    let batch = printed(site, (&clerk, &officer), sunita);
    let card = site.latest(sunita);
    let right = format!("once=q&place=1&code={}", percent(&card.sealed.text()));
    done(&officer.post(&format!("{batch}/check"), &right));
    let path = format!("/cards/{sunita}");
    let version = field(&clerk.page(&path), "hand-over", "version");
    let form = format!("card={}&version={version}&code=", card.id);
    let long = format!("once=u1&{form}&unread={}", "x".repeat(300));
    let no = clerk.post(&format!("{path}/hand-over"), &long);
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&no.text(), &["Its code cannot be read", &"x".repeat(300)]);
    let unread = format!("once=u2&{form}&unread=the+print+is+scratched");
    done(&clerk.post(&format!("{path}/hand-over"), &unread));
    assert_eq!(site.card(card.id).state, CardState::Active);
    shows(&clerk.page(&path), &["In use (not scanned: the print is scratched)"]);
}

#[city_test]
fn a_whole_batch_is_off_the_press_with_one_press_and_the_post_delivers(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let officer = site.officer("farida.khan", Language::English);
    let batch = printed(site, (&clerk, &officer), sunita);
    let (card, press) = (site.latest(sunita), format!("{batch}/printed"));
    shows(&officer.page(&batch), &["Off the press: 1 card", &press]);
    let done_once = done(&officer.post(&press, "once=p1"));
    assert_eq!(done_once, format!("{batch}?done=printed&count=1"));
    assert_eq!(done(&officer.post(&press, "once=p1")), done_once, "pressed twice");
    assert_eq!(site.card(card.id).state, CardState::Making(Making::Printed));
    let page = officer.page(&done_once);
    shows(&page, &["1 card is off the press.", "Scan what was printed"]);
    assert!(!page.contains(&press), "nothing is left to be counted off: {page}");
    let meena = site.officer("meena.rao", Language::English);
    refused(&meena.post(&press, "once=p2"), StatusCode::NOT_FOUND, "CRD-020");
    let right = format!("once=q&place=1&code={}", percent(&card.sealed.text()));
    done(&officer.post(&format!("{batch}/check"), &right));
    let send = format!("once=s&card={}&parcel={PARCEL}", card.id);
    done(&officer.post(&format!("{OFFICE}/post/dispatch"), &send));
    let deliver = format!("{OFFICE}/post/delivered");
    let form = format!("once=d&state=dispatched&code={PARCEL}");
    let there = done(&officer.post(&deliver, &form));
    assert_eq!(there, format!("{OFFICE}/post?done=delivered&count=1&state=dispatched"));
    let listed = officer.page(&format!("{OFFICE}/post?state=delivered"));
    shows(&listed, &["सुनीता देवी", "Delivered, says the post", "Came back"]);
    let said = "a permanent one was delivered, as the post says, and is not valid yet";
    shows(&clerk.page(&format!("/cards/{sunita}")), &[said, "Hand the card to"]);
    let again = officer.post(&deliver, &format!("once=e&state=dispatched&code={PARCEL}"));
    refused(&again, StatusCode::CONFLICT, "CRD-009");
}

#[city_test]
fn an_open_batch_is_not_printed_and_an_empty_ward_begins_none(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let officer = site.officer("farida.khan", Language::English);
    let batches = format!("{OFFICE}/batches");
    let nobody = officer.post(&batches, "once=n&ward=11");
    refused(&nobody, StatusCode::UNPROCESSABLE_ENTITY, "CRD-044");
    site.ordered(&clerk, sunita);
    approve(&officer);
    let batch = done(&officer.post(&batches, "once=b&ward=11"));
    let early = officer.get(&format!("{batch}/cards.pdf?copy=1"));
    refused(&early, StatusCode::CONFLICT, "CRD-041");
    refused(&officer.post(&format!("{batch}/print"), "once=p"), StatusCode::CONFLICT, "CRD-041");
    refused(&officer.post(&format!("{batch}/seal"), "once=s"), StatusCode::CONFLICT, "CRD-022");
    let nothing = officer.post(&format!("{OFFICE}/post/dispatch"), "once=d&parcel=ED1");
    refused(&nothing, StatusCode::UNPROCESSABLE_ENTITY, "CRD-046");
    let unknown = officer.post(&format!("{OFFICE}/post/returned"), "once=r&code=ED1");
    refused(&unknown, StatusCode::UNPROCESSABLE_ENTITY, "CRD-047");
}

#[city_test]
fn a_list_goes_on_behind_its_last_row_and_is_narrowed_by_ward(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    for _ in 0..21 {
        let person = site.register("सुनीता देवी", 42);
        site.ordered(&clerk, person);
    }
    let officer = site.officer("farida.khan", Language::English);
    let rows = |page: &str| page.matches("<article").count();
    let first = officer.page(OFFICE);
    assert_eq!(rows(&first), 20, "{first}");
    let next = first.rsplit("name=\"after\" value=\"").next().unwrap();
    let next = next.split('"').next().unwrap();
    assert_eq!(rows(&officer.page(&format!("{OFFICE}?state=asked&after={next}"))), 1);
    assert_eq!(rows(&officer.page(&format!("{OFFICE}?ward={WARD}"))), 20);
    assert_eq!(rows(&officer.page(&format!("{OFFICE}?ward=12"))), 0);
    assert_eq!(rows(&officer.page(&format!("{OFFICE}?ward=-"))), 0);
}

/// Without what stands between the tags of one kind.
fn without(html: &str, tag: &str) -> String {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let mut parts = html.split(&*open);
    let mut left = parts.next().unwrap().to_owned();
    for part in parts {
        left += part.split_once(&*close).map_or("", |(_, rest)| rest);
    }
    left
}

/// The words in Roman letters of a page's main part, but for its keys, codes and names of formats.
pub(super) fn english(page: &str) -> Vec<String> {
    let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let main = without(&without(main, "kbd"), "code");
    let texts = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let words = texts.flat_map(|text| text.split(|sign: char| !sign.is_ascii_alphanumeric()));
    let is_word = |word: &&str| {
        word.chars().any(|sign| sign.is_ascii_alphabetic())
            && !word.chars().any(|sign| sign.is_ascii_digit())
            && !["DH", "PDF", "CRD", "SMART", "Health", "Card", "PNG", "SVG"].contains(word)
    };
    words.filter(is_word).map(str::to_owned).collect()
}

#[city_test]
fn every_page_in_hindi_says_nothing_in_english(site: &mut Site) {
    let (_, daughter) = site.family();
    let clerk = site.clerk(Language::Hindi);
    let officer = site.officer("farida.khan", Language::Hindi);
    let mut pages = vec![clerk.page("/cards"), clerk.page(&format!("/cards/{daughter}"))];
    agree(&clerk, daughter);
    done(&clerk.post(&format!("/cards/{daughter}/issue"), "once=a"));
    done(&clerk.post(&format!("/cards/{daughter}/order"), "once=o&version=1&proof=witness"));
    pages.push(officer.page(OFFICE));
    approve(&officer);
    pages.push(officer.page(&format!("{OFFICE}/batches")));
    let batch = closed_batch(site, &officer);
    let card = site.latest(daughter);
    pages.extend([officer.page(&batch), officer.page(&format!("{batch}/check"))]);
    for once in ["once=p1", "once=p2"] {
        pages.push(officer.page(&done(&officer.post(&format!("{batch}/print"), once))));
    }
    pages.push(officer.page(&done(&officer.post(&format!("{batch}/printed"), "once=p"))));
    let right = format!("once=q&place=1&code={}", percent(&card.sealed.text()));
    pages.push(officer.post(&format!("{batch}/check"), "once=w&place=1&code=x").text());
    pages.push(officer.page(&done(&officer.post(&format!("{batch}/check"), &right))));
    pages.push(officer.page(&format!("{OFFICE}/post")));
    let send = format!("once=s&card={}&parcel=481516", card.id);
    done(&officer.post(&format!("{OFFICE}/post/dispatch"), &send));
    pages.push(officer.page(&format!("{OFFICE}/post?state=dispatched")));
    let states = ["asked", "approved", "declined", "made", "done"];
    pages.extend(states.map(|state| officer.page(&format!("{OFFICE}?state={state}"))));
    pages.push(clerk.page(&format!("/cards/{daughter}")));
    for page in &pages {
        let words = english(page);
        assert!(words.is_empty(), "{words:?} in {page}");
    }
}

#[city_test]
fn cards_that_end_soon_are_listed_with_what_was_done_about_them(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let officer = site.officer("farida.khan", Language::English);
    let path = format!("{OFFICE}/expiring");
    shows(&officer.page(&path), &["No card given here ends within 60 days."]);
    agree(&clerk, sunita);
    done(&clerk.post(&format!("/cards/{sunita}/issue"), "once=a"));
    shows(&officer.page(&path), &["No card given here ends within 60 days."]);
    let soon = "UPDATE cards_card SET expires_on = $1";
    site.write(move |tx| {
        let day = tx.today().days() + 5;
        tx.execute(soon, &[day.into()])
    });
    let page = officer.page(&path);
    let there = format!("/cards/{sunita}");
    shows(&page, &["सुनीता देवी", "5 days left", "28 Nov 2026", "Not yet", &there]);
    let meena = site.officer("meena.rao", Language::Hindi);
    let elsewhere = meena.page(&path);
    shows(&elsewhere, &["यहाँ दिया गया कोई कार्ड"]);
    assert!(english(&elsewhere).is_empty(), "{elsewhere}");
    let by_themselves = "UPDATE cards_card SET facility_id = $1";
    site.write(move |tx| {
        let city = nabz_access::city(tx)?;
        tx.execute(by_themselves, &[city.into()])
    });
    shows(&meena.page(&path), &["सुनीता देवी"]);
    shows(&officer.page(&path), &["सुनीता देवी"]);
}
