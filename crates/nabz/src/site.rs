//! Where every capability is put together into one site.

use crate::ended::Ended;
use axum::Router;
use nabz_access::{Act, Vault};
use nabz_hospital::{
    allergies, chart, facilities, frontdesk, opd, pharmacy, prescribing, queue, stores, triage,
};
use nabz_people::registry::actions::SearchRegistry;
use nabz_people::registry::index::Search;
use nabz_people::{cards, checker, consent, households, places, registry};
use nabz_record::Walk;
use nabz_store::{Jobs, Store, Worker};
use nabz_web::{App, Config};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Threads that do what the outbox holds; printing and notices wait better than counters do.
const JOB_THREADS: usize = 1;
/// A version becomes visible to those who follow the feed at most this long after its commit.
const FEED_EVERY: Duration = Duration::from_secs(1);

/// A site that is ready to be served.
pub struct Site {
    /// Every route inside the shell.
    pub router: Router,
    /// What works behind it, until it is dropped.
    pub behind: Behind,
}

/// The threads behind a site. They end with it.
pub struct Behind {
    _workers: Vec<Worker>,
    _feed: FeedSealer,
}

/// Puts the site together and starts what works behind it.
pub fn open(store: Store, config: Config, vault: Vault) -> Result<Site, Ended> {
    let behind = Behind {
        _workers: vec![jobs().work(&store, JOB_THREADS)?],
        _feed: FeedSealer::start(&store)?,
    };
    let signing = cards::Signing::by(cards::KeyRing::new(vault.clone()));
    let parts = (Search::start(&store), vault, signing);
    Ok(Site { router: router(store, config, parts), behind })
}

/// Who does the work that actions leave for later.
pub fn jobs() -> Jobs {
    let jobs = Jobs::new().on(queue::actions::CLOSE_DAY, queue::actions::close_day);
    jobs.on(registry::actions::DIED, cards::actions::end_of_the_dead)
}

/// Every route of every capability, without the threads behind it: what tests drive.
pub fn router(
    store: Store,
    mut config: Config,
    (search, vault, signing): (Search, Vault, cards::Signing),
) -> Router {
    config.search_roles = SearchRegistry::ROLES;
    let clock = store.clock();
    let app = App::build(store, clock)
        .config(config)
        .rooms(facilities::pages::rooms)
        .seated(frontdesk::pages::seated)
        .sections([frontdesk::pages::SECTION, opd::pages::SECTION])
        .sections([triage::pages::SECTION, queue::pages::SECTION])
        .sections(facilities::pages::SECTIONS)
        .sections([pharmacy::pages::SECTION, pharmacy::pages::RETURNS, stores::pages::SECTION])
        .sections([registry::pages::DUPLICATES, registry::pages::section()])
        .sections([places::pages::SECTION, cards::pages::DESK, cards::pages::OFFICE])
        .part(registry::Lines(cards::line))
        .part(registry::WrittenBeside(cards::written))
        .part(signing)
        .part(search)
        .part(vault)
        .part(checker::AskKeys(|tx| {
            let trusted = |kept: cards::model::Trusted| checker::Trusted {
                root: kept.root(),
                list: kept.sealed,
            };
            Ok(cards::trust(tx)?.map(trusted))
        }))
        .done();
    let capabilities = Router::new()
        .merge(nabz_exchange::routes())
        .merge(registry::pages::routes())
        .merge(households::pages::routes())
        .merge(consent::pages::routes())
        .merge(cards::pages::routes())
        .merge(places::pages::routes())
        .merge(checker::pages::routes())
        .merge(facilities::pages::routes())
        .merge(frontdesk::pages::routes())
        .merge(queue::pages::routes())
        .merge(triage::pages::routes())
        .merge(opd::pages::routes())
        .merge(chart::pages::routes())
        .merge(pharmacy::pages::routes())
        .merge(stores::pages::routes());
    nabz_web::router(app, capabilities)
}

/// Everything that can be said again of what was published.
pub fn rebuilds() -> Vec<Arc<dyn Walk>> {
    vec![
        Arc::new(facilities::rebuild::Places),
        Arc::new(facilities::rebuild::People),
        Arc::new(registry::rebuild::Persons),
        Arc::new(registry::rebuild::Corrections),
        Arc::new(registry::rebuild::Links),
        Arc::new(households::rebuild::Households),
        Arc::new(households::rebuild::Guardians),
        Arc::new(consent::rebuild::Answers),
        Arc::new(queue::rebuild::Encounters),
        Arc::new(triage::rebuild::Triage),
        Arc::new(allergies::rebuild::Allergies),
        Arc::new(prescribing::rebuild::Prescribing),
        Arc::new(opd::rebuild::Notes),
        Arc::new(pharmacy::rebuild::Dispenses),
    ]
}

/// Gives positions in the record's feed, every second.
struct FeedSealer {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl FeedSealer {
    fn start(store: &Store) -> Result<Self, Ended> {
        let (stop, stopped) = channel::<()>();
        let store = store.clone();
        let thread = std::thread::Builder::new().name("record-feed".to_owned());
        let running = thread.spawn(move || {
            while stopped.recv_timeout(FEED_EVERY) == Err(RecvTimeoutError::Timeout) {
                if let Err(stop) = nabz_record::seal(&store) {
                    tracing::warn!(%stop, "the feed of the record waits");
                }
            }
        })?;
        Ok(Self { running: Some((stop, running)) })
    }
}

impl Drop for FeedSealer {
    fn drop(&mut self) {
        if let Some((stop, running)) = self.running.take() {
            drop(stop);
            // A thread that panicked has nothing more to say.
            drop(running.join());
        }
    }
}
