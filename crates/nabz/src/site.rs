//! Where every capability is put together into one site.

use crate::ended::Ended;
use axum::Router;
use nabz_hospital::{facilities, opd, pharmacy, queue, stores, triage};
use nabz_store::{Jobs, Store, Worker};
use nabz_web::{App, Config};

/// Threads that do what the outbox holds; printing and notices wait better than counters do.
const JOB_THREADS: usize = 1;

/// A site that is ready to be served.
pub struct Site {
    /// Every route inside the shell.
    pub router: Router,
    /// What works behind it, until it is dropped.
    pub workers: Vec<Worker>,
}

/// Puts the site together and starts what works behind it.
pub fn open(store: Store, config: Config) -> Result<Site, Ended> {
    let workers = vec![Jobs::new().work(&store, JOB_THREADS)?];
    Ok(Site { router: router(store, config), workers })
}

/// Every route of every capability, without the workers: what tests drive.
pub fn router(store: Store, config: Config) -> Router {
    let clock = store.clock();
    let app = App::build(store, clock)
        .config(config)
        .rooms(facilities::pages::rooms)
        .sections([opd::pages::SECTION, triage::pages::SECTION, queue::pages::SECTION])
        .sections(facilities::pages::SECTIONS)
        .sections([pharmacy::pages::SECTION, pharmacy::pages::RETURNS, stores::pages::SECTION])
        .done();
    let capabilities = Router::new()
        .merge(nabz_exchange::routes())
        .merge(queue::pages::routes())
        .merge(opd::pages::routes())
        .merge(triage::pages::routes())
        .merge(facilities::pages::routes())
        .merge(pharmacy::pages::routes())
        .merge(stores::pages::routes());
    nabz_web::router(app, capabilities)
}
