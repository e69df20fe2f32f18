//! No question reads a whole table. Each is asked of a clinic, and then the engine is asked how it
//! went about every statement that was really sent.
//!
//! SQLite plans by figures that are fixed, as if every table were a city's (ADR 0018). PostgreSQL
//! plans by what it counted: there every table is filled to thousands of rows, which are counted,
//! and both its plans are looked at, the one for what was asked and the one for anything.

mod asked;
mod clinic;

use super::{City, patient, person};
use crate::search::{Everything, NoTerms, SearchStop, first_lead, search, search_types};
use crate::{EVERYTHING_PAGE_MAX, alias, everything, lately, read};
use asked::{SHAPES, WAYS, word};
use nabz_fhir::ResourceType;
use nabz_fhir::compartment::Compartment;
use nabz_fhir::search::{Handling, Query, pairs, parse, within};
use nabz_store::plans::{Explained, explained};
use nabz_store::{Stop, Tx};
use nabz_testkit::{city_tests, package};
use std::collections::{BTreeMap, BTreeSet};

/// What a statement has to enter an index of a table by, one of these ways, to read few of its rows.
const ENTERED_BY: [(&str, &[&[&str]]); 12] = [
    ("record_alias", &[&["type", "chosen_id"]]),
    ("record_chart", &[&["patient_id", "param"]]),
    ("record_claim", &[&["source_id", "type", "claim"]]),
    ("record_date", &[&["type", "param", "first"]]),
    ("record_entry", &[&["entry_id"], &["type", "updated_at"]]),
    ("record_history", &[&["bucket", "entry_id"], &["type", "updated_at"]]),
    ("record_identifier", &[&["hash", "type"]]),
    ("record_quantity", &[&["type", "param", "apart", "value"]]),
    ("record_reference", &[&["type", "param", "hash"]]),
    ("record_source", &[&["name"], &["source_id"]]),
    ("record_string", &[&["type", "param", "folded"]]),
    ("record_token", &[&["type", "param", "hash"]]),
];

/// Tables that may be read whole, with the reason why their rows stay few.
const SHORT: [(&str, &str); 1] =
    [("record_source", "one row for each house that ever sent something")];

/// Statements that enter an index by less, with the reason why they read few rows.
const ENTERED_BY_LESS: [(&str, &str); 1] =
    [("lately.rs: NEXT_TYPE", "the first row behind a type; there are 148 types")];

/// Statements whose rows are put into another order than their index has, with what bounds them.
const SORTED: [(&str, &str); 4] = [
    ("read.rs: CHART", "one patient's entries"),
    ("search/candidates.rs: AMOUNTS", "a range of 20,000 rows leads no first page, of 40,000 none"),
    ("search/candidates.rs: BIRTHDAYS", "the same"),
    ("search/candidates.rs: TEXTS", "the same"),
];

/// The statements of these rooms are all looked at; a new one needs a question that sends it.
const ROOMS: [&str; 2] = ["search", "lately.rs"];

/// Names of the texts in the sources, as `search/candidates.rs: TEXTS`.
type Names = BTreeMap<String, String>;

fn names() -> Names {
    let folder = package().join("src");
    let mut files: Vec<_> = ["alias.rs", "lately.rs", "read.rs", "source.rs"]
        .map(|name| (name.to_owned(), folder.join(name)))
        .into();
    for file in std::fs::read_dir(folder.join("search")).unwrap() {
        let file = file.unwrap();
        files.push((format!("search/{}", file.file_name().to_str().unwrap()), file.path()));
    }
    let mut names = Names::new();
    for (name, path) in files {
        let text = std::fs::read_to_string(path).unwrap();
        for part in text.split("\nconst ").skip(1) {
            let Some((constant, behind)) = part.split_once(": &str = \"") else { continue };
            let sql = behind.split_once('"').unwrap().0;
            if ["SELECT", "WITH"].iter().any(|word| sql.trim_start().starts_with(word)) {
                names.insert(sql.to_owned(), format!("{name}: {constant}"));
            }
        }
    }
    names
}

/// Rows of one person under as many other names that begin alike.
const WIDER: &str = "
    INSERT INTO record_string (type, param, folded, bucket, entry_id)
    WITH RECURSIVE counted (n) AS (
        SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM counted WHERE n < CAST($2 AS BIGINT)
    ), one AS (
        SELECT type, param, folded, bucket, entry_id FROM record_string WHERE folded = 'sharma' LIMIT 1
    )
    SELECT type, param, folded || CAST(n AS TEXT), bucket, entry_id FROM one, counted";

/// What is wrong with how a statement is gone about.
fn wrong(explained: &Explained, names: &Names) -> Vec<String> {
    let name = names.get(explained.sql).map_or(explained.sql, String::as_str);
    let may = |among: &[(&str, &str)]| among.iter().any(|(known, _)| *known == name);
    let faults = explained.plans.iter().flat_map(|plan| {
        let sorts = plan.iter().filter(|line| sorts(line) && !may(&SORTED));
        let less = |fault: &Fault| !(may(&ENTERED_BY_LESS) && fault.entered);
        let wide =
            reads(plan).filter_map(|reads| wide(&reads)).filter(less).map(|fault| fault.line);
        sorts.cloned().chain(wide).collect::<Vec<_>>()
    });
    faults.map(|line| format!("{name}: {}", line.trim())).collect()
}

/// Does a line of a plan put rows into an order, or hold them all to tell them apart?
fn sorts(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '-', '>']);
    let how = ["USE TEMP B-TREE", "Sort", "Incremental Sort", "HashAggregate"];
    how.iter().any(|how| line.starts_with(how)) && !line.starts_with("Sort Key")
}

/// How a plan reads a table: which, and by what it enters an index, if it does.
struct Reads<'p> {
    table: String,
    by: Option<&'p str>,
    line: String,
}

/// The lines of a plan that read a table of the record; on PostgreSQL what an index is entered by
/// stands on a line behind.
fn reads(plan: &[String]) -> impl Iterator<Item = Reads<'_>> {
    plan.iter().enumerate().filter_map(|(at, line)| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_table = |word: &&&str| word.starts_with("record_");
        let (table, by) = if line.starts_with("SCAN") || line.starts_with("SEARCH") {
            let by = line.split_once(" (").map(|(_, by)| by);
            (*words.get(1).filter(is_table)?, by)
        } else if line.contains("Bitmap Heap Scan on") {
            // Its rows are those of the bitmap below.
            return None;
        } else if line.contains(" Scan ") || line.contains(" Scan on ") {
            let by = plan.get(at + 1).and_then(|next| next.trim().strip_prefix("Index Cond: "));
            (*words.iter().rev().find(is_table)?, by)
        } else {
            return None;
        };
        // A bitmap names its index alone, which begins with the name of its table.
        let table =
            ENTERED_BY.iter().map(|(known, _)| *known).find(|known| table.starts_with(known));
        Some(Reads { table: table.unwrap_or(line).to_owned(), by, line: line.clone() })
    })
}

struct Fault {
    line: String,
    /// Though an index is entered, it is by too little.
    entered: bool,
}

fn wide(reads: &Reads<'_>) -> Option<Fault> {
    if SHORT.iter().any(|(table, _)| *table == reads.table) {
        return None;
    }
    let known = ENTERED_BY.iter().find(|(table, _)| *table == reads.table);
    let by = reads.by.unwrap_or_default();
    // Of a column that is skipped every value is gone through.
    let entered = by.split(" AND ").filter(|condition| !condition.contains("ANY("));
    let names = entered.flat_map(|one| one.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    let names: BTreeSet<&str> = names.collect();
    let is_entered = |columns: &[&str]| columns.iter().all(|column| names.contains(column));
    let narrow = known.is_some_and(|(_, ways)| ways.iter().any(|way| is_entered(way)));
    let entered = reads.by.is_some();
    (!narrow).then(|| Fault { line: format!("{} {by}", reads.line), entered })
}

/// A question as an address asks it: `Type?…`, or `Type/id/Type?…` within a compartment.
fn query(address: &str) -> Query {
    let (path, asked) = address.split_once('?').unwrap();
    let (within_of, of) = path.rsplit_once('/').map_or((None, path), |(w, of)| (Some(w), of));
    let named = |of: &str| ResourceType::named(of).unwrap();
    let asked = pairs(asked).unwrap();
    let query =
        parse(named(of), &asked, Handling::Strict).unwrap_or_else(|e| panic!("{address}: {e}"));
    let Some((owner, id)) = within_of.and_then(|within| within.split_once('/')) else {
        return query;
    };
    within(query, Compartment::of(named(owner)).unwrap(), id).unwrap()
}

/// Asks for two pages, as somebody who reads on would.
fn two_pages(tx: &mut Tx<'_>, query: &Query) {
    let page = search(tx, query, &mut Everything).unwrap();
    if let Some(after) = page.next {
        let second = Query { after: Some(after), ..query.clone() };
        search(tx, &second, &mut Everything).unwrap();
    }
}

/// What is asked beside searches of one type.
fn others(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let types = lately::types_on_record(tx)?;
    let (one, two) = (ResourceType::PATIENT, ResourceType::named("Encounter").unwrap());
    for (types, since) in [(types, None), (vec![one], Some(tx.now()))] {
        let marks = lately::lately(tx, &types, (since, None), 5)?;
        lately::lately(tx, &types, (None, marks.last().copied()), 5)?;
    }
    let both = [query("Patient?_count=2"), query("Encounter?_count=2")];
    search_types(tx, (&both, None), &mut Everything, &mut NoTerms).unwrap();
    read::history(tx, two, "e-1", None, 5)?;
    read::version(tx, two, "e-1", 1)?;
    let patient = alias::resolve(tx, one, "p-1")?.unwrap();
    let now = read::at(tx, patient)?.unwrap();
    read::versions_since(tx, &now, tx.now())?;
    everything(tx, &[patient.entry], (None, EVERYTHING_PAGE_MAX), &mut Everything)?;
    Ok(())
}

fn explain<T: Send + 'static>(
    city: &City,
    question: impl Fn(&mut Tx<'_>) -> T + Send + 'static,
) -> (T, Vec<Explained>) {
    city.read(move |view| explained(view, &question))
}

city_tests! { City;
    fn no_question_reads_a_whole_table_or_puts_one_into_order(city) {
        clinic::open(city);
        let (names, mut faults, mut sent) = (names(), BTreeSet::new(), BTreeSet::new());
        let mut sorted = BTreeSet::new();
        let mut look = |about: &str, found: Vec<Explained>| {
            assert!(!found.is_empty(), "{about} sent nothing");
            for one in &found {
                faults.extend(wrong(one, &names).into_iter().map(|fault| format!("{about}: {fault}")));
                sent.extend(names.get(one.sql));
                sorted.extend(names.get(one.sql).filter(|_| one.plans.concat().iter().any(|line| sorts(line))));
            }
        };
        for address in SHAPES.iter().map(|(_, a)| a).chain(WAYS.iter().map(|(a, _)| a)) {
            let query = query(address);
            let ((), found) = explain(city, move |view| two_pages(view, &query));
            look(address, found);
        }
        let (answer, found) = explain(city, others);
        answer.unwrap();
        look("histories and charts", found);
        assert!(faults.is_empty(), "{}", faults.into_iter().collect::<Vec<_>>().join("\n"));
        assert!(sorted.iter().eq(SORTED.iter().map(|(name, _)| name)), "only {sorted:?} are sorted");
        let of_rooms = names.values().filter(|name| ROOMS.iter().any(|room| name.starts_with(room)));
        let unsent: Vec<_> = of_rooms.filter(|name| !sent.contains(name)).collect();
        assert!(unsent.is_empty(), "no question sends {unsent:?}");
    }

    fn each_question_is_led_by_what_it_stands_for(city) {
        clinic::open(city);
        let others = WAYS.iter().filter_map(|(address, expected)| {
            let query = query(address);
            let led = city.read(move |view| Ok(word(&first_lead(view, &query).unwrap())));
            (led != *expected).then(|| format!("{address}: {led}, not {expected}"))
        });
        let others: Vec<_> = others.collect();
        assert!(others.is_empty(), "{}", others.join("\n"));
    }

    fn a_range_that_is_too_wide_to_be_put_into_order_leads_no_page(city) {
        for number in 1..=3 {
            city.publish(&patient(person(number), "Sharma"));
        }
        let asked = "Patient?family=sharma&_count=1";
        let led = || city.read(move |view| Ok(word(&first_lead(view, &query(asked)).unwrap())));
        let page = |after: Option<String>| {
            let query = Query { after, ..query(asked) };
            city.read(move |view| Ok(search(view, &query, &mut Everything)))
        };
        let next = page(None).unwrap().next;
        assert!(led() == "said" && page(next.clone()).is_ok(), "one text is in order already");
        city.write(|tx| tx.execute(WIDER, &[0.into(), 20.into()])).unwrap();
        assert!(led() == "texts" && page(next.clone()).is_ok());
        city.write(|tx| tx.execute(WIDER, &[21.into(), 25_000.into()])).unwrap();
        assert!(led() == "changes" && page(next.clone()).is_ok(), "what was begun goes on");
        city.write(|tx| tx.execute(WIDER, &[30_000.into(), 45_000.into()])).unwrap();
        assert!(matches!(page(next), Err(SearchStop::TooCostly)));
    }

    fn a_statement_without_an_index_is_found(city) {
        clinic::open(city);
        let poor = [
            "SELECT entry_id FROM record_entry WHERE version = $1 LIMIT 5",
            "SELECT entry_id FROM record_date WHERE type = $1 AND last > 0 LIMIT 5",
            "SELECT COUNT(*) FROM record_token WHERE hash > $1",
            "SELECT entry_id FROM record_string WHERE type = $1 AND param = 1 ORDER BY folded LIMIT 5",
            "SELECT entry_id FROM record_token WHERE type = $1 AND param > 0 AND hash <> 0
             ORDER BY hash, entry_id LIMIT 5",
            "SELECT entry_id FROM record_identifier WHERE type = $1 LIMIT 5",
        ];
        for sql in poor {
            let ((), found) = explain(city, move |view| {
                view.query(sql, &[1_i64.into()], |_| Ok(())).map(drop).unwrap();
            });
            let faults = wrong(&found[0], &Names::new());
            assert_eq!(found[0].plans.len(), if city.database.folder().is_some() { 1 } else { 2 });
            assert!(faults.len() >= found[0].plans.len(), "{sql}: {:?}", found[0].plans);
        }
        let good = "SELECT entry_id FROM record_entry WHERE bucket = $1 AND entry_id = NULL";
        let ((), found) = explain(city, move |view| {
            view.query(good, &[1_i64.into()], |_| Ok(())).map(drop).unwrap();
        });
        assert!(wrong(&found[0], &Names::new()).is_empty(), "{found:?}");
    }
}

#[test]
fn the_shapes_are_those_that_are_timed() {
    let timed = std::fs::read_to_string(package().join("../../bench/fhir/shapes.py")).unwrap();
    let timed: BTreeSet<&str> = timed
        .split("\n@shape\ndef ")
        .skip(1)
        .map(|shape| shape.split_once('(').unwrap().0)
        .collect();
    assert_eq!(SHAPES.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), timed);
}
