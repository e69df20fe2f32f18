//! How well and how fast residents are found by name; `bench/names.sh` runs it.
//!
//! `name_recall DATABASE RESIDENTS QUERIES SEED tuning|held-out [CSV]` fills an empty database with
//! made-up residents whose names are of one half of the lists (or takes one that the same seed has
//! filled on the same day), types their names with noise in either script, so many times in each
//! manner, and prints the figures; then checks residents who come again for duplicates, and asks on
//! all threads at once. `CSV` keeps every query.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod checks;
mod city;
mod figures;
#[cfg(test)]
mod tests;
mod typing;

use city::City;
use figures::{Asked, Figures, ask_all};
use nabz_kernel::clock::{Clock, Stopwatch};
use nabz_people::registry::index::Search;
use nabz_people::residents::Half;
use nabz_store::{Stop, Store};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use typing::Manner;

const MISSED_SHOWN_MAX: usize = 20;

fn main() -> Result<(), Stop> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text =
        |place: usize, usual: &'static str| arguments.get(place).map_or(usual, String::as_str);
    let number = |place: usize, usual: u64| text(place, "").parse().unwrap_or(usual);
    let database = text(0, "sqlite:/tmp/nabz-names.db");
    let (residents, queries, seed) = (number(1, 100_000), number(2, 500), number(3, 1));
    let half = if text(4, "held-out") == "tuning" { Half::Tuning } else { Half::HeldOut };
    let store = match database.strip_prefix("sqlite:") {
        Some(path) => Store::open_sqlite(Path::new(path), Clock::Machine)?,
        None => Store::open_postgres(database, "names", Clock::Machine)?,
    };
    let filling = Stopwatch::start();
    let city = City::in_database(&store, half, (seed, residents))?;
    println!(
        "# {residents} residents, names {half:?}, seed {seed}, filled in {:?}",
        filling.elapsed()
    );
    let loading = Stopwatch::start();
    let search = Search::default();
    search.load(&store)?;
    let (spellings, _) = search.is_loaded();
    println!("# {spellings} spellings, index loaded in {:?}", loading.elapsed());
    let queries = usize::try_from(queries).unwrap_or(usize::MAX);
    let asked = ask_all((&store, &search), &city, seed + 1, queries)?;
    if let Some(path) = arguments.get(5) {
        keep(Path::new(path), &asked).map_err(|error| Stop::fault(format!("{path}: {error}")))?;
    }
    report(&asked);
    let again = checks::come_again(&city, seed + 2, queries);
    println!("check,{}", checks::figures(&checks::check_all((&store, &search), &again)?));
    let (searches, checked) = checks::a_second((&store, &search), &asked, &again)?;
    println!("# all threads: {searches} searches a second, {checked} checks a second");
    Ok(())
}

/// Every query of the run, so that anyone can count again.
fn keep(path: &Path, asked: &[Asked]) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "{}", Asked::HEADINGS)?;
    asked.iter().try_for_each(|one| writeln!(file, "{one}"))?;
    file.flush()
}

/// The table, and what was missed. Whoever types a given name only has not given the name, so
/// `all` counts every other manner.
fn report(asked: &[Asked]) {
    println!("manner,{}", Figures::HEADINGS);
    let names = asked.iter().filter(|one| one.manner != Manner::GivenOnly);
    println!("all,{}", Figures::of(names));
    for manner in Manner::ALL {
        let of_manner = || asked.iter().filter(move |one| one.manner == manner);
        println!("{},{}", manner.word(), Figures::of(of_manner()));
        let missed = of_manner().filter(|one| !one.name_found);
        for one in missed.take(MISSED_SHOWN_MAX) {
            println!("# no name: {} for {}", one.text, one.on_record);
        }
        let missed = of_manner().filter(|one| one.name_found && one.person_found == Some(false));
        for one in missed.take(MISSED_SHOWN_MAX / 4) {
            println!("# no person: {} for {}", one.text, one.on_record);
        }
    }
}
