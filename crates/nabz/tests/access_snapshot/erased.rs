//! What somebody has erased is read by nobody any more.
//!
//! Somebody's phone, house and street stand on record, are changed, corrected, wanted otherwise and
//! published; then an office erases them because they asked. Every route of the table that shows
//! something is walked as if it were about them, and so is every other door to their record, by
//! everybody. None of the values may turn up; where it stood it is said that it was erased.

use crate::ask::Ask;
use crate::masked::said;
use crate::people::{self, Arm};
use crate::table::TABLE;
use crate::town::{Known, Named, Place, Town, arrived, colleague};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::ids::StaffId;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_people::registry::actions::{
    DecideCorrection, Verdict as Ruling, Wish, ask_correction, change_phone, decide_correction,
};
use nabz_people::registry::model::{Address, Details, Person, Phone, Whose};
use nabz_people::registry::person;
use nabz_people::rights::actions as rights;
use nabz_people::rights::model::{
    Asks, Erased, NewRequest, Note, Outcome, Right, Verdict as Answer,
};
use nabz_store::{Stop, Tx};
use nabz_testkit::{city_test, wait_for};
use std::fmt::Write;
use uuid::Uuid;

const PHONES: [&str; 2] = ["0000061907", "0000061908"];
/// In the street and in no other word of the town. Answers are compared in small letters.
const STREET: &str = "wqzjyk";
/// As pages and programs may write what was erased.
const VALUES: [&str; 5] = ["0000061907", "00000 61907", "0000061908", "00000 61908", STREET];
const DOORS: [&str; 14] = [
    "/people/<person>",
    "/people/<person>/history",
    "/people/<person>/rights",
    "/people/<person>/rights/held",
    "/people/<person>/rights/held.json",
    "/people/corrections",
    "/records/requests/<request_erased>",
    "/chart/<person>",
    "/fhir/R4/Patient/<person>",
    "/fhir/R4/Patient/<person>/_history",
    "/fhir/R4/Patient/<person>/_history/1",
    "/fhir/R4/Patient/<person>/_history/2",
    "/fhir/R4/Patient/<person>/$everything",
    "/fhir/R4/Provenance?patient=<person>",
];

fn told(details: Details) -> Details {
    let line = format!("14 {STREET}");
    let address = Address { line: Some(line), ..details.address.clone() };
    Details { phone: Some(phone(PHONES[0])), address, ..details }
}

fn phone(digits: &str) -> Phone {
    Phone { mobile: Mobile::parse(digits).unwrap(), whose: Whose::Own }
}

/// Somebody at the hospital today who has had everything erased, by the names that addresses give to
/// what is theirs.
fn erased(tx: &mut Tx<'_>, place: Place, whose: &str) -> Result<Named, Stop> {
    let place = Place { known: Known { details: told, words: str::to_owned }, ..place };
    let id = arrived(tx, place, &format!("Ilma of {whose}"))?.person;
    let on_record = |tx: &mut Tx<'_>| -> Result<Person, Stop> { Ok(person(tx, id)?.unwrap()) };
    change_phone(tx, &colleague(place), (id, 1), &phone(PHONES[1]))?;
    let second =
        Permit::<DecideCorrection>::trial(StaffId::from_uuid(Uuid::from_u128(98)), place.facility);
    let ask = |tx: &mut Tx<'_>, wanted: Details| {
        let (seen, reason) = (person(tx, id)?.unwrap().version, "misheard".to_owned());
        let wish = Wish { person: id, wanted, seen, reason };
        ask_correction(tx, &colleague(place), &wish).map(|asked| asked.id)
    };
    let line = Some(format!("22 {STREET}"));
    let moved =
        Details { address: Address { line, ..Address::default() }, ..on_record(tx)?.details };
    let approved = ask(tx, moved)?;
    decide_correction(tx, &second, approved, &Ruling::Approve)?;
    let name = PersonName::of(&format!("Ilmas of {whose}"))?;
    let renamed = Details { name, ..on_record(tx)?.details };
    let declined = ask(tx, renamed.clone())?;
    let no = Ruling::Decline { why: "The card says Ilma.".to_owned() };
    decide_correction(tx, &second, declined, &no)?;
    ask(tx, renamed)?;
    let note = Note::parse("My old phone.")?;
    let new = NewRequest { person: id, right: Right::Erasure, asks: Asks::Themselves, note };
    let request = rights::ask(tx, &colleague(place), &new)?.id;
    let done = Answer {
        outcome: Some(Outcome::Done),
        erased: Erased { phone: true, line: true, ..Erased::default() },
        words: Note::parse("It is gone.")?,
    };
    rights::answer(tx, &colleague(place), request, &done)?;
    Ok(vec![
        ("person", id.to_string()),
        ("asker", id.to_string()),
        ("request_erased", request.to_string()),
    ])
}

fn in_town(town: &Town, whose: &'static str) -> Named {
    let place = town.place;
    town.database.store.write_blocking(move |tx| erased(tx, place, whose)).unwrap()
}

fn fill(named: &Named, text: &str) -> String {
    named
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
}

#[city_test]
fn nobody_finds_what_was_erased_on_any_page(town: &mut Town) {
    let (columns, ask) = (people::columns(town, Arm::Own), Ask::of(town));
    let (mut leaks, mut read) = (String::new(), 0_usize);
    for column in &columns {
        let (things, named) = (town.things(column), in_town(town, column.title));
        let shown = TABLE.iter().filter(|one| one.method == "GET").map(|one| one.path);
        wait_for(async {
            for path in DOORS.into_iter().chain(shown) {
                let path = things.fill(&fill(&named, path));
                let (status, text) = said(&ask, column, ("GET", &path, String::new())).await;
                let value = VALUES
                    .iter()
                    .find(|value| text.as_ref().is_some_and(|text| text.contains(**value)));
                if value.is_some() || status == StatusCode::INTERNAL_SERVER_ERROR {
                    writeln!(leaks, "{}: {path}: {status} {value:?}", column.title).unwrap();
                }
                read += usize::from(text.is_some());
            }
        });
    }
    assert!(leaks.is_empty(), "it is told, or something broke:\n{leaks}");
    assert!(read > TABLE.len(), "only {read} answers were read");
}

#[city_test]
fn where_it_stood_it_is_said_that_it_was_erased(town: &mut Town) {
    let (columns, ask) = (people::columns(town, Arm::Own), Ask::of(town));
    let records = columns.iter().find(|column| column.title == "records").unwrap();
    let named = in_town(town, "everybody");
    let says = [
        ("/people/<person>/history", "erased on request"),
        ("/fhir/R4/Patient/<person>/_history", "redacted"),
        ("/fhir/R4/Patient/<person>/_history/1", "redacted"),
        ("/fhir/R4/Provenance?patient=<person>", "erased on request"),
    ];
    wait_for(async {
        for (path, words) in says {
            let path = fill(&named, path);
            let (status, text) = said(&ask, records, ("GET", &path, String::new())).await;
            let text = text.unwrap();
            assert_eq!(status, StatusCode::OK, "{path}: {text}");
            assert!(text.contains(words), "{path}: {text}");
        }
    });
    let whole = fill(&named, "/fhir/R4/Patient/<person>");
    let (_, text) = wait_for(said(&ask, records, ("GET", &whole, String::new())));
    assert!(!text.unwrap().contains("redacted"), "what stands is whole");
}
