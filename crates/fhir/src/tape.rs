//! JSON read once into a flat list of where each value stands, over the bytes as they were sent.
//!
//! A body is kept, indexed and served as bytes; what looks into it needs to know where its values
//! stand, not copies of them. Numbers stay text, so that `1.10` keeps its zero. A key that stands
//! twice in one object, which most readers pass over in silence, is refused: what is checked has to
//! be what others will read. For the same reason a name is written without backslashes, of which no name
//! in R4 has need.

mod read;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Objects and lists within one another. FHIR's deepest examples have some twenty.
pub const DEPTH_MAX: usize = 128;
/// Members of an object up to which each key is compared with every other one.
const FEW_MEMBERS: usize = 16;

/// Why bytes are no JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// A byte that cannot stand where it stands.
    #[error("not JSON at byte {at}: {what}")]
    Malformed {
        /// Counted from 0.
        at: usize,
        /// What was looked for.
        what: &'static str,
    },
    /// The text is no UTF-8.
    #[error("not UTF-8 at byte {at}")]
    NotUtf8 {
        /// Counted from 0.
        at: usize,
    },
    /// More than [`DEPTH_MAX`] objects and lists within one another.
    #[error("nested more than {DEPTH_MAX} deep at byte {at}")]
    TooDeep {
        /// Counted from 0.
        at: usize,
    },
    /// Two members of one object have the same name.
    #[error("\"{key}\" stands twice in one object, at byte {at}")]
    Twice {
        /// The name.
        key: String,
        /// Of the second one, counted from 0.
        at: usize,
    },
    /// Longer than can be addressed.
    #[error("longer than {} bytes", u32::MAX)]
    TooLong,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Truth,
    /// A number, as text.
    Number,
    /// A string.
    Text,
    /// `[…]`.
    List,
    /// `{…}`.
    Object,
}

/// One value, or one key before its value.
#[derive(Clone, Copy)]
struct Slot {
    kind: Kind,
    /// A string with a backslash in it.
    is_escaped: bool,
    /// The first byte; of a string behind its opening quote.
    start: u32,
    /// Behind the last byte; of a string its closing quote.
    end: u32,
    /// The slot behind all that lies within.
    next: u32,
}

/// Bytes and where their values stand.
#[derive(Clone)]
pub struct Tape {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

impl fmt::Debug for Tape {
    /// Without the bytes: they are about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tape of {} bytes", self.bytes.len())
    }
}

impl Tape {
    /// Reads one JSON value, white space around it allowed.
    ///
    /// # Errors
    /// The first thing that is not JSON, not UTF-8, too deep, or said twice.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, NotJson> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(NotJson::TooLong);
        }
        if let Err(fault) = std::str::from_utf8(&bytes) {
            return Err(NotJson::NotUtf8 { at: fault.valid_up_to() });
        }
        let slots = read::slots(&bytes)?;
        Ok(Self { bytes, slots })
    }

    /// The bytes as they were sent.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the bytes back.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node { tape: self, at: 0 }
    }

    fn slot(&self, at: u32) -> Slot {
        const NOTHING: Slot =
            Slot { kind: Kind::Null, is_escaped: false, start: 0, end: 0, next: 0 };
        self.slots.get(wide(at)).copied().unwrap_or(NOTHING)
    }

    fn text(&self, start: u32, end: u32) -> &str {
        // The whole was found to be UTF-8, and slots begin and end at ASCII.
        let bytes = self.bytes.get(wide(start)..wide(end)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// One value of a tape.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tape: &'t Tape,
    at: u32,
}

impl fmt::Debug for Node<'_> {
    /// Without what it says: it is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

impl PartialEq for Node<'_> {
    /// The very same value, not an equal one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tape, other.tape) && self.at == other.at
    }
}

impl Eq for Node<'_> {}

impl<'t> Node<'t> {
    /// What it is.
    pub fn kind(self) -> Kind {
        self.slot().kind
    }

    /// Where it stands among the bytes, quotes of a string included.
    pub fn span(self) -> Range<usize> {
        let slot = self.slot();
        let quote = usize::from(slot.kind == Kind::Text);
        wide(slot.start) - quote..wide(slot.end) + quote
    }

    /// As it was sent: of a string with quotes and backslashes, of a number every zero.
    pub fn raw(self) -> &'t str {
        let span = self.span();
        std::str::from_utf8(self.tape.bytes.get(span).unwrap_or_default()).unwrap_or_default()
    }

    /// What a string says.
    pub fn text(self) -> Option<Cow<'t, str>> {
        let slot = self.slot();
        (slot.kind == Kind::Text).then(|| unescaped(self.tape, slot))
    }

    /// A number as it was written.
    pub fn number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// `true` or `false`.
    pub fn truth(self) -> Option<bool> {
        (self.kind() == Kind::Truth).then(|| self.raw() == "true")
    }

    /// Is it `null`?
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Of an object or a list: does nothing stand in it?
    pub fn is_empty(self) -> bool {
        self.slot().next == self.at + 1
    }

    /// The value under this name, of an object.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.named().find(|(key, _)| *key == name.as_bytes()).map(|(_, value)| value)
    }

    /// What the string under this name says, of an object.
    pub fn get_text(self, name: &str) -> Option<Cow<'t, str>> {
        self.get(name)?.text()
    }

    /// The members of an object in their order; none of anything else.
    pub fn members(self) -> Members<'t> {
        let slot = self.slot();
        let end = if slot.kind == Kind::Object { slot.next } else { self.at + 1 };
        Members { tape: self.tape, at: self.at + 1, end }
    }

    /// The members of an object with the bytes of their names, for whoever only compares them.
    pub(crate) fn named(self) -> impl Iterator<Item = (&'t [u8], Node<'t>)> {
        let mut members = self.members();
        std::iter::from_fn(move || {
            let (key, value) = members.step()?;
            let span = wide(key.start)..wide(key.end);
            Some((self.tape.bytes.get(span).unwrap_or_default(), value))
        })
    }

    /// The members of an object: each name, and where name and value stand together, from the
    /// quote before the name to the end of the value.
    pub fn member_spans(self) -> impl Iterator<Item = (&'t str, Range<usize>)> {
        self.members().map(|(name, value)| {
            let key = value.tape.slot(value.at - 1);
            (name, wide(key.start) - 1..value.span().end)
        })
    }

    /// The values of a list in their order; none of anything else.
    pub fn items(self) -> Items<'t> {
        let slot = self.slot();
        let end = if slot.kind == Kind::List { slot.next } else { self.at + 1 };
        Items { tape: self.tape, at: self.at + 1, end }
    }

    /// The values of a list, or this one value.
    pub fn each(self) -> Items<'t> {
        let slot = self.slot();
        if slot.kind == Kind::List {
            return self.items();
        }
        Items { tape: self.tape, at: self.at, end: slot.next }
    }

    fn slot(self) -> Slot {
        self.tape.slot(self.at)
    }
}

/// The members of an object: names with their values.
#[derive(Clone, Debug)]
pub struct Members<'t> {
    tape: &'t Tape,
    at: u32,
    end: u32,
}

impl<'t> Members<'t> {
    fn step(&mut self) -> Option<(Slot, Node<'t>)> {
        if self.at >= self.end {
            return None;
        }
        let key = self.tape.slot(self.at);
        let value = Node { tape: self.tape, at: self.at + 1 };
        self.at = value.slot().next;
        Some((key, value))
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = (&'t str, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.step()?;
        Some((self.tape.text(key.start, key.end), value))
    }
}

/// The values of a list.
#[derive(Clone, Debug)]
pub struct Items<'t> {
    tape: &'t Tape,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let value = Node { tape: self.tape, at: self.at };
        self.at = value.slot().next;
        Some(value)
    }
}

fn unescaped(tape: &Tape, slot: Slot) -> Cow<'_, str> {
    let text = tape.text(slot.start, slot.end);
    if !slot.is_escaped {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        plain.push_str(before);
        let (character, length) =
            escape(behind.as_bytes()).unwrap_or((char::REPLACEMENT_CHARACTER, 1));
        plain.push(character);
        rest = behind.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character that stands behind a backslash, and how many bytes say it.
fn escape(behind: &[u8]) -> Option<(char, usize)> {
    let plain = match behind.first()? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let high = unit(behind.get(1..5)?)?;
            if let Some(whole) = char::from_u32(high) {
                return Some((whole, 5));
            }
            if behind.get(5..7)? != br"\u" {
                return None;
            }
            let low = unit(behind.get(7..11)?)?;
            let pair = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
            let whole = char::decode_utf16(pair).next()?.ok()?;
            return Some((whole, 11));
        }
        _ => return None,
    };
    Some((plain, 1))
}

fn unit(hex: &[u8]) -> Option<u32> {
    if !hex.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

fn wide(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// Lengths were compared with `u32::MAX` before; there are fewer slots than bytes.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(text: &str) -> Tape {
        Tape::parse(text.as_bytes().to_vec()).unwrap()
    }

    fn refused(text: &str) -> NotJson {
        Tape::parse(text.as_bytes().to_vec()).err().unwrap_or_else(|| panic!("{text} was read"))
    }

    #[test]
    fn values_stand_where_they_were_sent() {
        let sent =
            r#" { "a" : [1.10, -2e3, {"b":"x\"\u0915\ud83d\ude00"}, []], "c":null,"d":true } "#;
        let tape = tape(sent);
        let root = tape.root();
        let list = root.get("a").unwrap();
        let items: Vec<_> = list.items().collect();
        assert_eq!(items[0].number(), Some("1.10"));
        assert_eq!(items[1].number(), Some("-2e3"));
        assert_eq!(items[2].get_text("b").as_deref(), Some("x\"क😀"));
        assert!(items[3].is_empty() && !list.is_empty());
        assert_eq!(items.len(), 4);
        assert!(root.get("c").unwrap().is_null());
        assert_eq!(root.get("d").unwrap().truth(), Some(true));
        assert_eq!(root.get("e"), None);
        let names: Vec<_> = root.members().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "c", "d"]);
        let (name, member) = root.member_spans().last().unwrap();
        assert_eq!((name, &sent[member]), ("d", r#""d":true"#));
        assert_eq!(&sent[items[2].span()], r#"{"b":"x\"\u0915\ud83d\ude00"}"#);
        assert_eq!(root.get("d").unwrap().each().count(), 1);
        assert_eq!(list.each().count(), 4);
        assert_eq!(list.members().count() + root.items().count(), 0);
    }

    #[test]
    fn what_is_not_json_says_where() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("[1,]", 3),
            ("[01]", 2),
            ("{\"a\" 1}", 5),
            ("{a:1}", 1),
            ("\"\\x\"", 1),
            ("\"\\ud83d\"", 1),
            ("\"\\u+123\"", 1),
            ("\"\n\"", 1),
            ("1.", 2),
            ("-", 1),
            ("nul", 0),
            ("{} {}", 3),
            ("NaN", 0),
            (r#"{"\u0061":1}"#, 9),
        ] {
            assert!(
                matches!(refused(text), NotJson::Malformed { at: told, .. } if told == at),
                "{text}: {}",
                refused(text)
            );
        }
        assert_eq!(Tape::parse(vec![b'"', 0xff, b'"']).err(), Some(NotJson::NotUtf8 { at: 1 }));
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_in_small_objects_and_large() {
        assert_eq!(refused(r#"{"a":{"b":1,"b":2}}"#), NotJson::Twice { key: "b".into(), at: 13 });
        let many: Vec<String> = (0..40).map(|n| format!("\"k{n}\":{n}")).collect();
        assert!(Tape::parse(format!("{{{}}}", many.join(",")).into_bytes()).is_ok());
        for again in [3, 20, 39] {
            let text = format!("{{{},\"k{again}\":0}}", many.join(","));
            assert!(matches!(refused(&text), NotJson::Twice { .. }), "{again}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused_without_reading_on() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Tape::parse(deep(DEPTH_MAX).into_bytes()).is_ok());
        assert_eq!(refused(&deep(DEPTH_MAX + 1)), NotJson::TooDeep { at: DEPTH_MAX });
        assert!(matches!(refused(&"[".repeat(1_000_000)), NotJson::TooDeep { .. }));
    }
}
