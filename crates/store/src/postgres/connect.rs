//! Where a PostgreSQL database is.

use crate::refusals::IN_THE_CLEAR;
use crate::stop::Stop;
use nabz_kernel::refusal::Refused;
use postgres::config::Host;
use postgres::{Client, Config, NoTls};
use std::net::IpAddr;
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
    ///
    /// Refuses with `STO-006` a server on another machine: nothing here speaks TLS to a database.
    pub(crate) fn parse(connection: &str, schema: &str) -> Result<Self, Stop> {
        let mut config: Config =
            connection.parse().map_err(|_| Stop::fault("this does not name a PostgreSQL"))?;
        let addresses = config.get_hostaddrs();
        if !config.get_hosts().iter().all(is_here) || !addresses.iter().all(IpAddr::is_loopback) {
            return Err(Refused::plain(IN_THE_CLEAR).into());
        }
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

    pub(crate) fn connect(&self) -> Result<Client, postgres::Error> {
        let mut client = self.config.connect(NoTls)?;
        client.batch_execute(&format!("SET search_path TO {}", self.schema))?;
        Ok(client)
    }
}

/// Whether what is said to this server stays on this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_another_machine_is_not_spoken_to_in_the_clear() {
        let code = |connection: &str| match Address::parse(connection, "nabz") {
            Err(Stop::Refused(refused)) => Some(refused.code),
            Err(other) => panic!("{connection}: {other:?}"),
            Ok(_) => None,
        };
        for here in [
            "host=127.0.0.1 user=nabz",
            "host=localhost user=nabz",
            "host=::1 user=nabz",
            "host=/run/postgresql user=nabz",
            "postgres://nabz@127.0.0.1:5432/nabz",
        ] {
            assert_eq!(code(here), None, "{here}");
        }
        for away in [
            "host=10.0.0.7 user=nabz",
            "host=db.example user=nabz",
            "host=127.0.0.1,10.0.0.7 user=nabz",
            "host=localhost hostaddr=10.0.0.7 user=nabz",
        ] {
            assert_eq!(code(away), Some(IN_THE_CLEAR), "{away}");
        }
    }
}
