//! What people ask about what is held of them, at a counter and in the office that answers.

use super::{Site, unknown};
use axum::http::{StatusCode, header};
use nabz_access::{Permit, Program, seen_by};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_people::registry::actions::{LinkPersons, link, unlink};
use nabz_people::rights::of_person;
use nabz_people::scans::actions::send;
use nabz_people::scans::model::{NewScan, ScanFile, ScanKind};
use nabz_store::Tx;
use nabz_testkit::{Browser, MORNING, city_test, shows};
use std::time::Duration;

const ENGLISH: &str = "__Host-nabz-lang=en";

fn asked(site: &Site) -> usize {
    let sunita = site.sunita;
    site.database.store.read_blocking(move |view| of_person(view, sunita)).unwrap().len()
}

fn path(site: &Site) -> String {
    format!("/people/{}/rights", site.sunita)
}

/// Where the request leads that stands first on the list.
fn first(arjun: &Browser) -> String {
    let list = arjun.page("/records/requests");
    let rest = list.split("href=\"/records/requests/").nth(1);
    let id = rest.and_then(|rest| rest.split('"').next()).unwrap();
    format!("/records/requests/{id}")
}

#[city_test]
fn a_request_goes_from_the_counter_to_the_office_and_its_answer_comes_back(site: &mut Site) {
    let pooja = site.pooja().with_cookie(ENGLISH);
    let arjun = site.arjun().with_cookie(ENGLISH);
    let person = pooja.page(&format!("/people/{}", site.sunita));
    assert!(person.contains(&format!("href=\"{}\"", path(site))), "{person}");
    let form = "once=a&right=grievance&by=themselves&note=Somebody+at+the+gate+knew+my+illness.";
    for _ in 0..2 {
        let sent = pooja.post(&path(site), form);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    assert_eq!(asked(site), 1, "pressed twice");
    let page = pooja.page(&path(site));
    for said in ["000 001", "Received", "90 days left", "knew my illness"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(pooja.get("/records/requests").status, StatusCode::FORBIDDEN);
    let request = first(&arjun);
    let empty = arjun.page("/records/requests?kind=erasure");
    assert!(empty.contains("No request waits here."), "{empty}");
    let page = arjun.page(&request);
    assert!(page.contains("/who-looked/") && page.contains("knew my illness"), "{page}");
    let taken = arjun.post(&format!("{request}/take"), "once=b");
    assert_eq!(taken.location, request, "{}", taken.text());
    let answer = format!("{request}/answer");
    let bare = arjun.post(&answer, "once=c&reason=");
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text().contains("RGT-005"), "{}", bare.text());
    let said = arjun.post(&answer, "once=d&reason=The+guard+was+told+not+to.");
    assert_eq!(said.location, "/records/requests", "{}", said.text());
    let late = arjun.post(&answer, "once=e&reason=Once+more.");
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("RGT-003"), "{}", late.text());
    let page = pooja.page(&path(site));
    assert!(page.contains("The guard was told not to.") && page.contains("Answered"), "{page}");
}

#[city_test]
fn a_mistake_is_said_beside_its_field_and_what_was_written_stays(site: &mut Site) {
    let pooja = site.pooja();
    let wordless = pooja.post(&path(site), "once=a&right=correction&by=themselves&note=");
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wordless.text().contains("RGT-004"), "{}", wordless.text());
    let guardian = "once=b&right=access&by=guardian&guardian=another&proxy_name=&proxy_tie=mother";
    let nameless = pooja.post(&path(site), &format!("{guardian}&note=Please"));
    let text = nameless.text();
    for said in ["RGT-007", "CNS-014", "Please"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let form = |once: &str| format!("once={once}&right=access&by=themselves&note=Please");
    assert_eq!(pooja.post(&path(site), &form("c")).status, StatusCode::SEE_OTHER);
    let again = pooja.post(&path(site), &form("d"));
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("RGT-002") && again.text().contains(">Please<"));
    assert_eq!(asked(site), 1);
}

#[city_test]
fn a_nominee_is_shown_on_the_page_of_whoever_has_died(site: &mut Site) {
    let (pooja, arjun) = (site.pooja().with_cookie(ENGLISH), site.arjun().with_cookie(ENGLISH));
    let person = format!("/people/{}", site.sunita);
    let nominee = format!("{}/nominee", path(site));
    let wrong = pooja.post(&nominee, "once=a&seen=&name=Ramesh+Kumar&tie=spouse&phone=12");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("REG-004") && wrong.text().contains("Ramesh Kumar"));
    let right = "once=b&seen=&name=Ramesh+Kumar&tie=spouse&phone=0000067890";
    assert_eq!(pooja.post(&nominee, right).status, StatusCode::SEE_OTHER);
    assert!(!pooja.page(&person).contains("Ramesh Kumar"), "she lives");
    let died = arjun.post(&format!("{person}/life"), "once=c&version=1&life=deceased&on=");
    assert_eq!(died.status, StatusCode::SEE_OTHER, "{}", died.text());
    let page = arjun.page(&person);
    assert!(page.contains("Nominee: Ramesh Kumar") && page.contains("00000 67890"), "{page}");
    let page = pooja.page(&path(site));
    assert!(page.contains("This person has died.") && !page.contains("Take the nomination back"));
    let asks = "once=d&right=grievance&by=nominee&note=Who+read+it%3F";
    assert_eq!(pooja.post(&path(site), asks).status, StatusCode::SEE_OTHER);
    let page = arjun.page(&first(&arjun));
    assert!(page.contains("Ramesh Kumar") && page.contains("call this phone"), "{page}");
}

/// Her family sends a photograph of her ration card.
fn send_paper(site: &Site) {
    let phone = Mobile::parse("0000054321").unwrap();
    let file = ScanFile::parse(b"%PDF-1.7 a ration card".to_vec()).unwrap();
    let wish = NewScan { phone, person: site.sunita, kind: ScanKind::RationCard, file };
    let sent = site.database.store.write_blocking(move |tx: &mut Tx<'_>| {
        let by = Program::doing(tx, "apply.send-paper")?;
        send(tx, &by, &wish).map(drop)
    });
    sent.unwrap();
}

#[city_test]
fn a_photograph_of_a_paper_is_held_until_an_answer_erases_it(site: &mut Site) {
    let (pooja, arjun) = (site.pooja().with_cookie(ENGLISH), site.arjun().with_cookie(ENGLISH));
    send_paper(site);
    let held = format!("{}/held", path(site));
    let page = arjun.page(&held);
    for said in ["Ration card", "राशन कार्ड", "waits. The office has not opened it yet."]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let wish = "once=a&right=erasure&by=themselves&note=The+photograph.";
    assert_eq!(pooja.post(&path(site), wish).status, StatusCode::SEE_OTHER);
    let request = first(&arjun);
    let page = arjun.page(&request);
    assert!(page.contains("name=\"papers\"") && !page.contains("name=\"phone\""), "{page}");
    let answer = format!("{request}/answer");
    let twofold = arjun.post(&answer, "once=b&outcome=refused&papers=yes&reason=No.");
    assert_eq!(twofold.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = twofold.text();
    assert!(page.contains("RGT-015") && page.contains("name=\"papers\" value=\"yes\" checked"));
    for _ in 0..2 {
        let done = arjun.post(&answer, "once=c&outcome=done&papers=yes&reason=It+is+gone.");
        assert_eq!(done.location, "/records/requests", "{}", done.text());
    }
    let page = arjun.page(&held);
    assert!(page.contains("No photograph of a paper is held."), "{page}");
}

/// Where the correction that waits first is decided.
fn waiting(arjun: &Browser) -> String {
    let page = arjun.page("/people/corrections");
    let rest = page.split("action=\"/people/corrections/").nth(1);
    let id = rest.and_then(|rest| rest.split('"').next()).unwrap();
    format!("/people/corrections/{id}")
}

#[city_test]
fn the_history_says_that_something_was_erased_and_no_page_says_what_it_was(site: &mut Site) {
    let (pooja, arjun) = (site.pooja().with_cookie(ENGLISH), site.arjun().with_cookie(ENGLISH));
    let person = format!("/people/{}", site.sunita);
    let correction = format!("{person}/correction");
    let told = "version=1&name_hi=%E0%A4%B8%E0%A5%81%E0%A4%A8%E0%A5%80%E0%A4%A4%E0%A4%BE\
                &phone=0000054321&line=14+Gali+3&reason=told";
    let asked = pooja.post(&correction, &format!("once=a&{told}"));
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let approved = arjun.post(&waiting(&arjun), "once=b&decision=approve");
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
    let later = told.replace("version=1", "version=2").replace("54321", "67890");
    let asked = pooja.post(&correction, &format!("once=c&{later}"));
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let history = format!("{person}/history");
    assert!(pooja.page(&history).contains("0000054321"));
    let wish = "once=d&right=erasure&by=themselves&note=My+old+phone.";
    assert_eq!(pooja.post(&path(site), wish).status, StatusCode::SEE_OTHER);
    let request = first(&arjun);
    let page = arjun.page(&request);
    assert!(page.contains("name=\"phone\"") && page.contains("name=\"line\""), "{page}");
    let done = "once=e&outcome=done&phone=yes&line=yes&reason=It+is+gone.";
    let answered = arjun.post(&format!("{request}/answer"), done);
    assert_eq!(answered.location, "/records/requests", "{}", answered.text());
    let rights = path(site);
    let held = [format!("{rights}/held"), format!("{rights}/held.json")];
    let pages = [person, history.clone(), "/people/corrections".into(), request, rights];
    for page in pages.iter().chain(&held) {
        let text = arjun.page(page);
        for value in ["0000054321", "00000 54321", "0000067890", "00000 67890", "14 Gali 3"] {
            assert!(!text.contains(value), "{value} on {page}: {text}");
        }
    }
    for (language, erased, decider) in
        [("en", ">erased<", "Arjun Grover"), ("hi", ">मिटाया गया<", "अर्जुन ग्रोवर")]
    {
        let browser = site.pooja().with_cookie(&format!("__Host-nabz-lang={language}"));
        let page = browser.page(&history);
        for said in [erased, decider, "Erased on request 000 001", "अनुरोध 000 001 पर मिटाया गया"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(page.matches(erased).count(), 3, "phone, whose it is, house and street: {page}");
    }
    let declined = arjun.post(&waiting(&arjun), "once=f&decision=decline&why=It+is+old.");
    assert_eq!(declined.status, StatusCode::SEE_OTHER, "{}", declined.text());
    let again = "once=g&version=3&name_en=Sunita&phone=0000011223&reason=a+new+one";
    assert_eq!(pooja.post(&correction, again).status, StatusCode::SEE_OTHER);
    let approved = arjun.post(&waiting(&arjun), "once=h&decision=approve");
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
    assert!(pooja.page(&history).contains("0000011223"), "a new phone is a new word");
    let wish = "once=i&right=erasure&by=themselves&note=This+one%2C+too.";
    assert_eq!(pooja.post(&path(site), wish).status, StatusCode::SEE_OTHER);
    let done = "once=j&outcome=done&phone=yes&reason=It+is+gone.";
    let answered = arjun.post(&format!("{}/answer", first(&arjun)), done);
    assert_eq!(answered.location, "/records/requests", "{}", answered.text());
    let page = pooja.page(&history);
    assert!(!page.contains("0000011223"), "{page}");
    shows(&page, &["Erased on request 000 001", "Erased on request 000 002"]);
}

#[city_test]
fn everything_that_is_held_is_given_on_paper_in_both_languages(site: &mut Site) {
    let held = format!("{}/held", path(site));
    assert_eq!(site.pooja().get(&held).status, StatusCode::FORBIDDEN);
    for language in ["en", "hi"] {
        let arjun = site.arjun().with_cookie(&format!("__Host-nabz-lang={language}"));
        let page = arjun.page(&held);
        for said in ["What is held about you", "आपके बारे में क्या रखा गया है", "सुनीता देवी", "Health ID"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}

#[city_test]
fn the_file_is_given_by_whoever_answers_and_that_is_written_down(site: &mut Site) {
    let file = format!("{}/held.json", path(site));
    let (pooja, arjun) = (site.pooja().with_cookie(ENGLISH), site.arjun().with_cookie(ENGLISH));
    assert_eq!(pooja.get(&file).status, StatusCode::FORBIDDEN);
    assert!(!pooja.page(&path(site)).contains(&file), "nor is it offered to her");
    let stranger = Browser::new(&site.router).get(&file);
    assert!(stranger.location.starts_with("/sign-in"), "{}", stranger.text());
    let given = arjun.get(&file);
    assert_eq!(given.status, StatusCode::OK, "{}", given.text());
    let says = |name: header::HeaderName| {
        given.headers.get(name).and_then(|value| value.to_str().ok()).unwrap()
    };
    assert_eq!(says(header::CONTENT_TYPE), "application/json");
    assert!(says(header::CONTENT_DISPOSITION).starts_with("attachment; "));
    assert_eq!(says(header::CACHE_CONTROL), "no-store");
    let held = given.text();
    for part in ["\"name_devanagari\":\"सुनीता देवी\"", "\"not_here\":[\"medical-record\"]"]
    {
        assert!(held.contains(part), "{part}: {held}");
    }
    let store = &site.database.store;
    store.flush_reads().unwrap();
    let looked = "SELECT COUNT(*) FROM audit_row
                  WHERE act = 'rights.answer' AND subject_kind = 'Record'";
    let rows = store.read_blocking(move |view: &mut Tx<'_>| {
        view.query_one(looked, &[], |row| row.get::<i64>(0))
    });
    assert_eq!(rows.unwrap(), Some(1));
    let page = arjun.page(&path(site));
    assert!(page.contains(&format!("href=\"{file}\" download")), "{page}");
    let nobody = format!("/people/{}/rights/held.json", uuid::Uuid::nil());
    assert_eq!(arjun.get(&nobody).status, StatusCode::NOT_FOUND);
}

/// Looks that were collected are written by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many looks stand in the log of whoever these records are, once so many of them were written.
pub(super) fn told(site: &Site, records: &[PersonId], expected: usize) -> usize {
    let (store, waited) = (&site.database.store, Stopwatch::start());
    loop {
        store.flush_reads().unwrap();
        let records = records.to_vec();
        let (looks, _) = store.read_blocking(move |view| seen_by(view, &records, None)).unwrap();
        // The store may be writing them down at this moment by itself.
        if looks.len() >= expected || waited.elapsed() > PATIENCE {
            return looks.len();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The pages that read all records of somebody.
const READ_TOGETHER: [&str; 6] =
    ["", "/household", "/consents", "/rights", "/rights/held", "/rights/held.json"];

#[city_test]
fn a_page_that_reads_two_records_together_is_a_look_at_both_once_they_are_parted(site: &mut Site) {
    let (arjun, own, other) = (site.arjun(), site.sunita, unknown(site));
    let permit: Permit<LinkPersons> = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
    let by = permit.clone();
    let join = move |tx: &mut Tx<'_>| link(tx, &by, other, own, ("her daughter came", true));
    site.database.store.write_blocking(join).unwrap();
    for (before, page) in READ_TOGETHER.iter().enumerate() {
        let (asked, beside) = if before % 2 == 0 { (own, other) } else { (other, own) };
        let answer = arjun.get(&format!("/people/{asked}{page}"));
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.text());
        let logs: [&[PersonId]; 4] = [&[own, other], &[other, own], &[asked], &[beside]];
        for records in logs {
            assert_eq!(told(site, records, before + 1), before + 1, "{page}");
        }
        site.database.pass(Duration::from_mins(1));
    }
    let part = move |tx: &mut Tx<'_>| unlink(tx, &permit, other, "two women");
    site.database.store.write_blocking(part).unwrap();
    arjun.page(&format!("/people/{own}/rights/held"));
    let before = READ_TOGETHER.len();
    assert_eq!(told(site, &[own], before + 1), before + 1);
    assert_eq!(told(site, &[other], before), before, "of another woman nobody tells her");
}
