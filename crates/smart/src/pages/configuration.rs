//! Where a program asks, and what it may ask: told to everybody.

use super::{AUTHORIZE, INTROSPECT, REVOKE, TOKEN, address};
use crate::answer::Unanswered;
use crate::keys::Algorithm;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use nabz_web::App;
use serde_json::{Value, json};

const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
const SERVICE: &str = "http://terminology.hl7.org/CodeSystem/restful-security-service";

/// `GET /fhir/R4/.well-known/smart-configuration`.
pub(super) async fn configuration(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Value>, Unanswered> {
    let at = address(&app, &headers).ok_or(Unanswered::NoAddress)?;
    Ok(Json(json!({
        "authorization_endpoint": format!("{at}{AUTHORIZE}"),
        "token_endpoint": format!("{at}{TOKEN}"),
        "introspection_endpoint": format!("{at}{INTROSPECT}"),
        "revocation_endpoint": format!("{at}{REVOKE}"),
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": Algorithm::NAMES,
        "response_types_supported": ["code"],
        "scopes_supported":
            ["launch", "launch/patient", "patient/*.rs", "user/*.rs", "system/*.cruds"],
        "code_challenge_methods_supported": ["S256"],
        "capabilities": [
            "launch-ehr",
            "launch-standalone",
            "client-public",
            "client-confidential-asymmetric",
            "context-banner",
            "context-ehr-patient",
            "context-ehr-encounter",
            "context-standalone-patient",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2",
        ],
    })))
}

/// What a `CapabilityStatement` says of it; nothing where this server does not know its address.
pub fn security(app: &App, headers: &HeaderMap) -> Option<Value> {
    let at = address(app, headers)?;
    let uri = |name: &str, path: &str| json!({"url": name, "valueUri": format!("{at}{path}")});
    let uris = [
        ("authorize", AUTHORIZE),
        ("token", TOKEN),
        ("introspect", INTROSPECT),
        ("revoke", REVOKE),
    ];
    Some(json!({
        "extension": [{
            "url": OAUTH_URIS,
            "extension": uris.map(|(name, path)| uri(name, path)),
        }],
        "service": [{"coding": [{"system": SERVICE, "code": "SMART-on-FHIR"}]}],
    }))
}
