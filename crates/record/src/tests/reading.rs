//! Reading back: versions, charts, timelines, and saying everything again.

use super::{City, ENCOUNTER, Said, beside, encounter, patient, person};
use crate::{Again, Place, REBUILD_ROWS, Rebuild, Walk, read, rebuild, timeline};
use nabz_fhir::ResourceType;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_tests;
use std::sync::Arc;
use uuid::Uuid;

fn text(body: &[u8]) -> String {
    String::from_utf8(body.to_vec()).unwrap()
}

type Visit = (Uuid, PersonId, &'static str);

/// A capability with visits, in the order of their ids.
struct Visits(Vec<Visit>);

impl Rebuild for Visits {
    type Thing = Visit;
    const NAME: &'static str = "visits";

    fn after(&self, _: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Visit>, Stop> {
        let behind = self.0.iter().filter(|(id, ..)| *id > place.last);
        Ok(behind.take(usize::try_from(limit).unwrap()).copied().collect())
    }

    fn place(&self, (id, ..): &Visit) -> Place {
        Place::at(PersonId::from_uuid(*id))
    }

    fn say(&self, tx: &mut Tx<'_>, visit: &Visit, again: &mut Again) -> Result<(), Stop> {
        let (id, who, status) = *visit;
        let resource: Said<ENCOUNTER> = encounter(id, who, status);
        again.offer(tx, &resource)
    }
}

city_tests! { City;
    fn every_version_can_be_read_again_as_it_was_served(city) {
        let asha = person(7);
        let mut served = Vec::new();
        for family in ["Sharma", "Verma", "Gupta"] {
            city.publish(&patient(asha, family));
            let now = city.read(move |view| read::read(view, ResourceType::PATIENT, &asha.to_string()));
            served.push(text(&now.unwrap().body));
        }
        for (index, body) in served.iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap();
            let old = city.read(move |view| {
                read::version(view, ResourceType::PATIENT, &asha.to_string(), number)
            });
            assert_eq!(&text(&old.unwrap().body), body);
        }
        let versions = |before, limit| {
            let found = city.read(move |view| {
                read::history(view, ResourceType::PATIENT, &asha.to_string(), before, limit)
            });
            found.iter().map(|entry| entry.version).collect::<Vec<_>>()
        };
        assert_eq!(versions(None, 10), [3, 2, 1]);
        assert_eq!(versions(None, 2), [3, 2]);
        assert_eq!(versions(Some(2), 10), [1]);
        let beyond = city.read(move |view| {
            read::version(view, ResourceType::PATIENT, &asha.to_string(), 4)
        });
        assert!(beyond.is_none());
    }

    fn the_timeline_of_linked_patients_is_one_line_in_the_order_of_what_happened(city) {
        let (asha, elsewhere) = (person(7), person(90));
        city.publish(&patient(asha, "Sharma"));
        let visits: Vec<_> = [asha, elsewhere, asha].iter().map(|who| (beside(*who), *who)).collect();
        for (day, (visit, who)) in visits.iter().enumerate() {
            let mut said = encounter(*visit, *who, "finished");
            said.body["period"]["start"] = format!("2026-01-0{}", day + 1).into();
            city.publish(&said);
        }
        let both = [asha.uuid(), elsewhere.uuid()];
        let first = city.read(move |view| timeline(view, &both, &[], None, 2));
        let second = {
            let next = first.next;
            city.read(move |view| timeline(view, &both, &[], next, 2))
        };
        let shown: Vec<_> = first.lines.iter().chain(&second.lines).map(|l| l.key.entry).collect();
        assert_eq!(shown, [visits[2].0, visits[1].0, visits[0].0]);
        assert_eq!(first.lines[1].patient, elsewhere.uuid());
        assert_eq!(first.lines[0].summary.status.as_deref(), Some("finished"));
        assert_eq!(first.lines[0].source_name, "nabz");
        assert_eq!(second.next, None);
        let alone = city.read(move |view| timeline(view, &both[..1], &[], None, 10));
        assert_eq!(alone.lines.len(), 2);
    }

    fn a_rebuild_of_what_stands_writes_nothing_and_of_what_changed_one_version(city) {
        let asha = person(7);
        let ids = [beside(asha), beside(asha), beside(asha)];
        city.publish(&encounter(ids[0], asha, "arrived"));
        city.publish(&encounter(ids[1], asha, "arrived"));
        let many = usize::try_from(REBUILD_ROWS).unwrap() + 1;
        let mut visits = vec![
            (ids[0], asha, "arrived"),
            (ids[1], asha, "finished"),
            (ids[2], asha, "arrived"),
        ];
        visits.extend((visits.len()..many).map(|_| (beside(asha), asha, "arrived")));
        visits.sort_unstable_by_key(|(id, ..)| *id);
        let visits: Vec<Arc<dyn Walk>> = vec![Arc::new(Visits(visits))];
        let all = u64::from(REBUILD_ROWS) + 1;
        let first = rebuild(&city.store, &visits, |_, _| ()).unwrap();
        assert_eq!(first, Again { looked_at: all, created: all - 2, superseded: 1 });
        let mut steps = 0;
        let second = rebuild(&city.store, &visits, |_, _| steps += 1).unwrap();
        assert!(second.is_clean());
        assert_eq!((second.looked_at, steps), (all, 3), "two steps and one that finds no more");
        assert_eq!(city.count("SELECT COUNT(*) FROM record_history"), 1);
    }

    fn what_was_written_in_a_time_is_named_with_when_that_was_last(city) {
        let asha = person(7);
        let (early, changed) = (beside(asha), beside(asha));
        city.publish(&patient(asha, "Sharma"));
        city.publish(&encounter(early, asha, "arrived"));
        let from = city.minute();
        city.publish(&encounter(changed, asha, "arrived"));
        let to = city.minute();
        city.publish(&encounter(changed, asha, "in-progress"));
        city.minute();
        city.publish(&encounter(changed, asha, "finished"));
        let written = city.read(move |view| read::written(view, asha.uuid(), (from, to)));
        let named: Vec<_> = written.iter().map(|(entry, at)| (entry.key.entry, *at)).collect();
        assert_eq!(named, [(changed, to)]);
        assert!(text(&written[0].0.body).contains("finished"), "as it stands now");
        let before = city.read(move |view| read::written(view, asha.uuid(), (from, from)));
        assert_eq!(before.len(), 1, "both ends are part of the time");
    }
}
