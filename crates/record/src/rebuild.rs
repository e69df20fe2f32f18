//! `nabz record rebuild`: what we publish is a function of operations, so it can be worked out
//! again. A body that differs becomes a new version; nothing is ever deleted. What only the record
//! knows is left alone.

use crate::entry::SourceId;
use crate::publish::{Resource, prepared};
use crate::write::{self, Draft, Written};
use nabz_store::{Stop, Store, Tx};
use std::sync::Arc;

/// Resources in one transaction of a rebuild.
pub const REBUILD_ROWS: u32 = 200;

/// A capability that can say again what it has published.
pub trait Rebuild: Send + Sync {
    /// The capability, as the report names it.
    fn name(&self) -> &'static str;

    /// Offers what stands behind `after`, `limit` things at most, and says where it stopped;
    /// `None` when there is no more. The cursor means something to the capability alone.
    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop>;
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
        let draft = Draft { key, chosen_id: None, source, body: &body, expected: None };
        self.looked_at += 1;
        match write::version(tx, &draft)? {
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

/// Runs every capability's rebuild to its end, a part at a time, behind the counters. `progress`
/// hears the capability and its counts after each part. The thread waits.
pub fn rebuild(
    store: &Store,
    capabilities: &[Arc<dyn Rebuild>],
    mut progress: impl FnMut(&'static str, &Again),
) -> Result<Again, Stop> {
    let mut all = Again::default();
    for capability in capabilities {
        let mut counts = Again::default();
        let mut after: Option<String> = None;
        loop {
            let (part, at) = (Arc::clone(capability), after.clone());
            let (stopped, counted) = store.write_bulk(move |tx| {
                let mut again = Again::default();
                let stopped = part.republish(tx, at.as_deref(), REBUILD_ROWS, &mut again)?;
                Ok((stopped, again))
            })?;
            counts.add(&counted);
            progress(capability.name(), &counts);
            if stopped.is_none() {
                break;
            }
            after = stopped;
        }
        all.add(&counts);
    }
    Ok(all)
}
