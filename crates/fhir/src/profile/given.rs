//! Values that a profile gives: `fixed[x]`, which has to be the same, and `pattern[x]`, which has to
//! be found within.

use crate::fhirpath::Part;
use crate::tape::{Kind, Node, Tape};
use rust_decimal::Decimal;

/// Of a value that is given, so much is told.
const TOLD_LENGTH_MAX: usize = 200;

/// A value that is given.
#[derive(Debug)]
pub(super) struct Given {
    tape: Tape,
    pub(super) is_exact: bool,
}

impl Given {
    /// What a definition has there.
    pub(super) fn read(node: Node<'_>, is_exact: bool) -> Option<Self> {
        // It was read as a part of the definition, so that it reads by itself.
        Some(Self { tape: Tape::parse(node.raw().as_bytes().to_vec()).ok()?, is_exact })
    }

    /// The value.
    pub(super) fn node(&self) -> Node<'_> {
        self.tape.root()
    }

    /// Does this part have it?
    pub(super) fn fits(&self, part: Part<'_>) -> bool {
        part.value.is_some_and(|value| fits(self.node(), value, self.is_exact))
    }

    /// As it is told to people.
    pub(super) fn told(&self) -> String {
        let raw = self.node().raw();
        let told: String = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        match told.char_indices().nth(TOLD_LENGTH_MAX) {
            Some((at, _)) => format!("{}…", told.get(..at).unwrap_or_default()),
            None => told,
        }
    }
}

/// Is the value the same as the wanted one, or, unless it has to be exact, is that one within it?
/// How deep a tape is has a limit.
pub(super) fn fits(wanted: Node<'_>, value: Node<'_>, is_exact: bool) -> bool {
    if wanted.kind() != value.kind() {
        return false;
    }
    match wanted.kind() {
        Kind::Null => true,
        Kind::Truth => wanted.truth() == value.truth(),
        Kind::Text => wanted.text() == value.text(),
        Kind::Number => same_number(wanted.raw(), value.raw()),
        Kind::Object => {
            let has = |(name, wanted): (&str, Node<'_>)| {
                value.get(name).is_some_and(|value| fits(wanted, value, is_exact))
            };
            let as_many = || wanted.members().count() == value.members().count();
            wanted.members().all(has) && (!is_exact || as_many())
        }
        Kind::List if is_exact => {
            wanted.items().count() == value.items().count()
                && wanted
                    .items()
                    .zip(value.items())
                    .all(|(wanted, value)| fits(wanted, value, true))
        }
        Kind::List => {
            let among = |wanted| value.items().any(|value| fits(wanted, value, false));
            wanted.items().all(among)
        }
    }
}

fn same_number(wanted: &str, value: &str) -> bool {
    let read = |text: &str| text.parse::<Decimal>().ok();
    wanted == value || read(wanted).is_some_and(|wanted| read(value) == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &str, value: &str) -> (bool, bool) {
        let tape = |text: &str| Tape::parse(text.as_bytes().to_vec()).unwrap();
        let (wanted, value) = (tape(wanted), tape(value));
        (fits(wanted.root(), value.root(), true), fits(wanted.root(), value.root(), false))
    }

    #[test]
    fn a_fixed_value_is_the_same_and_a_pattern_is_within() {
        assert_eq!(check(r#""a""#, r#""\u0061""#), (true, true));
        assert_eq!(check("1.0", "1.00"), (true, true));
        assert_eq!(check(r#"{"a":1}"#, r#"{"b":2,"a":1}"#), (false, true));
        assert_eq!(check(r#"[{"a":1}]"#, r#"[{"b":2},{"a":1,"c":3}]"#), (false, true));
        assert_eq!(check(r#"{"a":1,"b":2}"#, r#"{"a":1}"#), (false, false));
        assert_eq!(check(r#"["a","b"]"#, r#"["a"]"#), (false, false));
        assert_eq!(check("true", r#""true""#), (false, false));
    }
}
