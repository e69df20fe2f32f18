//! Who answers what was asked.

mod doctor;
mod load;
pub mod serve;

use crate::cli::{Cli, Command};
use crate::config::{Database, File};
use crate::ended::Ended;
use crate::say::Say;
use serde_json::json;

/// Does what was asked, or says why not.
pub fn run(cli: Cli, say: &Say) -> Result<(), Ended> {
    let file = File::read(cli.config.as_deref())?;
    let database = || Database::chosen(cli.database.as_deref(), &file);
    match cli.command {
        Command::Serve(asked) => {
            serve::run(&database()?, &serve::Settings::of(&asked, &file)?, say)
        }
        Command::Migrate => migrate(&database()?, say),
        Command::Doctor => doctor::run(&database()?, &file, say),
        Command::Load { what } => load::run(&database()?, what, say),
    }
}

fn migrate(database: &Database, say: &Say) -> Result<(), Ended> {
    database.open()?;
    let place = database.shown();
    say.result(format!("{place}: tables are up to date"), &json!({ "database": place }));
    Ok(())
}
