//! Made-up residents in a database, and what is remembered of each for judging an answer.

use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Bucket, FacilityId, Id, PersonId};
use nabz_kernel::names::NameText;
use nabz_people::registry::model::{Details, Identity, Life, Person};
use nabz_people::registry::store as registry;
use nabz_people::residents::{Half, Resident, Residents, Spelled};
use nabz_store::{Stop, Store, Tx};
use std::collections::HashMap;

const PERSONS_A_WRITE: usize = 200;
/// One of so many comes again.
const COMES_AGAIN: u64 = 97;

/// What is remembered of one resident.
pub(crate) struct Known {
    /// The places of the words of their name.
    pub(crate) name: Box<[u32]>,
    /// The place of the given name among them.
    pub(crate) given: usize,
    /// In which script it stands on record.
    pub(crate) written: String,
    /// The year that goes with the age they would say.
    pub(crate) born: Option<i16>,
    /// The number on the card.
    pub(crate) health_id: HealthId,
}

/// The residents of a database.
#[derive(Default)]
pub(crate) struct City {
    pub(crate) residents: Vec<Known>,
    /// Where some of them stand among all, and what is on record of each: they come again.
    pub(crate) again: Vec<(usize, Details)>,
    words: Vec<Spelled>,
    places: HashMap<String, u32>,
    by_number: HashMap<u64, usize>,
}

impl City {
    /// The residents of a database: of one that they fill now, or that the same seed filled on
    /// the same day.
    pub(crate) fn in_database(
        store: &Store,
        half: Half,
        (seed, count): (u64, u64),
    ) -> Result<Self, Stop> {
        let known = store.read_blocking(registry::count)?;
        let is_new = known == 0;
        if !is_new && u64::try_from(known) != Ok(count) {
            return Err(Stop::fault(format!("the database holds {known} persons, not {count}")));
        }
        let today = store.clock().now().date_in_india();
        let mut made = Residents::new(seed, today).named_from(half);
        let mut city = Self::default();
        let mut serial = 0;
        while serial < count {
            let rest = usize::try_from(count - serial).unwrap_or(usize::MAX);
            let mut persons = Vec::with_capacity(PERSONS_A_WRITE);
            for resident in made.by_ref().take(PERSONS_A_WRITE.min(rest)) {
                let numbered = HealthId::of_serial(serial);
                let health_id = numbered.ok_or_else(|| Stop::fault("no number is left"))?;
                city.remember(&resident, health_id, today);
                if serial.is_multiple_of(COMES_AGAIN) {
                    city.again.push((city.residents.len() - 1, resident.details.clone()));
                }
                if is_new {
                    persons.push(person(resident.details, health_id, store));
                }
                serial += 1;
            }
            if is_new {
                store.write_bulk(move |tx| persons.iter().try_for_each(|one| enter(tx, one)))?;
            }
        }
        Ok(city)
    }

    fn remember(&mut self, resident: &Resident, health_id: HealthId, today: Date) {
        let age = resident.details.birth.map(|birth| birth.age(today).years());
        let written = &resident.details.name;
        let written =
            [written.devanagari(), written.roman()].map(|text| text.map(NameText::as_str));
        let name = resident.name.iter().map(|word| self.place(word)).collect();
        self.by_number.insert(health_id.number(), self.residents.len());
        self.residents.push(Known {
            name,
            given: resident.given,
            written: written.into_iter().flatten().collect::<Vec<_>>().join(" / "),
            born: age.map(|age| today.calendar().0.saturating_sub_unsigned(age)),
            health_id,
        });
    }

    fn place(&mut self, word: &Spelled) -> u32 {
        if let Some(place) = self.places.get(&word.hindi) {
            return *place;
        }
        let place = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.clone());
        self.places.insert(word.hindi.clone(), place);
        place
    }

    /// The words of a name, as its bearer writes them.
    pub(crate) fn words(&self, known: &Known) -> Vec<&Spelled> {
        let places = known.name.iter().filter_map(|place| usize::try_from(*place).ok());
        places.filter_map(|place| self.words.get(place)).collect()
    }

    pub(crate) fn of(&self, health_id: HealthId) -> Option<&Known> {
        self.by_number.get(&health_id.number()).and_then(|place| self.residents.get(*place))
    }
}

impl Known {
    /// Whether somebody has the same name, whatever its order and spelling on record.
    pub(crate) fn has_name_of(&self, other: &Self) -> bool {
        let sorted = |name: &[u32]| {
            let mut places = name.to_vec();
            places.sort_unstable();
            places
        };
        sorted(&self.name) == sorted(&other.name)
    }

    /// Whether somebody's name holds all of these words.
    pub(crate) fn has_words(&self, words: &[u32]) -> bool {
        words.iter().all(|word| self.name.contains(word))
    }

    /// Whether somebody has the same given name.
    pub(crate) fn has_given_name_of(&self, other: &Self) -> bool {
        self.name.get(self.given) == other.name.get(other.given)
    }
}

/// Writes a person down so that searches find them, and nothing else: no registration, no record
/// and no audit. A resident of a real city is registered.
fn enter(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    registry::add_person(tx, person)?;
    registry::make_findable(tx, person)
}

fn person(details: Details, health_id: HealthId, store: &Store) -> Person {
    let now = store.clock().now();
    let bucket = Bucket::carried_by(PersonId::draw(now).uuid());
    Person {
        id: PersonId::draw_in(now, bucket),
        health_id,
        identity: Identity::Known,
        details,
        life: Life::Living,
        version: 1,
        facility: FacilityId::from_uuid(Id::<()>::from_uuid(uuid::Uuid::nil()).uuid()),
        registered_at: now,
    }
}
