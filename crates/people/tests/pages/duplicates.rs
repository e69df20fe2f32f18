//! The page on which two records are compared.

use super::Site;
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::{Reason, Resemblance};
use nabz_people::registry::actions::{add_paper, register};
use nabz_people::registry::dedupe::{Walk, walk};
use nabz_people::registry::linked_to;
use nabz_people::registry::model::{
    Details, NewPerson, Pair, PaperKind, PaperNumber, Phone, Sex, Whose,
};
use nabz_people::registry::store::add_doubt;
use nabz_store::Tx;
use nabz_testkit::{Browser, MORNING, city_test};

const PAGE: &str = "/records/duplicates";
const DECIDE: &str = "/records/duplicates/decide";
const UNDO: &str = "/records/duplicates/undo";

/// Somebody who was registered twice with one phone.
fn twice(site: &Site, name: &'static str, digits: &'static str) -> Pair {
    let admit = move |tx: &mut Tx<'_>| {
        let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
        let phone = Phone { mobile: Mobile::parse(digits)?, whose: Whose::Family };
        let details = Details { phone: Some(phone), ..Details::named(PersonName::of(name)?) };
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        let one = register(tx, &permit, &new)?.person;
        Ok((one, register(tx, &permit, &new)?.person))
    };
    let (one, other) = site.database.store.write_blocking(admit).unwrap();
    Pair::of(one, other).unwrap()
}

fn search(site: &Site) {
    walk(&site.database.store, &Walk::default(), &|_| ()).unwrap();
}

fn goes_on(site: &Site, person: PersonId) -> Option<PersonId> {
    site.database.store.read_blocking(move |view| linked_to(view, person)).unwrap()
}

/// Arjun of the records room, who reads English.
fn officer(site: &Site) -> Browser {
    site.arjun().with_cookie("__Host-nabz-lang=en")
}

/// What a page puts into a hidden field.
fn field<'p>(page: &'p str, name: &str) -> &'p str {
    let behind = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    behind.split('"').next().unwrap_or_default()
}

fn said(pair: Pair, once: &str, decision: &str) -> String {
    format!("once={once}&pair={pair}&seen_one=1&seen_other=1&decision={decision}")
}

#[city_test]
fn a_records_officer_compares_two_records_decides_and_takes_it_back(site: &mut Site) {
    let officer = officer(site);
    let nothing = officer.page(PAGE);
    assert!(nothing.contains("No pair waits") && !nothing.contains("data-key=\"S\""), "{nothing}");
    let kamla = twice(site, "Kamla Rani", "0000001111");
    let farida = twice(site, "Farida Begum", "0000002222");
    search(site);
    assert_eq!(site.pooja().get(PAGE).status, StatusCode::FORBIDDEN);
    let page = officer.page(&format!("{PAGE}?pair={kamla}"));
    let record = format!("href=\"/people/{}\"", kamla.one());
    assert!(page.contains(&record) && page.contains("data-key=\"S\""), "{page}");
    for shown in ["Farida Begum", "2 pairs wait", "same phone", "class=\"is-same\""] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let same = format!("{}&next={farida}", said(kamla, "a", "same"));
    for _ in 0..2 {
        let answer = officer.post(DECIDE, &same);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.location, format!("{PAGE}?next={farida}"));
    }
    assert_eq!(goes_on(site, kamla.other()), Some(kamla.one()));
    let page = officer.page(PAGE);
    let offered = format!("?pair={kamla}");
    assert!(!page.contains(&offered) && page.contains("1 pair waits"), "{page}");
    let undo = format!("once=b&pair={kamla}&decided_at={}", field(&page, "decided_at"));
    for _ in 0..2 {
        let answer = officer.post(UNDO, &undo);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    assert_eq!(goes_on(site, kamla.other()), None);
    assert!(officer.page(PAGE).contains(&offered), "it waits again");
}

#[city_test]
fn whoever_decides_second_sees_both_sides_and_what_nobody_offers_is_refused(site: &mut Site) {
    let officer = officer(site);
    let kamla = twice(site, "Kamla Rani", "0000001111");
    search(site);
    let page = officer.page(PAGE);
    assert_eq!(field(&page, "pair"), kamla.to_string(), "the first that waits is open");
    for (form, status, code) in [
        (said(kamla, "x", "perhaps"), StatusCode::UNPROCESSABLE_ENTITY, "REG-035"),
        (format!("once=y&pair={}&decision=same", kamla.one()), StatusCode::NOT_FOUND, "REG-037"),
        (format!("once=z&pair={kamla}&decision=same"), StatusCode::CONFLICT, "REG-022"),
    ] {
        let answer = officer.post(DECIDE, &form);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(code), "{}", answer.text());
    }
    let first = officer.post(DECIDE, &said(kamla, "a", "different"));
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    let late = officer.post(DECIDE, &said(kamla, "b", "same"));
    assert_eq!(late.status, StatusCode::CONFLICT);
    for side in ["REG-038", "Different people", "Same person", "Arjun Grover", "Kamla Rani"] {
        assert!(late.text().contains(side), "{side}: {}", late.text());
    }
    assert!(!late.text().contains("data-key=\"S\""), "it is decided");
    assert_eq!(goes_on(site, kamla.other()), None);
    search(site);
    assert!(officer.page(PAGE).contains("No pair waits"), "nobody is asked again");
}

const PRESS: &str = "/records/duplicates/press";
const UNDO_PRESS: &str = "/records/duplicates/press/undo";

/// A form that says the same of pairs that the list showed, those that are ticked and others.
fn pressed(once: &str, decision: &str, (shown, ticked): (&[Pair], &[Pair])) -> String {
    let shown = shown.iter().map(|pair| format!("&shown={pair}.1.1"));
    let ticked = ticked.iter().map(|pair| format!("&pair={pair}"));
    let pairs = shown.chain(ticked).collect::<Vec<_>>().concat();
    format!("once={once}&ground=phone-and-name&decision={decision}{pairs}")
}

#[city_test]
fn ticked_pairs_are_decided_with_one_press_and_taken_back_with_one(site: &mut Site) {
    let officer = officer(site);
    let kamla = twice(site, "Kamla Rani", "0000001111");
    let farida = twice(site, "Farida Begum", "0000002222");
    let zubeda = twice(site, "Zubeda Khatun", "0000003333");
    search(site);
    let list = format!("{PAGE}?ground=phone-and-name");
    let page = officer.page(&list);
    for pair in [kamla, farida, zubeda] {
        let (tick, shown) = (format!("name=\"pair\" value=\"{pair}\""), format!("\"{pair}.1.1\""));
        assert!(page.contains(&tick) && page.contains(&shown), "{pair}: {page}");
    }
    assert!(page.contains("All 3 pairs shown: same person"), "{page}");
    let others = officer.page(&format!("{PAGE}?ground=voter-card"));
    assert!(others.contains("No pair waits that was found for this reason."), "{others}");
    // In another window the same officer has decided about one of them.
    officer.post(DECIDE, &said(zubeda, "w", "different"));
    let form = pressed("a", "same", (&[kamla, farida, zubeda], &[kamla, zubeda]));
    let mut to = String::new();
    for _ in 0..2 {
        let answer = officer.post(PRESS, &form);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert!(to.is_empty() || to == answer.location, "pressed twice, done once");
        to.clone_from(&answer.location);
    }
    assert!(to.starts_with(&format!("{PAGE}?press=")) && to.contains("ground=phone-and-name"));
    assert_eq!(goes_on(site, kamla.other()), Some(kamla.one()));
    assert_eq!((goes_on(site, farida.other()), goes_on(site, zubeda.other())), (None, None));
    let page = officer.page(&to);
    for told in ["1 pair decided: Same person", "REG-038:", "Zubeda Khatun"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let undo = format!("once=u&press={}", field(&page, "press"));
    for _ in 0..2 {
        let answer = officer.post(UNDO_PRESS, &undo);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    assert_eq!(goes_on(site, kamla.other()), None);
    let page = officer.page(&to);
    assert!(page.contains("1 decision taken back") && !page.contains(UNDO_PRESS), "{page}");
    let again = officer.post(UNDO_PRESS, &undo.replace("once=u", "once=v"));
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("REG-057"), "{}", again.text());
}

#[city_test]
fn all_that_are_shown_are_two_with_one_press_and_what_nobody_offers_is_refused(site: &mut Site) {
    let officer = officer(site);
    let kamla = twice(site, "Kamla Rani", "0000001111");
    let farida = twice(site, "Farida Begum", "0000002222");
    search(site);
    let shown: &[Pair] = &[kamla, farida];
    let stranger = Pair::of(kamla.one(), farida.one()).unwrap();
    let entity = StatusCode::UNPROCESSABLE_ENTITY;
    for (form, status, code) in [
        (pressed("w", "same", (shown, &[])), entity, "REG-054"),
        (pressed("x", "perhaps", (shown, shown)), entity, "REG-035"),
        (pressed("y", "same", (shown, &[stranger])), StatusCode::NOT_FOUND, "REG-037"),
        (pressed("z", "all-same", (&[stranger], &[])), StatusCode::NOT_FOUND, "REG-037"),
    ] {
        let answer = officer.post(PRESS, &form);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(code), "{code}: {}", answer.text());
    }
    assert_eq!(site.pooja().post(PRESS, "once=p").status, StatusCode::FORBIDDEN);
    let unknown = officer.post(UNDO_PRESS, "once=q&press=none");
    assert!(unknown.text().contains("REG-056"), "{}", unknown.text());
    let all = officer.post(PRESS, &pressed("a", "all-different", (shown, &[])));
    assert_eq!(all.status, StatusCode::SEE_OTHER, "{}", all.text());
    assert!(officer.page(&all.location).contains("2 pairs decided: Different people"));
    search(site);
    assert!(officer.page(PAGE).contains("No pair waits"), "nobody is asked again");
}

#[city_test]
fn records_that_contradict_each_other_are_marked_and_joined_by_no_press(site: &mut Site) {
    let officer = officer(site);
    let kamla = apart(site);
    let page = officer.page(PAGE);
    let tick = format!("name=\"apart\" value=\"{kamla}\"");
    assert!(page.contains(&tick) && page.contains("Contradict each other"), "{page}");
    assert!(!page.contains("value=\"all-same\""), "{page}");
    let form = |once, decision| {
        format!("once={once}&decision={decision}&shown-apart={kamla}.1.1&apart={kamla}")
    };
    let answer = officer.post(PRESS, &form("a", "same"));
    let told = officer.page(&answer.location);
    assert!(told.contains("REG-053:"), "{told}");
    assert_eq!(goes_on(site, kamla.other()), None);
    let answer = officer.post(PRESS, &form("b", "different"));
    assert!(officer.page(&answer.location).contains("1 pair decided: Different people"));
}

#[city_test]
fn two_with_a_passport_each_are_marked_like_all_whom_no_press_would_join(site: &mut Site) {
    let officer = officer(site);
    let kamla = twice(site, "Kamla Rani", "0000001111");
    search(site);
    let page = officer.page(PAGE);
    assert!(page.contains("value=\"all-same\""), "nothing excludes it: {page}");
    let note = move |tx: &mut Tx<'_>| {
        let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
        for (person, number) in [(kamla.one(), "A1234567"), (kamla.other(), "B7654321")] {
            let number = PaperNumber::parse(PaperKind::Passport, number)?;
            add_paper(tx, &permit, person, (&number, false))?;
        }
        Ok(())
    };
    site.database.store.write_blocking(note).unwrap();
    let page = officer.page(PAGE);
    let tick = format!("name=\"apart\" value=\"{kamla}\"");
    assert!(page.contains(&tick) && page.contains("Contradict each other"), "{page}");
    assert!(!page.contains("value=\"all-same\""), "{page}");
}

#[city_test]
fn records_that_contradict_each_other_are_one_once_somebody_has_compared_them(site: &mut Site) {
    let officer = officer(site);
    let kamla = apart(site);
    let page = officer.page(&format!("{PAGE}?pair={kamla}"));
    assert!(page.contains("name=\"compared\""), "{page}");
    let same = said(kamla, "a", "same");
    let unseen = officer.post(DECIDE, &same);
    assert!(unseen.text().contains("REG-053"), "{}", unseen.text());
    assert_eq!(goes_on(site, kamla.other()), None);
    let ticked = format!("{}&compared=yes", same.replace("once=a", "once=b"));
    let answer = officer.post(DECIDE, &ticked);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(goes_on(site, kamla.other()), Some(kamla.one()));
}

#[city_test]
fn two_whom_nobody_has_found_are_compared_and_joined_by_hand_with_a_reason(site: &mut Site) {
    let officer = officer(site);
    let kamla = twice(site, "Kamla Rani", "0000001111");
    let pair = format!("{PAGE}?pair={kamla}");
    let page = officer.page(&pair);
    let link = format!("/people/{}/link", kamla.other());
    assert!(page.contains(&format!("action=\"{link}\"")) && !page.contains(DECIDE), "{page}");
    assert!(!page.contains("name=\"compared\""), "nothing excludes it");
    let form = |once, why| format!("once={once}&same_as={}&reason={why}", kamla.one());
    let unsaid = officer.post(&link, &form("a", ""));
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text().contains("REG-025"), "{}", unsaid.text());
    assert_eq!(site.pooja().post(&link, &form("p", "so")).status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let joined = officer.post(&link, &form("b", "She+says+so"));
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    }
    assert_eq!(goes_on(site, kamla.other()), Some(kamla.one()));
    let page = officer.page(&pair);
    assert!(!page.contains(&link) && !page.contains(DECIDE), "they are one already: {page}");
    let history = officer.page(&format!("/people/{}/history", kamla.one()));
    assert!(history.contains("She says so"), "{history}");
}

#[city_test]
fn who_was_told_apart_is_joined_by_no_hand(site: &mut Site) {
    let officer = officer(site);
    let farida = twice(site, "Farida Begum", "0000002222");
    search(site);
    let apart = officer.post(DECIDE, &said(farida, "a", "different"));
    assert_eq!(apart.status, StatusCode::SEE_OTHER, "{}", apart.text());
    let link = format!("/people/{}/link", farida.other());
    let form = format!("once=b&same_as={}&reason=alike&compared=yes", farida.one());
    let refused = officer.post(&link, &form);
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for told in ["REG-039", "Different people", "Arjun Grover"] {
        assert!(refused.text().contains(told), "{told}: {}", refused.text());
    }
    assert_eq!(goes_on(site, farida.other()), None);
}

/// A woman and a man of one name whom somebody has found to be alike.
fn apart(site: &Site) -> Pair {
    let admit = |tx: &mut Tx<'_>| {
        let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
        let mut admitted = |sex| {
            let name = PersonName::of("Kamla Rani")?;
            let details = Details { sex: Some(sex), ..Details::named(name) };
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            register(tx, &permit, &new).map(|registered| registered.person)
        };
        let pair = Pair::of(admitted(Sex::Female)?, admitted(Sex::Male)?).unwrap();
        let found = Resemblance { points: 15, reasons: vec![Reason::SameName] };
        add_doubt(tx, pair, &found, Band::Review)?;
        Ok(pair)
    };
    site.database.store.write_blocking(admit).unwrap()
}
