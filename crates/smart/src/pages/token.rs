//! The token endpoint, and what can be asked about a token.

use super::proof::{asker, holder, once_each, proven};
use crate::actions::{self, Drawn, Fetch, Renewal, is_signed_in};
use crate::answer::Unanswered;
use crate::client::Registered;
use crate::scope::{Level, Scopes};
use crate::secret::{Secret, Use};
use crate::store::{self, Refresh};
use crate::token::{Behalf, Context, SERVICE_TOKEN_LIVES, STAFF_TOKEN_LIVES, Token};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Tx};
use nabz_web::{App, Fields, Problem};
use serde_json::{Value, json};

const MICROSECONDS_A_SECOND: i64 = 1_000_000;

/// `POST /oauth/token`.
pub(super) async fn token(
    State(app): State<App>,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Result<Response, Unanswered> {
    let fields = form(fields)?;
    let answer = match fields.get("grant_type") {
        "client_credentials" => for_itself(&app, &headers, &fields).await?,
        "authorization_code" => allowed(&app, &headers, &fields).await?,
        "refresh_token" => renewed(&app, &headers, &fields).await?,
        "" => return Err(Unanswered::Request("grant_type is missing")),
        _ => return Err(Unanswered::OtherGrant),
    };
    Ok(Json(answer).into_response())
}

/// A program that acts for itself (SMART's backend services).
async fn for_itself(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Value, Unanswered> {
    let client = proven(app, headers, fields).await?;
    let asked = Scopes::asked(fields.get("scope")).unwrap_or_default();
    let given = asked.within(&client.scopes).of_levels(&[Level::System]);
    if given.is_empty() {
        app.store().write(move |tx| actions::not_issued(tx, &client)).await?;
        return Err(Unanswered::Scope);
    }
    let secret = Secret::draw(Use::Token)?;
    let answer = json!({
        "access_token": secret.reveal(),
        "token_type": "bearer",
        "expires_in": SERVICE_TOKEN_LIVES.as_secs(),
        "scope": given.to_string(),
    });
    let issue = move |tx: &mut Tx<'_>| actions::issue_to_service(tx, &client, (&secret, &given));
    app.store().write(issue).await?;
    Ok(answer)
}

/// What a member of staff has allowed.
async fn allowed(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Value, Unanswered> {
    let client = asker(app, headers, fields).await?;
    let fetch = Fetch {
        code: Secret::sent(Use::Code, fields.get("code")).ok_or(Unanswered::Grant)?,
        redirect: fields.get("redirect_uri").to_owned(),
        verifier: fields.get("code_verifier").to_owned(),
    };
    let drawn = Drawn::new()?;
    let kept = drawn.clone();
    let redeem = move |tx: &mut Tx<'_>| actions::redeem(tx, &client, (&fetch, &kept));
    let given = app.store().write(redeem).await?;
    let (scopes, context) = given.ok_or(Unanswered::Grant)?;
    let goes_on = scopes.go_on();
    Ok(told((&drawn, goes_on), &scopes, context))
}

/// The next token of what a member of staff has allowed.
async fn renewed(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Value, Unanswered> {
    let refresh = Secret::sent(Use::Refresh, fields.get("refresh_token"));
    let refresh = refresh.ok_or(Unanswered::Grant)?;
    let client = holder(app, headers, (fields, &refresh)).await?;
    let fewer = fields.get("scope");
    let renewal = Renewal {
        refresh,
        scopes: (!fewer.is_empty()).then(|| Scopes::asked(fewer).unwrap_or_default()),
    };
    let drawn = Drawn::new()?;
    let kept = drawn.clone();
    let renew = move |tx: &mut Tx<'_>| actions::renew(tx, &client, (&renewal, &kept));
    let given = app.store().write(renew).await?;
    let (scopes, context) = given.ok_or(Unanswered::Grant)?;
    Ok(told((&drawn, true), &scopes, context))
}

/// What an app is told that was let.
fn told((drawn, goes_on): (&Drawn, bool), scopes: &Scopes, context: Context) -> Value {
    let mut answer = json!({
        "access_token": drawn.token.reveal(),
        "token_type": "bearer",
        "expires_in": STAFF_TOKEN_LIVES.as_secs(),
        "scope": scopes.to_string(),
        "need_patient_banner": true,
    });
    add_context(&mut answer, context);
    if let Some(members) = answer.as_object_mut().filter(|_| goes_on) {
        members.insert("refresh_token".to_owned(), drawn.refresh.reveal().into());
    }
    answer
}

/// `POST /oauth/introspect`: whether a token holds, for the client that it was given to.
pub(super) async fn introspect(
    State(app): State<App>,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Result<Response, Unanswered> {
    let fields = form(fields)?;
    let client = proven(&app, &headers, &fields).await?;
    let sent = fields.get("token").to_owned();
    let answer = app.store().read(move |view| about(view, &client, &sent)).await?;
    Ok(Json(answer.unwrap_or_else(|| json!({"active": false}))).into_response())
}

/// What is said of a token of this client, and of what fetches one, while it holds.
fn about(tx: &mut Tx<'_>, client: &Registered, sent: &str) -> Result<Option<Value>, Stop> {
    if let Some(secret) = Secret::sent(Use::Refresh, sent) {
        let now = tx.now();
        let kept = store::refresh(tx, client.id, &secret)?;
        let kept = kept.filter(|kept| kept.is_fresh && kept.expires_at > now);
        let Some(Refresh { scopes, session, context, expires_at, .. }) = kept else {
            return Ok(None);
        };
        let holds = is_signed_in(tx, session)?;
        return Ok(holds.then(|| active(client, &scopes, (context, expires_at))));
    }
    let Some(secret) = Secret::sent(Use::Token, sent) else { return Ok(None) };
    let token = store::token(tx, &secret)?.filter(|token| token.client == client.id);
    let Some(Token { behalf, scopes, context, expires_at, .. }) = token else { return Ok(None) };
    let holds = match behalf {
        Behalf::Service => true,
        Behalf::Staff(session) => is_signed_in(tx, session)?,
    };
    Ok(holds.then(|| active(client, &scopes, (context, expires_at))))
}

fn active(client: &Registered, scopes: &Scopes, (context, until): (Context, Instant)) -> Value {
    let mut answer = json!({
        "active": true,
        "client_id": client.id.to_string(),
        "scope": scopes.to_string(),
        "exp": until.microseconds().div_euclid(MICROSECONDS_A_SECOND),
    });
    add_context(&mut answer, context);
    answer
}

/// About whom, where it is about somebody.
fn add_context(answer: &mut Value, context: Context) {
    let Some(members) = answer.as_object_mut() else { return };
    let patient = context.patient.map(|patient| patient.to_string());
    let encounter = context.encounter.map(|encounter| encounter.to_string());
    for (name, id) in [("patient", patient), ("encounter", encounter)] {
        members.extend(id.map(|id| (name.to_owned(), Value::from(id))));
    }
}

/// `POST /oauth/revoke`: a client has no more use for a token of its own. What is none is answered the
/// same, as RFC 7009 asks.
pub(super) async fn revoke(
    State(app): State<App>,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Result<Response, Unanswered> {
    let fields = form(fields)?;
    let client = asker(&app, &headers, &fields).await?;
    let sent = fields.get("token");
    if let Some(secret) = Secret::sent(Use::Token, sent) {
        app.store().write(move |tx| actions::revoke(tx, &client, &secret)).await?;
    } else if let Some(refresh) = Secret::sent(Use::Refresh, sent) {
        app.store().write(move |tx| actions::end(tx, &client, &refresh)).await?;
    }
    Ok(StatusCode::OK.into_response())
}

fn form(fields: Result<Fields, Problem>) -> Result<Fields, Unanswered> {
    let fields = fields.map_err(|_| Unanswered::Request("what is sent has to be a form"))?;
    once_each(&fields)?;
    Ok(fields)
}
