//! `nabz people link` and `nabz names compare`: which lines are of one person, which two spellings
//! one name. Neither opens a database.

mod map;
mod names;
mod read;
mod words;
mod write;

pub(crate) use names::compare;

use crate::cli::Link;
use crate::ended::Ended;
use crate::say::Say;
use map::Columns;
use nabz_kernel::refusal::Refused;
use nabz_linkage::lists::{Linker, People, one_to_one};
use serde_json::json;

/// Links the lines of two lists, or of one with itself; the file of links is whole or not there.
pub(crate) fn run(asked: &Link, say: &Say) -> Result<(), Ended> {
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
    let linker = Linker::learn(people);
    let mut links = linker.links(asked.threshold);
    if asked.one_to_one {
        links = one_to_one(links);
    }
    write::links(&asked.out, &links, &ids, &linker, say.language())?;
    let facts = json!({
        "first": first, "second": second, "links": links.len(), "out": asked.out.display().to_string(),
    });
    let lists = if asked.second.is_some() {
        format!("{first} and {second} lines")
    } else {
        format!("{first} lines")
    };
    say.result(format!("{lists}: {} links in {}", links.len(), asked.out.display()), &facts);
    Ok(())
}

/// What is wrong with a file, with the file's name in front.
fn faulty(file: &std::path::Path, faults: Vec<nabz_kernel::sheet::LineFault>) -> Ended {
    let file = Refused::plain("LNK-001").invalid().with("file", file.display());
    let lines = faults.into_iter().map(crate::ended::Why::Line);
    Ended::Refused([crate::ended::Why::Code(file)].into_iter().chain(lines).collect())
}
