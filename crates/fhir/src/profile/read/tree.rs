//! The tree of a definition, grown from the ids of its elements: each says below which element it
//! stands and of which slice. Elements that a differential passes over are grown bare.

use super::NotAProfile;
use super::element;
use crate::profile::demand::{Demand, OfType, Slicing};
use crate::schema::{Element, TypeDef};
use crate::tape::Node;

/// Elements within one another.
const DEPTH_MAX: usize = 32;

/// What is asked of a type by these elements.
pub(super) fn grown(of: &'static TypeDef, elements: &[Node<'_>]) -> Result<Demand, NotAProfile> {
    let mut root = Demand::bare(of.name, of.name);
    for element in elements {
        let id = element.get_text("id").or_else(|| element.get_text("path"));
        let id = id.ok_or(NotAProfile::Absent("element.id"))?;
        let wrong = |why| NotAProfile::Element { id: id.to_string(), why };
        let mut segments = id.split('.');
        if segments.next() != Some(of.name) {
            return Err(wrong("its id does not begin with the type that is constrained"));
        }
        if id.split('.').count() > DEPTH_MAX {
            return Err(wrong("stands too deep"));
        }
        let place =
            segments.try_fold((&mut root, Some(of)), |(at, of), segment| entered(at, of, segment));
        let (demand, _) = place.ok_or_else(|| wrong("is no element of R4 there"))?;
        element::fill(demand, *element).map_err(wrong)?;
    }
    Ok(root)
}

/// The name and the slices of a segment: `value[x]:valueQuantity/small`.
pub(in crate::profile) fn segment(segment: &str) -> (&str, &str) {
    let (name, slices) = segment.split_once(':').unwrap_or((segment, ""));
    (name.strip_suffix("[x]").unwrap_or(name), slices)
}

type At<'d> = (&'d mut Demand, Option<&'static TypeDef>);

/// What a segment leads to, grown where it was not there, with its type where that is certain.
fn entered<'d>(at: &'d mut Demand, of: Option<&'static TypeDef>, text: &str) -> Option<At<'d>> {
    let (name, slices) = segment(text);
    let Some(of) = of else {
        return Some((sliced(child(at, name, false)?, slices)?, None));
    };
    if let Some(element) = of.element(name) {
        let demand = sliced(child(at, name, element.is_choice)?, slices)?;
        let of = sole_type(demand, element);
        return Some((demand, of));
    }
    // `valueQuantity` is short for the slice of `value[x]` that is a Quantity.
    let (element, of) = of.member(name).filter(|(element, _)| element.is_choice)?;
    let demand = sliced(child(at, element.name, true)?, name)?;
    if demand.types.is_empty() {
        let (profiles, targets) = (Vec::new(), Vec::new());
        demand.types.push(OfType { name: of.of.name.into(), profiles, targets });
    }
    Some((sliced(demand, slices)?, Some(of.of)))
}

/// The type that an element has in any case.
fn sole_type(demand: &Demand, element: &'static Element) -> Option<&'static TypeDef> {
    let mut types = element.types.iter().map(|of| of.of);
    match &*demand.types {
        [] => types.next().filter(|_| element.types.len() == 1),
        [one] => types.find(|of| of.name == &*one.name),
        [_, _, ..] => None,
    }
}

fn child<'d>(at: &'d mut Demand, name: &str, is_choice: bool) -> Option<&'d mut Demand> {
    if at.child(name).is_none() {
        let shown = if is_choice { "[x]" } else { "" };
        let mut child = Demand::bare(name, &format!("{}.{name}{shown}", at.id));
        child.slicing = Slicing::implied(name, is_choice);
        at.children.push(child);
    }
    at.children.iter_mut().find(|child| &*child.name == name)
}

/// The slice of this name, and within it the slices behind each `/`.
fn sliced<'d>(at: &'d mut Demand, names: &str) -> Option<&'d mut Demand> {
    names.split('/').filter(|name| !name.is_empty()).try_fold(at, |at, name| {
        if at.sliced(name).is_none() {
            let mark = if at.slice.is_some() { '/' } else { ':' };
            let mut slice = Demand::bare(&at.name, &format!("{}{mark}{name}", at.id));
            slice.slice = Some(name.into());
            at.slices.push(slice);
        }
        at.slices.iter_mut().find(|slice| slice.slice.as_deref() == Some(name))
    })
}
