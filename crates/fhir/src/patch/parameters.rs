//! FHIRPath Patch: <http://hl7.org/fhir/R4/fhirpatch.html>.
//!
//! Each operation is done on what the one before has left; its path is evaluated anew.

use super::OPERATIONS_MAX;
use super::elements;
use super::fault::{Misfit, PatchFault};
use super::pointer::{Steps, place};
use super::tree::Tree;
use crate::fhirpath::{Context, Item, STEPS_MAX, parse};
use crate::schema::{Element, TypeDef};
use crate::tape::{Node, Tape};
use std::cell::Cell;

/// Why one operation is not done.
enum Why {
    Misread(&'static str),
    Unfit(Misfit),
}

impl From<Misfit> for Why {
    fn from(what: Misfit) -> Self {
        Self::Unfit(what)
    }
}

/// Is it Parameters with few operations?
pub(super) fn looked_at(root: Node<'_>) -> Result<(), PatchFault> {
    if root.get_text("resourceType").as_deref() != Some("Parameters") {
        return Err(PatchFault::NotParameters);
    }
    let mut all = root.get("parameter").into_iter().flat_map(Node::items);
    if all.clone().count() > OPERATIONS_MAX {
        return Err(PatchFault::TooMany);
    }
    let other = all.position(|one| one.get_text("name").as_deref() != Some("operation"));
    let what = "a parameter of a patch has the name operation";
    other.map_or(Ok(()), |at| Err(PatchFault::Misread { at, what }))
}

/// Does every operation, one after another.
pub(super) fn apply(root: Node<'_>, tree: &mut Tree) -> Result<(), PatchFault> {
    let all = root.get("parameter").into_iter().flat_map(Node::items);
    let steps = Cell::new(STEPS_MAX);
    for (at, one) in all.enumerate() {
        operation(Parts(one), tree, &steps).map_err(|why| match why {
            Why::Misread(what) => PatchFault::Misread { at, what },
            Why::Unfit(what) => PatchFault::Unfit { at, what },
        })?;
    }
    Ok(())
}

/// The parts of an operation, by their names.
#[derive(Clone, Copy)]
struct Parts<'t>(Node<'t>);

impl<'t> Parts<'t> {
    fn all(self) -> impl Iterator<Item = Node<'t>> {
        self.0.get("part").into_iter().flat_map(Node::items)
    }

    fn named(self, name: &str) -> Option<Node<'t>> {
        self.all().find(|part| part.get_text("name").as_deref() == Some(name))
    }

    /// What a part says in text.
    fn text(self, name: &str, value: &[&str]) -> Option<String> {
        let part = self.named(name)?;
        value.iter().find_map(|value| part.get_text(value)).map(std::borrow::Cow::into_owned)
    }

    fn number(self, name: &str) -> Option<usize> {
        self.named(name)?.get("valueInteger")?.number()?.parse().ok()
    }

    fn value(self) -> Result<Node<'t>, Why> {
        self.named("value").ok_or(Why::Misread("the part value has to be there"))
    }
}

fn operation(parts: Parts<'_>, tree: &mut Tree, steps: &Cell<u32>) -> Result<(), Why> {
    let kind = parts.text("type", &["valueCode", "valueString"]);
    let path = parts.text("path", &["valueString"]);
    let path = path.ok_or(Why::Misread("the part path has to be there, as valueString"))?;
    let found = found(tree, &path, steps)?;
    let number = |name, what| parts.number(name).ok_or(Why::Misread(what));
    match kind.as_deref() {
        Some("add") => add(parts, tree, &one(found)?),
        Some("insert") => {
            let index = number("index", "the part index has to be there, as valueInteger")?;
            let list = list(found)?;
            let of = elements::type_at(tree, &list).ok_or(Misfit::NoSuchElement)?;
            let value = value(parts.value()?, of)?.1;
            Ok(elements::insert(tree, &list, (index, value))?)
        }
        Some("delete") if found.is_empty() => Ok(()),
        Some("delete") => Ok(elements::delete(tree, &one(found)?)?),
        Some("replace") => replace(parts, tree, &one(found)?),
        Some("move") => {
            let from = number("source", "the part source has to be there, as valueInteger")?;
            let to =
                number("destination", "the part destination has to be there, as valueInteger")?;
            Ok(elements::shift(tree, &list(found)?, (from, to))?)
        }
        _ => Err(Why::Misread("type is one of add, insert, delete, replace and move")),
    }
}

fn add(parts: Parts<'_>, tree: &mut Tree, parent: &[String]) -> Result<(), Why> {
    let name = parts.text("name", &["valueString", "valueCode"]);
    let name = name.ok_or(Why::Misread("the part name has to be there, as valueString"))?;
    let of = elements::type_at(tree, parent).ok_or(Misfit::NoSuchElement)?;
    let (key, element, value) = member(of, &name, parts.value()?)?;
    Ok(elements::add(tree, parent, (&key, element.is_list(), value))?)
}

fn replace(parts: Parts<'_>, tree: &mut Tree, steps: &[String]) -> Result<(), Why> {
    let (last, above) = steps.split_last().ok_or(Misfit::Whole)?;
    let holder = if place(last).is_some() { None } else { elements::type_at(tree, above) };
    let element = holder.and_then(|of| of.member(last)).map(|(element, _)| element);
    if let (Some(of), Some(element)) = (holder, element.filter(|element| element.is_choice)) {
        // Another type is another name in JSON.
        let (key, _, value) = member(of, element.name, parts.value()?)?;
        if key != *last {
            elements::delete(tree, steps)?;
        }
        let mut place = above.to_vec();
        place.push(key);
        return Ok(elements::replace(tree, &place, value)?);
    }
    let of = elements::type_at(tree, steps).ok_or(Misfit::NoSuchElement)?;
    let value = value(parts.value()?, of)?.1;
    Ok(elements::replace(tree, steps, value)?)
}

/// An element of a type: its name in JSON, what R4 says of it, and the value.
fn member(
    of: &'static TypeDef,
    name: &str,
    part: Node<'_>,
) -> Result<(String, &'static Element, Tree), Why> {
    let element = of.element(name).ok_or(Misfit::NoSuchElement)?;
    let expected = element.types.first().ok_or(Misfit::NoSuchElement)?;
    let (suffix, value) = value(part, expected.of)?;
    let key = if element.is_choice { format!("{name}{suffix}") } else { name.to_owned() };
    of.member(&key).ok_or(Misfit::NoSuchElement)?;
    Ok((key, element, value))
}

/// The value of a part, and the type that the name of its member says. What has elements of its own
/// and no name as a type is given by parts.
fn value<'t>(part: Node<'t>, of: &'static TypeDef) -> Result<(&'t str, Tree), Why> {
    for (name, node) in part.members() {
        if let Some(suffix) = name.strip_prefix("value") {
            return Ok((suffix, Tree::of(node)));
        }
        if name == "resource" {
            return Ok(("", Tree::of(node)));
        }
    }
    let mut built = Tree::Object(Vec::new());
    for one in Parts(part).all() {
        let name = one.get_text("name").ok_or(Why::Misread("a part has to have a name"))?;
        let (key, element, value) = member(of, &name, one)?;
        elements::add(&mut built, &[], (&key, element.is_list(), value))?;
    }
    match &built {
        Tree::Object(members) if members.is_empty() => {
            Err(Why::Misread("the part value has to say something"))
        }
        Tree::Object(_) | Tree::List(_) | Tree::Leaf(_) => Ok(("", built)),
    }
}

fn one(mut found: Vec<Steps>) -> Result<Steps, Misfit> {
    match found.len() {
        0 => Err(Misfit::NothingThere),
        1 => found.pop().ok_or(Misfit::NothingThere),
        _ => Err(Misfit::Several),
    }
}

/// The list in which everything that was found stands.
fn list(found: Vec<Steps>) -> Result<Steps, Misfit> {
    let mut first = found.into_iter().next().ok_or(Misfit::NothingThere)?;
    let last = first.pop().ok_or(Misfit::NoList)?;
    if place(&last).is_some() { Ok(first) } else { Err(Misfit::NoList) }
}

/// Where the path leads in what the operations before have left. All paths of a patch share their
/// steps.
fn found(tree: &Tree, path: &str, steps: &Cell<u32>) -> Result<Vec<Steps>, Why> {
    let cannot = |words: String| Why::Unfit(Misfit::Path(words));
    let tape = Tape::parse(tree.bytes()).map_err(|fault| cannot(fault.to_string()))?;
    let expression = parse(path).map_err(|fault| cannot(fault.to_string()))?;
    let context = Context::of(&tape).ok_or(Misfit::NoSuchElement)?.sharing(steps);
    let items = expression.evaluate(&context).map_err(|fault| cannot(fault.to_string()))?;
    let place = |item: &Item<'_>| match item {
        Item::Part(part) => {
            let node = part.value.or(part.beside).ok_or(Misfit::NothingThere)?;
            Ok(steps_to(tape.root(), node))
        }
        Item::Value(_) => Err(Misfit::NothingThere),
    };
    // Whether there are several shows by the second.
    Ok(items.iter().take(2).map(place).collect::<Result<_, _>>()?)
}

/// The steps from the root to a node of the same tape. What stands only beside is named as what it
/// stands beside.
fn steps_to(root: Node<'_>, target: Node<'_>) -> Steps {
    let mut steps = Vec::new();
    let mut here = root;
    while here != target {
        let holds = |node: &Node<'_>| {
            let (outer, inner) = (node.span(), target.span());
            outer.start <= inner.start && inner.end <= outer.end
        };
        let member = here.members().find(|(_, value)| holds(value));
        let item = here.items().enumerate().find(|(_, value)| holds(value));
        match (member, item) {
            (Some((name, value)), _) => {
                steps.push(name.strip_prefix('_').unwrap_or(name).to_owned());
                here = value;
            }
            (None, Some((at, value))) => {
                steps.push(at.to_string());
                here = value;
            }
            (None, None) => break,
        }
    }
    steps
}
