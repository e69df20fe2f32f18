//! Where a program asks, and what it may ask: told to everybody.

use super::{AUTHORIZE, INTROSPECT, REVOKE, TOKEN, address};
use crate::answer::Unanswered;
use crate::keys::Algorithm;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use nabz_web::App;
use serde_json::{Map, Value, json};

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
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": Algorithm::NAMES,
        "response_types_supported": ["code"],
        "scopes_supported":
            ["launch", "launch/patient", "online_access", "patient/*.rs", "user/*.rs", "system/*.cruds"],
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
            "permission-online",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2",
        ],
    })))
}

/// What a `CapabilityStatement` says of it; nothing where this server does not know its address.
pub fn security(app: &App, headers: &HeaderMap) -> Map<String, Value> {
    let Some(at) = address(app, headers) else { return Map::new() };
    let uri = |name: &str, path: &str| json!({"url": name, "valueUri": format!("{at}{path}")});
    let uris = [
        uri("authorize", AUTHORIZE),
        uri("token", TOKEN),
        uri("introspect", INTROSPECT),
        uri("revoke", REVOKE),
    ];
    let service = json!([{"coding": [{"system": SERVICE, "code": "SMART-on-FHIR"}]}]);
    [
        ("extension".to_owned(), json!([{"url": OAUTH_URIS, "extension": uris}])),
        ("service".to_owned(), service),
    ]
    .into_iter()
    .collect()
}
