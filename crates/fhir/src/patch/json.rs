//! JSON Patch, RFC 6902.

use super::OPERATIONS_MAX;
use super::fault::{Misfit, PatchFault};
use super::pointer::{self, Steps};
use super::tree::Tree;
use crate::body::BODY_BYTES_MAX;
use crate::tape::{Kind, Node};

/// One operation.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Add { path: Steps, value: Tree },
    Remove { path: Steps },
    Replace { path: Steps, value: Tree },
    Move { from: Steps, path: Steps },
    Copy { from: Steps, path: Steps },
    Test { path: Steps, value: Tree },
}

/// Reads a patch.
pub(super) fn operations(root: Node<'_>) -> Result<Vec<Operation>, PatchFault> {
    if root.kind() != Kind::List {
        return Err(PatchFault::NotAList);
    }
    if root.items().count() > OPERATIONS_MAX {
        return Err(PatchFault::TooMany);
    }
    let read = |(at, one)| operation(one).map_err(|what| PatchFault::Misread { at, what });
    root.items().enumerate().map(read).collect()
}

fn operation(node: Node<'_>) -> Result<Operation, &'static str> {
    let path = steps(node, "path")?.ok_or("path has to be there")?;
    let from = || steps(node, "from")?.ok_or("from has to be there");
    let value = || node.get("value").map(Tree::of).ok_or("value has to be there");
    Ok(match node.get_text("op").as_deref() {
        Some("add") => Operation::Add { path, value: value()? },
        Some("remove") => Operation::Remove { path },
        Some("replace") => Operation::Replace { path, value: value()? },
        Some("move") => Operation::Move { from: from()?, path },
        Some("copy") => Operation::Copy { from: from()?, path },
        Some("test") => Operation::Test { path, value: value()? },
        _ => return Err("op is one of add, remove, replace, move, copy and test"),
    })
}

fn steps(node: Node<'_>, name: &str) -> Result<Option<Steps>, &'static str> {
    let Some(text) = node.get_text(name) else { return Ok(None) };
    pointer::read(&text).map(Some).ok_or("a path is a JSON Pointer, such as /name/0/family")
}

/// Does every operation, one after another.
pub(super) fn apply(operations: &[Operation], tree: &mut Tree) -> Result<(), PatchFault> {
    let mut copied = 0;
    for (at, operation) in operations.iter().enumerate() {
        one(operation, tree, &mut copied).map_err(|what| PatchFault::Unfit { at, what })?;
    }
    Ok(())
}

fn one(operation: &Operation, tree: &mut Tree, copied: &mut usize) -> Result<(), Misfit> {
    match operation {
        Operation::Add { path, value } => pointer::add(tree, path, value.clone()),
        Operation::Remove { path } => pointer::remove(tree, path).map(drop),
        Operation::Replace { path, value } => {
            *pointer::at_mut(tree, path).ok_or(Misfit::NothingThere)? = value.clone();
            Ok(())
        }
        Operation::Move { from, path } => {
            if path.len() > from.len() && path.starts_with(from) {
                return Err(Misfit::IntoItself);
            }
            let moved = pointer::remove(tree, from)?;
            pointer::add(tree, path, moved)
        }
        Operation::Copy { from, path } => {
            let there = pointer::at(tree, from).ok_or(Misfit::NothingThere)?;
            // A copy of a copy doubles: what all of them come to has a limit.
            *copied += there.length();
            if *copied > BODY_BYTES_MAX {
                return Err(Misfit::TooLong);
            }
            let copy = there.clone();
            pointer::add(tree, path, copy)
        }
        Operation::Test { path, value } => {
            let there = pointer::at(tree, path).ok_or(Misfit::NothingThere)?;
            if there.says(value) { Ok(()) } else { Err(Misfit::TestFailed) }
        }
    }
}
