//! Leads by links: what points to the few entries that meet the other end, or what those point to;
//! and the compartment of one resource.

use super::choice::{self, Way};
use super::cursor::Place;
use super::lead::Lead;
use super::listed;
use super::looking::{Looking, Met, targets};
use super::page::SearchStop;
use super::walk::Walk;
use crate::alias;
use crate::entry::{Key, hash};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Index, Param};
use nabz_fhir::search::{Direction, Link, Query, Within};
use nabz_store::{Stop, Tx};

/// More types than these at the other end of a link are not each searched before.
const ENDS_LEADING_MAX: usize = 8;
/// Entries of charts that are held for one lead.
const LISTED_MAX: usize = 20_000;

/// How far a link may reach to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// A few hundred entries at its other end, found among not many more.
    Short,
    /// As far as need be, since an earlier page was led by it.
    Far,
}

impl Reach {
    /// Entries at the other end, and candidates that are looked at to find them.
    fn limits(self) -> (usize, usize) {
        match self {
            Self::Short => (400, 1_000),
            Self::Far => (2_000, 20_000),
        }
    }
}

/// The lead by a link; `None` where its other end is met by too many.
pub(super) fn by(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (link, reach): (&Link, Reach),
) -> Result<Option<Lead>, SearchStop> {
    if link.ends.len() > ENDS_LEADING_MAX {
        return Ok(None);
    }
    let mut lead = Gathered::default();
    for end in &link.ends {
        let few = looking.apart(reach.limits().1, |looking| few(tx, end, looking, reach))?;
        let Some(few) = few else { return Ok(None) };
        for met in &few {
            match link.direction {
                Direction::To => lead.add_pointing(tx, query, link.param, met)?,
                Direction::From => lead.add_targets(tx, query, link.param, met)?,
            }
            if lead.listed.len() > LISTED_MAX {
                return Ok(None);
            }
        }
    }
    Ok(Some(lead.finish()))
}

/// What meets the other end of a link, where those are few.
fn few(
    tx: &mut Tx<'_>,
    end: &Query,
    looking: &mut Looking<'_>,
    reach: Reach,
) -> Result<Option<Vec<Met>>, SearchStop> {
    let chosen = choice::choose(tx, end, looking)?;
    if chosen.way == Way::Changes && reach == Reach::Short {
        return Ok(None);
    }
    let (most, budget) = reach.limits();
    let mut found = Vec::new();
    let mut walk = Walk::new(end, &chosen.lead, None, budget);
    walk.go(tx, looking, &mut |hit| {
        found.push(hit.met);
        found.len() <= most
    })?;
    Ok((!walk.cut_short && found.len() <= most).then_some(found))
}

/// What lies in a compartment.
pub(super) fn within(tx: &mut Tx<'_>, query: &Query, within: &Within) -> Result<Lead, Stop> {
    let mut lead = Gathered::default();
    let owner = alias::resolve(tx, within.of, &within.id)?;
    lead.listed.extend(owner.filter(|owner| owner.of == query.of).map(place));
    let reference = hash(&format!("{}/{}", within.of, within.id));
    let params = within.any.iter().map(|criterion| criterion.param);
    lead.pointers.extend(params.clone().map(|param| (param.rows_under().into(), reference)));
    let patient = owner.filter(|owner| owner.of == ResourceType::PATIENT);
    if let Some(patient) = patient.filter(|_| params.clone().any(|p| p.index == Index::Chart)) {
        lead.add_chart(tx, query, patient)?;
    }
    Ok(lead.finish())
}

#[derive(Default)]
struct Gathered {
    pointers: Vec<(i64, i64)>,
    listed: Vec<Place>,
}

impl Gathered {
    fn add_pointing(
        &mut self,
        tx: &mut Tx<'_>,
        query: &Query,
        param: &Param,
        target: &Met,
    ) -> Result<(), Stop> {
        let reference = hash(&target.entry.reference());
        self.pointers.push((param.rows_under().into(), reference));
        if param.index == Index::Chart && target.entry.key.of == ResourceType::PATIENT {
            self.add_chart(tx, query, target.entry.key)?;
        }
        Ok(())
    }

    fn add_chart(&mut self, tx: &mut Tx<'_>, query: &Query, patient: Key) -> Result<(), Stop> {
        let codes = listed::codes(query);
        self.listed.extend(listed::of_patient(tx, query.of, patient.entry, codes.as_ref())?);
        Ok(())
    }

    fn add_targets(
        &mut self,
        tx: &mut Tx<'_>,
        query: &Query,
        param: &'static Param,
        pointing: &Met,
    ) -> Result<(), Stop> {
        let targets = targets(tx, param, pointing.tape.root())?.into_iter();
        self.listed.extend(targets.filter(|target| target.of == query.of).map(place));
        Ok(())
    }

    fn finish(mut self) -> Lead {
        for place in &mut self.listed {
            (place.first, place.last) = (0, 0);
        }
        self.listed.sort_unstable();
        self.listed.dedup();
        self.pointers.sort_unstable();
        self.pointers.dedup();
        Lead::Union { pointers: self.pointers, listed: self.listed }
    }
}

fn place(key: Key) -> Place {
    Place::by_entry(key.bucket, key.entry)
}
