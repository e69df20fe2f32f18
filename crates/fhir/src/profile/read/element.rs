//! One `ElementDefinition`, read into what it asks.

use crate::fhirpath;
use crate::profile::demand::{
    Binding, Bound, By, Demand, Discriminator, OfType, Openness, Rule, Slicing, Strength,
};
use crate::profile::given::Given;
use crate::profile::path;
use crate::schema::TYPES;
use crate::tape::{Kind, Node};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Where R4 says that a type is one of `FHIRPath`'s own: of ids and URLs, which are texts.
const OF_FHIRPATH: &str = "http://hl7.org/fhirpath/";

/// R4's rules, which were asked before any profile is; and what R4 only warns of everywhere.
static ASKED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let rules = TYPES.iter().flat_map(|of| {
        let own = of.elements.iter().flat_map(|element| element.rules);
        of.rules.iter().chain(own)
    });
    rules.map(|rule| rule.key).chain(["dom-6"]).collect()
});

/// Writes down what the element says.
pub(super) fn fill(demand: &mut Demand, element: Node<'_>) -> Result<(), &'static str> {
    if let Some(min) = element.get("min") {
        demand.min = number(min).ok_or("min is no number")?;
    }
    if let Some(max) = element.get_text("max").filter(|max| max != "*") {
        demand.max = Some(max.parse().map_err(|_| "max is no number, and not *")?);
    }
    demand.must_support = element.get("mustSupport").and_then(Node::truth).unwrap_or_default();
    demand.length_max = match element.get("maxLength") {
        Some(length) => Some(number(length).ok_or("maxLength is no number")?),
        None => None,
    };
    let types = listed(element, "type").map(of_type).collect::<Option<Vec<_>>>();
    let types = types.ok_or("a type has no code")?;
    if !types.is_empty() {
        demand.types = types.into_iter().filter(|of| !of.name.starts_with(OF_FHIRPATH)).collect();
    }
    for (key, value) in element.members() {
        match key {
            _ if key.starts_with("fixed") => demand.given = Given::read(value, true),
            _ if key.starts_with("pattern") => demand.given = Given::read(value, false),
            _ if key.starts_with("minValue") => {
                demand.bounds.push(bound(">=", "at least", key, value)?);
            }
            _ if key.starts_with("maxValue") => {
                demand.bounds.push(bound("<=", "at most", key, value)?);
            }
            _ => {}
        }
    }
    demand.binding = element.get("binding").and_then(binding);
    demand.rules = listed(element, "constraint").filter_map(rule).collect();
    let same = element.get_text("contentReference");
    demand.same_as = same.and_then(|same| same.split_once('#').map(|(_, id)| id.into()));
    if let Some(sliced) = element.get("slicing") {
        demand.slicing = Some(slicing(sliced)?);
    }
    Ok(())
}

fn listed<'d>(element: Node<'d>, name: &str) -> impl Iterator<Item = Node<'d>> {
    element.get(name).into_iter().flat_map(Node::items)
}

fn number<N: std::str::FromStr>(node: Node<'_>) -> Option<N> {
    node.number()?.parse().ok()
}

fn of_type(node: Node<'_>) -> Option<OfType> {
    let urls = |name| listed(node, name).filter_map(Node::text).map(Into::into).collect();
    let name = node.get_text("code")?.into();
    Some(OfType { name, profiles: urls("profile"), targets: urls("targetProfile") })
}

/// Weaker bindings, and those that name no value set, ask for nothing.
fn binding(node: Node<'_>) -> Option<Binding> {
    let strength = match &*node.get_text("strength")? {
        "required" => Strength::Required,
        "extensible" => Strength::Extensible,
        _ => return None,
    };
    Some(Binding { strength, url: node.get_text("valueSet")?.into() })
}

/// A rule that R4 does not have itself.
fn rule(node: Node<'_>) -> Option<Rule> {
    let key = node.get_text("key")?;
    let expression = node.get_text("expression").filter(|_| !ASKED.contains(&*key))?;
    Some(Rule {
        human: node.get_text("human").unwrap_or_default().into(),
        is_error: node.get_text("severity").as_deref() != Some("warning"),
        expression: fhirpath::parse(&expression),
        key: key.into(),
    })
}

/// A smallest or largest value becomes a comparison: of numbers, moments and quantities alike.
fn bound(operator: &str, words: &str, key: &str, value: Node<'_>) -> Result<Bound, &'static str> {
    let (literal, told) = if value.kind() == Kind::Object {
        let number = value.get("value").and_then(Node::number).ok_or("a limit has no value")?;
        let unit = value.get_text("code").or_else(|| value.get_text("unit")).unwrap_or_default();
        if unit.contains(['\'', '\\']) {
            return Err("a limit has a unit that cannot be read");
        }
        (format!("{number} '{unit}'"), format!("{number} {unit}"))
    } else {
        let said = value.text().map_or_else(|| value.raw().to_owned(), Into::into);
        let of = key.trim_start_matches("minValue").trim_start_matches("maxValue");
        let literal = match of {
            "DateTime" if !said.contains('T') => format!("@{said}T"),
            "Date" | "DateTime" | "Instant" => format!("@{said}"),
            "Time" => format!("@T{said}"),
            _ => said.clone(),
        };
        (literal, said)
    };
    let expression = fhirpath::parse(&format!("$this {operator} {literal}"));
    Ok(Bound { words: format!("{words} {told}").into(), expression })
}

fn slicing(node: Node<'_>) -> Result<Slicing, &'static str> {
    let by = listed(node, "discriminator").map(discriminator).collect::<Result<_, _>>()?;
    let openness = match node.get_text("rules").as_deref() {
        Some("closed") => Openness::Closed,
        Some("openAtEnd") => Openness::OpenAtEnd,
        Some("open") | None => Openness::Open,
        Some(_) => return Err("slicing.rules is none of closed, open, openAtEnd"),
    };
    let is_ordered = node.get("ordered").and_then(Node::truth).unwrap_or_default();
    Ok(Slicing { by, openness, is_ordered })
}

fn discriminator(node: Node<'_>) -> Result<Discriminator, &'static str> {
    let kind = match node.get_text("type").as_deref() {
        Some("value" | "pattern") => By::Value,
        Some("exists") => By::Exists,
        Some("type") => By::Type,
        Some("profile") => By::Profile,
        Some(_) | None => return Err("a discriminator is of a type that R4 does not have"),
    };
    let steps = node.get_text("path").and_then(|path| path::steps(&path));
    let path = steps.ok_or("the path of a discriminator cannot be read")?;
    Ok(Discriminator { kind, path })
}
