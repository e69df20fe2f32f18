//! Databases that live as long as a test: copies of a template that was migrated once.

use crate::postgres::{Address, scratch};
use crate::settings::Settings;
use crate::stop::Stop;
use crate::{Store, migrate, sqlite};
use nabz_kernel::clock::Clock;
use std::fs;
use std::path::Path;

const SCHEMA: &str = "public";

/// Opens a new SQLite file at `path`, a copy of the template kept in `templates`.
pub fn open_sqlite(templates: &Path, path: &Path, clock: Clock) -> Result<Store, Stop> {
    let fault = |e: std::io::Error| Stop::fault(format!("no template: {e}"));
    let template = templates.join(format!("nabz-template-{}.db", migrate::digest()));
    if !template.exists() {
        // Made under a name of its own and moved into place, so that nobody sees half of it.
        let unfinished = path.with_extension("template");
        sqlite::migrate_file(&unfinished, clock)?;
        fs::rename(&unfinished, &template).map_err(fault)?;
    }
    fs::copy(&template, path).map_err(fault)?;
    Store::open_sqlite_with(path, clock, &Settings::small())
}

/// Makes database `name` on the server that `admin` reaches and opens it.
pub fn open_postgres(admin: &str, name: &str, clock: Clock) -> Result<Store, Stop> {
    let admin = Address::parse(admin, SCHEMA)?;
    scratch::create(&admin, name, clock)?;
    Store::open_address(&admin.with_database(name), clock, &Settings::small())
}

/// Opens database `name` once more, as another process would.
pub fn reopen_postgres(
    admin: &str,
    name: &str,
    clock: Clock,
    settings: &Settings,
) -> Result<Store, Stop> {
    let admin = Address::parse(admin, SCHEMA)?;
    Store::open_address(&admin.with_database(name), clock, settings)
}

/// Drops database `name`, whoever is still connected to it.
pub fn drop_postgres(admin: &str, name: &str) -> Result<(), Stop> {
    scratch::drop_database(&Address::parse(admin, SCHEMA)?, name)
}

/// Has the server of database `name` tidy up and count what a test has written, as it does by itself
/// within minutes.
pub fn settle_postgres(admin: &str, name: &str) -> Result<(), Stop> {
    scratch::settle(&Address::parse(admin, SCHEMA)?.with_database(name))
}
