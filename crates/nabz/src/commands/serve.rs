//! `nabz serve`: the pages and the FHIR API of one database.

mod tls;

use crate::cli::Serve;
use crate::config::{Database, File};
use crate::ended::Ended;
use crate::say::Say;
use crate::site;
use nabz_kernel::clock::Clock;
use nabz_store::Store;
use nabz_web::Config;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// What serving needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who speaks TLS, if anyone.
    pub tls: Tls,
    /// Whether `?lang=qps` marks every sentence; tests alone ask for it.
    pub pseudo_locale: bool,
}

/// Cookies, cameras and service workers need TLS everywhere but on the machine itself.
#[derive(Clone, Debug)]
pub enum Tls {
    /// Only this machine can reach us.
    Loopback,
    /// A proxy in front of us speaks it.
    InFront,
    /// We speak it, with these two PEM files.
    Ours {
        /// The chain, our own certificate first.
        certificates: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
}

impl Settings {
    pub(crate) fn of(asked: &Serve, file: &File) -> Result<Self, Ended> {
        let listen = file.listen(asked.listen);
        let certificates = asked.tls_certificates.clone().or_else(|| file.tls_certificates.clone());
        let key = asked.tls_key.clone().or_else(|| file.tls_key.clone());
        let in_front = asked.behind_tls || file.behind_tls.unwrap_or_default();
        let tls = match (certificates, key) {
            (Some(certificates), Some(key)) => Tls::Ours { certificates, key },
            (None, None) if in_front => Tls::InFront,
            (None, None) if listen.ip().is_loopback() => Tls::Loopback,
            (None, None) => {
                return Err(Ended::usage(format!(
                    "{listen} can be reached from other machines: give --tls-certificates and \
                     --tls-key, or say --behind-tls when a proxy in front speaks TLS"
                )));
            }
            _ => return Err(Ended::usage("TLS needs both --tls-certificates and --tls-key")),
        };
        Ok(Self { listen, tls, pseudo_locale: asked.pseudo_locale })
    }
}

pub(crate) fn run(database: &Database, settings: &Settings, say: &Say) -> Result<(), Ended> {
    log_to_stderr();
    say.line(database.shown());
    let store = database.open()?;
    until_stopped(store, settings, |address| say.line(format!("serving on {address}")))
}

/// Serves until SIGTERM or Ctrl-C, then lets every answer that has begun reach its reader.
pub fn until_stopped(
    store: Store,
    settings: &Settings,
    ready: impl FnOnce(String),
) -> Result<(), Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(store, settings, ready));
    // Streams to waiting halls never end by themselves.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    served
}

async fn serve(store: Store, settings: &Settings, ready: impl FnOnce(String)) -> Result<(), Ended> {
    let config = Config {
        tls: !matches!(settings.tls, Tls::Loopback),
        pseudo_locale: settings.pseudo_locale,
        ..Config::default()
    };
    let router = site::router(site::app(store, Clock::Machine, config));
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| Ended::fault(format!("{}: {error}", settings.listen)))?;
    let address = listener.local_addr()?;
    let mut terminated = signal(SignalKind::terminate())?;
    let asked_to_stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    match &settings.tls {
        Tls::Ours { certificates, key } => {
            let listener = tls::Listener::new(listener, certificates, key)?;
            ready(format!("https://{address}"));
            tokio::select! {
                served = axum::serve(listener, router).into_future() => served?,
                () = asked_to_stop => {}
            }
        }
        Tls::Loopback | Tls::InFront => {
            ready(format!("http://{address}"));
            tokio::select! {
                served = axum::serve(listener, router).into_future() => served?,
                () = asked_to_stop => {}
            }
        }
    }
    Ok(())
}

/// Ids and numbers, never people; `NABZ_LOG=debug` says more.
pub(crate) fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("NABZ_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init());
}
