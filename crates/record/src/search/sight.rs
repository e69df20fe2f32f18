//! Whose records somebody may see, and how much of them. The record asks; access and consent answer.

use crate::entry::{Entry, SourceId};
use nabz_fhir::ResourceType;
use nabz_fhir::tape::{Node, Tape};
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Decides for one reader whether an entry may be shown: by its type, its source and the Patient
/// in whose compartment it lies, and by nothing else. What lies in none, such as a Group, is
/// decided one by one; and so is what [`Sight::fits`].
pub trait Sight {
    /// May this reader see the entry?
    fn may_see(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop>;

    /// Is this reader shown only that there is such an entry? Its body, read, is at hand. What is
    /// veiled is a stub to the whole search: it is found by nothing but what the stub says, so that
    /// nobody learns what it says by asking for it.
    fn is_veiled(&mut self, _: &mut Tx<'_>, _: &Entry, _: Node<'_>) -> Result<bool, Stop> {
        Ok(false)
    }

    /// Does an entry that this reader may see fit what they were given, by what it says to them? It
    /// is asked of each entry by itself; what does not fit is as if it were not there.
    fn fits(&mut self, _: &mut Tx<'_>, _: &Entry) -> Result<bool, Stop> {
        Ok(true)
    }
}

/// For the program itself: rebuilds, checks, exports that were permitted as such.
pub struct Everything;

impl Sight for Everything {
    fn may_see(&mut self, _: &mut Tx<'_>, _: &Entry) -> Result<bool, Stop> {
        Ok(true)
    }
}

/// For a source: what it said itself, and the masters that everyone looks up.
pub struct Own(pub SourceId);

impl Own {
    /// Is the entry the source's own, or about nobody?
    pub fn covers(&self, entry: &Entry) -> bool {
        entry.source == self.0 || entry.key.of.is_master()
    }
}

impl Sight for Own {
    fn may_see(&mut self, _: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(self.covers(entry))
    }
}

/// An entry as its reader is shown it.
pub(crate) struct Shown {
    pub(crate) entry: Entry,
    /// Its body, read; of a stub the stub's.
    pub(crate) tape: Tape,
    pub(crate) is_stub: bool,
}

/// What a decision hangs on.
type About = (ResourceType, SourceId, Option<Uuid>);

/// Asks once for all entries of a page that are alike; those of no compartment are not.
pub(crate) struct Remembered<'s> {
    sight: &'s mut dyn Sight,
    known: HashMap<About, bool>,
}

impl<'s> Remembered<'s> {
    pub(crate) fn new(sight: &'s mut dyn Sight) -> Self {
        Self { sight, known: HashMap::new() }
    }

    pub(crate) fn may_see(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(self.may_see_alike(tx, entry)? && self.sight.fits(tx, entry)?)
    }

    fn may_see_alike(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        let about = (entry.key.of, entry.source, entry.patient);
        if entry.patient.is_none() && !entry.key.of.is_master() {
            return self.sight.may_see(tx, entry);
        }
        if let Some(known) = self.known.get(&about) {
            return Ok(*known);
        }
        let may = self.sight.may_see(tx, entry)?;
        self.known.insert(about, may);
        Ok(may)
    }

    /// The entry as the reader is shown it, whether or not they may see it at all.
    pub(crate) fn shown(&mut self, tx: &mut Tx<'_>, entry: Entry) -> Result<Shown, Stop> {
        let whole = entry.tape()?;
        if !self.sight.is_veiled(tx, &entry, whole.root())? {
            return Ok(Shown { entry, tape: whole, is_stub: false });
        }
        let entry = entry.veiled(whole.root());
        Ok(Shown { tape: entry.tape()?, entry, is_stub: true })
    }
}
