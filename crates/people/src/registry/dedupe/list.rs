//! The registry as one list: read on one thread while another takes it apart.

use super::Step;
use crate::registry::store::{self, Listed};
use nabz_kernel::ids::{Id, PersonId};
use nabz_linkage::lists::{Cells, People};
use nabz_store::{Stop, Store};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use uuid::Uuid;

/// Pages that wait to be taken apart.
const PAGES_WAITING: usize = 2;

/// All persons in the order of their registration.
pub(super) struct List {
    pub(super) people: People,
    /// Of each line, who it is, and the version that is compared.
    pub(super) persons: Vec<(PersonId, u32)>,
    /// The first who was not compared yet.
    pub(super) first: usize,
    /// Whether nobody is behind the last.
    pub(super) is_whole: bool,
}

/// Reads everybody, and behind the last who was compared so many at most.
pub(super) fn read(
    store: &Store,
    walked: Option<PersonId>,
    limit: Option<usize>,
    watch: &(dyn Fn(Step) + Sync),
) -> Result<List, Stop> {
    let (year, ..) = store.clock().now().date_in_india().calendar();
    let people = People::new(Some(year.into()));
    let mut list = List { people, persons: Vec::new(), first: 0, is_whole: true };
    let (sender, pages) = sync_channel(PAGES_WAITING);
    let read = thread::scope(|scope| {
        let reading = scope.spawn(move || send_pages(store, &sender));
        list.take_all(pages, walked, limit, watch);
        reading.join().unwrap_or_else(|panic| resume_unwind(panic))
    });
    read.map(|()| list)
}

/// Sends everybody, until nobody takes them any more.
fn send_pages(store: &Store, pages: &SyncSender<Vec<Listed>>) -> Result<(), Stop> {
    let mut after: PersonId = Id::from_uuid(Uuid::nil());
    loop {
        let page = store.read_blocking(move |view| store::listed_after(view, after))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.person;
        if pages.send(page).is_err() {
            return Ok(());
        }
    }
}

impl List {
    fn take_all(
        &mut self,
        pages: Receiver<Vec<Listed>>,
        walked: Option<PersonId>,
        limit: Option<usize>,
        watch: &(dyn Fn(Step) + Sync),
    ) {
        for page in pages {
            let is_old = |one: &Listed| walked.is_some_and(|last| one.person.uuid() <= last.uuid());
            self.first += page.iter().filter(|one| is_old(one)).count();
            let room = limit.map_or(page.len(), |limit| {
                (self.first + limit).saturating_sub(self.persons.len())
            });
            let taken = page.get(..room.min(page.len())).unwrap_or_default();
            let cells: Vec<Cells<'_>> = taken.iter().map(|one| one.told.cells()).collect();
            self.people.add_all(&cells);
            self.persons.extend(taken.iter().map(|one| (one.person, one.version)));
            watch(Step::Read(taken.len()));
            if taken.len() < page.len() {
                self.is_whole = false;
                return;
            }
        }
    }
}
