//! `search.txt`: the search parameters of each type, with the numbers that the database keeps.
//!
//! ```text
//! Location
//!   near 325 special
//!     not: distances on the globe have no index
//! Observation
//!   code-value-date 185 composite
//!     at: Observation
//!     of: code = code
//!     of: value-date = value.as(DateTime) | value.as(Period)
//!   focus 101 reference
//!     at: Observation.focus
//!     to: any
//! ```
//!
//! A code has one number in all types. The numbers are read back from the text before it is
//! written again: a number never changes its code, and a new code takes the next free one.

use super::package::{Component, Kind, Package, SearchParameter};
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How many the registry of R4 (searchparameter-registry.html) lists.
const REGISTERED: usize = 1_375;
/// Published beside the registry: a language of its own, and no parameter of a type.
const FILTER: &str = "_filter";
/// Lies nowhere, and so is not among the targets where any type is one.
const KEPT_NOWHERE: &str = "Parameters";

/// Codes whose values are not read off a body, and why.
const NOT_EXTRACTED: [(&str, &str); 10] = [
    ("_content", "the words of a whole body have no index"),
    ("_has", "it asks about others than what is found"),
    ("_id", "an entry is known by it already"),
    ("_lastUpdated", "it is kept beside the body"),
    ("_list", "it asks about others than what is found"),
    ("_query", "it names a question, and none has a name"),
    ("_text", "the words of a narrative have no index"),
    ("_type", "it chooses among types"),
    ("near", "distances on the globe have no index"),
    ("phonetic", "how a name sounds has no index"),
];

/// Parameters of every type that R4 defines in words alone (search.html).
const IN_WORDS: [&str; 3] = ["_has", "_list", "_type"];

/// One parameter of one type.
struct Line<'p> {
    kind: &'p str,
    /// Alternatives, each from the type on.
    at: Vec<Cow<'p, str>>,
    to: BTreeSet<&'p str>,
    /// The code of each component and its expression.
    of: Vec<(&'p str, &'p str)>,
}

/// By type and code.
type Lines<'p> = BTreeMap<(&'p str, &'p str), Line<'p>>;

pub(super) fn all(package: &Package, before: &str) -> Result<String> {
    let lines = lines(package)?;
    let numbers = numbers(&lines, before)?;
    let concrete = package.types().filter(|of| of.kind == Kind::Resource && !of.is_abstract);
    let types: BTreeSet<&str> = concrete.map(|of| of.name.as_str()).collect();
    let mut text = String::new();
    let mut last = "";
    for ((of, code), line) in &lines {
        if last != *of {
            writeln!(text, "{of}")?;
            last = of;
        }
        let number = numbers.get(*code).context("every code has a number")?;
        writeln!(text, "  {code} {number} {}", line.kind)?;
        if let Some((_, why)) = NOT_EXTRACTED.iter().find(|(known, _)| known == code) {
            writeln!(text, "    not: {why}")?;
            continue;
        }
        for at in &line.at {
            writeln!(text, "    at: {at}")?;
        }
        for (component, expression) in &line.of {
            writeln!(text, "    of: {component} = {expression}")?;
        }
        if !line.to.is_empty() {
            writeln!(text, "    to: {}", targets(&line.to, &types))?;
        }
    }
    Ok(text)
}

fn lines(package: &Package) -> Result<Lines<'_>> {
    let is_listed = |of: &&SearchParameter| !of.experimental && of.code != FILTER;
    let listed: Vec<_> = package.search_parameters.values().filter(is_listed).collect();
    let count = listed.len();
    anyhow::ensure!(count == REGISTERED, "{count} parameters, where R4 lists {REGISTERED}");
    let mut lines = Lines::new();
    for parameter in listed {
        for of in &parameter.base {
            let line = line(package, parameter, of).with_context(|| parameter.code.clone())?;
            let twice = lines.insert((of, &parameter.code), line);
            anyhow::ensure!(twice.is_none(), "{of}.{} is defined twice", parameter.code);
        }
    }
    for code in IN_WORDS {
        let line = Line { kind: "special", at: vec![], to: BTreeSet::new(), of: vec![] };
        lines.insert(("Resource", code), line);
    }
    Ok(lines)
}

fn line<'p>(package: &'p Package, parameter: &'p SearchParameter, of: &str) -> Result<Line<'p>> {
    let expression = parameter.expression.as_deref().unwrap_or_default();
    let at: Vec<_> = expression.split('|').filter_map(|at| part(at.trim(), of)).collect();
    let is_exempt = NOT_EXTRACTED.iter().any(|(code, _)| *code == parameter.code);
    anyhow::ensure!(is_exempt || !at.is_empty(), "it says nothing of {of}");
    let component = |component: &'p Component| {
        let definition = package.search_parameters.get(&component.definition);
        let code = definition.with_context(|| component.definition.clone())?.code.as_str();
        Ok((code, component.expression.as_str()))
    };
    Ok(Line {
        kind: &parameter.kind,
        at,
        to: parameter.target.iter().map(String::as_str).collect(),
        of: parameter.component.iter().map(component).collect::<Result<_>>()?,
    })
}

/// An expression such as `(Type.element as T)`, if it begins with this type. One of R4's begins with
/// the element, as it is of one type alone.
fn part<'p>(expression: &'p str, of: &str) -> Option<Cow<'p, str>> {
    let name = expression.trim_start_matches('(');
    if name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some(format!("{of}.{expression}").into());
    }
    let rest = name.strip_prefix(of)?;
    (!rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(expression.into())
}

/// Of any type at all is said in one word.
fn targets(to: &BTreeSet<&str>, types: &BTreeSet<&str>) -> String {
    let mut others = types.difference(to).filter(|of| **of != KEPT_NOWHERE);
    if others.next().is_none() {
        return "any".to_owned();
    }
    to.iter().copied().collect::<Vec<_>>().join(" ")
}

fn numbers(lines: &Lines<'_>, before: &str) -> Result<BTreeMap<String, u16>> {
    let mut numbers = BTreeMap::new();
    let parameter = |line: &&str| line.starts_with("  ") && !line.starts_with("    ");
    for line in before.lines().filter(parameter) {
        let mut words = line.split_whitespace();
        let (code, number) = words.next().zip(words.next()).with_context(|| line.to_owned())?;
        let number: u16 = number.parse().with_context(|| line.to_owned())?;
        let known = numbers.insert(code.to_owned(), number);
        anyhow::ensure!(known.is_none_or(|known| known == number), "{code} has two numbers");
    }
    let codes: BTreeSet<&str> = lines.keys().map(|(_, code)| *code).collect();
    let gone = numbers.keys().find(|code| !codes.contains(code.as_str()));
    anyhow::ensure!(gone.is_none(), "{gone:?} is gone: its number must not be given again");
    let mut last = numbers.values().copied().max().unwrap_or(0);
    for code in codes {
        if !numbers.contains_key(code) {
            last = last.checked_add(1).context("there are no more numbers")?;
            numbers.insert(code.to_owned(), last);
        }
    }
    Ok(numbers)
}
