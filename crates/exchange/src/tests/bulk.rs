//! Many resources at once: two partners that send and fetch them, over HTTP.

mod asking;
mod exporting;
mod importing;
mod interrupted;

use crate::{Exporter, digest, give_key, partner, routes};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use nabz_store::Store;
use nabz_testkit::Database;
use nabz_web::{App, Config};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

/// The keys of the two partners; each is its source's name, too.
const ONE: &str = "lab-one";
const TWO: &str = "lab-two";
const ASYNC: (&str, &str) = ("prefer", "respond-async");
const LINES: (&str, &str) = ("content-type", "application/fhir+ndjson");

struct City {
    store: Store,
    router: axum::Router,
    folder: TempDir,
    database: Database,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.bytes.clone()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "the last line ends");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn says(&self) -> String {
        self.json()["issue"][0]["diagnostics"].as_str().unwrap_or_default().to_owned()
    }
}

/// What an export brought.
struct Fetched {
    manifest: Value,
    output: Vec<Value>,
    /// `Type/id` of what is gone.
    deleted: BTreeSet<String>,
}

impl Fetched {
    /// `Type/id/version` of everything, in order, each once.
    fn versions(&self) -> BTreeSet<String> {
        let named = |one: &Value| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let version = text(&one["meta"]["versionId"]);
            format!("{}/{}/{version}", text(&one["resourceType"]), text(&one["id"]))
        };
        let all: BTreeSet<String> = self.output.iter().map(named).collect();
        assert_eq!(all.len(), self.output.len(), "something is told twice");
        all
    }

    fn moment(&self) -> &str {
        self.manifest["transactionTime"].as_str().unwrap()
    }
}

impl City {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let folder = tempfile::tempdir().unwrap();
        for name in [ONE, TWO] {
            let known = store.write_blocking(move |tx| {
                let partner = partner(tx, name)?;
                give_key(tx, partner, &digest(name))
            });
            known.unwrap();
        }
        let router = router(&store, Some(&folder.path().join("bulk")));
        Self { store, router, folder, database }
    }

    fn bulk(&self) -> PathBuf {
        self.folder.path().join("bulk")
    }

    fn exporter(&self) -> Exporter {
        Exporter::new(&self.store, self.bulk())
    }

    fn ask(
        &self,
        who: &str,
        (method, path): (&str, &str),
        more: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        ask(&self.router, who, (method, path), more, body.into())
    }

    fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(who, ("GET", path), &[], "")
    }

    fn import(&self, who: &str, lines: &[Value]) -> Value {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        self.import_text(who, "", lines.join("\n"))
    }

    /// The last line of the answer.
    fn import_text(&self, who: &str, query: &str, text: impl Into<Body>) -> Value {
        let path = format!("/fhir/R4/$import{query}");
        let answer = self.ask(who, ("POST", &path), &[LINES], text);
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.says());
        answer.lines().pop().unwrap()
    }

    /// Asks for an export and says where it will be.
    fn kick_off(&self, who: &str, path: &str) -> String {
        self.database.pass(Duration::from_secs(1));
        let answer = self.ask(who, ("GET", path), &[ASYNC], "");
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.says());
        self.database.pass(Duration::from_secs(3));
        let place = answer.headers[header::CONTENT_LOCATION].to_str().unwrap();
        place.strip_prefix("http://nabz.test").unwrap().to_owned()
    }

    /// Fetches an export that is done.
    fn fetch(&self, who: &str, place: &str) -> Fetched {
        let answer = self.get(who, place);
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.says());
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
        let manifest = answer.json();
        let (mut output, mut deleted) = (Vec::new(), BTreeSet::new());
        for file in manifest["output"].as_array().unwrap() {
            let lines = self.file(who, file);
            assert!(lines.iter().all(|line| line["resourceType"] == file["type"]));
            output.extend(lines);
        }
        for bundle in manifest["deleted"].as_array().unwrap().iter().flat_map(|f| self.file(who, f))
        {
            for entry in bundle["entry"].as_array().unwrap() {
                assert_eq!(entry["request"]["method"], "DELETE");
                deleted.insert(entry["request"]["url"].as_str().unwrap().to_owned());
            }
        }
        Fetched { manifest, output, deleted }
    }

    fn file(&self, who: &str, file: &Value) -> Vec<Value> {
        let url = file["url"].as_str().unwrap();
        let answer = self.get(who, url.strip_prefix("http://nabz.test").unwrap());
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/fhir+ndjson");
        let lines = answer.lines();
        assert_eq!(file["count"], lines.len());
        lines
    }

    /// All of an export, from the asking to the fetching.
    fn export(&self, who: &str, path: &str) -> Fetched {
        let place = self.kick_off(who, path);
        let exporter = self.exporter();
        while exporter.step().unwrap() {}
        self.fetch(who, &place)
    }
}

fn router(store: &Store, folder: Option<&Path>) -> axum::Router {
    let config = Config { bulk: folder.map(Path::to_owned), ..Config::default() };
    let app = App::build(store.clone(), store.clock()).config(config).done();
    nabz_web::router(app, routes(None))
}

fn ask(
    router: &axum::Router,
    who: &str,
    (method, path): (&str, &str),
    more: &[(&str, &str)],
    body: Body,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::HOST, "nabz.test");
    request = request.header(header::AUTHORIZATION, format!("Bearer {who}"));
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    let request = request.body(body).unwrap();
    nabz_testkit::wait_for(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, headers, bytes: bytes.to_vec() }
    })
}

fn patient(id: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "name": [{"family": "Sharma"}], "gender": "female"})
}

fn reading(id: &str, patient: &str, code: &str) -> Value {
    json!({
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": format!("Patient/{patient}")},
    })
}

/// `Type/id/version`, each of version 1.
fn first(of: &str, ids: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    ids.into_iter().map(|id| format!("{of}/{id}/1")).collect()
}

fn count(said: &Value, name: &str) -> i64 {
    let parameters = said["parameter"].as_array().unwrap();
    let found = parameters.iter().find(|one| one["name"] == name).unwrap();
    found["valueInteger"].as_i64().unwrap()
}

/// Created, updated, unchanged, refused.
fn counts(said: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| count(said, name))
}
