//! The check for duplicates before somebody is registered: residents who come again, their names
//! typed with slips, and how many questions are answered in a second.

use super::city::City;
use super::figures::{Asked, Figures};
use super::typing::{Manner, typed};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::names::{PersonName, Script};
use nabz_people::registry::index::Search;
use nabz_people::registry::model::Details;
use nabz_people::registry::search::{self, Query};
use nabz_people::residents::Dice;
use nabz_store::{Stop, Store};
use std::num::NonZero;
use std::thread;
use std::time::Duration;

const WARM_UP: usize = 100;
/// Of a hundred who come again, so many say the phone that stands on record.
const SAME_PHONE: u64 = 60;
/// How long each thread asks.
const LOAD: Duration = Duration::from_secs(20);

/// What is asked at a counter before a number is given out.
pub(crate) struct Again {
    typed: Details,
    health_id: HealthId,
}

/// Residents who come again, one after the other.
pub(crate) fn come_again(city: &City, seed: u64, queries: usize) -> Vec<Again> {
    let mut dice = Dice::new(seed);
    let mut again = Vec::with_capacity(queries);
    let manner = |words| match words {
        1 => Manner::OneWordName,
        2 => Manner::Whole,
        _ => Manner::ThreeWords,
    };
    while again.len() < queries {
        let Some((at, details)) = dice.one(&city.again) else { break };
        let Some(target) = city.residents.get(*at) else { break };
        let script = if dice.percent(50) { Script::Devanagari } else { Script::Roman };
        let words = city.words(target);
        let manner = manner(words.len());
        let (text, _) = typed(&mut dice, (&words, target.given), script, manner);
        let Ok(name) = PersonName::of(&text) else { continue };
        let mut typed = Details { name, ..details.clone() };
        if !dice.percent(SAME_PHONE) {
            typed.phone = None;
        }
        again.push(Again { typed, health_id: target.health_id });
    }
    again
}

/// Asks about each; what the first ones took does not count.
pub(crate) fn check_all(
    at: (&Store, &Search),
    again: &[Again],
) -> Result<Vec<(bool, Duration)>, Stop> {
    let mut asked = Vec::with_capacity(again.len());
    for (place, one) in again.iter().enumerate() {
        let answer = check(at, one)?;
        asked.extend((place >= WARM_UP).then_some(answer));
    }
    Ok(asked)
}

fn check((store, search): (&Store, &Search), one: &Again) -> Result<(bool, Duration), Stop> {
    let (search, typed) = (search.clone(), one.typed.clone());
    let started = Stopwatch::start();
    let found = store.read_blocking(move |view| search::duplicates(&search, view, &typed))?;
    let took = started.elapsed();
    Ok((found.iter().any(|found| found.candidate.health_id == one.health_id), took))
}

/// The figures of the check, as a row of the table.
pub(crate) fn figures(asked: &[(bool, Duration)]) -> Figures {
    Figures::of_answers(asked.iter().copied())
}

/// How many questions a second the machine's threads answer together: searches by name, and checks.
pub(crate) fn a_second(
    at: (&Store, &Search),
    asked: &[Asked],
    again: &[Again],
) -> Result<(u64, u64), Stop> {
    let texts: Vec<&str> = asked.iter().map(|one| one.text.as_str()).collect();
    let searches = all_threads(|thread| {
        let mut places = texts.iter().cycle().skip(thread * texts.len() / 2);
        let mut ask = || -> Result<(), Stop> {
            let Some(text) = places.next() else { return Ok(()) };
            let query = Query::Name { text: (*text).to_owned(), born: None };
            let search = at.1.clone();
            at.0.read_blocking(move |view| search::find(&search, view, &query)).map(drop)
        };
        asked_in_time(&mut ask)
    })?;
    let checks = all_threads(|thread| {
        let mut places = again.iter().cycle().skip(thread * again.len() / 2);
        let mut ask = || places.next().map_or(Ok(()), |one| check(at, one).map(drop));
        asked_in_time(&mut ask)
    })?;
    Ok((searches, checks))
}

fn asked_in_time(ask: &mut dyn FnMut() -> Result<(), Stop>) -> Result<u64, Stop> {
    let started = Stopwatch::start();
    let mut asked = 0;
    while started.elapsed() < LOAD {
        ask()?;
        asked += 1;
    }
    Ok(asked)
}

fn all_threads(work: impl Fn(usize) -> Result<u64, Stop> + Sync) -> Result<u64, Stop> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let work = &work;
    let done: Vec<Result<u64, Stop>> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|n| scope.spawn(move || work(n))).collect();
        let stopped = |_| Stop::fault("a thread stopped");
        running.into_iter().map(|one| one.join().unwrap_or_else(|e| Err(stopped(e)))).collect()
    });
    let asked = done.into_iter().sum::<Result<u64, Stop>>()?;
    Ok(asked / LOAD.as_secs())
}
