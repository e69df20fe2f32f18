//! The page on which two records are compared.

use super::Site;
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_people::registry::actions::register;
use nabz_people::registry::dedupe::{Walk, walk};
use nabz_people::registry::linked_to;
use nabz_people::registry::model::{Details, NewPerson, Pair, Phone, Whose};
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
    walk(&site.database.store, &Walk::default(), |_| ()).unwrap();
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
