//! Files that are written: each beside its place, and moved there when it is whole.

use super::read::{List, id};
use super::words;
use crate::ended::Ended;
use nabz_kernel::refusal::Refused;
use nabz_linkage::lists::{Because, Link, Linker};
use nabz_web::messages::Language;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

/// A file that is not whole yet. What is left of one that broke off is of no use to anybody.
pub(super) struct Unfinished {
    place: PathBuf,
    beside: PathBuf,
    file: File,
}

impl Unfinished {
    /// Begins a file in the folder of its place, so that moving it there is one step.
    ///
    /// Refuses with `LNK-008` a place where none can be written: nobody waits an hour to hear it.
    pub(super) fn begin(place: &Path) -> Result<Self, Ended> {
        if place.is_dir() {
            return Err(unwritten(place, &ErrorKind::IsADirectory.into()));
        }
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.unfinished", std::process::id()));
        let beside = place.with_file_name(name);
        let file = File::create(&beside).map_err(|error| unwritten(place, &error))?;
        Ok(Self { place: place.to_owned(), beside, file })
    }

    /// Writes it and moves it to its place.
    ///
    /// Refuses with `LNK-008` what can no longer be written.
    pub(super) fn finish(self, write: impl FnOnce(&File) -> io::Result<()>) -> Result<(), Ended> {
        let written = write(&self.file).and_then(|()| self.file.sync_all());
        let moved = written.and_then(|()| fs::rename(&self.beside, &self.place));
        moved.map_err(|error| unwritten(&self.place, &error))
    }
}

impl Drop for Unfinished {
    /// Of a file that is whole nothing is left here.
    fn drop(&mut self) {
        drop(fs::remove_file(&self.beside));
    }
}

fn unwritten(place: &Path, why: &io::Error) -> Ended {
    Refused::plain("LNK-008").with("file", place.display()).with("why", why).into()
}

/// So many links are put into words before they are written, half of them by a second thread.
const LINKS_AT_ONCE: usize = 50_000;

/// One line a link, in the order of the lists: both ids, the probability, the reasons as codes and
/// in words, strongest first.
pub(super) fn links(
    mut file: &File,
    links: &[Link],
    lists: &[List],
    judge: (&Linker, Language),
) -> io::Result<()> {
    let mut heads = csv::Writer::from_writer(file);
    heads.write_record(["id_a", "id_b", "probability", "codes", "reasons"])?;
    heads.flush()?;
    drop(heads);
    for some in links.chunks(LINKS_AT_ONCE) {
        let (former, latter) = some.split_at(some.len() / 2);
        let (former, latter) = thread::scope(|scope| {
            let beside = scope.spawn(|| sheet(former, lists, judge));
            let latter = sheet(latter, lists, judge);
            (beside.join().unwrap_or_else(|panic| resume_unwind(panic)), latter)
        });
        file.write_all(&former?)?;
        file.write_all(&latter?)?;
    }
    Ok(())
}

/// Lines of links as they are written.
fn sheet(
    links: &[Link],
    lists: &[List],
    (linker, language): (&Linker, Language),
) -> io::Result<Vec<u8>> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    for link in links {
        let because = linker.because(link);
        let codes: Vec<String> = because.iter().map(code).collect();
        let reasons: Vec<String> =
            because.iter().map(|reason| words::reason(reason, language)).collect();
        sheet.write_record([
            id(lists, link.first),
            id(lists, link.second),
            &format!("{:.6}", link.probability),
            &codes.join(" "),
            &reasons.join("; "),
        ])?;
    }
    sheet.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// `surname:slip:+7.6`: the fact, how it agrees, and by how many doublings it changes the odds.
fn code(because: &Because) -> String {
    let (fact, agreement) = (because.fact.word(), because.agreement.word());
    format!("{fact}:{agreement}:{:+.1}", because.doublings)
}
