//! The way to the values of one parameter: steps that were compiled with the program, or an
//! expression that a city brought, asked of each body anew.

use super::Kind;
use super::steps::{Find, Reading, Step};
use crate::fhirpath::{Context, Expression, Item, Part, Value};
use crate::redacted::is_redacted;
use crate::resource_types::ResourceType;
use crate::schema::TypeDef;
use crate::tape::Node;

/// Steps of one expression on one body: what a city asks of its bodies is a few names deep.
const STEPS_MAX: u32 = 20_000;

/// How the values of a parameter are come by.
pub(crate) enum Way {
    /// R4's own parameters.
    Steps(Step),
    /// Those that were added.
    Asked(Expression),
}

/// What stands at the end of a way.
pub(crate) enum Seen<'t> {
    /// A place in the body, and as what it is read.
    At(&'static Reading, Node<'t>),
    /// Something that the expression made.
    Made(Value<'t>),
}

impl Way {
    /// Goes wherever it leads in this body. An expression that cannot be computed with what a body
    /// says leads nowhere in it; what has no type that the kind can compare is passed over.
    pub(crate) fn walk<'t>(
        &'static self,
        kind: Kind,
        body: Node<'t>,
        seen: &mut dyn FnMut(Seen<'t>),
    ) {
        match self {
            Self::Steps(step) => {
                step.walk(body, &mut |find, node| seen(Seen::At(&find.reading, node)));
            }
            Self::Asked(expression) => {
                for item in asked(expression, body) {
                    match item {
                        Item::Part(Part { value: Some(node), of, .. }) => {
                            if let Some(reading) = reading(kind, of) {
                                seen(Seen::At(reading, node));
                            }
                        }
                        Item::Part(_) => {}
                        Item::Value(value) => seen(Seen::Made(value)),
                    }
                }
            }
        }
    }

    /// The steps, where it has been compiled.
    #[cfg(any(test, feature = "samples"))]
    pub(super) fn steps(&self) -> Option<&Step> {
        if let Self::Steps(step) = self { Some(step) } else { None }
    }

    /// Does it lead to something that is read in such a way? Where an expression leads, a body alone
    /// says; it may be whatever the kind can compare.
    pub(super) fn has(&self, kind: Kind, such: &dyn Fn(&Reading) -> bool) -> bool {
        match self {
            Self::Steps(step) => step.has(&|find: &Find| such(&find.reading)),
            Self::Asked(_) => readings(kind).iter().any(|(_, reading)| such(reading)),
        }
    }
}

fn asked<'t>(expression: &Expression, body: Node<'t>) -> Vec<Item<'t>> {
    let of = body.get_text("resourceType").and_then(|name| ResourceType::named(&name));
    let Some(of) = of.map(ResourceType::type_def) else { return Vec::new() };
    // Of a stub `code.empty()` would be true, and whether an index has it would tell what it hides.
    if is_redacted(body) {
        return Vec::new();
    }
    // What a reference points to is not read; its type is what an expression asks for.
    let resolve = |link: &str| {
        let target = link.split("/_history/").next().unwrap_or(link);
        let of = target.rsplit('/').nth(1).and_then(TypeDef::named)?;
        Some(Item::Part(Part::unread(of)))
    };
    let about = Item::Part(Part { value: Some(body), beside: None, of });
    let context = Context::about(about).resolving(&resolve).for_steps(STEPS_MAX);
    expression.evaluate(&context).unwrap_or_default()
}

/// As what a value of this type is read for this kind, as `build/search/reading.rs` says it of the
/// types that R4's own parameters lead to.
fn reading(kind: Kind, of: &'static TypeDef) -> Option<&'static Reading> {
    let mut types = std::iter::successors(Some(of), |of| of.base);
    types.find_map(|of| {
        let known = readings(kind).iter().find(|(name, _)| *name == of.name);
        known.map(|(_, reading)| reading)
    })
}

/// The types that a kind can compare, and as what they are read. A type that adds to one of them is
/// read as that.
///
/// Source: <http://hl7.org/fhir/R4/search.html>, the tables of types under each kind.
fn readings(kind: Kind) -> &'static [(&'static str, Reading)] {
    match kind {
        Kind::Token => &[
            ("CodeableConcept", Reading::Concept),
            ("Coding", Reading::Coding),
            ("ContactPoint", Reading::Contact),
            ("Identifier", Reading::Identifier),
            ("boolean", Reading::Truth),
            ("string", Reading::Code),
            ("uri", Reading::Code),
        ],
        Kind::Text => &[
            ("Address", Reading::Address),
            ("HumanName", Reading::Name),
            ("string", Reading::Text),
        ],
        Kind::Date => &[
            ("Period", Reading::Period),
            ("Timing", Reading::Timing),
            ("date", Reading::Moment),
            ("dateTime", Reading::Moment),
            ("instant", Reading::Moment),
        ],
        Kind::Reference => &[
            ("Reference", Reading::Reference { only_to: None }),
            ("canonical", Reading::Canonical),
        ],
        Kind::Quantity => &[
            ("Quantity", Reading::Quantity),
            ("Money", Reading::Money),
            ("Range", Reading::Range),
            ("SampledData", Reading::Sampled),
        ],
        Kind::Number => &[("decimal", Reading::Number), ("integer", Reading::Number)],
        Kind::Uri => &[("canonical", Reading::Canonical), ("uri", Reading::Uri)],
        Kind::Composite | Kind::Special => &[],
    }
}
