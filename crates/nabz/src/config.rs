//! Settings: flags over NABZ_* variables over a TOML file. Every default is safe.

use crate::cli::Cli;
use crate::ended::Ended;
use nabz_kernel::clock::Clock;
use nabz_people::cards::{TokenPin, TokenSettings};
use nabz_people::messages::Outlet;
use nabz_store::{Settings, Store};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// Tables live in a schema of their own, so that a shared server can hold other things.
const POSTGRES_SCHEMA: &str = "nabz";
/// Holds the token's PIN where no file does. No flag takes it, for others can read those.
const PIN_VARIABLE: &str = "NABZ_TOKEN_PIN";
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// What the TOML file may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) database: Option<String>,
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) behind_tls: Option<bool>,
    #[serde(default)]
    pub(crate) proxy: Vec<IpAddr>,
    pub(crate) public_url: Option<String>,
    pub(crate) requests_per_second: Option<u32>,
    pub(crate) tls_certificates: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) audit: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) bulk: Option<PathBuf>,
    #[serde(default)]
    pub(crate) cards: CardsPart,
    pub(crate) messages: Option<Messages>,
}

/// `[cards]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardsPart {
    #[serde(default)]
    pub(crate) token: TokenPart,
}

/// `[cards.token]`, and what flags and variables say in its place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenPart {
    pub(crate) module: Option<PathBuf>,
    pub(crate) label: Option<String>,
    pub(crate) pin_file: Option<PathBuf>,
}

impl TokenPart {
    /// What flags and variables say.
    pub(crate) fn said(cli: &Cli) -> Self {
        let (module, label) = (cli.token_module.clone(), cli.token.clone());
        Self { module, label, pin_file: cli.token_pin_file.clone() }
    }
}

/// The part `[messages]` of the TOML file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Messages {
    /// `console`, or `file:` and a path.
    pub(crate) to: Option<String>,
}

impl File {
    /// Reads the file; none given is an empty one.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self, Ended> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Ended::usage(format!("{}: {error}", path.display())))?;
        toml::from_str(&text).map_err(|error| Ended::usage(format!("{}: {error}", path.display())))
    }

    /// The address to serve on.
    pub(crate) fn listen(&self, flag: Option<SocketAddr>) -> SocketAddr {
        flag.or(self.listen).unwrap_or(LISTEN)
    }

    /// The token that holds keys; none where none is named.
    pub(crate) fn token(&self, flags: &TokenPart) -> Result<Option<TokenSettings>, Ended> {
        let part = &self.cards.token;
        let label = flags.label.as_ref().or(part.label.as_ref());
        let module = flags.module.as_ref().or(part.module.as_ref());
        let pin_file = flags.pin_file.as_ref().or(part.pin_file.as_ref());
        let pin = pin_file.cloned().map_or(TokenPin::Variable(PIN_VARIABLE), TokenPin::File);
        match (label.cloned(), module.cloned()) {
            (Some(label), Some(module)) => Ok(Some(TokenSettings { module, label, pin })),
            (None, None) if pin_file.is_none() => Ok(None),
            _ => Err(Ended::usage("a token needs both --token and --token-module")),
        }
    }

    /// Where messages to phones go; to none, unless somebody says so.
    pub(crate) fn outlet(&self) -> Result<Outlet, Ended> {
        let Some(to) = self.messages.as_ref().and_then(|messages| messages.to.as_deref()) else {
            return Ok(Outlet::Console);
        };
        let wrong = || Ended::usage("[messages] to = \"console\" or \"file:/path/of/a/file\"");
        Outlet::parse(to).ok_or_else(wrong)
    }
}

/// Which engine, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Database {
    /// `sqlite:PATH`, `postgres://…`, or PostgreSQL's own `host=… user=…`.
    pub(crate) fn parse(text: &str) -> Result<Self, Ended> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return match path {
                "" => Err(Ended::usage("sqlite: needs a path, for example sqlite:nabz.db")),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        let postgres = ["postgres://", "postgresql://"].iter().any(|start| text.starts_with(start));
        if postgres || text.contains("host=") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(Ended::usage("a database is sqlite:PATH or postgres://USER@HOST/NAME"))
    }

    /// What the flag, the variable or the file names.
    pub(crate) fn chosen(flag: Option<&str>, file: &File) -> Result<Self, Ended> {
        let named = flag.or(file.database.as_deref());
        let text =
            named.ok_or_else(|| Ended::usage("name a database: --database sqlite:nabz.db"))?;
        Self::parse(text)
    }

    /// Opens it and brings its tables up to date.
    pub(crate) fn open(&self) -> Result<Store, Ended> {
        self.open_by(Clock::Machine)
    }

    /// [`Database::open`] by another clock than the machine's.
    pub(crate) fn open_by(&self, clock: Clock) -> Result<Store, Ended> {
        Ok(match self {
            Self::Sqlite(path) => Store::open_sqlite(path, clock)?,
            Self::Postgres(connection) => Store::open_postgres(connection, POSTGRES_SCHEMA, clock)?,
        })
    }

    /// Where the audit's key and signed roots are kept when nobody said otherwise. A deployment
    /// says otherwise: the database's account must not be able to write there.
    pub(crate) fn audit_folder(&self) -> PathBuf {
        match self {
            Self::Sqlite(path) => path.with_extension("audit"),
            Self::Postgres(_) => PathBuf::from("nabz.audit"),
        }
    }

    /// Looks at it without bringing its tables up to date.
    pub(crate) fn open_as_it_is(&self) -> Result<Store, Ended> {
        let settings = Settings { migrates: false, ..Settings::small() };
        Ok(match self {
            Self::Sqlite(path) => Store::open_sqlite_with(path, Clock::Machine, &settings)?,
            Self::Postgres(connection) => {
                Store::open_postgres_with(connection, POSTGRES_SCHEMA, Clock::Machine, &settings)?
            }
        })
    }

    /// Where the key of sealed secrets is kept when nobody said otherwise: beside the database
    /// and not in it. A backup of the one must not hold the other.
    pub(crate) fn key_file(&self) -> PathBuf {
        match self {
            Self::Sqlite(path) => path.with_extension("key"),
            Self::Postgres(_) => PathBuf::from("nabz.key"),
        }
    }

    /// Where exports in bulk lie when nobody said otherwise: beside a file. A server that several
    /// programs may share has no such place that all of them reach.
    pub(crate) fn bulk_folder(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(path) => Some(path.with_extension("bulk")),
            Self::Postgres(_) => None,
        }
    }

    /// For people: the engine and the place, without a password.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("SQLite at {}", path.display()),
            Self::Postgres(connection) => {
                let open = connection.split('@').next_back().unwrap_or_default();
                let hide = |part: &&str| !part.starts_with("password=");
                let open: Vec<_> = open.split(' ').filter(hide).collect();
                format!("PostgreSQL at {}", open.join(" "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_in_one_of_two_ways() {
        assert_eq!(Database::parse("sqlite:a.db").unwrap(), Database::Sqlite("a.db".into()));
        assert!(matches!(Database::parse("postgres://u@h/n").unwrap(), Database::Postgres(_)));
        assert!(Database::parse("sqlite:").is_err());
        assert!(Database::parse("a.db").is_err());
    }

    #[test]
    fn a_token_is_named_whole_and_a_flag_wins_over_the_file() {
        let file = "[cards.token]\nmodule = \"m.so\"\nlabel = \"one\"\npin_file = \"pin\"\n";
        let file: File = toml::from_str(file).unwrap();
        let flags = TokenPart { label: Some("two".to_owned()), ..TokenPart::default() };
        let named = file.token(&flags).unwrap().unwrap();
        assert_eq!((named.label.as_str(), named.module), ("two", "m.so".into()));
        assert_eq!(named.pin, TokenPin::File("pin".into()));
        let nothing = File::default();
        assert_eq!(nothing.token(&TokenPart::default()).unwrap(), None);
        assert!(nothing.token(&flags).is_err(), "whose token, with which library?");
        assert!(toml::from_str::<File>("[cards.token]\npin = \"1234\"\n").is_err());
    }

    #[test]
    fn messages_go_to_nobodys_phone_until_somebody_says_where() {
        let outlet = |text: &str| toml::from_str::<File>(text).unwrap().outlet();
        assert_eq!(outlet("").unwrap(), Outlet::Console);
        assert_eq!(outlet("[messages]").unwrap(), Outlet::Console);
        let file = outlet("[messages]\nto = \"file:/var/spool/sms.jsonl\"").unwrap();
        assert_eq!(file, Outlet::File(PathBuf::from("/var/spool/sms.jsonl")));
        assert!(outlet("[messages]\nto = \"sms.jsonl\"").is_err());
        assert!(toml::from_str::<File>("[messages]\nfrom = \"x\"").is_err());
    }

    #[test]
    fn a_password_is_never_shown() {
        for text in ["postgres://u:secret@h/n", "host=h password=secret user=u"] {
            assert!(!Database::parse(text).unwrap().shown().contains("secret"));
        }
    }
}
