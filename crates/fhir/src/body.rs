//! A body as bytes: what was sent stays as it was sent, save `id`, `meta` and the references that
//! had to be resolved. Decimals keep their zeros because nothing is written again.

use crate::resource_types::ResourceType;
use serde_json::Value;
use std::ops::Range;

/// More bytes than any resource that a person or a machine of a hospital writes.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A resource that was parsed once; the bytes are kept beside the tree.
#[derive(Clone)]
pub struct Body {
    bytes: Vec<u8>,
    tree: Value,
    of: ResourceType,
}

/// Why bytes are no resource.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAResource {
    /// Not JSON, or nested deeper than anything sensible.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// JSON, but not an object.
    #[error("a resource is a JSON object")]
    NotAnObject,
    /// `resourceType` is absent or not one of R4's.
    #[error("resourceType is missing or not one of FHIR R4")]
    UnknownType,
    /// Longer than [`BODY_BYTES_MAX`].
    #[error("longer than {BODY_BYTES_MAX} bytes")]
    TooLong,
}

/// What a version says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Meta<'m> {
    /// The logical id.
    pub id: &'m str,
    /// Counted from 1.
    pub version: u32,
    /// RFC 3339, as FHIR's `instant`.
    pub updated: &'m str,
    /// Who said it, as a URL.
    pub source: &'m str,
}

impl Body {
    /// Parses bytes.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, NotAResource> {
        if bytes.len() > BODY_BYTES_MAX {
            return Err(NotAResource::TooLong);
        }
        let tree: Value =
            serde_json::from_slice(&bytes).map_err(|e| NotAResource::NotJson(e.to_string()))?;
        let object = tree.as_object().ok_or(NotAResource::NotAnObject)?;
        let name = object.get("resourceType").and_then(Value::as_str).unwrap_or_default();
        let of = ResourceType::named(name).ok_or(NotAResource::UnknownType)?;
        Ok(Self { bytes, tree, of })
    }

    /// Parses what one of our own maps wrote, which may leave its `resourceType` to us.
    pub fn of_type(of: ResourceType, bytes: Vec<u8>) -> Result<Self, NotAResource> {
        let tree: Value =
            serde_json::from_slice(&bytes).map_err(|e| NotAResource::NotJson(e.to_string()))?;
        if tree.is_object() { Ok(Self { bytes, tree, of }) } else { Err(NotAResource::NotAnObject) }
    }

    /// What kind of resource.
    pub fn of(&self) -> ResourceType {
        self.of
    }

    /// The parsed tree.
    pub fn tree(&self) -> &Value {
        &self.tree
    }

    /// The bytes as they were sent.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The logical id that was sent.
    pub fn id(&self) -> Option<&str> {
        self.tree.get("id").and_then(Value::as_str)
    }

    /// The bytes to keep and to serve: type, id and meta first, everything else as it was sent.
    pub fn spliced(&self, meta: Meta<'_>) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 192);
        let name = self.of.name();
        out.extend_from_slice(br#"{"resourceType":""#);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(br#"","id":"#);
        quoted(meta.id, &mut out);
        out.extend_from_slice(br#","meta":{"versionId":""#);
        out.extend_from_slice(meta.version.to_string().as_bytes());
        out.extend_from_slice(br#"","lastUpdated":"#);
        quoted(meta.updated, &mut out);
        out.extend_from_slice(br#","source":"#);
        quoted(meta.source, &mut out);
        let members = members(&self.bytes, 0);
        for member in members.iter().filter(|m| self.key(m) == r#""meta""#) {
            let within = self::members(&self.bytes, member.value.start);
            let ours = [r#""versionId""#, r#""lastUpdated""#, r#""source""#];
            self.copy(within.iter().filter(|m| !ours.contains(&self.key(m))), &mut out);
        }
        out.push(b'}');
        let ours = [r#""resourceType""#, r#""id""#, r#""meta""#];
        self.copy(members.iter().filter(|m| !ours.contains(&self.key(m))), &mut out);
        out.push(b'}');
        out
    }

    /// The same resource with every `reference` and `url` that `resolve` knows replaced.
    ///
    /// # Errors
    /// What `resolve` refuses.
    pub fn with_links<E>(
        self,
        mut resolve: impl FnMut(&str) -> Result<Option<String>, E>,
    ) -> Result<Self, E> {
        let mut replaced = Vec::new();
        links(&self.bytes, &mut |span| replaced.push(span));
        let mut out = Vec::with_capacity(self.bytes.len());
        let mut copied = 0;
        for span in replaced {
            let text = self.bytes.get(span.clone()).unwrap_or_default();
            let Ok(link) = serde_json::from_slice::<String>(text) else { continue };
            if let Some(new) = resolve(&link)? {
                out.extend_from_slice(self.bytes.get(copied..span.start).unwrap_or_default());
                quoted(&new, &mut out);
                copied = span.end;
            }
        }
        if copied == 0 {
            return Ok(self);
        }
        out.extend_from_slice(self.bytes.get(copied..).unwrap_or_default());
        // What replaced a text is a text, so the bytes still parse; if they did not, the old stand.
        Ok(Self::parse(out).unwrap_or(self))
    }

    /// Every text that [`Body::with_links`] would offer to its closure.
    pub fn links(&self) -> Vec<String> {
        let mut found = Vec::new();
        links(&self.bytes, &mut |span| {
            found.extend(serde_json::from_slice(self.bytes.get(span).unwrap_or_default()).ok());
        });
        found
    }

    fn key(&self, member: &Member) -> &str {
        let key = self.bytes.get(member.key.clone()).unwrap_or_default();
        std::str::from_utf8(key).unwrap_or_default()
    }

    fn copy<'m>(&self, members: impl Iterator<Item = &'m Member>, out: &mut Vec<u8>) {
        for member in members {
            out.push(b',');
            let whole = member.key.start..member.value.end;
            out.extend_from_slice(self.bytes.get(whole).unwrap_or_default());
        }
    }
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    // Writing a text into memory cannot fail.
    drop(serde_json::to_writer(out, text));
}

/// Where one member of an object stands, quotes of its key included.
struct Member {
    key: Range<usize>,
    value: Range<usize>,
}

/// The members of the object that begins at or behind `from`. The bytes have been parsed before,
/// so they are known to be JSON.
fn members(bytes: &[u8], from: usize) -> Vec<Member> {
    let mut members = Vec::new();
    let mut at = blanks(bytes, from) + 1;
    loop {
        at = blanks(bytes, at);
        if bytes.get(at) != Some(&b'"') {
            return members;
        }
        let key = at..string_end(bytes, at);
        let start = blanks(bytes, blanks(bytes, key.end) + 1);
        let value = start..value_end(bytes, start);
        at = blanks(bytes, value.end);
        members.push(Member { key, value });
        if bytes.get(at) == Some(&b',') {
            at += 1;
        }
    }
}

/// Calls `found` with the span of every string under a key that links.
fn links(bytes: &[u8], found: &mut dyn FnMut(Range<usize>)) {
    let mut at = 0;
    while at < bytes.len() {
        if bytes.get(at) != Some(&b'"') {
            at += 1;
            continue;
        }
        let end = string_end(bytes, at);
        let colon = blanks(bytes, end);
        let key = bytes.get(at..end).unwrap_or_default();
        at = end;
        if bytes.get(colon) == Some(&b':') && (key == br#""reference""# || key == br#""url""#) {
            let start = blanks(bytes, colon + 1);
            if bytes.get(start) == Some(&b'"') {
                at = string_end(bytes, start);
                found(start..at);
            }
        }
    }
}

fn blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Behind the closing quote of the string that begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    at += 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn value_end(bytes: &[u8], mut at: usize) -> usize {
    match bytes.get(at) {
        Some(b'"') => string_end(bytes, at),
        Some(b'{' | b'[') => {
            let mut depth = 0_usize;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' => {
                        at = string_end(bytes, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
            at
        }
        _ => {
            while bytes
                .get(at)
                .is_some_and(|b| !matches!(b, b',' | b'}' | b']') && !b.is_ascii_whitespace())
            {
                at += 1;
            }
            at
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const META: Meta<'_> =
        Meta { id: "7", version: 2, updated: "2026-11-23T03:30:00Z", source: "https://s.example" };

    fn spliced(sent: &str) -> String {
        let body = Body::parse(sent.as_bytes().to_vec()).unwrap();
        String::from_utf8(body.spliced(META)).unwrap()
    }

    const OURS: &str = r#"{"resourceType":"Patient","id":"7","meta":{"versionId":"2","lastUpdated":"2026-11-23T03:30:00Z","source":"https://s.example""#;

    #[test]
    fn what_was_sent_is_kept_byte_for_byte_around_id_and_meta() {
        let sent = r#" { "id": "x\"}", "x" : [1.10, {"a":"]"}] , "meta": {"versionId":"9", "tag":[{"code":"t"}], "source":"liar"},"resourceType":"Patient","active":true}"#;
        let kept = r#","tag":[{"code":"t"}]},"x" : [1.10, {"a":"]"}],"active":true}"#;
        assert_eq!(spliced(sent), format!("{OURS}{kept}"));
        assert_eq!(spliced(r#"{"resourceType":"Patient"}"#), format!("{OURS}}}}}"));
        assert_eq!(spliced(r#"{"resourceType":"Patient","meta":{}}"#), format!("{OURS}}}}}"));
    }

    #[test]
    fn splicing_what_was_spliced_changes_nothing() {
        let once = spliced(r#"{"resourceType":"Patient","active":true,"birthDate":"1970"}"#);
        assert_eq!(spliced(&once), once);
    }

    #[test]
    fn only_links_are_resolved() {
        let sent = r#"{"resourceType":"Encounter","subject":{"reference":"urn:uuid:1"},
            "identifier":[{"value":"urn:uuid:1"}],"partOf":{"reference" : "Encounter/2"}}"#;
        let body = Body::parse(sent.as_bytes().to_vec()).unwrap();
        assert_eq!(body.links(), ["urn:uuid:1", "Encounter/2"]);
        let resolve =
            |link: &str| Ok::<_, ()>((link == "urn:uuid:1").then(|| "Patient/\"1\"".to_owned()));
        let resolved = body.with_links(resolve).unwrap();
        let wanted = sent.replacen("\"urn:uuid:1\"", r#""Patient/\"1\"""#, 1);
        assert_eq!(String::from_utf8_lossy(resolved.bytes()), wanted);
    }

    #[test]
    fn bytes_that_are_no_resource_say_why() {
        let refused = |sent: &str| Body::parse(sent.as_bytes().to_vec()).err().unwrap();
        assert!(matches!(refused("{"), NotAResource::NotJson(_)));
        assert!(matches!(refused(&"[".repeat(4_000)), NotAResource::NotJson(_)));
        assert_eq!(refused("[]"), NotAResource::NotAnObject);
        assert_eq!(refused("{}"), NotAResource::UnknownType);
        assert_eq!(refused(r#"{"resourceType":"Patients"}"#), NotAResource::UnknownType);
    }
}
