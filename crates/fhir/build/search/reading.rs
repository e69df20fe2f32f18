//! How a value of a data type is read for a kind of parameter.

use super::expression::Leaf;
use super::table::Kind;

/// The `Reading` of a leaf, as Rust; `None` where the kind cannot be compared with that type.
///
/// Source: <http://hl7.org/fhir/R4/search.html>, the tables of types under each kind.
pub(super) fn reading(kind: Kind, leaf: &Leaf) -> Option<String> {
    if leaf.is_existence {
        return (kind == Kind::Token).then(|| "Existence".to_owned());
    }
    let plain = match kind {
        Kind::Token => token(&leaf.of)?,
        Kind::Text => text(&leaf.of)?,
        Kind::Date => date(&leaf.of)?,
        Kind::Reference => return reference(leaf),
        Kind::Quantity => quantity(&leaf.of)?,
        Kind::Number => number(&leaf.of)?,
        Kind::Uri => uri(&leaf.of)?,
        Kind::Composite => "Parts",
        Kind::Special => return None,
    };
    Some(plain.to_owned())
}

fn token(of: &str) -> Option<&'static str> {
    Some(match of {
        "CodeableConcept" => "Concept",
        "Coding" => "Coding",
        "ContactPoint" => "Contact",
        "Identifier" => "Identifier",
        "boolean" => "Truth",
        "code" | "id" | "string" | "uri" => "Code",
        _ => return None,
    })
}

fn text(of: &str) -> Option<&'static str> {
    Some(match of {
        "Address" => "Address",
        "HumanName" => "Name",
        "markdown" | "string" => "Text",
        _ => return None,
    })
}

fn date(of: &str) -> Option<&'static str> {
    Some(match of {
        "Period" => "Period",
        "Timing" => "Timing",
        "date" | "dateTime" | "instant" => "Moment",
        _ => return None,
    })
}

fn reference(leaf: &Leaf) -> Option<String> {
    let only_to = &leaf.only_to;
    Some(match leaf.of.as_str() {
        "Reference" => format!("Reference {{ only_to: {only_to:?} }}"),
        "Resource" => "Resource".to_owned(),
        "canonical" | "uri" => "Canonical".to_owned(),
        _ => return None,
    })
}

fn quantity(of: &str) -> Option<&'static str> {
    Some(match of {
        "Age" | "Duration" | "Quantity" => "Quantity",
        "Money" => "Money",
        "Range" => "Range",
        "SampledData" => "Sampled",
        _ => return None,
    })
}

fn number(of: &str) -> Option<&'static str> {
    matches!(of, "decimal" | "integer").then_some("Number")
}

fn uri(of: &str) -> Option<&'static str> {
    Some(match of {
        "canonical" => "Canonical",
        "uri" | "url" => "Uri",
        _ => return None,
    })
}
