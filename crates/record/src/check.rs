//! `nabz record check`: does the index say what the bodies say, and do the bodies say what their
//! rows say? It only reads.

use crate::entry::{Entry, Key};
use crate::read::{self, Behind};
use crate::rows::{self, Row as IndexRow, rows};
use crate::write::identity;
use crate::{index, parameters, source};
use nabz_fhir::definitions::added::{Added, Stage};
use nabz_fhir::path::Path;
use nabz_fhir::tape::Node;
use nabz_store::{Stop, Store, Tx};
use std::collections::BTreeSet;

const ENTRIES_AT_ONCE: i64 = 100;
/// Faults that are named; the rest are counted.
const FAULTS_NAMED_MAX: usize = 50;

const VERSIONS: &str = "
    SELECT COUNT(*)
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3";
const INDEX_ROWS: [&str; 7] = [
    "SELECT COUNT(*) FROM record_token",
    "SELECT COUNT(*) FROM record_string",
    "SELECT COUNT(*) FROM record_date",
    "SELECT COUNT(*) FROM record_reference",
    "SELECT COUNT(*) FROM record_quantity",
    "SELECT COUNT(*) FROM record_identifier",
    "SELECT COUNT(*) FROM record_chart",
];

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Entries looked at.
    pub entries: u64,
    /// Index rows that the bodies ask for.
    pub rows: u64,
    /// Index rows that there are; more than asked for point to something that no longer is so.
    pub rows_there: u64,
    /// How much is wrong.
    pub faults: u64,
    /// The first of what is wrong, without any person's data.
    pub named: Vec<String>,
}

impl Checked {
    /// Everything is as it should be. Ask while nobody writes: the rows are counted last.
    pub fn is_clean(&self) -> bool {
        self.faults == 0
    }

    fn fault(&mut self, key: Key, words: &str) {
        self.faults += 1;
        if self.named.len() < FAULTS_NAMED_MAX {
            self.named.push(format!("{key:?}: {words}"));
        }
    }
}

/// Checks the whole record, a part at a time. `progress` hears how many entries were looked at.
/// The thread waits.
pub fn check(store: &Store, mut progress: impl FnMut(u64)) -> Result<Checked, Stop> {
    let mut all = Checked::default();
    let mut after = read::BEGINNING;
    loop {
        let from = after;
        let (part, last) = store.read_blocking(move |view| check_part(view, from))?;
        all.entries += part.entries;
        all.rows += part.rows;
        all.faults += part.faults;
        all.named.extend(part.named);
        all.named.truncate(FAULTS_NAMED_MAX);
        progress(all.entries);
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    for sql in INDEX_ROWS {
        let there = store.read_blocking(move |view| view.query_one(sql, &[], |row| row.get(0)))?;
        all.rows_there += u64::try_from(there.unwrap_or(0_i64)).unwrap_or(0);
    }
    if all.rows_there > all.rows {
        all.faults += 1;
        let (asked, there) = (all.rows, all.rows_there);
        all.named.push(format!("the index has {there} rows, the bodies ask for {asked}"));
    }
    Ok(all)
}

fn check_part(view: &mut Tx<'_>, behind: Behind) -> Result<(Checked, Option<Behind>), Stop> {
    let (entries, last) = read::behind(view, behind, ENTRIES_AT_ONCE)?;
    let mut checked = Checked::default();
    for entry in &entries {
        checked.entries += 1;
        check_entry(view, entry, &mut checked)?;
    }
    Ok((checked, last))
}

fn check_entry(view: &mut Tx<'_>, entry: &Entry, checked: &mut Checked) -> Result<(), Stop> {
    let older: Option<i64> = view.query_one(VERSIONS, &identity(entry.key), |row| row.get(0))?;
    if older != Some(i64::from(entry.version) - 1) {
        checked.fault(entry.key, "older versions are missing, or there are too many");
    }
    if entry.deleted {
        return Ok(());
    }
    let Ok(tape) = entry.tape() else {
        checked.fault(entry.key, "the body is not JSON");
        return Ok(());
    };
    let says = |path: &'static str, text: &str| Path(path).says(tape.root(), text);
    let source = source::url(view, entry.source)?;
    let agrees = says("resourceType", entry.key.of.name())
        && says("id", &entry.id)
        && says("meta.versionId", &entry.version.to_string())
        && says("meta.lastUpdated", &entry.updated.to_string())
        && says("meta.source", &source);
    if !agrees {
        checked.fault(entry.key, "the body names another id, version, time or source than its row");
    }
    for row in rows(&Added::default(), entry.key.of, tape.root(), entry.beside()) {
        checked.rows += 1;
        if !index::is_there(view, entry.key, &row)? {
            checked.fault(entry.key, missing(&row));
        }
    }
    check_added(view, entry, tape.root(), checked)
}

/// By the parameters that were added: those that do not answer yet, or no longer, have rows of some
/// entries.
fn check_added(
    view: &mut Tx<'_>,
    entry: &Entry,
    body: Node<'_>,
    checked: &mut Checked,
) -> Result<(), Stop> {
    for one in parameters::known(view)?.of(entry.key.of) {
        // Two values of a body may have one row.
        for row in rows::of_added(one, body).into_iter().collect::<BTreeSet<_>>() {
            let is_there = index::is_there(view, entry.key, &row)?;
            checked.rows += u64::from(is_there || one.stage == Stage::Answering);
            if !is_there && one.stage == Stage::Answering {
                checked.fault(entry.key, missing(&row));
            }
        }
    }
    Ok(())
}

fn missing(row: &IndexRow) -> &'static str {
    match row {
        IndexRow::Token { .. } => "a token row is missing",
        IndexRow::Text { .. } => "a string row is missing",
        IndexRow::Date { .. } => "a date row is missing",
        IndexRow::Reference { .. } => "a reference row is missing",
        IndexRow::Quantity { .. } => "a quantity row is missing",
        IndexRow::Identifier { .. } => "an identifier row is missing",
        IndexRow::Chart { .. } => "a chart row is missing",
    }
}
