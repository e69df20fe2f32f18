//! `nabz cards`.

use super::day;
use clap::{Args, Subcommand};
use nabz_kernel::clock::Date;
use std::path::PathBuf;
use uuid::Uuid;

/// What can be done about health cards.
#[derive(Subcommand)]
pub enum Cards {
    /// The keys that sign cards and the lists of those that do not count.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        what: CardKeys,
    },
    /// Write the files of a print batch that is closed: wallet cards, large cards, letters and
    /// stickers, each in files of 10,000, the leaflet, and a manifest with a digest of each.
    ///
    /// A run that was broken off is called again as it was: what is whole stays, and the rest is
    /// written. The manifest comes last; a folder without it is not whole.
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
    /// until every checker knows it. The first time, the root becomes this city's.
    Issue(ByRoot),
    /// Say which keys there are, since when and until when, how many cards each has signed, and
    /// what is due.
    List,
    /// Destroy the secret of a key and have the root say so; what it signed counts on.
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
