//! Orders: an index that has one is walked in it, and a page goes on where the one before ended,
//! whatever becomes of the record meanwhile.

use super::{City, ENCOUNTER, PATIENT, beside, person, said};
use crate::entry::{Entry, SourceId};
use crate::receive::delete;
use crate::search::{Everything, Page, Sight, search};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, Query, parse};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Several pages, each of more than is fetched at once.
const MANY: u16 = 440;

/// People with two names each, every tenth without a family name, every seventh without a birthday.
fn body(number: u16) -> Value {
    let turned = u32::from(number) * 7_919 % 1_000;
    let mut name = json!({"given": [format!("Given {}", 999 - turned)]});
    if !number.is_multiple_of(10) {
        name["family"] = format!("Family {turned:03}").into();
    }
    let mut body = json!({"name": [name], "gender": "female"});
    if !number.is_multiple_of(7) {
        let year = 1930 + turned % 80;
        let day = if number.is_multiple_of(3) { "" } else { "-05-02" };
        body["birthDate"] = format!("{year}{day}").into();
    }
    body
}

fn publish_all(city: &City) -> Vec<PersonId> {
    let people: Vec<PersonId> = (0..MANY).map(person).collect();
    for chunk in people.iter().copied().zip(0_u16..).collect::<Vec<_>>().chunks(40) {
        let chunk = chunk.to_vec();
        let all = move |tx: &mut Tx<'_>| {
            for (who, number) in &chunk {
                crate::Publish::publish(tx, &said::<PATIENT>(who.uuid(), body(*number)))?;
            }
            Ok(())
        };
        city.write(all).unwrap();
    }
    people
}

fn page(city: &City, query: &str) -> Page {
    page_of(city, ResourceType::PATIENT, query)
}

/// Sees everything but what is about one person.
struct NotOf(Uuid);

impl Sight for NotOf {
    fn may_see(&mut self, _: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(entry.patient != Some(self.0))
    }
}

fn page_of(city: &City, of: ResourceType, query: &str) -> Page {
    let query = query_of(of, query);
    city.read(move |view| Ok(search(view, &query, &mut Everything).unwrap()))
}

fn query_of(of: ResourceType, query: &str) -> Query {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    let pairs: Vec<_> = query.split('&').map(pair).collect();
    parse(of, &pairs, Handling::Strict).unwrap()
}

/// Every page, with what happens between them.
fn pages(city: &City, query: &str, mut between: impl FnMut(usize, &Page)) -> Vec<(Uuid, Value)> {
    let (mut found, mut next) = (Vec::new(), String::new());
    for number in 0..100 {
        let page = page(city, &format!("{query}{next}"));
        between(number, &page);
        let read = |entry: &Entry| (entry.key.entry, serde_json::from_slice(&entry.body).unwrap());
        found.extend(page.matches.iter().map(read));
        let Some(after) = page.next else { return found };
        let telling = ["family", "given", "zzz"];
        assert!(telling.iter().all(|told| !after.to_lowercase().contains(told)), "{after}");
        next = format!("&_after={after}");
    }
    panic!("{query}: pages without end");
}

/// What a body says of what an order goes by.
type Said = fn(&Value) -> Option<String>;

fn family(body: &Value) -> Option<String> {
    body["name"][0]["family"].as_str().map(str::to_lowercase)
}

fn birthday(body: &Value) -> Option<String> {
    body["birthDate"].as_str().map(|day| day[..4].to_owned())
}

/// In order, and what says nothing last.
fn is_ordered(said: &[Option<String>], descending: bool) -> bool {
    let said_something: Vec<_> = said.iter().take_while(|one| one.is_some()).collect();
    said.iter().skip(said_something.len()).all(Option::is_none)
        && said_something.is_sorted_by(|a, b| if descending { a >= b } else { a <= b })
}

city_tests! { City;
    fn an_order_that_an_index_has_is_walked_and_what_says_nothing_comes_last(city) {
        let people: BTreeSet<Uuid> = publish_all(city).iter().map(|who| who.uuid()).collect();
        let keys: [(&str, Said); 2] = [("family", family), ("birthdate", birthday)];
        for (key, said) in keys {
            for (sign, descending) in [("", false), ("-", true)] {
                for more in ["", "&gender=female", "&gender:not=male"] {
                    let query = format!("_sort={sign}{key}{more}&_count=60");
                    let found = pages(city, &query, |_, _| {});
                    assert_eq!(found.len(), people.len(), "{query}");
                    assert_eq!(found.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(), people, "{query}");
                    let said: Vec<_> = found.iter().map(|(_, body)| said(body)).collect();
                    assert!(is_ordered(&said, descending), "{query}: {said:?}");
                }
            }
        }
    }

    fn an_order_by_several_keys_goes_by_the_index_of_the_first(city) {
        publish_all(city);
        for (keys, descending) in [("birthdate,-given", false), ("-birthdate,-given", true)] {
            let found = pages(city, &format!("_sort={keys}&_count=20"), |_, _| {});
            assert_eq!(found.len(), usize::from(MANY), "{keys}");
            let given = |body: &Value| body["name"][0]["given"][0].as_str().unwrap().to_owned();
            let born: Vec<_> = found.iter().filter(|(_, body)| body["birthDate"].is_string()).collect();
            let by = |body: &Value| (body["birthDate"].as_str().unwrap().to_owned(), given(body));
            let same = |a: &Value, b: &Value| by(a).0 == by(b).0 && given(a).len() == given(b).len();
            assert!(is_ordered(&found.iter().map(|(_, body)| birthday(body)).collect::<Vec<_>>(), descending));
            let pairs = born.windows(2).filter(|pair| same(&pair[0].1, &pair[1].1));
            let falls = |pair: &&[&(Uuid, Value)]| given(&pair[0].1) >= given(&pair[1].1);
            let (all, falling) = (pairs.clone().count(), pairs.filter(falls).count());
            assert!(all > 50 && all == falling, "{keys}: {falling} of {all}");
        }
    }

    fn what_stands_all_the_time_is_shown_once_in_whatever_order(city) {
        let mut people = publish_all(city);
        let mut newcomer = MANY;
        for query in ["_sort=family&_count=60", "_sort=-birthdate&_count=60", "_sort=family,birthdate&_count=60", "gender=female&_sort=gender,-family&_count=60", "gender=female&_count=60"] {
            let mut touched = BTreeSet::new();
            let found = pages(city, query, |number, page| {
                let Some(last) = page.matches.last() else { return };
                if number % 2 == 1 {
                    let (of, id) = (last.key.of, last.id.clone());
                    touched.insert(last.key.entry);
                    city.write(move |tx| delete(tx, SourceId::NABZ, of, &id)).unwrap();
                    return;
                }
                newcomer += 1;
                // The one at which the page ends is called otherwise, so is another one, and
                // somebody comes.
                let changed = [last.key.entry, people[usize::from(newcomer) % people.len()].uuid()];
                for (who, family) in changed.into_iter().zip(["Bbb", "Zzz"]) {
                    touched.insert(who);
                    let other = json!({"name": [{"family": family}], "gender": "female"});
                    city.publish(&said::<PATIENT>(who, other));
                }
                city.publish(&said::<PATIENT>(person(newcomer).uuid(), body(newcomer)));
            });
            people.retain(|who| !touched.contains(&who.uuid()));
            let stood: BTreeSet<Uuid> = people.iter().map(|who| who.uuid()).collect();
            let shown: Vec<Uuid> = found.iter().map(|(id, _)| *id).filter(|id| stood.contains(id)).collect();
            assert_eq!(shown.len(), stood.len(), "{query}");
            assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), stood, "{query}");
        }
    }

    fn a_place_that_was_made_up_does_not_tell_what_may_not_be_seen(city) {
        let people = publish_all(city);
        for query in ["_sort=birthdate&_count=1", "gender=female&_sort=birthdate&_count=1", "_sort=-birthdate,family&_count=1"] {
            let first = page(city, query);
            let hidden = first.matches[0].key.entry;
            let after = format!("{query}&_after={}", first.next.unwrap());
            assert_eq!(page(city, &after).matches.len(), 1);
            let asked = |query: &str, hidden: Uuid| {
                let query = query_of(ResourceType::PATIENT, query);
                city.read(move |view| Ok(search(view, &query, &mut NotOf(hidden)).map_err(|stop| stop.to_string())))
            };
            let refused = asked(&after, hidden).unwrap_err();
            assert!(refused.contains("another question"), "{query}: {refused}");
            let other = people.iter().map(|who| who.uuid()).find(|who| *who != hidden).unwrap();
            assert!(asked(&after, other).is_ok(), "{query}");
        }
    }

    fn a_page_goes_on_the_way_it_began_though_another_would_be_shorter_by_now(city) {
        let who = person(1);
        let come = |count: usize, status: &str, day: Option<&str>| {
            for _ in 0..count {
                let mut visit = json!({"status": status, "class": {"code": "AMB"},
                    "subject": {"reference": format!("Patient/{who}")}});
                visit["period"] = day.map_or(Value::Null, |day| json!({"start": day, "end": day}));
                if day.is_none() {
                    visit.as_object_mut().unwrap().remove("period");
                }
                city.publish(&said::<ENCOUNTER>(beside(who), visit));
            }
        };
        for day in 1..=10 {
            come(1, "arrived", Some(&format!("2026-11-{day:02}")));
        }
        come(15, "arrived", None);
        let (mut found, mut next) = (Vec::new(), String::new());
        loop {
            let query = format!("date=2026-11&status=arrived&_count=3{next}");
            let page = page_of(city, ResourceType::ENCOUNTER, &query);
            found.extend(page.matches.iter().map(|entry| entry.key.entry));
            come(if next.is_empty() { 30 } else { 0 }, "planned", Some("2026-11-20"));
            let Some(after) = page.next else { break };
            next = format!("&_after={after}");
        }
        assert_eq!(found.len(), 10);
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>().len(), 10);
    }
}
