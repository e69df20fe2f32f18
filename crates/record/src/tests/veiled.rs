//! What a reader must not see is a stub to them, and no question finds out more.

use super::parameters::{add, definition, fill, filler};
use super::{City, LOCATION, beside, encounter, patient, person, said};
use crate::entry::Entry;
use crate::search::{Page, Sight, search};
use crate::{everything, parameters};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse_knowing};
use nabz_fhir::tape::Node;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use serde_json::json;
use uuid::Uuid;

/// Sees everything but what says that it was cancelled.
struct Veiling;

impl Sight for Veiling {
    fn may_see(&mut self, _: &mut Tx<'_>, _: &Entry) -> Result<bool, Stop> {
        Ok(true)
    }

    fn is_veiled(&mut self, _: &mut Tx<'_>, _: &Entry, body: Node<'_>) -> Result<bool, Stop> {
        Ok(body.get_text("status").is_some_and(|status| status == "cancelled"))
    }
}

/// One visit that is open to everybody and one that is not, in the same place.
struct Visits {
    asha: PersonId,
    place: Uuid,
    open: Uuid,
    closed: Uuid,
}

fn visits(city: &City) -> Visits {
    let (asha, place) = (person(7), Uuid::from_u128(0xfeed));
    city.publish(&patient(asha, "Sharma"));
    city.publish(&said::<LOCATION>(place, json!({"name": "Room 12", "status": "active"})));
    let [open, closed] = ["arrived", "cancelled"].map(|status| {
        let id = beside(asha);
        let mut visit = encounter(id, asha, status);
        visit.body["location"] = json!([{"location": {"reference": format!("Location/{place}")}}]);
        city.publish(&visit);
        id
    });
    Visits { asha, place, open, closed }
}

fn answer(city: &City, of: ResourceType, query: &str) -> Page {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    let pairs: Vec<_> = query.split('&').map(pair).collect();
    city.read(move |view| {
        let added = parameters::known(view)?;
        let query = parse_knowing(&added, of, &pairs, Handling::Strict).unwrap();
        Ok(search(view, &query, &mut Veiling).unwrap())
    })
}

/// Which visits are among these, in the order of their ids; of a stub nothing may be said.
fn named(entries: &[Entry]) -> Vec<(Uuid, bool)> {
    let visits = entries.iter().filter(|entry| entry.key.of == ResourceType::ENCOUNTER);
    let mut named: Vec<_> = visits
        .map(|entry| {
            let body = String::from_utf8(entry.body.clone()).unwrap();
            let is_stub = body.contains("REDACTED");
            let told = ["cancelled", "AMB", "Location/", "period"];
            assert!(!is_stub || told.iter().all(|word| !body.contains(word)), "{body}");
            (entry.key.entry, is_stub)
        })
        .collect();
    named.sort_unstable();
    named
}

city_tests! { City;
    fn what_is_veiled_is_found_by_nothing_but_what_its_stub_says(city) {
        let Visits { asha, open, closed, .. } = visits(city);
        let found = |query: &str| named(&answer(city, ResourceType::ENCOUNTER, query).matches);
        let mut both = vec![(open, false), (closed, true)];
        both.sort_unstable();
        let of_asha = format!("patient={asha}");
        assert_eq!(found(&of_asha), both);
        assert_eq!(found(&format!("_id={closed}")), [(closed, true)]);
        for asked in ["status=cancelled", "class=AMB", "date=2026-11-23", "location:missing=false"] {
            for query in [asked.to_owned(), format!("{of_asha}&{asked}")] {
                assert!(found(&query).iter().all(|(visit, _)| *visit == open), "{query}");
            }
        }
        // Whatever is asked the other way round, the answer is the same: nothing is learnt from it.
        for asked in ["status:not=arrived", "status:not=planned", "class:missing=true"] {
            let said = found(&format!("{of_asha}&{asked}"));
            assert!(said.contains(&(closed, true)), "{asked}: {said:?}");
        }
        let counted = format!("{of_asha}&status=cancelled&_summary=count");
        assert_eq!(answer(city, ResourceType::ENCOUNTER, &counted).total, Some(0));
        let sorted = answer(city, ResourceType::ENCOUNTER, &format!("{of_asha}&_sort=-date"));
        assert_eq!(named(&sorted.matches), both);
    }

    fn what_is_veiled_comes_along_only_by_what_its_stub_says(city) {
        let Visits { asha, place, open, closed } = visits(city);
        let along = |of, query: &str| named(&answer(city, of, query).included);
        let mut both = vec![(open, false), (closed, true)];
        both.sort_unstable();
        let by_subject = format!("_id={asha}&_revinclude=Encounter:subject");
        assert_eq!(along(ResourceType::PATIENT, &by_subject), both);
        let by_place = format!("_id={place}&_revinclude=Encounter:location");
        assert_eq!(along(ResourceType::LOCATION, &by_place), [(open, false)]);
        let query = format!("_id={closed}&_include=Encounter:location&_include=Encounter:subject");
        let page = answer(city, ResourceType::ENCOUNTER, &query);
        let included: Vec<_> = page.included.iter().map(|entry| entry.key.of).collect();
        assert_eq!(included, [ResourceType::PATIENT]);
        let patients = [asha.uuid()];
        let all = city.read(move |view| everything(view, &patients, (None, 100), &mut Veiling));
        assert_eq!(named(&all.entries), both);
    }

    fn what_is_veiled_is_found_by_no_parameter_that_was_added(city) {
        let Visits { asha, open, closed, .. } = visits(city);
        // Of a stub the first would be true as well.
        for (code, expression) in [
            ("without-reason", "Encounter.reasonCode.empty()"),
            ("called-off", "Encounter.status = 'cancelled'"),
        ] {
            let mut definition = definition(code, "token", expression);
            definition["base"] = json!(["Encounter"]);
            add(city, &definition).unwrap();
        }
        fill(filler(city));
        let found = |query: &str| named(&answer(city, ResourceType::ENCOUNTER, query).matches);
        let of_asha = format!("patient={asha}");
        for asked in ["without-reason=true", "without-reason=false", "called-off=true"] {
            for query in [asked.to_owned(), format!("{of_asha}&{asked}")] {
                assert!(found(&query).iter().all(|(visit, _)| *visit == open), "{query}");
            }
        }
        let said = found(&format!("{of_asha}&without-reason:not=true"));
        assert_eq!(said, [(closed, true)]);
        assert_eq!(found(&format!("{of_asha}&called-off:missing=true")), [(closed, true)]);
    }
}
