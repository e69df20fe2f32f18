//! Bundles: several resources sent together, each kept as its own bytes.

mod sent;
mod wish;

pub use sent::{Entry, Kind, Method, Misread, NotATransaction, Request, Sent, sent};
pub use wish::{
    Aim, Before, Item, Patching, Wish, carried_patch, patching, transaction, version_of, wish,
};

use crate::resource_types::ResourceType;

/// Resources that one bundle may hold.
pub const BUNDLE_ENTRIES_MAX: usize = 5_000;

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
