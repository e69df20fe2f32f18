//! What can be asked about apps of others.

use clap::{Args, Subcommand};
use std::path::PathBuf;
use uuid::Uuid;

/// What can be done about apps.
#[derive(Subcommand)]
pub enum Smart {
    /// Register an app, and say the id with which it asks.
    Register(RegisterApp),
    /// All apps, those that were revoked too.
    List,
    /// End an app, and every token of it at once.
    Revoke {
        /// The id that `register` said.
        #[arg(value_name = "ID")]
        client: Uuid,
    },
}

/// `nabz smart register`.
#[derive(Args)]
pub struct RegisterApp {
    /// What people read who are asked whether to let it.
    #[arg(long)]
    pub name: String,
    /// The partner whose words it writes: small letters, digits and hyphens.
    #[arg(long, value_name = "PARTNER")]
    pub source: String,
    /// Its public keys, as a JSON Web Key Set. An address of one is not looked up: this server calls
    /// nobody.
    #[arg(long, value_name = "FILE", required_unless_present = "public")]
    pub jwks_file: Option<PathBuf>,
    /// It keeps no key, as an app on a phone does.
    #[arg(long, conflicts_with = "jwks_file")]
    pub public: bool,
    /// Where people are sent back to; can be said again for each.
    #[arg(long, value_name = "ADDRESS")]
    pub redirect: Vec<String>,
    /// Where it is opened from somebody's chart; without one it opens by itself alone.
    #[arg(long, value_name = "ADDRESS")]
    pub launch: Option<String>,
    /// What it may ask for at most, such as `system/Observation.rs`; can be said again for each.
    #[arg(long, value_name = "SCOPE", required = true)]
    pub scope: Vec<String>,
}
