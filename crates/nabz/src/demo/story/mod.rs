//! How people of the demo came by their cards, day by day and by the program's own actions, so that
//! a card in every state is met at a counter, in the office and at a door.

mod beside;
mod counter;
mod list;
mod office;

pub(super) use list::Stage;

use super::factors;
use super::families::{Family, Known, register_family};
use super::morning::Morning;
use super::stock::facility_called;
use crate::commands::cards::issue_with;
use crate::ended::Ended;
use crate::say::Say;
use crate::site;
use list::List;
use nabz_access::{Access, Vault};
use nabz_kernel::ids::FacilityId;
use nabz_people::cards::{self, KeyRing, RootKey};
use nabz_store::{Stop, Store, Tx};
use std::cmp::Reverse;
use std::sync::Arc;

/// The staff is at work since so many days, and with it the making of plastic.
pub(super) const STAFFED_DAYS: u32 = 14;
const HOSPITAL: &str = "LNH";
/// Who sits at its counter, runs it, and sees people there.
const CLERK: &str = "pooja.bisht";
const ADMINISTRATOR: &str = "ashok.nair";
const DOCTOR: &str = "kavita.rawat";

/// The story, as far as it has come.
pub(super) struct Story<'s> {
    store: &'s Store,
    vault: &'s Vault,
    ring: KeyRing,
    root: Arc<RootKey>,
    at: FacilityId,
    list: List,
    known: Vec<Known>,
}

/// Two of the staff: one asks for cards and gives them, the other has them made.
struct Desks {
    counter: Access,
    office: Access,
}

impl<'s> Story<'s> {
    /// Before its first day, in a city whose places are known.
    pub(super) fn new(store: &'s Store, vault: &'s Vault, root: RootKey) -> Result<Self, Ended> {
        let at = store.read_blocking(|view| facility_called(view, HOSPITAL))?;
        let (ring, root, list) = (KeyRing::new(vault.clone()), Arc::new(root), List::read()?);
        Ok(Self { store, vault, ring, root, at, list, known: Vec::new() })
    }

    /// Those who came before there was any of the staff of today, each family on its day.
    pub(super) fn long_ago(&mut self, morning: &Morning) -> Result<(), Ended> {
        let mut families: Vec<(u32, Family)> = self.list.of_old().collect();
        families.sort_by_key(|(days, _)| Reverse(*days));
        for (number, (days, family)) in families.into_iter().enumerate() {
            morning.comes_to(days);
            if number == 0 {
                self.draws_keys()?;
            }
            self.comes(&family)?;
        }
        Ok(())
    }

    /// The weeks in which cards of plastic are made.
    pub(super) fn weeks(&mut self, morning: &Morning, say: &Say) -> Result<(), Ended> {
        let desks = Desks {
            counter: factors::at_work(self.store, self.vault, CLERK)?,
            office: factors::at_work(self.store, self.vault, ADMINISTRATOR)?,
        };
        self.draws_keys()?;
        let families: Vec<Family> = self.list.of_now().collect();
        let bar = say.bar("cards", families.len());
        for family in families {
            self.comes(&family)?;
            bar.step(1);
        }
        self.gives_stickers(&desks)?;
        self.makes_plastic(&desks, morning)?;
        self.asks_for_correction(&desks.counter)?;
        self.asks_about_data(&desks.counter)?;
        self.looks_for_doubles()?;
        factors::leave(self.store, &desks.counter)?;
        factors::leave(self.store, &desks.office)?;
        say.done(&bar, format!("{} people, a card in every state", self.known.len()));
        Ok(())
    }

    /// What happens today before anybody comes: whoever asks for a card, what a doctor has to know,
    /// warnings of cards that end soon, and the lists for checkers.
    pub(super) fn today(&self) -> Result<(), Ended> {
        let counter = factors::at_work(self.store, self.vault, CLERK)?;
        self.asks(&counter, &self.at_stages(&[Stage::Asked]))?;
        factors::leave(self.store, &counter)?;
        let doctor = factors::at_work(self.store, self.vault, DOCTOR)?;
        self.notes_emergency(&doctor)?;
        factors::leave(self.store, &doctor)?;
        cards::actions::begin_day(self.store)?;
        Arc::new(site::jobs()).run_due(self.store)?;
        cards::log_all_cards(self.store)?;
        cards::publish_when_due(self.store, &self.ring)?;
        Ok(())
    }

    /// Keys for all that is signed, by the root of the demo.
    fn draws_keys(&self) -> Result<(), Ended> {
        issue_with(self.store, self.vault, Arc::clone(&self.root)).map(drop)
    }

    /// A family is registered, and goes to the counter.
    fn comes(&mut self, family: &Family) -> Result<(), Ended> {
        let known = register_family(self.store, self.at, family)?;
        self.are_asked(&known)?;
        self.known.extend(known);
        Ok(())
    }

    /// Those whose card comes so far.
    fn at_stages(&self, stages: &[Stage]) -> Vec<Known> {
        let is_there = |one: &&Known| one.member.card.is_some_and(|card| stages.contains(&card));
        self.known.iter().filter(is_there).cloned().collect()
    }

    /// Somebody of the story by their name.
    fn called(&self, name: &str) -> Result<Known, Ended> {
        let found = self.known.iter().find(|one| one.member.name_en == name).cloned();
        found.ok_or_else(|| Ended::fault(format!("nobody of the story is called {name}")))
    }

    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Ended> {
        Ok(self.store.write_blocking(action)?)
    }
}
