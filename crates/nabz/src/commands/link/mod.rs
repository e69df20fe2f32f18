//! `nabz people link` and `nabz names compare`: which lines are of one person, which two spellings
//! one name. Neither opens a database.

mod map;
mod names;
mod read;
mod words;
mod write;

pub(crate) use names::compare;

use crate::cli;
use crate::ended::Ended;
use crate::say::Say;
use anyhow::Context;
use map::Columns;
use nabz_kernel::refusal::Refused;
use nabz_linkage::lists::{Link, Linker, People, UNSEEN_MIN, one_to_one};
use serde_json::json;
use std::fmt::{self, Display, Formatter};
use std::ops::RangeBounds;
use std::sync::OnceLock;

/// Links the lines of two lists, or of one with itself; the file of links is whole or not there.
pub(crate) fn run(asked: &cli::Link, say: &Say) -> Result<(), Ended> {
    if asked.one_to_one && asked.second.is_none() {
        return Err(Refused::plain("LNK-003").invalid().into());
    }
    if !(0.0..=1.0).contains(&asked.threshold) {
        return Err(Ended::usage("--threshold is a probability from 0 to 1"));
    }
    let columns = Columns::read(&asked.map)?;
    let mut people = People::new(columns.ages_in);
    let mut ids = read::list(&asked.first, &columns.first, &mut people)?;
    let first = people.len();
    if let Some(file) = &asked.second {
        people.second_list();
        ids.extend(read::list(file, &columns.second, &mut people)?);
    }
    let second = people.len() - first;
    let too_few = if asked.second.is_some() { first == 0 || second == 0 } else { first < 2 };
    if too_few {
        return Err(Refused::plain("LNK-004").invalid().into());
    }
    let linker = judging(asked, people)?;
    let bar = OnceLock::new();
    let compared = |of| bar.get_or_init(|| say.bar("comparing", of)).step(1);
    let mut links = linker.watched_links(asked.threshold, &compared);
    if let Some(bar) = bar.get() {
        bar.clear();
    }
    if asked.one_to_one {
        links = one_to_one(links);
    }
    write::links(&asked.out, &links, &ids, &linker, say.language())?;
    let (sure, doubted) = (Band::of(&links, UNSEEN_MIN..), Band::of(&links, ..UNSEEN_MIN));
    let facts = json!({
        "first": first, "second": second, "links": links.len(), "out": asked.out.display().to_string(),
        "sure": sure.links, "sure_wrong": sure.wrong, "doubted": doubted.links,
        "doubted_wrong": doubted.wrong,
    });
    let lists = if asked.second.is_some() {
        format!("{first} and {second} lines")
    } else {
        format!("{first} lines")
    };
    let sentence = format!(
        "{lists}: {} links in {}; {sure} from {UNSEEN_MIN} on, {doubted} to look at",
        links.len(),
        asked.out.display(),
    );
    say.result(sentence, &facts);
    Ok(())
}

/// Who judges: by what these lists teach, or by what others taught.
fn judging(asked: &cli::Link, people: People) -> Result<Linker, Ended> {
    if let Some(file) = &asked.knowing {
        let text = crate::commands::load::text(file)?;
        let unreadable = |_| Refused::plain("LNK-005").invalid().with("file", file.display());
        return Ok(Linker::knowing(people, &text.parse().map_err(unreadable)?));
    }
    let linker = Linker::learn(people);
    if let Some(file) = &asked.learned {
        let written = std::fs::write(file, linker.learned().to_string());
        written.with_context(|| file.display().to_string())?;
    }
    Ok(linker)
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

/// What is wrong with a file, with the file's name in front.
fn faulty(file: &std::path::Path, faults: Vec<nabz_kernel::sheet::LineFault>) -> Ended {
    let file = Refused::plain("LNK-001").invalid().with("file", file.display());
    let lines = faults.into_iter().map(crate::ended::Why::Line);
    Ended::Refused([crate::ended::Why::Code(file)].into_iter().chain(lines).collect())
}
