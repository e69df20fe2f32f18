//! `nabz cards`.

use super::day;
use clap::{Args, Subcommand};
use nabz_kernel::clock::Date;
use std::path::PathBuf;
use uuid::Uuid;

/// What can be done about health cards.
#[derive(Subcommand)]
pub enum Cards {
    /// The keys that sign cards, the lists of those that do not count, and the heads of the log.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        what: CardKeys,
    },
    /// The list of cards that do not count, which phones fetch.
    Lists {
        /// What to do with it.
        #[command(subcommand)]
        what: CardLists,
    },
    /// The log of issues: every card that was ever signed.
    Log {
        /// What to do with it.
        #[command(subcommand)]
        what: CardLog,
    },
    /// Check cards by two signed lists: from files without a network, or from the database.
    ///
    /// Says one line for each card. Ends with 0 when every card is valid, with 1 when one is not,
    /// and with 2 when nothing could be checked.
    Verify(VerifyCards),
    /// Write the files of a print batch that is closed: wallet cards, large cards, letters and
    /// stickers, each in files of 10,000, the leaflet, and a manifest with a digest of each.
    ///
    /// A run that was broken off is called again as it was: what is whole stays, and the rest is
    /// written. The manifest comes last; a folder without it is not whole. Large cards say what
    /// helps in an emergency, of whoever shares their record, as of the day of the run.
    Print(PrintKit),
}

/// `nabz cards print`.
#[derive(Args)]
pub struct PrintKit {
    /// The batch, as the address of its page ends.
    pub batch: Uuid,
    /// The folder for its files; it is made when it is not there.
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
}

/// `nabz cards verify`.
#[derive(Args)]
pub struct VerifyCards {
    /// The text of a card (`DH1:…`), a file with one in each line, or `-` for the input.
    #[arg(default_value = "-", value_name = "CARD|FILE")]
    pub cards: String,
    /// The city's root key, as `nabz cards keys list` says it: `0000:02…`.
    #[arg(long, value_name = "KEY", requires = "trust", requires = "status")]
    pub root: Option<String>,
    /// The trust list, as `/check/trust` gives it.
    #[arg(long, value_name = "FILE", requires = "root", requires = "status")]
    pub trust: Option<PathBuf>,
    /// The list of cards that do not count, as `/check/status` gives it.
    #[arg(long, value_name = "FILE", requires = "root", requires = "trust")]
    pub status: Option<PathBuf>,
    /// The day on which the cards are looked at; today unless named.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub on: Option<Date>,
}

/// What can be done with the list.
#[derive(Subcommand)]
pub enum CardLists {
    /// Sign a new list and a new head of the log now, as `nabz serve` does each night and within
    /// minutes after a card was reported.
    Publish,
    /// Say how old the latest list is, how many cards do not count, and how long the log is.
    Show,
}

/// What can be done with the log.
#[derive(Subcommand)]
pub enum CardLog {
    /// Recompute it, and say whether every card on record is in it and nothing else.
    Verify,
}

/// What can be done with the keys.
#[derive(Subcommand)]
pub enum CardKeys {
    /// Draw the root key of a city into a file: the offline ceremony.
    ///
    /// Done once for a city, by two people, on a machine without a network. No database is opened.
    /// Both write the fingerprint down, for every checker is built with this key. The file goes
    /// onto two sticks in two safes, and comes out only to issue or retire a key.
    Root(NewRoot),
    /// Draw the keys that are due and have the root sign a new trust list; both go into the
    /// database.
    ///
    /// A key signs for 90 days or 2 million cards. Its follower is drawn 30 days before and waits
    /// until every checker knows it. The first time, the root becomes this city's. Where a token is
    /// named, it draws the keys and keeps them.
    Issue(ByRoot),
    /// Say which keys there are, since when and until when, how many cards each has signed, and
    /// what is due.
    List,
    /// Destroy the secret of a key and have the root say so; what it signed counts on. A key in a
    /// token that is not there is destroyed by the next `issue` or `retire` that reaches it.
    Retire(RetireKey),
}

/// `nabz cards keys root`.
#[derive(Args)]
pub struct NewRoot {
    /// The file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// A file whose first line is a password to seal the key with, of 15 characters or more.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// The root's file, for as long as a command takes.
#[derive(Args)]
pub struct ByRoot {
    /// The file of the root key.
    #[arg(long, value_name = "FILE")]
    pub root: PathBuf,
    /// A file whose first line is the password that the root's file is sealed with.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// `nabz cards keys retire`.
#[derive(Args)]
pub struct RetireKey {
    /// The key, as `nabz cards keys list` names it: four hexadecimal digits.
    pub kid: String,
    /// The root that says so.
    #[command(flatten)]
    pub by: ByRoot,
    /// The key was stolen: nothing counts that it signed on this day or later.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub stolen_since: Option<Date>,
}
