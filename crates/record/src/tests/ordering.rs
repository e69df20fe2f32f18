//! Orders: an index that has one is walked in it, and a page goes on where the one before ended,
//! whatever becomes of the record meanwhile.

use super::{City, PATIENT, person, said};
use crate::search::{Everything, Page, search};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse};
use nabz_kernel::ids::PersonId;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// More than are gathered to be put into order while an index has it.
const MANY: u16 = 440;

/// People with two names each, every tenth without a family name, every seventh without a birthday.
fn body(number: u16) -> Value {
    let turned = u32::from(number) * 7_919 % 1_000;
    let mut name = json!({"given": [format!("Given {}", 999 - turned)]});
    if number % 10 > 0 {
        name["family"] = format!("Family {turned:03}").into();
    }
    let mut body = json!({"name": [name], "gender": "female"});
    if number % 7 > 0 {
        let year = 1930 + turned % 80;
        body["birthDate"] =
            if number % 3 == 0 { format!("{year}") } else { format!("{year}-05-02") }.into();
    }
    body
}

fn publish_all(city: &City) -> Vec<PersonId> {
    let people: Vec<PersonId> = (0..MANY).map(person).collect();
    for chunk in people.iter().copied().zip(0_u16..).collect::<Vec<_>>().chunks(40) {
        let chunk = chunk.to_vec();
        let all = move |tx: &mut nabz_store::Tx<'_>| {
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
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    let pairs: Vec<_> = query.split('&').map(pair).collect();
    let query = parse(ResourceType::PATIENT, &pairs, Handling::Strict).unwrap();
    city.read(move |view| Ok(search(view, &query, &mut Everything).unwrap()))
}

/// Every page, with what happens between them.
fn pages(city: &City, query: &str, mut between: impl FnMut(usize, &Page)) -> Vec<(Uuid, Value)> {
    let (mut found, mut next) = (Vec::new(), String::new());
    for number in 0..100 {
        let page = page(city, &format!("{query}{next}"));
        between(number, &page);
        let read =
            |entry: &crate::Entry| (entry.key.entry, serde_json::from_slice(&entry.body).unwrap());
        found.extend(page.matches.iter().map(read));
        let Some(after) = page.next else { return found };
        let telling = ["family", "given", "zzz"];
        assert!(telling.iter().all(|told| !after.to_lowercase().contains(told)), "{after}");
        next = format!("&_after={after}");
    }
    panic!("{query}: pages without end");
}

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
        for (key, said) in [("family", family as fn(&Value) -> Option<String>), ("birthdate", birthday)] {
            for (sign, descending) in [("", false), ("-", true)] {
                for more in ["", "&gender=female"] {
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

    fn what_stands_all_the_time_is_shown_once_in_whatever_order(city) {
        let people = publish_all(city);
        let mut newcomer = MANY;
        for query in ["_sort=family&_count=60", "_sort=-birthdate&_count=60", "_sort=gender,-family&_count=60", "gender=female&_count=60"] {
            let mut touched = BTreeSet::new();
            let found = pages(city, query, |number, page| {
                // The one at which the page ends is called something else, another one comes, and one that is yet to come changes.
                let Some(last) = page.matches.last().filter(|_| number % 2 == 0) else { return };
                touched.insert(last.key.entry);
                let other = json!({"name": [{"family": "Aaa"}], "gender": "male"});
                city.publish(&said::<PATIENT>(last.key.entry, other));
                newcomer += 1;
                city.publish(&said::<PATIENT>(person(newcomer).uuid(), body(newcomer)));
                let changed = people[usize::from(newcomer) % people.len()].uuid();
                touched.insert(changed);
                city.publish(&said::<PATIENT>(changed, json!({"name": [{"family": "Zzz"}], "gender": "female"})));
            });
            let stood: BTreeSet<Uuid> = people.iter().map(|who| who.uuid()).filter(|who| !touched.contains(who)).collect();
            let shown: Vec<Uuid> = found.iter().map(|(id, _)| *id).filter(|id| stood.contains(id)).collect();
            let distinct: BTreeSet<Uuid> = shown.iter().copied().collect();
            assert_eq!(distinct.len(), shown.len(), "{query} shows somebody twice");
            // Those whom an earlier round turned into men are no longer looked for.
            let men = page(city, "gender=male&_count=500").matches;
            let lost: Vec<_> = stood.difference(&distinct).filter(|id| men.iter().all(|man| man.key.entry != **id)).collect();
            assert!(lost.is_empty(), "{query} loses {lost:?}");
        }
    }
}
