//! Leads that are short enough to be held: ids that were named, and a patient's chart.

use super::candidates;
use super::cursor::Place;
use super::lead::{HashTable, Lead};
use crate::entry::{SourceId, hash};
use crate::read::{self, CHART_ENTRIES_MAX};
use crate::{alias, source};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Index, Param};
use nabz_fhir::search::{Criterion, Query, Test, UriMode, Wanted};
use nabz_fhir::systems;
use nabz_kernel::ids::Bucket;
use nabz_store::{Stop, Tx, Value};
use std::cmp::Reverse;
use uuid::Uuid;

const CHART_CODE: &str = "
    SELECT entry_bucket, entry_id
    FROM   record_chart
    WHERE  bucket = $1 AND patient_id = $2 AND param = $3 AND type = $4 AND hash = $5
    ORDER  BY entry_id, entry_bucket
    LIMIT  $6";

/// The entries of these ids.
pub(super) fn named(tx: &mut Tx<'_>, of: ResourceType, ids: &[String]) -> Result<Vec<Place>, Stop> {
    let mut places = Vec::new();
    for id in ids {
        if let Some(key) = alias::resolve(tx, of, id)? {
            places.push(Place::by_entry(key.bucket, key.entry));
        }
    }
    Ok(latest_first(places))
}

/// What lies in the compartments that the query names, when it names any.
pub(super) fn chart(tx: &mut Tx<'_>, query: &Query) -> Result<Option<Vec<Place>>, Stop> {
    let subject = query.criteria.iter().find_map(subject);
    let Some((param, wanted)) = subject else { return Ok(None) };
    let codes = codes(query);
    let mut places = Vec::new();
    for wanted in wanted {
        let Wanted::Reference(target) = wanted else { continue };
        if matches!(target.of, None | Some(ResourceType::PATIENT))
            && let Some(patient) = alias::resolve(tx, ResourceType::PATIENT, &target.id)?
        {
            places.extend(of_patient(tx, query.of, patient.entry, codes.as_ref())?);
        }
        let hashes = target.spellings(param).iter().map(|spelling| hash(spelling)).collect();
        let lead = Lead::Hashes { table: HashTable::Reference, param: param.id.into(), hashes };
        let limit = usize::try_from(CHART_ENTRIES_MAX).unwrap_or(usize::MAX);
        places.extend(candidates::next(tx, query.of, &lead, Place::START, limit)?);
    }
    Ok(Some(latest_first(places)))
}

/// The entries of the sources that the query names; the city's own are most of what there is.
pub(super) fn sources(tx: &mut Tx<'_>, query: &Query) -> Result<Option<Lead>, Stop> {
    let Some(criterion) = query.criteria.iter().find(|c| c.param.code == "_source") else {
        return Ok(None);
    };
    let Test::AnyOf(wanted) = &criterion.test else { return Ok(None) };
    let mut hashes = Vec::new();
    for wanted in wanted {
        let Some(uri) = wanted.uri().filter(|uri| uri.mode == UriMode::Exact) else {
            return Ok(None);
        };
        // Whose name it is not, that source has no entry.
        let Some(name) = uri.uri.strip_prefix(systems::SOURCE) else { continue };
        match source::named(tx, name)? {
            Some(SourceId::NABZ) => return Ok(None),
            Some(source) => hashes.push(source.number()),
            None => {}
        }
    }
    let param = criterion.param.id.into();
    Ok(Some(Lead::Hashes { table: HashTable::Token, param, hashes }))
}

/// A condition that names compartments: a parameter, and what it is to point to.
fn subject(criterion: &Criterion) -> Option<(&'static Param, &[Wanted])> {
    let Test::AnyOf(wanted) = &criterion.test else { return None };
    let names = criterion.param.index == Index::Chart
        && wanted.iter().all(|wanted| wanted.reference().is_some());
    names.then_some((criterion.param, wanted))
}

/// The codes of a condition that the chart itself knows, if there is one.
pub(super) fn codes(query: &Query) -> Option<(i64, Vec<i64>)> {
    query.criteria.iter().find_map(codes_of)
}

fn codes_of(criterion: &Criterion) -> Option<(i64, Vec<i64>)> {
    let Test::AnyOf(wanted) = &criterion.test else { return None };
    if !criterion.param.in_chart() {
        return None;
    }
    let code = |wanted: &Wanted| wanted.token()?.code.as_deref().map(hash);
    let hashes: Option<Vec<i64>> = wanted.iter().map(code).collect();
    hashes.map(|hashes| (criterion.param.id.into(), hashes))
}

/// The entries of one type in one compartment, of these codes where some are wanted.
pub(super) fn of_patient(
    tx: &mut Tx<'_>,
    of: ResourceType,
    patient: Uuid,
    codes: Option<&(i64, Vec<i64>)>,
) -> Result<Vec<Place>, Stop> {
    let Some((param, hashes)) = codes else {
        let chart = read::chart(tx, patient)?;
        let of_type = chart.into_iter().filter(|charted| charted.key.of == of);
        let place = |charted: read::Charted| {
            let (bucket, entry) = (charted.key.bucket, charted.key.entry);
            Place { first: charted.at, last: 0, bucket, entry }
        };
        return Ok(of_type.map(place).collect());
    };
    let mut places = Vec::new();
    for hash in hashes {
        let values: [Value; 6] = [
            Bucket::carried_by(patient).into(),
            patient.into(),
            (*param).into(),
            of.number().into(),
            (*hash).into(),
            CHART_ENTRIES_MAX.into(),
        ];
        places.extend(
            tx.query(CHART_CODE, &values, |row| Ok(Place::by_entry(row.get(0)?, row.get(1)?)))?,
        );
    }
    Ok(places)
}

pub(super) fn latest_first(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by_key(|place| Reverse(*place));
    places.dedup();
    places
}
