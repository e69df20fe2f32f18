//! `nabz import fhir DIR --source NAME`: transaction bundles and files of NDJSON from one source.
//!
//! Every file is looked at before any is kept, so that one broken file leaves nothing
//! behind. Then each bundle is one transaction, and so are some hundred lines of NDJSON, places and
//! people before what refers to them. What was imported before is known again and adds nothing, so
//! that an import that was cut off is begun again.

mod files;

pub use files::{BundleFile, files_of};

use crate::door::{Delivered, Door};
use crate::faults::FileFault;
use crate::held::Definitions;
use crate::partners::partner;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::Item;
use nabz_kernel::ids::FacilityId;
use nabz_record::receive::{Counts, Received};
use nabz_store::{Stop, Store};

/// Faults that are told at once.
const FAULTS_NAMED_MAX: usize = 50;

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Files that were read.
    pub files: u64,
    /// Entries that are new.
    pub created: u64,
    /// Entries that have a newer version.
    pub superseded: u64,
    /// Entries that said nothing new.
    pub unchanged: u64,
    /// The Patients among all of them.
    pub patients: Vec<Received>,
    /// Persons who were made of them.
    pub adopted: u64,
    /// Those of these persons who certainly are somebody on record, and were linked.
    pub linked: u64,
    /// Those who may be somebody on record, about whom a records officer decides.
    pub likely: u64,
}

/// Why nothing, or not everything, was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportStop {
    /// The folder could not be read.
    #[error("{path}: {why}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system said.
        why: String,
    },
    /// Nothing to import.
    #[error("{0}: no .json or .ndjson file")]
    Empty(String),
    /// Files that are not what they should be; nothing was kept.
    #[error("nothing was imported:\n{}", listed(.0))]
    Faulty(Vec<FileFault>),
    /// The partner could not be made known.
    #[error("{0}")]
    Partner(Stop),
    /// The record refused a file or failed at it; what came before it is kept.
    #[error("{file}: {stop}")]
    Stopped {
        /// Which.
        file: String,
        /// Why.
        stop: Stop,
    },
}

/// What a partner says, and where those of whom it speaks are registered.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The partner's name.
    pub source: &'a str,
    /// Places and people before what refers to them; see [`files_of`].
    pub files: &'a [BundleFile],
    /// The facility.
    pub at: FacilityId,
}

/// Imports every file, or none when one of them is faulty; whoever a Patient speaks of becomes a
/// person whom counters find. `progress` hears how many files are done, of how many, and the name of the one
/// that was just kept. The thread waits.
///
/// # Errors
/// See [`ImportStop`].
pub fn import(
    store: &Store,
    what: &Import<'_>,
    mut progress: impl FnMut(usize, usize, &str),
) -> Result<Imported, ImportStop> {
    let definitions = store.read_blocking(Definitions::of).map_err(ImportStop::Partner)?;
    let faults = what.files.iter().flat_map(|file| faults_of(file, &definitions));
    let faults: Vec<FileFault> = faults.collect();
    if !faults.is_empty() {
        return Err(ImportStop::Faulty(faults.into_iter().take(FAULTS_NAMED_MAX).collect()));
    }
    let (name, at) = (what.source.to_owned(), what.at);
    let source = store.write_blocking(move |tx| partner(tx, &name)).map_err(ImportStop::Partner)?;
    let mut all = Imported::default();
    for (done, file) in what.files.iter().enumerate() {
        let (shown, mut entries) = (file.name(), 0);
        for batch in file.batches().map_err(ImportStop::Faulty)? {
            let batch = batch.map_err(ImportStop::Faulty)?;
            let items: Vec<Item> = batch.into_iter().map(|(_, item)| item).collect();
            let is_long = entries > 0;
            entries += items.len();
            let kept = store.write_bulk(move |tx| Door::at(source, at).import(tx, &items));
            let kept = kept.map_err(|stop| ImportStop::Stopped { file: shown.clone(), stop })?;
            all.add(kept);
            if is_long {
                progress(done, what.files.len(), &format!("{shown}, {entries} entries"));
            }
        }
        all.files += 1;
        progress(done + 1, what.files.len(), &shown);
    }
    Ok(all)
}

impl Imported {
    fn add(&mut self, delivered: Delivered) {
        let counts = Counts::of(&delivered.received);
        self.adopted += delivered.adopted.all;
        self.linked += delivered.adopted.linked;
        self.likely += delivered.adopted.likely;
        self.created += counts.created;
        self.superseded += counts.superseded;
        self.unchanged += counts.unchanged;
        let patients = delivered.received.into_iter();
        self.patients.extend(patients.filter(|one| one.key.of == ResourceType::PATIENT));
    }
}

/// Everything that is wrong with a file, each with its place; no more than are told.
fn faults_of(file: &BundleFile, definitions: &Definitions) -> Vec<FileFault> {
    let mut faults = Vec::new();
    let batches = match file.batches() {
        Ok(batches) => batches,
        Err(faults) => return faults,
    };
    for batch in batches {
        match batch {
            Ok(batch) => {
                for (entry, item) in &batch {
                    let issues =
                        item.body().map(|body| definitions.faults(body)).into_iter().flatten();
                    faults.extend(
                        issues.map(|issue| FileFault::of_element(file.name(), *entry, issue)),
                    );
                }
            }
            Err(found) => faults.extend(found),
        }
        if faults.len() >= FAULTS_NAMED_MAX {
            break;
        }
    }
    faults
}

fn listed(faults: &[FileFault]) -> String {
    faults.iter().map(FileFault::to_string).collect::<Vec<_>>().join("\n")
}
