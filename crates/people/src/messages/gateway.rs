//! Who carries messages to phones: nobody, where people only try the program; or a file from which
//! the operator's SMS gateway takes them.

use super::model::Sms;
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const CONSOLE: &str = "console";
const FILE: &str = "file:";

/// Carries a message. It may be asked to carry one again that it has carried, after a crash in
/// between: the message's id is its key.
pub trait Gateway: Send + Sync {
    /// Returns once the message is out of our hands and cannot be lost any more.
    ///
    /// # Errors
    /// When it could not be taken; what is said goes to the log, so it names nobody.
    fn carry(&self, sms: &Sms, text: &str) -> io::Result<()>;
}

/// Where messages go, as a deployment says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outlet {
    /// To nobody's phone: they only stand on the page of messages.
    #[default]
    Console,
    /// Into this file, a line of JSON each.
    File(PathBuf),
}

impl Outlet {
    /// `console`, or `file:` and a path.
    pub fn parse(text: &str) -> Option<Self> {
        if text == CONSOLE {
            return Some(Self::Console);
        }
        let path = text.strip_prefix(FILE).filter(|path| !path.is_empty())?;
        Some(Self::File(PathBuf::from(path)))
    }

    /// Whoever carries there.
    pub fn gateway(&self) -> Arc<dyn Gateway> {
        match self {
            Self::Console => Arc::new(Console),
            Self::File(path) => Arc::new(Lines { path: path.clone(), writing: Mutex::default() }),
        }
    }
}

/// Everybody reads it on the page.
struct Console;

impl Gateway for Console {
    fn carry(&self, _: &Sms, _: &str) -> io::Result<()> {
        Ok(())
    }
}

/// A file with one message a line. It is opened for each, so that whoever takes the messages may
/// move the file away at any time.
struct Lines {
    path: PathBuf,
    writing: Mutex<()>,
}

impl Gateway for Lines {
    fn carry(&self, sms: &Sms, text: &str) -> io::Result<()> {
        let line = json!({
            "id": sms.id.to_string(),
            "to": format!("+91{}", sms.to.digits()),
            "kind": sms.kind.word(),
            "language": sms.language.code(),
            "text": text,
            "written_at": sms.made_at.to_string(),
        });
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        append(&self.path, &line.to_string())
    }
}

/// Adds a line, down to the disk. A line that was broken off by a crash stays broken, and this one
/// begins on a line of its own.
fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    // Phones and codes stand in it: whoever else is to read it is let in by the operator.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let is_new = file.metadata()?.len() == 0;
    let begins = if is_new || ends_whole(&mut file)? { "" } else { "\n" };
    file.write_all(format!("{begins}{line}\n").as_bytes())?;
    file.sync_all()?;
    if is_new { sync_folder(path) } else { Ok(()) }
}

fn ends_whole(file: &mut File) -> io::Result<bool> {
    let mut last = [0_u8];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// A new file's name has to reach the disk, too.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_named_in_one_of_two_ways() {
        assert_eq!(Outlet::parse("console"), Some(Outlet::Console));
        let file = Outlet::File(PathBuf::from("/var/spool/sms.jsonl"));
        assert_eq!(Outlet::parse("file:/var/spool/sms.jsonl"), Some(file));
        for other in ["", "file:", "sms", "Console"] {
            assert_eq!(Outlet::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_line_that_was_broken_off_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.jsonl");
        append(&path, "{\"id\":1}").unwrap();
        let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
        torn.write_all(b"{\"id\":").unwrap();
        append(&path, "{\"id\":2}").unwrap();
        append(&path, "{\"id\":3}").unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "{\"id\":1}\n{\"id\":\n{\"id\":2}\n{\"id\":3}\n");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_on_the_machine_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.jsonl");
        append(&path, "{}").unwrap();
        assert!(!nabz_store::key_file::others_can_read(&path));
    }
}
