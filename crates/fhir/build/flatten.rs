//! What the tables leave to be worked out: what a type has of its bases, on what each rule is, and
//! the names that JSON has for an element of several types.

use crate::read::{Codes, Element, OfType, Rule, Type, fault};
use std::collections::BTreeMap;
use std::io;

/// How many bases a type has at most; R4 has four.
const BASES_MAX: usize = 8;

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
        let mut own: BTreeMap<String, (Type, Vec<usize>)> =
            types.into_iter().map(|of| (of.name.clone(), (of, Vec::new()))).collect();
        for (at, rule) in rules.iter().enumerate() {
            for place in &rule.on {
                put(&mut own, place, at).ok_or_else(|| fault(format!("{}: {place}", rule.key)))?;
            }
        }
        let mut types = BTreeMap::new();
        for name in own.keys() {
            types.insert(name.clone(), whole(&own, name)?);
        }
        Ok(Self { types, rules, codes })
    }
}

/// Notes a rule at the type of that name, or else at the element.
fn put(own: &mut BTreeMap<String, (Type, Vec<usize>)>, place: &str, rule: usize) -> Option<()> {
    if let Some((_, rules)) = own.get_mut(place) {
        rules.push(rule);
        return Some(());
    }
    let (of, name) = place.rsplit_once('.')?;
    let (of, _) = own.get_mut(of)?;
    of.elements.iter_mut().find(|element| element.name == name)?.rules.push(rule);
    Some(())
}

fn whole(own: &BTreeMap<String, (Type, Vec<usize>)>, name: &str) -> io::Result<Whole> {
    let mut line = Vec::new();
    let mut next = Some(name);
    while let Some(name) = next {
        let (of, rules) = own.get(name).ok_or_else(|| fault(format!("no type {name}")))?;
        line.push((of, rules));
        next = of.base.as_deref();
        if line.len() > BASES_MAX {
            return Err(fault(format!("{name}: it is a base of itself")));
        }
    }
    let mut elements: Vec<Element> = Vec::new();
    let mut rules = Vec::new();
    for (of, own_rules) in line.iter().rev() {
        rules.extend(own_rules.iter().copied());
        for element in &of.elements {
            // What a type says again, it says more narrowly.
            match elements.iter_mut().find(|known| known.name == element.name) {
                Some(known) => *known = element.clone(),
                None => elements.push(element.clone()),
            }
        }
    }
    let Some((of, _)) = line.first() else { return Err(fault("a type has a line")) };
    let (sort, is_abstract, base) = (of.sort, of.is_abstract, of.base.clone());
    Ok(Whole { sort, is_abstract, base, members: members(&elements), elements, rules })
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
