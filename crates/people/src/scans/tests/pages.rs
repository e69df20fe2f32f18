//! The pages of an office, over HTTP, on both engines.

use super::{PHONE, document};
use crate::registry::actions::register;
use crate::registry::model::{Details, NewPerson};
use crate::scans::actions;
use crate::scans::model::{NewScan, Scan, ScanFile, ScanKind};
use crate::scans::pages;
use axum::Router;
use axum::http::{StatusCode, header};
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::staff::{SignInName, begin_second_factor, confirm_second_factor, staff_called};
use nabz_access::{
    NodeId, NodeKind, Password, Permit, Program, TotpSecret, Vault, session, sign_in,
};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};
use nabz_testkit::{
    Answer, Browser, City, Database, MORNING, PASSWORD, city_test, done, refused, shows,
};
use nabz_web::{App, Language};
use std::time::Duration;
use uuid::Uuid;

/// Farida and Meena of the records office, Pooja at a counter, Ashok who runs the hospital.
struct Site {
    database: Database,
    router: Router,
    sunita: PersonId,
}

impl City for Site {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let sunita = store.write_blocking(arrange).unwrap();
        let app = App::build(store.clone(), store.clock()).sections([pages::SECTION]).done();
        Self { router: nabz_web::router(app, pages::routes()), database, sunita }
    }
}

fn arrange(tx: &mut Tx<'_>) -> Result<PersonId, Stop> {
    let names = |english, hindi| Names::parse(english, hindi).unwrap();
    let place = |kind| (NodeId::draw(MORNING), kind);
    let department = names("Health Department", "स्वास्थ्य विभाग");
    let department = add_node(tx, None, place(NodeKind::Department), "department", &department)?;
    let hospital = names("Amaltas Hospital", "अमलतास अस्पताल");
    add_node(tx, Some(&department), place(NodeKind::Facility), "AML", &hospital)?;
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n\
                 farida.khan,Farida Khan,फ़रीदा ख़ान,records_officer,AML,2027-03-31\n\
                 meena.rao,Meena Rao,मीना राव,records_officer,AML,2027-03-31\n\
                 ashok.nair,Ashok Nair,अशोक नायर,facility_administrator,AML,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    let details = Details::named(PersonName::parse("सुनीता देवी", "Sunita Devi")?);
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
    Ok(register(tx, &permit, &new)?.person)
}

impl Site {
    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.database.store.write_blocking(action).unwrap()
    }

    /// The browser of somebody who signed in with a code of their phone, too.
    fn officer(&self, name: &'static str, language: Language) -> Browser {
        let store = &self.database.store;
        let known = store.read_blocking(move |view| sign_in::credentials(view, name));
        let verdict = known.unwrap().check_password(&Password::typed(PASSWORD));
        let signed = self.write(move |tx| sign_in::sign_in(tx, &verdict, "story"));
        let key = signed.token.key();
        self.write(move |tx| {
            let staff = staff_called(tx, &SignInName::parse(name).unwrap())?.unwrap();
            let (access, secret) = (session::resume(tx, key)?.access, TotpSecret::draw()?);
            let vault = Vault::of_key(&[7; 32]);
            begin_second_factor(tx, &access, &vault.seal(staff, &secret)?)?;
            confirm_second_factor(tx, &access, (&vault, &secret.code_at(tx.now())))
        });
        let (token, language) = (signed.token.reveal(), language.code());
        let cookie = format!("__Host-nabz={token}; __Host-nabz-lang={language}");
        Browser::new(&self.router).with_cookie(&cookie)
    }

    fn farida(&self) -> Browser {
        self.officer("farida.khan", Language::English)
    }

    /// A paper that Sunita's family sends of her.
    fn sent(&self, file: ScanFile) -> Scan {
        let phone = Mobile::parse(PHONE).unwrap();
        let wish = NewScan { phone, person: self.sunita, kind: ScanKind::VoterCard, file };
        let scan = self.write(move |tx| {
            let by = Program::doing(tx, "apply.send-paper")?;
            actions::send(tx, &by, &wish)
        });
        self.database.pass(Duration::from_secs(1));
        scan
    }

    fn papers(&self) -> String {
        format!("/scans/{}", self.sunita)
    }

    fn rows(&self, sql: &'static str) -> i64 {
        let store = &self.database.store;
        store.flush_reads().unwrap();
        let count = move |view: &mut Tx<'_>| view.query_one(sql, &[], |row| row.get(0));
        store.read_blocking(count).unwrap().unwrap()
    }
}

fn says(answer: &Answer, name: header::HeaderName) -> &str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[city_test]
fn a_records_officer_finds_opens_and_decides_and_may_take_it_back(site: &mut Site) {
    let farida = site.farida();
    shows(&farida.page("/scans"), &["No paper waits."]);
    let scan = site.sent(document("a voter card"));
    let (papers, paper) = (site.papers(), format!("{}/{}", site.papers(), scan.id));
    shows(&farida.page("/scans"), &["Sunita Devi", "Voter card", "Sent 23 Nov 2026", &papers]);
    let page = farida.page(&papers);
    shows(&page, &["Nobody has opened it yet.", "PDF, 1 kB", "kept until 22 May 2027", &paper]);
    let early = farida.post(&paper, "once=a&verdict=fits");
    refused(&early, StatusCode::CONFLICT, "SCN-013");
    assert_eq!(farida.get(&paper).bytes, b"%PDF-1.7 a voter card");
    shows(&farida.page(&papers), &["You have opened it."]);
    shows(&farida.page("/scans"), &[">Opened<"]);
    let silent = farida.post(&paper, "once=b&verdict=misfit&why=");
    refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "SCN-012");
    for _ in 0..2 {
        let there = done(&farida.post(&paper, "once=c&verdict=misfit&why=unreadable"));
        assert_eq!(there, format!("{papers}?done=misfit&scan={}", scan.id), "pressed twice");
        let page = farida.page(&there);
        shows(&page, &["Noted: the paper does not fit.", "it cannot be read", "Farida Khan"]);
        shows(&page, &[&format!("action=\"{paper}/reopen\""), "kept until 23 Dec 2026"]);
    }
    shows(&farida.page("/scans"), &["No paper waits."]);
    for _ in 0..2 {
        let there = done(&farida.post(&format!("{paper}/reopen"), ""));
        shows(&farida.page(&there), &["The decision was taken back.", "You have opened it."]);
    }
    done(&farida.post(&paper, "once=d&verdict=fits"));
    let late = farida.post(&paper, "once=e&verdict=misfit&why=out-of-date");
    refused(&late, StatusCode::CONFLICT, "SCN-011");
}

#[city_test]
fn a_colleague_reads_who_has_opened_a_paper_and_opens_it_before_deciding(site: &mut Site) {
    let scan = site.sent(document("one"));
    let paper = format!("{}/{}", site.papers(), scan.id);
    site.farida().get(&paper);
    let meena = site.officer("meena.rao", Language::English);
    shows(&meena.page(&site.papers()), &["Opened by Farida Khan, 23 Nov 2026", "not yet by you"]);
    refused(&meena.post(&paper, "once=a&verdict=fits"), StatusCode::CONFLICT, "SCN-013");
}

#[city_test]
fn a_file_is_shown_as_what_it_is_and_can_do_nothing(site: &mut Site) {
    let farida = site.farida();
    let script = "<html><script>alert(document.cookie)</script></html>";
    let picture = [&b"\x89PNG\r\n\x1a\n"[..], script.as_bytes()].concat();
    let photo = [&[0xff_u8, 0xd8, 0xff][..], script.as_bytes()].concat();
    let files = [
        (document(script), "application/pdf"),
        (ScanFile::parse(picture).unwrap(), "image/png"),
        (ScanFile::parse(photo).unwrap(), "image/jpeg"),
    ];
    for (file, kind) in files {
        let scan = site.sent(file.clone());
        let answer = farida.get(&format!("{}/{}", site.papers(), scan.id));
        assert_eq!((answer.status, &*answer.bytes), (StatusCode::OK, file.bytes()));
        assert_eq!(says(&answer, header::CONTENT_TYPE), kind);
        assert_eq!(says(&answer, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(says(&answer, header::CONTENT_DISPOSITION), "inline");
        assert_eq!(says(&answer, header::CACHE_CONTROL), "no-store");
        let policy = says(&answer, header::CONTENT_SECURITY_POLICY);
        for part in ["default-src 'none'", "sandbox", "frame-ancestors 'none'"] {
            assert!(policy.split("; ").any(|one| one == part), "{part} is missing in {policy}");
        }
        assert!(!policy.contains("script-src") && !policy.contains("allow-"), "{policy}");
    }
}

#[city_test]
fn each_opening_is_written_down_with_who_and_about_whom(site: &mut Site) {
    let scan = site.sent(document("one"));
    let paper = format!("{}/{}", site.papers(), scan.id);
    let farida = site.farida();
    for _ in 0..2 {
        farida.get(&paper);
    }
    let (opened, looked) = (
        "SELECT COUNT(*) FROM audit_row WHERE act = 'scans.look' AND subject_kind = 'ScanMark'",
        "SELECT COUNT(*) FROM audit_row WHERE act = 'scans.look' AND subject_kind = 'Record'",
    );
    assert_eq!((site.rows(opened), site.rows(looked)), (2, 1));
}

#[city_test]
fn nobody_but_a_records_officer_opens_a_paper(site: &mut Site) {
    let scan = site.sent(document("one"));
    let paper = format!("{}/{}", site.papers(), scan.id);
    let clerk = Browser::of(&site.router, &site.database.store, "pooja.bisht");
    let administrator = site.officer("ashok.nair", Language::English);
    for other in [&clerk, &administrator] {
        for path in ["/scans".to_owned(), site.papers(), paper.clone()] {
            refused(&other.get(&path), StatusCode::FORBIDDEN, "ACC-001");
        }
        let decided = other.post(&paper, "once=a&verdict=fits");
        refused(&decided, StatusCode::FORBIDDEN, "ACC-001");
        let reopened = other.post(&format!("{paper}/reopen"), "");
        refused(&reopened, StatusCode::FORBIDDEN, "ACC-001");
    }
    // A family's own session is none of staff.
    let family = format!("__Host-nabz-mine={0}; __Host-nabz-apply={0}", "a".repeat(64));
    for stranger in [Browser::new(&site.router), Browser::new(&site.router).with_cookie(&family)] {
        let answer = stranger.get(&paper);
        assert!(answer.location.starts_with("/sign-in"), "{}", answer.text());
        assert!(!answer.bytes.starts_with(b"%PDF"));
    }
    assert_eq!(site.rows("SELECT COUNT(*) FROM scans_look"), 0);
}

#[city_test]
fn a_guessed_paper_and_that_of_another_person_are_not_there(site: &mut Site) {
    let scan = site.sent(document("one"));
    let farida = site.farida();
    let other = site.write(|tx| {
        let details = Details::named(PersonName::parse("", "Usha Devi")?);
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
        Ok(register(tx, &permit, &new)?.person)
    });
    let guessed = Uuid::from_u128(7);
    for path in [format!("/scans/{other}/{}", scan.id), format!("{}/{guessed}", site.papers())] {
        refused(&farida.get(&path), StatusCode::NOT_FOUND, "SCN-010");
        let decided = farida.post(&path, "once=a&verdict=fits");
        refused(&decided, StatusCode::NOT_FOUND, "SCN-010");
    }
    refused(&farida.get(&format!("/scans/{guessed}")), StatusCode::NOT_FOUND, "REG-020");
    shows(&farida.page(&format!("/scans/{other}")), &["Nothing was sent of this person"]);
}

#[city_test]
fn the_file_of_an_aadhaar_card_is_gone_once_that_was_said(site: &mut Site) {
    let scan = site.sent(document("an Aadhaar card"));
    let paper = format!("{}/{}", site.papers(), scan.id);
    let farida = site.farida();
    farida.get(&paper);
    let there = done(&farida.post(&paper, "once=a&verdict=misfit&why=aadhaar"));
    let page = farida.page(&there);
    shows(&page, &["The file was deleted. The family sees why.", "It was an Aadhaar card."]);
    assert!(!page.contains(&format!("href=\"{paper}\"")), "{page}");
    assert!(!page.contains("/reopen"), "{page}");
    refused(&farida.get(&paper), StatusCode::CONFLICT, "SCN-014");
}

#[city_test]
fn a_list_goes_on_behind_its_last_row(site: &mut Site) {
    let family = |nth: usize| {
        let phone = Mobile::parse(&format!("00000{nth:05}")).unwrap();
        let person = site.write(move |tx| {
            let details = Details::named(PersonName::parse("", "Asha")?);
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
            Ok(register(tx, &permit, &new)?.person)
        });
        let file = document(&nth.to_string());
        let wish = NewScan { phone, person, kind: ScanKind::Identity, file };
        site.write(move |tx| {
            let by = Program::doing(tx, "apply.send-paper")?;
            actions::send(tx, &by, &wish).map(drop)
        });
        site.database.pass(Duration::from_secs(1));
    };
    (0..21).for_each(family);
    let farida = site.farida();
    let rows = |page: &str| page.matches("<li class=\"nabz-work__item\"").count();
    let first = farida.page("/scans");
    assert_eq!(rows(&first), 20, "{first}");
    let next = first.split("href=\"/scans?after=").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(rows(&farida.page(&format!("/scans?after={next}"))), 1);
    assert_eq!(rows(&farida.page("/scans?after=nothing")), 20);
}

/// The words in Roman letters of a page's main part.
fn english(page: &str) -> Vec<String> {
    let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let texts = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let words = texts.flat_map(|text| text.split(|sign: char| !sign.is_ascii_alphanumeric()));
    let is_word = |word: &&str| {
        word.chars().any(|sign| sign.is_ascii_alphabetic())
            && !["DH", "PDF", "kB", "Alt", "K", "Esc"].contains(word)
    };
    words.filter(is_word).map(str::to_owned).collect()
}

#[city_test]
fn every_page_in_hindi_says_nothing_in_english(site: &mut Site) {
    let scan = site.sent(document("one"));
    let paper = format!("{}/{}", site.papers(), scan.id);
    let farida = site.officer("farida.khan", Language::Hindi);
    let mut pages = vec![farida.page("/scans"), farida.page(&site.papers())];
    farida.get(&paper);
    let there = done(&farida.post(&paper, "once=a&verdict=misfit&why=part-missing"));
    pages.push(farida.page(&there));
    for page in &pages {
        assert_eq!(english(page), Vec::<String>::new(), "{page}");
    }
}
