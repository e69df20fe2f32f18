//! From an element to its children, by what the tables say of its type.
//!
//! A choice is found under its name without the type: `value` finds `valueQuantity`. A primitive's
//! id and extensions stand beside it under the name with a leading `_`; two lists of which one has
//! `null` where the other says something are one list.

use super::evaluate::Evaluation;
use super::fault::PathFault;
use super::found::Found;
use super::item::{Item, Part};
use super::quantity::Quantity;
use super::value::Value;
use crate::schema::{Element, Sort, TypeDef};
use crate::tape::{Items, Node};

impl<'t> Evaluation<'_, 't> {
    /// The children of this name.
    pub(super) fn members<'a>(
        &self,
        of: &[Item<'t>],
        name: &str,
    ) -> Result<Found<'a, 't>, PathFault> {
        let mut found = Found::None;
        for item in of {
            match item {
                Item::Part(part) => self.member(*part, name, &mut found)?,
                Item::Value(Value::Quantity(quantity)) => {
                    found.append(Found::of(of_quantity(quantity, name)));
                }
                Item::Value(_) => {}
            }
        }
        Ok(found)
    }

    /// All children.
    pub(super) fn children(
        &self,
        item: &Item<'t>,
        found: &mut Vec<Item<'t>>,
    ) -> Result<(), PathFault> {
        let Item::Part(part) = item else { return Ok(()) };
        let Some(node) = part.inside() else { return Ok(()) };
        let before = found.len();
        for (key, value) in node.members() {
            self.spend(1)?;
            let (name, is_beside) = key.strip_prefix('_').map_or((key, false), |name| (name, true));
            let Some((_, of)) = part.of.member(name) else { continue };
            if of.of.sort != Sort::Primitive {
                if !is_beside {
                    each(Some(value), None, of.of, &mut |item| found.push(item));
                }
                continue;
            }
            let other = if is_beside { node.get(name) } else { beside(node, name) };
            match (is_beside, other) {
                // Found already, under its own name.
                (true, Some(_)) => {}
                (true, None) => each(None, Some(value), of.of, &mut |item| found.push(item)),
                (false, _) => each(Some(value), other, of.of, &mut |item| found.push(item)),
            }
        }
        self.spend(found.len() - before)
    }

    fn member(
        &self,
        part: Part<'t>,
        name: &str,
        found: &mut Found<'_, 't>,
    ) -> Result<(), PathFault> {
        self.spend(1)?;
        let (Some(node), Some(element)) = (part.inside(), part.of.element(name)) else {
            return Ok(());
        };
        let before = found.len();
        let looked_at = if element.is_choice {
            choice(node, part.of, name, &mut |item| found.push(item))
        } else {
            plain(node, element, &mut |item| found.push(item))
        };
        self.spend((looked_at + found.len() - before) / 16)
    }
}

/// The element that has one type. How many members were looked at is said.
fn plain<'t>(node: Node<'t>, element: &Element, keep: &mut impl FnMut(Item<'t>)) -> usize {
    let (mut value, mut other, mut looked_at) = (None, None, 0);
    for (key, node) in node.members() {
        looked_at += 1;
        if key == element.name {
            value = Some(node);
        } else if key.strip_prefix('_') == Some(element.name) {
            other = Some(node);
        }
    }
    if let Some(of) = element.types.first() {
        each(value, other, of.of, keep);
    }
    looked_at
}

/// The element whose JSON name says its type. How many members were looked at is said.
fn choice<'t>(node: Node<'t>, of: &TypeDef, name: &str, keep: &mut impl FnMut(Item<'t>)) -> usize {
    let (mut last, mut looked_at) = (None, 0);
    for (key, value) in node.members() {
        looked_at += 1;
        let (plain, is_beside) = key.strip_prefix('_').map_or((key, false), |key| (key, true));
        let known = plain.starts_with(name).then(|| of.member(plain)).flatten();
        let Some((_, of)) = known.filter(|(element, _)| element.name == name) else { continue };
        // Both members of one choice are one value.
        if last == Some(plain) {
            continue;
        }
        last = Some(plain);
        let (value, other) = if is_beside {
            (node.get(plain), Some(value))
        } else {
            (Some(value), beside(node, plain))
        };
        each(value, other, of.of, keep);
    }
    looked_at
}

/// A child of an element, where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Child<'t> {
    pub(crate) element: &'static Element,
    /// As JSON has it, without the leading `_`.
    pub(crate) key: &'t str,
    /// Of a list, its place, counted from 0.
    pub(crate) at: Option<usize>,
    pub(crate) part: Part<'t>,
}

impl<'t> Part<'t> {
    /// All that stands within, of what R4 knows.
    pub(crate) fn children(&self) -> Vec<Child<'t>> {
        let mut found = Vec::new();
        let Some(node) = self.inside() else { return found };
        for (key, value) in node.members() {
            let plain = key.strip_prefix('_').unwrap_or(key);
            let Some((element, of)) = self.of.member(plain) else { continue };
            let is_primitive = of.of.sort == Sort::Primitive;
            let (value, other) = match (plain == key, is_primitive) {
                (true, true) => (Some(value), beside(node, plain)),
                (true, false) => (Some(value), None),
                // Found already, under its own name.
                (false, true) if node.get(plain).is_some() => continue,
                (false, true) => (None, Some(value)),
                (false, false) => continue,
            };
            let mut count = 0;
            each(value, other, of.of, &mut |item| {
                let Item::Part(part) = item else { return };
                let at = element.is_list().then_some(count);
                found.push(Child { element, key: plain, at, part });
                count += 1;
            });
        }
        found
    }

    /// The JSON object in which its children stand.
    fn inside(&self) -> Option<Node<'t>> {
        if self.of.sort == Sort::Primitive { self.beside } else { self.value }
    }
}

/// Each value of a member: a list's one by one, with what stands beside it at the same place.
fn each<'t>(
    value: Option<Node<'t>>,
    beside: Option<Node<'t>>,
    of: &'static TypeDef,
    keep: &mut impl FnMut(Item<'t>),
) {
    let beside = beside.filter(|_| of.sort == Sort::Primitive);
    let (mut values, mut others) = (value.map(Node::each), beside.map(Node::each));
    let next = |items: &mut Option<Items<'t>>| items.as_mut().and_then(Iterator::next);
    loop {
        let (value, beside) = (next(&mut values), next(&mut others));
        if value.is_none() && beside.is_none() {
            return;
        }
        let value = value.filter(|node| !node.is_null());
        let beside = beside.filter(|node| !node.is_null());
        if value.is_some() || beside.is_some() {
            keep(Item::Part(Part { value, beside, of: actual(of, value) }));
        }
    }
}

/// What a resource within a resource says of its type itself.
fn actual(of: &'static TypeDef, value: Option<Node<'_>>) -> &'static TypeDef {
    if of.sort != Sort::Resource {
        return of;
    }
    let said = value.and_then(|node| node.get_text("resourceType"));
    said.and_then(|name| TypeDef::named(&name)).filter(|said| said.is_a(of.name)).unwrap_or(of)
}

/// The member with the leading `_`.
fn beside<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    let is_such = |key: &str| key.strip_prefix('_') == Some(name);
    node.members().find(|(key, _)| is_such(key)).map(|(_, value)| value)
}

fn of_quantity<'t>(quantity: &Quantity<'t>, name: &str) -> Option<Item<'t>> {
    match name {
        "value" => Some(Item::Value(Value::Decimal(quantity.value))),
        "unit" => Some(Item::made(quantity.unit.name().into_owned())),
        _ => None,
    }
}
