//! The database of one story: a copy of a template that was migrated once.

use crate::{MORNING, fresh_person};
use nabz_kernel::clock::{Clock, Steered};
use nabz_store::{Settings, Store, scratch};
use std::io::{Write, stderr};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;
use tempfile::TempDir;

const POSTGRES: &str = "NABZ_TEST_POSTGRES";
const REQUIRE: &str = "NABZ_TEST_REQUIRE_POSTGRES";
/// As many connections that write as a server of eight cores has by default.
const WRITERS: usize = 16;
static SAY_IT_ONCE: Once = Once::new();

/// An empty database of one story. It goes when the story ends.
pub struct Database {
    /// The store, migrated, its clock standing at [`MORNING`].
    pub store: Store,
    clock: &'static Steered,
    keeper: Keeper,
}

/// What has to be cleared away afterwards.
enum Keeper {
    Folder(TempDir),
    Server { admin: String, name: String },
}

impl Database {
    /// A new file in a folder of its own.
    ///
    /// # Panics
    /// When the machine gives no temporary folder: a test without a database has nothing to say.
    #[expect(clippy::expect_used, reason = "a story stops where its database does")]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (clock, steered) = morning();
        let templates = std::env::temp_dir();
        let store = scratch::open_sqlite(&templates, &folder.path().join("story.db"), clock);
        let store = store.expect("a SQLite file");
        Self { store, clock: steered, keeper: Keeper::Folder(folder) }
    }

    /// A new database on the server that `NABZ_TEST_POSTGRES` names; `None`, said aloud, without
    /// it.
    ///
    /// # Panics
    /// When the named server does not answer, or when `NABZ_TEST_REQUIRE_POSTGRES` is `1` and
    /// none is named: a run that skipped it silently would lie.
    #[expect(clippy::expect_used, reason = "a story stops where its database does")]
    pub fn postgres() -> Option<Self> {
        let Ok(admin) = std::env::var(POSTGRES) else {
            let required = std::env::var(REQUIRE).is_ok_and(|value| value == "1");
            assert!(!required, "{REQUIRE} is 1 but {POSTGRES} names no server");
            SAY_IT_ONCE.call_once(|| {
                // Straight to the terminal: `eprintln!` would be swallowed with a passing test.
                drop(writeln!(stderr(), "SKIPPED on PostgreSQL: {POSTGRES} is not set"));
            });
            return None;
        };
        let name = format!("story_{}", fresh_person().uuid().simple());
        let (clock, steered) = morning();
        let store = scratch::open_postgres(&admin, &name, clock).expect("the named PostgreSQL");
        Some(Self { store, clock: steered, keeper: Keeper::Server { admin, name } })
    }

    /// Lets time pass; nothing sleeps.
    pub fn pass(&self, duration: Duration) {
        self.clock.pass(duration);
    }

    /// Opens the same database once more, as another process would, with sizes of its own.
    ///
    /// # Panics
    /// When the database does not open a second time.
    #[expect(clippy::expect_used, reason = "a story stops where its database does")]
    pub fn reopen(&self, settings: &Settings) -> Store {
        let clock = self.store.clock();
        let store = match &self.keeper {
            Keeper::Folder(folder) => {
                Store::open_sqlite_with(&folder.path().join("story.db"), clock, settings)
            }
            Keeper::Server { admin, name } => {
                scratch::reopen_postgres(admin, name, clock, settings)
            }
        };
        store.expect("the same database")
    }

    /// The same database with sixteen connections that write, for stories in which many act at
    /// once: two connections would let two through at a time, and a race would be missed.
    #[must_use]
    pub fn busy(mut self) -> Self {
        self.store = self.reopen(&Settings { postgres_writers: WRITERS, ..Settings::small() });
        self
    }

    /// Has PostgreSQL count what the story has written, so that its plans mean something. What
    /// SQLite believes of its tables is fixed.
    ///
    /// # Panics
    /// When the server does not count.
    #[expect(clippy::expect_used, reason = "a story stops where its database does")]
    pub fn settle(&self) {
        if let Keeper::Server { admin, name } = &self.keeper {
            scratch::settle_postgres(admin, name).expect("rows that are counted");
        }
    }

    /// What the program is told with `--database` to open the same database.
    pub fn connection(&self) -> String {
        match &self.keeper {
            Keeper::Folder(folder) => format!("sqlite:{}/story.db", folder.path().display()),
            Keeper::Server { admin, name } => {
                let parts = admin.split(' ').filter(|part| !part.starts_with("dbname="));
                format!("{} dbname={name}", parts.collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// Where a story on SQLite may keep files of its own.
    pub fn folder(&self) -> Option<&Path> {
        match &self.keeper {
            Keeper::Folder(folder) => Some(folder.path()),
            Keeper::Server { .. } => None,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A store that closes later writes them to a database that is gone, and waits for it.
        if let Err(stop) = self.store.flush_reads() {
            drop(writeln!(stderr(), "looks that were not written down: {stop}"));
        }
        if let Keeper::Server { admin, name } = &self.keeper
            && let Err(stop) = scratch::drop_postgres(admin, name)
        {
            drop(writeln!(stderr(), "the database {name} is left behind: {stop}"));
        }
    }
}

/// A clock that only its own story moves. It stays for as long as the process, which is a test.
fn morning() -> (Clock, &'static Steered) {
    let steered: &'static Steered = Box::leak(Box::new(Steered::at(MORNING)));
    (Clock::Steered(steered), steered)
}
