//! `nabz doctor`: which settings are in force, and what is wrong with them.

use crate::commands::{cards, dedupe, jobs, lists, secrets, token};
use crate::config::{Database, File};
use crate::ended::Ended;
use crate::say::Say;
use nabz_kernel::clock::Clock;
use nabz_people::cards::Token;
use nabz_store::doctor::{Finding, of_postgres, of_sqlite};
use serde_json::json;
use std::path::Path;

pub(crate) fn run(
    database: &Database,
    file: &File,
    (key, token): (&Path, Option<Token>),
    say: &Say,
) -> Result<(), Ended> {
    let place = database.shown();
    let listen = file.listen(None);
    say.line(format!("database   {place}"));
    say.line(format!("listen     {listen}"));
    let mut found = match database {
        Database::Sqlite(path) => of_sqlite(path)?,
        Database::Postgres(connection) => of_postgres(connection, Clock::Machine)?,
    };
    let store = database.open_as_it_is()?;
    found.extend([secrets::finding(&store, key), cards::finding(&store)]);
    found.extend(token::finding(&store, token));
    found.extend([lists::finding(&store), jobs::finding(&store), dedupe::finding(&store)]);
    for finding in &found {
        let mark = if finding.is_wrong { "WRONG" } else { "ok" };
        say.line(format!("{mark:10} {}: {}", finding.setting, finding.value));
        if finding.is_wrong {
            say.line(format!("{:10} {}", "", finding.advice));
        }
    }
    let wrong: Vec<&Finding> = found.iter().filter(|finding| finding.is_wrong).collect();
    let settings: serde_json::Map<_, _> =
        found.iter().map(|f| (f.setting.to_owned(), json!(f.value))).collect();
    say.result(
        format!("{} settings are wrong", wrong.len()),
        &json!({ "database": place, "settings": settings, "wrong": wrong.len() }),
    );
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Ended::found(wrong.iter().map(|finding| finding.advice.to_owned())))
}
