//! The pages of the places where many live.

use super::households::{in_english, in_hindi, note, path, somebody};
use super::rights::told;
use super::{Site, on_record, unknown};
use axum::http::StatusCode;
use nabz_access::{Permit, city};
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::households::actions::{admit, open_place};
use nabz_people::households::model::{HouseholdId, Place, PlaceKind};
use nabz_people::registry::actions::{LinkPersons, link, unlink};
use nabz_people::registry::model::{Life, Sex};
use nabz_store::Tx;
use nabz_testkit::{Browser, MORNING, city_test, done, field, percent, refused, shows};
use std::time::Duration;

const LIST: &str = "/institutions";

/// A place, and somebody who lives there.
fn lived_in(
    site: &Site,
    kind: PlaceKind,
    (called, guest): (&'static str, PersonId),
) -> HouseholdId {
    let live = move |tx: &mut Tx<'_>| {
        let (staff, facility) = (Id::draw(MORNING), city(tx)?);
        let place = Place { contact: Some("Kamla Rawat".into()), ..Place::named(kind, called) };
        let place = open_place(tx, &Permit::trial(staff, facility), &place)?.id;
        admit(tx, &Permit::trial(staff, facility), place, guest)?;
        Ok(place)
    };
    site.database.store.write_blocking(live).unwrap()
}

fn page_of(place: HouseholdId) -> String {
    format!("{LIST}/{place}")
}

/// Writes a place down; answers with where its page stands.
fn written_down(browser: &Browser, form: &str) -> String {
    let to = done(&browser.post(&format!("{LIST}/new"), form));
    to.split('?').next().unwrap().to_owned()
}

#[city_test]
fn places_are_written_down_and_found_in_both_languages(site: &mut Site) {
    let (english, hindi) = (in_english(site.pooja()), in_hindi(site.arjun()));
    shows(&english.page(LIST), &["No place is written down yet.", "Write a place down"]);
    shows(&hindi.page(LIST), &["अभी कोई जगह दर्ज नहीं है।", "संस्थाएँ"]);
    let form = "once=a&kind=&called=&ward=&contact=&phone=ring+twice&caretaker=Ramesh+Rawat";
    let wrong = english.post(&format!("{LIST}/new"), form);
    let page = refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "HOU-009");
    shows(&page, &["HOU-008", "HOU-017", "value=\"ring twice\"", "value=\"Ramesh Rawat\""]);
    let form = "once=b&kind=night-shelter&called=Rain+Basera&ward=11&contact=Kamla+Rawat\
                &phone=00000+12099&caretaker=";
    let place = written_down(&english, form);
    assert_eq!(written_down(&english, form), place, "pressed twice");
    written_down(
        &hindi,
        "once=c&kind=hostel&called=%E0%A4%95%E0%A4%A8%E0%A5%8D%E0%A4%AF%E0%A4%BE&ward=12",
    );
    let twice = english.post(&format!("{LIST}/new"), &form.replace("once=b", "once=d"));
    refused(&twice, StatusCode::CONFLICT, "HOU-016");
    shows(&english.page(LIST), &["2 places", "Rain Basera", "कन्या", "Kamla Rawat", "0000012099"]);
    let narrow = english.page(&format!("{LIST}?ward=11&kind=night-shelter&name=basera"));
    assert!(narrow.contains("Rain Basera") && !narrow.contains("कन्या"), "{narrow}");
    shows(&english.page(&format!("{LIST}?kind=prison")), &["No place fits."]);
    shows(&hindi.page(&place), &["रैन बसेरा", "अभी वहाँ कोई नहीं रहता", "कोई यहाँ रहने आया है"]);
    assert_eq!(site.mary().get(LIST).status, StatusCode::FORBIDDEN);
    assert_eq!(site.mary().get(&place).status, StatusCode::FORBIDDEN);
}

#[city_test]
fn a_place_is_corrected_by_whoever_saw_it_last_and_nothing_typed_is_lost(site: &mut Site) {
    let pooja = in_english(site.pooja());
    let place = written_down(&pooja, "once=a&kind=hostel&called=Boys+Hostel&ward=&contact=");
    let details = format!("{place}/details");
    shows(&pooja.page(&details), &["value=\"Boys Hostel\"", "value=\"hostel\" selected"]);
    let form = |once: &str, called: &str| {
        format!("once={once}&version=1&kind=hostel&called={called}&ward=&contact=Usha+Negi")
    };
    done(&pooja.post(&details, &form("b", "Boys+Hostel+One")));
    let late = pooja.post(&details, &form("c", "Boys+Hostel+Two"));
    let page = refused(&late, StatusCode::CONFLICT, "HOU-002");
    shows(&page, &["Somebody else was quicker.", "Boys Hostel One", "value=\"Boys Hostel Two\""]);
    assert_eq!(field(&page, "novalidate", "version"), "2");
    assert_eq!(pooja.get(&format!("{LIST}/{}", uuid::Uuid::nil())).status, StatusCode::NOT_FOUND);
}

#[city_test]
fn somebody_is_found_admitted_and_leaves_and_has_not_left_after_all(site: &mut Site) {
    let pooja = in_english(site.pooja());
    let asha = somebody(site, "Asha Negi", (Sex::Female, 50));
    let place = written_down(&pooja, "once=a&kind=old-age-home&called=Vridh+Ashram");
    let number = on_record(site, asha).health_id.compact();
    let find = format!("q={number}");
    let page = pooja.post(&format!("{place}/find"), &find).text();
    shows(&page, &["Asha Negi", "Register somebody new", "name=\"place\""]);
    let admit = format!("{place}/admit");
    let form = format!("once=b&q={number}&person={asha}");
    for _ in 0..2 {
        shows(
            &pooja.page(&done(&pooja.post(&admit, &form))),
            &["They live here now.", "Asha Negi"],
        );
    }
    shows(&pooja.post(&format!("{place}/find"), &find).text(), &["Lives here already"]);
    let again = pooja.post(&admit, &format!("once=c&q={number}&person={asha}"));
    refused(&again, StatusCode::CONFLICT, "HOU-004");
    shows(&pooja.page(&path(asha)), &["Vridh Ashram", "Open the page of this place"]);
    shows(&pooja.page(&format!("/people/{asha}")), &["Old-age home: Vridh Ashram, since", &place]);
    site.database.pass(Duration::from_mins(1));
    let form = format!("once=d&person={asha}&why=moved");
    let left = done(&pooja.post(&format!("{place}/leave"), &form));
    let page = pooja.page(&left);
    shows(&page, &["They live here no longer.", "Nobody lives here.", "Still lives here"]);
    let undo = page.split("action=\"").find(|rest| rest.contains("nabz-toast__undo")).unwrap();
    let undo = undo.split('"').next().unwrap().to_owned();
    for _ in 0..2 {
        shows(&pooja.page(&done(&pooja.post(&undo, ""))), &["They live here as before."]);
    }
    shows(
        &pooja.page(&format!("{place}/list")),
        &["Asha Negi", &number_said(site, asha), "1 person"],
    );
    let nobody = pooja.post(&format!("{place}/leave"), "once=e&person=x&why=moved");
    refused(&nobody, StatusCode::CONFLICT, "REG-020");
}

fn number_said(site: &Site, person: PersonId) -> String {
    on_record(site, person).health_id.to_string()
}

#[city_test]
fn a_shelter_is_no_family_on_anybody_s_page(site: &mut Site) {
    let pooja = in_english(site.pooja());
    let asha = somebody(site, "Asha Negi", (Sex::Female, 50));
    let bela = somebody(site, "Bela Rani", (Sex::Female, 70));
    let place = lived_in(site, PlaceKind::NightShelter, ("Rain Basera", asha));
    let moved = format!("once=a&household={place}");
    done(&pooja.post(&format!("{}/place", path(bela)), &moved));
    let page = pooja.page(&path(bela));
    assert!(!page.contains("Asha Negi"), "they share a roof and no family: {page}");
    for form in ["/household/tie", "/household/head", "/household/split", "/household/join"] {
        assert!(!page.contains(form), "{form}: {page}");
    }
    let nowhere = pooja.post(&format!("{}/place", path(bela)), "once=b&household=x");
    assert!(nowhere.text().contains("HOU-015"), "{}", nowhere.text());
    shows(&pooja.page(&page_of(place)), &["Asha Negi", "Bela Rani", "2 people live there now"]);
}

#[city_test]
fn where_living_somewhere_tells_something_others_read_an_institution(site: &mut Site) {
    let asha = somebody(site, "Asha Negi", (Sex::Female, 50));
    let bela = somebody(site, "Bela Rani", (Sex::Female, 70));
    lived_in(site, PlaceKind::HivCare, ("Asha Kiran", asha));
    lived_in(site, PlaceKind::OldAgeHome, ("Vridh Ashram", bela));
    let (clerk, nurse, hindi) =
        (in_english(site.pooja()), in_english(site.mary()), in_hindi(site.mary()));
    for page in [path(asha), format!("/people/{asha}")] {
        shows(&clerk.page(&page), &["Home for people with HIV: Asha Kiran"]);
        let told = nurse.page(&page);
        shows(&told, &["An institution, since"]);
        for hidden in ["Asha Kiran", "HIV", "Kamla Rawat", "/institutions/"] {
            assert!(!told.contains(hidden), "{hidden}: {told}");
        }
        shows(&hindi.page(&page), &["एक संस्था"]);
    }
    shows(&nurse.page(&path(bela)), &["Old-age home: Vridh Ashram"]);
}

#[city_test]
fn a_place_is_closed_and_opened_again_with_those_who_lived_there(site: &mut Site) {
    let pooja = in_english(site.pooja());
    let asha = somebody(site, "Asha Negi", (Sex::Female, 50));
    let place = page_of(lived_in(site, PlaceKind::NightShelter, ("Rain Basera", asha)));
    let close = format!("{place}/close");
    let nowhere = pooja.post(&close, "once=a&version=1&to=somewhere");
    refused(&nowhere, StatusCode::UNPROCESSABLE_ENTITY, "HOU-008");
    site.database.pass(Duration::from_mins(1));
    let form = "once=b&version=1&to=left";
    for _ in 0..2 {
        let page = pooja.page(&done(&pooja.post(&close, form)));
        shows(&page, &["The place is closed; 1 person lived there.", "The place was closed"]);
    }
    shows(&pooja.page(&format!("{LIST}?state=closed")), &["Rain Basera", "Closed:"]);
    let late = pooja.post(&format!("{place}/admit"), &format!("once=c&person={asha}"));
    refused(&late, StatusCode::CONFLICT, "HOU-020");
    let reopen = pooja.post(&format!("{place}/reopen"), "once=d&version=2&how=undone");
    let page = pooja.page(&done(&reopen));
    shows(&page, &["1 person lives there as before.", "Asha Negi"]);
}

#[city_test]
fn whoever_moved_away_has_left_the_place_until_that_is_taken_back(site: &mut Site) {
    let (english, hindi) = (in_english(site.pooja()), in_hindi(site.pooja()));
    let asha = somebody(site, "Asha Negi", (Sex::Female, 50));
    let place = page_of(lived_in(site, PlaceKind::NightShelter, ("Rain Basera", asha)));
    note(site, asha, Life::Moved { on: None });
    shows(&english.page(&place), &["Nobody lives here.", "Asha Negi", "Moved away from the city"]);
    shows(&hindi.page(&place), &["शहर छोड़ा"]);
    let own = english.page(&path(asha));
    assert!(own.contains("is a member of no household here") && !own.contains("Rain Basera"));
    let late = english.post(&format!("{place}/admit"), &format!("once=a&person={asha}"));
    refused(&late, StatusCode::CONFLICT, "HOU-014");
    note(site, asha, Life::Living);
    let page = english.page(&place);
    assert!(page.contains("Nobody has left.") && page.contains("Asha Negi"), "{page}");
}

#[city_test]
fn whoever_lives_in_a_place_is_looked_at_under_each_of_their_records(site: &mut Site) {
    let (asha, other) = (somebody(site, "Asha Negi", (Sex::Female, 50)), unknown(site));
    let place = page_of(lived_in(site, PlaceKind::NightShelter, ("Rain Basera", asha)));
    let permit: Permit<LinkPersons> = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
    let by = permit.clone();
    let join = move |tx: &mut Tx<'_>| link(tx, &by, other, asha, ("her daughter came", true));
    site.database.store.write_blocking(join).unwrap();
    site.pooja().page(&place);
    assert_eq!(told(site, &[asha, other], 1), 1, "as long as they are one");
    let part = move |tx: &mut Tx<'_>| unlink(tx, &permit, other, "two women");
    site.database.store.write_blocking(part).unwrap();
    for record in [asha, other] {
        assert_eq!(told(site, &[record], 1), 1, "also once they are parted");
    }
}

#[city_test]
fn a_child_in_a_home_is_given_a_guardian_on_its_own_page(site: &mut Site) {
    let pooja = in_english(site.pooja());
    let child = somebody(site, "Sahil Kumar", (Sex::Male, 9));
    let warden = somebody(site, "Usha Negi", (Sex::Female, 50));
    let place = page_of(lived_in(site, PlaceKind::ChildrensHome, ("Bal Griha", child)));
    let to_guardians = format!("{}#guardians", path(child));
    shows(&pooja.page(&place), &["Needs a guardian", &to_guardians]);
    let number = percent(&on_record(site, warden).health_id.compact());
    let named = format!("once=a&for=guardian&q={number}&person={warden}&role=guardian");
    done(&pooja.post(&format!("{}/guardian", path(child)), &named));
    assert!(!pooja.page(&place).contains("Needs a guardian"));
}
