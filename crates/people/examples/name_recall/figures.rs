//! What was asked and found, query by query, and the figures of each manner of typing.

use super::city::{City, Known};
use super::typing::{Manner, typed};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::names::Script;
use nabz_people::registry::index::Search;
use nabz_people::registry::search::{self, Query};
use nabz_people::residents::Dice;
use nabz_store::{Stop, Store};
use std::fmt;
use std::time::Duration;

/// Queries before those that count: the caches of a counter's database are warm.
const WARM_UP: usize = 300;
/// A manner that nobody's name suits is given up.
const THROWS_A_QUERY_MAX: usize = 10_000;

/// One name typed twice: alone, and with the age where one is known.
pub(crate) struct Asked {
    pub(crate) manner: Manner,
    script: Script,
    pub(crate) text: String,
    pub(crate) on_record: String,
    pub(crate) name_found: bool,
    pub(crate) person_found: Option<bool>,
    took: Duration,
    took_with_age: Option<Duration>,
}

impl Asked {
    /// The headings of the rows.
    pub(crate) const HEADINGS: &'static str =
        "manner,script,typed,name_found,person_found_with_age,took_us,took_with_age_us";
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = match self.script {
            Script::Devanagari => "devanagari",
            Script::Roman => "roman",
        };
        let person = self.person_found.map_or("", |found| if found { "1" } else { "0" });
        let with_age = self.took_with_age.map(|took| took.as_micros().to_string());
        write!(
            f,
            "{},{script},{},{},{person},{},{}",
            self.manner.word(),
            self.text,
            u8::from(self.name_found),
            self.took.as_micros(),
            with_age.unwrap_or_default(),
        )
    }
}

/// Types names of random residents in each manner, in either script, and looks who is found.
pub(crate) fn ask_all(
    (store, search): (&Store, &Search),
    city: &City,
    seed: u64,
    queries: usize,
) -> Result<Vec<Asked>, Stop> {
    let mut dice = Dice::new(seed);
    let mut all = Vec::new();
    for (queries, counts) in [(WARM_UP / Manner::ALL.len(), false), (queries, true)] {
        for manner in Manner::ALL {
            let mut asked = 0;
            for _ in 0..queries * THROWS_A_QUERY_MAX {
                let Some(target) = dice.one(&city.residents) else { break };
                if asked == queries {
                    break;
                }
                if manner.suits(target.name.len()) {
                    let one = ask((store, search), city, (target, manner), &mut dice)?;
                    asked += 1;
                    all.extend(counts.then_some(one));
                }
            }
        }
    }
    Ok(all)
}

fn ask(
    at: (&Store, &Search),
    city: &City,
    (target, manner): (&Known, Manner),
    dice: &mut Dice,
) -> Result<Asked, Stop> {
    let script = if dice.percent(50) { Script::Devanagari } else { Script::Roman };
    let (text, places) = typed(dice, (&city.words(target), target.given), script, manner);
    let (found, took) = find(at, Query::Name { text: text.clone(), born: None })?;
    let meant: Vec<u32> = places.iter().filter_map(|at| target.name.get(*at).copied()).collect();
    let is_right = |known: &Known| match manner {
        Manner::GivenOnly => known.has_given_name_of(target),
        Manner::Dropped => known.has_words(&meant),
        Manner::Whole
        | Manner::OneWordName
        | Manner::ThreeWords
        | Manner::Swapped
        | Manner::Joined
        | Manner::Truncated => known.has_name_of(target),
    };
    let name_found = found.iter().filter_map(|id| city.of(*id)).any(is_right);
    let (mut person_found, mut took_with_age) = (None, None);
    if let Some(born) = target.born {
        let (found, took) = find(at, Query::Name { text: text.clone(), born: Some(born) })?;
        person_found = Some(found.contains(&target.health_id));
        took_with_age = Some(took);
    }
    let on_record = target.written.clone();
    Ok(Asked { manner, script, text, on_record, name_found, person_found, took, took_with_age })
}

fn find(
    (store, search): (&Store, &Search),
    query: Query,
) -> Result<(Vec<HealthId>, Duration), Stop> {
    let search = search.clone();
    let started = Stopwatch::start();
    let found = store.read_blocking(move |view| search::find(&search, view, &query))?;
    let took = started.elapsed();
    Ok((found.iter().map(|candidate| candidate.health_id).collect(), took))
}

/// The figures of some queries.
#[derive(Default)]
pub(crate) struct Figures {
    queries: u32,
    names_found: u32,
    with_age: u32,
    persons_found: u32,
    /// Shortest first.
    took: Vec<Duration>,
}

impl Figures {
    /// The headings of the rows, after the manner.
    pub(crate) const HEADINGS: &'static str =
        "queries,name_recall,queries_with_age,person_recall,p50_us,p95_us,p99_us,max_us";

    pub(crate) fn of<'a>(asked: impl Iterator<Item = &'a Asked>) -> Self {
        let mut figures = Self::default();
        for one in asked {
            figures.queries += 1;
            figures.names_found += u32::from(one.name_found);
            figures.with_age += u32::from(one.person_found.is_some());
            figures.persons_found += u32::from(one.person_found == Some(true));
            figures.took.extend([Some(one.took), one.took_with_age].into_iter().flatten());
        }
        figures.took.sort_unstable();
        figures
    }

    /// Of answers to one kind of question: whether somebody was found, and what it took.
    pub(crate) fn of_answers(answers: impl Iterator<Item = (bool, Duration)>) -> Self {
        let mut figures = Self::default();
        for (found, took) in answers {
            figures.with_age += 1;
            figures.persons_found += u32::from(found);
            figures.took.push(took);
        }
        figures.took.sort_unstable();
        figures
    }

    /// Found names in thousandths of the queries.
    pub(crate) fn name_recall(&self) -> u32 {
        self.names_found * 1_000 / self.queries.max(1)
    }

    /// Found persons in thousandths of the queries with an age.
    pub(crate) fn person_recall(&self) -> u32 {
        self.persons_found * 1_000 / self.with_age.max(1)
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
            "{},{},{},{},{},{},{},{}",
            self.queries,
            thousandths(self.name_recall()),
            self.with_age,
            thousandths(self.person_recall()),
            self.percentile(50),
            self.percentile(95),
            self.percentile(99),
            self.percentile(100),
        )
    }
}
