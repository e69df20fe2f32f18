//! What R4 says of its types, elements, rules and codes, as static tables.
//!
//! The tables are compiled from `tables/*.txt` when this crate is built; those texts are made from
//! the definitions that HL7 publishes (CC0) by `cargo run -p xtask -- definitions DIR`, and are kept
//! so that a new release of R4 shows as a difference that can be read.
//! Start at [`TypeDef::named`].

/// A type of R4: a primitive, a data type, a resource, or the nameless type of an element with
/// elements of its own, which is called by its path: `Patient.contact`.
#[derive(Debug)]
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
    /// What has to hold of everything of this type, its bases' rules included.
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
    /// How many there may be; `None` without end. JSON has a list where it is not `Some(1)`.
    pub max: Option<u32>,
    /// What it may be; one, unless it is a choice. Of `contained` and its like, `Resource`.
    pub types: &'static [OfType],
    /// The codes that its code has to be among, where R4 requires that.
    pub codes: Option<&'static Codes>,
    /// What has to hold of each of its values, beyond the rules of their types.
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
    /// FHIRPath, as the definition has it.
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
