//! The file of links: written beside its place, and moved there when it is whole.

use super::words;
use crate::ended::Ended;
use anyhow::Context;
use nabz_linkage::lists::{Because, Link, Linker};
use nabz_web::messages::Language;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// One line a link, in the order of the lists: both ids, the probability, the reasons as codes and
/// in words, strongest first.
pub(super) fn links(
    out: &Path,
    links: &[Link],
    ids: &[Box<str>],
    linker: &Linker,
    language: Language,
) -> Result<(), Ended> {
    let unfinished = beside(out);
    let written = write(&unfinished, links, ids, linker, language)
        .and_then(|()| Ok(std::fs::rename(&unfinished, out)?));
    if written.is_err() {
        // What is left of it is of no use to anybody; that it may be gone already is as well.
        drop(std::fs::remove_file(&unfinished));
    }
    written.with_context(|| out.display().to_string()).map_err(Ended::from)
}

/// A name in the same folder, so that moving it is one step.
fn beside(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.unfinished", std::process::id()));
    out.with_file_name(name)
}

fn write(
    file: &Path,
    links: &[Link],
    ids: &[Box<str>],
    linker: &Linker,
    language: Language,
) -> anyhow::Result<()> {
    let mut sheet = csv::Writer::from_writer(BufWriter::new(File::create(file)?));
    sheet.write_record(["id_a", "id_b", "probability", "codes", "reasons"])?;
    let id = |place: usize| ids.get(place).map_or("", AsRef::as_ref);
    for link in links {
        let because = linker.because(link);
        let codes: Vec<String> = because.iter().map(code).collect();
        let reasons: Vec<String> =
            because.iter().map(|reason| words::reason(reason, language)).collect();
        sheet.write_record([
            id(link.first),
            id(link.second),
            &format!("{:.6}", link.probability),
            &codes.join(" "),
            &reasons.join("; "),
        ])?;
    }
    let mut written = sheet.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    written.flush()?;
    written.get_ref().sync_all()?;
    Ok(())
}

/// `surname:slip:+7.6`: the fact, how it agrees, and by how many doublings it changes the odds.
fn code(because: &Because) -> String {
    let (fact, agreement) = (because.fact.word(), because.agreement.word());
    format!("{fact}:{agreement}:{:+.1}", because.doublings)
}
