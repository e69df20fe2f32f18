//! What is held as a file says what the page says, under names that no language changes.

use super::{PHONE, agree, ask, details, permit, proxy, register, send_paper, sunita};
use crate::consent::model::{Purpose, Tie};
use crate::households::actions::found;
use crate::households::model::{HouseholdKind, NewHousehold};
use crate::registry;
use crate::registry::actions::{LinkPersons, RecordLife, add_paper, link, record_life};
use crate::registry::model::{Details, Guardian, Life, PaperKind, PaperNumber, Relation, Sex};
use crate::rights::actions::{NameNominee, name_nominee};
use crate::rights::model::{NewNominee, Right};
use crate::rights::{HeldShown, what_is_held};
use crate::scans::actions::{judge, look};
use crate::scans::model::{Misfit, Verdict};
use nabz_access::{Permit, Program};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_testkit::{TestCity, city_test};
use serde_json::Value;

/// What the page shows and what the file holds, of the same moment.
fn held(city: &TestCity, id: PersonId) -> (HeldShown, Value) {
    let held = city.read(move |view| {
        let person = registry::person(view, id)?.unwrap();
        what_is_held(view, &person)
    });
    let held = held.unwrap();
    (held.shown(), serde_json::to_value(held.file()).unwrap())
}

/// Members of a part that say something.
fn said(part: &Value) -> usize {
    part.as_object().unwrap().values().filter(|value| !value.is_null()).count()
}

fn rows(part: &Value) -> usize {
    part.as_array().unwrap().len()
}

/// How many rows the parts of the page have of what stands under one number.
fn of_record(record: &Value) -> [usize; 7] {
    [
        said(&record["who"]),
        rows(&record["numbers"]),
        rows(&record["photographs"]),
        said(&record["home"]),
        rows(&record["cards"]),
        rows(&record["consents"]),
        rows(&record["requests"]) + rows(&record["nominees"]),
    ]
}

/// Each part of the page has as many rows as the file has entries.
fn agree_in_all_parts((shown, file): &(HeldShown, Value)) {
    let of_page: Vec<usize> = shown.parts.iter().map(|part| part.rows.len()).collect();
    let mut of_file = Vec::from(of_record(file));
    for other in file["under_other_numbers"].as_array().unwrap() {
        for (all, more) in of_file.iter_mut().zip(of_record(other)) {
            *all += more;
        }
    }
    of_file.extend([rows(&file["looks"]), 0]);
    assert_eq!(of_page, of_file, "{file}");
}

/// Sunita, of whom there is something of nearly every kind.
fn known_well(city: &TestCity) -> PersonId {
    let husband = PersonName::parse("रमेश कुमार", "Ramesh Kumar").unwrap();
    let sunita = register(
        city,
        Details {
            name: PersonName::parse("सुनीता देवी", "Sunita Devi").unwrap(),
            sex: Some(Sex::Female),
            guardian: Some(Guardian { relation: Relation::Husband, name: husband }),
            ..details("Sunita Devi", 42)
        },
    );
    let number = PaperNumber::parse(PaperKind::RationCard, "077001234567").unwrap();
    let home = NewHousehold { kind: HouseholdKind::Home, head: sunita };
    let named = NewNominee {
        person: sunita,
        proxy: proxy("Mohan Lal", Tie::Sibling),
        phone: Mobile::parse("0000067890").unwrap(),
        seen: None,
    };
    let (keep, arrange, name) = (permit(city), permit(city), permit::<NameNominee>(city));
    let known = city.write(move |tx| {
        add_paper(tx, &keep, sunita, (&number, true))?;
        found(tx, &arrange, &home)?;
        name_nominee(tx, &name, &named).map(drop)
    });
    known.unwrap();
    agree(city, sunita, Purpose::Research);
    ask(city, sunita, Right::Grievance).unwrap();
    sunita
}

#[city_test]
fn the_file_and_the_page_say_the_same(city: &mut TestCity) {
    let sunita = known_well(city);
    let blurred = send_paper(city, sunita, "blurred");
    send_paper(city, sunita, "in good light");
    let (staff, here) = (city.staff, city.facility);
    let decided = city.write(move |tx| {
        look(tx, &Permit::trial(staff, here), (sunita, blurred.id))?;
        let misfit = Verdict::Misfit(Misfit::Unreadable);
        judge(tx, &Permit::trial(staff, here), (sunita, blurred.id), misfit)
    });
    decided.unwrap();
    let both = held(city, sunita);
    agree_in_all_parts(&both);
    let (shown, file) = both;
    let page: String = shown
        .parts
        .iter()
        .flat_map(|part| &part.rows)
        .flat_map(|row| &row.values)
        .map(|value| value.english.clone() + "\n")
        .collect();
    for (place, expect) in [
        ("/who/name_devanagari", "सुनीता देवी"),
        ("/who/name_roman", "Sunita Devi"),
        ("/who/relative_roman", "Ramesh Kumar"),
        ("/who/phone", PHONE),
        ("/who/house_and_street", "14 Gali 3"),
        ("/who/voter_card", "••• 4567"),
        ("/numbers/0/number", "••• 4567"),
    ] {
        assert_eq!(file.pointer(place), Some(&Value::from(expect)), "{place}");
        assert!(page.contains(expect), "{place}: {page}");
    }
    for (place, expect) in [
        ("/who/sex", "female"),
        ("/who/relation", "husband"),
        ("/who/phone_of", "own"),
        ("/numbers/0/kind", "ration-card"),
        ("/photographs/0/kind", "voter-card"),
        ("/photographs/0/state", "waits"),
        ("/photographs/0/sent_on", "2026-11-23"),
        ("/photographs/1/state", "unreadable"),
        ("/photographs/1/decided_on", "2026-11-23"),
        ("/home/kind", "home"),
        ("/home/tie", "head"),
        ("/consents/0/purpose", "research"),
        ("/consents/0/answer", "given"),
        ("/consents/0/by/answerer", "themselves"),
        ("/requests/0/right", "grievance"),
        ("/requests/0/state", "received"),
        ("/nominees/0/name", "Mohan Lal"),
        ("/nominees/0/tie", "sibling"),
        ("/not_here/0", "medical-record"),
    ] {
        assert_eq!(file.pointer(place), Some(&Value::from(expect)), "{place}");
    }
    let on_record = city.read(move |view| registry::person(view, sunita)).unwrap().unwrap();
    assert_eq!(file["who"]["health_id"], on_record.health_id.compact());
    assert_eq!((&file["format"], &file["home"]["people"]), (&Value::from(1), &Value::from(1)));
    assert!(!file.to_string().contains("ABC1234567"), "a number is masked as on the page");
}

#[city_test]
fn of_somebody_hardly_known_the_file_holds_nulls_and_empty_lists(city: &mut TestCity) {
    let name = PersonName::of("Kamla Devi").unwrap();
    let kamla = register(city, Details::named(name));
    let both = held(city, kamla);
    agree_in_all_parts(&both);
    let file = both.1;
    assert!(file["who"]["phone"].is_null() && file["who"]["life"].is_null(), "{file}");
    for part in ["numbers", "photographs", "cards", "consents", "requests", "nominees", "looks"] {
        assert_eq!(rows(&file[part]), 0, "{part}");
    }
    assert_eq!(said(&file["home"]), 0);
}

#[city_test]
fn of_the_dead_the_file_says_so_and_since_when(city: &mut TestCity) {
    let (sunita, permit) = (sunita(city), permit::<RecordLife>(city));
    let died = Life::Deceased { on: Date::from_calendar(2026, 11, 22) };
    city.write(move |tx| record_life(tx, &permit, (sunita, 1), died).map(drop)).unwrap();
    let both = held(city, sunita);
    agree_in_all_parts(&both);
    let life = &both.1["who"]["life"];
    assert_eq!(life["state"], "deceased");
    assert_eq!(life["on"], "2026-11-22");
}

#[city_test]
fn who_looked_stands_in_the_file_with_what_for_and_without_their_name(city: &mut TestCity) {
    let sunita = sunita(city);
    let looked = city.write(|tx| Program::doing(tx, "apply.show"));
    city.store.audit_read(&looked.unwrap(), sunita).unwrap();
    city.store.flush_reads().unwrap();
    let both = held(city, sunita);
    agree_in_all_parts(&both);
    let look = &both.1["looks"][0];
    assert_eq!((&look["refused"], rows(&look["roles"])), (&Value::from(false), 0), "{look}");
    assert!(look["at"].as_str().unwrap().ends_with('Z'), "{look}");
    assert!(look.get("staff").is_none(), "{look}");
}

#[city_test]
fn what_stands_under_another_number_says_so_on_the_page_and_in_the_file(city: &mut TestCity) {
    let (old, own) = (known_well(city), sunita(city));
    let permit = permit::<LinkPersons>(city);
    city.write(move |tx| link(tx, &permit, old, own, ("she says so", true))).unwrap();
    let looked = city.write(|tx| Program::doing(tx, "apply.show"));
    city.store.audit_read(&looked.unwrap(), old).unwrap();
    city.store.flush_reads().unwrap();
    let both = held(city, own);
    agree_in_all_parts(&both);
    let (shown, file) = both;
    let number = |id| city.read(move |view| registry::banner(view, id)).unwrap().health_id;
    let (old, own) = (number(old), number(own));
    assert_eq!(
        (shown.health_id, &file["who"]["health_id"]),
        (own.to_string(), &own.compact().into())
    );
    let other = &file["under_other_numbers"][0];
    assert_eq!(rows(&file["under_other_numbers"]), 1);
    assert_eq!(other["who"]["health_id"], old.compact());
    assert_eq!((rows(&file["nominees"]), rows(&other["nominees"])), (0, 1));
    assert_eq!((&other["home"]["people"], &file["home"]["people"]), (&1.into(), &Value::Null));
    assert_eq!(file["looks"][0]["under"], old.compact());
    let says = format!("Under the other health ID {old}");
    for (part, of_file) in shown.parts.iter().zip(of_record(other).into_iter().chain([1])) {
        let under = part
            .rows
            .iter()
            .filter(|row| row.values.last().is_some_and(|value| value.english == says));
        assert_eq!(under.count(), of_file, "{}", part.title.english);
        assert!(part.rows.is_empty() || part.nothing.is_none(), "{}", part.title.english);
    }
}
