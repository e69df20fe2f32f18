//! `nabz smart`: which apps of others may ask for tokens.

use crate::cli::{RegisterApp, Smart};
use crate::ended::Ended;
use crate::say::Say;
use nabz_exchange::partner;
use nabz_record::source;
use nabz_smart::{ClientId, NewClient, Registered, actions, clients};
use nabz_store::Store;
use serde_json::json;
use std::fs;

/// Does what was asked.
pub(crate) fn run(store: &Store, what: &Smart, say: &Say) -> Result<(), Ended> {
    match what {
        Smart::Register(asked) => register(store, asked, say),
        Smart::List => list(store, say),
        Smart::Revoke { client } => {
            let id = ClientId::from_uuid(*client);
            store.write_blocking(move |tx| actions::revoke_client(tx, id))?;
            say.result(
                format!("{id} is revoked, with all of its tokens"),
                &json!({ "client": id }),
            );
            Ok(())
        }
    }
}

/// A partner of a new name is made known to the city, as when its bundles are imported.
fn register(store: &Store, asked: &RegisterApp, say: &Say) -> Result<(), Ended> {
    let jwks = asked.jwks_file.as_deref().map(fs::read_to_string).transpose()?;
    let (name, source) = (asked.name.clone(), asked.source.clone());
    let (redirects, launch) = (asked.redirect.clone(), asked.launch.clone());
    let scopes = asked.scope.join(" ");
    let client = store.write_blocking(move |tx| {
        let source = partner(tx, &source)?;
        let addresses = (redirects.as_slice(), launch.as_deref());
        let new = NewClient::parse((&name, source), jwks.as_deref(), addresses, &scopes)?;
        actions::register(tx, &new)
    })?;
    let facts = json!({ "client": client, "source": asked.source });
    say.result(format!("{} asks as client {client}", asked.name), &facts);
    Ok(())
}

fn list(store: &Store, say: &Say) -> Result<(), Ended> {
    let named = store.read_blocking(|view| {
        let all = clients(view)?.into_iter();
        let named = |client: Registered| Ok((source::name(view, client.source)?, client));
        all.map(named).collect::<Result<Vec<_>, _>>()
    });
    for (source, client) in named? {
        let state = if client.revoked_at.is_some() { "revoked" } else { "in force" };
        let keys = if client.keys.is_some() { "with keys" } else { "public" };
        let line = format!(
            "{}  {}  of {source}, {keys}, {state}: {}",
            client.id, client.name, client.scopes
        );
        let facts = json!({
            "client": client.id,
            "name": client.name,
            "source": source,
            "confidential": client.keys.is_some(),
            "redirects": client.redirects,
            "scopes": client.scopes.to_string(),
            "since": client.since.to_string(),
            "revoked": client.revoked_at.is_some(),
        });
        say.result(line, &facts);
    }
    Ok(())
}
