//! `nabz people link` and `nabz names compare`: which lines are of one person, which two spellings
//! one name. Neither opens a database.

mod map;
mod names;
mod read;
mod unread;
mod words;
mod write;

pub(crate) use names::compare;

use crate::cli;
use crate::ended::Ended;
use crate::say::Say;
use map::Columns;
use nabz_kernel::refusal::Refused;
use nabz_linkage::lists::{Link, Linker, People, UNSEEN_MIN, one_to_one};
use nabz_web::msg::linkage as msg;
use read::List;
use serde_json::{Value, json};
use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};
use std::ops::RangeBounds;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use write::Unfinished;

/// Links the lines of two lists, or of one with itself; each file that is written is whole or not
/// there, and none that is read is written over.
pub(crate) fn run(asked: &cli::Link, say: &Say) -> Result<(), Ended> {
    if asked.one_to_one && asked.second.is_none() {
        return Err(Refused::plain("LNK-003").invalid().into());
    }
    if !(0.0..=1.0).contains(&asked.threshold) {
        return Err(Refused::plain("LNK-010").invalid().into());
    }
    are_apart(asked)?;
    let columns = Columns::read(&asked.map)?;
    let out = Unfinished::begin(&asked.out)?;
    let learned = asked.learned.as_deref().map(Unfinished::begin).transpose()?;
    let mut people = People::new(columns.ages_in);
    let mut lists = vec![List::read(&asked.first, &columns.first, &mut people, say)?];
    let first = people.len();
    if let Some(file) = &asked.second {
        people.second_list();
        lists.push(List::read(file, &columns.second, &mut people, say)?);
    }
    let second = people.len() - first;
    let too_few = if asked.second.is_some() { first == 0 || second == 0 } else { first < 2 };
    if too_few {
        return Err(Refused::plain("LNK-004").invalid().into());
    }
    let linker = judging(asked, people, learned, say)?;
    let links = compared(&linker, asked, say);
    out.finish(|file| write::links(file, &links, &lists, (&linker, say.language())))?;
    let (sure, doubted) = (Band::of(&links, UNSEEN_MIN..), Band::of(&links, ..UNSEEN_MIN));
    let unread: Vec<Value> = lists.iter().flat_map(List::unread_facts).collect();
    let facts = json!({
        "first": first, "second": second, "links": links.len(), "out": asked.out.display().to_string(),
        "sure": sure.links, "sure_wrong": sure.wrong, "doubted": doubted.links,
        "doubted_wrong": doubted.wrong, "unread": unread,
    });
    let compared = if asked.second.is_some() {
        format!("{first} and {second} lines")
    } else {
        format!("{first} lines")
    };
    let sentence = format!(
        "{compared}: {} links in {}; {sure} from {UNSEEN_MIN} on, {doubted} to look at",
        links.len(),
        asked.out.display(),
    );
    say.result(sentence, &facts);
    tell_unread(&lists, say);
    Ok(())
}

/// A list that is read is written over by nobody: under no other name of it, and through no link.
///
/// Refuses with `LNK-006`, and with `LNK-007` one file for two things.
fn are_apart(asked: &cli::Link) -> Result<(), Ended> {
    let read =
        [Some(&asked.first), asked.second.as_ref(), Some(&asked.map), asked.knowing.as_ref()];
    let read: Vec<PathBuf> = read.into_iter().flatten().map(|file| real(file)).collect();
    let written = [("--out", Some(&asked.out)), ("--learned", asked.learned.as_ref())];
    for (option, file) in written {
        let Some(file) = file.filter(|file| read.contains(&real(file))) else { continue };
        let refused = Refused::plain("LNK-006").invalid().with("file", file.display());
        return Err(refused.with("option", option).into());
    }
    if asked.learned.as_ref().is_some_and(|learned| real(learned) == real(&asked.out)) {
        return Err(Refused::plain("LNK-007").invalid().into());
    }
    Ok(())
}

/// Where a file lies once every link is followed, or would lie when it is written.
fn real(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        folder.join(file.file_name().unwrap_or_default())
    })
}

/// Who judges: by what these lists teach, or by what others taught.
fn judging(
    asked: &cli::Link,
    people: People,
    learned: Option<Unfinished>,
    say: &Say,
) -> Result<Linker, Ended> {
    if let Some(file) = &asked.knowing {
        let unreadable = |_| Refused::plain("LNK-005").invalid().with("file", file.display());
        return Ok(Linker::knowing(people, &text(file)?.parse().map_err(unreadable)?));
    }
    say.line(format!("{:24} from {} lines", "learning", people.len()));
    let linker = Linker::learn(people);
    if let Some(learned) = learned {
        let taught = linker.learned().to_string();
        learned.finish(|mut file| file.write_all(taught.as_bytes()))?;
    }
    Ok(linker)
}

fn compared(linker: &Linker, asked: &cli::Link, say: &Say) -> Vec<Link> {
    let bar = OnceLock::new();
    let watch = |of| bar.get_or_init(|| say.bar("comparing", of)).step(1);
    let mut links = linker.watched_links(asked.threshold, &watch);
    if asked.one_to_one {
        links = one_to_one(links);
    }
    if let Some(bar) = bar.get() {
        say.done(bar, format!("{} links", links.len()));
    }
    links
}

/// What was not compared because nobody could read it.
fn tell_unread(lists: &[List], say: &Say) {
    let unread: Vec<_> = lists.iter().flat_map(List::unread_said).collect();
    if unread.is_empty() {
        say.aside(&msg::all_read());
    }
    for column in &unread {
        say.aside(column);
    }
}

/// Links between two probabilities, and how many of them are expected to be wrong.
struct Band {
    links: usize,
    wrong: f64,
}

impl Band {
    fn of(links: &[Link], band: impl RangeBounds<f64>) -> Self {
        let within = links.iter().filter(|link| band.contains(&link.probability));
        let (mut links, mut wrong) = (0, 0.0);
        for link in within {
            links += 1;
            wrong += 1.0 - link.probability;
        }
        Self { links, wrong }
    }
}

impl Display for Band {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} (some {:.0} wrong)", self.links, self.wrong)
    }
}

/// The text of a file.
fn text(file: &Path) -> Result<String, Ended> {
    std::fs::read_to_string(file).map_err(|error| not_there(file, &error))
}

/// A file that cannot be read at all.
fn not_there(file: &Path, why: &io::Error) -> Ended {
    Refused::plain("LNK-009").invalid().with("file", file.display()).with("why", why).into()
}

/// What is wrong with a file, with the file's name in front.
fn faulty(file: &Path, faults: Vec<nabz_kernel::sheet::LineFault>) -> Ended {
    let file = Refused::plain("LNK-001").invalid().with("file", file.display());
    let lines = faults.into_iter().map(crate::ended::Why::Line);
    Ended::Refused([crate::ended::Why::Code(file)].into_iter().chain(lines).collect())
}
