//! A search within a compartment.

use super::criteria::{Criterion, Query, ReferenceWanted, Test, Wanted, Within};
use crate::compartment::Compartment;
use crate::definitions::{Kind, param};

/// The same search among what lies in the compartment of one resource; `None` where nothing of
/// that type can lie in it.
pub fn within(query: Query, compartment: &Compartment, id: &str) -> Option<Query> {
    let of = compartment.owner()?;
    let target = ReferenceWanted { of: Some(of), id: id.to_owned() };
    let criterion = |code: &&str| {
        let param = param(query.of, code).filter(|param| param.is_indexed());
        let param = param.filter(|param| param.kind == Kind::Reference)?;
        Some(Criterion { param, test: Test::AnyOf(vec![Wanted::Reference(target.clone())]) })
    };
    let any: Vec<Criterion> =
        compartment.parameters(query.of).iter().filter_map(criterion).collect();
    if any.is_empty() && query.of != of {
        return None;
    }
    let within = Within { of, id: id.to_owned(), any };
    Some(Query { within: Some(within), ..query })
}
