//! The FHIR API over HTTP: who may do what, and what the answers look like.

use crate::{digest, give_key, partner, routes};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::param;
use nabz_record::read;
use nabz_store::Store;
use nabz_testkit::{Database, city_tests};
use nabz_web::App;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(super) struct City {
    pub(super) store: Store,
    router: axum::Router,
    _database: Database,
}

/// Status, headers that matter, and the body.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) etag: String,
    pub(super) location: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl City {
    pub(super) fn on(database: Database) -> Self {
        let store = database.store.clone();
        let app = App::build(store.clone(), store.clock()).done();
        let router = nabz_web::router(app, routes(None));
        let city = Self { store, router, _database: database };
        city.partner("lab-one", "key-one");
        city.partner("lab-two", "key-two");
        city
    }

    fn partner(&self, name: &'static str, key: &'static str) {
        let made = self.store.write_blocking(move |tx| {
            let partner = partner(tx, name)?;
            give_key(tx, partner, &digest(key))
        });
        made.unwrap();
    }

    /// `key` may be empty: then nobody is signed in.
    #[expect(clippy::too_many_arguments, reason = "a request has as many parts")]
    pub(super) fn ask(
        &self,
        method: Method,
        path: &str,
        key: &str,
        more: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header(header::HOST, "nabz.test");
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response: Response = self.router.clone().oneshot(request).await.unwrap();
            let text = |name| {
                let value = response.headers().get(name).and_then(|v| v.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            let (status, etag, location) =
                (response.status(), text(header::ETAG), text(header::LOCATION));
            let headers = response.headers().clone();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
            Answer { status, etag, location, headers, body }
        })
    }

    /// The bytes that stand of a Patient.
    pub(super) fn stored(&self, id: &'static str) -> String {
        let read = move |view: &mut nabz_store::Tx<'_>| read::read(view, ResourceType::PATIENT, id);
        let entry = self.store.read_blocking(read).unwrap().unwrap();
        String::from_utf8(entry.body).unwrap()
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, "key-one", &[], "")
    }

    pub(super) fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.ask(method, path, "key-one", &[], &body.to_string())
    }
}

pub(super) fn asha() -> Value {
    json!({"resourceType": "Patient", "id": "asha", "name": [{"family": "Sharma"}], "birthDate": "1984-05-02"})
}

pub(super) fn diagnostics(answer: &Answer) -> &str {
    assert_eq!(answer.body["resourceType"], "OperationOutcome", "{}", answer.body);
    answer.body["issue"][0]["diagnostics"].as_str().unwrap()
}

city_tests! { City;
    fn what_was_put_is_read_in_every_version(city) {
        let first = city.send(Method::PUT, "/fhir/R4/Patient/asha", &asha());
        assert_eq!((first.status, first.etag.as_str()), (StatusCode::CREATED, "W/\"1\""));
        assert_eq!(first.location, "http://nabz.test/fhir/R4/Patient/asha/_history/1");
        let mut changed = asha();
        changed["active"] = true.into();
        let second = city.ask(Method::PUT, "/fhir/R4/Patient/asha", "key-one", &[("if-match", "W/\"1\"")], &changed.to_string());
        assert_eq!((second.status, second.etag.as_str()), (StatusCode::OK, "W/\"2\""));
        let stale = city.ask(Method::PUT, "/fhir/R4/Patient/asha", "key-one", &[("if-match", "W/\"1\"")], &asha().to_string());
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let read = city.get("/fhir/R4/Patient/asha");
        assert_eq!((&read.body["active"], &read.body["meta"]["versionId"]), (&true.into(), &"2".into()));
        assert_eq!(city.get("/fhir/R4/Patient/asha/_history/1").body["active"], Value::Null);
        assert_eq!(city.get("/fhir/R4/Patient/asha/_history/3").status, StatusCode::NOT_FOUND);
        let history = city.get("/fhir/R4/Patient/asha/_history").body;
        assert_eq!((&history["type"], &history["total"]), (&"history".into(), &2.into()));
        let known = city.ask(Method::GET, "/fhir/R4/Patient/asha", "key-one", &[("if-none-match", "W/\"2\"")], "");
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        assert_eq!(city.ask(Method::DELETE, "/fhir/R4/Patient/asha", "key-one", &[], "").status, StatusCode::NO_CONTENT);
        assert_eq!(city.get("/fhir/R4/Patient/asha").status, StatusCode::GONE);
    }

    fn what_is_wrong_is_told_before_anything_is_sent_to_be_kept(city) {
        let ask = |path: &str, body: &Value| city.send(Method::POST, path, body);
        let severity = |answer: &Answer| answer.body["issue"][0]["severity"].as_str().map(str::to_owned);
        let right = ask("/fhir/R4/$validate", &asha());
        assert_eq!((right.status, severity(&right).as_deref()), (StatusCode::OK, Some("information")));
        let mut wrong = asha();
        wrong["contact"] = json!([{"gender": "woman", "nme": {"text": "Rani"}}]);
        let within = json!({"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": wrong}]});
        for body in [&wrong, &within] {
            let told = ask("/fhir/R4/Patient/$validate", body);
            assert_eq!((told.status, severity(&told).as_deref()), (StatusCode::OK, Some("error")), "{}", told.body);
            let places: Vec<&str> = told.body["issue"].as_array().unwrap().iter().filter_map(|one| one["expression"][0].as_str()).collect();
            assert!(places.contains(&"Patient.contact[0].gender") && places.contains(&"Patient.contact[0].nme"), "{places:?}");
        }
        let other = ask("/fhir/R4/Encounter/$validate", &asha());
        assert_eq!(severity(&other).as_deref(), Some("error"));
        let profile = json!({"resourceType": "Parameters", "parameter": [
            {"name": "profile", "valueUri": "https://nrces.in/ndhm/fhir/r4/StructureDefinition/Patient"},
            {"name": "resource", "resource": asha()},
        ]});
        assert_eq!(ask("/fhir/R4/$validate", &profile).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(city.get("/fhir/R4/Patient/asha").status, StatusCode::NOT_FOUND, "nothing is kept");
    }

    fn nobody_reads_or_writes_without_a_session_or_a_key(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/asha", &asha());
        for (method, path) in [
            (Method::GET, "/fhir/R4/Patient/asha"),
            (Method::GET, "/fhir/R4/Patient?name=sharma"),
            (Method::GET, "/fhir/R4/Patient/asha/_history"),
            (Method::GET, "/fhir/R4/Patient/asha/$everything"),
            (Method::PUT, "/fhir/R4/Patient/asha"),
            (Method::POST, "/fhir/R4/Patient"),
            (Method::POST, "/fhir/R4/Patient/$match"),
            (Method::POST, "/fhir/R4/$validate"),
            (Method::POST, "/fhir/R4/Patient/$validate"),
            (Method::POST, "/fhir/R4/Patient/asha/$validate"),
            (Method::POST, "/fhir/R4"),
            (Method::DELETE, "/fhir/R4/Patient/asha"),
        ] {
            let nobody = city.ask(method.clone(), path, "", &[], &asha().to_string());
            assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            let stranger = city.ask(method.clone(), path, "key-three", &[], &asha().to_string());
            assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
        assert_eq!(city.ask(Method::GET, "/fhir/R4/metadata", "", &[], "").status, StatusCode::OK);
    }

    fn a_source_sees_and_changes_only_its_own(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/asha", &asha());
        let other = |method, path| city.ask(method, path, "key-two", &[], &asha().to_string());
        assert_eq!(other(Method::GET, "/fhir/R4/Patient/asha").status, StatusCode::FORBIDDEN);
        let refused = other(Method::PUT, "/fhir/R4/Patient/asha");
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(!diagnostics(&refused).is_empty());
        assert_eq!(other(Method::DELETE, "/fhir/R4/Patient/asha").status, StatusCode::FORBIDDEN);
        let found = other(Method::GET, "/fhir/R4/Patient?name=sharma");
        assert_eq!((found.status, &found.body["entry"]), (StatusCode::OK, &Value::Null));
    }

    fn a_search_answers_in_pages_and_says_what_it_did_not_understand(city) {
        for number in 0..3 {
            let mut body = asha();
            body["id"] = format!("asha-{number}").into();
            city.send(Method::PUT, &format!("/fhir/R4/Patient/asha-{number}"), &body);
        }
        let first = city.get("/fhir/R4/Patient?family=sharma&_count=2").body;
        assert_eq!(first["entry"].as_array().unwrap().len(), 2);
        assert_eq!(first["entry"][0]["search"]["mode"], "match");
        let next = first["link"][1]["url"].as_str().unwrap().strip_prefix("http://nabz.test").unwrap();
        let second = city.get(next).body;
        assert_eq!(second["entry"].as_array().unwrap().len(), 1);
        let links: Vec<_> = second["link"].as_array().unwrap().iter().map(|link| &link["relation"]).collect();
        assert_eq!(links, ["self", "first"]);
        let wrong = city.get("/fhir/R4/Patient?colour=red");
        assert_eq!((wrong.status, diagnostics(&wrong)), (StatusCode::BAD_REQUEST, "colour: not a parameter of this type"));
        let lenient = city.ask(Method::GET, "/fhir/R4/Patient?colour=red", "key-one", &[("prefer", "handling=lenient")], "");
        assert_eq!(lenient.body["entry"][3]["search"]["mode"], "outcome");
        let form = city.ask(
            Method::POST, "/fhir/R4/Patient/_search", "key-one",
            &[("content-type", "application/x-www-form-urlencoded")], "family=sharma&_count=1",
        );
        let next = form.body["link"][1]["url"].as_str().unwrap();
        assert!(!next.contains("sharma") && next.contains("_after"), "{next}");
        assert_eq!(city.get("/fhir/R4/Immunization?patient=1").status, StatusCode::OK);
        assert_eq!(city.get("/fhir/R4/Parameters?_id=1").status, StatusCode::NOT_FOUND);
        assert_eq!(city.get("/fhir/R4/Nothing/1").status, StatusCode::NOT_FOUND);
    }

    fn a_transaction_is_kept_whole_or_not_at_all(city) {
        let entry = |body: Value| json!({"fullUrl": "urn:uuid:1", "resource": body, "request": {"method": "POST", "url": "Patient"}});
        let bundle = |body| json!({"resourceType": "Bundle", "type": "transaction", "entry": [entry(body)]});
        let kept = city.send(Method::POST, "/fhir/R4", &bundle(asha()));
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
        assert_eq!(kept.body["entry"][0]["response"]["status"], "201");
        let place = kept.body["entry"][0]["response"]["location"].as_str().unwrap().to_owned();
        assert_eq!(city.get(&format!("/fhir/R4/{place}")).status, StatusCode::OK);
        let again = city.send(Method::POST, "/fhir/R4", &bundle(asha()));
        assert_eq!(again.body["entry"][0]["response"]["location"], place);
        let mut wrong = asha();
        wrong["gender"] = "f".into();
        let refused = city.send(Method::POST, "/fhir/R4", &bundle(wrong));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.body["issue"][0]["expression"][0], "Bundle.entry[0].resource.Patient.gender");
        let everything = city.get(&format!("/fhir/R4/{}/$everything", place.split("/_history").next().unwrap()));
        assert_eq!(everything.body["entry"].as_array().unwrap().len(), 1);
    }

    fn bad_input_is_refused_with_its_place(city) {
        let put = |body: &str| city.ask(Method::PUT, "/fhir/R4/Patient/asha", "key-one", &[], body);
        assert_eq!(put("{").status, StatusCode::BAD_REQUEST);
        assert_eq!(put("[]").status, StatusCode::BAD_REQUEST);
        assert_eq!(put(&"[".repeat(100_000)).status, StatusCode::BAD_REQUEST);
        assert_eq!(put(r#"{"resourceType":"Encounter","id":"asha"}"#).status, StatusCode::BAD_REQUEST);
        assert_eq!(put(r#"{"resourceType":"Patient","id":"other"}"#).status, StatusCode::BAD_REQUEST);
        assert_eq!(put(r#"{"resourceType":"Patient","id":"asha","birthDate":"2026-02-30"}"#).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(put("{\"resourceType\":\"Patient\",\"id\":\"asha\",\"name\":[{\"family\":\"a\\u0000b\"}]}").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(city.get("/fhir/R4/Patient?family=a%00b").status, StatusCode::BAD_REQUEST);
        assert_eq!(city.get("/fhir/R4/Patient?family=%ff").status, StatusCode::BAD_REQUEST);
        assert_eq!(city.get("/fhir/R4/Patient/%00").status, StatusCode::NOT_FOUND);
    }

    fn the_capability_statement_lists_only_what_is_indexed(city) {
        let said = city.ask(Method::GET, "/fhir/R4/metadata", "", &[], "").body;
        assert_eq!((&said["resourceType"], &said["fhirVersion"]), (&"CapabilityStatement".into(), &"4.0.1".into()));
        for resource in said["rest"][0]["resource"].as_array().unwrap() {
            let of = resource["type"].as_str().unwrap();
            let operations = resource["operation"].as_array().into_iter().flatten();
            let operations: Vec<_> = operations.map(|one| one["name"].as_str().unwrap()).collect();
            let expected = match of {
                "Patient" => vec!["validate", "everything", "match", "export"],
                "Group" => vec!["validate", "export"],
                "CodeSystem" => vec!["validate", "lookup", "validate-code", "subsumes"],
                "ValueSet" => vec!["validate", "expand", "validate-code"],
                "ConceptMap" => vec!["validate", "translate"],
                _ => vec!["validate"],
            };
            assert_eq!(operations, expected, "{of}");
            for listed in resource["searchParam"].as_array().into_iter().flatten() {
                let (name, kind) = (listed["name"].as_str().unwrap(), listed["type"].as_str().unwrap());
                let value = match kind {
                    _ if name == "_filter" => "_tag%20pr%20true",
                    "date" => "2026",
                    "quantity" | "number" => "1",
                    "special" => "28.6|77.2",
                    "composite" => {
                        let param = param(ResourceType::named(of).unwrap(), name).unwrap();
                        &vec!["2026"; param.components.len()].join("$")
                    }
                    _ => "x",
                };
                let answer = city.get(&format!("/fhir/R4/{of}?{name}={value}"));
                assert_eq!(answer.status, StatusCode::OK, "{of}?{name}={value}: {}", answer.body);
            }
        }
    }
}
