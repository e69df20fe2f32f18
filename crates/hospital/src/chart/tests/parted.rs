//! Two who were taken for one and are not: what was written meanwhile stays with whom it was written
//! of, and everything else reads as before.

use super::{history, says};
use crate::chart::goes_on;
use crate::formulary::medicine_by_code;
use crate::prescribing;
use crate::prescribing::model::{Directions, Meal, Order, Patient, Wish as Prescribed};
use crate::prescribing::rules::directions::frequency_of;
use crate::queue::model::Token;
use crate::trial_day::Day;
use nabz_access::Why;
use nabz_fhir::ResourceType;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::PersonId;
use nabz_people::cards;
use nabz_people::cards::model::Card;
use nabz_people::consent::model::{Purpose, Standing, Wish};
use nabz_people::consent::standing;
use nabz_people::households::actions::{ArrangeHousehold, NameGuardian, found, name_guardian};
use nabz_people::households::model::{HouseholdKind, Member, NewHousehold, Role};
use nabz_people::households::{answers_for, member};
use nabz_people::registry::actions::{LinkPersons, link, unlink};
use nabz_people::registry::index::Search;
use nabz_people::registry::model::{Person, WrittenKind};
use nabz_people::registry::search::{Candidate, Query, find};
use nabz_people::registry::{WrittenBeside, banner, patients_of, person, store, written_meanwhile};
use nabz_record::{Key, read, timeline};
use nabz_testkit::city_tests;
use nabz_web::messages::{Language, Message, say};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

const MINUTE: Duration = Duration::from_mins(1);

fn prescribe(day: &Day, token: &Token) {
    let (by, visit, person) = ((day.facility, day.doctor), token.id, token.person);
    let issued = day.write(move |tx| {
        let directions = Directions {
            frequency: frequency_of("1-0-0").unwrap(),
            days: 5,
            meal: Meal::After,
            remark: String::new(),
        };
        let medicine = medicine_by_code(tx, "PARA-500-TAB")?.unwrap().id;
        let wish = Prescribed { medicine, directions, overrides: Vec::new() };
        let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
        let order = Order { visit, person, patient, wishes: vec![wish] };
        prescribing::issue(tx, by, &order).map(drop)
    });
    issued.unwrap();
}

/// All that reads of somebody.
#[derive(Debug, PartialEq)]
struct Read {
    person: Person,
    /// The Patients whose record is theirs.
    patients: Vec<Uuid>,
    /// Their own Patient but for the number and the moment of its version.
    patient: Value,
    /// Every entry of their own compartment, byte for byte.
    entries: BTreeMap<String, Vec<u8>>,
    /// The lines of their timeline, as the chart reads it.
    timeline: Vec<String>,
    /// Their home and their children.
    family: (Option<Member>, Vec<PersonId>),
    /// What they have answered about the sharing of their record.
    shares: Standing,
    /// Their cards, whichever record they were made under.
    cards: Vec<Card>,
    /// Whom a search for their name finds.
    found: Vec<Candidate>,
}

fn read_of(day: &Day, id: PersonId) -> Read {
    day.read(move |view| {
        let patients = patients_of(view, id)?;
        let own = Key::of(ResourceType::PATIENT, id.uuid());
        let body = read::at(view, own)?.unwrap().body;
        let mut patient: Value = serde_json::from_slice(&body).unwrap();
        patient.as_object_mut().unwrap().remove("meta");
        let mut entries = BTreeMap::new();
        for charted in read::chart(view, id.uuid())? {
            // That the two were linked and parted is said by a Provenance of its own.
            if !["Patient", "Provenance"].contains(&charted.key.of.name()) {
                let entry = read::at(view, charted.key)?.unwrap();
                entries.insert(entry.reference(), entry.body);
            }
        }
        let lines = timeline(view, &patients, &[], None, 50)?.lines;
        let timeline = lines.into_iter().map(|line| line.reference).collect();
        let person = person(view, id)?.unwrap();
        let name = person.details.name.roman().unwrap().as_str();
        let name = Query::parse(name, view.today());
        Ok(Read {
            patients,
            patient,
            entries,
            timeline,
            family: (member(view, id)?, answers_for(view, id)?),
            shares: standing(view, id, Purpose::RecordSharing)?,
            cards: cards::cards_together(view, id)?,
            found: find(&Search::default(), view, &name)?,
            person,
        })
    })
}

/// A home of somebody's own, and a child whose mother she is.
fn at_home(day: &Day, mother: PersonId) {
    let child = day.register("Munni", 5);
    let (founds, names) = (day.permit::<ArrangeHousehold>(), day.permit::<NameGuardian>());
    let written = day.write(move |tx| {
        let home = NewHousehold { kind: HouseholdKind::Home, head: mother };
        found(tx, &founds, &home)?;
        name_guardian(tx, &names, (child, mother), Role::Mother).map(drop)
    });
    written.unwrap();
}

fn linked(day: &Day, one: PersonId, other: PersonId) {
    let permit = day.permit::<LinkPersons>();
    day.write(move |tx| link(tx, &permit, one, other, ("the same card", false))).unwrap();
}

fn parted(day: &Day, one: PersonId) {
    let permit = day.permit::<LinkPersons>();
    day.write(move |tx| unlink(tx, &permit, one, "two women")).unwrap();
}

fn number(day: &Day, id: PersonId) -> String {
    day.read(move |view| banner(view, id)).health_id.to_string()
}

fn in_english(said: Option<&Message>) -> Option<String> {
    said.map(|said| say(said, Language::English))
}

/// What each line of somebody's chart says of the number under which it stands.
fn under(day: &Day, asked: PersonId) -> Vec<Option<String>> {
    let chart = history(day, asked, Why::Record(Uuid::from_u128(7)));
    chart.days.iter().map(|line| in_english(line.under.as_ref())).collect()
}

city_tests! { Day;
    fn what_stands_under_the_other_number_says_so_as_long_as_two_are_one(day) {
        let both = ["Asha Devi", "Usha Devi"].map(|name| day.register(name, 42));
        let [one, other] = both;
        for person in both {
            let token = day.give_token(person, day.post);
            prescribe(day, &token);
        }
        let goes_on = |record: PersonId| {
            in_english(day.read(move |view| goes_on(view, record)).as_ref())
        };
        assert_eq!(both.map(|person| under(day, person)), [vec![None, None], vec![None, None]]);
        linked(day, one, other);
        for (asked, not_asked) in [(one, other), (other, one)] {
            let mark = format!("Under the other health ID {}", number(day, not_asked));
            let lines = under(day, asked);
            assert_eq!(lines.iter().filter(|line| line.is_none()).count(), 2, "{lines:?}");
            let marked = lines.iter().flatten();
            assert_eq!(marked.collect::<Vec<_>>(), [&mark, &mark], "a visit and a prescription");
        }
        let says = format!("The record goes on under the other health ID {}", number(day, other));
        assert_eq!(goes_on(one), Some(says), "also where a prescription is handed out");
        assert_eq!(goes_on(other), None);
        parted(day, one);
        assert_eq!(both.map(|person| under(day, person)), [vec![None, None], vec![None, None]]);
        assert_eq!(both.map(goes_on), [None, None]);
    }

    fn a_link_that_is_taken_back_leaves_everything_as_it_was_byte_for_byte(day) {
        let both = ["Asha Devi", "Usha Devi"].map(|name| day.register(name, 42));
        let [one, other] = both;
        for person in both {
            let token = day.give_token(person, day.post);
            prescribe(day, &token);
            at_home(day, person);
        }
        says(day, one, (Wish::Yes { shares: Vec::new() }, 0));
        let before = both.map(|person| read_of(day, person));
        day.pass(MINUTE);
        linked(day, one, other);
        let together = read_of(day, other);
        assert_eq!((together.patients.len(), together.family.1.len()), (2, 2), "they read as one");
        assert_eq!(together.shares, Standing::NeverAsked, "no consent is carried over");
        assert!(before[0].found.iter().any(|found| found.person == one));
        assert!(read_of(day, one).found.iter().all(|found| found.person != one));
        day.pass(MINUTE);
        parted(day, one);
        assert_eq!(both.map(|person| read_of(day, person)), before);
    }

    fn what_was_written_meanwhile_stays_with_whom_it_was_written_of(day) {
        let both = ["Asha Devi", "Usha Devi"].map(|name| day.register(name, 42));
        let [one, other] = both;
        let early = day.give_token(one, day.post);
        let before = both.map(|person| read_of(day, person));
        day.pass(MINUTE);
        linked(day, one, other);
        day.pass(MINUTE);
        let eyes = day.eyes();
        let visits = both.map(|person| day.give_token(person, eyes));
        prescribe(day, &visits[0]);
        says(day, other, (Wish::Yes { shares: Vec::new() }, 0));
        let meanwhile = both.map(|person| read_of(day, person).entries);
        day.pass(MINUTE);
        parted(day, one);
        let after = both.map(|person| read_of(day, person));
        for (side, was) in [0, 1].into_iter().zip(before) {
            let now = &after[side];
            assert_eq!(now.entries, meanwhile[side], "not a byte moves when they are parted");
            assert!(was.entries.iter().all(|(entry, body)| now.entries.get(entry) == Some(body)));
            assert_eq!((&now.person, &now.patient), (&was.person, &was.patient));
            assert_eq!((&now.patients, &now.family), (&was.patients, &was.family));
            assert_eq!((&now.cards, &now.found), (&was.cards, &was.found));
            assert_eq!(now.shares == was.shares, side == 0, "she was asked under the other one");
            assert!(now.timeline.contains(&format!("Encounter/{}", visits[side].id)));
            assert!(!now.timeline.contains(&format!("Encounter/{}", visits[1 - side].id)));
        }
        let list = day.read(move |view| {
            let link = store::parted(view, one)?.remove(0);
            written_meanwhile(view, &link, WrittenBeside(cards::written))
        });
        let mut kinds: Vec<_> =
            list.iter().map(|one| (one.under == other, one.kind.word())).collect();
        kinds.sort_unstable();
        let expected = [
            (false, WrittenKind::Prescription),
            (false, WrittenKind::Visit),
            (true, WrittenKind::Consent),
            (true, WrittenKind::Visit),
        ];
        assert_eq!(kinds, expected.map(|(is_other, kind)| (is_other, kind.word())));
        assert!(list.iter().all(|one| one.entry != format!("Encounter/{}", early.id)));
    }
}
