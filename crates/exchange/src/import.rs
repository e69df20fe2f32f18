//! `nabz import fhir DIR --source NAME`: transaction bundles from one source.
//!
//! Every file is looked at before any is kept, so that one broken file leaves nothing
//! behind. Then each file is one transaction, places and people before what refers to them. What
//! was imported before is known again and adds nothing.

use crate::door::{Delivered, Door};
use crate::faults::FileFault;
use crate::held::Definitions;
use crate::partners::partner;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::{self, Item};
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_record::receive::{Counts, Received};
use nabz_store::{Stop, Store};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A bundle file is read whole.
const FILE_MEGABYTES_MAX: u64 = 64;
const MEGABYTE: u64 = 1024 * 1024;
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
    #[error("{0}: no .json file")]
    Empty(String),
    /// Files that are not what they should be; nothing was kept.
    #[error("nothing was imported:\n{}", listed(.0))]
    Faulty(Vec<FileFault>),
    /// The partner could not be made known.
    #[error("{0}")]
    Partner(Stop),
    /// The record refused a file or failed at it; the files before it are kept.
    #[error("{file}: {stop}")]
    Stopped {
        /// Which.
        file: String,
        /// Why.
        stop: Stop,
    },
}

/// A transaction bundle, before it is read.
#[derive(Clone, Debug)]
pub enum BundleFile {
    /// A file on disk.
    OnDisk(PathBuf),
    /// One that the program carries, with its name.
    Carried(&'static str, &'static [u8]),
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
        let items = items_of(file).map_err(ImportStop::Faulty)?;
        let kept = store.write_bulk(move |tx| Door::at(source, at).import(tx, &items));
        let shown = file.name();
        let kept = kept.map_err(|stop| ImportStop::Stopped { file: shown.clone(), stop })?;
        all.add(kept);
        progress(done + 1, what.files.len(), &shown);
    }
    Ok(all)
}

impl Imported {
    fn add(&mut self, delivered: Delivered) {
        let counts = Counts::of(&delivered.received);
        self.files += 1;
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

/// Every `.json` file of a folder: hospitals and practitioners first, then by name.
///
/// # Errors
/// A folder that cannot be read, or in which there is none.
pub fn files_of(folder: &Path) -> Result<Vec<BundleFile>, ImportStop> {
    let unreadable = |why: io::Error| ImportStop::Unreadable {
        path: folder.display().to_string(),
        why: why.to_string(),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(BundleFile::OnDisk(path));
        }
    }
    if files.is_empty() {
        return Err(ImportStop::Empty(folder.display().to_string()));
    }
    files.sort_by_key(|file| {
        let name = file.name();
        let rank = ["hospital", "practitioner"].iter().position(|first| name.starts_with(first));
        (rank.unwrap_or(usize::MAX), name)
    });
    Ok(files)
}

impl BundleFile {
    /// Its name, without its folder.
    fn name(&self) -> String {
        match self {
            Self::OnDisk(path) => {
                path.file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
            Self::Carried(name, _) => (*name).to_owned(),
        }
    }

    fn bytes(&self) -> Result<Cow<'static, [u8]>, Refused> {
        let unreadable = |why: io::Error| Refused::plain("EXC-006").invalid().with("why", why);
        match self {
            Self::OnDisk(path) => {
                if fs::metadata(path).map_err(unreadable)?.len() > FILE_MEGABYTES_MAX * MEGABYTE {
                    let long = Refused::plain("EXC-007").invalid();
                    return Err(long.with("most", FILE_MEGABYTES_MAX));
                }
                fs::read(path).map(Cow::Owned).map_err(unreadable)
            }
            Self::Carried(_, bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

fn items_of(file: &BundleFile) -> Result<Vec<Item>, Vec<FileFault>> {
    let bytes = file.bytes().map_err(|what| vec![FileFault::of_file(file.name(), what)])?;
    let items = bundle::transaction(&bytes);
    items.map_err(|fault| vec![FileFault::no_transaction(file.name(), &fault)])
}

/// Everything that is wrong with a file, each with its place.
fn faults_of(file: &BundleFile, definitions: &Definitions) -> Vec<FileFault> {
    let items = match items_of(file) {
        Ok(items) => items,
        Err(faults) => return faults,
    };
    let mut faults = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let issues = definitions.faults(&item.body).into_iter();
        faults.extend(issues.map(|issue| FileFault::of_element(file.name(), at, issue)));
    }
    faults
}

fn listed(faults: &[FileFault]) -> String {
    faults.iter().map(FileFault::to_string).collect::<Vec<_>>().join("\n")
}
