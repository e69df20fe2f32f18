//! Conditions on what is pointed to and on what points here: whichever index leads, the answer is
//! what looking at every body gives.

use super::{City, ENCOUNTER, LOCATION, OBSERVATION, PATIENT, beside, person, said};
use crate::entry::Entry;
use crate::search::{Everything, Page, Sight, search};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const FAMILIES: [&str; 3] = ["Sharma", "Khan", "Shah"];
const STATUSES: [&str; 2] = ["arrived", "finished"];
const CODES: [&str; 3] = ["8302-2", "85354-9", "8867-4"];

/// One measurement, with the visit and the person it belongs to.
struct Measured {
    id: Uuid,
    visit: usize,
    code: &'static str,
}

struct Visit {
    id: Uuid,
    person: usize,
    place: usize,
    status: &'static str,
}

struct World {
    people: Vec<PersonId>,
    places: [Uuid; 2],
    visits: Vec<Visit>,
    measured: Vec<Measured>,
}

impl World {
    fn family(person: usize) -> &'static str {
        FAMILIES[person % 3]
    }

    /// Twelve people in two places; nobody measures the last one, and the eleventh never came.
    fn of(city: &City) -> Self {
        let people: Vec<PersonId> = (0..12).map(person).collect();
        let places = [0xfeed, 0xbeef].map(Uuid::from_u128);
        for (place, name) in places.iter().zip(["Room 12", "Ward 3"]) {
            city.publish(&said::<LOCATION>(*place, json!({"name": name, "status": "active"})));
        }
        for (number, who) in people.iter().enumerate() {
            let gender = ["female", "male"][number % 2];
            let body = json!({"name": [{"family": Self::family(number)}], "gender": gender});
            city.publish(&said::<PATIENT>(who.uuid(), body));
        }
        let mut world = Self { people, places, visits: Vec::new(), measured: Vec::new() };
        for number in (0..22).filter(|number| number % 12 != 10) {
            let (person, place, status) = (number % 12, (number / 3) % 2, STATUSES[number % 2]);
            let id = beside(world.people[person]);
            let body = json!({
                "status": status,
                "class": {"code": "AMB"},
                "subject": {"reference": format!("Patient/{}", world.people[person])},
                "location": [{"location": {"reference": format!("Location/{}", world.places[place])}}],
            });
            city.publish(&said::<ENCOUNTER>(id, body));
            world.visits.push(Visit { id, person, place, status });
        }
        for (visit, of) in world.visits.iter().enumerate().filter(|(_, of)| of.person != 11) {
            let (id, code) = (beside(world.people[of.person]), CODES[visit % 3]);
            let body = json!({
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                "subject": {"reference": format!("Patient/{}", world.people[of.person])},
                "encounter": {"reference": format!("Encounter/{}", of.id)},
            });
            city.publish(&said::<OBSERVATION>(id, body));
            world.measured.push(Measured { id, visit, code });
        }
        world
    }

    fn measured_where(&self, holds: impl Fn(&Measured, &Visit) -> bool) -> BTreeSet<Uuid> {
        let all = self.measured.iter();
        all.filter(|m| holds(m, &self.visits[m.visit])).map(|m| m.id).collect()
    }

    fn people_where(&self, holds: impl Fn(&Measured, &Visit) -> bool) -> BTreeSet<Uuid> {
        let all = self.measured.iter().map(|m| (m, &self.visits[m.visit]));
        all.filter(|(m, v)| holds(m, v)).map(|(_, v)| self.people[v.person].uuid()).collect()
    }
}

fn answer(
    city: &City,
    of: ResourceType,
    query: &str,
    mut sight: impl Sight + Clone + Send + 'static,
) -> Page {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    let pairs: Vec<_> = query.split('&').map(pair).collect();
    let parsed = parse(of, &pairs, Handling::Strict);
    let query = parsed.unwrap_or_else(|fault| panic!("{query}: {fault}"));
    city.read(move |view| Ok(search(view, &query, &mut sight).unwrap()))
}

/// Every page of two matches.
fn all(city: &City, of: ResourceType, query: &str) -> BTreeSet<Uuid> {
    let (mut found, mut next) = (Vec::new(), String::new());
    for _ in 0..50 {
        let page = answer(city, of, &format!("{query}&_count=2{next}"), All);
        found.extend(page.matches.iter().map(|entry| entry.key.entry));
        let Some(after) = page.next else {
            let distinct: BTreeSet<Uuid> = found.iter().copied().collect();
            assert_eq!(distinct.len(), found.len(), "{query} shows an entry twice");
            return distinct;
        };
        next = format!("&_after={after}");
    }
    panic!("{query}: pages without end");
}

#[derive(Clone)]
struct All;

impl Sight for All {
    fn may_see(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Everything.may_see(tx, entry)
    }
}

/// Sees everything but what is about one person.
#[derive(Clone)]
struct NotOf(Uuid);

impl Sight for NotOf {
    fn may_see(&mut self, _: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(entry.patient != Some(self.0))
    }
}

fn subject(body: &Value) -> String {
    body["subject"]["reference"].as_str().unwrap().to_owned()
}

city_tests! { City;
    fn a_chain_finds_what_points_to_what_it_describes(city) {
        let world = World::of(city);
        let room = |v: &Visit| v.place == 0;
        let khan = |v: &Visit| World::family(v.person) == "Khan";
        let cases: [(&str, BTreeSet<Uuid>); 9] = [
            ("subject:Patient.family=khan", world.measured_where(|_, v| khan(v))),
            ("subject.family=khan", world.measured_where(|_, v| khan(v))),
            ("patient.name:contains=SHA", world.measured_where(|_, v| !khan(v))),
            ("encounter.location.name=room", world.measured_where(|_, v| room(v))),
            ("encounter:Encounter.subject:Patient.gender=female", world.measured_where(|_, v| v.person % 2 == 0)),
            ("encounter.status=finished&subject.gender:not=female", world.measured_where(|_, v| v.status == "finished" && v.person % 2 == 1)),
            ("code=8302-2&encounter.location.name=ward", world.measured_where(|m, v| m.code == "8302-2" && !room(v))),
            ("patient.birthdate:missing=false", BTreeSet::new()),
            ("encounter.patient._has:Encounter:subject:location.name=ward", {
                let warded: BTreeSet<usize> = world.visits.iter().filter(|v| !room(v)).map(|v| v.person).collect();
                world.measured_where(|_, v| warded.contains(&v.person))
            }),
        ];
        for (query, wanted) in cases {
            let found = all(city, ResourceType::OBSERVATION, query);
            assert_eq!(found, wanted, "{query}");
            // The same where another index leads, and each candidate is looked at.
            let led = all(city, ResourceType::OBSERVATION, &format!("{query}&status=final"));
            assert_eq!(led, found, "{query}");
        }
    }

    fn has_finds_what_is_pointed_to_by_what_it_describes(city) {
        let world = World::of(city);
        let cases = [
            ("_has:Observation:patient:code=8302-2", world.people_where(|m, _| m.code == "8302-2")),
            ("_has:Observation:patient:code:not=8302-2", world.people_where(|m, _| m.code != "8302-2")),
            ("_has:Observation:subject:encounter.location.name=room", world.people_where(|_, v| v.place == 0)),
            ("_has:Encounter:subject:_has:Observation:encounter:code=8867-4", world.people_where(|m, _| m.code == "8867-4")),
            ("_has:Observation:patient:code=8302-2&_has:Observation:patient:code=85354-9", BTreeSet::new()),
        ];
        for (query, wanted) in &cases[..4] {
            assert_eq!(all(city, ResourceType::PATIENT, query), *wanted, "{query}");
            let led = all(city, ResourceType::PATIENT, &format!("{query}&gender=female,male"));
            assert_eq!(led, *wanted, "{query}");
        }
        let both = all(city, ResourceType::PATIENT, cases[4].0);
        let each: Vec<_> = ["8302-2", "85354-9"].iter().map(|code| world.people_where(|m, _| m.code == *code)).collect();
        assert_eq!(both, each[0].intersection(&each[1]).copied().collect());
        let places = all(city, ResourceType::LOCATION, "_has:Encounter:location:subject:Patient.family=khan");
        let wanted = world.visits.iter().filter(|v| World::family(v.person) == "Khan").map(|v| world.places[v.place]);
        assert_eq!(places, wanted.collect());
    }

    fn no_link_holds_by_what_the_reader_may_not_see(city) {
        let world = World::of(city);
        let hidden = NotOf(world.people[0].uuid());
        let found = |of, query: &str| -> Vec<Uuid> {
            answer(city, of, query, hidden.clone()).matches.iter().map(|entry| entry.key.entry).collect()
        };
        // The first person alone is measured this at this visit.
        let visit = world.visits[0].id;
        for query in [
            format!("_has:Encounter:location:_id={visit}"),
            format!("_has:Encounter:location:subject:Patient._id={}", world.people[0]),
            format!("_has:Encounter:location:_id={visit}&status=active"),
            format!("_has:Encounter:location:status:not=finished&_has:Encounter:location:_id={visit}"),
        ] {
            assert_eq!(found(ResourceType::LOCATION, &query), Vec::<Uuid>::new(), "{query}");
            assert_eq!(all(city, ResourceType::LOCATION, &query).len(), 1, "{query}");
            let counted = answer(city, ResourceType::LOCATION, &format!("{query}&_summary=count"), hidden.clone());
            assert_eq!(counted.total, Some(0), "{query}");
        }
    }

    fn what_comes_along_has_a_limit_and_the_page_says_when_it_was_reached(city) {
        let who = person(1);
        city.publish(&said::<PATIENT>(who.uuid(), json!({"gender": "female"})));
        for _ in 0..21 {
            city.write(move |tx| {
                for _ in 0..50 {
                    let visit = json!({"status": "arrived", "class": {"code": "AMB"},
                        "subject": {"reference": format!("Patient/{who}")}});
                    crate::Publish::publish(tx, &said::<ENCOUNTER>(beside(who), visit))?;
                }
                Ok(())
            }).unwrap();
        }
        let page = answer(city, ResourceType::PATIENT, &format!("_id={who}&_revinclude=Encounter:patient"), All);
        assert_eq!((page.included.len(), page.is_include_cut), (1_000, true));
        let page = answer(city, ResourceType::ENCOUNTER, "status=arrived&_count=500&_include=Encounter:*", All);
        assert_eq!((page.included.len(), page.is_include_cut), (1, false));
    }

    fn what_comes_along_brings_along_what_belongs_to_it(city) {
        let world = World::of(city);
        let one = &world.measured[0];
        let query = |more: &str| answer(city, ResourceType::OBSERVATION, &format!("_id={}{more}", one.id), All).included;
        let types = |entries: &[Entry]| -> Vec<&str> { entries.iter().map(|entry| entry.key.of.name()).collect() };
        assert_eq!(types(&query("&_include=Observation:encounter")), ["Encounter"]);
        assert_eq!(types(&query("&_include=Observation:encounter&_include=Encounter:location")), ["Encounter"]);
        let iterated = query("&_include=Observation:encounter&_include:iterate=Encounter:location");
        assert_eq!(types(&iterated), ["Encounter", "Location"]);
        let mut any = types(&query("&_include=*"));
        any.sort_unstable();
        assert_eq!(any, ["Encounter", "Patient"]);
        let mut every = types(&query("&_include:iterate=*"));
        every.sort_unstable();
        assert_eq!(every, ["Encounter", "Location", "Patient"]);
        let only = query("&_include=Observation:*:Patient");
        assert_eq!(types(&only), ["Patient"]);
        let back = query("&_include=Observation:patient&_revinclude:iterate=Encounter:*");
        let visits = back.iter().filter(|entry| entry.key.of == ResourceType::ENCOUNTER);
        let own = world.visits.iter().filter(|visit| visit.person == world.visits[one.visit].person);
        assert_eq!(visits.count(), own.count());
        for entry in back.iter().filter(|entry| entry.key.of == ResourceType::ENCOUNTER) {
            let body: Value = serde_json::from_slice(&entry.body).unwrap();
            assert_eq!(subject(&body), format!("Patient/{}", world.people[world.visits[one.visit].person]));
        }
    }
}
