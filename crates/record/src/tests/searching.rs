//! Searching: every parameter through its index gives what looking at every body would give.

use super::{City, ENCOUNTER, LOCATION, OBSERVATION, PATIENT, beside, code, person, said};
use crate::entry::{Entry, Key};
use crate::search::{
    Everything, Lead, Page, SearchStop, Sight, Terms, first_lead, search, search_by,
};
use crate::source::register;
use crate::write::{Draft, version};
use nabz_fhir::bundle::Before;
use nabz_fhir::search::{CodeSet, Codes, Handling, Query, matches, parse};
use nabz_fhir::tape::Tape;
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'o, T: ?Sized>(&mut self, of: &[&'o T]) -> &'o T {
        of[self.roll(of.len())]
    }
}

const FAMILIES: [&str; 5] = ["Sharma", "शर्मा", "Shaŕif", "Khan", "Sh"];
const DAYS: [&str; 6] =
    ["2026", "2026-11", "2026-11-23", "2026-11-23T09:00:00+05:30", "2025-12-31", "2026-11-22"];
const CODES: [&str; 3] = ["8302-2", "85354-9", "8867-4"];
const STATUSES: [&str; 4] = ["arrived", "in-progress", "finished", "planned"];
const PROFILES: [&str; 3] =
    ["http://hl7.org/fhir/bp|4.0.1", "http://hl7.org/fhir/bp", "http://hl7.org/fhir/bp2/x"];
const AMOUNTS: [&str; 5] = ["5.4", "5.40", "173", "-1", "0"];

/// A small record of every kind of value, with gaps.
struct Everyone {
    patients: Vec<PersonId>,
    bodies: Vec<(ResourceType, Uuid, Value)>,
}

fn fill(city: &City) -> Everyone {
    let mut dice = Dice(7);
    let patients: Vec<PersonId> = (0..12).map(person).collect();
    let place = Uuid::from_u128(0xfeed);
    let mut bodies =
        vec![(ResourceType::LOCATION, place, json!({"name": "Room 12", "status": "active"}))];
    for (number, who) in patients.iter().enumerate() {
        let mut body = json!({
            "name": [{"family": dice.pick(&FAMILIES), "given": [dice.pick(&FAMILIES)]}],
            "gender": dice.pick(&["female", "male"]),
            "identifier": [
                {"system": "https://nabz.example/fhir/sid/health-id", "value": number.to_string()},
                {"system": "https://other.example", "value": "1",
             "type": {"coding": [{"system": "t", "code": dice.pick(&["MR", "DL"])}]}}
            ],
            "address": [{"city": dice.pick(&["Delhi", "Noida"]), "postalCode": "110032"}],
            "telecom": [{"system": dice.pick(&["phone", "email"]), "value": dice.pick(&["98", "99"])}],
        });
        if dice.roll(3) > 0 {
            body["birthDate"] = dice.pick(&["1984-05-02", "1984", "2001-01-01"]).into();
        }
        bodies.push((ResourceType::PATIENT, who.uuid(), body));
    }
    for _ in 0..60 {
        let who = patients[dice.roll(patients.len())];
        let mut visit = json!({
            "status": dice.pick(&STATUSES),
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": dice.pick(&["AMB", "EMER"])},
            "subject": {"reference": format!("Patient/{who}")},
        });
        if dice.roll(4) > 0 {
            visit["period"] = json!({"start": dice.pick(&DAYS)});
        }
        if dice.roll(2) == 0 {
            visit["period"]["end"] = "2026-11-30".into();
        }
        if dice.roll(2) == 0 {
            visit["location"] = json!([
                {"location": {"reference": format!("Location/{place}")}, "period": {"start": dice.pick(&DAYS)}},
                {"location": {"reference": "Location/elsewhere"}, "period": {"start": dice.pick(&DAYS)}}
            ]);
        }
        bodies.push((ResourceType::ENCOUNTER, beside(who), visit));
        bodies.push((ResourceType::OBSERVATION, beside(who), measured(&mut dice, who)));
    }
    for (of, id, body) in &bodies {
        let (id, body) = (*id, body.clone());
        match *of {
            ResourceType::PATIENT => city.publish(&said::<PATIENT>(id, body)),
            ResourceType::ENCOUNTER => city.publish(&said::<ENCOUNTER>(id, body)),
            ResourceType::OBSERVATION => city.publish(&said::<OBSERVATION>(id, body)),
            _ => city.publish(&said::<LOCATION>(id, body)),
        };
    }
    Everyone { patients, bodies }
}

fn measured(dice: &mut Dice, who: PersonId) -> Value {
    let mut found = json!({
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": dice.pick(&CODES)}]},
        "effectiveDateTime": dice.pick(&DAYS),
        "valueQuantity": {"value": 0, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"},
    });
    found["valueQuantity"]["value"] = serde_json::from_str(dice.pick(&AMOUNTS)).unwrap();
    let unit = dice.pick(&["cm", "m", "mm", "pack", "kg"]);
    found["valueQuantity"]["code"] = unit.into();
    found["code"]["coding"][0]["display"] = dice.pick(&["Body height", "Heart rate"]).into();
    if dice.roll(2) == 0 {
        found["meta"] = json!({"profile": [dice.pick(&PROFILES)]});
    }
    if dice.roll(3) == 0 {
        found["performer"] =
            json!([{"identifier": {"system": "s", "value": dice.pick(&["1", "2"])}}]);
    }
    found["subject"] = match dice.roll(5) {
        0 => json!({"reference": "Group/g1"}),
        _ => json!({"reference": format!("Patient/{who}")}),
    };
    found
}

fn asked(of: ResourceType, query: &str) -> Query {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    let pairs: Vec<_> = query.split('&').filter(|p| !p.is_empty()).map(pair).collect();
    parse(of, &pairs, Handling::Strict).unwrap_or_else(|fault| panic!("{query}: {fault}"))
}

fn answer(city: &City, query: &Query) -> Page {
    let query = query.clone();
    city.read(move |view| match search(view, &query, &mut Everything) {
        Ok(page) => Ok(page),
        Err(SearchStop::Store(stop)) => Err(stop),
        Err(other) => Err(Stop::fault(other.to_string())),
    })
}

/// Every page, three matches each.
fn every_page(city: &City, of: ResourceType, text: &str) -> Vec<Uuid> {
    let mut query = asked(of, text);
    query.count = 3;
    let mut found = Vec::new();
    for _ in 0..200 {
        let page = answer(city, &query);
        assert!(page.matches.len() <= 3);
        found.extend(page.matches.iter().map(|entry| entry.key.entry));
        match page.next {
            None => return found,
            Some(next) => query.after = Some(next),
        }
    }
    panic!("{text}: pages without end");
}

fn by_looking_at_everything(everyone: &Everyone, of: ResourceType, text: &str) -> BTreeSet<Uuid> {
    let query = asked(of, text);
    let of_type = everyone.bodies.iter().filter(|(is, _, _)| *is == of);
    let holds = |body: &Value| {
        let tape = Tape::parse(body.to_string().into_bytes()).unwrap();
        query.criteria.iter().all(|criterion| matches(criterion, tape.root()))
    };
    of_type.filter(|(_, _, body)| holds(body)).map(|(_, id, _)| *id).collect()
}

/// A condition on one parameter, of any shape that the grammar has for it.
fn condition(dice: &mut Dice, of: ResourceType, everyone: &Everyone) -> String {
    let prefix = dice.pick(&["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]);
    let who = everyone.patients[dice.roll(everyone.patients.len())];
    let day = dice.pick(&DAYS).replace('+', " ");
    match of {
        ResourceType::PATIENT => match dice.roll(10) {
            9 => format!("identifier:of-type=t|{}|1", dice.pick(&["MR", "DL", "X"])),
            0 => format!("family={}", dice.pick(&["sh", "SHARMA", "शर", "shari", "x"])),
            1 => format!("name={},{}", dice.pick(&FAMILIES), dice.pick(&FAMILIES)),
            2 => format!("given:contains={}", dice.pick(&["a", "ha", "र्"])),
            3 => format!("family:exact={}", dice.pick(&FAMILIES)),
            4 => format!(
                "identifier={}",
                dice.pick(&["1", "https://other.example|1", "|1", "https://other.example|"])
            ),
            5 => format!("birthdate={prefix}{}", dice.pick(&["1984", "1984-05", "2001-01-01"])),
            6 => format!("gender{}=female", dice.pick(&["", ":not"])),
            7 => format!("{}=98", dice.pick(&["telecom", "phone", "email"])),
            _ => format!("birthdate:missing={}&address-city=del", dice.pick(&["true", "false"])),
        },
        ResourceType::ENCOUNTER => match dice.roll(8) {
            0 => format!("status={},{}", dice.pick(&STATUSES), dice.pick(&STATUSES)),
            1 => format!("date={prefix}{day}"),
            2 => format!(
                "class=http://terminology.hl7.org/CodeSystem/v3-ActCode|{}",
                dice.pick(&["AMB", "x"])
            ),
            3 => format!("patient={who}"),
            4 => format!("subject=Patient/{who}"),
            5 => format!(
                "location={}",
                dice.pick(&["Location/elsewhere", "elsewhere", "Location/none"])
            ),
            6 => format!("location-period={prefix}{day}"),
            _ => "location:missing=true".to_owned(),
        },
        _ => match dice.roll(15) {
            7 => format!(
                "value-quantity={prefix}{}|http://unitsofmeasure.org|{}",
                dice.pick(&["5.4", "0.054", "173", "0"]),
                dice.pick(&["cm", "m", "mm", "pack", "kg"])
            ),
            8 => format!(
                "code-value-quantity={}${prefix}{}",
                dice.pick(&CODES),
                dice.pick(&[
                    "5.4",
                    "5.4|http://unitsofmeasure.org|cm",
                    "1|http://unitsofmeasure.org|m"
                ])
            ),
            9 => format!("combo-code-value-quantity=http://loinc.org|${prefix}5.4"),
            10 => {
                format!("_profile{}={}", dice.pick(&["", ":above", ":below"]), dice.pick(&PROFILES))
            }
            11 => format!("code:text={}", dice.pick(&["heart", "rate he", "height of"])),
            12 => format!("performer:identifier={}", dice.pick(&["1", "s|2", "t|1"])),
            13 => format!("date=ge2026-11-22&date={}2026-11-24", dice.pick(&["lt", "le", "eb"])),
            14 => format!("date=ge2027&date=lt{day}"),
            0 => format!("code={}", dice.pick(&CODES)),
            1 => format!("code=http://loinc.org|{}", dice.pick(&CODES)),
            2 => format!("date={prefix}{day}"),
            3 => format!(
                "value-quantity={prefix}{}",
                dice.pick(&["5.4", "5.40", "5", "173||cm", "0|http://unitsofmeasure.org|cm"])
            ),
            4 => format!("subject={}", dice.pick(&["Group/g1", "g1", "Group/g2"])),
            5 => format!("patient={who}&code={}", dice.pick(&CODES)),
            _ => format!("combo-code={}&status=final", dice.pick(&CODES)),
        },
    }
}

/// Knows one value set.
struct Heights;

impl Terms for Heights {
    fn codes(&mut self, _: &mut Tx<'_>, of: &Codes) -> Result<Option<CodeSet>, Stop> {
        let known = *of == Codes::ValueSet("http://v.example/heights".to_owned());
        let code = |code: &str| (Some("http://loinc.org".to_owned()), code.to_owned());
        Ok(known.then(|| CodeSet::of([code("8302-2"), code("8306-3")])))
    }
}

/// Sees one Patient.
struct Only(Uuid);

impl Sight for Only {
    fn may_see(&mut self, _: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(entry.patient == Some(self.0))
    }
}

city_tests! { City;
    fn the_index_finds_exactly_what_looking_at_every_body_finds(city) {
        let everyone = fill(city);
        let mut dice = Dice(11);
        let mut hits = 0;
        for round in 0..400 {
            let of = [ResourceType::PATIENT, ResourceType::ENCOUNTER, ResourceType::OBSERVATION][round % 3];
            let mut text = condition(&mut dice, of, &everyone);
            if dice.roll(2) == 0 {
                text = format!("{text}&{}", condition(&mut dice, of, &everyone));
            }
            let found = every_page(city, of, &text);
            let distinct: BTreeSet<Uuid> = found.iter().copied().collect();
            assert_eq!(distinct.len(), found.len(), "{of}?{text} shows an entry twice");
            assert_eq!(distinct, by_looking_at_everything(&everyone, of, &text), "{of}?{text}");
            hits += found.len();
        }
        assert!(hits > 1_000, "the questions found next to nothing: {hits}");
    }

    fn what_is_near_a_place_is_found_by_its_latitude_and_what_is_far_is_not(city) {
        for (number, (latitude, longitude)) in
            [(28.6562, 77.2410), (28.6129, 77.2295), (28.6130, 78.0), (19.0, 77.23)].into_iter().enumerate()
        {
            let position = json!({"latitude": latitude, "longitude": longitude});
            let body = json!({"status": "active", "position": position, "name": format!("Room {number}"),
                "text": {"status": "generated", "div": format!("<div>The room of the year {number}</div>")}});
            city.publish(&said::<LOCATION>(Uuid::from_u128(0xfe00 + u128::try_from(number).unwrap()), body));
        }
        city.publish(&said::<LOCATION>(Uuid::from_u128(1), json!({"status": "active"})));
        for (query, expected) in [
            ("near=28.6129|77.2295|4.9|km", 1),
            ("near=28.6129|77.2295|6", 2),
            ("near=28.6129|77.2295|100", 3),
            ("near=28.6129|77.2295|100&name=room 1", 1),
            ("near=0|0", 0),
            ("near:missing=true", 1),
            ("_text=year 2", 1),
            ("_text=hall", 0),
            ("_content=room,hall", 4),
            ("_content=year active", 4),
        ] {
            assert_eq!(every_page(city, ResourceType::LOCATION, query).len(), expected, "{query}");
        }
    }

    fn whose_an_entry_is_is_what_the_record_says_and_not_what_was_sent(city) {
        let sent = json!({"meta": {"source": "https://liar.example"}, "status": "active"});
        city.publish(&said::<LOCATION>(Uuid::from_u128(7), sent));
        let found = |query| every_page(city, ResourceType::LOCATION, query).len();
        assert_eq!(found("_source=https://nabz.example/fhir/source/nabz"), 1);
        assert_eq!(found("_source:below=https://nabz.example/fhir/source"), 1);
        assert_eq!(found("_source=https://liar.example"), 0);
        assert_eq!(found("_source=https://nabz.example/fhir/source/lab"), 0);
        city.write(|tx| {
            let source = register(tx, "lab")?;
            let body = Body::of_type(ResourceType::LOCATION, br#"{"name":"Bench"}"#.to_vec()).unwrap();
            let key = Key::of(ResourceType::LOCATION, Uuid::from_u128(8));
            version(tx, &Draft { key, chosen_id: None, source, body: &body, before: Before::Anything, put: false })
        }).unwrap();
        let query = asked(ResourceType::LOCATION, "_source=https://nabz.example/fhir/source/lab");
        let lead = city.read(move |view| Ok(first_lead(view, &query).unwrap()));
        assert!(matches!(lead, Lead::Hashes { .. }), "{lead:?}");
        for (query, expected) in [
            ("_source=https://nabz.example/fhir/source/lab", 1),
            ("_source=https://nabz.example/fhir/source/lab,https://nabz.example/fhir/source/nabz", 2),
            ("_source=https://nabz.example/fhir/source/lab,https://nabz.example/fhir/source/x", 1),
            ("_source:below=https://nabz.example/fhir/source", 2),
            ("_source=https://nabz.example/fhir/source/lab&name=room", 0),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
    }

    fn codes_that_nobody_knows_refuse_and_codes_that_somebody_knows_are_found(city) {
        let everyone = fill(city);
        let query = asked(ResourceType::OBSERVATION, "code:in=http://v.example/heights");
        let refused = city.read({
            let query = query.clone();
            move |view| Ok(search(view, &query, &mut Everything).err().unwrap())
        });
        let SearchStop::Store(stop) = refused else { panic!("{refused}") };
        assert_eq!(code::<()>(Err(stop)), "REC-010");
        let page = city.read(move |view| {
            Ok(search_by(view, &query, &mut Everything, &mut Heights).unwrap())
        });
        let found: BTreeSet<Uuid> = page.matches.iter().map(|entry| entry.key.entry).collect();
        let heights = by_looking_at_everything(&everyone, ResourceType::OBSERVATION, "code=8302-2");
        assert!(!heights.is_empty() && heights.len() < 50);
        assert_eq!(found, heights);
    }

    fn the_rarer_of_a_name_and_a_birthday_leads(city) {
        fill(city);
        for number in 0..60 {
            let body = json!({"name": [{"family": "Sharma"}], "birthDate": "1990-01-01"});
            city.publish(&said::<PATIENT>(person(100 + number).uuid(), body));
        }
        for (query, leads_by_name) in [
            ("family=sharma&birthdate=2001-01-01", false),
            ("birthdate=2001-01-01&family=sharma", false),
            ("birthdate=1990-01-01&family=khan", true),
            ("birthdate=ge1990&family=khan", true),
            ("birthdate=ge2020&family=khan", false),
        ] {
            let query = asked(ResourceType::PATIENT, query);
            let lead = city.read(move |view| Ok(first_lead(view, &query).unwrap()));
            assert_eq!(matches!(lead, Lead::Texts { .. } | Lead::Said { .. }), leads_by_name, "{lead:?}");
            assert_eq!(matches!(lead, Lead::Birthdays { .. }), !leads_by_name, "{lead:?}");
        }
        let query = asked(ResourceType::ENCOUNTER, "date=ge2026-11-01&date=lt2026-12-01&status=x");
        let [one, other] = [0, 1].map(|at| format!("{:?}", crate::search::lead_by(&query, at)));
        assert_eq!(one, other, "two wishes about one span are one");
        let query = asked(ResourceType::ENCOUNTER, "location-period=ge2026-11-01&location-period=lt2026-12-01");
        let [one, other] = [0, 1].map(|at| format!("{:?}", crate::search::lead_by(&query, at)));
        assert_ne!(one, other, "each may be met by another span");
    }

    fn any_order_is_the_same_matches_in_that_order(city) {
        let everyone = fill(city);
        for order in ["date", "-date", "status,-date", "_lastUpdated", "-_lastUpdated"] {
            let text = format!("_sort={order}");
            let found = every_page(city, ResourceType::ENCOUNTER, &text);
            assert_eq!(found.len(), 60, "{order}");
            let distinct: BTreeSet<Uuid> = found.iter().copied().collect();
            assert_eq!(distinct, by_looking_at_everything(&everyone, ResourceType::ENCOUNTER, ""));
        }
        let status = |id: &Uuid| {
            let (_, _, body) = everyone.bodies.iter().find(|(_, of, _)| of == id).unwrap();
            body["status"].as_str().unwrap().to_owned()
        };
        let sorted = every_page(city, ResourceType::ENCOUNTER, "_sort=-status");
        assert!(sorted.iter().map(status).collect::<Vec<_>>().is_sorted_by(|a, b| a >= b));
    }

    fn what_was_there_all_along_is_shown_once_while_the_rest_changes(city) {
        let everyone = fill(city);
        let who = everyone.patients[0];
        let mut query = asked(ResourceType::ENCOUNTER, "class=AMB,EMER&_count=4");
        let before = by_looking_at_everything(&everyone, ResourceType::ENCOUNTER, "class=AMB,EMER");
        let mut found = Vec::new();
        loop {
            let page = answer(city, &query);
            found.extend(page.matches.iter().map(|entry| entry.key.entry));
            let body = json!({"status": "planned", "class": {"code": "AMB"},
                "subject": {"reference": format!("Patient/{who}")}});
            city.publish(&said::<ENCOUNTER>(beside(who), body));
            let Some(next) = page.next else { break };
            query.after = Some(next);
        }
        let old: Vec<Uuid> = found.into_iter().filter(|id| before.contains(id)).collect();
        assert_eq!(old.len(), before.len());
        assert_eq!(old.into_iter().collect::<BTreeSet<_>>(), before);
    }

    fn what_points_there_and_what_is_pointed_to_come_along(city) {
        let everyone = fill(city);
        let who = everyone.patients[3];
        let place = Key::of(ResourceType::LOCATION, Uuid::from_u128(0xfeed));
        let visits = by_looking_at_everything(&everyone, ResourceType::ENCOUNTER, &format!("patient={who}"));
        let query = asked(ResourceType::PATIENT, &format!("_id={who}&_revinclude=Encounter:subject"));
        let page = answer(city, &query);
        assert_eq!(page.matches.len(), 1);
        assert_eq!(page.included.iter().map(|e| e.key.entry).collect::<BTreeSet<_>>(), visits);
        let query = asked(ResourceType::ENCOUNTER, "location:missing=false&_count=50&_include=Encounter:location&_include=Encounter:patient");
        let included = answer(city, &query).included;
        assert_eq!(included.iter().filter(|e| e.key == place).count(), 1);
        assert!(included.iter().any(|e| e.key.of == ResourceType::PATIENT));
    }

    fn counting_says_how_many_and_shows_none(city) {
        let everyone = fill(city);
        let all = by_looking_at_everything(&everyone, ResourceType::ENCOUNTER, "status=arrived");
        let page = answer(city, &asked(ResourceType::ENCOUNTER, "status=arrived&_summary=count"));
        assert_eq!((page.total, page.matches.len()), (u64::try_from(all.len()).ok(), 0));
        let page = answer(city, &asked(ResourceType::ENCOUNTER, "status=arrived&_total=accurate&_count=1"));
        assert_eq!((page.total, page.matches.len()), (u64::try_from(all.len()).ok(), 1));
        assert!(page.next.is_some());
    }

    fn a_reader_finds_only_whom_they_may_see(city) {
        let everyone = fill(city);
        let who = everyone.patients[2];
        let mine = by_looking_at_everything(&everyone, ResourceType::ENCOUNTER, &format!("patient={who}"));
        let query = asked(ResourceType::ENCOUNTER, "_count=100&_include=Encounter:subject");
        let page = city.read(move |view| {
            Ok(search(view, &query, &mut Only(who.uuid())).map_err(|e| e.to_string()))
        }).unwrap();
        assert_eq!(page.matches.iter().map(|e| e.key.entry).collect::<BTreeSet<_>>(), mine);
        assert_eq!(page.included.len(), 1);
    }

    fn a_page_of_one_question_does_not_open_another(city) {
        fill(city);
        let next = answer(city, &asked(ResourceType::ENCOUNTER, "status=arrived&_count=1")).next.unwrap();
        let mut other = asked(ResourceType::ENCOUNTER, "status=planned&_count=1");
        other.after = Some(next);
        let refused = city.read(move |view| Ok(search(view, &other, &mut Everything).is_err()));
        assert!(refused);
    }
}
