//! Code systems, value sets and concept maps of FHIR R4, one or a bundle of them.

use crate::draft::{Draft, DraftConcept, DraftMap, DraftSystem, Pair, Property, PropertyKind};
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, Kind};
use crate::select::compose::{Compose, designation};
use nabz_fhir::body::NotAResource;
use nabz_fhir::tape::{Node, Tape};
use nabz_kernel::refusal::Refused;
use serde_json::json;
use std::collections::HashMap;

/// The names that JSON has for the value of a property, and its type.
const VALUES: [(&str, PropertyKind); 7] = [
    ("valueCode", PropertyKind::Code),
    ("valueString", PropertyKind::Text),
    ("valueInteger", PropertyKind::Integer),
    ("valueBoolean", PropertyKind::Boolean),
    ("valueCoding", PropertyKind::Coding),
    ("valueDateTime", PropertyKind::DateTime),
    ("valueDecimal", PropertyKind::Decimal),
];
/// The numbers that answers of a questionnaire are worth.
const ORDINALS: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/codesystem-ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
];

/// What a resource, or a bundle of them, has to be loaded. Of a bundle what is no terminology is
/// passed over, and so is a code system that says that its content is elsewhere.
///
/// # Errors
/// `FHI-010` and `FHI-022` when it is no JSON; `TRM-011` for another resource; `TRM-017` when it
/// lacks an element that it needs; what its composition refuses.
pub fn drafts(bytes: Vec<u8>) -> Result<Vec<Draft>, Refused> {
    let tape = Tape::parse(bytes).map_err(|fault| Refused::from(&NotAResource::NotJson(fault)))?;
    let root = tape.root();
    let of = root.get_text("resourceType").unwrap_or_default();
    if of == "Bundle" {
        let entries = root.get("entry").into_iter().flat_map(Node::items);
        let resources = entries.filter_map(|entry| entry.get("resource"));
        let drafts = resources.filter_map(|resource| draft(resource).transpose());
        return Ok(drafts.collect::<Result<_, No>>()?);
    }
    if Kind::named(&of).is_none() {
        return Err(No::OtherResource(of.into_owned()).into());
    }
    Ok(draft(root)?.into_iter().collect())
}

fn draft(resource: Node<'_>) -> Result<Option<Draft>, No> {
    let of = resource.get_text("resourceType").unwrap_or_default();
    let Some(kind) = Kind::named(&of) else { return Ok(None) };
    let head = head(resource, kind)?;
    Ok(match kind {
        Kind::CodeSystem => system(resource, head).map(Draft::System),
        Kind::ValueSet => {
            Compose::of(resource)?;
            Some(Draft::Set(Head { body: Some(resource.raw().to_owned()), ..head }))
        }
        Kind::ConceptMap => Some(Draft::Map(map(resource, head))),
    })
}

fn text(of: Node<'_>, name: &str) -> String {
    of.get_text(name).unwrap_or_default().into_owned()
}

fn some_text(of: Node<'_>, name: &str) -> Option<String> {
    of.get_text(name).map(std::borrow::Cow::into_owned)
}

fn head(resource: Node<'_>, kind: Kind) -> Result<Head, No> {
    let url = some_text(resource, "url").ok_or(No::ElementMissing(match kind {
        Kind::CodeSystem => "CodeSystem.url",
        Kind::ValueSet => "ValueSet.url",
        Kind::ConceptMap => "ConceptMap.url",
    }))?;
    Ok(Head {
        version: text(resource, "version"),
        name: text(resource, "name"),
        title: text(resource, "title"),
        status: text(resource, "status"),
        copyright: text(resource, "copyright"),
        language: some_text(resource, "language").unwrap_or_else(|| "en".to_owned()),
        content: some_text(resource, "content"),
        hierarchy: some_text(resource, "hierarchyMeaning"),
        is_case_sensitive: resource.get("caseSensitive").and_then(Node::truth).unwrap_or(true),
        whole_set: some_text(resource, "valueSet"),
        ..Head::of(kind, url)
    })
}

/// `None` where the resource only speaks of a system, or adds to another one.
fn system(resource: Node<'_>, head: Head) -> Option<DraftSystem> {
    if matches!(head.content.as_deref(), Some("not-present" | "supplement")) {
        return None;
    }
    let mut read = Concepts::default();
    read.all(resource, None);
    Some(DraftSystem { head, concepts: read.finish() })
}

/// Concepts that were read so far.
#[derive(Default)]
struct Concepts {
    concepts: Vec<DraftConcept>,
    /// Pairs of parent and child that a parent names.
    named: Vec<(String, String)>,
}

impl Concepts {
    /// Those that stand directly within this node, each followed by what stands within it. A body
    /// is read no deeper than a tape goes.
    fn all(&mut self, within: Node<'_>, parent: Option<&str>) {
        for node in within.get("concept").into_iter().flat_map(Node::items) {
            let mut concept = DraftConcept {
                code: text(node, "code"),
                display: text(node, "display"),
                definition: some_text(node, "definition"),
                parents: parent.map(str::to_owned).into_iter().collect(),
                ..DraftConcept::default()
            };
            let names = node.get("designation").into_iter().flat_map(Node::items);
            concept.designations = names.map(designation).collect();
            for said in node.get("property").into_iter().flat_map(Node::items) {
                self.property(&mut concept, said);
            }
            concept.properties.extend(ordinal(node));
            let code = concept.code.clone();
            self.concepts.push(concept);
            self.all(node, Some(&code));
        }
    }

    fn property(&mut self, concept: &mut DraftConcept, said: Node<'_>) {
        let Some(property) = property(said) else { return };
        let is_true = property.value == "true";
        match property.name.as_str() {
            "parent" | "subsumedBy" => concept.parents.push(property.value),
            "child" => self.named.push((concept.code.clone(), property.value)),
            "inactive" => concept.is_inactive = is_true,
            "notSelectable" | "abstract" => concept.is_abstract = is_true,
            "status" => {
                concept.is_inactive |= matches!(property.value.as_str(), "retired" | "inactive");
                concept.properties.push(property);
            }
            _ => concept.properties.push(property),
        }
    }

    fn finish(mut self) -> Vec<DraftConcept> {
        let places: HashMap<String, usize> =
            self.concepts.iter().enumerate().map(|(at, one)| (one.code.clone(), at)).collect();
        for (parent, child) in self.named {
            if let Some(child) = places.get(&child).and_then(|at| self.concepts.get_mut(*at)) {
                child.parents.push(parent);
            }
        }
        self.concepts
    }
}

fn property(said: Node<'_>) -> Option<Property> {
    let (value, kind) =
        VALUES.into_iter().find_map(|(name, kind)| Some((said.get(name)?, kind)))?;
    let name = text(said, "code");
    if kind == PropertyKind::Coding {
        let (value, system) = (text(value, "code"), text(value, "system"));
        return Some(Property { name, kind, value, system });
    }
    let value = value.text().map_or_else(|| value.raw().to_owned(), std::borrow::Cow::into_owned);
    Some(Property { name, kind, value, system: String::new() })
}

fn ordinal(concept: Node<'_>) -> Option<Property> {
    let mut extensions = concept.get("extension").into_iter().flat_map(Node::items);
    let worth = extensions.find(|one| ORDINALS.contains(&text(*one, "url").as_str()))?;
    let value = worth.get("valueDecimal")?.number()?.to_owned();
    let (name, kind) = ("ordinal".to_owned(), PropertyKind::Decimal);
    Some(Property { name, kind, value, system: String::new() })
}

fn map(resource: Node<'_>, head: Head) -> DraftMap {
    let (mut pairs, mut groups) = (Vec::new(), Vec::new());
    for group in resource.get("group").into_iter().flat_map(Node::items) {
        let (source, target) = (text(group, "source"), text(group, "target"));
        if let Some(unmapped) = group.get("unmapped") {
            let said = ["mode", "code", "display"].map(|name| (name, text(unmapped, name)));
            let said: serde_json::Map<_, _> =
                said.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
            groups.push(json!({ "source": source, "target": target, "unmapped": said }));
        }
        for element in group.get("element").into_iter().flat_map(Node::items) {
            let source = (source.clone(), text(element, "code"));
            let targets: Vec<Node<'_>> =
                element.get("target").into_iter().flat_map(Node::items).collect();
            if targets.is_empty() {
                pairs.push(pair(&source, &target, None));
            }
            pairs.extend(targets.into_iter().map(|one| pair(&source, &target, Some(one))));
        }
    }
    let body = json!({ "resourceType": "ConceptMap", "group": groups });
    DraftMap { head: Head { body: Some(body.to_string()), ..head }, pairs }
}

fn pair(source: &(String, String), target: &str, one: Option<Node<'_>>) -> Pair {
    let said = |name| one.map(|one| text(one, name)).unwrap_or_default();
    let equivalence = Some(said("equivalence")).filter(|word| !word.is_empty());
    Pair {
        source: source.clone(),
        target: (target.to_owned(), said("code")),
        display: said("display"),
        equivalence: equivalence.unwrap_or_else(|| "unmatched".to_owned()),
        remark: said("comment"),
    }
}
