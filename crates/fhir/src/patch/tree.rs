//! JSON that can be changed, and in which numbers and texts stay spelt as they were.

use crate::tape::{Kind, Node, Tape};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// One value.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// `null`, a truth, a number or a string, as it was written.
    Leaf(Box<str>),
    /// `[…]`.
    List(Vec<Tree>),
    /// `{…}`; names as they are, without quotes.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// `null`.
    pub(super) fn null() -> Self {
        Self::Leaf("null".into())
    }

    /// What stands on a tape. How deep that is has a limit.
    pub(super) fn of(node: Node<'_>) -> Self {
        match node.kind() {
            Kind::List => Self::List(node.items().map(Self::of).collect()),
            Kind::Object => {
                let members =
                    node.members().map(|(name, value)| (name.to_owned(), Self::of(value)));
                Self::Object(members.collect())
            }
            Kind::Null | Kind::Truth | Kind::Number | Kind::Text => Self::Leaf(node.raw().into()),
        }
    }

    /// As bytes, without white space.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Leaf(raw) => out.push_str(raw),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    out.push_str(&crate::bundle::quoted(name));
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// About how many bytes it takes.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Leaf(raw) => raw.len() + 1,
            Self::List(items) => 2 + items.iter().map(Self::length).sum::<usize>(),
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| name.len() + 4 + value.length();
                2 + members.iter().map(member).sum::<usize>()
            }
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Leaf(raw) if &**raw == "null")
    }

    /// The member of this name, of an object.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Takes the member of this name out of an object.
    pub(super) fn take(&mut self, name: &str) -> Option<Self> {
        let Self::Object(members) = self else { return None };
        let at = members.iter().position(|(known, _)| known == name)?;
        Some(members.remove(at).1)
    }

    /// Puts a member into an object, in the place of one of its name if there is one.
    pub(super) fn put(&mut self, name: &str, value: Self) -> Option<()> {
        let Self::Object(members) = self else { return None };
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => members.push((name.to_owned(), value)),
        }
        Some(())
    }

    /// Do both say the same? Members in any order; numbers by what they are worth, texts by what
    /// they say.
    pub(super) fn says(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Leaf(one), Self::Leaf(two)) => one == two || says_leaf(one, two),
            (Self::List(one), Self::List(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.says(two))
            }
            (Self::Object(one), Self::Object(two)) => {
                let known: HashMap<&str, &Self> =
                    two.iter().map(|(name, value)| (name.as_str(), value)).collect();
                let same = |(name, value): &(String, Self)| {
                    known.get(name.as_str()).is_some_and(|there| value.says(there))
                };
                one.len() == two.len() && one.iter().all(same)
            }
            (Self::Leaf(_) | Self::List(_) | Self::Object(_), _) => false,
        }
    }
}

fn says_leaf(one: &str, two: &str) -> bool {
    let worth =
        |text: &str| Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok();
    if let (Some(one), Some(two)) = (worth(one), worth(two)) {
        return one == two;
    }
    let said = |raw: &str| {
        let tape = Tape::parse(raw.as_bytes().to_vec()).ok()?;
        tape.root().text().map(std::borrow::Cow::into_owned)
    };
    matches!((said(one), said(two)), (Some(one), Some(two)) if one == two)
}
