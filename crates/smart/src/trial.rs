//! For stories: tokens of apps that nobody had to register or to ask.

use crate::client::{ClientId, NewClient};
use crate::refusal::SmartRefusal;
use crate::scope::Scopes;
use crate::secret::{Secret, Use};
use crate::store;
use crate::token::{Behalf, Context, Grant, GrantId, SERVICE_TOKEN_LIVES};
use nabz_record::SourceId;
use nabz_store::{Stop, Tx};

/// A token with these scopes, and the app that holds it.
pub fn token(
    tx: &mut Tx<'_>,
    source: SourceId,
    (scopes, behalf, context): (&str, Behalf, Context),
) -> Result<(String, ClientId), Stop> {
    let scopes = Scopes::asked(scopes).map_err(|_| SmartRefusal::NotAScope(scopes.to_owned()))?;
    let now = tx.now();
    let client = ClientId::draw(now);
    let new = NewClient {
        name: "An app".to_owned(),
        source,
        jwks: None,
        redirects: Vec::new(),
        launch: None,
        scopes: scopes.clone(),
    };
    store::add_client(tx, client, &new)?;
    let secret = Secret::draw(Use::Token)?;
    let grant = Grant { id: GrantId::draw(now), client, scopes, behalf, context };
    store::add_token(tx, (&secret, now.plus(SERVICE_TOKEN_LIVES)), &grant)?;
    Ok((secret.reveal().to_owned(), client))
}
