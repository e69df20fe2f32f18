//! `nabz simulate`: believable load against a running server, and whether it adds up afterwards.
//! `nabz simulate city` writes lists of people instead, and asks no server.

mod alarm;
mod browser;
mod city;
mod crew;
mod departments;
mod latency;
mod ledger;
pub(crate) mod opd;
pub(crate) mod pace;
pub(crate) mod sums;
mod told;
mod typing;

use crate::cli;
use crate::ended::Ended;
use crate::say::Say;
use anyhow::Result;
pub(crate) use city::city;
pub(crate) use crew::Crew;
use departments::Who;
use nabz_kernel::clock::Clock;
use nabz_people::residents::{Dice, Residents};
pub(crate) use opd::{Day, Visit};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
pub(crate) use told::Told;
#[cfg(test)]
pub(crate) use told::{Asking, What};

/// So many in a hundred have never been registered.
const NEW_PERCENT: u64 = 30;
/// The seed of the demo's residents, among whom the returning ones are looked for.
const RESIDENTS_SEED: u64 = crate::demo::SEED;

/// What a run did.
pub(crate) struct Ran {
    pub(crate) samples: Vec<latency::Sample>,
    pub(crate) faults: Vec<String>,
    pub(crate) told: Vec<Told>,
    /// Steps at which somebody called and nobody waited.
    pub(crate) idle: Vec<&'static str>,
}

/// `nabz simulate opd`.
pub(crate) fn opd(asked: &cli::Opd, database: Option<&str>, say: &Say) -> Result<(), Ended> {
    let password = asked.password.clone().unwrap_or_else(|| crate::demo::PASSWORD.to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ran = runtime.block_on(run(asked, &password, say))?;
    let lines = latency::lines(&ran.samples);
    if let Some(path) = &asked.csv {
        latency::write_csv(path, &ran.samples)?;
    }
    let bad: usize = lines.iter().map(|line| line.bad).sum();
    let ledger = ledger::Ledger::of(asked, &ran);
    let mut wrong = ran.faults.clone();
    wrong.extend(ledger.unexplained(asked.until));
    let sums = match database {
        Some(database) => {
            say.line("adding up tokens, prescriptions, stock and record");
            match sums::add_up(database, &ran.told) {
                Ok(found) => wrong.extend(found),
                Err(ended) => wrong.push(format!("could not be added up: {ended:?}")),
            }
            "tokens, prescriptions, stock and record were added up"
        }
        None => "not added up: name the server's database with --database",
    };
    let table = format!("{}\n{ledger}\n{sums}", latency::table(&lines));
    let facts = json!({
        "acknowledged": ran.told.len(), "bad": bad, "wrong": wrong,
        "added_up": database.is_some(),
    });
    say.result(table, &facts);
    if bad == 0 && wrong.is_empty() { Ok(()) } else { Err(Ended::found(wrong)) }
}

/// Works through the visits of the plan.
async fn run(asked: &cli::Opd, password: &str, say: &Say) -> Result<Ran> {
    say.line(format!("signing everybody in at {}", asked.server));
    let crew = Crew::sign_in(&asked.server, password).await?;
    // Made up before the clock starts: whoever measures must not be busy with anything else.
    let plan = plan(asked);
    let day = Arc::new(Day::begin(Arc::new(crew), asked.until)?);
    let bar = say.bar("visits", asked.visits);
    visits(Arc::clone(&day), plan).await;
    say.done(&bar, format!("{} started", asked.visits));
    let (samples, faults) = day.pace.end();
    Ok(Ran { samples, faults, told: day.told(), idle: day.idle() })
}

/// Starts every visit when the plan says so, and waits for the last to end.
pub(crate) async fn visits(day: Arc<Day>, plan: Vec<Visit>) {
    let mut working = tokio::task::JoinSet::new();
    for visit in plan {
        day.pace.until(visit.next).await;
        working.spawn(Arc::clone(&day).work(visit));
        while working.try_join_next().is_some() {}
    }
    while working.join_next().await.is_some() {}
}

/// Who comes when: returning residents of the demo's seed, and people nobody has seen.
pub(crate) fn plan(asked: &cli::Opd) -> Vec<Visit> {
    let gap = Duration::from_secs_f64(1.0 / asked.rate.max(0.001));
    let today = Clock::Machine.now().date_in_india();
    let mut dice = Dice::new(asked.seed);
    let mut known = Residents::new(RESIDENTS_SEED, today).take(asked.residents.max(1));
    let mut others = Residents::new(asked.seed.wrapping_add(7_919), today);
    let step = (asked.residents / asked.visits.max(1)).max(1);
    let visits = (0..asked.visits).filter_map(|number| {
        let wants_new = dice.percent(NEW_PERCENT);
        let returning = if wants_new { None } else { known.nth(step - 1) };
        let is_new = returning.is_none();
        let details = returning.or_else(|| others.next())?.details;
        let percent = u32::try_from(dice.below(100)).ok()?;
        let next = gap.checked_mul(u32::try_from(number).ok()?)? + gap * percent / 100;
        let (pauses, dice) = (Dice::new(dice.number()), Dice::new(dice.number()));
        let (who, typed) = (Who::of(&details, today), String::new());
        let (arrived, called) = (None, None);
        Some(Visit { number, details, who, is_new, typed, dice, next, pauses, arrived, called })
    });
    visits.collect()
}
