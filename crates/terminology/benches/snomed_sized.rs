//! How long a code system of the size of SNOMED CT takes to load, how large it is, and how fast it
//! answers: 350,000 made-up concepts, of which many lie below several others.
//!
//! `cargo bench -p nabz-terminology -- sqlite:/tmp/terms.db`, or a connection of PostgreSQL.

#![expect(clippy::indexing_slicing, reason = "the list is as long as it was made")]

use nabz_kernel::clock::{Clock, Stopwatch};
use nabz_store::{Stop, Store, Tx};
use nabz_terminology::ask::{Coded, Of, Wish, expand, lookup, subsumes};
use nabz_terminology::load::load;
use nabz_terminology::{Designation, Draft, DraftConcept, DraftSystem, Head, Kind};
use std::io::{Write, stdout};

const CONCEPTS: usize = 350_000;
const BRANCHES: usize = 19;
const VOCABULARY: u64 = 12_000;
const ASKED: usize = 2_000;
const URL: &str = "http://example.org/snomed-sized";

fn main() -> Result<(), Stop> {
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(database) = given else {
        say("name a database: -- sqlite:/tmp/terms.db");
        return Ok(());
    };
    let store = Store::open(&database, Clock::Machine)?;
    let mut luck = Luck(0x9e37_79b9_7f4a_7c15);
    let system = made_up(&mut luck);
    say(&format!(
        "{CONCEPTS} concepts, {:.1} parents and {:.0} ancestors each",
        parents(&system),
        ancestors(&system)
    ));
    let watch = Stopwatch::start();
    let loaded = load(&store, Draft::System(system), &mut |_, _| ())?;
    say(&format!("loaded in {:.0} s, {} ranges", watch.elapsed().as_secs_f64(), loaded.ranges));
    let code = |luck: &mut Luck| code(luck.below(CONCEPTS));
    measured(&store, "$lookup", &mut luck, |luck| {
        let asked = Coded { system: URL.to_owned(), code: code(luck), ..Coded::default() };
        Box::new(move |view| lookup(view, &asked, &[], None).map(drop))
    })?;
    measured(&store, "$subsumes", &mut luck, |luck| {
        let asked = Coded { system: URL.to_owned(), code: code(luck), ..Coded::default() };
        let other = code(luck);
        Box::new(move |view| subsumes(view, &asked, &other).map(drop))
    })?;
    for (name, set) in [("all, filter", "http://example.org/all"), ("is-a, filter", "")] {
        measured(&store, &format!("$expand of {name}"), &mut luck, |luck| {
            let filter = Some(format!("{} {}", beginning(luck), beginning(luck)));
            let wish = Wish { filter, count: Some(20), ..Wish::default() };
            let of = if set.is_empty() {
                is_a(&self::code(luck.below(2_000)))
            } else {
                Of::Address(set.to_owned())
            };
            Box::new(move |view| expand(view, &of, &wish).map(drop))
        })?;
    }
    measured(&store, "$expand of is-a, 20 of many", &mut luck, |luck| {
        let of = is_a(&self::code(luck.below(2_000)));
        let wish = Wish { count: Some(20), offset: 40, ..Wish::default() };
        Box::new(move |view| expand(view, &of, &wish).map(drop))
    })
}

type Question = Box<dyn FnMut(&mut Tx<'_>) -> Result<(), Stop> + Send>;

fn measured(
    store: &Store,
    name: &str,
    luck: &mut Luck,
    mut ask: impl FnMut(&mut Luck) -> Question,
) -> Result<(), Stop> {
    let mut took = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let question = ask(luck);
        let watch = Stopwatch::start();
        store.read_blocking(question)?;
        took.push(watch.elapsed().as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    let at = |part: usize| took.get(took.len() * part / 100).copied().unwrap_or_default();
    say(&format!("{name:30} p50 {:.3} ms, p99 {:.3} ms", at(50), at(99)));
    Ok(())
}

fn is_a(code: &str) -> Of {
    let body = format!(
        "{{\"resourceType\":\"ValueSet\",\"compose\":{{\"include\":[{{\"system\":\"{URL}\",\
         \"filter\":[{{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"{code}\"}}]}}]}}}}"
    );
    let tape = nabz_fhir::tape::Tape::parse(body.into_bytes());
    tape.map_or_else(|_| Of::Address(String::new()), Of::Body)
}

/// Each first parent is anyone before in its branch; a second one is near the first, as a rule.
fn made_up(luck: &mut Luck) -> DraftSystem {
    let mut above: Vec<Vec<usize>> = vec![Vec::new()];
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); CONCEPTS];
    let mut branches: Vec<Vec<usize>> = vec![Vec::new(); BRANCHES];
    for place in 1..CONCEPTS {
        let branch = &mut branches[luck.below(BRANCHES)];
        let first = if branch.is_empty() { 0 } else { branch[luck.below(branch.len())] };
        let mut parents = vec![first];
        if luck.below(100) < 45 && first != 0 {
            let near = above[first].first().map_or(0, |grandparent| {
                let uncles = &below[*grandparent];
                uncles[luck.below(uncles.len())]
            });
            let other = if luck.below(100) < 80 { near } else { branch[luck.below(branch.len())] };
            if !parents.contains(&other) {
                parents.push(other);
            }
        }
        for parent in &parents {
            below[*parent].push(place);
        }
        branch.push(place);
        above.push(parents);
    }
    let concepts =
        above.into_iter().enumerate().map(|(place, parents)| concept(luck, place, &parents));
    let head = Head {
        whole_set: Some("http://example.org/all".to_owned()),
        ..Head::of(Kind::CodeSystem, URL)
    };
    DraftSystem { concepts: concepts.collect(), head }
}

fn concept(luck: &mut Luck, place: usize, parents: &[usize]) -> DraftConcept {
    let words = |luck: &mut Luck, count: usize| {
        (0..count).map(|_| word(luck)).collect::<Vec<_>>().join(" ")
    };
    let display = words(luck, 4);
    let full = format!("{display} (disorder)");
    let names = [("en", full), ("en", words(luck, 3)), ("hi", format!("रोग {place}"))];
    let designations = names.into_iter().take(if place.is_multiple_of(20) { 3 } else { 2 });
    let designation = |(language, words): (&str, String)| Designation {
        language: language.to_owned(),
        words,
        ..Designation::default()
    };
    DraftConcept {
        code: code(place),
        display,
        parents: parents.iter().map(|parent| code(*parent)).collect(),
        designations: designations.map(designation).collect(),
        ..DraftConcept::default()
    }
}

fn code(place: usize) -> String {
    format!("{}", 100_000_000 + place * 7)
}

/// Some words stand in many names, most in few.
fn word(luck: &mut Luck) -> String {
    let number = luck.next() % VOCABULARY;
    spelt(number * (luck.next() % VOCABULARY) / VOCABULARY)
}

fn beginning(luck: &mut Luck) -> String {
    word(luck).chars().take(5).collect()
}

/// A number as syllables.
fn spelt(number: u64) -> String {
    let syllables = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se"];
    let mut left = number + 144;
    let mut word = String::new();
    while left > 0 {
        word.push_str(syllables[usize::try_from(left % 12).unwrap_or_default()]);
        left /= 12;
    }
    word
}

#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a mean for a person to read"
)]
fn parents(system: &DraftSystem) -> f64 {
    let all: usize = system.concepts.iter().map(|concept| concept.parents.len()).sum();
    all as f64 / CONCEPTS as f64
}

/// The mean over a thousand concepts.
#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a mean for a person to read"
)]
fn ancestors(system: &DraftSystem) -> f64 {
    let place = |code: &str| (code.parse::<usize>().unwrap_or_default() - 100_000_000) / 7;
    let mut all = 0;
    for start in (0..CONCEPTS).step_by(CONCEPTS / 1_000) {
        let mut seen = std::collections::HashSet::new();
        let mut waiting = vec![start];
        while let Some(here) = waiting.pop() {
            for parent in &system.concepts[here].parents {
                if seen.insert(place(parent)) {
                    waiting.push(place(parent));
                }
            }
        }
        all += seen.len();
    }
    all as f64 / 1_000.0
}

/// The same numbers at every run.
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next()).unwrap_or_default() % end.max(1)
    }
}

fn say(line: &str) {
    drop(writeln!(stdout(), "{line}"));
}
