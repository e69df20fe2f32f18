//! `nabz record rebuild`: what we publish is a function of operations, so it can be worked out
//! again. A body that differs becomes a new version; nothing is ever deleted. What only the record
//! knows is left alone.

use crate::entry::SourceId;
use crate::publish::{Resource, prepared};
use crate::write::{self, Draft, Written};
use nabz_fhir::bundle::Before;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Authority, Stop, Store, Tx};
use std::sync::Arc;
use uuid::Uuid;

id!(
    /// One step of a rebuild that changed something.
    RebuildId,
    Rebuilding
);

/// Resources in one transaction of a rebuild.
pub const REBUILD_ROWS: u32 = 200;

/// How far a rebuild has come among the things of one kind: behind this one. The default is the
/// beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The facility, where things are kept by facility; else nil.
    pub facility: Uuid,
    /// The thing.
    pub last: Uuid,
}

impl Place {
    /// Behind a thing that is known by its id alone.
    pub fn at<Kind>(last: Id<Kind>) -> Self {
        Self { facility: Uuid::nil(), last: last.uuid() }
    }

    /// Behind a thing of one facility.
    pub fn within<Kind>(facility: FacilityId, last: Id<Kind>) -> Self {
        Self { facility: facility.uuid(), last: last.uuid() }
    }
}

/// A capability that can say again what it has published: things of one kind, one after another.
pub trait Rebuild: Send + Sync {
    /// What is walked over: a person, a token, a prescription.
    type Thing;

    /// The kind, as the report names it.
    const NAME: &'static str;

    /// The next things behind `place`, `limit` at most, in a total order.
    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Self::Thing>, Stop>;

    /// Where a thing stands in that order.
    fn place(&self, thing: &Self::Thing) -> Place;

    /// Offers everything that a thing has made us publish.
    fn say(&self, tx: &mut Tx<'_>, thing: &Self::Thing, again: &mut Again) -> Result<(), Stop>;
}

/// A [`Rebuild`] of whatever kind: what [`rebuild`] takes a list of.
pub trait Walk: Send + Sync {
    /// The kind, as the report names it.
    fn name(&self) -> &'static str;

    /// One step behind `place`, and where it ended; `None` when there was no more.
    fn step(&self, tx: &mut Tx<'_>, place: Place, again: &mut Again)
    -> Result<Option<Place>, Stop>;
}

impl<R: Rebuild> Walk for R {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn step(
        &self,
        tx: &mut Tx<'_>,
        place: Place,
        again: &mut Again,
    ) -> Result<Option<Place>, Stop> {
        let things = self.after(tx, place, REBUILD_ROWS)?;
        for thing in &things {
            self.say(tx, thing, again)?;
        }
        Ok(things.last().map(|last| self.place(last)))
    }
}

/// What takes resources during a rebuild, and counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// Resources looked at.
    pub looked_at: u64,
    /// Entries that were missing.
    pub created: u64,
    /// Entries whose body differed.
    pub superseded: u64,
}

impl Again {
    /// Compares one resource with the current version and writes a new one if they differ.
    pub fn offer<R: Resource>(&mut self, tx: &mut Tx<'_>, resource: &R) -> Result<(), Stop> {
        let (key, body) = prepared(resource)?;
        let source = SourceId::NABZ;
        let before = Before::Anything;
        let draft = Draft { key, chosen_id: None, source, body: &body, before, put: false };
        self.looked_at += 1;
        match write::version(tx, &draft)?.0 {
            Written::Created => self.created += 1,
            Written::Superseded { .. } => self.superseded += 1,
            Written::Unchanged { .. } => {}
        }
        Ok(())
    }

    /// Nothing had to be written.
    pub fn is_clean(&self) -> bool {
        self.created == 0 && self.superseded == 0
    }

    fn add(&mut self, other: &Self) {
        self.looked_at += other.looked_at;
        self.created += other.created;
        self.superseded += other.superseded;
    }
}

/// Walks that account for what they change: one row of the audit for each step that wrote anything,
/// in the step's own transaction. `by` says on whose word.
pub fn accounted<A>(walks: Vec<Arc<dyn Walk>>, by: &A) -> Vec<Arc<dyn Walk>>
where
    A: Authority + Clone + Send + Sync + 'static,
{
    let account = |walk| -> Arc<dyn Walk> { Arc::new(Accounted { walk, by: by.clone() }) };
    walks.into_iter().map(account).collect()
}

struct Accounted<A> {
    walk: Arc<dyn Walk>,
    by: A,
}

impl<A: Authority + Send + Sync> Walk for Accounted<A> {
    fn name(&self) -> &'static str {
        self.walk.name()
    }

    fn step(
        &self,
        tx: &mut Tx<'_>,
        place: Place,
        again: &mut Again,
    ) -> Result<Option<Place>, Stop> {
        let mut own = Again::default();
        let ended = self.walk.step(tx, place, &mut own)?;
        if !own.is_clean() {
            tx.audit(&self.by, RebuildId::draw(tx.now()))?;
        }
        again.add(&own);
        Ok(ended)
    }
}

/// Runs every walk to its end, a step at a time, behind the counters. `progress` hears the kind
/// and its counts after each step. The thread waits.
pub fn rebuild(
    store: &Store,
    walks: &[Arc<dyn Walk>],
    mut progress: impl FnMut(&'static str, &Again),
) -> Result<Again, Stop> {
    let mut all = Again::default();
    for walk in walks {
        let mut counts = Again::default();
        let mut next = Some(Place::default());
        while let Some(place) = next {
            let step = Arc::clone(walk);
            let (ended, counted) = store.write_bulk(move |tx| {
                let mut again = Again::default();
                let ended = step.step(tx, place, &mut again)?;
                Ok((ended, again))
            })?;
            counts.add(&counted);
            progress(walk.name(), &counts);
            next = ended;
        }
        all.add(&counts);
    }
    Ok(all)
}
