//! The tables as they are written: one thing a line, and what belongs to it indented below.

use std::path::Path;
use std::{fs, io};

pub(crate) struct Type {
    pub(crate) sort: &'static str,
    pub(crate) is_abstract: bool,
    pub(crate) name: String,
    pub(crate) base: Option<String>,
    /// Those that it adds.
    pub(crate) elements: Vec<Element>,
}

#[derive(Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) is_choice: bool,
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
    pub(crate) types: Vec<OfType>,
    pub(crate) is_modifier: bool,
    pub(crate) in_summary: bool,
    /// The canonical URL of a value set.
    pub(crate) codes: Option<String>,
    /// Where in the list of rules those stand that are on it.
    pub(crate) rules: Vec<usize>,
}

#[derive(Clone)]
pub(crate) struct OfType {
    pub(crate) name: String,
    pub(crate) targets: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Rule {
    pub(crate) key: String,
    pub(crate) expression: String,
    pub(crate) human: String,
    /// Types, and elements as `Type.element`.
    pub(crate) on: Vec<String>,
}

pub(crate) struct Codes {
    pub(crate) url: String,
    pub(crate) open: Option<String>,
    pub(crate) systems: Vec<(String, Vec<String>)>,
}

pub(crate) struct Compartment {
    pub(crate) of: String,
    pub(crate) parts: Vec<(String, Vec<String>)>,
}

pub(crate) fn fault(what: impl std::fmt::Display) -> io::Error {
    io::Error::other(what.to_string())
}

/// Hands each line, without its indent and with how many steps of two spaces it had, to `take`,
/// which answers `None` to a line that it does not understand.
fn lines(path: &Path, mut take: impl FnMut(usize, &str) -> Option<()>) -> io::Result<()> {
    let text = fs::read_to_string(path)?;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let bare = line.trim_start_matches(' ');
        let depth = (line.len() - bare.len()) / 2;
        take(depth, bare).ok_or_else(|| {
            fault(format!("{}:{}: not understood: {line}", path.display(), at + 1))
        })?;
    }
    Ok(())
}

pub(crate) fn types(path: &Path) -> io::Result<Vec<Type>> {
    let mut found: Vec<Type> = Vec::new();
    lines(path, |depth, line| {
        if depth == 0 {
            found.push(head(line)?);
        } else {
            found.last_mut()?.elements.push(element(line)?);
        }
        Some(())
    })?;
    Ok(found)
}

/// `abstract resource DomainResource : Resource`.
fn head(line: &str) -> Option<Type> {
    let concrete = line.strip_prefix("abstract ");
    let (sort, named) = concrete.unwrap_or(line).split_once(' ')?;
    let sort = match sort {
        "primitive" => "Primitive",
        "type" => "DataType",
        "backbone" => "Backbone",
        "resource" => "Resource",
        _ => return None,
    };
    let (name, base) = match named.split_once(" : ") {
        Some((name, base)) => (name, Some(base.to_owned())),
        None => (named, None),
    };
    let (name, is_abstract) = (name.to_owned(), concrete.is_some());
    Some(Type { sort, is_abstract, name, base, elements: Vec::new() })
}

/// `deceased[x] 0..1 boolean|dateTime modifier summary`.
fn element(line: &str) -> Option<Element> {
    let mut words = line.split(' ');
    let (name, count, types) = (words.next()?, words.next()?, words.next()?);
    let (min, max) = count.split_once("..")?;
    let mut element = Element {
        name: name.trim_end_matches("[x]").to_owned(),
        is_choice: name.ends_with("[x]"),
        min: min.parse().ok()?,
        max: if max == "*" { None } else { Some(max.parse().ok()?) },
        types: types.split('|').map(of_type).collect::<Option<_>>()?,
        is_modifier: false,
        in_summary: false,
        codes: None,
        rules: Vec::new(),
    };
    for word in words {
        match word.split_once(':') {
            None if word == "modifier" => element.is_modifier = true,
            None if word == "summary" => element.in_summary = true,
            Some(("from", set)) if set.contains(':') => element.codes = Some(set.to_owned()),
            Some(("from", end)) => {
                element.codes = Some(format!("http://hl7.org/fhir/ValueSet/{end}"));
            }
            _ => return None,
        }
    }
    Some(element)
}

/// `Reference(Patient,Group)`.
fn of_type(word: &str) -> Option<OfType> {
    let Some((name, targets)) = word.split_once('(') else {
        return Some(OfType { name: word.to_owned(), targets: Vec::new() });
    };
    let targets = targets.strip_suffix(')')?.split(',').map(str::to_owned).collect();
    Some(OfType { name: name.to_owned(), targets })
}

pub(crate) fn rules(path: &Path) -> io::Result<Vec<Rule>> {
    let mut found: Vec<Rule> = Vec::new();
    lines(path, |depth, line| {
        if depth == 0 {
            found.push(Rule { key: line.to_owned(), ..Rule::default() });
            return Some(());
        }
        let rule = found.last_mut()?;
        let (word, text) = line.split_once(": ")?;
        let text = text.to_owned();
        match word {
            "is" => rule.expression = text,
            "says" => rule.human = text,
            "on" => rule.on.push(text),
            _ => return None,
        }
        Some(())
    })?;
    Ok(found)
}

pub(crate) fn codes(path: &Path) -> io::Result<Vec<Codes>> {
    let mut found: Vec<Codes> = Vec::new();
    lines(path, |depth, line| {
        let text = line.to_owned();
        match depth {
            0 => found.push(Codes { url: text, open: None, systems: Vec::new() }),
            1 => match line.strip_prefix("open: ") {
                Some(why) => found.last_mut()?.open = Some(why.to_owned()),
                None => found.last_mut()?.systems.push((text, Vec::new())),
            },
            _ => found.last_mut()?.systems.last_mut()?.1.push(text),
        }
        Some(())
    })?;
    Ok(found)
}

pub(crate) fn compartments(path: &Path) -> io::Result<Vec<Compartment>> {
    let mut found: Vec<Compartment> = Vec::new();
    lines(path, |depth, line| {
        if depth == 0 {
            found.push(Compartment { of: line.to_owned(), parts: Vec::new() });
        } else {
            let (of, params) = line.split_once(' ')?;
            let params = params.split(' ').map(str::to_owned).collect();
            found.last_mut()?.parts.push((of.to_owned(), params));
        }
        Some(())
    })?;
    Ok(found)
}
