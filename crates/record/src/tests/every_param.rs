//! Each search parameter of each type finds its values through an index.

use super::City;
use crate::entry::{Key, SourceId};
use crate::search::{Everything, Lead, first_lead, search};
use crate::write::{self, Draft};
use nabz_fhir::bundle::Before;
use nabz_fhir::definitions::{Index, Param, params, sample};
use nabz_fhir::search::{Handling, Query, matches, parse};
use nabz_fhir::tape::Tape;
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::ids::{Bucket, Id, PersonId};
use nabz_store::{Stop, Tx};
use nabz_testkit::{MORNING, city_tests};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One of the two bodies that differ in one parameter.
struct Kept {
    param: &'static Param,
    id: Uuid,
    body: Vec<u8>,
    asked: String,
}

/// Two bodies for each parameter of a type.
fn bodies(of: ResourceType) -> Vec<Kept> {
    let read = params(of).iter().filter(|param| param.not_extracted.is_none());
    let two = read.flat_map(|param| {
        [1, 2].into_iter().enumerate().map(move |(at, number)| {
            let (mut body, asked) = sample::sample(param, number)
                .unwrap_or_else(|| panic!("{of}.{} has no sample", param.code));
            body["resourceType"] = of.name().into();
            let bucket = Bucket::folded(u16::try_from(at).unwrap());
            let id = if of.in_compartment() {
                PersonId::draw_in(MORNING, bucket)
            } else {
                Id::draw(MORNING)
            };
            Kept { param, id: id.uuid(), body: body.to_string().into_bytes(), asked }
        })
    });
    two.collect()
}

fn keep(tx: &mut Tx<'_>, of: ResourceType, kept: &Kept) -> Result<(), Stop> {
    let body = Body::of_type(of, kept.body.clone()).unwrap();
    let (key, source) = (Key::of(of, kept.id), SourceId::NABZ);
    let draft =
        Draft { key, chosen_id: None, source, body: &body, before: Before::Anything, put: false };
    write::version(tx, &draft).map(drop)
}

fn query(of: ResourceType, param: &Param, asked: &str) -> Query {
    let pairs =
        [(param.code.to_owned(), asked.to_owned()), ("_count".to_owned(), "500".to_owned())];
    parse(of, &pairs, Handling::Strict).unwrap_or_else(|fault| panic!("{of}?{fault} of {asked}"))
}

fn check(tx: &mut Tx<'_>, of: ResourceType, all: &[Kept]) {
    for kept in all {
        // Whose it is the record itself says.
        if kept.param.code == "_source" {
            continue;
        }
        let query = query(of, kept.param, &kept.asked);
        let lead = first_lead(tx, &query).unwrap();
        let through = matches!(lead, Lead::Changes { .. });
        assert_eq!(
            through,
            kept.param.index == Index::Body,
            "{of}?{}={}",
            kept.param.code,
            kept.asked
        );
        let page = search(tx, &query, &mut Everything).unwrap();
        let found: BTreeSet<Uuid> = page.matches.iter().map(|entry| entry.key.entry).collect();
        let holds = |other: &&Kept| {
            let tape = Tape::parse(other.body.clone()).unwrap();
            query.criteria.iter().all(|criterion| matches(criterion, tape.root()))
        };
        let expected: BTreeSet<Uuid> = all.iter().filter(holds).map(|other| other.id).collect();
        assert!(expected.contains(&kept.id), "{of}?{}={}", kept.param.code, kept.asked);
        assert_eq!(found, expected, "{of}?{}={}", kept.param.code, kept.asked);
    }
}

city_tests! { City;
    fn every_parameter_of_every_type_is_answered_through_its_index(city) {
        let mut asked = 0;
        for of in ResourceType::all() {
            let all = bodies(of);
            asked += all.len();
            city.write(move |tx| {
                all.iter().try_for_each(|kept| keep(tx, of, kept))?;
                check(tx, of, &all);
                Ok(())
            }).unwrap();
        }
        assert!(asked > 2 * 1_375, "{asked}");
    }
}
