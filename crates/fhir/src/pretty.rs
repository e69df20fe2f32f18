//! JSON for people: `_pretty=true`. Numbers and texts stay as they stand.

use crate::tape::{Kind, Node};

const INDENT: &str = "  ";

/// The same value over several lines.
pub fn pretty(value: Node<'_>) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out.push('\n');
    out
}

/// A tape has a limit of depth, and so has this.
fn write(value: Node<'_>, depth: usize, out: &mut String) {
    let (open, close) = match value.kind() {
        Kind::Object => ('{', '}'),
        Kind::List => ('[', ']'),
        Kind::Null | Kind::Truth | Kind::Number | Kind::Text => return out.push_str(value.raw()),
    };
    out.push(open);
    let mut is_first = true;
    let mut begin = |out: &mut String| {
        out.push_str(if std::mem::take(&mut is_first) { "\n" } else { ",\n" });
        out.push_str(&INDENT.repeat(depth + 1));
    };
    for (key, member) in value.members() {
        begin(out);
        out.push('"');
        out.push_str(key);
        out.push_str("\": ");
        write(member, depth + 1, out);
    }
    for item in value.items() {
        begin(out);
        write(item, depth + 1, out);
    }
    if !value.is_empty() {
        out.push('\n');
        out.push_str(&INDENT.repeat(depth));
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Tape;

    #[test]
    fn what_is_written_for_people_keeps_every_zero_and_every_escape() {
        let sent = r#"{"a":[1.10,{"b":"x\"\n"}],"c":{},"d":[]}"#;
        let tape = Tape::parse(sent.as_bytes().to_vec()).unwrap();
        let shown = pretty(tape.root());
        let lines = "{\n  \"a\": [\n    1.10,\n    {\n      \"b\": \"x\\\"\\n\"\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}\n";
        assert_eq!(shown, lines);
        let again = Tape::parse(shown.into_bytes()).unwrap();
        assert_eq!(again.root().get("a").unwrap().items().next().unwrap().raw(), "1.10");
    }
}
