//! `nabz people dedupe`: records of the registry that may be of one person, for somebody to decide.

use crate::cli::Dedupe;
use crate::ended::Ended;
use crate::say::Say;
use nabz_kernel::ids::PersonId;
use nabz_people::households;
use nabz_people::registry::dedupe::{KnownApart, Walk, walk};
use nabz_people::registry::store::count;
use nabz_store::{Stop, Store, Tx};
use serde_json::json;

/// Goes over the registry, or over the part of it that was asked for.
pub(crate) fn run(store: &Store, asked: &Dedupe, say: &Say) -> Result<(), Ended> {
    let persons = usize::try_from(store.read_blocking(count)?).unwrap_or_default();
    let limit = asked.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let known_apart: KnownApart = live_together;
    let walked = Walk { limit, resume: asked.resume, link: asked.link.then_some(known_apart) };
    let bar = say.bar("duplicates", limit.map_or(persons, |limit| limit.min(persons)));
    let done = walk(store, &walked, |more| bar.step(more))?;
    say.done(&bar, format!("{} persons compared", done.persons));
    let rest = if done.is_whole { "" } else { "; --resume goes on behind them" };
    let (found, linked) = (done.found, done.linked);
    let sentence = format!("registry: {found} pairs found, {linked} linked{rest}");
    let facts = json!({
        "persons": done.persons, "found": done.found, "linked": done.linked,
        "complete": done.is_whole,
    });
    say.result(sentence, &facts);
    Ok(())
}

/// Two who keep house together were counted as two by somebody who saw them.
fn live_together(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool, Stop> {
    Ok(households::family(tx, one)?.iter().any(|member| member.person == other))
}
