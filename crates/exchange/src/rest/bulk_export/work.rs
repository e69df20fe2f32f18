//! Writing the files of exports, a part at a time: read, written, on the disk, noted. What broke off
//! between two of these goes on from the last note.

use super::EXPORT;
use super::folder::Folder;
use nabz_access::city;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::{Bundle, quoted};
use nabz_fhir::search::{Handling, Query, pairs, parse};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::person_of;
use nabz_record::bulk_export::{self as exports, Export, File, FileKind, Place};
use nabz_record::search::says;
use nabz_record::{BySource, Entry, seal};
use nabz_store::{Stop, Store, Tx};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;
use uuid::Uuid;

/// The thread is asked to end between two of these.
const SLICE: Duration = Duration::from_secs(4);
/// A file that is longer is followed by another one.
const FILE_BYTES: u64 = 256 * 1024 * 1024;
/// The clocks of two nodes differ by less, as `nabz doctor` watches: after so long nobody writes
/// what would seem to have been written before.
const CLOCKS_APART: Duration = Duration::from_secs(2);
const WRITERS_LOOKED_FOR_EVERY: Duration = Duration::from_millis(50);
const KEEPS_HOUSE_EVERY: Duration = Duration::from_mins(1);

/// Whoever writes the files, in one process.
pub struct Exporter {
    store: Store,
    folder: PathBuf,
    holder: Uuid,
    kept_house: Option<Stopwatch>,
}

/// Lines for one file.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    count: u64,
}

impl Lines {
    /// A line holds no end of a line: in JSON those stand between members alone.
    fn push(&mut self, body: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(body);
        for byte in self.bytes.iter_mut().skip(start) {
            if matches!(*byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        self.bytes.push(b'\n');
        self.count += 1;
    }
}

type Written = BTreeMap<(FileKind, ResourceType), Lines>;

impl Exporter {
    /// Writes into this folder, which is made when it is needed. Processes that share a database
    /// share the folder, too.
    pub fn new(store: &Store, folder: PathBuf) -> Self {
        let holder = PersonId::draw(store.clock().now()).uuid();
        Self { store: store.clone(), folder, holder, kept_house: None }
    }

    /// Works for some seconds at most on what waits, and says how many parts it wrote. The thread
    /// waits.
    pub fn work(&mut self) -> Result<u64, Stop> {
        if self.kept_house.is_none_or(|kept| kept.elapsed() >= KEEPS_HOUSE_EVERY) {
            self.keep_house()?;
            self.kept_house = Some(Stopwatch::start());
        }
        let (watch, mut parts) = (Stopwatch::start(), 0);
        while watch.elapsed() < SLICE && self.step()? {
            parts += 1;
        }
        Ok(parts)
    }

    /// Takes away what lapsed, and files of which nothing is noted.
    pub fn keep_house(&self) -> Result<(), Stop> {
        let lapsed = self.store.read_blocking(exports::lapsed)?;
        for id in lapsed {
            self.store.write_bulk(move |tx| exports::remove(tx, id))?;
        }
        let folder = Folder::at(&self.folder);
        for id in folder.there().map_err(|fault| unwritable(&fault))? {
            if !self.store.read_blocking(move |view| exports::is_known(view, id))? {
                folder.remove(id).map_err(|fault| unwritable(&fault))?;
            }
        }
        Ok(())
    }

    /// Writes one part of an export; `false` when there is nothing to do now.
    pub fn step(&self) -> Result<bool, Stop> {
        let (holder, now) = (self.holder, self.store.clock().now());
        let before = now.minus(CLOCKS_APART);
        let next =
            self.store.read_blocking(move |view| exports::next_open(view, holder, before))?;
        let Some(export) = next else { return Ok(false) };
        let id = export.id;
        if !self.store.write_bulk(move |tx| exports::take(tx, id, holder))? {
            return Ok(true);
        }
        match self.go_on(&export) {
            Ok(()) => Ok(true),
            Err(stop) => {
                self.store.write_bulk(move |tx| exports::put_off(tx, id, holder))?;
                Err(stop)
            }
        }
    }

    fn go_on(&self, export: &Export) -> Result<(), Stop> {
        let mut written = Written::new();
        let place = match export.place {
            Some(place) => Some(place),
            None => self.begin(export, &mut written)?,
        };
        let next = match place {
            Some(place) => self.part(export, place, &mut written)?,
            None => None,
        };
        let files = self.append(export, &written)?;
        let resources = written.iter().filter(|((kind, _), _)| *kind == FileKind::Output);
        let entries = export.entries + resources.map(|(_, lines)| lines.count).sum::<u64>();
        let (id, holder) = (export.id, self.holder);
        let noted = self.store.write_bulk(move |tx| {
            if !exports::note(tx, (id, holder), next, entries)? {
                return Ok(false);
            }
            files.iter().try_for_each(|file| exports::note_file(tx, id, file)).map(|()| true)
        })?;
        // It was taken back meanwhile, and its files with it.
        if !noted && !self.store.read_blocking(move |view| exports::is_known(view, id))? {
            Folder::at(&self.folder).remove(id).map_err(|fault| unwritable(&fault))?;
        }
        Ok(())
    }

    /// Waits until all that was written before the export is there to be read.
    fn begin(&self, export: &Export, written: &mut Written) -> Result<Option<Place>, Stop> {
        let watch = Stopwatch::start();
        let at_work = self.store.read_blocking(writers)?;
        let mut still = at_work.clone();
        while still.iter().any(|one| at_work.contains(one)) {
            if watch.elapsed() > SLICE {
                return Err(Stop::fault("an export waits for somebody who has not done writing"));
            }
            sleep(WRITERS_LOOKED_FOR_EVERY);
            still = self.store.read_blocking(writers)?;
        }
        if export.wish.since.is_some() {
            seal(&self.store)?;
        }
        if !export.wish.ignored.is_empty() {
            let words = format!("passed over: {}", export.wish.ignored.join(", "));
            let issue = json!({
                "resourceType": "OperationOutcome",
                "issue": [{"severity": "warning", "code": "not-supported", "diagnostics": words}],
            });
            let of = ResourceType::named("OperationOutcome").unwrap_or(ResourceType::BUNDLE);
            let lines = written.entry((FileKind::Error, of)).or_default();
            lines.push(issue.to_string().as_bytes());
        }
        Ok(Place::first(&export.wish))
    }

    fn part(
        &self,
        export: &Export,
        place: Place,
        written: &mut Written,
    ) -> Result<Option<Place>, Stop> {
        let asking = export.clone();
        let (said, persons, at, next) = self.store.read_blocking(move |view| {
            let part = exports::part(view, &asking, place)?;
            let filters = filters(&asking)?;
            let mut said = Vec::with_capacity(part.said.len());
            for entry in part.said {
                if fits(&filters, &entry)? {
                    said.push(entry);
                }
            }
            let persons = persons(view, &said)?;
            Ok((said, persons, city(view)?, part.next))
        })?;
        let by = BySource { source: export.source, act: EXPORT, at, through: None };
        for person in persons {
            self.store.audit_read(&by, person)?;
        }
        let (gone, there): (Vec<Entry>, Vec<Entry>) =
            said.into_iter().partition(|entry| entry.deleted);
        for entry in there {
            written.entry((FileKind::Output, entry.key.of)).or_default().push(&entry.body);
        }
        if !gone.is_empty() {
            let lines = written.entry((FileKind::Deleted, ResourceType::BUNDLE)).or_default();
            lines.push(&deletions(&gone));
        }
        Ok(next)
    }

    /// Appends lines to the last file of their kind, or to a new one where that is full.
    fn append(&self, export: &Export, written: &Written) -> Result<Vec<File>, Stop> {
        let id = export.id;
        let files = self.store.read_blocking(move |view| exports::files(view, id))?;
        let mut number = files.last().map_or(0, |file| file.number);
        let mut touched = Vec::with_capacity(written.len());
        for ((kind, of), lines) in written {
            let open = |file: &&File| file.kind == *kind && file.of == *of;
            let last = files.iter().rfind(open).filter(|file| file.bytes < FILE_BYTES);
            let mut file = last.copied().unwrap_or_else(|| {
                number += 1;
                File { number, kind: *kind, of: *of, entries: 0, bytes: 0 }
            });
            let appended = Folder::at(&self.folder).append(id, &file, &lines.bytes);
            appended.map_err(|fault| unwritable(&fault))?;
            file.entries += lines.count;
            file.bytes += u64::try_from(lines.bytes.len()).unwrap_or_default();
            touched.push(file);
        }
        Ok(touched)
    }
}

/// Whoever writes at this moment.
fn writers(view: &mut Tx<'_>) -> Result<Vec<i64>, Stop> {
    view.writers()
}

/// The searches of a wish. They were understood when it was noted.
fn filters(export: &Export) -> Result<Vec<Query>, Stop> {
    let mut filters = Vec::new();
    for (number, query) in &export.wish.filters {
        let of = ResourceType::numbered((*number).into());
        let parsed =
            of.zip(pairs(query)).and_then(|(of, asked)| parse(of, &asked, Handling::Lenient).ok());
        let unread = || Stop::fault("a filter of an export is not understood any more");
        filters.push(parsed.ok_or_else(unread)?);
    }
    Ok(filters)
}

/// Does an entry fit one of the searches of its type, where there are any? What is gone fits.
fn fits(filters: &[Query], entry: &Entry) -> Result<bool, Stop> {
    let mut of_type = filters.iter().filter(|query| query.of == entry.key.of).peekable();
    if entry.deleted || of_type.peek().is_none() {
        return Ok(true);
    }
    let tape = entry.tape()?;
    Ok(of_type.any(|query| {
        query.ids.as_ref().is_none_or(|ids| ids.contains(&entry.id))
            && says(query, entry, tape.root())
    }))
}

/// Whom these entries are about.
fn persons(tx: &mut Tx<'_>, said: &[Entry]) -> Result<HashSet<PersonId>, Stop> {
    let patients: BTreeSet<Uuid> = said.iter().filter_map(|entry| entry.patient).collect();
    patients.into_iter().map(|patient| person_of(tx, patient)).collect()
}

/// A transaction that takes out what is gone.
fn deletions(gone: &[Entry]) -> Vec<u8> {
    let mut bundle = Bundle::of("transaction", None, &[]);
    for entry in gone {
        let request =
            format!(r#""request":{{"method":"DELETE","url":{}}}"#, quoted(&entry.reference()));
        bundle.push(None, None, &request);
    }
    bundle.finish()
}

fn unwritable(fault: &std::io::Error) -> Stop {
    Stop::fault(format!("the folder of exports: {fault}"))
}
