//! What an entry of a transaction asks to be changed.

use super::sent::{Entry, Kind, Method, Misread, NotATransaction, Request, sent};
use crate::body::Body;
use crate::patch::{Patch, PatchFault};
use crate::resource_types::ResourceType;
use crate::tape::Tape;
use std::collections::HashSet;

/// What one entry of a transaction asks for.
#[derive(Clone)]
pub enum Wish {
    /// `POST Type`, perhaps only if nothing like it exists.
    Create {
        /// What is sent.
        body: Body,
        /// `ifNoneExist`: a query.
        if_none_exist: Option<String>,
    },
    /// `PUT Type/id` or `PUT Type?criteria`.
    Update {
        /// What is sent.
        body: Body,
        /// What it supersedes.
        aim: Aim,
        /// What has to stand there.
        before: Before,
    },
    /// `DELETE Type/id` or `DELETE Type?criteria`.
    Delete {
        /// The type.
        of: ResourceType,
        /// What is deleted.
        aim: Aim,
        /// The version that was seen.
        before: Before,
    },
}

/// Which entry is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The one of this logical id.
    Id(String),
    /// The one that fits a query.
    Criteria(String),
}

/// What has to stand before a change is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Before {
    /// Whatever it is.
    #[default]
    Anything,
    /// This version: `If-Match`.
    Version(u32),
    /// Nothing, or what was deleted: `If-None-Match: *`.
    Nothing,
}

/// One entry of a transaction that changes something.
#[derive(Clone)]
pub struct Item {
    /// Where it stands in its bundle, counted from 0.
    pub at: usize,
    /// How the other entries name it.
    pub full_url: Option<String>,
    /// What for.
    pub wish: Wish,
}

impl Item {
    /// What is sent, where something is.
    pub fn body(&self) -> Option<&Body> {
        match &self.wish {
            Wish::Create { body, .. } | Wish::Update { body, .. } => Some(body),
            Wish::Delete { .. } => None,
        }
    }

    /// The type of what is meant.
    pub fn of(&self) -> ResourceType {
        match &self.wish {
            Wish::Create { body, .. } | Wish::Update { body, .. } => body.of(),
            Wish::Delete { of, .. } => *of,
        }
    }
}

/// `PATCH Type/id` or `PATCH Type?criteria`.
#[derive(Clone, Debug)]
pub struct Patching {
    /// Where it stands in its bundle, counted from 0.
    pub at: usize,
    /// How the other entries name it.
    pub full_url: Option<String>,
    /// The type.
    pub of: ResourceType,
    /// What is patched.
    pub aim: Aim,
    /// The version that was seen.
    pub before: Before,
    /// How.
    pub patch: Patch,
}

/// Takes a transaction apart that only creates, updates and deletes.
///
/// # Errors
/// The first entry that is anything else; see [`NotATransaction`].
pub fn transaction(bytes: &[u8]) -> Result<Vec<Item>, NotATransaction> {
    let sent = sent(bytes)?;
    if sent.kind != Kind::Transaction {
        return Err(NotATransaction::OtherKind("batch".to_owned()));
    }
    let mut urls = HashSet::new();
    let mut items = Vec::with_capacity(sent.entries.len());
    for (at, entry) in sent.entries.into_iter().enumerate() {
        let item = wish(at, entry)?;
        if item.full_url.clone().is_some_and(|url| !urls.insert(url)) {
            return Err(NotATransaction::SameUrl(at));
        }
        items.push(item);
    }
    Ok(items)
}

/// What an entry asks to be created, updated or deleted.
///
/// # Errors
/// What it lacks, and what it asks for besides.
pub fn wish(at: usize, entry: Entry) -> Result<Item, NotATransaction> {
    let misread = |what| NotATransaction::Request(at, what);
    let is_deleting = matches!(&entry.request, Ok(request) if request.method == Method::Delete);
    let body = match entry.resource {
        _ if is_deleting => None,
        Some(bytes) => Some(Body::parse(bytes).map_err(|e| NotATransaction::Entry(at, e))?),
        None => return Err(misread(Misread::NoResource)),
    };
    let request = entry.request.map_err(misread)?;
    let (of, aim) = address(&request.url).map_err(misread)?;
    if body.as_ref().is_some_and(|body| body.of() != of) {
        return Err(misread(Misread::OtherType));
    }
    let before = before(&request).map_err(misread)?;
    let wish = match (request.method, body, aim) {
        (Method::Post, Some(body), None) => {
            Wish::Create { body, if_none_exist: request.if_none_exist }
        }
        (Method::Put, Some(body), Some(Aim::Id(id))) => {
            if body.id().as_deref() != Some(&id) {
                return Err(misread(Misread::OtherId));
            }
            Wish::Update { body, aim: Aim::Id(id), before }
        }
        (Method::Put, Some(body), Some(aim)) => Wish::Update { body, aim, before },
        (Method::Delete, None, Some(aim)) => Wish::Delete { of, aim, before },
        (
            Method::Get
            | Method::Head
            | Method::Post
            | Method::Put
            | Method::Patch
            | Method::Delete,
            ..,
        ) => return Err(misread(Misread::OtherMethod)),
    };
    Ok(Item { at, full_url: entry.full_url, wish })
}

/// What an entry asks to be patched: Parameters, or a Binary with a JSON Patch.
///
/// # Errors
/// What it lacks, and a patch that cannot be read.
pub fn patching(at: usize, entry: Entry) -> Result<Patching, NotATransaction> {
    let misread = |what| NotATransaction::Request(at, what);
    let request = entry.request.map_err(misread)?;
    let (of, aim) = address(&request.url).map_err(misread)?;
    let aim = aim.ok_or(misread(Misread::OtherMethod))?;
    let before = before(&request).map_err(misread)?;
    let bytes = entry.resource.ok_or(misread(Misread::NoResource))?;
    let patch = read_patch(bytes).map_err(|fault| NotATransaction::Patch(at, fault))?;
    Ok(Patching { at, full_url: entry.full_url, of, aim, before, patch })
}

fn read_patch(bytes: Vec<u8>) -> Result<Patch, PatchFault> {
    match carried_patch(&bytes) {
        Some(patch) => Patch::json(patch),
        None => Patch::parameters(bytes),
    }
}

/// The JSON Patch that a Binary carries; `None` of any other resource.
pub fn carried_patch(resource: &[u8]) -> Option<Vec<u8>> {
    let tape = Tape::parse(resource.to_vec()).ok()?;
    let root = tape.root();
    let is_patch = root.get_text("resourceType").as_deref() == Some("Binary")
        && root.get_text("contentType").as_deref() == Some("application/json-patch+json");
    is_patch.then(|| of_base64(&root.get_text("data")?)).flatten()
}

/// Type, and id or criteria where the URL has them.
fn address(url: &str) -> Result<(ResourceType, Option<Aim>), Misread> {
    let (path, criteria) = match url.split_once('?') {
        Some((path, criteria)) => (path, Some(criteria)),
        None => (url, None),
    };
    let (of, id) = match path.split_once('/') {
        Some((of, id)) => (of, Some(id)),
        None => (path, None),
    };
    let of = ResourceType::named(of).ok_or(Misread::OtherType)?;
    match (id, criteria) {
        (None, None) => Ok((of, None)),
        (Some(id), None) => Ok((of, Some(Aim::Id(id.to_owned())))),
        (None, Some(criteria)) => Ok((of, Some(Aim::Criteria(criteria.to_owned())))),
        (Some(_), Some(_)) => Err(Misread::OtherMethod),
    }
}

fn before(request: &Request) -> Result<Before, Misread> {
    match (request.if_match.as_deref(), request.if_none_match.as_deref()) {
        (None, None) => Ok(Before::Anything),
        (Some(tag), None) => version_of(tag).map(Before::Version).ok_or(Misread::NoVersion),
        (None, Some("*")) => Ok(Before::Nothing),
        (_, Some(_)) => Err(Misread::NoVersion),
    }
}

/// The version that one of our `ETag`s names: 3 of `W/"3"`.
pub fn version_of(tag: &str) -> Option<u32> {
    let number = tag.trim().strip_prefix("W/\"")?.strip_suffix('"')?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok()).flatten()
}

/// Bytes in base64; `None` when it is none. White space is passed over.
fn of_base64(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0_u32);
    let signs = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    for byte in signs.take_while(|byte| *byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
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
        assert_eq!(items[0].body().unwrap().bytes(), br#"{"resourceType":"Patient", "x":1.10}"#);
        assert_eq!(items[0].full_url.as_deref(), Some("urn:uuid:1"));
        let update = &items[1].wish;
        assert!(
            matches!(update, Wish::Update { aim: Aim::Id(id), before: Before::Anything, .. } if id == "p")
        );
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
            r#"{"method":"DELETE","url":"Patient"}"#,
            r#"{"method":"GET","url":"Patient/a"}"#,
            r#"{"method":"PUT","url":"Patient/a","ifMatch":"3"}"#,
            r#"{"method":"PUT","url":"Patient/a","ifNoneMatch":"W/\"3\""}"#,
            r#"{"method":"put","url":"Patient/a"}"#,
        ] {
            assert!(entry(&format!("{{{patient},\"request\":{request}}}")).contains("request"));
        }
    }

    #[test]
    fn an_entry_says_what_it_means_and_what_has_to_stand_there() {
        let entry = |request: &str, body: &str| {
            let bundle = format!(
                r#"{{"resourceType":"Bundle","type":"batch","entry":[{{"resource":{body},"request":{request}}}]}}"#
            );
            sent(bundle.as_bytes()).unwrap().entries.remove(0)
        };
        let deleted =
            wish(0, entry(r#"{"method":"DELETE","url":"Patient?a=b","ifMatch":"W/\"3\""}"#, "{}"));
        let Wish::Delete { of, aim, before } = deleted.unwrap().wish else { panic!() };
        assert_eq!(
            (of, aim, before),
            (ResourceType::PATIENT, Aim::Criteria("a=b".into()), Before::Version(3))
        );
        let coded = r#"{"resourceType":"Binary","contentType":"application/json-patch+json","data":"W3sib3AiOiJyZW1v\ndmUiLCJwYXRoIjoiL2EifV0="}"#;
        let patch = patching(0, entry(r#"{"method":"PATCH","url":"Patient/a"}"#, coded)).unwrap();
        assert_eq!((patch.aim, patch.before), (Aim::Id("a".into()), Before::Anything));
        let other = patching(0, entry(r#"{"method":"PATCH","url":"Patient/a"}"#, "{}"));
        assert!(matches!(other, Err(NotATransaction::Patch(0, PatchFault::NotParameters))));
        assert_eq!(
            ["W/\"3\"", "3", "W/\"+3\"", "W/\"99999999999\""].map(version_of),
            [Some(3), None, None, None]
        );
    }
}
