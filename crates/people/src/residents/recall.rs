//! How often a typed name finds the name, and a typed name with an age the person.

use super::dice::Dice;
use super::typing::{Manner, typed};
use super::{Resident, Residents};
use crate::registry::enter_for_measuring;
use crate::registry::index::Search;
use crate::registry::model::{Identity, Life, Person};
use crate::registry::search::{self, Query};
use nabz_kernel::clock::{Date, Stopwatch};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Bucket, FacilityId, Id, PersonId};
use nabz_kernel::names::Script;
use nabz_store::{Stop, Store};
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

const PERSONS_A_WRITE: usize = 200;

/// Residents in a database, by their ids.
pub struct City {
    residents: Vec<(PersonId, Resident)>,
    by_id: HashMap<PersonId, usize>,
    today: Date,
}

/// Fills a database with residents that can be searched; nothing is published for them.
pub fn fill(store: &Store, seed: u64, count: u64) -> Result<City, Stop> {
    let today = store.clock().now().date_in_india();
    let mut made = Residents::new(seed, today).with_unseen_names();
    let mut city = City { residents: Vec::new(), by_id: HashMap::new(), today };
    let mut serial = 0;
    while serial < count {
        let rest = usize::try_from(count - serial).unwrap_or(usize::MAX);
        let some: Vec<Resident> = made.by_ref().take(PERSONS_A_WRITE.min(rest)).collect();
        let persons: Vec<Person> =
            some.iter().zip(serial..).filter_map(|(one, at)| person(one, at, store)).collect();
        serial += u64::try_from(some.len()).unwrap_or(1);
        for (person, resident) in persons.iter().zip(some) {
            city.by_id.insert(person.id, city.residents.len());
            city.residents.push((person.id, resident));
        }
        store.write_bulk(move |tx| {
            persons.iter().try_for_each(|person| enter_for_measuring(tx, person))
        })?;
    }
    Ok(city)
}

fn person(resident: &Resident, serial: u64, store: &Store) -> Option<Person> {
    let now = store.clock().now();
    let bucket = Bucket::carried_by(PersonId::draw(now).uuid());
    Some(Person {
        id: PersonId::draw_in(now, bucket),
        health_id: HealthId::of_serial(serial)?,
        identity: Identity::Known,
        details: resident.details.clone(),
        life: Life::Living,
        version: 1,
        facility: FacilityId::from_uuid(Id::<()>::from_uuid(uuid::Uuid::nil()).uuid()),
        registered_at: now,
    })
}

/// What was measured for one manner of typing.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How it was typed; `None` is all together.
    pub manner: Option<Manner>,
    /// How often.
    pub queries: u32,
    /// How often the name was on the first page.
    pub names_found: u32,
    /// How often an age was known and typed too.
    pub queries_with_age: u32,
    /// How often the person was then on the first page.
    pub persons_found: u32,
    /// How long each query took, shortest first.
    pub took: Vec<Duration>,
    /// What was typed in vain, and for which made-up name.
    pub missed: Vec<(String, String)>,
}

impl Figures {
    /// The headings of the CSV rows.
    pub const HEADINGS: &'static str =
        "manner,queries,name_recall,queries_with_age,person_recall,p50_us,p95_us,p99_us,max_us";

    fn new(manner: Option<Manner>) -> Self {
        Self {
            manner,
            queries: 0,
            names_found: 0,
            queries_with_age: 0,
            persons_found: 0,
            took: Vec::new(),
            missed: Vec::new(),
        }
    }

    /// Found names in thousandths of the queries.
    pub fn name_recall(&self) -> u32 {
        self.names_found * 1_000 / self.queries.max(1)
    }

    /// Found persons in thousandths of the queries with an age.
    pub fn person_recall(&self) -> u32 {
        self.persons_found * 1_000 / self.queries_with_age.max(1)
    }

    fn percentile(&self, percent: usize) -> u128 {
        let place = self.took.len() * percent / 100;
        self.took.get(place).or(self.took.last()).map_or(0, Duration::as_micros)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = |value: u32| format!("{}.{:03}", value / 1_000, value % 1_000);
        write!(
            f,
            "{},{},{},{},{},{},{},{},{}",
            self.manner.map_or("all", Manner::word),
            self.queries,
            thousandths(self.name_recall()),
            self.queries_with_age,
            thousandths(self.person_recall()),
            self.percentile(50),
            self.percentile(95),
            self.percentile(99),
            self.percentile(100),
        )
    }
}

/// Types the names of random residents in either script and looks whether they are found.
pub fn measure(
    store: &Store,
    search: &Search,
    city: &City,
    seed: u64,
    queries: u64,
) -> Result<Vec<Figures>, Stop> {
    let mut dice = Dice::new(seed);
    let manners =
        [Manner::Whole, Manner::Swapped, Manner::Joined, Manner::Truncated, Manner::Dropped];
    let mut all: Vec<Figures> =
        std::iter::once(None).chain(manners.map(Some)).map(Figures::new).collect();
    for _ in 0..queries {
        let Some((target, resident)) = dice.one(&city.residents) else { break };
        let script = if dice.percent(50) { Script::Devanagari } else { Script::Roman };
        let typed = typed(&mut dice, &resident.name, script);
        let asked = Query::Name { text: typed.text.clone(), born: None };
        let (found, took) = ask(store, search, &asked)?;
        let name = words(resident);
        let same = |id: &PersonId| city.of(*id).is_some_and(|other| words(other) == name);
        let name_found = found.iter().any(same);
        let born = resident.details.birth.map(|birth| birth.age(city.today).years());
        let born = born.map(|age| city.today.calendar().0.saturating_sub_unsigned(age));
        let mut person_found = None;
        let mut both = vec![took];
        if born.is_some() {
            let asked = Query::Name { text: typed.text.clone(), born };
            let (found, took) = ask(store, search, &asked)?;
            person_found = Some(found.contains(target));
            both.push(took);
        }
        for figures in &mut all {
            if figures.manner.is_none_or(|manner| manner == typed.manner) {
                figures.queries += 1;
                figures.names_found += u32::from(name_found);
                figures.queries_with_age += u32::from(person_found.is_some());
                figures.persons_found += u32::from(person_found == Some(true));
                figures.took.extend(&both);
                if !name_found {
                    let on_record = resident.details.name.preferring(script).to_owned();
                    figures.missed.push((typed.text.clone(), on_record));
                }
            }
        }
    }
    for figures in &mut all {
        figures.took.sort_unstable();
    }
    Ok(all)
}

fn ask(store: &Store, search: &Search, query: &Query) -> Result<(Vec<PersonId>, Duration), Stop> {
    let started = Stopwatch::start();
    let (search, query) = (search.clone(), query.clone());
    let found = store.read_blocking(move |view| search::find(&search, view, &query))?;
    Ok((found.iter().map(|candidate| candidate.person).collect(), started.elapsed()))
}

/// The name whatever its order and spelling on record.
fn words(resident: &Resident) -> Vec<&str> {
    let mut words: Vec<&str> = resident.name.iter().map(|word| word.hindi.as_str()).collect();
    words.sort_unstable();
    words
}

impl City {
    fn of(&self, id: PersonId) -> Option<&Resident> {
        let place = self.by_id.get(&id)?;
        self.residents.get(*place).map(|(_, resident)| resident)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_testkit::Database;

    /// The full measurement, on a million residents, is `examples/name_recall.rs`.
    fn a_typed_name_is_on_the_first_page(store: &Store, residents: u64, queries: u64) {
        let city = fill(store, 11, residents).unwrap();
        let search = Search::default();
        search.load(store).unwrap();
        let figures = measure(store, &search, &city, 12, queries).unwrap();
        let all = &figures[0];
        assert!(all.name_recall() >= 970, "{all}");
        assert!(all.person_recall() >= 950, "{all}");
    }

    #[test]
    fn a_name_typed_with_slips_in_either_script_is_found_among_twenty_thousand() {
        a_typed_name_is_on_the_first_page(&Database::sqlite().store, 20_000, 400);
    }

    #[test]
    fn a_name_typed_with_slips_is_found_on_the_other_engine_too() {
        if let Some(database) = Database::postgres() {
            a_typed_name_is_on_the_first_page(&database.store, 3_000, 200);
        }
    }
}
