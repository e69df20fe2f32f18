//! Files that are whole or not there.

use crate::ended::Ended;
use nabz_people::cards::kit::KitFile;
use nabz_store::key_file;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const READ_BYTES: usize = 1 << 16;
/// The members of a note.
const DIGEST: &str = "sha256";
const NOTED: &str = "emergency";

/// One file that a batch is to have.
pub(super) struct Plan {
    pub(super) name: String,
    /// `None` for the leaflet, which is of no piece.
    pub(super) what: Option<KitFile>,
    /// The first and the last piece in it.
    pub(super) places: (u32, u32),
}

impl Plan {
    pub(super) fn pieces(&self) -> usize {
        let (first, last) = self.places;
        usize::try_from(last + 1 - first).unwrap_or(usize::MAX)
    }

    /// Whether its pieces say what helps in an emergency.
    pub(super) fn says_facts(&self) -> bool {
        self.what.is_some_and(KitFile::says_facts)
    }
}

/// What is known of a file that is whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) bytes: u64,
    /// SHA-256, in hexadecimal digits.
    pub(super) digest: String,
}

/// The folder of a batch. No other run writes into it meanwhile.
pub(super) struct Folder {
    path: PathBuf,
    held: File,
}

impl Folder {
    /// Makes it when it is not there, and keeps other runs out.
    pub(super) fn open(path: &Path) -> Result<Self, Ended> {
        fs::create_dir_all(path)?;
        let held = File::open(path)?;
        if held.try_lock().is_err() {
            let words = format!("another run writes into {}; wait for its end", path.display());
            return Err(Ended::found([words]));
        }
        Ok(Self { path: path.to_owned(), held })
    }

    /// A file of an earlier run, if it is as its digest says.
    pub(super) fn kept(&self, name: &str) -> Option<Whole> {
        let said = self.text(&digest_name(name))?;
        let whole = digest_of(&self.place(name)).ok()?;
        (said == digest_line(&whole.digest, name)).then_some(whole)
    }

    /// A short text that an earlier run left.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.place(name)).ok()
    }

    /// Whether a short text stands in its place.
    pub(super) fn says(&self, name: &str, text: &str) -> bool {
        self.text(name).is_some_and(|there| there == text)
    }

    /// Has these files written anew, whole or not.
    pub(super) fn doubt<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<(), Ended> {
        for name in names {
            match fs::remove_file(self.place(&digest_name(name))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        self.held.sync_all()?;
        Ok(())
    }

    /// What was noted of a file, if it is the file that is there.
    pub(super) fn noted(&self, name: &str, whole: &Whole) -> Option<Value> {
        let text = self.text(&note_name(name))?;
        let mut said: Value = serde_json::from_str(&text).ok()?;
        let is_its = said.get(DIGEST).and_then(Value::as_str) == Some(whole.digest.as_str());
        if is_its { said.get_mut(NOTED).map(Value::take) } else { None }
    }

    /// Notes something of a file, so that a later run knows it without writing the file again.
    pub(super) fn note(&self, name: &str, whole: &Whole, what: &Value) -> Result<(), Ended> {
        let said = json!({ DIGEST: whole.digest, NOTED: what });
        self.keep_text(&note_name(name), &format!("{said:#}\n"))
    }

    /// Writes a file beside its place, and moves it there when it and its digest are on the disk.
    pub(super) fn write(
        &self,
        name: &str,
        make: impl FnOnce(Sink) -> Result<Sink, Ended>,
    ) -> Result<Whole, Ended> {
        let unfinished = self.unfinished(name);
        let whole = make(Sink::on(File::create(&unfinished)?))?.ended()?;
        self.keep_text(&digest_name(name), &digest_line(&whole.digest, name))?;
        self.move_in(&unfinished, name)?;
        Ok(whole)
    }

    /// The same for a short text, unless it stands there already.
    pub(super) fn keep_text(&self, name: &str, text: &str) -> Result<(), Ended> {
        if self.says(name, text) {
            return Ok(());
        }
        let unfinished = self.unfinished(name);
        let mut file = File::create(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        self.move_in(&unfinished, name)
    }

    fn move_in(&self, unfinished: &Path, name: &str) -> Result<(), Ended> {
        fs::rename(unfinished, self.place(name))?;
        // Else a power cut may take the name away again.
        self.held.sync_all()?;
        Ok(())
    }

    fn place(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    fn unfinished(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.unfinished"))
    }
}

fn digest_name(name: &str) -> String {
    format!("{name}.sha256")
}

fn note_name(name: &str) -> String {
    format!("{name}.{NOTED}.json")
}

/// As `sha256sum --check` reads it.
fn digest_line(digest: &str, name: &str) -> String {
    format!("{digest}  {name}\n")
}

/// A file that is counted and digested while it is written.
pub(super) struct Sink {
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Sink {
    fn on(file: File) -> Self {
        Self { out: BufWriter::new(file), hash: Sha256::new(), bytes: 0 }
    }

    /// Everything is on the disk.
    fn ended(self) -> Result<Whole, Ended> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(Whole { bytes: self.bytes, digest: key_file::hex_of(&self.hash.finalize()) })
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bytes that were made in one go.
pub(super) fn copied(bytes: &[u8], mut out: Sink) -> Result<Sink, Ended> {
    out.write_all(bytes)?;
    Ok(out)
}

fn digest_of(path: &Path) -> io::Result<Whole> {
    let (mut file, mut hash, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut some = vec![0; READ_BYTES];
    loop {
        let read = file.read(&mut some)?;
        if read == 0 {
            return Ok(Whole { bytes, digest: key_file::hex_of(&hash.finalize()) });
        }
        hash.update(some.get(..read).unwrap_or_default());
        bytes += u64::try_from(read).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(folder: &Folder, name: &str, text: &str) -> Whole {
        folder.write(name, |out| copied(text.as_bytes(), out)).unwrap()
    }

    #[test]
    fn a_file_is_kept_while_it_is_as_its_digest_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        let folder = Folder::open(folder.path()).unwrap();
        assert_eq!(folder.kept("a.pdf"), None);
        let whole = written(&folder, "a.pdf", "a card");
        assert_eq!(whole.bytes, 6);
        assert_eq!(folder.kept("a.pdf"), Some(whole));
        for damaged in ["a car", "a cord", ""] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(folder.kept("a.pdf"), None, "{damaged}");
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(folder.kept("a.pdf"), None);
    }

    #[test]
    fn what_broke_off_leaves_nothing_in_the_file_s_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        let folder = Folder::open(folder.path()).unwrap();
        let broken = folder.write("a.pdf", |out| {
            copied(b"half a card", out)?;
            Err(Ended::fault("the power went"))
        });
        assert!(broken.is_err() && !path.exists());
        assert_eq!(folder.kept("a.pdf"), None);
        written(&folder, "a.pdf", "a card");
        assert_eq!(fs::read_to_string(&path).unwrap(), "a card");
    }

    #[test]
    fn what_is_noted_of_a_file_is_not_said_of_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::open(folder.path()).unwrap();
        let whole = written(&folder, "a.pdf", "a card");
        assert_eq!(folder.noted("a.pdf", &whole), None);
        folder.note("a.pdf", &whole, &json!({ "cards": 1 })).unwrap();
        assert_eq!(folder.noted("a.pdf", &whole), Some(json!({ "cards": 1 })));
        let other = written(&folder, "a.pdf", "another card");
        assert_eq!(folder.noted("a.pdf", &other), None);
    }

    #[test]
    fn a_file_that_is_doubted_is_no_longer_kept() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::open(folder.path()).unwrap();
        written(&folder, "a.pdf", "a card");
        folder.keep_text("words", "of one version").unwrap();
        assert!(folder.says("words", "of one version") && !folder.says("words", "of another"));
        folder.doubt(["a.pdf", "not there.pdf"].into_iter()).unwrap();
        assert_eq!(folder.kept("a.pdf"), None);
        written(&folder, "a.pdf", "a card");
        assert!(folder.kept("a.pdf").is_some());
    }

    #[test]
    fn two_runs_do_not_write_into_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = Folder::open(folder.path()).unwrap();
        assert!(matches!(Folder::open(folder.path()), Err(Ended::Refused(_))));
        drop(first);
        Folder::open(folder.path()).unwrap();
    }
}
