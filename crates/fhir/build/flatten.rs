//! What the tables leave to be worked out: what a type has of its bases, on what each rule is, and
//! the names that JSON has for an element of several types.

use crate::read::{Codes, Element, OfType, Rule, Type, fault};
use std::collections::BTreeMap;
use std::io;

/// How long the line of a type's bases may be; in R4 it is three with the type itself.
const BASES_MAX: usize = 8;

/// The types as they are written, each with where its rules stand in their list.
type Own = BTreeMap<String, (Type, Vec<usize>)>;

pub(crate) struct Schema {
    /// By name, in the order of the bytes.
    pub(crate) types: BTreeMap<String, Whole>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) codes: Vec<Codes>,
}

/// A type with all that it has of its bases.
pub(crate) struct Whole {
    pub(crate) sort: &'static str,
    pub(crate) is_abstract: bool,
    pub(crate) base: Option<String>,
    pub(crate) elements: Vec<Element>,
    /// Name, where its element stands, where its type stands there.
    pub(crate) members: Vec<(String, usize, usize)>,
    pub(crate) rules: Vec<usize>,
}

impl Schema {
    pub(crate) fn of(types: Vec<Type>, rules: Vec<Rule>, codes: Vec<Codes>) -> io::Result<Self> {
        let mut own: Own =
            types.into_iter().map(|of| (of.name.clone(), (of, Vec::new()))).collect();
        for (at, rule) in rules.iter().enumerate() {
            for place in &rule.on {
                put(&mut own, place, at).ok_or_else(|| fault(format!("{}: {place}", rule.key)))?;
            }
        }
        let mut types = BTreeMap::new();
        for (of, _) in own.values() {
            types.insert(of.name.clone(), whole(&own, of)?);
        }
        Ok(Self { types, rules, codes })
    }
}

/// Notes a rule at the type of that name, or else at the element.
fn put(own: &mut Own, place: &str, rule: usize) -> Option<()> {
    if let Some((_, rules)) = own.get_mut(place) {
        rules.push(rule);
        return Some(());
    }
    let (of, name) = place.rsplit_once('.')?;
    let (of, _) = own.get_mut(of)?;
    of.elements.iter_mut().find(|element| element.name == name)?.rules.push(rule);
    Some(())
}

fn whole(own: &Own, of: &Type) -> io::Result<Whole> {
    let mut elements: Vec<Element> = Vec::new();
    let mut rules = Vec::new();
    for (step, own_rules) in line(own, &of.name)? {
        rules.extend(own_rules.iter().copied());
        for element in &step.elements {
            // What a type says again, it says more narrowly.
            match elements.iter_mut().find(|known| known.name == element.name) {
                Some(known) => *known = element.clone(),
                None => elements.push(element.clone()),
            }
        }
    }
    let (sort, is_abstract, base) = (of.sort, of.is_abstract, of.base.clone());
    Ok(Whole { sort, is_abstract, base, members: members(&elements), elements, rules })
}

/// The type and its bases, the furthest of them first.
fn line<'t>(own: &'t Own, name: &'t str) -> io::Result<Vec<&'t (Type, Vec<usize>)>> {
    let mut line = Vec::new();
    let mut next = Some(name);
    while let Some(step) = next {
        let known = own.get(step).ok_or_else(|| fault(format!("no type {step}")))?;
        line.push(known);
        next = known.0.base.as_deref();
        if line.len() > BASES_MAX {
            return Err(fault(format!("{name}: it is a base of itself")));
        }
    }
    line.reverse();
    Ok(line)
}

fn members(elements: &[Element]) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        for (which, of) in element.types.iter().enumerate() {
            found.push((key(element, of), at, which));
        }
    }
    found.sort();
    found
}

/// `valueQuantity`.
fn key(element: &Element, of: &OfType) -> String {
    let mut key = element.name.clone();
    if element.is_choice {
        let mut letters = of.name.chars();
        key.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        key += letters.as_str();
    }
    key
}
