//! The parameters that say how much is answered, and in which form.

use super::criteria::{Query, Total};
use super::grammar::{Misread, SearchFault, split, unknown, wrong};
use crate::shape::Part;

pub(super) fn total(query: &mut Query, value: &str) -> Result<(), Misread> {
    query.total = match value {
        // A page without matches is asked for to be told how many there are.
        "none" | "estimate" if query.only_total => Total::Accurate,
        "none" => Total::Unasked,
        "estimate" => Total::Estimate,
        "accurate" => Total::Accurate,
        _ => return Err(wrong("one of none, estimate, accurate")),
    };
    Ok(())
}

pub(super) fn summary(query: &mut Query, value: &str) -> Result<(), Misread> {
    if value == "count" {
        (query.total, query.only_total) = (Total::Accurate, true);
        return Ok(());
    }
    query.shape.part =
        Part::named(value).ok_or_else(|| wrong("one of true, text, data, count, false"))?;
    Ok(())
}

/// Names of elements of the type, as JSON or as its definition has them.
pub(super) fn elements(query: &mut Query, value: &str) -> Result<(), Misread> {
    let definition = query.of.type_def();
    for name in split(value, ',')? {
        if definition.element(&name).is_none() && definition.member(&name).is_none() {
            return Err(Misread::Unknown(format!("{} has no such element", query.of)));
        }
        query.shape.elements.push(name);
    }
    Ok(())
}

/// What stands within another resource has no place of its own, and is in no index.
pub(super) fn contained(name: &str, value: &str) -> Result<(), Misread> {
    match (name, value) {
        ("_contained", "false") | ("_containedType", "container") => Ok(()),
        _ => Err(unknown("what is contained in a resource is not searched")),
    }
}

pub(super) fn format(value: &str) -> Result<(), Misread> {
    const JSON: [&str; 4] = ["json", "text/json", "application/json", "application/fhir+json"];
    // A plus sign in an address is a blank unless it was escaped.
    if JSON.contains(&value.replace(' ', "+").as_str()) {
        return Ok(());
    }
    Err(wrong("only application/fhir+json is spoken here"))
}

pub(super) fn pretty(value: &str) -> Result<(), Misread> {
    match value {
        "true" | "false" => Ok(()),
        _ => Err(wrong("true or false")),
    }
}

/// What comes along is not understood without what it comes along with.
pub(super) fn fits_together(query: &Query) -> Result<(), SearchFault> {
    let comes_along = !query.include.is_empty() || !query.revinclude.is_empty();
    if query.shape.part == Part::Text && comes_along {
        let reason = "text cannot be asked for together with _include or _revinclude".to_owned();
        return Err(SearchFault { parameter: "_summary".to_owned(), reason });
    }
    Ok(())
}
