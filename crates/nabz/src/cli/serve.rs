//! Serving: where, to whom, and how much.

use super::public_url;
use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// `nabz serve`.
#[derive(Args, Clone)]
pub struct Serve {
    /// The address to serve on; anything but loopback needs TLS or --behind-tls.
    #[arg(long, env = "NABZ_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// A proxy in front of this server speaks TLS.
    #[arg(long, env = "NABZ_BEHIND_TLS")]
    pub behind_tls: bool,
    /// The proxy's address, where it is on another machine; can be said again for each. Nobody
    /// else is believed for whom they ask.
    #[arg(long, env = "NABZ_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    pub proxy: Vec<IpAddr>,
    /// The address under which everybody reaches this server, like `https://health.example.org`:
    /// copies of cards name it, for their keys are looked up there, and so does the message to a
    /// family that registered itself, which sees and prints its cards there.
    #[arg(long, env = "NABZ_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// The certificate chain, as PEM.
    #[arg(long, env = "NABZ_TLS_CERTIFICATES")]
    pub tls_certificates: Option<PathBuf>,
    /// Its private key, as PEM.
    #[arg(long, env = "NABZ_TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// The folder for the files of exports in bulk, which are gone after a day. By default it lies
    /// beside a SQLite database; on PostgreSQL nothing is exported unless it is named, and all
    /// servers of one database need the same.
    #[arg(long, env = "NABZ_BULK", value_name = "FOLDER")]
    pub bulk: Option<PathBuf>,
    /// Requests that one client of the FHIR API may make in a second on average, and those of ten
    /// seconds at once; 0 for any number.
    #[arg(long, env = "NABZ_REQUESTS_PER_SECOND", value_name = "NUMBER")]
    pub requests_per_second: Option<u32>,
    /// Let `?lang=qps` mark every sentence that comes from the message tables.
    #[arg(long, hide = true, env = "NABZ_PSEUDO_LOCALE")]
    pub pseudo_locale: bool,
}
