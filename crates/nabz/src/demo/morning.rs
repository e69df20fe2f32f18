//! A morning already under way: the staff of the city work through it at their own browsers,
//! against the program itself, so that what a stranger finds was made as it always is.

use super::PASSWORD;
use crate::cli::{Opd, Until};
use crate::ended::Ended;
use crate::say::Say;
use crate::{simulate, site};
use nabz_access::Vault;
use nabz_store::Store;
use nabz_web::{Bound, Config, Tls};
use std::net::{Ipv4Addr, SocketAddr};

/// How far so many visits have come.
const MORNING: [(Until, usize); 4] =
    [(Until::Dispense, 60), (Until::Sign, 12), (Until::Vitals, 24), (Until::Token, 36)];
const VISITS_A_SECOND: f64 = 20.0;

/// Lets the morning happen.
pub(super) fn happen(
    store: &Store,
    vault: Vault,
    residents: usize,
    say: &Say,
) -> Result<(), Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let visits: usize = MORNING.iter().map(|(_, visits)| visits).sum();
    let bar = say.bar("a morning", visits);
    let faults = runtime.block_on(work(store, vault, residents))?;
    if let Some(fault) = faults.first() {
        return Err(Ended::fault(format!("the morning went wrong: {fault}")));
    }
    say.done(&bar, format!("{visits} people came"));
    Ok(())
}

async fn work(store: &Store, vault: Vault, residents: usize) -> Result<Vec<String>, Ended> {
    let site = site::open(store.clone(), Config::default(), vault)?;
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let bound = Bound::bind(anywhere, &Tls::Loopback).await?;
    let server = bound.url();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(bound.serve(site.router, async move { drop(stopped.await) }));
    let mut faults = Vec::new();
    for (seed, (until, visits)) in (11_u64..).zip(MORNING) {
        let asked = Opd {
            server: server.clone(),
            rate: VISITS_A_SECOND,
            visits,
            seed,
            password: None,
            residents,
            csv: None,
            until,
        };
        let ran = simulate::run(&asked, PASSWORD, &Say::silent()).await?;
        faults.extend(ran.faults);
    }
    _ = stop.send(());
    serving.await.map_err(Ended::fault)?;
    Ok(faults)
}
