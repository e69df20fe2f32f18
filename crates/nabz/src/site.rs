//! Where every capability is put together into one site.

use crate::behind::{Again, Trouble};
use crate::ended::Ended;
use axum::Router;
use nabz_access::{Act, Vault};
use nabz_exchange::Exporter;
use nabz_hospital::{
    allergies, chart, disputes, emergency, facilities, frontdesk, opd, outage, pharmacy,
    prescribing, queue, stores, triage,
};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_people::cards::KeyRing;
use nabz_people::messages::Outlet;
use nabz_people::registry::actions::SearchRegistry;
use nabz_people::registry::dedupe::Night;
use nabz_people::registry::index::Search;
use nabz_people::registry::model::Written;
use nabz_people::{
    apply, cards, checker, consent, field, households, messages, places, registry, rights, scans,
};
use nabz_record::parameters::{Filled, Filler};
use nabz_record::{Reindexing, Walk};
use nabz_store::{Jobs, Stop, Store, Task, Tx, Worker};
use nabz_web::{App, Config};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Threads that do what the outbox holds; printing and notices wait better than counters do.
const JOB_THREADS: usize = 1;
/// A version becomes visible to those who follow the feed at most this long after its commit.
const FEED_EVERY: Duration = Duration::from_secs(1);
/// How often the index of the record is looked at until it is complete, and steps of a hundred
/// entries each time.
const INDEX_EVERY: Duration = Duration::from_secs(1);
const INDEX_STEPS: u32 = 20;
/// A card that was signed is in the log so soon, and a list that is due is signed.
const LISTS_EVERY: Duration = Duration::from_secs(10);
/// So soon an export that was asked for is begun.
const EXPORTS_EVERY: Duration = Duration::from_secs(1);
/// How late after midnight the work of a day begins, and how often what is old is taken away.
const DAY_BEGINS_WITHIN: Duration = Duration::from_mins(10);

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
    _feed: Again,
    _index: Again,
    _parameters: Again,
    _lists: Again,
    _days: Again,
    _nights: Again,
    _exports: Option<Again>,
}

/// Puts the site together and starts what works behind it.
pub fn open(
    store: Store,
    config: Config,
    (vault, token): (Vault, Option<cards::Token>),
    outlet: &Outlet,
) -> Result<Site, Ended> {
    let ring = KeyRing::new(vault.clone()).with_token(token);
    let behind = Behind {
        _workers: vec![jobs_sending(outlet).work(&store, JOB_THREADS)?],
        _feed: feed(&store)?,
        _index: index(&store)?,
        _parameters: parameters(&store)?,
        _lists: card_lists(&store, ring.clone())?,
        _days: days(&store)?,
        _nights: nights(&store)?,
        _exports: config.bulk.clone().map(|folder| exports(&store, folder)).transpose()?,
    };
    let signing = cards::Signing::by(ring);
    let parts = (Search::start(&store), vault, signing);
    Ok(Site { router: router_sending(store, config, parts, outlet), behind })
}

/// Who does the work that actions leave for later; messages go to nobody's phone.
pub fn jobs() -> Jobs {
    jobs_sending(&Outlet::Console)
}

fn jobs_sending(outlet: &Outlet) -> Jobs {
    let jobs = Jobs::new().on(queue::actions::CLOSE_DAY, queue::actions::close_day);
    let jobs = jobs
        .on(registry::actions::LIFE_CHANGED, life_noted)
        .on(registry::actions::COMPARE_APPLIED, registry::actions::compare_applied)
        .on(apply::actions::FORGET, apply::actions::forget)
        .on(cards::actions::WARN_OF_EXPIRY, cards::actions::warn_of_expiry)
        .on(scans::actions::TAKE_AWAY, scans::actions::take_away)
        .on(registry::actions::BIRTH_CHANGED, households::actions::birth_changed)
        .on(households::actions::GROW_UP, households::actions::grow_up);
    messages::handlers(jobs, outlet.gateway())
}

/// All that ends with somebody who has died or left the city, or comes back with them.
fn life_noted(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    households::actions::life_noted(tx, task)?;
    cards::actions::end_of_the_dead(tx, task)
}

/// What pages find beside the store.
pub type Parts = (Search, Vault, cards::Signing);

/// Every route of every capability, without the threads behind it: what tests drive.
pub fn router(store: Store, config: Config, parts: Parts) -> Router {
    router_sending(store, config, parts, &Outlet::Console)
}

fn router_sending(
    store: Store,
    mut config: Config,
    (search, vault, signing): Parts,
    outlet: &Outlet,
) -> Router {
    config.search_roles = SearchRegistry::ROLES;
    let of_one_client = config.requests_a_second;
    let clock = store.clock();
    let app = App::build(store, clock)
        .config(config)
        .rooms(facilities::pages::rooms)
        .seated(frontdesk::pages::seated)
        .sections([frontdesk::pages::SECTION, opd::pages::SECTION, frontdesk::pages::UNIDENTIFIED])
        .sections([triage::pages::SECTION, queue::pages::SECTION])
        .sections(facilities::pages::SECTIONS)
        .sections([pharmacy::pages::SECTION, pharmacy::pages::RETURNS, stores::pages::SECTION])
        .sections([registry::pages::DUPLICATES, registry::pages::section()])
        .sections([registry::pages::ALARMS, households::pages::WAITING])
        .sections([places::pages::SECTION, cards::pages::DESK, cards::pages::OFFICE])
        .sections([messages::pages::SECTION, rights::pages::SECTION, scans::pages::SECTION])
        .sections([households::pages::INSTITUTIONS, outage::pages::SECTION])
        .part(registry::Lines(cards::line))
        .part(registry::Rights {
            roles: rights::actions::ReadRights::ROLES,
            page: rights::page_of,
            nominee: rights::line_of_nominee,
        })
        .part(consent::ON_A_HOUSEHOLD)
        .part(households::ON_A_PERSON)
        .part(cards::Emergency {
            roles: emergency::ReadEmergency::ROLES,
            page: emergency::path,
            snapshot: emergency::snapshot,
        })
        .part(cards::Slips(|tx, facility, text| {
            let Some(token) = queue::paper::scanned(text) else { return Ok(None) };
            Ok(queue::token(tx, facility, token)?.map(|token| token.person))
        }))
        .part(registry::WrittenBeside(written_beside))
        .part(signing)
        .part(search)
        .part(vault)
        .part(outlet.clone())
        .part(nabz_smart::Pace::default())
        .other_origins(nabz_smart::OTHER_ORIGINS)
        .part(checker::AskKeys(|tx| {
            let trusted = |kept: cards::model::Trusted| checker::Trusted {
                root: kept.root(),
                list: kept.sealed,
            };
            Ok(cards::trust(tx)?.map(trusted))
        }))
        .done();
    nabz_web::router(app, capabilities(of_one_client))
}

/// The routes of every capability.
fn capabilities(requests_a_second: Option<NonZeroU32>) -> Router<App> {
    Router::new()
        .merge(nabz_exchange::routes(requests_a_second).merge(nabz_smart::routes()))
        .merge(registry::pages::routes())
        .merge(households::pages::routes())
        .merge(consent::pages::routes())
        .merge(rights::pages::routes())
        .merge(cards::pages::routes())
        .merge(messages::pages::routes())
        .merge(places::pages::routes())
        .merge(checker::pages::routes())
        .merge(field::pages::routes())
        .merge(apply::pages::routes())
        .merge(scans::pages::routes())
        .merge(facilities::pages::routes())
        .merge(frontdesk::pages::routes())
        .merge(outage::pages::routes())
        .merge(queue::pages::routes())
        .merge(triage::pages::routes())
        .merge(opd::pages::routes())
        .merge(chart::pages::routes())
        .merge(disputes::pages::routes())
        .merge(emergency::pages::routes())
        .merge(pharmacy::pages::routes())
        .merge(stores::pages::routes())
}

/// Who keeps something of a person beside the record and the registry.
const KEEPERS: [registry::AskWritten; 6] = [
    cards::written,
    households::written,
    rights::written,
    scans::written,
    outage::written,
    triage::written,
];

/// All that was written of a person from one moment to another beside the record and the registry.
pub fn written_beside(
    tx: &mut Tx<'_>,
    person: PersonId,
    during: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for keeper in KEEPERS {
        written.extend(keeper(tx, person, during)?);
    }
    Ok(written)
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
        Arc::new(disputes::rebuild::Disputes),
        Arc::new(emergency::rebuild::BloodGroups),
        Arc::new(emergency::rebuild::LongTermConditions),
        Arc::new(emergency::rebuild::Surgeries),
        Arc::new(prescribing::rebuild::Prescribing),
        Arc::new(opd::rebuild::Notes),
        Arc::new(pharmacy::rebuild::Dispenses),
    ]
}

/// Begins what is done once a day, and takes away what is old.
fn days(store: &Store) -> Result<Again, Ended> {
    let (store, mut trouble) = (store.clone(), Trouble::default());
    Again::start("days", DAY_BEGINS_WITHIN, move || {
        let begun = cards::actions::begin_day(&store)
            .and_then(|()| households::actions::begin_day(&store))
            .and_then(|()| scans::actions::begin_day(&store))
            .and_then(|()| store.write_bulk(cards::actions::forget_shown))
            .and_then(|()| store.write_bulk(messages::actions::forget))
            .and_then(|()| store.write_bulk(nabz_smart::actions::forget));
        if trouble.is_new(&begun)
            && let Err(stop) = begun
        {
            tracing::warn!(%stop, "the work of the day waits");
        }
    })
}

/// Looks each night for people who were registered twice. It has a thread of its own, for it may
/// take minutes and no message or card may wait for it.
fn nights(store: &Store) -> Result<Again, Ended> {
    let (store, mut trouble) = (store.clone(), Trouble::default());
    Again::start("duplicates", DAY_BEGINS_WITHIN, move || {
        let done = registry::dedupe::tonight(&store, &Night::default());
        match (trouble.is_new(&done), &done) {
            (true, Err(stop)) => tracing::warn!(%stop, "nobody looked for people registered twice"),
            (_, Ok(Some(done))) => {
                tracing::info!(
                    persons = done.persons,
                    found = done.found,
                    whole = done.is_whole,
                    "looked for people registered twice"
                );
            }
            (false, Err(_)) | (_, Ok(None)) => {}
        }
    })
}

/// Writes what sources fetch in bulk. It has a thread of its own, for it may take hours; it rests
/// every few seconds.
fn exports(store: &Store, folder: PathBuf) -> Result<Again, Ended> {
    let (mut exporter, mut trouble) = (Exporter::new(store, folder), Trouble::default());
    Again::start("bulk-exports", EXPORTS_EVERY, move || {
        let worked = exporter.work();
        if let (true, Err(stop)) = (trouble.is_new(&worked), &worked) {
            tracing::warn!(%stop, "an export waits");
        }
    })
}

/// Gives positions in the record's feed, every second.
fn feed(store: &Store) -> Result<Again, Ended> {
    let store = store.clone();
    Again::start("record-feed", FEED_EVERY, move || {
        if let Err(stop) = nabz_record::seal(&store) {
            tracing::warn!(%stop, "the feed of the record waits");
        }
    })
}

/// Brings the index of the record to what this release keeps in it, two thousand entries every
/// second; until then searches answer by what is there.
fn index(store: &Store) -> Result<Again, Ended> {
    let store = store.clone();
    let (mut trouble, mut is_done, mut is_said) = (Trouble::default(), false, false);
    Again::start("record-index", INDEX_EVERY, move || {
        for _ in 0..INDEX_STEPS {
            if is_done {
                return;
            }
            let walked = nabz_record::reindex_step(&store);
            match (trouble.is_new(&walked), walked) {
                (_, Ok(Reindexing::Begun(so_far))) if so_far.missing > 0 && !is_said => {
                    is_said = true;
                    tracing::warn!("the index of the record is being completed for this release");
                }
                (_, Ok(Reindexing::Begun(_))) => {}
                (_, Ok(Reindexing::Done(all))) => {
                    is_done = true;
                    if is_said {
                        let (entries, missing) = (all.entries, all.missing);
                        tracing::warn!(entries, missing, "the index of the record is complete");
                    }
                }
                (is_new, Err(stop)) => {
                    if is_new {
                        tracing::warn!(%stop, "the index of the record waits");
                    }
                    return;
                }
            }
        }
    })
}

/// Brings search parameters that were added to where they answer, and takes away what retired ones
/// left: two thousand entries every second.
fn parameters(store: &Store) -> Result<Again, Ended> {
    let (mut filler, mut trouble) = (Filler::new(store), Trouble::default());
    Again::start("record-parameters", INDEX_EVERY, move || {
        for _ in 0..INDEX_STEPS {
            let done = filler.work();
            match (trouble.is_new(&done), done) {
                (_, Ok(Filled::More)) => {}
                (_, Ok(Filled::Answers { url, entries })) => {
                    tracing::warn!(url, entries, "a search parameter is in use from now on");
                }
                (_, Ok(Filled::Nothing | Filled::Waiting)) => return,
                (is_new, Err(stop)) => {
                    if is_new {
                        tracing::warn!(%stop, "the search parameters that were added wait");
                    }
                    return;
                }
            }
        }
    })
}

/// Takes new cards into the log of issues, and signs what checkers are given when it is time. What
/// keeps it from doing so lasts, as a missing key does, and is said once.
fn card_lists(store: &Store, ring: KeyRing) -> Result<Again, Ended> {
    let store = store.clone();
    let (mut of_log, mut of_lists) = (Trouble::default(), Trouble::default());
    Again::start("card-lists", LISTS_EVERY, move || {
        let logged = cards::log_all_cards(&store);
        if let (true, Err(stop)) = (of_log.is_new(&logged), &logged) {
            tracing::warn!(%stop, "the log of cards waits");
        }
        let published = cards::publish_when_due(&store, &ring);
        match (of_lists.is_new(&published), &published) {
            (true, Err(stop)) => tracing::warn!(%stop, "the list of stopped cards was not signed"),
            (_, Ok(Some(signed))) => {
                tracing::info!(
                    number = signed.list.sequence(),
                    "a list of stopped cards was signed"
                );
            }
            (false, Err(_)) | (_, Ok(None)) => {}
        }
    })
}
