//! `nabz serve`: the pages and the FHIR API of one database.

use crate::cli::{Serve, public_url};
use crate::commands::{audit, secrets};
use crate::config::{Database, File};
use crate::ended::Ended;
use crate::log;
use crate::say::Say;
use crate::site;
use nabz_people::cards::{Token, TokenSettings};
use nabz_people::messages::Outlet;
use nabz_store::Store;
use nabz_web::{Bound, Config, ServeFault, Tls};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// What the FHIR API takes of one client in a second unless somebody says another number: far more
/// than a partner's own day, far less than what the others would notice.
const REQUESTS_PER_SECOND: u32 = 1_000;

/// What serving needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who speaks TLS, if anyone.
    pub tls: Tls,
    /// The address under which everybody reaches this server.
    pub public_url: Option<String>,
    /// Requests of one client of the FHIR API in a second; `None` for any number.
    pub requests_a_second: Option<NonZeroU32>,
    /// Whether `?lang=qps` marks every sentence; tests alone ask for it.
    pub pseudo_locale: bool,
    /// Where the audit's key and signed roots are kept.
    pub audit: PathBuf,
    /// The file of the key that secrets in the database are sealed with.
    pub key: PathBuf,
    /// The token that holds the keys of health cards, where there is one.
    pub token: Option<TokenSettings>,
    /// Where exports in bulk lie; without it there are none.
    pub bulk: Option<PathBuf>,
    /// Where messages to phones go.
    pub messages: Outlet,
    /// Whether nobody in the city is real.
    pub demo: bool,
}

impl Settings {
    pub(crate) fn of(
        asked: &Serve,
        file: &File,
        (audit, key, bulk): (PathBuf, PathBuf, Option<PathBuf>),
        token: Option<TokenSettings>,
    ) -> Result<Self, Ended> {
        let of_file = file.public_url.as_deref().map(public_url).transpose();
        let public_url = asked.public_url.clone().or(of_file.map_err(Ended::usage)?);
        Ok(Self {
            listen: file.listen(asked.listen),
            tls: tls(asked, file)?,
            public_url,
            requests_a_second: NonZeroU32::new(
                asked
                    .requests_per_second
                    .or(file.requests_per_second)
                    .unwrap_or(REQUESTS_PER_SECOND),
            ),
            pseudo_locale: asked.pseudo_locale,
            audit,
            key,
            token,
            bulk: asked.bulk.clone().or_else(|| file.bulk.clone()).or(bulk),
            messages: file.outlet()?,
            demo: false,
        })
    }
}

/// What flags say of TLS, over what the file says.
fn tls(asked: &Serve, file: &File) -> Result<Tls, Ended> {
    let certificates = asked.tls_certificates.clone().or_else(|| file.tls_certificates.clone());
    let key = asked.tls_key.clone().or_else(|| file.tls_key.clone());
    let in_front = asked.behind_tls || file.behind_tls.unwrap_or_default();
    let proxies = if asked.proxy.is_empty() { file.proxy.clone() } else { asked.proxy.clone() };
    match (certificates, key) {
        (Some(certificates), Some(key)) if proxies.is_empty() => {
            Ok(Tls::Ours { certificates, key })
        }
        (None, None) if in_front => Ok(Tls::InFront { proxies }),
        (None, None) if proxies.is_empty() => Ok(Tls::Loopback),
        (Some(_), Some(_)) | (None, None) => {
            Err(Ended::usage("--proxy needs --behind-tls, and no certificates of our own"))
        }
        (Some(_), None) | (None, Some(_)) => {
            Err(Ended::usage("TLS needs both --tls-certificates and --tls-key"))
        }
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
    ready: impl FnOnce(&str),
) -> Result<(), Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(store, settings, ready))
}

async fn serve(store: Store, settings: &Settings, ready: impl FnOnce(&str)) -> Result<(), Ended> {
    let config = Config {
        tls: !matches!(settings.tls, Tls::Loopback),
        public_url: settings.public_url.clone(),
        requests_a_second: settings.requests_a_second,
        pseudo_locale: settings.pseudo_locale,
        demo: settings.demo,
        bulk: settings.bulk.clone(),
        ..Config::default()
    };
    let _sealer = audit::sealer(&store, &settings.audit)?;
    let vault = secrets::vault(&store, &settings.key)?;
    let token = settings.token.clone().map(Token::new);
    let site = site::open(store, config, (vault, token), &settings.messages)?;
    let bound = Bound::bind(settings.listen, &settings.tls).await?;
    let mut terminated = signal(SignalKind::terminate())?;
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    ready(&bound.url());
    bound.serve(site.router, stop).await;
    Ok(())
}

impl From<ServeFault> for Ended {
    fn from(fault: ServeFault) -> Self {
        match fault {
            ServeFault::Unprotected(_) | ServeFault::Certificate { .. } => {
                Self::usage(fault.to_string())
            }
            ServeFault::Address { .. } => Self::fault(fault),
        }
    }
}

/// Ids and numbers, never people; `NABZ_LOG=info` says more.
pub(crate) fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("NABZ_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    drop(log::to(filter, std::io::stderr).try_init());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    /// What is meant by flags and a file.
    fn meant(flags: &[&str], file: &str) -> Result<Tls, Ended> {
        let cli = Cli::parse_from([&["nabz", "serve"][..], flags].concat());
        let Command::Serve(asked) = cli.command else { panic!("another command") };
        tls(&asked, &toml::from_str(file).unwrap())
    }

    #[test]
    fn a_proxy_is_named_by_flags_or_the_file_and_stands_in_front() {
        let named = |tls: Result<Tls, Ended>| match tls {
            Ok(Tls::InFront { proxies }) => {
                proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }
            Ok(Tls::Loopback | Tls::Ours { .. }) => "nothing in front".to_owned(),
            Err(_) => "refused".to_owned(),
        };
        let file = "behind_tls = true\nproxy = [\"203.0.113.7\"]";
        assert_eq!(named(meant(&[], file)), "203.0.113.7");
        let two = ["--proxy", "203.0.113.8", "--proxy", "2001:db8::9"];
        assert_eq!(named(meant(&two, file)), "203.0.113.8 2001:db8::9");
        assert_eq!(named(meant(&["--behind-tls"], "")), "");
        assert_eq!(named(meant(&two, "")), "refused");
        let ours = "tls_certificates = \"chain.pem\"\ntls_key = \"key.pem\"";
        assert_eq!(named(meant(&[], ours)), "nothing in front");
        assert_eq!(named(meant(&two, ours)), "refused");
    }

    #[test]
    fn an_address_for_others_is_one_that_they_can_ask() {
        let right = "https://health.example.org";
        for typed in [right, "https://health.example.org/"] {
            assert_eq!(public_url(typed).as_deref(), Ok(right));
        }
        for typed in
            ["", "https://", "https:///", "http://health.example.org", "health.example.org"]
        {
            assert!(public_url(typed).is_err(), "{typed}");
        }
    }
}
