//! Households, those who answer for a child, consents, and who changed what is on record: read and
//! searched over the FHIR API.

use super::town::{City, ONE};
use axum::http::StatusCode;
use nabz_access::{Act, Permit};
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_kernel::names::PersonName;
use nabz_people::consent::actions::RecordConsent;
use nabz_people::consent::model::{Answer, Purpose, Wish};
use nabz_people::consent::trial::{asked, told_and_asked};
use nabz_people::households::actions::{
    ArrangeHousehold, KeepPlace, NameGuardian, admit, found, join, leave, name_guardian, open_place,
};
use nabz_people::households::model::{
    Household, HouseholdKind, Leaving, NewHousehold, Place, PlaceKind, Role, Tie,
};
use nabz_people::registry::actions::{LinkPersons, RegisterPerson, link, register, unlink};
use nabz_people::registry::model::{Details, NewPerson};
use nabz_store::Tx;
use nabz_testkit::{MORNING, city_tests};
use serde_json::Value;

pub(super) fn permit<A: Act>(city: &City) -> Permit<A> {
    Permit::trial(city.doctor, FacilityId::draw(MORNING))
}

/// A mother and her son at home.
struct Family {
    mother: PersonId,
    son: PersonId,
    home: Household,
}

impl City {
    pub(super) fn newcomer(&self, name: &str, born: i16) -> PersonId {
        let day = Date::from_calendar(born, 6, 1).unwrap();
        let birth = Birth { date: BirthDate::on(day), quality: BirthQuality::Documented };
        let name = PersonName::of(name).unwrap();
        let details = Details { birth: Some(birth), ..Details::named(name) };
        let permit = permit::<RegisterPerson>(self);
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        self.store.write_blocking(move |tx| register(tx, &permit, &new)).unwrap().person
    }

    fn family(&self) -> Family {
        let (mother, son) = (self.newcomer("Sunita Devi", 1984), self.newcomer("Sahil", 2015));
        let (arrange, names) = (permit::<ArrangeHousehold>(self), permit::<NameGuardian>(self));
        let live = move |tx: &mut Tx<'_>| {
            let new = NewHousehold { kind: HouseholdKind::Home, head: mother };
            let home = found(tx, &arrange, &new)?;
            join(tx, &arrange, home.id, (son, Tie::Child))?;
            name_guardian(tx, &names, (son, mother), Role::Mother)?;
            Ok(home)
        };
        Family { mother, son, home: self.store.write_blocking(live).unwrap() }
    }

    /// The person is told about a purpose, and answers; the number counts their answers before.
    pub(super) fn says(&self, person: PersonId, said: (Purpose, Wish, u32)) -> Answer {
        let (permit, asked) = (permit::<RecordConsent>(self), asked(person, said));
        let said = move |tx: &mut Tx<'_>| told_and_asked(tx, &permit, &asked);
        self.store.write_blocking(said).unwrap()
    }
}

/// What a search answers, as `Type/id`.
fn listed(answer: &(StatusCode, Value)) -> Vec<String> {
    assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    let entries = answer.1["entry"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let named = |entry: &Value| {
        let resource = &entry["resource"];
        format!("{}/{}", text(&resource["resourceType"]), text(&resource["id"]))
    };
    entries.map(named).collect()
}

city_tests! { City;
    fn a_household_is_read_by_whoever_may_read_about_one_who_lives_there(city) {
        let Family { mother, son, home } = city.family();
        let doctor = city.cookie("asha.rao");
        let group = format!("/Group/{}", home.id);
        let search = format!("/Group?member=Patient/{mother}");
        let (status, said) = city.get(&group, &doctor);
        assert_eq!(status, StatusCode::FORBIDDEN, "{said}");
        assert!(!said.to_string().contains(&mother.to_string()), "{said}");
        assert_eq!(listed(&city.get(&search, &doctor)), [""; 0]);
        city.relate_to(son, true);
        let (status, body) = city.get(&group, &doctor);
        assert_eq!((status, body["member"].as_array().unwrap().len()), (StatusCode::OK, 2), "{body}");
        assert_eq!(city.get(&format!("{group}/_history"), &doctor).0, StatusCode::OK);
        for found in [search, format!("/Group?member={son}"), "/Group?type=person".to_owned()] {
            assert_eq!(listed(&city.get(&found, &doctor)), [group.trim_start_matches('/')], "{found}");
        }
        let with = listed(&city.get(&format!("/Group?member=Patient/{son}&_include=Group:member"), &doctor));
        assert_eq!(with, [format!("Group/{}", home.id), format!("Patient/{son}")], "each Patient has its own door");
        assert_eq!(city.partner(ONE, "GET", &group, "").0, StatusCode::FORBIDDEN);
        assert_eq!(listed(&city.partner(ONE, "GET", &format!("/Group?member=Patient/{son}"), "")), [""; 0]);
        let moves = permit::<ArrangeHousehold>(city);
        city.store.write_blocking(move |tx| leave(tx, &moves, son, Leaving::Moved)).unwrap();
        assert_eq!(city.get(&group, &doctor).0, StatusCode::FORBIDDEN, "nobody there is the doctor's any more");
    }

    fn who_lives_where_many_do_is_read_by_nobody(city) {
        let guest = city.newcomer("Chhotu Ram", 1966);
        let (keep, arrange) = (permit::<KeepPlace>(city), permit::<ArrangeHousehold>(city));
        let live = move |tx: &mut Tx<'_>| {
            let place = Place::named(PlaceKind::NightShelter, "Rain Basera");
            let place = open_place(tx, &keep, &place)?.id;
            admit(tx, &arrange, place, guest)?;
            Ok(place)
        };
        let place = city.store.write_blocking(live).unwrap();
        city.relate_to(guest, true);
        let doctor = city.cookie("asha.rao");
        assert_eq!(city.get(&format!("/Group/{place}"), &doctor).0, StatusCode::FORBIDDEN);
        for search in [format!("/Group?member=Patient/{guest}"), "/Group?type=person".to_owned()] {
            assert_eq!(listed(&city.get(&search, &doctor)), [""; 0], "{search}");
        }
    }

    fn two_households_on_one_page_are_each_looked_at(city) {
        let (one, other) = (city.family(), city.family());
        city.relate_to(one.son, true);
        let found = listed(&city.get("/Group?actual=true", &city.cookie("asha.rao")));
        assert_eq!(found, [format!("Group/{}", one.home.id)], "and not {}", other.home.id);
    }

    fn whoever_answers_for_a_child_is_found_by_the_child(city) {
        let family = city.family();
        let doctor = city.cookie("asha.rao");
        let search = format!("/RelatedPerson?patient={}&relationship=MTH&active=true", family.son);
        assert_eq!(listed(&city.get(&search, &doctor)), [""; 0]);
        city.relate_to(family.son, true);
        let found = listed(&city.get(&search, &doctor));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(city.get(&format!("/{}", found[0]), &doctor).0, StatusCode::OK);
        let father = search.replace("MTH", "FTH");
        assert_eq!(listed(&city.get(&father, &doctor)), [""; 0]);
    }

    fn a_consent_is_found_by_whose_it_is_and_whether_it_stands(city) {
        let asha = city.newcomer("Asha", 1984);
        let given = city.says(asha, (Purpose::Sms, Wish::Yes { shares: Vec::new() }, 0));
        let doctor = city.cookie("asha.rao");
        let of = |more: &str| listed(&city.get(&format!("/Consent?patient={asha}{more}"), &doctor));
        assert_eq!(of(""), [""; 0], "nobody reads it who does not read about her");
        city.relate_to(asha, true);
        let consent = format!("Consent/{}", given.id);
        assert_eq!(of("&status=active"), [consent.as_str()]);
        let taken_back = city.says(asha, (Purpose::Sms, Wish::No, 1));
        assert_eq!(of("&status=active"), [""; 0]);
        assert_eq!(of("&status=inactive&category=sms"), [consent.as_str()]);
        let mut told = listed(&city.get(&format!("/Provenance?target={consent}"), &doctor));
        let mut expected = [given.id, taken_back.id].map(|id| format!("Provenance/{id}"));
        told.sort();
        expected.sort();
        assert_eq!(told, expected);
        let with = listed(&city.get(&format!("/Consent?_id={}&_revinclude=Provenance:target", given.id), &doctor));
        assert_eq!(with.len(), 3, "{with:?}");
    }

    fn a_link_is_told_from_both_its_ends(city) {
        let [one, other] = [city.newcomer("Asha", 1984), city.newcomer("Asha", 1984)];
        let (links, unlinks) = (permit::<LinkPersons>(city), permit::<LinkPersons>(city));
        city.store.write_blocking(move |tx| link(tx, &links, one, other, ("the same card", false))).unwrap();
        let doctor = city.cookie("asha.rao");
        let from = |person: PersonId| listed(&city.get(&format!("/Provenance?patient={person}"), &doctor));
        assert_eq!(from(one), [""; 0]);
        city.relate_to(other, true);
        let told = from(other);
        assert_eq!((told.len(), &from(one)), (1, &told), "linked, they are read as one");
        let everything = listed(&city.get(&format!("/Patient/{other}/$everything"), &doctor));
        assert!(everything.contains(&told[0]), "{everything:?}");
        city.store.write_blocking(move |tx| unlink(tx, &unlinks, one, "two women")).unwrap();
        assert_eq!(from(other), [""; 0], "it lies with the one who was linked");
    }
}
