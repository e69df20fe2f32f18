//! Writes the generated source: one module a file, one constructor a sentence.

use crate::sentences::{Sentence, Sentences, is_code};

pub(crate) fn constructors(english: &Sentences) -> String {
    let mut source = String::new();
    for file in english.files.keys() {
        let module = file.replace('-', "_");
        line(&mut source, &format!("/// What `locales/*/{file}.ftl` says."));
        line(&mut source, &format!("pub mod {module} {{"));
        for (key, sentence) in &english.by_key {
            if sentence.file == *file && !is_code(key) {
                constructor(&mut source, file, key, sentence);
            }
        }
        line(&mut source, "}");
    }
    source
}

fn constructor(source: &mut String, file: &str, key: &str, sentence: &Sentence) {
    let name = key.strip_prefix(file).unwrap_or(key).trim_start_matches('-').replace('-', "_");
    let name = if is_keyword(&name) { format!("r#{name}") } else { name };
    let parameters: Vec<String> = sentence
        .facts
        .iter()
        .map(|fact| format!("{}: impl crate::messages::ToFact", fact.replace('-', "_")))
        .collect();
    let facts: Vec<String> = sentence
        .facts
        .iter()
        .map(|fact| {
            format!("({fact:?}, crate::messages::ToFact::to_fact(&{}))", fact.replace('-', "_"))
        })
        .collect();
    line(source, &format!("    #[doc = {:?}]", format!("`{}`", sentence.text.replace('`', "'"))));
    line(
        source,
        &format!("    pub fn {name}({}) -> crate::messages::Message {{", parameters.join(", ")),
    );
    line(
        source,
        &format!("        crate::messages::Message::of({key:?}, vec![{}])", facts.join(", ")),
    );
    line(source, "    }");
}

pub(crate) fn sources(english: &Sentences, hindi: &Sentences) -> String {
    let mut source = String::new();
    for (name, said) in [("ENGLISH_TEXTS", english), ("HINDI_TEXTS", hindi)] {
        line(&mut source, &format!("const {name}: &[&str] = &["));
        for path in said.files.values() {
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            line(&mut source, &format!("    include_str!({:?}),", path.display().to_string()));
        }
        line(&mut source, "];");
    }
    line(&mut source, "/// Every code of a refusal that has its sentences.");
    line(&mut source, "pub const CODES: &[&str] = &[");
    for key in english.by_key.keys().filter(|key| is_code(key)) {
        line(&mut source, &format!("    {key:?},"));
    }
    line(&mut source, "];");
    source
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: [&str; 14] = [
        "as", "box", "else", "for", "if", "in", "loop", "match", "mod", "move", "return", "type",
        "use", "where",
    ];
    KEYWORDS.contains(&name)
}

fn line(source: &mut String, text: &str) {
    source.push_str(text);
    source.push('\n');
}
