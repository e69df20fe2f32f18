//! Where a PostgreSQL database is.

use crate::stop::Stop;
use postgres::{Client, Config, NoTls};
use std::time::Duration;

/// A server that does not answer is tried again; waiting for it longer helps nobody.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// Server, database and schema; the password in it is never shown.
#[derive(Clone)]
pub(crate) struct Address {
    config: Config,
    schema: String,
}

impl Address {
    /// From `host=… user=…` or `postgres://…`.
    pub(crate) fn parse(connection: &str, schema: &str) -> Result<Self, Stop> {
        let mut config: Config =
            connection.parse().map_err(|_| Stop::fault("this does not name a PostgreSQL"))?;
        config.application_name("nabz");
        config.connect_timeout(CONNECT_WITHIN);
        config.tcp_user_timeout(CONNECT_WITHIN * 10);
        // The name goes into SQL as it is, where no parameter is allowed.
        if schema.is_empty() || !schema.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(Stop::fault("a schema is named with letters, digits and underscores"));
        }
        Ok(Self { config, schema: schema.to_owned() })
    }

    /// The same server, another database.
    pub(crate) fn with_database(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(name);
        other
    }

    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    pub(super) fn connect(&self) -> Result<Client, postgres::Error> {
        let mut client = self.config.connect(NoTls)?;
        client.batch_execute(&format!("SET search_path TO {}", self.schema))?;
        Ok(client)
    }
}
