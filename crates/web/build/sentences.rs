//! What one language says: every key, and the facts its sentence mentions.

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// One sentence: the file that says it, and the facts it needs.
pub(crate) struct Sentence {
    pub(crate) file: String,
    pub(crate) facts: BTreeSet<String>,
    pub(crate) text: String,
}

/// Everything that a folder of `.ftl` files says.
pub(crate) struct Sentences {
    pub(crate) files: BTreeMap<String, PathBuf>,
    pub(crate) by_key: BTreeMap<String, Sentence>,
    broken: Vec<String>,
}

impl Sentences {
    pub(crate) fn of_folder(folder: &Path) -> io::Result<Self> {
        let mut said = Self { files: BTreeMap::new(), by_key: BTreeMap::new(), broken: Vec::new() };
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "ftl") {
                let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                said.add_file(&file, &path)?;
                said.files.insert(file, path);
            }
        }
        Ok(said)
    }

    fn add_file(&mut self, file: &str, path: &Path) -> io::Result<()> {
        let text = fs::read_to_string(path)?;
        let resource = parser::parse(text.as_str()).unwrap_or_else(|(resource, faults)| {
            for fault in faults {
                let line = text.get(..fault.pos.start).map_or(0, |t| t.lines().count());
                self.broken.push(format!("{}:{line}: {fault}", path.display()));
            }
            resource
        });
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            let Some(pattern) = message.value else {
                self.broken.push(format!("{}: {key} says nothing", path.display()));
                continue;
            };
            let sentence = Sentence {
                file: file.to_owned(),
                facts: facts_of(&pattern),
                text: text_of(&pattern),
            };
            if self.by_key.insert(key.clone(), sentence).is_some() {
                self.broken.push(format!("{}: {key} is said twice", path.display()));
            }
        }
        Ok(())
    }

    /// Broken lines, and keys that do not carry the name of their file.
    pub(crate) fn faults_within(&self) -> Vec<String> {
        let mut faults = self.broken.clone();
        for (key, sentence) in &self.by_key {
            let named = key.starts_with(&format!("{}-", sentence.file));
            if !named && !is_code(key) {
                faults.push(format!("{key} is in {0}.ftl and must begin {0}-", sentence.file));
            }
        }
        faults
    }

    /// Sentences that one language has and the other lacks, or that need other facts there.
    pub(crate) fn differences_from(&self, other: &Self) -> Vec<String> {
        let mut faults = Vec::new();
        let keys: BTreeSet<&String> = self.by_key.keys().chain(other.by_key.keys()).collect();
        for key in keys {
            match (self.by_key.get(key), other.by_key.get(key)) {
                (Some(english), Some(hindi)) if english.facts != hindi.facts => faults.push(
                    format!("{key}: English needs {:?}, Hindi {:?}", english.facts, hindi.facts),
                ),
                (Some(english), Some(hindi)) if english.file != hindi.file => faults.push(format!(
                    "{key} is in {}.ftl in English and {}.ftl in Hindi",
                    english.file, hindi.file
                )),
                (Some(_), Some(_)) => {}
                (Some(_), None) => faults.push(format!("{key} has no Hindi")),
                (None, _) => faults.push(format!("{key} has no English")),
            }
        }
        faults
    }
}

/// A refusal's code, such as `QUE-001`: said by [`Refused`], never by a constructor.
pub(crate) fn is_code(key: &str) -> bool {
    key.starts_with(|letter: char| letter.is_ascii_uppercase())
}

fn facts_of(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            add_facts(expression, &mut facts);
        }
    }
    facts
}

fn add_facts(expression: &Expression<&str>, facts: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => add_inline(inline, facts),
        Expression::Select { selector, variants } => {
            add_inline(selector, facts);
            for variant in variants {
                facts.extend(facts_of(&variant.value));
            }
        }
    }
}

fn add_inline(inline: &InlineExpression<&str>, facts: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            facts.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => add_facts(expression, facts),
        InlineExpression::FunctionReference { arguments, .. } => add_arguments(arguments, facts),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

fn add_arguments(arguments: &CallArguments<&str>, facts: &mut BTreeSet<String>) {
    for argument in &arguments.positional {
        add_inline(argument, facts);
    }
}

fn text_of(pattern: &Pattern<&str>) -> String {
    let part = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { .. } => "…".to_owned(),
    };
    pattern.elements.iter().map(part).collect::<String>().replace('\n', " ")
}
