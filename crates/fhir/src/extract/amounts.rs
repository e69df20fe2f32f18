//! Amounts with and without a unit.

use super::Found;
use crate::quantity::Amount;
use crate::systems;
use crate::tape::Node;
use crate::ucum::Canonical;
use std::borrow::Cow;

pub(super) fn quantity<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(Amount::of(node), found);
}

/// Money is counted in its currency as other things are in their unit.
///
/// Source: <http://hl7.org/fhir/R4/search.html#quantity>.
pub(super) fn money<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    let currency = node.get_text("currency").map(Cow::into_owned);
    let system = currency.is_some().then(|| systems::CURRENCY.to_owned());
    keep(Amount::of(node).map(|amount| Amount { system, code: currency, ..amount }), found);
}

/// Either end of a range is an amount.
pub(super) fn range<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    for end in ["low", "high"] {
        keep(node.get(end).and_then(Amount::of), found);
    }
}

/// Samples begin at an amount.
pub(super) fn sampled<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    keep(node.get("origin").and_then(Amount::of), found);
}

pub(super) fn number<'t>(node: Node<'t>, found: &mut dyn FnMut(Found<'t>)) {
    let number = node.number().and_then(|text| Canonical::without_unit().amount(text));
    if let Some(number) = number {
        found(Found::Number(number.key()));
    }
}

fn keep<'t>(amount: Option<Amount>, found: &mut dyn FnMut(Found<'t>)) {
    if let Some(amount) = amount {
        found(Found::Quantity(amount));
    }
}
