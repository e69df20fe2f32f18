//! A body as bytes: what was sent stays as it was sent, save `id`, `meta` and the references that
//! had to be resolved. Decimals keep their zeros because nothing is written again.

use crate::links::{self, Link};
use crate::resource_types::ResourceType;
use crate::tape::{Kind, Node, NotJson, Tape};
use std::borrow::Cow;

/// More bytes than any resource that a person or a machine of a hospital writes.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A resource that was read once.
#[derive(Clone)]
pub struct Body {
    tape: Tape,
    of: ResourceType,
}

/// Why bytes are no resource.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAResource {
    /// Not JSON, nested deeper than anything sensible, or something is said twice.
    #[error(transparent)]
    NotJson(#[from] NotJson),
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
        let tape = object(bytes)?;
        let name = tape.root().get_text("resourceType").unwrap_or_default();
        let of = ResourceType::named(&name).ok_or(NotAResource::UnknownType)?;
        Ok(Self { tape, of })
    }

    /// Parses what one of our own maps wrote, which may leave its `resourceType` to us.
    pub fn of_type(of: ResourceType, bytes: Vec<u8>) -> Result<Self, NotAResource> {
        Ok(Self { tape: object(bytes)?, of })
    }

    /// What kind of resource.
    pub fn of(&self) -> ResourceType {
        self.of
    }

    /// What was read: an object.
    pub fn tree(&self) -> Node<'_> {
        self.tape.root()
    }

    /// The bytes as they were sent.
    pub fn bytes(&self) -> &[u8] {
        self.tape.bytes()
    }

    /// The logical id that was sent.
    pub fn id(&self) -> Option<Cow<'_, str>> {
        self.tree().get_text("id")
    }

    /// The bytes to keep and to serve: type, id and meta first, everything else as it was sent.
    pub fn spliced(&self, meta: Meta<'_>) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes().len() + 192);
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
        if let Some(sent) = self.tree().get("meta") {
            self.copy(sent, &["versionId", "lastUpdated", "source"], &mut out);
        }
        out.push(b'}');
        self.copy(self.tree(), &["resourceType", "id", "meta"], &mut out);
        out.push(b'}');
        out
    }

    /// The same resource with everything replaced that points and that `resolve` knows.
    ///
    /// # Errors
    /// What `resolve` refuses.
    pub fn with_links<E>(
        self,
        mut resolve: impl FnMut(Link, &str) -> Result<Option<String>, E>,
    ) -> Result<Self, E> {
        let bytes = self.bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        for (link, node) in self.link_nodes() {
            let text = node.text().unwrap_or_default();
            let new = match link {
                Link::Narrative => links::narrative(&text, &mut resolve)?,
                Link::Reference | Link::Url | Link::Uri => resolve(link, &text)?,
            };
            if let Some(new) = new {
                let span = node.span();
                out.extend_from_slice(bytes.get(copied..span.start).unwrap_or_default());
                quoted(&new, &mut out);
                copied = span.end;
            }
        }
        if copied == 0 {
            return Ok(self);
        }
        out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
        // What replaced a text is a text, so the bytes still parse; if they did not, the old stand.
        Ok(Self::of_type(self.of, out).unwrap_or(self))
    }

    /// Every text by which it leads to something that can be read: references, and URLs.
    pub fn links(&self) -> Vec<String> {
        let mut leading = self.link_nodes();
        leading.retain(|(link, _)| matches!(link, Link::Reference | Link::Url));
        leading.into_iter().filter_map(|(_, node)| node.text()).map(Cow::into_owned).collect()
    }

    fn link_nodes(&self) -> Vec<(Link, Node<'_>)> {
        let mut found = Vec::new();
        links::walk(self.tree(), self.of.type_def(), &mut |link, node| found.push((link, node)));
        found
    }

    /// The members of an object as they were sent, each behind a comma, save these.
    fn copy(&self, object: Node<'_>, save: &[&str], out: &mut Vec<u8>) {
        for (_, span) in object.member_spans().filter(|(name, _)| !save.contains(name)) {
            out.push(b',');
            out.extend_from_slice(self.bytes().get(span).unwrap_or_default());
        }
    }
}

fn object(bytes: Vec<u8>) -> Result<Tape, NotAResource> {
    let tape = Tape::parse(bytes)?;
    if tape.root().kind() == Kind::Object { Ok(tape) } else { Err(NotAResource::NotAnObject) }
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    // Writing a text into memory cannot fail.
    drop(serde_json::to_writer(out, text));
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
        let resolve = |_: Link, link: &str| {
            Ok::<_, ()>((link == "urn:uuid:1").then(|| "Patient/\"1\"".to_owned()))
        };
        let resolved = body.with_links(resolve).unwrap();
        let wanted = sent.replacen("\"urn:uuid:1\"", r#""Patient/\"1\"""#, 1);
        assert_eq!(String::from_utf8_lossy(resolved.bytes()), wanted);
    }

    #[test]
    fn what_points_is_known_by_its_type_wherever_it_stands() {
        let sent = r#"{"resourceType":"Observation","id":"urn:uuid:1","text":{"div":"<div><a href=\"urn:uuid:1\">a</a><img src='urn:uuid:1'/> urn:uuid:1</div>"},
            "contained":[{"resourceType":"DocumentReference","content":[{"attachment":{"url":"urn:uuid:1","title":"urn:uuid:1"}}]}],
            "_status":{"extension":[{"url":"x","valueUri":"urn:uuid:1"}]},"instantiatesCanonical":"urn:uuid:1",
            "extension":[{"url":"x","valueReference":{"reference":"urn:uuid:1","display":"urn:uuid:1"}}]}"#;
        let body = Body::parse(sent.as_bytes().to_vec()).unwrap();
        let mut kinds = Vec::new();
        let resolved = body.with_links(|link, text| {
            let known = text == "urn:uuid:1";
            kinds.extend(known.then_some(link));
            Ok::<_, ()>(known.then(|| "Patient/1".to_owned()))
        });
        let text = String::from_utf8(resolved.unwrap().bytes().to_vec()).unwrap();
        assert_eq!(
            kinds,
            [Link::Narrative, Link::Narrative, Link::Url, Link::Uri, Link::Reference]
        );
        assert_eq!((text.matches("Patient/1").count(), text.matches("urn:uuid:1").count()), (5, 5));
        assert!(
            text.contains(r#"<a href=\"Patient/1\">a</a><img src='Patient/1'/> urn:uuid:1"#),
            "{text}"
        );
    }

    #[test]
    fn bytes_that_are_no_resource_say_why() {
        let refused = |sent: &str| Body::parse(sent.as_bytes().to_vec()).err().unwrap();
        assert!(matches!(refused("{"), NotAResource::NotJson(_)));
        assert!(matches!(refused(&"[".repeat(4_000)), NotAResource::NotJson(_)));
        let twice = r#"{"resourceType":"Patient","active":true,"active":false}"#;
        assert!(matches!(refused(twice), NotAResource::NotJson(NotJson::Twice { .. })));
        assert_eq!(refused("[]"), NotAResource::NotAnObject);
        assert_eq!(refused("{}"), NotAResource::UnknownType);
        assert_eq!(refused(r#"{"resourceType":"Patients"}"#), NotAResource::UnknownType);
    }
}
