//! Where a value stands in a resource: `name.family`, `telecom?system=phone`.
//!
//! For whoever looks for something by name, and not by a search parameter. Arrays are entered
//! without a word; `?key=value` keeps only members that say so.

use crate::tape::Node;
use std::borrow::Cow;

/// Element names with dots between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path(pub &'static str);

impl Path {
    /// Everything that stands there, in the order of the body.
    pub fn all(self, body: Node<'_>) -> Vec<Node<'_>> {
        let mut all = Vec::new();
        follow(body, self.0, &mut |value| all.push(value));
        all
    }

    /// The first value that stands there.
    pub fn first(self, body: Node<'_>) -> Option<Node<'_>> {
        self.all(body).first().copied()
    }

    /// The text that stands there first, if the first value is one.
    pub fn text(self, body: Node<'_>) -> Option<Cow<'_, str>> {
        self.first(body).and_then(Node::text)
    }

    /// Is this the text that stands there first?
    pub fn says(self, body: Node<'_>, text: &str) -> bool {
        self.text(body).is_some_and(|said| said == text)
    }
}

fn follow<'t>(value: Node<'t>, path: &str, found: &mut dyn FnMut(Node<'t>)) {
    for value in value.each() {
        if path.is_empty() {
            found(value);
            continue;
        }
        let (step, rest) = path.split_once('.').unwrap_or((path, ""));
        let (name, condition) = step.split_once('?').unwrap_or((step, ""));
        let says = |member: &Node<'t>| match condition.split_once('=') {
            None => true,
            Some((key, wanted)) => member.get_text(key).is_some_and(|said| said == wanted),
        };
        let children = value.get(name).into_iter().flat_map(Node::each);
        children.filter(says).for_each(|child| follow(child, rest, found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Tape;

    #[test]
    fn a_path_enters_arrays_and_keeps_what_its_condition_says() {
        let body = r#"{
            "name": [{"family": "Sharma", "given": ["Asha", "Rani"]}, {"given": ["आशा"]}],
            "telecom": [{"system": "phone", "value": "1"}, {"system": "email", "value": "2"}]
        }"#;
        let body = Tape::parse(body.into()).unwrap();
        let all = |path| {
            let all = Path(path).all(body.root()).into_iter();
            all.map(|value| value.raw().to_owned()).collect::<Vec<_>>().join(",")
        };
        assert_eq!(all("name.given"), r#""Asha","Rani","आशा""#);
        assert_eq!(all("telecom?system=email.value"), r#""2""#);
        assert_eq!(all("contact.name"), "");
        assert_eq!(Path("name.given").text(body.root()).as_deref(), Some("Asha"));
        assert!(Path("name.family").says(body.root(), "Sharma"));
    }
}
