//! Whoever turns one, or eighteen, in the list of the office that registered them.

use super::office::english;
use super::{Site, WARD, agree, done, field, refused, shows};
use crate::households::actions::name_guardian;
use crate::households::model::Role;
use crate::registry;
use crate::registry::model::{Address, Details, NewPerson, Phone, Sex, Whose};
use axum::http::StatusCode;
use nabz_access::Program;
use nabz_kernel::birth::{Age, Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_testkit::{MORNING, city_test};
use nabz_web::Language;

const LIST: &str = "/cards/office/turning";
const EIGHTEEN: &str = "/cards/office/turning?state=eighteen";

fn on(year: i16, month: i8, day: i8) -> Birth {
    let date = BirthDate::on(Date::from_calendar(year, month, day).unwrap());
    Birth { date, quality: BirthQuality::Documented }
}

/// Somebody with a birth, a phone and an address.
fn born(site: &Site, name: &str, birth: Birth) -> PersonId {
    let (permit, counter) = (site.permit(), String::new());
    let new = NewPerson { details: details(name, birth), counter, paper_seen: None };
    site.write(move |tx| registry::actions::register(tx, &permit, &new)).person
}

/// The same, of a family that registers itself.
fn applied(site: &Site, name: &str, birth: Birth) -> PersonId {
    let details = details(name, birth);
    let registered = site.write(move |tx| {
        let by = Program::doing(tx, "apply.register")?;
        registry::actions::register_applied(tx, &by, &details)
    });
    registered.person
}

fn details(name: &str, birth: Birth) -> Details {
    let phone = Phone { mobile: Mobile::parse("0000004321").unwrap(), whose: Whose::Family };
    let line = Some("14, गली 3".to_owned());
    let address = Address { line, ward: Some(WARD.into()), ..Address::default() };
    Details {
        sex: Some(Sex::Female),
        birth: Some(birth),
        phone: Some(phone),
        address,
        ..Details::named(PersonName::of(name).unwrap())
    }
}

fn mother_of(site: &Site, child: PersonId) {
    let mother = born(site, "सुनीता देवी", on(1984, 3, 12));
    let permit = site.permit();
    site.write(move |tx| name_guardian(tx, &permit, (child, mother), Role::Mother));
}

#[city_test]
fn a_child_that_has_turned_one_is_ordered_a_card_once_its_mother_agrees(site: &mut Site) {
    let turned = born(site, "अंजलि", on(2025, 11, 3));
    mother_of(site, turned);
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let page = officer.page(LIST);
    let consents = format!("/people/{turned}/consents");
    let parts = ["अंजलि", "3 Nov 2026", "20 days ago", "सुनीता देवी", "0000004321", "14, गली 3"];
    shows(&page, &parts);
    shows(&page, &["Nobody has asked yet", &consents]);
    assert!(!page.contains("name=\"person\""), "nobody has said yes: {page}");
    let wish = |once: &str| {
        format!("once={once}&state=one&person={turned}&version=1&proof=birth-certificate")
    };
    refused(&officer.post(LIST, &wish("w")), StatusCode::CONFLICT, "CRD-026");
    agree(&clerk, turned);
    let page = officer.page(LIST);
    assert_eq!(field(&page, "action=\"/cards/office/turning\"", "person"), turned.to_string());
    for _ in 0..2 {
        let to = done(&officer.post(LIST, &wish("a")));
        assert_eq!(to, format!("{LIST}?done=ordered&state=one"));
    }
    let silent = format!("once=n&state=one&person={turned}&version=1");
    refused(&officer.post(LIST, &silent), StatusCode::UNPROCESSABLE_ENTITY, "CRD-082");
    let page = officer.page(LIST);
    assert!(page.contains("A card is wanted") && !page.contains("name=\"person\""), "{page}");
    refused(&officer.post(LIST, &wish("b")), StatusCode::CONFLICT, "CRD-018");
    let stale = format!("once=c&state=one&person={turned}&proof=birth-certificate");
    refused(&officer.post(LIST, &stale), StatusCode::CONFLICT, "REG-022");
    let nobody = officer.post(LIST, "once=d&person=none&version=1");
    refused(&nobody, StatusCode::NOT_FOUND, "REG-020");
}

#[city_test]
fn a_child_is_in_the_list_from_thirty_days_before_until_ninety_after(site: &mut Site) {
    let coming = born(site, "गुड़िया", on(2025, 12, 23));
    born(site, "मुन्नी", on(2025, 12, 24));
    born(site, "रानी", on(2025, 8, 25));
    born(site, "सोनी", on(2025, 8, 24));
    // Of whom only a month is known, its last day counts.
    let today = MORNING.date_in_india();
    born(site, "पिंकी", Birth::from_age(Age::Months(13), today).unwrap());
    born(site, "बेबी", Birth::from_age(Age::Months(11), today).unwrap());
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::Hindi);
    agree(&clerk, coming);
    let page = officer.page(LIST);
    shows(&page, &["गुड़िया", "30 दिन बाद", "रानी", "90 दिन पहले", "पिंकी", "23 दिन पहले"]);
    shows(&page, &["जन्मदिन से माँगा जा सकता है"]);
    for name in ["मुन्नी", "सोनी", "बेबी"] {
        assert!(!page.contains(name), "{name}: {page}");
    }
    let words = english(&page);
    assert!(words.is_empty(), "{words:?} in {page}");
    let early = format!("once=e&state=one&person={coming}&version=1&proof=passport");
    refused(&officer.post(LIST, &early), StatusCode::CONFLICT, "CRD-015");
    let meena = site.officer("meena.rao", Language::English);
    shows(&meena.page(LIST), &["No child registered here turns one"]);
    assert_eq!(clerk.get(LIST).status, StatusCode::FORBIDDEN);
}

#[city_test]
fn whoever_turns_eighteen_is_in_a_list_of_their_own_and_asked_themselves(site: &mut Site) {
    let soon = born(site, "अंजलि", on(2008, 12, 3));
    let grown = born(site, "सोनिया", on(2008, 11, 3));
    born(site, "गुड़िया", on(2025, 11, 3));
    let officer = site.officer("farida.khan", Language::English);
    let page = officer.page(EIGHTEEN);
    shows(&page, &["अंजलि", "in 10 days", "सोनिया", "20 days ago", "aria-current=\"true\""]);
    shows(&page, &[&format!("/people/{soon}/consents"), &format!("/people/{grown}/consents")]);
    assert!(!page.contains("गुड़िया"), "{page}");
    shows(&officer.page(LIST), &["गुड़िया"]);
    let clerk = site.clerk(Language::English);
    agree(&clerk, grown);
    let page = officer.page(EIGHTEEN);
    assert_eq!(field(&page, "action=\"/cards/office/turning\"", "state"), "eighteen");
    let wish = format!("once=a&state=eighteen&person={grown}&version=1&proof=voter-card");
    assert_eq!(done(&officer.post(LIST, &wish)), format!("{LIST}?done=ordered&state=eighteen"));
}

#[city_test]
fn whoever_was_registered_by_their_family_is_in_the_list_of_every_office(site: &mut Site) {
    born(site, "अंजलि", on(2025, 11, 3));
    let theirs = applied(site, "मुन्नी", on(2025, 11, 2));
    born(site, "रानी", on(2025, 11, 1));
    applied(site, "सोनिया", on(2008, 11, 3));
    let (farida, meena) = ("farida.khan", "meena.rao");
    let page = site.officer(farida, Language::English).page(LIST);
    let places = ["रानी", "मुन्नी", "अंजलि"].map(|name| page.find(name).unwrap());
    assert!(places.is_sorted(), "the oldest first: {page}");
    let meena = site.officer(meena, Language::English);
    let page = meena.page(LIST);
    shows(&page, &["मुन्नी", &format!("/people/{theirs}/consents")]);
    assert!(!page.contains("अंजलि"), "{page}");
    shows(&meena.page(EIGHTEEN), &["सोनिया"]);
}

#[city_test]
fn a_list_goes_on_where_a_page_of_it_ended(site: &mut Site) {
    for _ in 0..21 {
        born(site, "गुड़िया", on(2025, 11, 3));
    }
    let officer = site.officer("farida.khan", Language::English);
    let rows = |page: &str| page.matches("20 days ago").count();
    let first = officer.page(LIST);
    assert_eq!(rows(&first), 20, "{first}");
    let next = first.rsplit("name=\"after\" value=\"").next().unwrap();
    let next = next.split('"').next().unwrap();
    assert_eq!(rows(&officer.page(&format!("{LIST}?state=one&after={next}"))), 1);
}
