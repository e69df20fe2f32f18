//! The city of a story.

use crate::{Database, MORNING};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::{Stop, Store, Tx};
use std::time::Duration;

/// A city of one's own: whatever a crate's stories need on top of an empty database.
pub trait City {
    /// Builds it on a fresh database.
    fn on(database: Database) -> Self;
}

/// One facility, one member of staff, an empty database, and Monday morning.
pub struct TestCity {
    /// The database of this story alone.
    pub store: Store,
    /// Where the story happens, unless it says otherwise.
    pub facility: FacilityId,
    /// Who acts, unless the story says otherwise.
    pub staff: StaffId,
    database: Database,
}

impl City for TestCity {
    fn on(database: Database) -> Self {
        let (facility, staff) = (Id::draw(MORNING), Id::draw(MORNING));
        Self { store: database.store.clone(), facility, staff, database }
    }
}

impl TestCity {
    /// The present moment of the story.
    pub fn now(&self) -> Instant {
        self.store.clock().now()
    }

    /// Lets time pass; nothing sleeps.
    pub fn pass(&self, duration: Duration) {
        self.database.pass(duration);
    }

    /// Runs one action.
    pub fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.store.write_blocking(action)
    }

    /// Asks one question.
    pub fn read<T: Send + 'static>(
        &self,
        question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.store.read_blocking(question)
    }
}
