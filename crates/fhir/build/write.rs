//! The statics, as Rust. What several places share is written once, to keep the compiler quick.

use crate::flatten::{Schema, Whole};
use crate::read::{Codes, Compartment, Element, OfType, Rule, fault};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// What is written, and the names of the statics in it: `T7` a type, `R7` a rule, `C7` codes, `O7`
/// the types of an element.
struct Writer<'s> {
    types: BTreeMap<&'s str, usize>,
    codes: BTreeMap<&'s str, usize>,
    /// Lists of types, by the text of their items.
    lists: BTreeMap<String, usize>,
    text: String,
}

pub(crate) fn schema(schema: &Schema) -> io::Result<String> {
    let mut writer = Writer {
        types: schema.types.keys().enumerate().map(|(at, name)| (name.as_str(), at)).collect(),
        codes: schema.codes.iter().enumerate().map(|(at, of)| (of.url.as_str(), at)).collect(),
        lists: BTreeMap::new(),
        text: String::new(),
    };
    for (at, rule) in schema.rules.iter().enumerate() {
        writer.line(&format!("static R{at}: Rule = {};", rule_text(rule)));
    }
    for (at, codes) in schema.codes.iter().enumerate() {
        writer.line(&format!("static C{at}: Codes = {};", codes_text(codes)));
    }
    for (at, (name, whole)) in schema.types.iter().enumerate() {
        let def = writer.type_text(name, whole)?;
        writer.line(&format!("static T{at}: TypeDef = {def};"));
    }
    let all: Vec<String> = (0..schema.types.len()).map(|at| format!("&T{at}")).collect();
    writer.line("/// Every type, by name in the order of the bytes.");
    writer.line(&format!("pub static TYPES: &[&TypeDef] = &[{}];", all.join(", ")));
    let resource = writer.named("Resource")?;
    writer.line("/// What every resource is.");
    writer.line(&format!("pub(crate) static RESOURCE: &TypeDef = &T{resource};"));
    Ok(writer.text)
}

fn rule_text(rule: &Rule) -> String {
    let Rule { key, expression, human, .. } = rule;
    format!("Rule {{ key: {key:?}, expression: {expression:?}, human: {human:?} }}")
}

fn codes_text(codes: &Codes) -> String {
    let Codes { url, open, systems } = codes;
    let systems = pairs(systems);
    format!("Codes {{ url: {url:?}, systems: &[{systems}], open: {open:?} }}")
}

/// `("system", &["a", "b"]), `, which is also how a resource type and its parameters are written.
fn pairs(of: &[(String, Vec<String>)]) -> String {
    let pair = |(first, list): &(String, Vec<String>)| format!("({first:?}, &{list:?})");
    of.iter().map(pair).collect::<Vec<_>>().join(", ")
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    fn named(&self, name: &str) -> io::Result<usize> {
        self.types.get(name).copied().ok_or_else(|| fault(format!("no type {name}")))
    }

    fn type_text(&mut self, name: &str, whole: &Whole) -> io::Result<String> {
        let Whole { sort, is_abstract, .. } = whole;
        let base = match &whole.base {
            Some(base) => format!("Some(&T{})", self.named(base)?),
            None => "None".to_owned(),
        };
        let mut elements = String::new();
        for element in &whole.elements {
            elements += &self.element_text(element)?;
        }
        let mut members = String::new();
        for (key, element, of) in &whole.members {
            write!(members, "Member {{ key: {key:?}, element: {element}, of: {of} }}, ")
                .map_err(fault)?;
        }
        let rules = rules_text(&whole.rules);
        Ok(format!(
            "TypeDef {{ name: {name:?}, sort: Sort::{sort}, base: {base}, \
             is_abstract: {is_abstract}, elements: &[{elements}], members: &[{members}], \
             rules: {rules} }}"
        ))
    }

    fn element_text(&mut self, element: &Element) -> io::Result<String> {
        let Element { name, is_choice, min, max, is_modifier, in_summary, .. } = element;
        let types = self.list(&element.types)?;
        let codes = match &element.codes {
            Some(url) => {
                let at = self.codes.get(url.as_str());
                format!("Some(&C{})", at.ok_or_else(|| fault(format!("no codes {url}")))?)
            }
            None => "None".to_owned(),
        };
        let rules = rules_text(&element.rules);
        Ok(format!(
            "Element {{ name: {name:?}, is_choice: {is_choice}, min: {min}, max: {max:?}, \
             types: &O{types}, codes: {codes}, rules: {rules}, is_modifier: {is_modifier}, \
             in_summary: {in_summary} }}, "
        ))
    }

    /// The number of the list of these types, which is written when it is first asked for.
    fn list(&mut self, types: &[OfType]) -> io::Result<usize> {
        let mut items = String::new();
        for OfType { name, targets } in types {
            let of = self.named(name)?;
            write!(items, "OfType {{ of: &T{of}, targets: &{targets:?} }}, ").map_err(fault)?;
        }
        if let Some(known) = self.lists.get(&items) {
            return Ok(*known);
        }
        let at = self.lists.len();
        self.line(&format!("static O{at}: [OfType; {}] = [{items}];", types.len()));
        self.lists.insert(items, at);
        Ok(at)
    }
}

fn rules_text(rules: &[usize]) -> String {
    let all: Vec<String> = rules.iter().map(|at| format!("&R{at}")).collect();
    format!("&[{}]", all.join(", "))
}

pub(crate) fn compartments(all: &[Compartment]) -> String {
    let one = |Compartment { of, parts }: &Compartment| {
        format!("Compartment {{ of: {of:?}, parts: &[{}] }}", pairs(parts))
    };
    let all: Vec<String> = all.iter().map(one).collect();
    format!(
        "/// Those of R4, in the order of their names.\n\
         pub static COMPARTMENTS: &[Compartment] = &[{}];\n",
        all.join(", ")
    )
}
