//! What R4 says of its types, elements, rules and codes, as static tables.
//!
//! The tables are compiled by `build.rs` from the texts of `tables`. Those are made from the
//! definitions that HL7 publishes (CC0) by `cargo run -p xtask -- definitions DIR`, where `DIR` is
//! the folder of JSON files of the unpacked npm package `hl7.fhir.r4.examples` 4.0.1, which has the
//! definitions too. They are kept so that building needs no package, and so that a new release of
//! R4 shows as a difference that can be read.
//!
//! What is absent: profiles, save the rule of `SimpleQuantity`, which stands at each element that
//! asks for one; what R4 only warns of; logical models such as `MetadataResource`; lengths and
//! patterns of primitives.
//! Start at [`TypeDef::named`].

use std::fmt;

/// A type of R4: a primitive, a data type, a resource, or the nameless type of an element with
/// elements of its own, which is called by its path: `Patient.contact`.
pub struct TypeDef {
    /// `Patient`, `HumanName`, `dateTime`, `Patient.contact`.
    pub name: &'static str,
    /// What sort of type.
    pub sort: Sort,
    /// What it adds to: `Patient` to `DomainResource`, `code` to `string`, `Patient.contact` to
    /// `BackboneElement`. Only `Resource` and `Element` add to nothing.
    pub base: Option<&'static TypeDef>,
    /// Nothing is of this type alone: `Resource`, `DomainResource`, `Element`, `BackboneElement`.
    pub is_abstract: bool,
    /// Its elements with those of its bases first, in the order of the definition. A primitive has
    /// `id` and `extension`, which JSON writes under the name with a leading `_`.
    pub elements: &'static [Element],
    /// The names that JSON has for them, in the order of their bytes, for [`TypeDef::member`].
    pub members: &'static [Member],
    /// What has to hold of everything of this type, its bases' rules first. What R4 says of an
    /// element with elements of its own, such as `pat-1` of `Patient.contact`, stands here at its
    /// nameless type, and so holds wherever another element is of that type too.
    pub rules: &'static [&'static Rule],
}

/// What sort of type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// One JSON value, and perhaps extensions beside it.
    Primitive,
    /// A named type with elements.
    DataType,
    /// The nameless type of an element with elements.
    Backbone,
    /// What has an id and a place of its own.
    Resource,
}

/// One element of a type.
#[derive(Debug)]
pub struct Element {
    /// Without `[x]`: `value` for `valueQuantity`, `valueString` …
    pub name: &'static str,
    /// Its JSON name says its type: `value[x]`.
    pub is_choice: bool,
    /// How many there have to be.
    pub min: u32,
    /// How many there may be; `None` without end. JSON has a list where it is not `Some(1)`. None
    /// at all, `Some(0)`, may be of the extensions of `xhtml`.
    pub max: Option<u32>,
    /// What it may be; one, unless it is a choice. Of `contained` and its like, `Resource`.
    pub types: &'static [OfType],
    /// The codes that its code has to be among, where R4 requires that.
    pub codes: Option<&'static Codes>,
    /// What has to hold of each of its values, beyond the rules of their types. Of a choice, a rule
    /// that is about one of its types says nothing about a value of another.
    pub rules: &'static [&'static Rule],
    /// It changes what the rest means.
    pub is_modifier: bool,
    /// A summary has it.
    pub in_summary: bool,
}

/// One type that an element may have.
#[derive(Debug)]
pub struct OfType {
    /// The type.
    pub of: &'static TypeDef,
    /// Of a `Reference` or a `canonical`: the resource types that it may point to; empty for any.
    pub targets: &'static [&'static str],
}

/// One name of JSON within a type: `birthDate`, `valueQuantity`.
#[derive(Debug)]
pub struct Member {
    /// The name.
    pub key: &'static str,
    /// Where its element stands in [`TypeDef::elements`].
    pub element: u16,
    /// Where its type stands in [`Element::types`].
    pub of: u16,
}

/// Something that has to hold: a constraint of severity `error`.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `pat-1`. A few keys stand for two rules, in different types.
    pub key: &'static str,
    /// In `FHIRPath`, as the definition has it.
    pub expression: &'static str,
    /// The same in the English of the definition.
    pub human: &'static str,
}

/// The codes of a value set to which R4 binds something with the strength `required`.
#[derive(Debug)]
pub struct Codes {
    /// Its canonical URL, without a version.
    pub url: &'static str,
    /// Its codes by the system that they are of; systems and codes in the order of their bytes.
    /// Also those that are there to group others: examples of HL7 use one.
    pub systems: &'static [(&'static str, &'static [&'static str])],
    /// Why it is not written out, such as all languages of BCP 47; any code passes then.
    pub open: Option<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/schema.rs"));

impl TypeDef {
    /// By its name.
    pub fn named(name: &str) -> Option<&'static Self> {
        let at = TYPES.binary_search_by(|known| known.name.cmp(name)).ok()?;
        TYPES.get(at).copied()
    }

    /// Of a member of its JSON object: the element and the type that the name says.
    pub fn member(&self, key: &str) -> Option<(&'static Element, &'static OfType)> {
        let at = self.members.binary_search_by(|known| known.key.cmp(key)).ok()?;
        let member = self.members.get(at)?;
        let element = self.elements.get(usize::from(member.element))?;
        Some((element, element.types.get(usize::from(member.of))?))
    }

    /// By its name without `[x]`.
    pub fn element(&self, name: &str) -> Option<&'static Element> {
        self.elements.iter().find(|element| element.name == name)
    }

    /// Is it that type, or does it add to it?
    pub fn is_a(&self, name: &str) -> bool {
        self.name == name || self.base.is_some_and(|base| base.is_a(name))
    }
}

impl fmt::Debug for TypeDef {
    /// Its name alone: types lead to one another and back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for TypeDef {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for TypeDef {}

impl Element {
    /// Does JSON have a list for it?
    pub fn is_list(&self) -> bool {
        self.max != Some(1)
    }
}

impl Codes {
    /// Is it one of these codes, of whichever system?
    pub fn has(&self, code: &str) -> bool {
        self.open.is_some()
            || self.systems.iter().any(|(_, codes)| codes.binary_search(&code).is_ok())
    }

    /// Is it one of these codes, of this system?
    pub fn has_of(&self, system: &str, code: &str) -> bool {
        let of = self.systems.iter().find(|(known, _)| *known == system);
        self.open.is_some() || of.is_some_and(|(_, codes)| codes.binary_search(&code).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ResourceType;

    fn named(name: &str) -> &'static TypeDef {
        TypeDef::named(name).unwrap()
    }

    fn element(of: &str, name: &str) -> &'static Element {
        named(of).element(name).unwrap()
    }

    fn types(element: &Element) -> Vec<&'static str> {
        element.types.iter().map(|of| of.of.name).collect()
    }

    fn keys(rules: &[&Rule]) -> Vec<&'static str> {
        rules.iter().map(|rule| rule.key).collect()
    }

    #[test]
    fn every_resource_type_is_defined_and_nothing_else_is_a_resource() {
        for one in ResourceType::all() {
            assert_eq!((one.type_def().name, one.type_def().sort), (one.name(), Sort::Resource));
            assert!(one.type_def().is_a("Resource") && !one.type_def().is_abstract);
        }
        let concrete = |of: &&&TypeDef| of.sort == Sort::Resource && !of.is_abstract;
        assert_eq!(TYPES.iter().filter(concrete).count(), ResourceType::all().count());
    }

    #[test]
    fn whatever_is_searched_for_by_halves_stands_in_order() {
        assert!(TYPES.is_sorted_by(|a, b| a.name < b.name));
        for of in TYPES {
            assert!(of.members.is_sorted_by(|a, b| a.key < b.key), "{}", of.name);
            for codes in of.elements.iter().filter_map(|element| element.codes) {
                let sorted = |codes: &[&str]| codes.is_sorted_by(|a, b| a < b);
                assert!(codes.systems.iter().all(|(_, codes)| sorted(codes)), "{}", codes.url);
                assert_ne!(codes.open.is_some(), !codes.systems.is_empty(), "{}", codes.url);
            }
        }
    }

    #[test]
    fn what_a_type_has_of_its_bases_comes_first() {
        let names: Vec<&str> = named("Patient").elements.iter().map(|of| of.name).collect();
        let of_any = ["id", "meta", "implicitRules", "language", "text", "contained"];
        assert_eq!(names[..6], of_any);
        assert_eq!(names[6..10], ["extension", "modifierExtension", "identifier", "active"]);
        let names: Vec<&str> = named("code").elements.iter().map(|of| of.name).collect();
        assert_eq!(names, ["id", "extension"]);
        assert_eq!(types(element("Patient", "id")), ["id"]);
        assert_eq!(types(element("code", "id")), ["string"]);
        assert_eq!(types(element("Extension", "url")), ["uri"]);
        assert_eq!(element("xhtml", "extension").max, Some(0));
    }

    #[test]
    fn a_member_of_json_names_its_element_and_its_type() {
        let patient = named("Patient");
        let (deceased, of) = patient.member("deceasedBoolean").unwrap();
        assert_eq!((deceased.name, of.of.name), ("deceased", "boolean"));
        assert!(deceased.is_choice && deceased.is_modifier && deceased.in_summary);
        for absent in ["deceased", "deceasedString", "_birthDate", "contact.name"] {
            assert!(patient.member(absent).is_none(), "{absent}");
        }
        let value = element("Extension", "value");
        assert_eq!(value.types.len(), 50);
        let (_, of) = named("Extension").member("valueBase64Binary").unwrap();
        assert_eq!(of.of.sort, Sort::Primitive);
        assert_eq!(types(element("Bundle.entry", "resource")), ["Resource"]);
    }

    #[test]
    fn an_element_with_elements_has_a_nameless_type() {
        let component = element("Observation", "component");
        let of = component.types[0].of;
        assert_eq!((of.name, of.sort), ("Observation.component", Sort::Backbone));
        assert!(component.is_list() && of.is_a("BackboneElement") && of.is_a("Element"));
        assert_eq!(types(of.element("referenceRange").unwrap()), ["Observation.referenceRange"]);
        assert_eq!(named("Timing.repeat").base, TypeDef::named("Element"));
    }

    #[test]
    fn a_reference_says_to_what_it_may_point() {
        let general = &element("Patient", "generalPractitioner").types[0];
        assert_eq!(general.of.name, "Reference");
        assert_eq!(general.targets, ["Organization", "Practitioner", "PractitionerRole"]);
        assert!(element("List.entry", "item").types[0].targets.is_empty());
        let targets = TYPES.iter().flat_map(|of| of.elements).flat_map(|of| of.types);
        for target in targets.flat_map(|of| of.targets) {
            assert!(ResourceType::named(target).is_some(), "{target}");
        }
    }

    #[test]
    fn a_rule_stands_where_it_has_to_hold() {
        assert_eq!(keys(named("Patient.contact").rules), ["ele-1", "pat-1"]);
        assert!(element("Patient", "contact").rules.is_empty());
        assert_eq!(keys(named("Age").rules), ["ele-1", "qty-3", "age-1"]);
        assert_eq!(keys(element("Range", "low").rules), ["sqty-1"]);
        assert_eq!(keys(element("TestScript.teardown.action", "operation").rules), ["tst-9"]);
        assert!(named("Patient").rules.iter().any(|rule| rule.key == "dom-2"));
        let inv: Vec<&str> = ["Task", "Parameters.parameter", "TestReport.setup.action"]
            .iter()
            .flat_map(|name| named(name).rules.iter().filter(|rule| rule.key == "inv-1"))
            .map(|rule| rule.expression)
            .collect();
        assert!(inv.len() == 3 && inv[0] != inv[1] && inv[1] != inv[2], "{inv:?}");
    }

    #[test]
    fn required_codes_are_written_out_or_said_to_be_open() {
        let gender = element("Patient", "gender").codes.unwrap();
        let system = "http://hl7.org/fhir/administrative-gender";
        assert_eq!(gender.systems, [(system, ["female", "male", "other", "unknown"].as_slice())]);
        assert!(gender.has("male") && gender.has_of(system, "male") && !gender.has("mail"));
        assert!(element("Attachment", "contentType").codes.unwrap().has("image/x-invented"));
        assert!(element("Patient", "maritalStatus").codes.is_none());
    }
}
