//! The files of an import, each read in parts that are kept in one transaction: a bundle as one, and
//! lines of NDJSON some hundred at a time, so that a file may be of any length.

use super::ImportStop;
use crate::faults::FileFault;
use nabz_fhir::Body;
use nabz_fhir::body::{BODY_BYTES_MAX, NotAResource};
use nabz_fhir::bundle::{self, Aim, Before, Item, Wish};
use nabz_fhir::validate::is_id;
use nabz_kernel::refusal::Refused;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use uuid::{Builder, Uuid};

/// A bundle file is read whole.
const FILE_MEGABYTES_MAX: u64 = 64;
const MEGABYTE: u64 = 1024 * 1024;
/// Lines of NDJSON in one transaction.
const LINES_AT_ONCE: usize = 200;
/// What others refer to comes first, by the beginning of a file's name.
const FIRST: [&str; 5] = ["hospital", "organization", "location", "practitioner", "patient"];

/// What one transaction keeps: each item with its entry of the file, counted from 0.
pub(super) type Batch = Vec<(usize, Item)>;

/// The parts of a file, or what is wrong with one.
pub(super) type Batches = Box<dyn Iterator<Item = Result<Batch, Vec<FileFault>>>>;

/// Transaction bundles or lines of NDJSON, before they are read.
#[derive(Clone, Debug)]
pub enum BundleFile {
    /// A file on disk.
    OnDisk(PathBuf),
    /// A bundle that the program carries, with its name.
    Carried(&'static str, &'static [u8]),
}

/// Every `.json` and `.ndjson` file of a folder, or the one file that is named: hospitals and people
/// first, then by name.
///
/// # Errors
/// A folder that cannot be read, or in which there is none.
pub fn files_of(path: &Path) -> Result<Vec<BundleFile>, ImportStop> {
    if path.is_file() {
        return Ok(vec![BundleFile::OnDisk(path.to_owned())]);
    }
    let unreadable = |why: io::Error| ImportStop::Unreadable {
        path: path.display().to_string(),
        why: why.to_string(),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json" || ending == "ndjson") {
            files.push(BundleFile::OnDisk(path));
        }
    }
    if files.is_empty() {
        return Err(ImportStop::Empty(path.display().to_string()));
    }
    files.sort_by_key(|file| {
        let name = file.name();
        let lower = name.to_lowercase();
        let rank = FIRST.iter().position(|first| lower.starts_with(first));
        (rank.unwrap_or(usize::MAX), name)
    });
    Ok(files)
}

impl BundleFile {
    /// Its name, without its folder.
    pub(super) fn name(&self) -> String {
        match self {
            Self::OnDisk(path) => {
                path.file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
            Self::Carried(name, _) => (*name).to_owned(),
        }
    }

    /// What stands in it, in parts.
    pub(super) fn batches(&self) -> Result<Batches, Vec<FileFault>> {
        let of_file = |what| vec![FileFault::of_file(self.name(), what)];
        match self {
            Self::OnDisk(path) if path.extension().is_some_and(|ending| ending == "ndjson") => {
                let file = File::open(path).map_err(|why| of_file(unreadable(&why)))?;
                let (file, name) = (BufReader::new(file), self.name());
                Ok(Box::new(Lines { file, name, line: 0 }))
            }
            Self::OnDisk(_) | Self::Carried(..) => {
                let bytes = self.bytes().map_err(of_file)?;
                let items = bundle::transaction(&bytes)
                    .map(|items| items.into_iter().enumerate().collect())
                    .map_err(|fault| vec![FileFault::no_transaction(self.name(), &fault)]);
                Ok(Box::new(std::iter::once(items)))
            }
        }
    }

    fn bytes(&self) -> Result<Cow<'static, [u8]>, Refused> {
        match self {
            Self::OnDisk(path) => {
                let length = fs::metadata(path).map_err(|why| unreadable(&why))?.len();
                if length > FILE_MEGABYTES_MAX * MEGABYTE {
                    let long = Refused::plain("EXC-007").invalid();
                    return Err(long.with("most", FILE_MEGABYTES_MAX));
                }
                fs::read(path).map(Cow::Owned).map_err(|why| unreadable(&why))
            }
            Self::Carried(_, bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

/// Lines that are read.
struct Lines {
    file: BufReader<File>,
    name: String,
    /// How many were read.
    line: usize,
}

impl Lines {
    /// The next line, without its end; `None` behind the last one. One that is too long for a body
    /// is cut off, and refused as such.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let most = u64::try_from(BODY_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(2);
        let mut line = Vec::new();
        if self.file.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        Ok(Some(line))
    }
}

impl Iterator for Lines {
    type Item = Result<Batch, Vec<FileFault>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = Vec::new();
        while batch.len() < LINES_AT_ONCE {
            let line = match self.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(why) => {
                    let fault = FileFault::of_file(self.name.clone(), unreadable(&why));
                    return Some(Err(vec![fault]));
                }
            };
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match item(self.line - 1, line) {
                Ok(item) => batch.push((self.line - 1, item)),
                Err(fault) => {
                    let (file, what) = (self.name.clone(), Refused::from(&fault));
                    let entry = Some(self.line);
                    return Some(Err(vec![FileFault { file, entry, element: None, what }]));
                }
            }
        }
        (!batch.is_empty()).then_some(Ok(batch))
    }
}

/// What has an id is put there; anything else is known again by what it says.
fn item(at: usize, line: Vec<u8>) -> Result<Item, NotAResource> {
    let body = Body::parse(line)?;
    let id = body.id().filter(|id| is_id(id)).map(Cow::into_owned);
    let (wish, full_url) = if let Some(id) = id {
        let (aim, before) = (Aim::Id(id), Before::Anything);
        (Wish::Update { body, aim, before }, None)
    } else {
        let full_url = Some(said(body.bytes()));
        (Wish::Create { body, if_none_exist: None }, full_url)
    };
    Ok(Item { at, full_url, wish })
}

/// A name that the same line has each time.
fn said(line: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(line.trim_ascii()).into();
    let bytes = digest.first_chunk().copied().unwrap_or_default();
    let id: Uuid = Builder::from_custom_bytes(bytes).into_uuid();
    format!("urn:uuid:{id}")
}

fn unreadable(why: &io::Error) -> Refused {
    Refused::plain("EXC-006").invalid().with("why", why)
}
