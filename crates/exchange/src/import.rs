//! `nabz import fhir DIR --source NAME`: a folder of transaction bundles from one source.
//!
//! Every file is looked at before any is kept, so that a folder with a broken file leaves nothing
//! behind. Then each file is one transaction, places and people before what refers to them. What
//! was imported before is known again and adds nothing.

use nabz_fhir::ResourceType;
use nabz_fhir::bundle::{self, Item};
use nabz_fhir::check::check;
use nabz_record::receive::{self, Received};
use nabz_record::{SourceId, Written, source};
use nabz_store::{Stop, Store, Tx};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A bundle file is read whole.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
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
}

/// Why nothing, or not everything, was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportStop {
    /// The folder or a file could not be read.
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
    #[error("nothing was imported:\n{}", .0.join("\n"))]
    Faulty(Vec<String>),
    /// The record refused a file or failed at it; the files before it are kept.
    #[error("{file}: {stop}")]
    Stopped {
        /// Which.
        file: String,
        /// Why.
        stop: Stop,
    },
}

/// What else happens in the transaction that keeps a Patient, such as making a person of it.
pub type Welcome = Arc<dyn Fn(&mut Tx<'_>, SourceId, &Received) -> Result<(), Stop> + Send + Sync>;

/// Imports every `.json` file of a folder. `progress` hears how many files are done, of how many,
/// and the name of the one that was just kept. The thread waits.
///
/// # Errors
/// See [`ImportStop`].
pub fn import(
    store: &Store,
    folder: &Path,
    source_name: &str,
    welcome: Option<&Welcome>,
    mut progress: impl FnMut(usize, usize, &str),
) -> Result<Imported, ImportStop> {
    let files = files_of(folder)?;
    let faults: Vec<String> = files.iter().flat_map(|file| faults_of(file)).collect();
    if !faults.is_empty() {
        return Err(ImportStop::Faulty(faults.into_iter().take(FAULTS_NAMED_MAX).collect()));
    }
    let name = source_name.to_owned();
    let source = store
        .write_blocking(move |tx| source::register(tx, &name))
        .map_err(|stop| ImportStop::Stopped { file: source_name.to_owned(), stop })?;
    let mut all = Imported::default();
    for (done, file) in files.iter().enumerate() {
        let items = items_of(file).map_err(|fault| ImportStop::Faulty(vec![fault]))?;
        let welcome = welcome.cloned();
        let kept = store.write_bulk(move |tx| {
            let received = receive::transaction(tx, source, &items)?;
            for patient in received.iter().filter(|r| r.key.of == ResourceType::PATIENT) {
                if let Some(welcome) = &welcome {
                    welcome(tx, source, patient)?;
                }
            }
            Ok(received)
        });
        let shown = shown(file);
        let kept = kept.map_err(|stop| ImportStop::Stopped { file: shown.clone(), stop })?;
        all.add(kept);
        progress(done + 1, files.len(), &shown);
    }
    Ok(all)
}

impl Imported {
    fn add(&mut self, received: Vec<Received>) {
        self.files += 1;
        for one in received {
            match one.written {
                Written::Created => self.created += 1,
                Written::Superseded { .. } => self.superseded += 1,
                Written::Unchanged { .. } => self.unchanged += 1,
            }
            if one.key.of == ResourceType::PATIENT {
                self.patients.push(one);
            }
        }
    }
}

/// Hospitals and practitioners first, then by name.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, ImportStop> {
    let unreadable = |why: std::io::Error| ImportStop::Unreadable {
        path: folder.display().to_string(),
        why: why.to_string(),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(ImportStop::Empty(folder.display().to_string()));
    }
    files.sort_by_key(|path| {
        let name = shown(path);
        let rank = ["hospital", "practitioner"].iter().position(|first| name.starts_with(first));
        (rank.unwrap_or(usize::MAX), name)
    });
    Ok(files)
}

/// The name of a file, without its folder.
fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn items_of(file: &Path) -> Result<Vec<Item>, String> {
    let unreadable = |why: std::io::Error| format!("{}: {why}", shown(file));
    let size = fs::metadata(file).map_err(unreadable)?.len();
    if size > FILE_BYTES_MAX {
        return Err(format!("{}: longer than {FILE_BYTES_MAX} bytes", shown(file)));
    }
    let bytes = fs::read(file).map_err(unreadable)?;
    bundle::transaction(&bytes).map_err(|fault| format!("{}: {fault}", shown(file)))
}

/// Everything that is wrong with a file, each with its place.
fn faults_of(file: &Path) -> Vec<String> {
    let items = match items_of(file) {
        Ok(items) => items,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    for (at, item) in items.iter().enumerate() {
        for issue in check(&item.body) {
            let (expression, words) = (issue.expression, issue.words);
            faults.push(format!("{}: entry {at}, {expression}: {words}", shown(file)));
        }
    }
    faults
}
