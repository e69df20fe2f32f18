//! What a body says under each search parameter: one walk over its tape, driven by the tables of
//! [`crate::definitions`]. Each value is read as the type of its element says.
//!
//! What is absent: what stands in `contained`, and extensions of primitives, are no values.
//! Start at [`extract()`].

mod amounts;
mod beside;
mod dates;
mod links;
mod made;
mod own_ways;
mod texts;
mod together;
mod tokens;

pub use beside::{all_identified, displays, identified, typed};
pub use own_ways::{Position, latitude, position, words};

use crate::date::Span;
use crate::definitions::steps::Reading;
use crate::definitions::way::Seen;
use crate::definitions::{Kind, Param, otherwise, ways};
use crate::quantity::Amount;
use crate::resource_types::ResourceType;
use crate::tape::Node;
use std::borrow::Cow;

/// Values that are read off one body for the parts of its composites; a body with more of them,
/// each with each other, would be work without end.
const PARTS_READ_MAX: usize = 10_000;

/// One value of one parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'t> {
    /// A code, number, phone, or truth value.
    Token {
        /// Whose code, where the body says.
        system: Option<Cow<'t, str>>,
        /// The code; never empty.
        code: Cow<'t, str>,
    },
    /// A text as it is written.
    Text(Cow<'t, str>),
    /// A day, moment or period.
    Date(Span),
    /// `Type/id`, or an absolute URL.
    Reference(Cow<'t, str>),
    /// A measured amount.
    Quantity(Amount),
    /// An amount without a unit, as the key of its [`Sortable`](crate::ucum::Sortable).
    Number(i64),
    /// The name of something, in the form of an address.
    Uri(Cow<'t, str>),
    /// Values that stand together: one for each component, in their order.
    Composite(Vec<Found<'t>>),
}

/// Every value of every parameter of a body of this type, in the order of the body.
pub fn extract(of: ResourceType, body: Node<'_>) -> Vec<(&'static Param, Found<'_>)> {
    let mut all = Vec::new();
    let mut reader = Reader { body, parts_left: PARTS_READ_MAX };
    if let Some(ways) = ways(of) {
        ways.walk(body, &mut |find, node| {
            let mut found = |found| all.push((find.param, found));
            reader.read(find.param, &find.reading, node, &mut found);
        });
    }
    for param in otherwise(of) {
        if !all.iter().any(|(of, _)| of.id == param.id) {
            all.extend(said_otherwise(param).map(|found| (*param, found)));
        }
    }
    all
}

/// Is what a parameter is about there, be it without anything that can be compared, as a reference
/// that holds nothing but a display?
pub fn is_present(param: &'static Param, body: Node<'_>) -> bool {
    let mut is_there = param.otherwise.is_some();
    let mut reader = Reader { body, parts_left: PARTS_READ_MAX };
    param.at.walk(param.kind, body, &mut |seen| match seen {
        // Of these only some are what the parameter is about, and each value says whether it is.
        Seen::At(
            reading @ (Reading::Reference { only_to: Some(_) }
            | Reading::Resource
            | Reading::Parts(_)),
            node,
        ) => reader.read(param, reading, node, &mut |_| is_there = true),
        Seen::At(_, node) => is_there |= !node.is_null(),
        Seen::Made(_) => is_there = true,
    });
    is_there
}

fn said_otherwise<'t>(param: &Param) -> Option<Found<'t>> {
    param.otherwise.map(|code| Found::Token { system: None, code: code.into() })
}

/// The values of one parameter, in the order of the body.
pub fn values<'t>(param: &'static Param, body: Node<'t>) -> Vec<Found<'t>> {
    let mut all = Vec::new();
    let mut reader = Reader { body, parts_left: PARTS_READ_MAX };
    param.at.walk(param.kind, body, &mut |seen| match seen {
        Seen::At(reading, node) => reader.read(param, reading, node, &mut |found| all.push(found)),
        Seen::Made(value) => all.extend(made::found(param.kind, &value)),
    });
    if all.is_empty() {
        all.extend(said_otherwise(param));
    }
    all
}

/// Reads what stands where a step has led.
struct Reader<'t> {
    body: Node<'t>,
    /// Of [`PARTS_READ_MAX`].
    parts_left: usize,
}

impl<'t> Reader<'t> {
    fn read(
        &mut self,
        param: &'static Param,
        reading: &'static Reading,
        node: Node<'t>,
        found: &mut dyn FnMut(Found<'t>),
    ) {
        match *reading {
            Reading::Code => tokens::code(node, found),
            Reading::Truth => tokens::truth(node, found),
            Reading::Coding => tokens::coding(node, found),
            Reading::Concept => tokens::concept(node, found),
            Reading::Identifier | Reading::Contact => tokens::numbered(node, found),
            Reading::Existence => tokens::existence(node, found),
            Reading::Text => texts::text(node, found),
            Reading::Name => texts::parts(node, &texts::OF_A_NAME, found),
            Reading::Address => texts::parts(node, &texts::OF_AN_ADDRESS, found),
            Reading::Moment => dates::moment(node, found),
            Reading::Period => dates::period(node, found),
            Reading::Timing => dates::timing(node, found),
            Reading::Reference { only_to } => links::reference(node, only_to, found),
            Reading::Canonical if param.kind == Kind::Uri => {
                links::spellings(node, |uri| found(Found::Uri(uri)));
            }
            Reading::Canonical => links::spellings(node, |link| found(Found::Reference(link))),
            Reading::Uri => links::uri(node, found),
            Reading::Resource => links::resource(param, node, found),
            Reading::Quantity => amounts::quantity(node, found),
            Reading::Money => amounts::money(node, found),
            Reading::Range => amounts::range(node, found),
            Reading::Sampled => amounts::sampled(node, found),
            Reading::Number => amounts::number(node, found),
            Reading::Parts(parts) => self.together(parts, node, found),
        }
    }
}

/// The id of the `Patient/id` in whose compartment a body lies, as the body says it.
pub fn patient_of(of: ResourceType, body: Node<'_>) -> Option<String> {
    let named = of.patient_paths().iter().flat_map(|path| path.all(body));
    named.into_iter().find_map(|value| {
        let target = value.get_text("reference")?;
        let id = target.strip_prefix("Patient/")?;
        Some(id.split('/').next().unwrap_or(id).to_owned())
    })
}

/// When it happened, as far as the body says.
pub fn happened(of: ResourceType, body: Node<'_>) -> Option<Span> {
    of.when_paths().iter().find_map(|path| body.get(path).and_then(Span::of))
}

#[cfg(test)]
mod tests;
