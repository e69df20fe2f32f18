//! What was on record of somebody before, and who said so.

use super::{details, permit, person, phone, register, unknown_man};
use crate::registry::actions::{self, DecideCorrection, Meant, Verdict, Wish};
use crate::registry::history::{Event, Said, history};
use crate::registry::model::{Life, PaperKind, PaperNumber, Sex};
use crate::registry::store;
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

fn events(city: &TestCity, id: PersonId) -> Vec<Event> {
    let on_record = person(city, id);
    city.read(move |view| history(view, &on_record)).unwrap()
}

fn names(events: &[Event]) -> Vec<String> {
    let names = events.iter().filter_map(|event| match &event.said {
        Said::Details(details) => details.name.roman().map(|name| name.as_str().to_owned()),
        Said::Phone(_)
        | Said::Life(_)
        | Said::Number(_)
        | Said::NoNumber(_)
        | Said::SameAs { .. }
        | Said::NotSameAs(_) => None,
    });
    names.collect()
}

#[city_test]
fn every_value_of_a_field_stays_with_who_said_it_and_why(city: &mut TestCity) {
    let sunita = register(city, details("Sunita Devi", 42, Sex::Female)).person;
    city.pass(Duration::from_mins(1));
    let ask = permit(city);
    let wanted = details("Sumitra Devi", 42, Sex::Female);
    let wish = Wish { person: sunita, wanted, seen: 1, reason: "misheard".into() };
    let asked = city.write(move |tx| actions::ask_correction(tx, &ask, &wish)).unwrap().id;
    let chief: Permit<DecideCorrection> = Permit::trial(Id::draw(city.now()), city.facility);
    let decides = chief.clone();
    city.write(move |tx| actions::decide_correction(tx, &decides, asked, &Verdict::Approve))
        .unwrap();
    city.pass(Duration::from_mins(1));
    let check = permit(city);
    let new = phone("0000004321");
    city.write(move |tx| actions::change_phone(tx, &check, (sunita, 2), &new)).unwrap();
    city.pass(Duration::from_mins(1));
    let life = permit(city);
    let moved = Life::Moved { on: None };
    city.write(move |tx| actions::record_life(tx, &life, (sunita, 3), moved)).unwrap();
    let events = events(city, sunita);
    assert_eq!(names(&events), ["Sunita Devi", "Sumitra Devi", "Sumitra Devi"]);
    let corrected = &events[1];
    assert_eq!(corrected.why.as_deref(), Some("misheard"));
    assert_eq!((corrected.staff, corrected.approved_by), (Some(city.staff), Some(chief.staff())));
    assert!(matches!(&events[2].said, Said::Phone(mobile) if mobile.digits() == "0000004321"));
    assert!(matches!(events[3].said, Said::Life(life) if life == moved));
    assert!(events[..4].iter().all(|event| event.at.is_some()));
    assert!(events[4..].iter().all(|event| event.at.is_none()), "what stands now comes last");
}

#[city_test]
fn a_number_that_was_taken_away_and_a_name_that_was_said_late_stay(city: &mut TestCity) {
    let man = unknown_man(city);
    city.pass(Duration::from_mins(1));
    let (identify, keep) = (permit(city), permit(city));
    let meant = Meant::Somebody(Box::new(details("Ramesh Kumar", 46, Sex::Male)));
    city.write(move |tx| actions::identify(tx, &identify, man, &meant)).unwrap();
    city.pass(Duration::from_mins(1));
    let number = PaperNumber::parse(PaperKind::Passport, "Z1234567").unwrap();
    let end = permit(city);
    city.write(move |tx| {
        let paper = actions::add_paper(tx, &keep, man, (&number, false))?;
        actions::end_paper(tx, &end, (man, paper.id), "it is his brother's")
    })
    .unwrap();
    let events = events(city, man);
    assert_eq!(names(&events), ["Unknown Male 1", "Ramesh Kumar", "Ramesh Kumar"]);
    assert_eq!(events[1].staff, Some(city.staff), "whoever said who he is");
    assert!(matches!(events[2].said, Said::Number(_)));
    assert!(matches!(events[3].said, Said::NoNumber(_)));
    assert_eq!(events[3].why.as_deref(), Some("it is his brother's"));
}

#[city_test]
fn a_correction_that_was_declined_stays_with_why_it_was(city: &mut TestCity) {
    let sunita = register(city, details("Sunita Devi", 42, Sex::Female)).person;
    let ask = permit(city);
    let wanted = details("Sumitra Devi", 42, Sex::Female);
    let wish = Wish { person: sunita, wanted: wanted.clone(), seen: 1, reason: "misheard".into() };
    let asked = city.write(move |tx| actions::ask_correction(tx, &ask, &wish)).unwrap().id;
    let chief: Permit<DecideCorrection> = Permit::trial(Id::draw(city.now()), city.facility);
    let (decides, why) = (chief.clone(), "the voter card says Sunita".to_owned());
    let decline = Verdict::Decline { why };
    city.write(move |tx| actions::decide_correction(tx, &decides, asked, &decline)).unwrap();
    let declined = city.read(move |view| store::declined_of(view, sunita)).unwrap();
    let [one] = declined.as_slice() else { panic!("{declined:?}") };
    assert_eq!((one.declined.0, one.why.as_str()), (chief.staff(), "the voter card says Sunita"));
    assert_eq!((one.correction.reason.as_str(), &one.correction.wanted), ("misheard", &wanted));
    assert_eq!(names(&events(city, sunita)), ["Sunita Devi", "Sunita Devi"], "it never stood");
}
