//! Who may be meant by a typed name: told by how names sound and when people were born, before
//! anybody's row is read.

use super::PAGE_ROWS_MAX;
use crate::registry::index::Search;
use crate::registry::model::Person;
use crate::registry::store::{self, KEYS_A_STATEMENT, Named, Years};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_linkage::compare::answer_likeness;
use nabz_linkage::words::Name;
use nabz_store::{Stop, Tx};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

/// Names less alike than this are not shown.
const SHOWN_LIKENESS_MIN: u32 = 560;
/// A name so alike is the one that was typed, misspelled.
const GOOD_LIKENESS: u32 = 850;
/// Fewer good ones than this, and single words are asked too.
const GOOD_ROWS_MIN: usize = 5;
/// Persons looked at for one search, a statement more or less: keys come likeliest first, and what
/// so many have not answered the next hundreds do not.
const PERSONS_SCORED_MAX: usize = 300;
/// Rows of one name at the head of a page, when no age tells namesakes apart.
const NAMESAKES_FIRST_MAX: usize = PAGE_ROWS_MAX / 2;
/// Rows of each other name, before the rest of all follows.
const NAMESAKES_NEXT_MAX: usize = 1;
/// Nearer than this the year of birth fits what was said.
const YEARS_THAT_FIT: u16 = 2;

/// One who may be meant.
pub(super) struct Ranked {
    id: PersonId,
    /// The words by which they were found, by sound.
    name: Rc<str>,
    pub(super) likeness: u32,
    /// Between the year of birth that was said and theirs, when both are known.
    years_apart: Option<u16>,
}

impl Ranked {
    pub(super) fn age_fits(&self) -> Option<bool> {
        self.years_apart.map(|years| years <= YEARS_THAT_FIT)
    }

    /// A name a little less alike is preferred to an age that cannot be.
    fn rank(&self) -> u32 {
        const NOT_SAID: u32 = 60;
        let cost = match self.years_apart {
            Some(0) => 0,
            Some(1) => 20,
            Some(YEARS_THAT_FIT) => 45,
            Some(years) => (u32::from(years) * 15 + 15).min(400),
            None => NOT_SAID,
        };
        self.likeness.saturating_sub(cost)
    }

    /// In a list, by which it is sorted.
    fn place(&self) -> (Reverse<u32>, uuid::Uuid) {
        (Reverse(self.rank()), self.id.uuid())
    }
}

/// The typed name, and the year of birth that was said or goes with a said age.
pub(super) struct Asked<'q> {
    pub(super) name: &'q Name,
    pub(super) born: Option<i16>,
    pub(super) today: Date,
}

impl Asked<'_> {
    /// Some hundred who may be meant, likeliest first.
    pub(super) fn ranked(&self, search: &Search, view: &mut Tx<'_>) -> Result<Vec<Ranked>, Stop> {
        let plan = search.plan(self.name);
        let mut gathered = Gathered { asked: self, seen: HashMap::new(), compared: HashMap::new() };
        let years = self.born.map(years_around);
        gathered.ask(view, &plan.keys, years)?;
        if years.is_some() && gathered.wants_more() {
            gathered.ask(view, &plan.keys, None)?;
        }
        if gathered.wants_more() {
            gathered.ask(view, &plan.fallback, years)?;
        }
        let shown = |ranked: &Ranked| ranked.likeness >= SHOWN_LIKENESS_MIN;
        let mut ranked: Vec<Ranked> = gathered.seen.into_values().filter(shown).collect();
        sort(&mut ranked);
        Ok(ranked)
    }

    /// A page of them, likeliest first. A day of birth may put somebody behind those who would come
    /// next, who are read only then.
    pub(super) fn page(
        &self,
        view: &mut Tx<'_>,
        mut ranked: Vec<Ranked>,
    ) -> Result<Vec<(Person, Ranked)>, Stop> {
        let later = ranked.split_off(ranked.len().min(PAGE_ROWS_MAX));
        let mut page = self.read(view, ranked, PAGE_ROWS_MAX)?;
        let last = page.last().filter(|_| page.len() == PAGE_ROWS_MAX).map(|(_, last)| last.rank());
        if later.first().is_some_and(|next| last.is_none_or(|last| next.rank() > last)) {
            page.extend(self.read(view, later, PAGE_ROWS_MAX)?);
            page.sort_by_key(|(_, found)| found.place());
            page.truncate(PAGE_ROWS_MAX);
        }
        Ok(page)
    }

    /// The first of them with all that is known of each; their day of birth may change the order.
    pub(super) fn read(
        &self,
        view: &mut Tx<'_>,
        mut ranked: Vec<Ranked>,
        most: usize,
    ) -> Result<Vec<(Person, Ranked)>, Stop> {
        ranked.truncate(most);
        let ids: Vec<PersonId> = ranked.iter().map(|ranked| ranked.id).collect();
        let read = store::persons(view, &ids)?.into_iter().map(|person| (person.id, person));
        let mut persons: HashMap<PersonId, Person> = read.collect();
        if self.born.is_some() {
            for ranked in &mut ranked {
                if let Some(person) = persons.get(&ranked.id) {
                    ranked.years_apart = self.years_apart(person);
                }
            }
            sort(&mut ranked);
        }
        let of_one = |ranked: Ranked| Some((persons.remove(&ranked.id)?, ranked));
        Ok(ranked.into_iter().filter_map(of_one).collect())
    }

    fn years_apart(&self, person: &Person) -> Option<u16> {
        let (said, birth) = (self.born?, person.details.birth?);
        let (this_year, _, _) = self.today.calendar();
        let by_age = this_year.saturating_sub_unsigned(birth.age(self.today).years());
        Some(birth.date.year().abs_diff(said).min(by_age.abs_diff(said)))
    }

    /// The same of somebody whose day is not known yet: at least so many.
    fn years_apart_at_least(&self, birth_year: Option<i16>) -> Option<u16> {
        let (said, year) = (self.born?, birth_year?);
        Some(year.abs_diff(said).min(year.saturating_add(1).abs_diff(said)))
    }
}

fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by_key(Ranked::place);
}

/// A said age means one of two years; people and papers are off by one more.
fn years_around(born: i16) -> Years {
    let born = i64::from(born);
    Years { said: [born, born - 1], near: [born + 1, born - 2, born + 2, 0] }
}

/// A name that more people have than a page has rows does not fill it alone: the other half shows
/// who else may be meant.
pub(super) fn spread(ranked: Vec<Ranked>) -> Vec<Ranked> {
    let likeliest = ranked.first().map(|found| Rc::clone(&found.name));
    let mut shown: HashMap<Rc<str>, usize> = HashMap::new();
    let (mut first, later): (Vec<Ranked>, Vec<Ranked>) = ranked.into_iter().partition(|found| {
        let of_name = shown.entry(Rc::clone(&found.name)).or_default();
        *of_name += 1;
        let is_likeliest = likeliest.as_ref() == Some(&found.name);
        *of_name <= if is_likeliest { NAMESAKES_FIRST_MAX } else { NAMESAKES_NEXT_MAX }
    });
    first.extend(later);
    first
}

struct Gathered<'q> {
    asked: &'q Asked<'q>,
    seen: HashMap<PersonId, Ranked>,
    compared: HashMap<String, (u32, Rc<str>)>,
}

impl Gathered<'_> {
    /// Asks key by key until a page of good ones is together.
    fn ask(&mut self, view: &mut Tx<'_>, keys: &[i64], years: Option<Years>) -> Result<(), Stop> {
        for keys in keys.chunks(KEYS_A_STATEMENT) {
            for named in store::by_name_keys(view, keys, years)? {
                self.keep(named);
            }
            if self.good() >= PAGE_ROWS_MAX || self.has_seen_enough() {
                break;
            }
        }
        Ok(())
    }

    /// Somebody whose name sounds otherwise in the other script is who is more alike.
    fn keep(&mut self, Named { id, birth_year, sound }: Named) {
        let (likeness, name) = self.compared(sound);
        if self.seen.get(&id).is_some_and(|known| known.likeness >= likeness) {
            return;
        }
        let years_apart = self.asked.years_apart_at_least(birth_year);
        self.seen.insert(id, Ranked { id, name, likeness, years_apart });
    }

    /// How alike a name is, and its words in whichever order; namesakes are compared once.
    fn compared(&mut self, sound: String) -> (u32, Rc<str>) {
        if let Some((likeness, name)) = self.compared.get(&sound) {
            return (*likeness, Rc::clone(name));
        }
        let name = Name::sounding(&sound);
        let likeness = answer_likeness(self.asked.name, &name);
        let mut words: Vec<&str> = name.words().iter().map(|word| word.fold.as_str()).collect();
        words.sort_unstable();
        let name: Rc<str> = words.join(" ").into();
        self.compared.insert(sound, (likeness, Rc::clone(&name)));
        (likeness, name)
    }

    fn wants_more(&self) -> bool {
        self.good() < GOOD_ROWS_MIN && !self.has_seen_enough()
    }

    fn has_seen_enough(&self) -> bool {
        self.seen.len() >= PERSONS_SCORED_MAX
    }

    fn good(&self) -> usize {
        let fits = |found: &&Ranked| {
            found.likeness >= GOOD_LIKENESS
                && found.years_apart.is_none_or(|years| years <= YEARS_THAT_FIT)
        };
        self.seen.values().filter(fits).count()
    }
}
