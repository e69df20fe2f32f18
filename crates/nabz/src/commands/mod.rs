//! Who answers what was asked.

pub(crate) mod audit;
pub(crate) mod cards;
mod dedupe;
mod definitions;
mod disk;
mod doctor;
mod fhir;
mod import;
mod jobs;
mod link;
mod lists;
pub(crate) mod load;
mod print_kit;
mod record;
pub(crate) mod secrets;
pub mod serve;
mod smart;
mod terminology;
mod token;
mod verify;

use crate::cli::{Audit, Cards, Cli, Command, Names, People, Record, Simulate};
use crate::config::{Database, File, TokenPart};
use crate::demo;
use crate::ended::Ended;
use crate::say::Say;
use crate::simulate;
use nabz_people::cards::Token;
use serde_json::json;

/// Does what was asked, or says why not.
pub fn run(cli: Cli, say: &Say) -> Result<(), Ended> {
    let file = File::read(cli.config.as_deref())?;
    let database = || Database::chosen(cli.database.as_deref(), &file);
    let named = cli.audit.clone().or_else(|| file.audit.clone());
    let audit_folder =
        |database: &Database| named.clone().unwrap_or_else(|| database.audit_folder());
    let key = cli.key.clone().or_else(|| file.key.clone());
    let key_file = |database: &Database| key.clone().unwrap_or_else(|| database.key_file());
    let token = file.token(&TokenPart::said(&cli))?;
    match cli.command {
        Command::Demo(asked) => demo::run(&asked, cli.database.as_deref(), say),
        Command::Serve(asked) => {
            let database = database()?;
            let places = (audit_folder(&database), key_file(&database), database.bulk_folder());
            serve::run(&database, &serve::Settings::of(&asked, &file, places, token)?, say)
        }
        Command::Audit { what: Audit::Verify } => {
            let database = database()?;
            audit::verify(&database.open()?, &audit_folder(&database), say)
        }
        Command::Simulate { what: Simulate::City(asked) } => simulate::city(&asked, say),
        Command::Simulate { what: Simulate::Opd(asked) } => {
            simulate::opd(&asked, cli.database.as_deref(), say)
        }
        Command::Migrate => migrate(&database()?, say),
        Command::Doctor { disk } => {
            if let Some(folder) = disk {
                let syncs = disk::measure(&folder)?.shown();
                say.result(format!("disk sync  {syncs}"), &json!({ "disk_sync": syncs }));
            }
            let database = database()?;
            let key = key_file(&database);
            doctor::run(&database, &file, (&key, token.map(Token::new)), say)
        }
        Command::Jobs { what } => jobs::run(&database()?.open()?, what.as_ref(), say),
        Command::Import { what } => import::run(&database()?, &what, say),
        Command::Record { what: Record::Rebuild } => record::rebuild(&database()?.open()?, say),
        Command::Record { what: Record::Check } => record::check(&database()?.open()?, say),
        Command::Record { what: Record::Reindex { r#type } } => {
            record::reindex(&database()?.open()?, r#type, say)
        }
        Command::Cards { what } => {
            let open = || -> Result<_, Ended> {
                let database = database()?;
                Ok((database.open()?, key_file(&database)))
            };
            let token = token.map(Token::new);
            match what {
                Cards::Keys { what } => cards::keys(&what, token.as_ref(), say, open),
                Cards::Lists { what } => lists::lists(&what, token, say, open),
                Cards::Log { what } => lists::log(&what, &database()?.open()?, say),
                Cards::Print(asked) => print_kit::run(&database()?.open()?, &asked, say),
                Cards::Verify(asked) => verify::run(&asked, say, || database()?.open()),
            }
        }
        Command::Load { what } => load::run(&database()?, &what, say),
        Command::People { what: People::Link(asked) } => link::run(&asked, say),
        Command::People { what: People::Dedupe(asked) } => {
            dedupe::run(&database()?.open()?, &asked, say)
        }
        Command::Fhir { what } => fhir::run(&what, say, database),
        Command::Smart { what } => smart::run(&database()?.open()?, &what, say),
        Command::Terminology { what } => terminology::run(&database()?.open()?, &what, say),
        Command::Names { what: Names::Compare } => {
            link::compare(std::io::stdin().lock(), std::io::stdout().lock())
        }
    }
}

fn migrate(database: &Database, say: &Say) -> Result<(), Ended> {
    database.open()?;
    let place = database.shown();
    say.result(format!("{place}: tables are up to date"), &json!({ "database": place }));
    Ok(())
}
