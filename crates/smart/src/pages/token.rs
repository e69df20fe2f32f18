//! The token endpoint, and what can be asked about a token.

use super::proof::{asker, once_each, proven};
use crate::actions::{self, Fetch};
use crate::answer::Unanswered;
use crate::scope::{Level, Scopes};
use crate::secret::{Secret, Use};
use crate::store;
use crate::token::{Context, SERVICE_TOKEN_LIVES, STAFF_TOKEN_LIVES, Token};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use nabz_store::Tx;
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
    let secret = Secret::draw(Use::Token)?;
    let kept = secret.clone();
    let redeem = move |tx: &mut Tx<'_>| actions::redeem(tx, &client, (&fetch, &kept));
    let given = app.store().write(redeem).await?;
    let (scopes, context) = given.ok_or(Unanswered::Grant)?;
    let mut answer = json!({
        "access_token": secret.reveal(),
        "token_type": "bearer",
        "expires_in": STAFF_TOKEN_LIVES.as_secs(),
        "scope": scopes.to_string(),
        "need_patient_banner": true,
    });
    add_context(&mut answer, context);
    Ok(answer)
}

/// `POST /oauth/introspect`: whether a token holds, for the client that it was given to.
pub(super) async fn introspect(
    State(app): State<App>,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Result<Response, Unanswered> {
    let fields = form(fields)?;
    let client = proven(&app, &headers, &fields).await?;
    let secret = Secret::sent(Use::Token, fields.get("token"));
    let found = app.store().read(move |view| match &secret {
        Some(secret) => store::token(view, secret),
        None => Ok(None),
    });
    let found = found.await?.filter(|token| token.client == client.id);
    let answer = found.map_or_else(|| json!({"active": false}), |token| about(&token));
    Ok(Json(answer).into_response())
}

fn about(token: &Token) -> Value {
    let mut answer = json!({
        "active": true,
        "client_id": token.client.to_string(),
        "scope": token.scopes.to_string(),
        "exp": token.expires_at.microseconds().div_euclid(MICROSECONDS_A_SECOND),
    });
    add_context(&mut answer, token.context);
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
    if let Some(secret) = Secret::sent(Use::Token, fields.get("token")) {
        app.store().write(move |tx| actions::revoke(tx, &client, &secret)).await?;
    }
    Ok(StatusCode::OK.into_response())
}

fn form(fields: Result<Fields, Problem>) -> Result<Fields, Unanswered> {
    let fields = fields.map_err(|_| Unanswered::Request("what is sent has to be a form"))?;
    once_each(&fields)?;
    Ok(fields)
}
