//! The statics, as Rust: `P7` is a parameter of a type, which every type that has it shares.

use super::expression::{Leaf, leaves};
use super::reading::reading;
use super::table::{Kind, Of, Param};
use super::tree::Tree;
use super::{index, instead};
use crate::flatten::Schema;
use crate::read::fault;
use std::fmt::Write as _;
use std::io;

pub(crate) fn rust(schema: &Schema, all: &[Of]) -> io::Result<String> {
    index::check(all)?;
    let writer = Writer { schema, all };
    let mut text = String::new();
    for of in all {
        for param in &of.params {
            let about = |why| fault(format!("{}.{}: {why}", of.name, param.code));
            let (number, param) = writer.param(of, param).map_err(about)?;
            writeln!(text, "static P{number}: Param = {param};").map_err(fault)?;
        }
    }
    text += "/// Every type of resource, in the order of their numbers.\n";
    text += "static SEARCHED: &[Searched] = &[\n";
    for (name, whole) in &schema.types {
        if whole.sort == "Resource" && !whole.is_abstract {
            writeln!(text, "    {},", writer.searched(name)?).map_err(fault)?;
        }
    }
    Ok(text + "];\n")
}

struct Writer<'s> {
    schema: &'s Schema,
    all: &'s [Of],
}

impl Writer<'_> {
    /// Which static a parameter is.
    fn number(&self, of: &Of, code: &str) -> io::Result<usize> {
        let mut before = 0;
        for known in self.all {
            if known.name == of.name {
                let at = known.params.iter().position(|param| param.code == code);
                let at = at.ok_or_else(|| fault(format!("no parameter {code}")))?;
                return Ok(before + at);
            }
            before += known.params.len();
        }
        Err(fault(format!("no type {}", of.name)))
    }

    fn param(&self, of: &Of, param: &Param) -> io::Result<(usize, String)> {
        let own = self.number(of, &param.code)?;
        let leaves = self.leaves(of, param)?;
        let mut tree = Tree::default();
        for leaf in &leaves {
            tree.add(&leaf.path, &self.find(of, param, leaf)?);
        }
        let mut components = Vec::new();
        for (code, _) in instead::parts(of, param) {
            components.push(format!("&P{}", self.number(of, code)?));
        }
        let Param { code, number, kind, not, .. } = param;
        let index = index::index(of, param, &leaves)?;
        let text = format!(
            "Param {{ id: {number}, code: {code:?}, kind: Kind::{}, index: Index::{index}, \
             targets: &{:?}, components: &[{}], is_single: {}, otherwise: {:?}, \
             not_extracted: {not:?}, at: Way::Steps({}) }}",
            kind.rust(),
            targets(param, &leaves),
            components.join(", "),
            instead::expressions(of, param).len() == 1 && leaves.iter().all(|leaf| !leaf.is_list),
            instead::otherwise(of, param),
            tree.rust(),
        );
        Ok((own, text))
    }

    /// Where the values of a parameter stand, as far as its kind can compare them.
    fn leaves(&self, of: &Of, param: &Param) -> io::Result<Vec<Leaf>> {
        let expressions = instead::expressions(of, param);
        if expressions.is_empty() && param.not.is_none() {
            return Err(fault("it stands nowhere"));
        }
        let mut found = Vec::new();
        for expression in expressions {
            found.extend(self.readable(&of.name, param, expression)?);
        }
        Ok(found)
    }

    fn readable(&self, from: &str, param: &Param, expression: &str) -> io::Result<Vec<Leaf>> {
        let mut found = leaves(self.schema, from, expression)?;
        found.retain(|leaf| reading(param.kind, leaf).is_some());
        for leaf in
            found.iter_mut().filter(|leaf| param.code == "patient" && leaf.of == "Reference")
        {
            // Of some types the element alone says so, and bodies of others are kept.
            leaf.only_to.get_or_insert_with(|| "Patient".to_owned());
        }
        if found.is_empty() {
            return Err(fault(format!("no value that can be compared: {expression}")));
        }
        Ok(found)
    }

    /// `Find { param: &P7, reading: Reading::Coding }`.
    fn find(&self, of: &Of, param: &Param, leaf: &Leaf) -> io::Result<String> {
        let mut reading = reading(param.kind, leaf).ok_or_else(|| fault("it cannot be read"))?;
        if param.kind == Kind::Composite {
            let mut all = Vec::new();
            for (code, expression) in instead::parts(of, param) {
                all.push(self.part(of, code, (&leaf.of, expression))?);
            }
            reading = format!("Parts(&[{}])", all.join(", "));
        }
        let number = self.number(of, &param.code)?;
        Ok(format!("Find {{ param: &P{number}, reading: Reading::{reading} }}"))
    }

    /// One component, from the element of its composite on.
    fn part(&self, of: &Of, code: &str, (from, at): (&str, &str)) -> io::Result<String> {
        let definition = of.params.iter().find(|param| param.code == code);
        let definition = definition.ok_or_else(|| fault(format!("no parameter {code}")))?;
        let mut tree = Tree::default();
        let mut is_from_resource = false;
        for expression in at.split(" | ") {
            let from = if expression.starts_with('%') { &of.name } else { from };
            for leaf in self.readable(from, definition, expression)? {
                is_from_resource |= leaf.is_from_resource;
                tree.add(&leaf.path, &self.find(of, definition, &leaf)?);
            }
        }
        Ok(format!("Part {{ is_from_resource: {is_from_resource}, at: {} }}", tree.rust()))
    }

    /// The parameters of a type and of its bases in the order of their codes, and one tree for all.
    fn searched(&self, name: &str) -> io::Result<String> {
        let mut params = Vec::new();
        let mut next = Some(name);
        while let Some(name) = next {
            if let Some(of) = self.all.iter().find(|of| of.name == name) {
                params.extend(of.params.iter().map(|param| (of, param)));
            }
            next = self.schema.types.get(name).and_then(|whole| whole.base.as_deref());
        }
        params.sort_by(|(_, one), (_, other)| one.code.cmp(&other.code));
        let mut tree = Tree::default();
        let (mut numbers, mut otherwise) = (Vec::new(), Vec::new());
        for (of, param) in params {
            let own = format!("&P{}", self.number(of, &param.code)?);
            otherwise.extend(instead::otherwise(of, param).map(|_| own.clone()));
            numbers.push(own);
            for leaf in self.leaves(of, param)? {
                tree.add(&leaf.path, &self.find(of, param, &leaf)?);
            }
        }
        let (params, otherwise, at) = (numbers.join(", "), otherwise.join(", "), tree.rust());
        Ok(format!(
            "Searched {{ of: {name:?}, params: &[{params}], otherwise: &[{otherwise}], at: {at} }}"
        ))
    }
}

/// The types that a reference may point to; empty for any. The registry lists those of all types
/// that have the parameter, so that some cannot be meant here.
fn targets(param: &Param, leaves: &[Leaf]) -> Vec<String> {
    let only: Option<Vec<String>> = leaves.iter().map(|leaf| leaf.only_to.clone()).collect();
    if let Some(mut only) = only {
        only.dedup();
        return only;
    }
    if param.to.iter().any(|to| to == "any") {
        return Vec::new();
    }
    let allows = |to: &&String| {
        leaves.iter().any(|leaf| leaf.targets.is_empty() || leaf.targets.contains(to))
    };
    param.to.iter().filter(allows).cloned().collect()
}
