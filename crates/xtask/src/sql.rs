//! Finds the SQL in the Rust sources: constants, literals, `concat!` and our own small macros.
//!
//! A statement is a text that starts with a verb of SQL and is known when the program is built.
//! What is put together at run time cannot be seen here; its crate tests it.

use crate::tree::Source;
use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeSet, HashMap};
use syn::visit::{self, Visit};

const VERBS: [&str; 5] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];

/// One statement and where it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Statement {
    /// The file.
    pub(crate) path: String,
    /// The constant's name, or `a literal`.
    pub(crate) name: String,
    /// The text as the store gets it.
    pub(crate) text: String,
}

/// The sources of the program with all their macros, which files of one crate share.
pub(crate) struct Library {
    files: Vec<Source>,
    macros: HashMap<String, Macros>,
}

impl Library {
    /// Reads the macros of every file.
    pub(crate) fn of(files: Vec<Source>) -> Result<Self> {
        let mut macros: HashMap<String, Macros> = HashMap::new();
        for file in &files {
            macros.entry(krate(&file.path)).or_default().extend(own_macros(file)?);
        }
        Ok(Self { files, macros })
    }

    /// Every statement, and the constants that look like SQL but cannot be read.
    pub(crate) fn statements(&self) -> Result<(Vec<Statement>, Vec<String>)> {
        let (mut found, mut unread) = (Vec::new(), Vec::new());
        for file in &self.files {
            // Two files may give one name to different macros; each means its own.
            let mut macros = self.macros.get(&krate(&file.path)).cloned().unwrap_or_default();
            macros.extend(own_macros(file)?);
            let (of_file, strange) = statements(file, macros)?;
            found.extend(of_file);
            unread.extend(strange);
        }
        Ok((found, unread))
    }
}

fn krate(path: &str) -> String {
    path.split('/').nth(1).unwrap_or_default().to_owned()
}

/// A `macro_rules!` rule: the names of its parameters and what it becomes.
#[derive(Clone)]
struct Rule {
    parameters: Vec<String>,
    body: TokenStream,
}

type Macros = HashMap<String, Vec<Rule>>;

struct Finder<'s> {
    path: &'s str,
    macros: Macros,
    name: String,
    found: BTreeSet<Statement>,
    unread: Vec<String>,
}

fn own_macros(source: &Source) -> Result<Macros> {
    let file = syn::parse_file(source.shipped()).with_context(|| source.path.clone())?;
    let mut macros = MacroFinder(HashMap::new());
    macros.visit_file(&file);
    Ok(macros.0)
}

fn statements(source: &Source, macros: Macros) -> Result<(Vec<Statement>, Vec<String>)> {
    let file = syn::parse_file(source.shipped()).with_context(|| source.path.clone())?;
    let mut finder = Finder {
        path: &source.path,
        macros,
        name: "a literal".to_owned(),
        found: BTreeSet::new(),
        unread: Vec::new(),
    };
    finder.visit_file(&file);
    Ok((finder.found.into_iter().collect(), finder.unread))
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        let outer = std::mem::replace(&mut self.name, item.ident.to_string());
        visit::visit_item_const(self, item);
        self.name = outer;
    }

    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        let is_test = item.attrs.iter().any(|a| a.path().is_ident("cfg"));
        if !is_test {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_macro(&mut self, _: &'a syn::ItemMacro) {}

    fn visit_attribute(&mut self, _: &'a syn::Attribute) {}

    fn visit_lit_str(&mut self, text: &'a syn::LitStr) {
        self.keep(text.value());
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        let name = call.path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default();
        if name == "concat" || self.macros.contains_key(&name) {
            match expand(&self.macros, &name, &call.tokens) {
                Some(text) => self.keep(text),
                None if self.name.chars().all(|c| c.is_uppercase() || c == '_') => {
                    self.unread.push(format!("{}: {}", self.path, self.name));
                }
                None => {}
            }
        } else {
            self.literals_of(call.tokens.clone());
        }
    }
}

impl Finder<'_> {
    fn keep(&mut self, text: String) {
        let first = text.split_whitespace().next().unwrap_or_default();
        // A sentence may start with "With"; a statement is written in capitals and has a body.
        if VERBS.contains(&first) && text.split_whitespace().nth(2).is_some() {
            self.found.insert(Statement {
                path: self.path.to_owned(),
                name: self.name.clone(),
                text,
            });
        }
    }

    /// Other macros (`vec!`, `assert!`): only their plain literals.
    fn literals_of(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.literals_of(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.keep(text.value());
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

struct MacroFinder(Macros);

impl<'a> Visit<'a> for MacroFinder {
    fn visit_item_macro(&mut self, item: &'a syn::ItemMacro) {
        if let Some(name) = &item.ident {
            self.0.insert(name.to_string(), rules(&item.mac.tokens));
        }
    }
}

/// `($a:literal, $b:literal) => { … };` for each rule.
fn rules(tokens: &TokenStream) -> Vec<Rule> {
    let groups: Vec<_> = tokens
        .clone()
        .into_iter()
        .filter_map(|token| match token {
            TokenTree::Group(group) => Some(group),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
        })
        .collect();
    groups
        .chunks(2)
        .filter_map(|pair| match pair {
            [pattern, body] => {
                Some(Rule { parameters: parameters(pattern.stream()), body: body.stream() })
            }
            _ => None,
        })
        .collect()
}

fn parameters(pattern: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut after_dollar = false;
    for token in pattern {
        match token {
            TokenTree::Punct(mark) => after_dollar = mark.as_char() == '$',
            TokenTree::Ident(name) if after_dollar => {
                names.push(name.to_string());
                after_dollar = false;
            }
            TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_) => {}
        }
    }
    names
}

/// The text of a call, when everything in it is known.
fn expand(macros: &Macros, name: &str, tokens: &TokenStream) -> Option<String> {
    let arguments = split_at_commas(tokens);
    if name == "concat" {
        return arguments.iter().map(|argument| text_of(macros, argument)).collect();
    }
    let rule = macros.get(name)?.iter().find(|rule| rule.parameters.len() == arguments.len())?;
    let values: HashMap<&str, &TokenStream> =
        rule.parameters.iter().map(String::as_str).zip(&arguments).collect();
    text_of(macros, &substitute(&rule.body, &values))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only these expressions are known texts")]
fn text_of(macros: &Macros, tokens: &TokenStream) -> Option<String> {
    match syn::parse2::<syn::Expr>(tokens.clone()).ok()? {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => {
            Some(number.base10_digits().to_owned())
        }
        syn::Expr::Macro(call) => {
            let name = call.mac.path.segments.last()?.ident.to_string();
            expand(macros, &name, &call.mac.tokens)
        }
        syn::Expr::Group(inner) => {
            let inner = inner.expr;
            text_of(macros, &quote::quote!(#inner))
        }
        _ => None,
    }
}

fn substitute(body: &TokenStream, values: &HashMap<&str, &TokenStream>) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = body.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_dollar = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '$');
        let value = match tokens.peek() {
            Some(TokenTree::Ident(name)) if is_dollar => values.get(name.to_string().as_str()),
            _ => None,
        };
        if let Some(value) = value {
            tokens.next();
            out.extend((*value).clone());
            continue;
        }
        out.extend([match token {
            TokenTree::Group(group) => TokenTree::Group(proc_macro2::Group::new(
                group.delimiter(),
                substitute(&group.stream(), values),
            )),
            other @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => other,
        }]);
    }
    out
}

fn split_at_commas(tokens: &TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens.clone() {
        let is_comma = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ',');
        if is_comma {
            parts.push(TokenStream::new());
        } else if let Some(last) = parts.last_mut() {
            last.extend([flat(token)]);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A group without brackets, which a macro's parameter leaves behind, is its only token.
fn flat(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut inner = group.stream().into_iter();
            match (inner.next(), inner.next()) {
                (Some(only), None) => only,
                _ => TokenTree::Group(group),
            }
        }
        other @ (TokenTree::Group(_)
        | TokenTree::Ident(_)
        | TokenTree::Punct(_)
        | TokenTree::Literal(_)) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<String> {
        let source = Source { path: "a.rs".to_owned(), text: code.to_owned() };
        let found = Library::of(vec![source]).unwrap().statements().unwrap().0;
        found.into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn a_constant_and_a_literal_are_found_and_prose_is_not() {
        let code = r#"
            const A: &str = "SELECT a FROM t";
            /// SELECT nothing FROM docs
            fn f() { run("DELETE FROM t"); say("With love from me"); say("SELECT"); }"#;
        assert_eq!(texts(code), ["SELECT a FROM t", "DELETE FROM t"]);
    }

    #[test]
    fn a_macro_over_concat_is_read_as_the_compiler_reads_it() {
        let code = r#"
            macro_rules! pick { ($which:literal) => { concat!("SELECT a FROM t ", $which) }; }
            const A: &str = pick!("WHERE b = $1");
            macro_rules! two { ($x:literal, $y:expr) => { concat!(pick!($x), $y, 3) }; }
            const B: &str = two!("ORDER BY a LIMIT ", "1");"#;
        assert_eq!(
            texts(code),
            ["SELECT a FROM t WHERE b = $1", "SELECT a FROM t ORDER BY a LIMIT 13"]
        );
    }
}
