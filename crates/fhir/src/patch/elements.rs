//! Elements of a resource within its JSON: a primitive has its extensions beside it, under its name
//! with a leading `_`, and whatever is done to the one is done to the other.

use super::fault::Misfit;
use super::pointer::{at, at_mut, place};
use super::tree::Tree;
use crate::ResourceType;
use crate::schema::TypeDef;

/// The type of what the steps lead to.
pub(super) fn type_at(tree: &Tree, steps: &[String]) -> Option<&'static TypeDef> {
    let (mut here, mut of) = (tree, resource(tree)?);
    for step in steps {
        if place(step).is_none() {
            of = of.member(step)?.1.of;
        }
        here = at(here, std::slice::from_ref(step))?;
        if of.is_abstract {
            of = resource(here).unwrap_or(of);
        }
    }
    Some(of)
}

fn resource(tree: &Tree) -> Option<&'static TypeDef> {
    let Tree::Leaf(raw) = tree.member("resourceType")? else { return None };
    ResourceType::named(raw.trim_matches('"')).map(ResourceType::type_def)
}

/// Removes an element.
pub(super) fn delete(tree: &mut Tree, steps: &[String]) -> Result<(), Misfit> {
    let (last, above) = steps.split_last().ok_or(Misfit::Whole)?;
    let Some(index) = place(last) else {
        let object = at_mut(tree, above).ok_or(Misfit::NothingThere)?;
        let (plain, beside) = (object.take(last), object.take(&format!("_{last}")));
        return plain.or(beside).map(drop).ok_or(Misfit::NothingThere);
    };
    let (name, object) = list_of(tree, above)?;
    for name in [name.to_owned(), format!("_{name}")] {
        if let Some(items) = items(object, &name).filter(|items| index < items.len()) {
            items.remove(index);
        }
        drop_if_empty(object, &name);
    }
    Ok(())
}

/// Puts a value into the place of an element.
pub(super) fn replace(tree: &mut Tree, steps: &[String], value: Tree) -> Result<(), Misfit> {
    let (last, above) = steps.split_last().ok_or(Misfit::Whole)?;
    let Some(index) = place(last) else {
        let object = at_mut(tree, above).ok_or(Misfit::NothingThere)?;
        object.take(&format!("_{last}"));
        return object.put(last, value).ok_or(Misfit::NothingThere);
    };
    let (name, object) = list_of(tree, above)?;
    let there = items(object, name).and_then(|items| items.get_mut(index));
    *there.ok_or(Misfit::NothingThere)? = value;
    let beside = format!("_{name}");
    if let Some(there) = items(object, &beside).and_then(|items| items.get_mut(index)) {
        *there = Tree::null();
    }
    drop_if_empty(object, &beside);
    Ok(())
}

/// Puts a value into a list, before what stands there.
pub(super) fn insert(
    tree: &mut Tree,
    list: &[String],
    (index, value): (usize, Tree),
) -> Result<(), Misfit> {
    let (name, object) = list_of(tree, list)?;
    let there = items(object, name).ok_or(Misfit::NoList)?;
    if index > there.len() {
        return Err(Misfit::NoSuchPlace);
    }
    there.insert(index, value);
    if let Some(beside) = items(object, &format!("_{name}")).filter(|items| index <= items.len()) {
        beside.insert(index, Tree::null());
    }
    Ok(())
}

/// Moves an element within its list.
pub(super) fn shift(
    tree: &mut Tree,
    list: &[String],
    (from, to): (usize, usize),
) -> Result<(), Misfit> {
    let (name, object) = list_of(tree, list)?;
    let count = items(object, name).ok_or(Misfit::NoList)?.len();
    if from >= count || to >= count {
        return Err(Misfit::NoSuchPlace);
    }
    for name in [name.to_owned(), format!("_{name}")] {
        if let Some(items) = items(object, &name).filter(|items| items.len() == count) {
            let moved = items.remove(from);
            items.insert(to, moved);
        }
    }
    Ok(())
}

/// Puts an element where its parent has none, or behind the others of its list.
pub(super) fn add(
    tree: &mut Tree,
    parent: &[String],
    (key, is_list, value): (&str, bool, Tree),
) -> Result<(), Misfit> {
    let object = at_mut(tree, parent).ok_or(Misfit::NothingThere)?;
    let there = object.member(key).is_some();
    if !is_list {
        return if there || object.member(&format!("_{key}")).is_some() {
            Err(Misfit::ThereAlready)
        } else {
            object.put(key, value).ok_or(Misfit::NoSuchElement)
        };
    }
    if !there {
        return object.put(key, Tree::List(vec![value])).ok_or(Misfit::NoSuchElement);
    }
    items(object, key).ok_or(Misfit::NoList)?.push(value);
    if let Some(beside) = items(object, &format!("_{key}")) {
        beside.push(Tree::null());
    }
    Ok(())
}

/// The name of a list, and the object in which it stands.
fn list_of<'t, 's>(
    tree: &'t mut Tree,
    list: &'s [String],
) -> Result<(&'s str, &'t mut Tree), Misfit> {
    let (name, above) = list.split_last().ok_or(Misfit::NoList)?;
    Ok((name, at_mut(tree, above).ok_or(Misfit::NothingThere)?))
}

fn items<'t>(object: &'t mut Tree, name: &str) -> Option<&'t mut Vec<Tree>> {
    let Tree::Object(members) = object else { return None };
    match members.iter_mut().find(|(known, _)| known == name) {
        Some((_, Tree::List(items))) => Some(items),
        Some((_, Tree::Leaf(_) | Tree::Object(_))) | None => None,
    }
}

/// FHIR has no list in which nothing stands.
fn drop_if_empty(object: &mut Tree, name: &str) {
    if items(object, name).is_some_and(|items| items.iter().all(Tree::is_null)) {
        object.take(name);
    }
}
