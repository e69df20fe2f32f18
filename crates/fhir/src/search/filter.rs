//! `_filter`: conditions joined by `and`, `or` and `not`, in one text.
//!
//! Every comparison becomes the condition that the parameter would be asked by elsewhere, so that
//! the same rules decide. Where `and` and `or` stand beside each other parentheses are asked for:
//! R4 does not say which binds closer.
//!
//! Source: <http://hl7.org/fhir/R4/search_filter.html>.

use super::criteria::{Criterion, Query, Test, TextMode, TextWanted, Wanted};
use super::grammar::{Misread, answered, token, unknown, wrong};
use super::matching::{has_another, matches};
use super::wanted::wanted;
use crate::definitions::{Kind, Param};
use crate::tape::Node;
use std::iter::Peekable;
use std::str::CharIndices;

/// Parentheses within each other.
const DEPTH_MAX: u32 = 20;
/// Comparisons of one filter.
const COMPARISONS_MAX: usize = 40;

/// What has to hold of a body.
#[derive(Clone, Debug)]
pub enum Filter {
    /// This condition.
    Is(Criterion),
    /// Some value is none of those that the condition wants.
    IsAnother(Criterion),
    /// Not this.
    Not(Box<Filter>),
    /// Each of these.
    All(Vec<Filter>),
    /// One of these at least.
    Any(Vec<Filter>),
}

impl Filter {
    /// Does it hold of the body?
    pub fn holds(&self, body: Node<'_>) -> bool {
        match self {
            Self::Is(criterion) => matches(criterion, body),
            Self::IsAnother(criterion) => has_another(criterion, body),
            Self::Not(filter) => !filter.holds(body),
            Self::All(filters) => filters.iter().all(|filter| filter.holds(body)),
            Self::Any(filters) => filters.iter().any(|filter| filter.holds(body)),
        }
    }

    /// What of it are plain conditions that all have to hold, and the rest.
    pub(super) fn taken_apart(self) -> (Vec<Criterion>, Vec<Self>) {
        let parts = if let Self::All(parts) = self { parts } else { vec![self] };
        let (mut plain, mut rest) = (Vec::new(), Vec::new());
        for part in parts {
            if let Self::Is(criterion) = part {
                plain.push(criterion);
            } else {
                rest.push(part);
            }
        }
        (plain, rest)
    }
}

/// Reads a filter of this search.
pub(super) fn filter(query: &Query, text: &str) -> Result<Filter, Misread> {
    let mut words = Words { text, chars: text.char_indices().peekable() };
    let mut reader = Reader { query, comparisons: 0 };
    let filter = reader.joined(&mut words, 0)?;
    match words.next()? {
        None => Ok(filter),
        Some(_) => Err(wrong("a filter ends before its text does")),
    }
}

/// A piece of the text.
enum Word<'t> {
    Open,
    Close,
    Plain(&'t str),
    Quoted(String),
}

struct Words<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
}

impl<'t> Words<'t> {
    fn next(&mut self) -> Result<Option<Word<'t>>, Misread> {
        while self.chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some((from, first)) = self.chars.next() else { return Ok(None) };
        Ok(Some(match first {
            '(' => Word::Open,
            ')' => Word::Close,
            '"' => Word::Quoted(self.quoted()?),
            _ => {
                let is_of_it = |c: char| !c.is_whitespace() && !['(', ')', '"'].contains(&c);
                while self.chars.next_if(|(_, c)| is_of_it(*c)).is_some() {}
                let to = self.chars.peek().map_or(self.text.len(), |(at, _)| *at);
                Word::Plain(self.text.get(from..to).unwrap_or_default())
            }
        }))
    }

    fn quoted(&mut self) -> Result<String, Misread> {
        let mut text = String::new();
        while let Some((_, c)) = self.chars.next() {
            match c {
                '"' => return Ok(text),
                '\\' => text.extend(self.chars.next().map(|(_, c)| c)),
                c => text.push(c),
            }
        }
        Err(wrong("a text of the filter has no second quotation mark"))
    }

    /// Takes the next word where it is this one.
    fn took(&mut self, word: &str) -> bool {
        let mut ahead = Words { text: self.text, chars: self.chars.clone() };
        let is_it = matches!(ahead.next(), Ok(Some(Word::Plain(next))) if next == word);
        if is_it {
            self.chars = ahead.chars;
        }
        is_it
    }
}

struct Reader<'q> {
    query: &'q Query,
    comparisons: usize,
}

impl Reader<'_> {
    /// `a and b and c`, `a or b`, or one alone.
    fn joined(&mut self, words: &mut Words<'_>, depth: u32) -> Result<Filter, Misread> {
        if depth > DEPTH_MAX {
            return Err(wrong("parentheses too deep"));
        }
        let mut all = vec![self.one(words, depth)?];
        for (word, other) in [("and", "or"), ("or", "and")] {
            while words.took(word) {
                all.push(self.one(words, depth)?);
            }
            if all.len() > 1 {
                if words.took(other) {
                    return Err(wrong("and beside or needs parentheses"));
                }
                return Ok(if word == "and" { Filter::All(all) } else { Filter::Any(all) });
            }
        }
        all.pop().ok_or_else(|| wrong("an empty filter"))
    }

    fn one(&mut self, words: &mut Words<'_>, depth: u32) -> Result<Filter, Misread> {
        let is_negated = words.took("not");
        let filter = match words.next()? {
            Some(Word::Open) => {
                let inner = self.joined(words, depth + 1)?;
                let Some(Word::Close) = words.next()? else {
                    return Err(wrong("a parenthesis is not closed"));
                };
                inner
            }
            Some(Word::Plain(name)) if !is_negated => self.comparison(name, words)?,
            Some(_) | None => return Err(wrong("a parameter, a comparison and a value")),
        };
        Ok(if is_negated { Filter::Not(Box::new(filter)) } else { filter })
    }

    fn comparison(&mut self, name: &str, words: &mut Words<'_>) -> Result<Filter, Misread> {
        self.comparisons += 1;
        if self.comparisons > COMPARISONS_MAX {
            return Err(Misread::Wrong(format!("more than {COMPARISONS_MAX} comparisons")));
        }
        if name.contains(['.', '[']) {
            return Err(unknown("a filter of this server asks about one resource"));
        }
        let param = answered(self.query, name)?;
        let (Some(Word::Plain(how)), Some(value)) = (words.next()?, words.next()?) else {
            return Err(wrong("a parameter, a comparison and a value"));
        };
        let value = match value {
            Word::Plain(value) => value.to_owned(),
            Word::Quoted(value) => value,
            Word::Open | Word::Close => return Err(wrong("a parameter, a comparison and a value")),
        };
        if value.is_empty() || value.chars().any(char::is_control) {
            return Err(wrong("an empty value, or control characters"));
        }
        compared(param, how, &value)
    }
}

fn compared(param: &'static Param, how: &str, value: &str) -> Result<Filter, Misread> {
    let is = |test| Filter::Is(Criterion { param, test });
    if how == "pr" {
        let missing = match value {
            "true" => false,
            "false" => true,
            _ => return Err(wrong("true or false")),
        };
        return Ok(is(Test::Missing(missing)));
    }
    let wanted = match param.kind {
        Kind::Date | Kind::Number | Kind::Quantity if is_a_prefix(how) => {
            wanted(param, None, &format!("{how}{value}"))?
        }
        Kind::Text => Wanted::Text(TextWanted { text: value.to_owned(), mode: mode(how)? }),
        Kind::Token if is_equality(how) => Wanted::Token(token(value)?),
        Kind::Reference if is_equality(how) || how == "re" => wanted(param, None, value)?,
        Kind::Uri if is_equality(how) => wanted(param, None, value)?,
        Kind::Composite if how == "eq" => wanted(param, None, value)?,
        Kind::Token
        | Kind::Date
        | Kind::Number
        | Kind::Quantity
        | Kind::Reference
        | Kind::Uri
        | Kind::Composite
        | Kind::Special => return Err(unknown("this comparison is not supported here")),
    };
    let test = Test::AnyOf(vec![wanted]);
    // The prefix of a number or a date says itself that another is wanted.
    let wants_another = how == "ne" && !is_a_number(param.kind);
    Ok(if wants_another { Filter::IsAnother(Criterion { param, test }) } else { is(test) })
}

fn is_a_number(kind: Kind) -> bool {
    matches!(kind, Kind::Date | Kind::Number | Kind::Quantity)
}

fn is_equality(how: &str) -> bool {
    ["eq", "ne"].contains(&how)
}

fn is_a_prefix(how: &str) -> bool {
    ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"].contains(&how)
}

fn mode(how: &str) -> Result<TextMode, Misread> {
    Ok(match how {
        "eq" | "ne" => TextMode::Whole,
        "sw" => TextMode::Begins,
        "co" => TextMode::Contains,
        "ew" => TextMode::Ends,
        _ => return Err(unknown("this comparison is not supported here")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource_types::ResourceType;
    use crate::search::{Handling, parse};
    use crate::tape::Tape;

    fn read(text: &str) -> Result<crate::search::Query, String> {
        let pairs = [("_filter".to_owned(), text.to_owned())];
        parse(ResourceType::PATIENT, &pairs, Handling::Strict).map_err(|fault| fault.reason)
    }

    fn holds(text: &str) -> bool {
        let body = r#"{"name":[{"family":"Sharma","given":["Asha","Devi"]}],"gender":"female",
            "birthDate":"1984-05-02","active":true,"generalPractitioner":[{"reference":"Practitioner/7"}]}"#;
        let tape = Tape::parse(body.into()).unwrap();
        let query = read(text).unwrap_or_else(|reason| panic!("{text}: {reason}"));
        query.criteria.iter().all(|criterion| matches(criterion, tape.root()))
            && query.filters.iter().all(|filter| filter.holds(tape.root()))
    }

    #[test]
    fn conditions_are_joined_as_they_are_written() {
        for yes in [
            "family eq \"SHARMA\"",
            "given eq asha and birthdate lt 1990",
            "given ne asha",
            "given co ev or gender eq male",
            "family sw sha and (gender eq male or birthdate eq 1984)",
            "family ew RMA",
            "not (gender eq male)",
            "not(gender eq male) and not (family eq Khan)",
            "family pr true and email pr false",
            "general-practitioner re Practitioner/7",
            "birthdate ne 1985 and active eq true",
            "((gender eq female))",
        ] {
            assert!(holds(yes), "{yes}");
        }
        for no in [
            "family eq sharm",
            "family ne Sharma",
            "given eq asha and birthdate gt 1990",
            "family sw ha",
            "family ew sharm",
            "not (gender eq female)",
            "not (gender eq male or family eq sharma)",
            "email pr true",
            "general-practitioner re Practitioner/8",
            "birthdate ne 1984",
        ] {
            assert!(!holds(no), "{no}");
        }
    }

    #[test]
    fn what_has_to_hold_anyway_can_lead() {
        let count = |text| read(text).map(|query| (query.criteria.len(), query.filters.len()));
        assert_eq!(count("family eq a and given sw b"), Ok((2, 0)));
        assert_eq!(count("family eq a and (given sw b or given sw c)"), Ok((1, 1)));
        assert_eq!(count("family eq a or given sw b"), Ok((0, 1)));
        assert_eq!(count("gender eq female"), Ok((1, 0)));
    }

    #[test]
    fn a_filter_that_is_not_understood_says_why() {
        let deep = format!("{}gender eq male", "(".repeat(30));
        let long = vec!["gender eq male"; 41].join(" or ");
        for (text, reason) in [
            ("", "a parameter, a comparison and a value"),
            ("gender", "a parameter, a comparison and a value"),
            ("gender eq", "a parameter, a comparison and a value"),
            ("gender eq male male", "a filter ends before its text does"),
            ("gender eq male and", "a parameter, a comparison and a value"),
            ("not gender eq male", "a parameter, a comparison and a value"),
            ("(gender eq male", "a parenthesis is not closed"),
            ("family eq \"a", "a text of the filter has no second quotation mark"),
            ("gender eq a and gender eq b or gender eq c", "and beside or needs parentheses"),
            ("gender co a", "this comparison is not supported here"),
            ("family gt a", "this comparison is not supported here"),
            ("colour eq red", "not a parameter of this type"),
            ("organization.name eq a", "a filter of this server asks about one resource"),
            ("birthdate eq soon", "not a date, or a day that is in no calendar"),
            ("family eq \"\"", "an empty value, or control characters"),
            ("email pr maybe", "true or false"),
            (&deep, "parentheses too deep"),
            (&long, "more than 40 comparisons"),
        ] {
            assert_eq!(read(text).err().as_deref(), Some(reason), "{text}");
        }
    }
}
