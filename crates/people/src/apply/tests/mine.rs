//! What whoever holds a phone sees of their own.

use super::{PHONE, SAYS_YES, SUNITAS, Site, done, fill, hidden, refused, shows, submit};
use crate::apply::model::Door;
use crate::cards::actions::restore;
use crate::cards::model::{CardId, CardState, WhySuspended};
use crate::cards::{card, cards_of};
use crate::consent::actions::ReadConsents;
use crate::registry::actions::{CheckPhone, change_phone, keep_phone, register};
use crate::registry::model::{Details, NewPerson, Phone, Whose};
use crate::registry::{WithPhone, persons_with_phone};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_access::staff::{SignInName, staff_called};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_store::Tx;
use nabz_testkit::{MORNING, city_test};
use std::time::Duration;
use uuid::Uuid;

/// A phone that no family has shown to be theirs.
const OTHER_PHONE: &str = "0000077777";

/// Who has this name, of those with the phone of the family.
pub(super) fn called(site: &Site, name: &'static str) -> PersonId {
    called_with(site, name, PHONE)
}

fn called_with(site: &Site, name: &'static str, phone: &'static str) -> PersonId {
    let found = site.store().read_blocking(move |view: &mut Tx<'_>| {
        let all = persons_with_phone(view, &Mobile::parse(phone)?)?;
        let written = |one: &&WithPhone| {
            one.record.details.name.roman().is_some_and(|roman| roman.as_str() == name)
        };
        Ok(all.iter().find(written).map(|one| one.record.id))
    });
    found.unwrap().unwrap()
}

pub(super) fn held(site: &Site, person: PersonId) -> CardId {
    let cards = site.store().read_blocking(move |view: &mut Tx<'_>| cards_of(view, person));
    cards.unwrap().pop().unwrap().id
}

pub(super) fn state(site: &Site, id: CardId) -> CardState {
    site.store().read_blocking(move |view: &mut Tx<'_>| card(view, id)).unwrap().unwrap().state
}

#[city_test]
fn a_lost_card_is_blocked_in_one_press_and_opened_at_a_counter_alone(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let id = held(site, sunita);
    shows(&mine.page("/mine"), &["Sunita Devi", "Temporary card until 22 Nov 2027", "Golu Kumar"]);
    let paper = format!("/mine/cards/{sunita}/{id}");
    assert!(mine.get(&paper).bytes.starts_with(b"%PDF"));
    let form = format!("person={sunita}&card={id}");
    for _ in 0..2 {
        assert_eq!(done(&mine.post("/mine/lost", &form)), "/mine");
    }
    assert_eq!(state(site, id), CardState::Suspended(WhySuspended::Lost));
    shows(&mine.page("/mine"), &["Reported lost"]);
    assert_eq!(mine.get(&paper).status, StatusCode::NOT_FOUND, "nobody prints it now");
    refused(&mine.post("/mine/share", &form), StatusCode::CONFLICT, "CRD-001");
    let permit = Permit::trial(Id::draw(MORNING), site.hospital);
    site.write(move |tx| restore(tx, &permit, id));
    assert!(mine.get(&paper).bytes.starts_with(b"%PDF"));
}

#[city_test]
fn a_card_is_shared_by_a_link_that_others_cannot_guess(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let form = format!("person={sunita}&card={}", held(site, sunita));
    assert!(!mine.page("/mine").contains("/apply/paper/"));
    for _ in 0..2 {
        assert_eq!(done(&mine.post("/mine/share", &form)), "/mine");
    }
    let page = mine.page("/mine");
    assert_eq!(page.matches("data-share=\"").count(), 1, "{page}");
    let link = page.split("data-share=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(site.stranger().get(link).bytes.starts_with(b"%PDF"));
    let guessed = format!("/apply/paper/{}", "0".repeat(64));
    refused(&site.stranger().get(&guessed), StatusCode::NOT_FOUND, "APP-005");
}

#[city_test]
fn who_looked_is_told_as_a_role_at_a_place_and_never_by_name(site: &mut Site) {
    site.family();
    let (sunita, ramesh) = (called(site, "Sunita Devi"), called(site, "Ramesh Kumar"));
    let hospital = site.hospital;
    let pooja = site.write(|tx| staff_called(tx, &SignInName::parse("pooja.bisht")?));
    let permit = Permit::<ReadConsents>::trial(pooja.unwrap(), hospital);
    site.store().audit_read(&permit, sunita).unwrap();
    site.store().flush_reads().unwrap();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let page = mine.page(&format!("/mine/looks/{sunita}"));
    shows(&page, &["Amaltas Hospital", "Registration clerk", "To treat you", "23 Nov 2026"]);
    assert!(!page.contains("Pooja") && !page.contains("पूजा"), "{page}");
    let child = called(site, "Golu Kumar");
    mine.page(&format!("/mine/looks/{child}"));
    for other in [ramesh.uuid(), Uuid::nil()] {
        let answer = mine.get(&format!("/mine/looks/{other}"));
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "a grown-up asks at a counter");
    }
    site.store().flush_reads().unwrap();
    shows(&mine.page(&format!("/mine/looks/{sunita}")), &["You yourself, with this phone"]);
}

#[city_test]
fn more_looks_than_a_page_holds_are_told_page_by_page(site: &mut Site) {
    site.family();
    let (sunita, hospital) = (called(site, "Sunita Devi"), site.hospital);
    // Behind what was done when she was registered.
    site.database.pass(Duration::from_mins(1));
    for number in 1..=52 {
        let staff = Id::from_uuid(Uuid::from_u128(number));
        let permit = Permit::<ReadConsents>::trial(staff, hospital);
        site.store().audit_read(&permit, sunita).unwrap();
    }
    site.store().flush_reads().unwrap();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let path = format!("/mine/looks/{sunita}");
    let latest = mine.page(&path);
    assert_eq!(latest.matches("To treat you").count(), 50, "{latest}");
    assert!(!latest.contains("Latest ones"), "{latest}");
    let begins = format!("href=\"{path}?at=");
    let rest = latest.split(&begins).nth(1).unwrap().split('"').next().unwrap();
    let rest = rest.replace("&#38;", "&").replace("&amp;", "&");
    let earlier = mine.page(&format!("{path}?at={rest}"));
    assert_eq!(earlier.matches("To treat you").count(), 2, "{earlier}");
    shows(&earlier, &["Latest ones", &format!("href=\"{path}\"")]);
    assert!(!earlier.contains("Earlier ones"), "{earlier}");
    let strange = mine.page(&format!("{path}?at=yesterday&id=7"));
    assert!(strange.contains("Earlier ones") && !strange.contains("Latest ones"), "{strange}");
}

#[city_test]
fn a_phone_that_was_typed_and_not_proven_is_shown_nobody_until_a_counter_asks(site: &mut Site) {
    let browser = site.opened(Door::Apply, PHONE, 'a');
    let typed = [SUNITAS, &[("phone-1", OTHER_PHONE)][..]].concat();
    done(&fill(&browser, &typed, "review"));
    done(&submit(&browser, SAYS_YES));
    shows(&browser.page("/apply/done"), &["Sunita Devi", "Ramesh Kumar"]);
    let other = site.opened(Door::Own, OTHER_PHONE, 'c');
    let page = other.page("/mine");
    shows(&page, &["Nobody is registered with this phone"]);
    assert!(!page.contains("Ramesh"), "{page}");
    site.database.pass(Duration::from_secs(1));
    let ramesh = called_with(site, "Ramesh Kumar", OTHER_PHONE);
    let permit: Permit<CheckPhone> = Permit::trial(Id::draw(MORNING), site.hospital);
    site.write(move |tx| keep_phone(tx, &permit, (ramesh, 1)));
    shows(&other.page("/mine"), &["Ramesh Kumar"]);
    let page = browser.page("/apply/done");
    assert!(page.contains("Sunita Devi") && !page.contains("Ramesh Kumar"), "{page}");
}

#[city_test]
fn a_number_that_a_counter_wrote_down_as_the_familys_shows_nobody(site: &mut Site) {
    let browser = site.family();
    let sunita = called(site, "Sunita Devi");
    let permit: Permit<CheckPhone> = Permit::trial(Id::draw(MORNING), site.hospital);
    site.write(move |tx| {
        let phone = Phone { mobile: Mobile::parse(OTHER_PHONE)?, whose: Whose::Family };
        change_phone(tx, &permit, (sunita, 1), &phone)
    });
    for phone in [PHONE, OTHER_PHONE] {
        let page = site.opened(Door::Own, phone, 'c').page("/mine");
        assert!(!page.contains("Sunita Devi"), "{page}");
    }
    let page = browser.page("/apply/done");
    assert!(page.contains("Ramesh Kumar") && !page.contains("Sunita Devi"), "{page}");
    assert_eq!(browser.get("/apply/cards").status, StatusCode::OK, "his is there still");
}

#[city_test]
fn whoever_owns_a_number_is_found_behind_many_who_gave_it(site: &mut Site) {
    let hospital = site.hospital;
    let registered = |name: String, whose: Whose| {
        site.write(move |tx| {
            let phone = Some(Phone { mobile: Mobile::parse(PHONE)?, whose });
            let details = Details { phone, ..Details::named(PersonName::of(&name)?) };
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            register(tx, &Permit::trial(Id::draw(MORNING), hospital), &new)
        });
        site.database.pass(Duration::from_secs(1));
    };
    for _ in 0..45 {
        registered("Kamla".to_owned(), Whose::Family);
    }
    registered("Sunita Devi".to_owned(), Whose::Own);
    let page = site.opened(Door::Own, PHONE, 'b').page("/mine");
    assert!(page.contains("Sunita Devi") && !page.contains("Kamla"), "{page}");
}

#[city_test]
fn another_phone_sees_nothing_of_a_family_and_touches_none_of_its_cards(site: &mut Site) {
    site.family();
    let other = site.opened(Door::Own, "0000077777", 'c');
    let page = other.page("/mine");
    shows(&page, &["Nobody is registered with this phone"]);
    assert!(!page.contains("Sunita") && !page.contains("सुनीता"), "{page}");
    let sunita = called(site, "Sunita Devi");
    let id = held(site, sunita);
    let form = format!("person={sunita}&card={id}");
    for path in ["/mine/lost", "/mine/share"] {
        refused(&other.post(path, &form), StatusCode::CONFLICT, "REG-020");
    }
    assert_eq!(state(site, id), CardState::Active);
    assert_eq!(other.get(&format!("/mine/cards/{sunita}/{id}")).status, StatusCode::NOT_FOUND);
}

#[city_test]
fn whoever_leaves_a_shared_device_is_asked_for_their_phone_again(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let left = mine.post("/mine/leave", "");
    assert_eq!(done(&left), "/mine");
    assert!(left.cookies.iter().any(|cookie| cookie.contains("Max-Age=0")), "{:?}", left.cookies);
    let page = mine.page("/mine");
    assert!(page.contains("name=\"phone\"") && !page.contains("Sunita Devi"), "{page}");
    hidden(&page, "once");
}
