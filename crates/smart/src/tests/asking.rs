//! A program asks for tokens over HTTP.

use super::signer::Signer;
use crate::client::{ClientId, NewClient};
use crate::{Pace, actions, bearer, routes};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use nabz_record::source;
use nabz_store::Store;
use nabz_testkit::{City, Database, city_tests};
use nabz_web::App;
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt;

const HOST: &str = "nabz.test";
const BY_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

struct Town {
    store: Store,
    router: axum::Router,
    signer: Signer,
    client: ClientId,
    /// Another client, with keys of its own.
    other: (Signer, ClientId),
    database: Database,
}

impl City for Town {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let app = App::build(store.clone(), store.clock()).part(Pace::default()).done();
        let router = nabz_web::router(app, routes());
        let (signer, other) = (Signer::new("ES384"), Signer::new("ES256"));
        let client = registered(&store, &signer, "system/Observation.rs system/Patient.r");
        let other = (registered(&store, &other, "system/*.cruds"), other);
        Self { store, router, signer, client, other: (other.1, other.0), database }
    }
}

fn registered(store: &Store, signer: &Signer, scopes: &'static str) -> ClientId {
    let jwks = signer.jwks();
    let register = move |tx: &mut nabz_store::Tx<'_>| {
        let source = source::register(tx, "lab-one")?;
        let new = NewClient::parse(("A lab", source), Some(&jwks), (&[], None), scopes)?;
        actions::register(tx, &new)
    };
    store.write_blocking(register).unwrap()
}

impl Town {
    fn claims(&self, jti: &str) -> Value {
        let now = self.store.clock().now().microseconds() / 1_000_000;
        let client = self.client.to_string();
        json!({"iss": client, "sub": client, "aud": format!("http://{HOST}/oauth/token"),
               "exp": now + 240, "jti": jti})
    }

    fn assertion(&self, jti: &str) -> String {
        self.signer.signs(&self.signer.header(), &self.claims(jti))
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::HOST, HOST);
        let request = request.header(header::CONTENT_TYPE, kind);
        self.answer(request.body(Body::from(form.join("&"))).unwrap())
    }

    fn answer(&self, request: Request<Body>) -> (StatusCode, Value) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    /// Asks for a token with an assertion.
    fn asks(&self, assertion: &str, scope: &str) -> (StatusCode, Value) {
        self.post(
            "/oauth/token",
            &[
                ("grant_type", "client_credentials"),
                ("scope", scope),
                ("client_assertion_type", BY_ASSERTION),
                ("client_assertion", assertion),
            ],
        )
    }

    /// Does something with a token, as the client or as another.
    fn with(&self, path: &str, token: &str, assertion: &str) -> (StatusCode, Value) {
        let proof = [("client_assertion_type", BY_ASSERTION), ("client_assertion", assertion)];
        self.post(path, &[proof[0], proof[1], ("token", token)])
    }

    fn holds(&self, token: &str) -> bool {
        let token = token.to_owned();
        self.store.read_blocking(move |view| bearer(view, &token)).unwrap().is_some()
    }

    fn audited(&self, act: &'static str, outcome: &'static str) -> i64 {
        const COUNT: &str = "SELECT COUNT(*) FROM audit_row WHERE act = $1 AND outcome = $2";
        let count = move |view: &mut nabz_store::Tx<'_>| {
            view.query_one(COUNT, &[act.into(), outcome.into()], |row| row.get(0))
        };
        self.store.read_blocking(count).unwrap().unwrap()
    }
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |form, byte| form + &format!("%{byte:02X}"))
}

fn error(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), answer.1["error"].as_str().unwrap_or_default())
}

city_tests! { Town;
    fn a_program_is_given_what_it_asks_for_and_is_registered_for(town) {
        let (status, answer) = town.asks(&town.assertion("1"), "system/*.cruds openid");
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["scope"], "system/Observation.rs system/Patient.r");
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("bearer"), &json!(300)));
        let token = answer["access_token"].as_str().unwrap();
        assert!(town.holds(token));
        assert_eq!(town.audited("smart.issue-token", "done"), 1);
        town.database.pass(Duration::from_mins(5));
        assert!(!town.holds(token), "it lapses");
    }

    fn an_assertion_is_believed_once(town) {
        let assertion = town.assertion("1");
        assert_eq!(town.asks(&assertion, "system/Patient.r").0, StatusCode::OK);
        let again = town.asks(&assertion, "system/Patient.r");
        assert_eq!(error(&again), (401, "invalid_client"));
        assert_eq!(town.audited("smart.prove-client", "refused"), 1);
        assert_eq!(town.asks(&town.assertion("2"), "system/Patient.r").0, StatusCode::OK);
    }

    fn whoever_proves_nothing_is_given_nothing(town) {
        let mut elsewhere = town.claims("1");
        elsewhere["aud"] = json!("https://other.example.org/oauth/token");
        let others = town.other.0.signs(&town.other.0.header(), &town.claims("2"));
        let mut nobodys = town.claims("3");
        nobodys["sub"] = json!("00000000-0000-7000-8000-000000000000");
        let mut two = town.claims("4");
        two["sub"] = json!(town.other.1.to_string());
        for assertion in [
            town.signer.signs(&town.signer.header(), &elsewhere),
            others,
            town.signer.signs(&town.signer.header(), &nobodys),
            town.signer.signs(&town.signer.header(), &two),
            "nothing".to_owned(),
            String::new(),
        ] {
            let answer = town.asks(&assertion, "system/Patient.r");
            assert_eq!(error(&answer), (401, "invalid_client"), "{assertion}");
        }
        assert_eq!(town.audited("smart.prove-client", "refused"), 3, "of those that are registered");
        assert_eq!(town.audited("smart.issue-token", "done"), 0);
    }

    fn what_is_not_registered_is_not_given(town) {
        for (at, scope) in ["system/Patient.s", "user/Patient.r", "", "openid"].iter().enumerate() {
            let answer = town.asks(&town.assertion(&at.to_string()), scope);
            assert_eq!(error(&answer), (400, "invalid_scope"), "{scope}");
        }
        assert_eq!(town.audited("smart.issue-token", "refused"), 4);
    }

    fn a_request_that_is_none_is_answered_in_the_words_of_oauth(town) {
        for (fields, said) in [
            (&[][..], "invalid_request"),
            (&[("grant_type", "password")], "unsupported_grant_type"),
            (&[("grant_type", "client_credentials"), ("grant_type", "client_credentials")], "invalid_request"),
        ] {
            assert_eq!(error(&town.post("/oauth/token", fields)), (400, said));
        }
    }

    fn a_token_is_known_to_its_client_alone_and_ended_by_it(town) {
        let (_, answer) = town.asks(&town.assertion("1"), "system/Patient.r");
        let token = answer["access_token"].as_str().unwrap();
        let mut claims = town.claims("2");
        claims["iss"] = json!(town.other.1.to_string());
        claims["sub"] = json!(town.other.1.to_string());
        let mut others = |jti: &str| {
            claims["jti"] = json!(jti);
            town.other.0.signs(&town.other.0.header(), &claims)
        };
        assert_eq!(town.with("/oauth/introspect", token, &others("a")).1, json!({"active": false}));
        assert_eq!(town.with("/oauth/revoke", token, &others("b")).0, StatusCode::OK);
        let (_, about) = town.with("/oauth/introspect", token, &town.assertion("2"));
        assert_eq!((&about["active"], &about["scope"]), (&json!(true), &json!("system/Patient.r")));
        assert_eq!(about["client_id"], json!(town.client.to_string()));
        assert_eq!(town.with("/oauth/revoke", token, &town.assertion("3")).0, StatusCode::OK);
        assert!(!town.holds(token));
        let ended = town.with("/oauth/introspect", token, &town.assertion("4"));
        assert_eq!(ended.1, json!({"active": false}));
        assert_eq!(town.audited("smart.revoke-token", "done"), 1);
    }

    fn a_client_that_is_revoked_takes_its_tokens_along(town) {
        let (_, answer) = town.asks(&town.assertion("1"), "system/Patient.r");
        let token = answer["access_token"].as_str().unwrap();
        let client = town.client;
        town.store.write_blocking(move |tx| actions::revoke_client(tx, client)).unwrap();
        assert!(!town.holds(token));
        assert_eq!(error(&town.asks(&town.assertion("2"), "system/Patient.r")), (401, "invalid_client"));
        let again = town.store.write_blocking(move |tx| actions::revoke_client(tx, client));
        assert!(again.is_err(), "once");
    }

    fn whoever_asks_too_often_waits(town) {
        for _ in 0..60 {
            assert_eq!(error(&town.asks(&town.other.0.signs(&town.other.0.header(), &town.claims("x")), "")).0, 401);
        }
        assert_eq!(error(&town.asks(&town.assertion("1"), "system/Patient.r")), (429, "slow_down"));
        town.database.pass(Duration::from_mins(1));
        assert_eq!(town.asks(&town.assertion("2"), "system/Patient.r").0, StatusCode::OK);
    }

    fn what_is_over_is_taken_away_after_a_day(town) {
        const ROWS: &str = "SELECT COUNT(*) FROM smart_token";
        let rows = |town: &Town| {
            let count = |view: &mut nabz_store::Tx<'_>| view.query_one(ROWS, &[], |row| row.get::<i64>(0));
            town.store.read_blocking(count).unwrap().unwrap()
        };
        assert_eq!(town.asks(&town.assertion("1"), "system/Patient.r").0, StatusCode::OK);
        town.database.pass(Duration::from_hours(24));
        town.store.write_blocking(actions::forget).unwrap();
        assert_eq!(rows(town), 1);
        town.database.pass(Duration::from_mins(6));
        town.store.write_blocking(actions::forget).unwrap();
        assert_eq!(rows(town), 0);
    }

    fn where_to_ask_is_told_to_everybody(town) {
        let path = "/fhir/R4/.well-known/smart-configuration";
        let request = Request::get(path).header(header::HOST, HOST).body(Body::empty()).unwrap();
        let (status, told) = town.answer(request);
        assert_eq!(status, StatusCode::OK);
        assert_eq!(told["token_endpoint"], format!("http://{HOST}/oauth/token"));
    }
}
