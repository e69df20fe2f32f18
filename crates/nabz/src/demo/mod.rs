//! `nabz demo`: a made-up city to try, in an embedded database.
//!
//! Everything goes through the same masters and the same actions as in a real city, so what a
//! stranger sees is what the program does. Nobody in it is real.

mod allergies;
mod city;
mod factors;
mod families;
mod guide;
mod morning;
mod partner;
mod residents;
mod stock;
mod story;

pub(crate) use city::{SEED, STAFFED};
use morning::Morning;
use stock::Plenty;
pub(crate) use stock::facility_called;
use story::{STAFFED_DAYS, Story};

use crate::cli::Demo;
use crate::commands::{audit, cards, secrets, serve};
use crate::config::Database;
use crate::ended::Ended;
use crate::say::Say;
use nabz_kernel::clock::Clock;
use nabz_people::messages::Outlet;
use nabz_web::Tls;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Every made-up member of staff has this password; the demo listens on this machine alone.
pub(crate) const PASSWORD: &str = "neem-tree-41";
/// Written last: a city without it was interrupted and is loaded anew.
const LOADED: &str = "loaded";
const DATABASE: &str = "demo.db";
const AUDIT: &str = "audit";
const KEY: &str = "key";
const BULK: &str = "bulk";
/// The key that answers for the demo's cards, as public as its passwords.
const ROOT: &str = "root";

pub(crate) fn run(asked: &Demo, named: Option<&str>, say: &Say) -> Result<(), Ended> {
    if asked.code {
        factors::show(say);
        return Ok(());
    }
    serve::log_to_stderr();
    let loaded = asked.data.join(LOADED);
    if asked.fresh || !loaded.exists() {
        start_over(&asked.data)?;
    }
    // Benchmarks load the same city into a server of their choice.
    let database = match named {
        Some(named) => Database::parse(named)?,
        None => Database::Sqlite(asked.data.join(DATABASE)),
    };
    let key = asked.data.join(KEY);
    if !loaded.exists() {
        fill(&database, &key, asked, say)?;
        fs::write(&loaded, env!("CARGO_PKG_VERSION"))?;
    }
    let store = database.open()?;
    if asked.load_only {
        // Whoever serves this city finds its audit and its feed sealed, not a list to work off.
        nabz_record::seal(&store)?;
        drop(audit::sealer(&store, &asked.data.join(AUDIT))?);
        return Ok(());
    }
    let settings = serve::Settings {
        listen: asked.listen,
        tls: Tls::Loopback,
        public_url: None,
        requests_a_second: None,
        pseudo_locale: asked.pseudo_locale,
        audit: asked.data.join(AUDIT),
        key,
        token: None,
        bulk: Some(asked.data.join(BULK)),
        messages: Outlet::Console,
        demo: true,
    };
    serve::until_stopped(store, &settings, |address| guide::show(address, say))
}

fn fill(database: &Database, key: &Path, asked: &Demo, say: &Say) -> Result<(), Ended> {
    let plenty = if asked.for_load { Plenty::ForLoad } else { Plenty::AsUsual };
    if asked.without_morning {
        bare(database, key, (asked, plenty), say)
    } else {
        lived_in(database, key, (asked, plenty), say)
    }
}

/// Loads a city to which nobody has come yet.
fn bare(
    database: &Database,
    key: &Path,
    (asked, plenty): (&Demo, Plenty),
    say: &Say,
) -> Result<(), Ended> {
    let store = database.open()?;
    city::load(&store, asked.residents, plenty, say)?;
    // Whoever only loads a city serves it with a key of their own.
    if asked.load_only {
        return Ok(());
    }
    let vault = secrets::vault(&store, key)?;
    factors::enrol(&store, &vault)?;
    let root = cards::draw_root(&asked.data.join(ROOT), None)?;
    cards::issue_with(&store, &vault, Arc::new(root)).map(drop)
}

/// Loads a city as it was long ago, tells how its people came by their cards, and lets its morning
/// pass. Whoever serves it afterwards goes on by the machine's clock, which is ahead of all that
/// happened here.
fn lived_in(
    database: &Database,
    key: &Path,
    (asked, plenty): (&Demo, Plenty),
    say: &Say,
) -> Result<(), Ended> {
    let morning = Morning::before(Clock::Machine.now());
    let store = database.open_by(morning.clock())?;
    city::places(&store, say)?;
    let vault = secrets::vault(&store, key)?;
    let root = cards::draw_root(&asked.data.join(ROOT), None)?;
    let mut cards_story = Story::new(&store, &vault, root)?;
    cards_story.long_ago(&morning)?;
    morning.comes_to(STAFFED_DAYS);
    city::staff(&store, plenty, say)?;
    factors::enrol(&store, &vault)?;
    cards_story.weeks(&morning, say)?;
    morning.begins();
    city::supplies_and_people(&store, asked.residents, plenty, say)?;
    cards_story.today()?;
    morning.happens(&store, vault.clone(), asked.residents, say)?;
    cards_story.sends_code(&morning)
}

/// Removes what an earlier demo left; nothing else in the folder is touched.
fn start_over(data: &Path) -> Result<(), Ended> {
    fs::create_dir_all(data)?;
    match fs::remove_dir_all(data.join(AUDIT)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    for name in [LOADED, KEY, ROOT, DATABASE, "demo.db-wal", "demo.db-shm"] {
        match fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;
    use nabz_people::cards::KeyRing;
    use nabz_people::cards::model::KeyPurpose;
    use nabz_store::key_file;

    #[test]
    fn a_demo_has_its_root_and_keys_so_that_cards_work_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let asked = ["nabz", "demo", "--without-morning", "--residents", "10", "--data"];
        let asked = Cli::try_parse_from(asked.iter().copied().chain(data.to_str())).unwrap();
        let Command::Demo(asked) = asked.command else { panic!("another command") };
        let (database, key) = (Database::Sqlite(data.join(DATABASE)), data.join(KEY));
        fill(&database, &key, &asked, &Say::silent()).unwrap();
        let root = data.join(ROOT);
        assert!(root.exists() && !key_file::others_can_read(&root));
        let store = database.open().unwrap();
        let ring = KeyRing::new(secrets::vault(&store, &key).unwrap());
        for purpose in KeyPurpose::ALL {
            let ring = ring.clone();
            store.read_blocking(move |view| ring.signer(view, *purpose)).unwrap();
        }
        drop(store);
        start_over(data).unwrap();
        assert!(!root.exists());
    }
}
