//! `nabz jobs`: work that was given up after many attempts, seen and tried again.

use crate::cli::Jobs;
use crate::ended::Ended;
use crate::say::Say;
use nabz_store::doctor::Finding;
use nabz_store::{DeadJob, Store};
use serde_json::json;

/// More than anybody looks through; the oldest come first.
const SHOWN_MAX: u32 = 1_000;

pub(crate) fn run(store: &Store, what: Option<&Jobs>, say: &Say) -> Result<(), Ended> {
    let dead = store.read_blocking(|view| view.dead_jobs(SHOWN_MAX))?;
    match what {
        None => list(&dead, say),
        Some(Jobs::Revive { job }) => return revive(store, (&dead, job.as_deref()), say),
    }
    Ok(())
}

/// The payload stays where it is: it may name people.
fn list(dead: &[DeadJob], say: &Say) {
    for job in dead {
        let error = job.error.as_deref().unwrap_or("nothing was said");
        say.line(format!("{}  {}  {}  {error}", job.id, job.kind, job.dead_at));
    }
    let jobs: Vec<_> = dead
        .iter()
        .map(|job| {
            json!({
                "job": job.id.to_string(), "kind": job.kind, "error": job.error,
                "given_up_at": job.dead_at.to_string(),
            })
        })
        .collect();
    let sentence = format!("{} jobs were given up", dead.len());
    say.result(sentence, &json!({ "given_up": jobs }));
}

fn revive(
    store: &Store,
    (dead, named): (&[DeadJob], Option<&str>),
    say: &Say,
) -> Result<(), Ended> {
    let is_meant = |job: &&DeadJob| named.is_none_or(|name| job.id.to_string() == name);
    let meant: Vec<DeadJob> = dead.iter().filter(is_meant).cloned().collect();
    if let (Some(name), true) = (named, meant.is_empty()) {
        return Err(Ended::usage(format!("no job called {name} was given up; see `nabz jobs`")));
    }
    let revived = meant.len();
    store.write_blocking(move |tx| meant.iter().try_for_each(|job| tx.revive_job(job)))?;
    say.result(format!("{revived} jobs will be tried again"), &json!({ "revived": revived }));
    Ok(())
}

/// What `nabz doctor` says of them.
pub(crate) fn finding(store: &Store) -> Finding {
    let dead = store.read_blocking(|view| view.dead_jobs(SHOWN_MAX));
    let advice = "work was given up: see it with `nabz jobs`, mend its cause, and try it again with \
                  `nabz jobs revive`";
    match dead {
        Ok(dead) => Finding {
            setting: "dead jobs",
            value: dead.len().to_string(),
            is_wrong: !dead.is_empty(),
            advice,
        },
        Err(_) => Finding {
            setting: "dead jobs",
            value: "cannot be counted".to_owned(),
            is_wrong: true,
            advice: "the table of jobs cannot be read: run `nabz migrate`",
        },
    }
}
