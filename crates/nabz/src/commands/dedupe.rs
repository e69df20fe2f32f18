//! `nabz people dedupe`: records of the registry that may be of one person, for somebody to decide.

use crate::cli::Dedupe;
use crate::ended::Ended;
use crate::say::{Bar, Say};
use nabz_kernel::ids::PersonId;
use nabz_people::registry::dedupe::{Done, KnownApart, Night, Step, Walk, walk};
use nabz_people::registry::store::count;
use nabz_people::{households, registry};
use nabz_store::doctor::Finding;
use nabz_store::{Stop, Store, Tx};
use serde_json::json;
use std::sync::OnceLock;

/// Goes over the registry, or over the part of it that was asked for.
pub(crate) fn run(store: &Store, asked: &Dedupe, say: &Say) -> Result<(), Ended> {
    let persons = usize::try_from(store.read_blocking(count)?).unwrap_or_default();
    let limit = asked.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let known_apart: KnownApart = live_together;
    let link = asked.link.then_some(known_apart);
    let walked = Walk { limit, resume: asked.resume, link, ..Walk::default() };
    let bars = Bars {
        read: say.bar("registry", persons),
        compared: OnceLock::new(),
        kept: OnceLock::new(),
        say,
    };
    let done = walk(store, &walked, &|step| bars.step(step))?;
    bars.done(&done);
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

/// What `nabz doctor` says of the search that the program makes each night.
pub(crate) fn finding(store: &Store) -> Finding {
    let (setting, most) = ("duplicates", Night::default().registry_max);
    match Night::default().measure(store) {
        Ok((persons, false)) => Finding {
            setting,
            value: format!("looked for each night among {persons} persons"),
            is_wrong: false,
            advice: "",
        },
        Ok((persons, true)) => Finding {
            setting,
            value: format!(
                "not looked for by the program itself: {persons} persons are more than {most}; \
                 let a timer run `nabz people dedupe --resume` each night"
            ),
            is_wrong: false,
            advice: "",
        },
        Err(_) => Finding {
            setting,
            value: "persons cannot be counted".to_owned(),
            is_wrong: true,
            advice: "the registry cannot be read: run `nabz migrate`",
        },
    }
}

/// One bar for each step: the next is there when its first part is done.
struct Bars<'s> {
    read: Bar,
    compared: OnceLock<Bar>,
    kept: OnceLock<Bar>,
    say: &'s Say,
}

impl Bars<'_> {
    fn step(&self, step: Step) {
        match step {
            Step::Read(more) => self.read.step(more),
            Step::Compared { more, of } => {
                self.compared.get_or_init(|| self.say.bar("comparing", of)).step(more);
            }
            Step::Kept { more, of } => {
                self.kept.get_or_init(|| self.say.bar("pairs", of)).step(more);
            }
        }
    }

    fn done(&self, done: &Done) {
        for bar in [Some(&self.read), self.compared.get(), self.kept.get()].into_iter().flatten() {
            bar.clear();
        }
        self.say.done(&self.read, format!("{} persons compared", done.persons));
    }
}

/// Two who keep house together were counted as two by somebody who saw them.
fn live_together(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool, Stop> {
    let other = registry::goes_on(tx, other)?;
    Ok(households::family(tx, one)?.iter().any(|member| member.person == other))
}
