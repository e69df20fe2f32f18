//! Part of a body: `_summary` and `_elements`.
//!
//! What is left out is left out of the bytes; what stays is copied as it stands, so that numbers
//! keep their zeros. What R4 requires stays, and so does what changes the meaning of the rest: a
//! reader who did not ask for it must not be misled by its absence. A part is tagged `SUBSETTED`.
//!
//! Source: <http://hl7.org/fhir/R4/search.html#summary>, `#elements`.

use crate::resource_types::ResourceType;
use crate::schema::{Element, Sort, TypeDef};
use crate::systems;
use crate::tape::{Kind, Node};

/// How much `_summary` leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// `false`: everything.
    #[default]
    Whole,
    /// `true`: what R4 has in summaries.
    Summary,
    /// `text`: the narrative.
    Text,
    /// `data`: everything but the narrative.
    Data,
}

impl Part {
    /// As `_summary` names it; `count` is no part.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "false" => Some(Self::Whole),
            "true" => Some(Self::Summary),
            "text" => Some(Self::Text),
            "data" => Some(Self::Data),
            _ => None,
        }
    }
}

/// How much of a body is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// `_summary`.
    pub part: Part,
    /// `_elements`: these besides, or these alone where no summary is asked for.
    pub elements: Vec<String>,
}

/// What becomes of one member.
enum Fate {
    Stays,
    /// Of its value stays what a summary of this type has.
    Summarized(&'static TypeDef),
    Goes,
}

impl Shape {
    /// Is nothing left out?
    pub fn is_whole(&self) -> bool {
        self.part == Part::Whole && self.elements.is_empty()
    }

    /// The part of a body of this type.
    pub fn of(&self, of: ResourceType, body: Node<'_>) -> Vec<u8> {
        if self.is_whole() {
            return body.raw().as_bytes().to_vec();
        }
        let mut members = Vec::new();
        let mut is_tagged = false;
        for (key, value) in body.members() {
            if key == "meta" {
                is_tagged = true;
                members.push(member(key, &tagged(value)));
                continue;
            }
            match self.fate(of.type_def(), key) {
                Fate::Stays => members.push(member(key, value.raw())),
                Fate::Summarized(of) => {
                    members.extend(summarized(of, value).map(|said| member(key, &said)));
                }
                Fate::Goes => {}
            }
        }
        if !is_tagged {
            members.push(member("meta", &format!(r#"{{"tag":[{}]}}"#, tag())));
        }
        format!("{{{}}}", members.join(",")).into_bytes()
    }

    fn fate(&self, definition: &'static TypeDef, key: &str) -> Fate {
        let name = key.strip_prefix('_').unwrap_or(key);
        if matches!(name, "resourceType" | "id") {
            return Fate::Stays;
        }
        let Some((element, of)) = definition.member(name) else { return Fate::Goes };
        let is_named = self.elements.iter().any(|one| one == element.name || one == name);
        if is_named {
            return Fate::Stays;
        }
        let stays = match self.part {
            Part::Whole => is_needed(element),
            Part::Text => is_needed(element) || name == "text",
            Part::Data => name != "text",
            Part::Summary if is_needed(element) || element.in_summary => {
                return within(element, of.of);
            }
            Part::Summary => false,
        };
        if stays { Fate::Stays } else { Fate::Goes }
    }
}

/// Required, or changing what the rest means.
fn is_needed(element: &Element) -> bool {
    element.min > 0 || element.is_modifier
}

/// Of what has elements of its own a summary has some. An extension says nothing without its value.
fn within(element: &Element, of: &'static TypeDef) -> Fate {
    let is_whole = element.is_modifier || ["Extension", "Resource"].contains(&of.name);
    match of.sort {
        Sort::DataType | Sort::Backbone if !is_whole => Fate::Summarized(of),
        Sort::Primitive | Sort::DataType | Sort::Backbone | Sort::Resource => Fate::Stays,
    }
}

/// What a summary has of a value of this type; `None` where that is nothing.
fn summarized(of: &'static TypeDef, value: Node<'_>) -> Option<String> {
    match value.kind() {
        Kind::List => {
            let items: Vec<String> =
                value.items().filter_map(|item| summarized(of, item)).collect();
            (!items.is_empty()).then(|| format!("[{}]", items.join(",")))
        }
        Kind::Object => {
            let members: Vec<String> = value
                .members()
                .filter_map(|(key, value)| summarized_member(of, key, value))
                .collect();
            (!members.is_empty()).then(|| format!("{{{}}}", members.join(",")))
        }
        // What stands beside a primitive in a list.
        Kind::Null | Kind::Truth | Kind::Number | Kind::Text => Some(value.raw().to_owned()),
    }
}

fn summarized_member(definition: &'static TypeDef, key: &str, value: Node<'_>) -> Option<String> {
    let (element, of) = definition.member(key.strip_prefix('_').unwrap_or(key))?;
    if !element.in_summary && !is_needed(element) {
        return None;
    }
    match within(element, of.of) {
        Fate::Stays => Some(member(key, value.raw())),
        Fate::Summarized(of) => summarized(of, value).map(|said| member(key, &said)),
        Fate::Goes => None,
    }
}

fn member(key: &str, value: &str) -> String {
    format!(r#""{key}":{value}"#)
}

fn tag() -> String {
    format!(r#"{{"system":"{}","code":"SUBSETTED"}}"#, systems::OBSERVATION_VALUE)
}

/// `meta` with the tag among its own.
fn tagged(meta: Node<'_>) -> String {
    let tags = meta.get("tag").filter(|tags| tags.kind() == Kind::List);
    let said = |tag: Node<'_>| tag.get_text("code").is_some_and(|code| code == "SUBSETTED");
    let raw = meta.raw();
    if meta.kind() != Kind::Object || tags.is_some_and(|tags| tags.items().any(said)) {
        return raw.to_owned();
    }
    let (ends_at, is_first, added) = match tags {
        Some(tags) => (tags.span().end - meta.span().start, tags.is_empty(), tag()),
        None => (raw.len(), meta.is_empty(), format!(r#""tag":[{}]"#, tag())),
    };
    // Before the bracket that ends the list or the object.
    let (before, behind) = raw.split_at_checked(ends_at.saturating_sub(1)).unwrap_or((raw, ""));
    let comma = if is_first { "" } else { "," };
    format!("{before}{comma}{added}{behind}")
}

#[cfg(test)]
mod tests;
