//! What a path yields: parts of a resource, and values that were computed.

use super::moment::Moment;
use super::quantity::Quantity;
use super::value::Value;
use crate::schema::{Sort, TypeDef};
use crate::tape::{Kind, Node, Tape};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// One thing of a collection.
#[derive(Clone, Debug)]
pub enum Item<'t> {
    /// An element of a resource, or the resource itself.
    Part(Part<'t>),
    /// What a literal said or an operator made.
    Value(Value<'t>),
}

/// An element where it stands in its JSON.
#[derive(Clone, Copy, Debug)]
pub struct Part<'t> {
    /// Its value. A primitive may have none, only an id or extensions; and of a resource that was
    /// not read only the type may be known.
    pub value: Option<Node<'t>>,
    /// Of a primitive, the value of the member with the leading `_`: its id and extensions.
    pub beside: Option<Node<'t>>,
    /// Its type.
    pub of: &'static TypeDef,
}

impl<'t> Part<'t> {
    /// The resource that a tape holds; `None` when it holds no resource of R4.
    pub fn resource(tape: &'t Tape) -> Option<Self> {
        let root = tape.root();
        let of = TypeDef::named(&root.get_text("resourceType")?)?;
        let is_resource = of.sort == Sort::Resource && !of.is_abstract;
        is_resource.then_some(Self { value: Some(root), beside: None, of })
    }

    /// A resource of which nothing is known but its type, such as the target of a reference that
    /// was not read: enough for `resolve() is Patient`.
    pub fn unread(of: &'static TypeDef) -> Self {
        Self { value: None, beside: None, of }
    }

    /// What it says as a value of FHIRPath's own types: of primitives and quantities. `None` of
    /// anything else, and of what is not written as its type wants it.
    pub fn value(&self) -> Option<Value<'t>> {
        let node = self.value?;
        if self.of.sort != Sort::Primitive {
            return if self.of.is_a("Quantity") {
                Quantity::read(node).map(Value::Quantity)
            } else {
                None
            };
        }
        match self.of.name {
            "boolean" => node.truth().map(Value::Boolean),
            "integer" | "unsignedInt" | "positiveInt" => {
                node.number()?.parse().ok().map(Value::Integer)
            }
            "decimal" => decimal(node.number()?).map(Value::Decimal),
            "date" => Moment::date(&node.text()?).map(Value::Moment),
            "dateTime" | "instant" => Moment::date_time(&node.text()?).map(Value::Moment),
            "time" => Moment::time(&node.text()?).map(Value::Moment),
            _ => node.text().map(Value::Text),
        }
    }

    /// Could it say a value, if it were there and written as its type wants it?
    pub(super) fn is_comparable(&self) -> bool {
        self.of.sort == Sort::Primitive || self.of.is_a("Quantity")
    }

    /// Is it a primitive with a value, not only with extensions?
    pub(super) fn has_value(&self) -> bool {
        self.of.sort == Sort::Primitive && self.value.is_some()
    }

    /// As it was sent; of a primitive without a value, what is beside it.
    fn raw(&self) -> &'t str {
        self.value.or(self.beside).map_or("null", Node::raw)
    }
}

/// A decimal as JSON writes it, exponents included; `None` when it has more digits than 28.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let exact = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text)
    } else {
        Decimal::from_str_exact(text)
    };
    exact.ok()
}

impl<'t> Item<'t> {
    /// What it says as a value; see [`Part::value`].
    pub fn value(&self) -> Option<Value<'_>> {
        match self {
            Self::Part(part) => part.value(),
            Self::Value(value) => Some(value.borrowed()),
        }
    }

    /// The same, for as long as the tape lasts.
    pub(super) fn into_value(self) -> Option<Value<'t>> {
        match self {
            Self::Part(part) => part.value(),
            Self::Value(value) => Some(value),
        }
    }

    /// The name of its type: `Patient`, `dateTime`; of a computed value as FHIRPath has it:
    /// `Integer`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Part(part) => part.of.name,
            Self::Value(value) => value.system().name(),
        }
    }

    /// As people read it: a primitive or computed value as text, anything else as JSON.
    pub fn text(&self) -> Cow<'t, str> {
        match self {
            Self::Part(Part { value: Some(node), .. }) if node.kind() == Kind::Text => {
                node.text().unwrap_or_default()
            }
            Self::Part(part) => Cow::Borrowed(part.raw()),
            Self::Value(value) => Cow::Owned(value.to_string()),
        }
    }

    /// As one JSON value: a part as it was sent; of a primitive that has only an id or extensions,
    /// the object with these.
    pub fn to_json(&self) -> String {
        match self {
            Self::Part(part) => part.raw().to_owned(),
            Self::Value(value) => value.to_json(),
        }
    }

    /// A computed truth.
    pub(super) fn truth(truth: bool) -> Self {
        Self::Value(Value::Boolean(truth))
    }

    /// A computed whole number.
    pub(super) fn whole(whole: i64) -> Self {
        Self::Value(Value::Integer(whole))
    }

    /// A computed text.
    pub(super) fn made(text: impl Into<Cow<'t, str>>) -> Self {
        Self::Value(Value::Text(text.into()))
    }
}
