//! `rules.txt`: each constraint of severity `error` once, and on what it is.
//!
//! ```text
//! pat-1
//!   is: name.exists() or telecom.exists() or address.exists() or organization.exists()
//!   says: SHALL at least contain a contact's details or a reference to an organization
//!   on: Patient.contact
//! ```
//!
//! `on` names a type where there is one of that name, else an element. So a rule on an element
//! that has elements of its own is on the nameless type of it, and holds wherever that is used.

use super::package::{Constraint, Element, Package, Structure};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Key, expression and words.
type Rule<'p> = (&'p str, &'p str, &'p str);

pub(super) fn all(package: &Package) -> Result<String> {
    let mut found: BTreeMap<Rule<'_>, BTreeSet<&str>> = BTreeMap::new();
    for element in package.types().flat_map(Structure::elements) {
        for constraint in own(element).chain(of_profiles(package, element)?) {
            let expression =
                constraint.expression.as_deref().with_context(|| element.path.clone())?;
            let rule = (constraint.key.as_str(), expression, constraint.human.as_str());
            found.entry(rule).or_default().insert(&element.path);
        }
    }
    let mut text = String::new();
    for ((key, expression, human), on) in found {
        write!(text, "{key}\n  is: {}\n  says: {}\n", line(expression)?, line(human)?)?;
        for path in on {
            writeln!(text, "  on: {}", path.trim_end_matches("[x]"))?;
        }
    }
    Ok(text)
}

fn own(element: &Element) -> impl Iterator<Item = &Constraint> {
    element.constraint.iter().filter(|constraint| constraint.is_own_error())
}

/// What the profiles add that the element names for its values, such as `SimpleQuantity`:
/// the comparator that it takes away is said by a rule of its own.
fn of_profiles<'p>(package: &'p Package, element: &'p Element) -> Result<Vec<&'p Constraint>> {
    let mut found = Vec::new();
    for url in element.types.iter().flat_map(|of| &of.profile) {
        let profile = package.structures.get(url).with_context(|| url.clone())?;
        found.extend(profile.elements().iter().take(1).flat_map(own));
    }
    Ok(found)
}

fn line(text: &str) -> Result<&str> {
    anyhow::ensure!(!text.contains(['\n', '\r']), "longer than a line: {text}");
    Ok(text)
}
