//! What can be asked of the program.

mod cards;
mod fhir;
mod load;
mod serve;
mod smart;
mod terminology;

pub use cards::{
    ByRoot, CardKeys, CardLists, CardLog, Cards, NewRoot, PrintKit, RetireKey, VerifyCards,
};
pub use fhir::{ExportFiles, Fhir, FhirPath, ImportFiles, ValidateFiles};
pub use load::Load;
pub use serve::Serve;
pub use smart::{RegisterApp, Smart};
pub use terminology::{LoadTerminology, Terminology};

use clap::{Args, Parser, Subcommand, ValueEnum};
use nabz_fhir::ResourceType;
use nabz_kernel::clock::Date;
use nabz_web::messages::Language;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Nabz, a health information system for a city.
#[derive(Parser)]
#[command(name = "nabz", version, about, max_term_width = 100)]
pub struct Cli {
    /// Settings in TOML; flags and NABZ_* variables win over it.
    #[arg(long, global = true, env = "NABZ_CONFIG")]
    pub config: Option<PathBuf>,
    /// The database: `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    #[arg(long, global = true, env = "NABZ_DATABASE")]
    pub database: Option<String>,
    /// The folder of the audit's key and signed roots, out of the database account's reach.
    #[arg(long, global = true, env = "NABZ_AUDIT", value_name = "FOLDER")]
    pub audit: Option<PathBuf>,
    /// The file of the key that secrets in the database are sealed with; drawn at the first start.
    #[arg(long, global = true, env = "NABZ_KEY", value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The PKCS#11 token that draws and holds the keys of health cards, by its label.
    #[arg(long, global = true, env = "NABZ_TOKEN", value_name = "LABEL")]
    pub token: Option<String>,
    /// The library of the token's maker.
    #[arg(long, global = true, env = "NABZ_TOKEN_MODULE", value_name = "FILE")]
    pub token_module: Option<PathBuf>,
    /// A file that nobody else can read and whose first line is the token's PIN. Without one the
    /// variable `NABZ_TOKEN_PIN` holds it.
    #[arg(long, global = true, env = "NABZ_TOKEN_PIN_FILE", value_name = "FILE")]
    pub token_pin_file: Option<PathBuf>,
    /// Answer in JSON, for machines.
    #[arg(long, global = true)]
    pub json: bool,
    /// The language of refusals: `en` or `hi`. Without it LANG decides.
    #[arg(long, global = true, env = "NABZ_LANG", value_name = "LANGUAGE", value_parser = ["en", "hi"])]
    pub lang: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// What was asked for, else what the machine speaks, else English.
    pub fn language(&self) -> Language {
        let machine = std::env::var("LANG").unwrap_or_default();
        let spoken = self.lang.as_deref().or_else(|| machine.get(..2));
        spoken.and_then(Language::parse).unwrap_or(Language::English)
    }
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// A made-up city to try, in an embedded database.
    Demo(Demo),
    /// Serve the pages and the FHIR API.
    Serve(Serve),
    /// Bring the tables of a database up to date.
    Migrate,
    /// Say which settings are in force and what is wrong with them.
    Doctor {
        /// Also measure how long this folder's disk takes to sync a page.
        #[arg(long, value_name = "FOLDER")]
        disk: Option<PathBuf>,
    },
    /// Work that was given up after many attempts and waits for a person.
    Jobs {
        /// What to do with it; unless named, it is listed.
        #[command(subcommand)]
        what: Option<Jobs>,
    },
    /// The audit trail.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        what: Audit,
    },
    /// Receive what a partner recorded.
    Import {
        /// In which form.
        #[command(subcommand)]
        what: Import,
    },
    /// Made-up people, and believable load against a running server.
    Simulate {
        /// Of what.
        #[command(subcommand)]
        what: Simulate,
    },
    /// The longitudinal record.
    Record {
        /// What to do with it.
        #[command(subcommand)]
        what: Record,
    },
    /// Health cards.
    #[command(visible_alias = "card")]
    Cards {
        /// What to do about them.
        #[command(subcommand)]
        what: Cards,
    },
    /// Load a master list; nothing is half-loaded.
    Load {
        /// Which list.
        #[command(subcommand)]
        what: Load,
    },
    /// Who is written down twice, in the registry or in lists of whoever keeps them.
    People {
        /// Where to look.
        #[command(subcommand)]
        what: People,
    },
    /// Files of FHIR R4: what is wrong with them, what stands in them, and what the record takes
    /// from them or writes into them.
    Fhir {
        /// What to do with them.
        #[command(subcommand)]
        what: Fhir,
    },
    /// What codes mean: the code systems, value sets and concept maps that are loaded.
    Terminology {
        /// What to do about them.
        #[command(subcommand)]
        what: Terminology,
    },
    /// Apps of others that ask for tokens over OAuth, as SMART on FHIR says.
    Smart {
        /// What to do about them.
        #[command(subcommand)]
        what: Smart,
    },
    /// Names in either script; no database is opened.
    Names {
        /// What to do with them.
        #[command(subcommand)]
        what: Names,
    },
}

/// Where people may be written down twice.
#[derive(Subcommand)]
pub enum People {
    /// Find the lines of two lists, or of one, that are of one person; no database is opened.
    Link(Box<Link>),
    /// Find records of the registry that may be of one person, and put them on the list that the
    /// records officers look through.
    Dedupe(Dedupe),
}

/// `nabz people dedupe`.
#[derive(Args)]
pub struct Dedupe {
    /// At most so many persons, in the order of their registration; --resume goes on behind them.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Go on where the last search stopped, or with those who were registered since it ended.
    #[arg(long)]
    pub resume: bool,
    /// Also link those who are alike in all that is known, where nothing speaks against it. Each
    /// link can be taken back.
    #[arg(long)]
    pub link: bool,
}

/// `nabz people link`.
#[derive(Args)]
pub struct Link {
    /// A list, as CSV.
    pub first: PathBuf,
    /// Another; without it duplicates are looked for in the first.
    pub second: Option<PathBuf>,
    /// Which column holds what, as TOML: lines of `field = "column"`.
    #[arg(long, value_name = "FILE")]
    pub map: PathBuf,
    /// The least probability of a link.
    #[arg(long, default_value_t = nabz_linkage::lists::LINK_PROBABILITY_MIN)]
    pub threshold: f64,
    /// At most one link for each line, the likeliest: for two lists without duplicates.
    #[arg(long)]
    pub one_to_one: bool,
    /// Where the links are written, as CSV.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Where to write down what was learned from the lists, too.
    #[arg(long, value_name = "FILE", conflicts_with = "knowing")]
    pub learned: Option<PathBuf>,
    /// What was learned from longer lists, for lists too short to learn from.
    #[arg(long, value_name = "FILE")]
    pub knowing: Option<PathBuf>,
}

/// What can be done with names.
#[derive(Subcommand)]
pub enum Names {
    /// For each line `name<TAB>name` of the input: how alike in thousandths, whether a key finds
    /// the one for the other, and whether they are one name.
    Compare,
}

/// `nabz demo`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that somebody types")]
pub struct Demo {
    /// Throw the demo city away and start over.
    #[arg(long)]
    pub fresh: bool,
    /// Where the demo city is kept.
    #[arg(long, default_value = ".nabz", env = "NABZ_DATA")]
    pub data: PathBuf,
    /// The address to serve on.
    #[arg(long, default_value = "127.0.0.1:8080", env = "NABZ_LISTEN")]
    pub listen: SocketAddr,
    /// Further residents, made up from a seed.
    #[arg(long, default_value_t = 2_000)]
    pub residents: usize,
    /// Leave out the morning that is already under way, and the weeks in which cards were made.
    #[arg(long)]
    pub without_morning: bool,
    /// For load runs: units that are never full and shelves that never run empty.
    #[arg(long)]
    pub for_load: bool,
    /// Load the city and stop, without serving it.
    #[arg(long)]
    pub load_only: bool,
    /// Say the six digits that the second factor of administrators, records officers and auditors
    /// shows now, and stop.
    #[arg(long)]
    pub code: bool,
    /// Let `?lang=qps` mark every sentence that comes from the message tables.
    #[arg(long, hide = true, env = "NABZ_PSEUDO_LOCALE")]
    pub pseudo_locale: bool,
}

/// What can be done with work that was given up.
#[derive(Subcommand)]
pub enum Jobs {
    /// Try it again, from its first attempt.
    Revive {
        /// The job, as `nabz jobs` names it; all of them unless named.
        job: Option<String>,
    },
}

/// What can be done with the audit.
#[derive(Subcommand)]
pub enum Audit {
    /// Check every sealed row against the chain, and the chain against the signed roots.
    Verify,
}

/// What can be received.
#[derive(Subcommand)]
pub enum Import {
    /// FHIR R4 transaction bundles of a folder, kept as sent; a second run adds nothing.
    Fhir {
        /// The folder.
        folder: PathBuf,
        /// The partner's name: small letters, digits and hyphens.
        #[arg(long)]
        source: String,
        /// The facility where those of whom the partner speaks are registered, by its code; the
        /// whole department unless named.
        #[arg(long, value_name = "CODE", default_value = nabz_hospital::facilities::load::DEPARTMENT)]
        at: String,
        /// A file whose first line is the key with which the partner signs in to the FHIR API.
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
    },
}

/// What can be done with the record.
#[derive(Subcommand)]
pub enum Record {
    /// Map operations again; write a new version where the record differs.
    Rebuild,
    /// Check every body against its index rows; change nothing.
    Check,
    /// Add the index rows that entries lack. It may run while the program serves.
    Reindex {
        /// Only entries of this type, such as Observation.
        #[arg(long, value_name = "TYPE", value_parser = resource_type)]
        r#type: Option<ResourceType>,
    },
}

/// What can be simulated.
#[derive(Subcommand)]
pub enum Simulate {
    /// A day of the out-patient departments, over HTTP.
    Opd(Box<Opd>),
    /// A list of made-up residents, many of them registered twice, and whose lines are whose.
    City(City),
}

/// `nabz simulate city`.
#[derive(Args)]
pub struct City {
    /// Different persons; some are written down more than once.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    pub residents: u64,
    /// Two runs with one seed write the same bytes; a smaller city begins a larger one.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The folder of the lists; it is made where there is none.
    #[arg(long, value_name = "FOLDER", default_value = "city")]
    pub out: PathBuf,
    /// Where it is written whose line is whose; `truth.csv` in the folder unless named.
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// How what is said becomes what is written.
    #[arg(long, value_enum, default_value_t = Noise::Heard)]
    pub noise: Noise,
    /// The day on which the city is looked at. It is not the machine's, so that a seed says all.
    #[arg(long, value_name = "DAY", value_parser = day, default_value = "2026-11-23")]
    pub today: Date,
}

/// How what is said becomes what is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Noise {
    /// A clerk hears it and spells it as it sounds.
    Heard,
    /// Somebody types it from a form that was filled in by hand.
    Copied,
}

/// An address that whoever checks a copy can ask: over TLS, and without a slash at its end.
pub(crate) fn public_url(typed: &str) -> Result<String, String> {
    let host = typed.strip_prefix("https://").map(|host| host.trim_end_matches('/'));
    let host = host.filter(|host| !host.is_empty() && !host.contains(char::is_whitespace));
    let url = host.map(|host| format!("https://{host}"));
    url.ok_or_else(|| "an address is written like https://health.example.org".to_owned())
}

fn resource_type(typed: &str) -> Result<ResourceType, String> {
    ResourceType::named(typed).ok_or_else(|| "a type is written like Observation".to_owned())
}

fn day(typed: &str) -> Result<Date, String> {
    Date::parse(typed).ok_or_else(|| "a day is written like 2026-11-23".to_owned())
}

/// `nabz simulate opd`.
#[derive(Args, Clone)]
pub struct Opd {
    /// The running server.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub server: String,
    /// Visits started each second.
    #[arg(long, default_value_t = 5.0)]
    pub rate: f64,
    /// Visits in all.
    #[arg(long, default_value_t = 300)]
    pub visits: usize,
    /// Two runs with one seed ask for the same things.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The password of the demo's staff.
    #[arg(long, env = "NABZ_DEMO_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
    /// How many residents of the demo's seed the server knows.
    #[arg(long, default_value_t = 2_000)]
    pub residents: usize,
    /// Where each request is written, as CSV.
    #[arg(long)]
    pub csv: Option<PathBuf>,
    /// How much of the work is done.
    #[arg(long, value_enum, default_value_t = Until::Dispense)]
    pub until: Until,
}

/// The step after which a visit of the simulation ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Until {
    /// The person was looked for.
    Search,
    /// A token was given.
    Token,
    /// Signs were read.
    Vitals,
    /// The doctor signed.
    Sign,
    /// Medicine was handed over.
    Dispense,
}
