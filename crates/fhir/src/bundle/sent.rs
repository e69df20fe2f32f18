//! A Bundle as it was sent: its entries with what each asks for, before anything is done.

use super::BUNDLE_ENTRIES_MAX;
use crate::body::NotAResource;
use crate::patch::PatchFault;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What is done with a Bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All of it or nothing.
    Transaction,
    /// Each entry by itself.
    Batch,
}

/// A Bundle that asks for something.
#[derive(Debug)]
pub struct Sent {
    /// What is done with it.
    pub kind: Kind,
    /// In the order in which they were sent.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Clone)]
pub struct Entry {
    /// How the other entries name it.
    pub full_url: Option<String>,
    /// The bytes of its resource.
    pub resource: Option<Vec<u8>>,
    /// What it asks for, or what is wrong with how it asks.
    pub request: Result<Request, Misread>,
}

impl std::fmt::Debug for Entry {
    /// Without its resource and its addresses: they are about a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let method = self.request.as_ref().map(|request| request.method);
        write!(f, "Entry {method:?}")
    }
}

/// What one entry asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// As over HTTP.
    pub method: Method,
    /// From the base of the server on, without a slash before it.
    pub url: String,
    /// `If-None-Exist`: criteria.
    pub if_none_exist: Option<String>,
    /// `If-Match`: the version that was seen.
    pub if_match: Option<String>,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
    /// `If-Modified-Since`: an instant.
    pub if_modified_since: Option<String>,
}

/// The methods that an entry may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads or searches.
    Get,
    /// The same without bodies.
    Head,
    /// Creates, or asks for an operation.
    Post,
    /// Updates.
    Put,
    /// Changes a part.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let all = [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete];
        all.into_iter().find(|method| method.name() == name)
    }
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
    #[error("a Bundle of type transaction or batch is needed, not {0:?}")]
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
    /// A patch that cannot be read.
    #[error("Bundle.entry[{0}].resource: {1}")]
    Patch(usize, PatchFault),
    /// Two entries have one full URL.
    #[error("Bundle.entry[{0}].fullUrl: another entry has the same")]
    SameUrl(usize),
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
    /// None of those that an entry may have.
    #[error(
        "what is supported: GET, HEAD, POST Type, and PUT, PATCH and DELETE with Type/id or Type?criteria"
    )]
    OtherMethod,
    /// `ifMatch` that names no version, or `ifNoneMatch` of a change that is not `*`.
    #[error("ifMatch has to name a version, W/\"3\", and ifNoneMatch of a PUT is *")]
    NoVersion,
}

impl NotATransaction {
    /// Which entry is wrong, counted from 0; none when it is the whole.
    pub fn entry(&self) -> Option<usize> {
        match self {
            Self::Entry(at, _) | Self::Request(at, _) | Self::Patch(at, _) | Self::SameUrl(at) => {
                Some(*at)
            }
            Self::NotABundle { .. }
            | Self::OtherResource(_)
            | Self::OtherKind(_)
            | Self::TooMany => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentBundle<'b> {
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
    if_match: Option<String>,
    if_none_match: Option<String>,
    if_modified_since: Option<String>,
}

/// Takes a Bundle apart that asks for something.
///
/// # Errors
/// What is no Bundle of type transaction or batch, or is too long.
pub fn sent(bytes: &[u8]) -> Result<Sent, NotATransaction> {
    let sent: SentBundle<'_> = serde_json::from_slice(bytes).map_err(|e| {
        NotATransaction::NotABundle { words: e.to_string(), line: e.line(), column: e.column() }
    })?;
    if sent.resource_type != "Bundle" {
        return Err(NotATransaction::OtherResource(sent.resource_type));
    }
    let kind = match sent.kind.as_str() {
        "transaction" => Kind::Transaction,
        "batch" => Kind::Batch,
        _ => return Err(NotATransaction::OtherKind(sent.kind)),
    };
    if sent.entry.len() > BUNDLE_ENTRIES_MAX {
        return Err(NotATransaction::TooMany);
    }
    Ok(Sent { kind, entries: sent.entry.into_iter().map(entry).collect() })
}

fn entry(sent: SentEntry<'_>) -> Entry {
    let resource = sent.resource.map(|raw| raw.get().as_bytes().to_vec());
    let request = sent.request.ok_or(Misread::NoRequest).and_then(request);
    Entry { full_url: sent.full_url, resource, request }
}

fn request(sent: SentRequest) -> Result<Request, Misread> {
    let method = Method::named(&sent.method).ok_or(Misread::OtherMethod)?;
    Ok(Request {
        method,
        url: sent.url.trim_start_matches('/').to_owned(),
        if_none_exist: sent.if_none_exist,
        if_match: sent.if_match,
        if_none_match: sent.if_none_match,
        if_modified_since: sent.if_modified_since,
    })
}
