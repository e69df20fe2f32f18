//! Bundles: several resources sent together, each kept as its own bytes.

use crate::body::{Body, NotAResource};
use crate::resource_types::ResourceType;
use serde::Deserialize;
use serde_json::value::RawValue;

/// Resources that one bundle may hold.
pub const BUNDLE_ENTRIES_MAX: usize = 5_000;

/// What one entry of a transaction asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// `POST Type`, perhaps only if nothing like it exists.
    Create {
        /// `ifNoneExist`: a query.
        if_none_exist: Option<String>,
    },
    /// `PUT Type/id`.
    Update {
        /// The logical id.
        id: String,
    },
}

/// One entry of a transaction.
#[derive(Clone)]
pub struct Item {
    /// How the other entries name it.
    pub full_url: Option<String>,
    /// What is sent.
    pub body: Body,
    /// What for.
    pub wish: Wish,
}

/// Why bytes are no transaction. The number counts the entries from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotATransaction {
    /// Not JSON of the shape of a Bundle.
    #[error("not a Bundle: {words}")]
    NotABundle {
        /// What the reader of JSON said, its place included.
        words: String,
        /// Where it stopped, counted from 1.
        line: usize,
        /// And how far into the line.
        column: usize,
    },
    /// Another resource.
    #[error("not a Bundle: resourceType {0:?}")]
    OtherResource(String),
    /// Another kind of Bundle.
    #[error("a Bundle of type transaction is needed, not {0:?}")]
    OtherKind(String),
    /// More than [`BUNDLE_ENTRIES_MAX`].
    #[error("more than {BUNDLE_ENTRIES_MAX} entries")]
    TooMany,
    /// An entry is no resource.
    #[error("Bundle.entry[{0}].resource: {1}")]
    Entry(usize, NotAResource),
    /// An entry without a resource, or a request that is not understood.
    #[error("Bundle.entry[{0}].request: {1}")]
    Request(usize, Misread),
}

/// What is wrong with the request of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// There is nothing to be done with.
    #[error("an entry without a resource")]
    NoResource,
    /// Nothing is asked for.
    #[error("has to be there")]
    NoRequest,
    /// For example a Patient under `Encounter`.
    #[error("the URL names another type than the resource")]
    OtherType,
    /// For example `a` under `Patient/b`.
    #[error("the URL names another id than the resource")]
    OtherId,
    /// Neither of the two.
    #[error("POST Type and PUT Type/id are supported")]
    OtherMethod,
}

impl NotATransaction {
    /// Which entry is wrong, counted from 0; none when it is the whole.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Self::Entry(at, _) | Self::Request(at, _) => Some(*at),
            Self::NotABundle { .. }
            | Self::OtherResource(_)
            | Self::OtherKind(_)
            | Self::TooMany => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent<'b> {
    resource_type: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(borrow, default)]
    entry: Vec<SentEntry<'b>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentEntry<'b> {
    full_url: Option<String>,
    #[serde(borrow)]
    resource: Option<&'b RawValue>,
    request: Option<SentRequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentRequest {
    method: String,
    url: String,
    if_none_exist: Option<String>,
}

/// Takes a transaction apart.
pub fn transaction(bytes: &[u8]) -> Result<Vec<Item>, NotATransaction> {
    let sent: Sent<'_> = serde_json::from_slice(bytes).map_err(|e| {
        NotATransaction::NotABundle { words: e.to_string(), line: e.line(), column: e.column() }
    })?;
    if sent.resource_type != "Bundle" {
        return Err(NotATransaction::OtherResource(sent.resource_type));
    }
    if sent.kind != "transaction" {
        return Err(NotATransaction::OtherKind(sent.kind));
    }
    if sent.entry.len() > BUNDLE_ENTRIES_MAX {
        return Err(NotATransaction::TooMany);
    }
    sent.entry.into_iter().enumerate().map(|(at, entry)| item(at, entry)).collect()
}

fn item(at: usize, entry: SentEntry<'_>) -> Result<Item, NotATransaction> {
    let misread = |what| NotATransaction::Request(at, what);
    let resource = entry.resource.ok_or_else(|| misread(Misread::NoResource))?;
    let bytes = resource.get().as_bytes().to_vec();
    let body = Body::parse(bytes).map_err(|e| NotATransaction::Entry(at, e))?;
    let request = entry.request.ok_or_else(|| misread(Misread::NoRequest))?;
    let (of, id) = match request.url.split_once('/') {
        Some((of, id)) => (of, Some(id)),
        None => (request.url.as_str(), None),
    };
    if of != body.of().name() {
        return Err(misread(Misread::OtherType));
    }
    let wish = match (request.method.as_str(), id) {
        ("POST", None) => Wish::Create { if_none_exist: request.if_none_exist },
        ("PUT", Some(id)) if body.id().as_deref() == Some(id) => Wish::Update { id: id.to_owned() },
        ("PUT", Some(_)) => return Err(misread(Misread::OtherId)),
        _ => return Err(misread(Misread::OtherMethod)),
    };
    Ok(Item { full_url: entry.full_url, body, wish })
}

/// Joins bodies into a Bundle without writing them again. Each part is the entry without its
/// braces' content around `resource`: `fullUrl` and what follows the resource.
pub struct Bundle {
    out: String,
    entries: usize,
}

impl Bundle {
    /// `searchset`, `history`, `transaction-response` …, with its total and its links.
    pub fn of(kind: &str, total: Option<u64>, links: &[(&str, String)]) -> Self {
        let mut out = format!(r#"{{"resourceType":"Bundle","type":{}"#, quoted(kind));
        if let Some(total) = total {
            out.push_str(r#","total":"#);
            out.push_str(&total.to_string());
        }
        if !links.is_empty() {
            let link = |(relation, url): &(&str, String)| {
                format!(r#"{{"relation":{},"url":{}}}"#, quoted(relation), quoted(url))
            };
            let links: Vec<String> = links.iter().map(link).collect();
            out.push_str(r#","link":["#);
            out.push_str(&links.join(","));
            out.push(']');
        }
        Self { out, entries: 0 }
    }

    /// Adds an entry: its address, its body where it has one, and members that follow, as JSON
    /// without the leading comma.
    pub fn push(&mut self, full_url: Option<&str>, body: Option<&[u8]>, rest: &str) {
        self.out.push_str(if self.entries == 0 { r#","entry":[{"# } else { ",{" });
        self.entries += 1;
        let mut members = Vec::new();
        members.extend(full_url.map(|url| format!(r#""fullUrl":{}"#, quoted(url))));
        let text = body.and_then(|body| std::str::from_utf8(body).ok());
        members.extend(text.map(|text| format!(r#""resource":{text}"#)));
        members.extend((!rest.is_empty()).then(|| rest.to_owned()));
        self.out.push_str(&members.join(","));
        self.out.push('}');
    }

    /// The bytes.
    pub fn finish(mut self) -> Vec<u8> {
        if self.entries > 0 {
            self.out.push(']');
        }
        self.out.push('}');
        self.out.into_bytes()
    }
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The type and id of a relative or absolute reference of ours: `Type/id`.
pub fn type_and_id(reference: &str) -> Option<(ResourceType, &str)> {
    let (of, id) = reference.split_once('/')?;
    let id = id.split('/').next().unwrap_or(id);
    Some((ResourceType::named(of)?, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_is_taken_apart_without_touching_its_bodies() {
        let sent = br#"{"resourceType":"Bundle","type":"transaction","entry":[
            {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient", "x":1.10},
             "request":{"method":"POST","url":"Patient"}},
            {"resource":{"resourceType":"Patient","id":"p"},"request":{"method":"PUT","url":"Patient/p"}}]}"#;
        let items = transaction(sent).unwrap();
        assert_eq!(items[0].body.bytes(), br#"{"resourceType":"Patient", "x":1.10}"#);
        assert_eq!(items[0].full_url.as_deref(), Some("urn:uuid:1"));
        assert_eq!(items[1].wish, Wish::Update { id: "p".into() });
    }

    #[test]
    fn what_is_no_transaction_says_where() {
        let refused = |sent: &str| transaction(sent.as_bytes()).err().unwrap().to_string();
        let entry = |entry: &str| {
            refused(&format!(
                r#"{{"resourceType":"Bundle","type":"transaction","entry":[{entry}]}}"#
            ))
        };
        assert!(refused("{").starts_with("not a Bundle"));
        assert!(refused(r#"{"resourceType":"Patient"}"#).contains("Patient"));
        assert!(refused(r#"{"resourceType":"Bundle","type":"batch"}"#).contains("batch"));
        assert!(entry(r#"{"request":{"method":"POST","url":"Patient"}}"#).contains("entry[0]"));
        let patient = r#""resource":{"resourceType":"Patient","id":"a"}"#;
        for request in [
            r#"{"method":"POST","url":"Encounter"}"#,
            r#"{"method":"PUT","url":"Patient/b"}"#,
            r#"{"method":"DELETE","url":"Patient/a"}"#,
        ] {
            assert!(entry(&format!("{{{patient},\"request\":{request}}}")).contains("request"));
        }
    }

    #[test]
    fn a_bundle_is_joined_from_bytes() {
        let mut bundle = Bundle::of("searchset", Some(1), &[("self", "http://a?b=\"c\"".into())]);
        bundle.push(Some("u"), Some(br#"{"x":1.10}"#), r#""search":{"mode":"match"}"#);
        let joined = String::from_utf8(bundle.finish()).unwrap();
        assert!(joined.ends_with(
            r#""entry":[{"fullUrl":"u","resource":{"x":1.10},"search":{"mode":"match"}}]}"#
        ));
        assert!(serde_json::from_str::<serde_json::Value>(&joined).is_ok());
        let empty = String::from_utf8(Bundle::of("searchset", None, &[]).finish()).unwrap();
        assert_eq!(empty, r#"{"resourceType":"Bundle","type":"searchset"}"#);
    }
}
