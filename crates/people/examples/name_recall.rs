//! How well and how fast residents are found by name: `cargo run --release -p nabz-people
//! --example name_recall -- sqlite:/tmp/city.db 1000000 2000 [seed]`.
//!
//! Fills an empty database with made-up residents, types their names with noise in either script,
//! and prints one CSV row a manner of typing. Figures belong into `bench/results/`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use nabz_kernel::clock::{Clock, Stopwatch};
use nabz_people::registry::index::Search;
use nabz_people::residents::recall::{self, Figures};
use nabz_store::{Stop, Store};
use std::path::Path;

const MISSED_SHOWN_MAX: usize = 60;

fn main() -> Result<(), Stop> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual: u64| {
        arguments.get(place).and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let database = arguments.first().map_or("sqlite:/tmp/nabz-names.db", String::as_str);
    let (residents, queries, seed) = (number(1, 100_000), number(2, 2_000), number(3, 1));
    let store = match database.strip_prefix("sqlite:") {
        Some(path) => Store::open_sqlite(Path::new(path), Clock::Machine)?,
        None => Store::open_postgres(database, "names", Clock::Machine)?,
    };
    let filling = Stopwatch::start();
    let city = recall::fill(&store, seed, residents)?;
    let filled = filling.elapsed();
    let loading = Stopwatch::start();
    let search = Search::default();
    search.load(&store)?;
    let (spellings, _) = search.is_loaded();
    println!(
        "# {database} residents={residents} queries={queries} seed={seed} spellings={spellings}"
    );
    println!("# filled in {filled:?}, index loaded in {:?}", loading.elapsed());
    println!("{}", Figures::HEADINGS);
    for figures in recall::measure(&store, &search, &city, seed + 1, queries)? {
        println!("{figures}");
        if figures.manner.is_none() {
            for (typed, on_record) in figures.missed.iter().take(MISSED_SHOWN_MAX) {
                println!("# missed: {typed} for {on_record}");
            }
        }
    }
    Ok(())
}
