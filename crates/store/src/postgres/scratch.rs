//! Databases that live as long as a test.

use super::connect::Address;
use super::session::PostgresSession;
use crate::migrate;
use crate::stop::Stop;
use crate::value::Row;
use nabz_kernel::clock::Clock;
use std::thread;
use std::time::Duration;

/// Many test processes start together; one makes the template and the others wait for it.
const TEMPLATE_LOCK: &str = "SELECT CAST(pg_advisory_lock(723406) AS TEXT)";
const TEMPLATE_UNLOCK: &str = "SELECT CAST(pg_advisory_unlock(723406) AS TEXT)";
const UNSETTLED: &str = "
    SELECT CAST(relname AS TEXT)
    FROM   pg_class
    WHERE  relkind = 'r' AND relnamespace = CAST('public' AS REGNAMESPACE)
           AND relallvisible < relpages";
const SETTLING_ROUNDS_MAX: u32 = 50;
const SETTLING_PAUSE: Duration = Duration::from_millis(100);
const IS_THERE: &str = "SELECT datname FROM pg_database WHERE datname = CAST($1 AS TEXT)";

/// Makes database `name` on the server of `admin` as a copy of the migrated template.
pub(crate) fn create(admin: &Address, name: &str, clock: Clock) -> Result<(), Stop> {
    let mut session = PostgresSession::connect(admin)?;
    let template = template(&mut session, admin, clock)?;
    // A thousand small files are copied in a third of the time that their pages take.
    session.batch(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
}

/// Drops it with whoever is still connected.
pub(crate) fn drop_database(admin: &Address, name: &str) -> Result<(), Stop> {
    let mut session = PostgresSession::connect(admin)?;
    session.batch(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
}

/// Marks the pages whose rows all see, and counts rows and values. Rows that came while somebody
/// was reading are not seen by all until that one is done.
pub(crate) fn settle(address: &Address) -> Result<(), Stop> {
    let mut session = PostgresSession::connect(address)?;
    for _ in 0..SETTLING_ROUNDS_MAX {
        session.batch("VACUUM (ANALYZE)")?;
        let mut unsettled = 0;
        let mut keep = |_: &Row<'_>| {
            unsettled += 1;
            Ok(())
        };
        session.query(UNSETTLED, &[], &mut keep)?;
        if unsettled == 0 {
            return Ok(());
        }
        thread::sleep(SETTLING_PAUSE);
    }
    Err(Stop::fault("somebody reads without end"))
}

/// The migrated template of exactly these migrations, made when it is missing.
fn template(session: &mut PostgresSession, admin: &Address, clock: Clock) -> Result<String, Stop> {
    let name = format!("nabz_template_{}", migrate::digest());
    session.execute(TEMPLATE_LOCK, &[])?;
    let made = make_template(session, admin, clock, &name);
    session.execute(TEMPLATE_UNLOCK, &[])?;
    made.map(|()| name)
}

fn make_template(
    session: &mut PostgresSession,
    admin: &Address,
    clock: Clock,
    name: &str,
) -> Result<(), Stop> {
    let mut there = false;
    let mut keep = |_: &Row<'_>| {
        there = true;
        Ok(())
    };
    session.query(IS_THERE, &[name.into()], &mut keep)?;
    if there {
        return Ok(());
    }
    // Under another name until it is whole, so that a run that died leaves no half template.
    let unfinished = format!("{name}_unfinished");
    session.batch(&format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"))?;
    session.batch(&format!("CREATE DATABASE {unfinished}"))?;
    super::bring_up_to_date(&admin.with_database(&unfinished), clock)?;
    // The server waits for the migrating connection to end before it renames.
    session.batch(&format!("ALTER DATABASE {unfinished} RENAME TO {name}"))
}
