//! The `FHIRPath` that search parameters are made of, followed through the types: where its values
//! stand in JSON, and of which type they are.
//!
//! What R4 uses of it is known here and nothing else: `Patient.name`, `(Goal.start as date)`,
//! `Condition.onset.as(Age)`, `telecom.where(system='email')`, `subject.where(resolve() is
//! Patient)`, `entry[0].resource`, `deceased.exists()`, `%resource.referenceSeq`.

use crate::flatten::{Schema, key};
use crate::read::fault;
use std::io;

/// Where values of one type stand.
#[derive(Clone)]
pub(super) struct Leaf {
    /// From the type on, or from the resource where an expression of a component says so.
    pub(super) path: Vec<Name>,
    pub(super) is_from_resource: bool,
    /// Of which type they are.
    pub(super) of: String,
    /// Of a reference, the types that the element allows; empty for any.
    pub(super) targets: Vec<String>,
    /// Only those count that point to this type.
    pub(super) only_to: Option<String>,
    /// Asked is only whether something is there.
    pub(super) is_existence: bool,
    /// There may be several.
    pub(super) is_list: bool,
}

/// One name of JSON, and which of the values under it count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) key: String,
    pub(super) keep: Keep,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keep {
    All,
    First,
    /// Those with this text under this name.
    Saying(String, String),
}

/// Where the values of an expression stand that is said of a type. A choice that nothing narrows
/// down gives a leaf for each of its types.
pub(super) fn leaves(schema: &Schema, from: &str, expression: &str) -> io::Result<Vec<Leaf>> {
    let start = Leaf {
        path: Vec::new(),
        is_from_resource: false,
        of: from.to_owned(),
        targets: Vec::new(),
        only_to: None,
        is_existence: false,
        is_list: false,
    };
    let mut walk = Walk { schema, leaves: vec![start] };
    let walked = match expression.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((narrowed, behind)) => narrowed.rsplit_once(" as ").and_then(|(path, of)| {
            walk.path(path)?;
            walk.narrow(of);
            walk.path(behind)
        }),
        None => walk.path(expression),
    };
    let found = walked.map(|()| walk.leaves).filter(|leaves| !leaves.is_empty());
    found.ok_or_else(|| fault(format!("{from}: not understood: {expression}")))
}

struct Walk<'s> {
    schema: &'s Schema,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    fn path(&mut self, path: &str) -> Option<()> {
        for step in steps(path) {
            self.step(step)?;
        }
        Some(())
    }

    fn step(&mut self, step: &str) -> Option<()> {
        if let Some(of) = argument(step, "as").or_else(|| argument(step, "ofType")) {
            self.narrow(of);
        } else if let Some(condition) = argument(step, "where") {
            self.keep(condition)?;
        } else if step == "exists()" {
            self.leaves.iter_mut().for_each(|leaf| leaf.is_existence = true);
        } else if let Some(name) = step.strip_suffix("[0]") {
            self.element(name)?;
            for leaf in &mut self.leaves {
                leaf.path.last_mut()?.keep = Keep::First;
            }
        } else {
            self.element(step)?;
        }
        Some(())
    }

    fn element(&mut self, name: &str) -> Option<()> {
        if name == "%resource" {
            self.leaves.iter_mut().for_each(|leaf| leaf.is_from_resource = true);
            return Some(());
        }
        let mut next = Vec::new();
        for leaf in &self.leaves {
            if leaf.path.is_empty() && leaf.of == name {
                next.push(leaf.clone());
                continue;
            }
            let of = self.schema.types.get(&leaf.of)?;
            let element = of.elements.iter().find(|element| element.name == name)?;
            for of in &element.types {
                let mut leaf = leaf.clone();
                leaf.path.push(Name { key: key(element, of), keep: Keep::All });
                leaf.of.clone_from(&of.name);
                leaf.targets.clone_from(&of.targets);
                leaf.is_list |= element.max != Some(1);
                next.push(leaf);
            }
        }
        self.leaves = next;
        Some(())
    }

    /// What is of a type, or of one that is made from it, as a canonical address is a URI. One
    /// expression of R4 spells a type with a capital.
    fn narrow(&mut self, of: &str) {
        let schema = self.schema;
        let base = |name: &str| schema.types.get(name).and_then(|whole| whole.base.as_deref());
        self.leaves.retain(|leaf| {
            let mut kinds = std::iter::successors(Some(leaf.of.as_str()), |name| base(name));
            kinds.any(|kind| kind == of || kind == uncapital(of))
        });
    }

    /// `resolve() is Patient`, or `system='email'`.
    fn keep(&mut self, condition: &str) -> Option<()> {
        let resolved = condition.strip_prefix("resolve() is ");
        let said = condition.strip_suffix('\'').and_then(|said| said.split_once("='"));
        for leaf in &mut self.leaves {
            match (resolved, said) {
                (Some(of), _) => leaf.only_to = Some(of.to_owned()),
                (None, Some((name, text))) => {
                    leaf.path.last_mut()?.keep = Keep::Saying(name.to_owned(), text.to_owned());
                }
                (None, None) => return None,
            }
        }
        Some(())
    }
}

/// What stands between the dots, save those within parentheses.
fn steps(path: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let dot = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '.' && depth == 0
    };
    path.split(dot).filter(|step| !step.is_empty()).collect()
}

/// `T` of `as(T)`.
fn argument<'e>(step: &'e str, function: &str) -> Option<&'e str> {
    step.strip_prefix(function)?.strip_prefix('(')?.strip_suffix(')')
}

fn uncapital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
