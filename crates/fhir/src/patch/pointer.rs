//! JSON Pointers (RFC 6901), and what can be done where one leads.

use super::fault::Misfit;
use super::tree::Tree;
use crate::tape::DEPTH_MAX;

/// Names of members and places of lists, from the outside in.
pub(super) type Steps = Vec<String>;

/// Reads a pointer; `None` when it is none.
pub(super) fn read(text: &str) -> Option<Steps> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.strip_prefix('/')?.split('/').map(unescaped).collect()
}

/// `~1` is a slash and `~0` a tilde; a tilde before anything else is none of a pointer.
fn unescaped(step: &str) -> Option<String> {
    let mut plain = String::with_capacity(step.len());
    let mut characters = step.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '~' => match characters.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

/// The place of a list that a step names: digits without a zero before them.
pub(super) fn place(step: &str) -> Option<usize> {
    let is_plain = step.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = step == "0" || !step.starts_with('0');
    (is_plain && is_short).then(|| step.parse().ok()).flatten()
}

/// What stands there.
pub(super) fn at<'t>(tree: &'t Tree, steps: &[String]) -> Option<&'t Tree> {
    steps.iter().try_fold(tree, |tree, step| match tree {
        Tree::Object(_) => tree.member(step),
        Tree::List(items) => items.get(place(step)?),
        Tree::Leaf(_) => None,
    })
}

/// The same, to be changed.
pub(super) fn at_mut<'t>(tree: &'t mut Tree, steps: &[String]) -> Option<&'t mut Tree> {
    steps.iter().try_fold(tree, |tree, step| match tree {
        Tree::Object(members) => {
            members.iter_mut().find(|(name, _)| name == step).map(|(_, value)| value)
        }
        Tree::List(items) => items.get_mut(place(step)?),
        Tree::Leaf(_) => None,
    })
}

/// Puts a value there: a member in the place of one of its name, an item before what stood there.
pub(super) fn add(tree: &mut Tree, steps: &[String], value: Tree) -> Result<(), Misfit> {
    if steps.len() > DEPTH_MAX {
        return Err(Misfit::TooDeep);
    }
    let Some((last, above)) = steps.split_last() else {
        *tree = value;
        return Ok(());
    };
    match at_mut(tree, above).ok_or(Misfit::NothingThere)? {
        Tree::List(items) => {
            let at = if last == "-" { Some(items.len()) } else { place(last) };
            let at = at.filter(|at| *at <= items.len()).ok_or(Misfit::NoSuchPlace)?;
            items.insert(at, value);
        }
        object @ Tree::Object(_) => {
            object.put(last, value).ok_or(Misfit::NothingThere)?;
        }
        Tree::Leaf(_) => return Err(Misfit::NothingThere),
    }
    Ok(())
}

/// Takes away what stands there, and gives it.
pub(super) fn remove(tree: &mut Tree, steps: &[String]) -> Result<Tree, Misfit> {
    let (last, above) = steps.split_last().ok_or(Misfit::Whole)?;
    match at_mut(tree, above).ok_or(Misfit::NothingThere)? {
        Tree::List(items) => {
            let at = place(last).filter(|at| *at < items.len()).ok_or(Misfit::NothingThere)?;
            Ok(items.remove(at))
        }
        object @ Tree::Object(_) => object.take(last).ok_or(Misfit::NothingThere),
        Tree::Leaf(_) => Err(Misfit::NothingThere),
    }
}
