//! Collections in which nothing stands twice.

use super::equality::same;
use crate::fhirpath::evaluate::Evaluation;
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use crate::fhirpath::value::Value;
use crate::tape::{Kind, Node};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Items up to which each is compared with every other one.
const FEW: usize = 12;

/// Items of which no two are the same, in the order in which they came.
#[derive(Default)]
pub(in crate::fhirpath) struct Distinct<'t> {
    items: Vec<Item<'t>>,
    /// Where the items stand by what they are, as soon as they are more than a few.
    places: HashMap<u64, Vec<usize>>,
    /// Where those stand that may equal something that is written in another way.
    loose: Vec<usize>,
}

impl<'t> Distinct<'t> {
    /// Those of a collection.
    pub(in crate::fhirpath) fn of(
        evaluation: &Evaluation<'_, 't>,
        items: impl IntoIterator<Item = Item<'t>>,
    ) -> Result<Self, PathFault> {
        let mut distinct = Self::default();
        for item in items {
            distinct.add(evaluation, item)?;
        }
        Ok(distinct)
    }

    /// Is the same there?
    pub(in crate::fhirpath) fn has(
        &self,
        evaluation: &Evaluation<'_, 't>,
        item: &Item<'t>,
    ) -> Result<bool, PathFault> {
        let key = if self.items.len() > FEW { key(evaluation, item)? } else { None };
        self.has_keyed(evaluation, item, key)
    }

    /// One more, unless the same is there; was it new?
    pub(in crate::fhirpath) fn add(
        &mut self,
        evaluation: &Evaluation<'_, 't>,
        item: Item<'t>,
    ) -> Result<bool, PathFault> {
        if self.items.len() == FEW && self.places.is_empty() && self.loose.is_empty() {
            for at in 0..FEW {
                let Some(item) = self.items.get(at) else { break };
                let key = key(evaluation, item)?;
                self.note(key, at);
            }
        }
        let is_many = self.items.len() >= FEW;
        let key = if is_many { key(evaluation, &item)? } else { None };
        if self.has_keyed(evaluation, &item, key)? {
            return Ok(false);
        }
        if is_many {
            self.note(key, self.items.len());
        }
        self.items.push(item);
        Ok(true)
    }


    pub(in crate::fhirpath) fn into_found<'a>(self) -> Found<'a, 't> {
        Found::Many(self.items)
    }

    fn note(&mut self, key: Option<u64>, at: usize) {
        match key {
            Some(key) => self.places.entry(key).or_default().push(at),
            None => self.loose.push(at),
        }
    }

    fn has_keyed(
        &self,
        evaluation: &Evaluation<'_, 't>,
        item: &Item<'t>,
        key: Option<u64>,
    ) -> Result<bool, PathFault> {
        let Some(key) = key else {
            return any_same(evaluation, item, self.items.iter());
        };
        let places = self.places.get(&key).into_iter().flatten().chain(&self.loose);
        any_same(evaluation, item, places.filter_map(|at| self.items.get(*at)))
    }
}

/// `|`: what is in either, once.
pub(in crate::fhirpath) fn union<'a, 't>(
    evaluation: &Evaluation<'_, 't>,
    left: Found<'a, 't>,
    right: Found<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    match (left.len(), right.len()) {
        (0, 0 | 1) => return Ok(right),
        (1, 0) => return Ok(left),
        (_, _) => {}
    }
    let mut distinct = Distinct::of(evaluation, left.into_vec())?;
    for item in right.into_vec() {
        distinct.add(evaluation, item)?;
    }
    Ok(distinct.into_found())
}

fn any_same<'i, 't: 'i>(
    evaluation: &Evaluation<'_, 't>,
    item: &Item<'t>,
    among: impl Iterator<Item = &'i Item<'t>>,
) -> Result<bool, PathFault> {
    for one in among {
        if same(evaluation, item, one)? == Some(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A number that is the same for what is the same; `None` of moments and quantities, which may be
/// the same though they say it in another way.
fn key(evaluation: &Evaluation<'_, '_>, item: &Item<'_>) -> Result<Option<u64>, PathFault> {
    let mut hasher = DefaultHasher::new();
    match (item.value(), item) {
        (Some(Value::Boolean(truth)), _) => truth.hash(&mut hasher),
        (Some(Value::Text(text)), _) => {
            evaluation.spend_bytes(text.len())?;
            text.hash(&mut hasher);
        }
        (Some(Value::Integer(whole)), _) => Decimal::from(whole).hash(&mut hasher),
        (Some(Value::Decimal(number)), _) => number.hash(&mut hasher),
        (Some(Value::Moment(_) | Value::Quantity(_)), _) | (None, Item::Value(_)) => {
            return Ok(None);
        }
        (None, Item::Part(part)) => {
            part.of.name.hash(&mut hasher);
            if let Some(node) = part.value {
                key_of(evaluation, node)?.hash(&mut hasher);
            }
        }
    }
    Ok(Some(hasher.finish()))
}

fn key_of(evaluation: &Evaluation<'_, '_>, node: Node<'_>) -> Result<u64, PathFault> {
    evaluation.spend(1)?;
    let mut hasher = DefaultHasher::new();
    match node.kind() {
        Kind::Null | Kind::Truth => node.raw().hash(&mut hasher),
        // 1.0 and 1.00 are the same.
        Kind::Number => {}
        Kind::Text => node.text().hash(&mut hasher),
        Kind::List => {
            for item in node.items() {
                key_of(evaluation, item)?.hash(&mut hasher);
            }
        }
        Kind::Object => {
            // Whatever the order of the members.
            let mut sum = 0_u64;
            for (name, value) in node.members() {
                let mut member = DefaultHasher::new();
                name.hash(&mut member);
                key_of(evaluation, value)?.hash(&mut member);
                sum = sum.wrapping_add(member.finish());
            }
            sum.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}
