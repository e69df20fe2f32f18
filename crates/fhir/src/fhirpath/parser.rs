//! A text as an expression, by how tightly each operator binds.

use super::fault::PathFault;
use super::functions::{self, Function, Pattern};
use super::grammar::{Call, DEPTH_MAX, Expr, Operation, Operator, Prepared, TYPE_BINDS, TypeTest};
use super::item::{Item, decimal};
use super::lexer::{Lexer, Token, Word};
use super::moment::Moment;
use super::quantity::{Quantity, Unit};
use super::types::TypeName;
use super::units::Calendar;
use super::value::Value;
use crate::schema::TypeDef;
use crate::systems;
use std::borrow::Cow;

/// Regular expressions in one expression; each is compiled when it is read.
const PATTERNS_MAX: usize = 16;

/// The whole of a text.
pub(super) fn expression(text: &str) -> Result<Expr, PathFault> {
    let mut lexer = Lexer::new(text)?;
    let token = lexer.next()?;
    let mut parser = Parser { lexer, token, depth: 0, patterns: 0 };
    let (expr, _) = parser.binding(0)?;
    let is_whole = parser.token.word == Word::End;
    if is_whole { Ok(expr) } else { Err(parser.expected("an operator or the end")) }
}

/// An expression, and how many others stand within one another in it.
type Grown = (Expr, usize);

struct Parser<'e> {
    lexer: Lexer<'e>,
    /// The next one, not yet taken.
    token: Token<'e>,
    depth: usize,
    /// Regular expressions so far.
    patterns: usize,
}

impl<'e> Parser<'e> {
    /// An expression whose operators bind at least so tightly.
    fn binding(&mut self, least: u8) -> Result<Grown, PathFault> {
        self.depth += 1;
        self.not_too_deep(self.depth)?;
        let mut left = self.signed()?;
        while let Some((operator, binds)) = self.operator().filter(|(_, binds)| *binds >= least) {
            let at = self.take()?.at;
            left = match operator {
                Between::Two(operator) => {
                    let right = self.binding(binds + 1)?;
                    let height = left.1.max(right.1);
                    let (left, right) = (left.0, right.0);
                    let operation = Operation { operator, left, right, at };
                    self.grown(Expr::Operation(Box::new(operation)), height)?
                }
                Between::Type(test) => {
                    let name = self.type_name()?;
                    self.grown(Expr::Typed { of: Box::new(left.0), test, name, at }, left.1)?
                }
            };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operator(&self) -> Option<(Between, u8)> {
        let (Word::Name(name) | Word::Sign(name)) = self.token.word else { return None };
        match name {
            "is" => Some((Between::Type(TypeTest::Is), TYPE_BINDS)),
            "as" => Some((Between::Type(TypeTest::As), TYPE_BINDS)),
            _ => Operator::named(name).map(|(operator, binds)| (Between::Two(operator), binds)),
        }
    }

    /// `-` or `+` before what a path may follow.
    fn signed(&mut self) -> Result<Grown, PathFault> {
        let Word::Sign(sign @ ("-" | "+")) = self.token.word else { return self.path() };
        let at = self.take()?.at;
        self.depth += 1;
        self.not_too_deep(self.depth)?;
        let (of, height) = self.signed()?;
        self.depth -= 1;
        self.grown(Expr::Sign { of: Box::new(of), is_minus: sign == "-", at }, height)
    }

    /// A term with what follows it: `.name`, `.function(…)`, `[place]`.
    fn path(&mut self) -> Result<Grown, PathFault> {
        let mut left = self.term()?;
        loop {
            let at = self.token.at;
            if self.took(".")? {
                left = self.invocation(left)?;
            } else if self.took("[")? {
                let (index, index_height) = self.binding(0)?;
                self.needs("]", "]")?;
                let height = left.1.max(index_height);
                let expr = Expr::At { of: Box::new(left.0), index: Box::new(index), at };
                left = self.grown(expr, height)?;
            } else {
                return Ok(left);
            }
        }
    }

    fn term(&mut self) -> Result<Grown, PathFault> {
        if self.took("(")? {
            let inner = self.binding(0)?;
            self.needs(")", ")")?;
            return Ok(inner);
        }
        if self.took("{")? {
            self.needs("}", "}")?;
            return Ok((Expr::Fixed(Vec::new()), 1));
        }
        let Token { word, at } = self.take()?;
        let expr = match word {
            Word::Number(digits) => self.number(digits, at)?,
            Word::Text(text) => fixed(Value::Text(Cow::Owned(text))),
            Word::Moment(text) => moment(text, at)?,
            Word::Variable(name) => variable(name, at)?,
            Word::Dollar("this") => Expr::This,
            Word::Dollar("index") => Expr::Index,
            Word::Dollar("total") => Expr::Total,
            Word::Name("true") => fixed(Value::Boolean(true)),
            Word::Name("false") => fixed(Value::Boolean(false)),
            Word::Name(name) if self.is_sign("(") => return self.call(None, name, at),
            Word::Name(name) if is_keyword(name) => return Err(expected(at, "a name or a value")),
            Word::Name(name) => head(name.to_owned()),
            Word::Delimited(name) => head(name),
            Word::Dollar(_) | Word::Sign(_) | Word::End => {
                return Err(expected(at, "a name or a value"));
            }
        };
        Ok((expr, 1))
    }

    /// What follows a point.
    fn invocation(&mut self, (of, height): Grown) -> Result<Grown, PathFault> {
        let Token { word, at } = self.take()?;
        if let Word::Name(name) = word
            && self.is_sign("(")
        {
            return self.call(Some((of, height)), name, at);
        }
        // `a.$this` is `a`, as `$this` says what it is asked about.
        if matches!(word, Word::Dollar("this")) {
            return Ok((of, height));
        }
        // Nothing but a name can follow a point, so that `text.div` is the element.
        let name = named(word).ok_or_else(|| expected(at, "a name"))?;
        let expr = Expr::Member { of: Some(Box::new(of)), name: name.into_boxed_str() };
        self.grown(expr, height)
    }

    fn call(&mut self, of: Option<Grown>, name: &str, at: usize) -> Result<Grown, PathFault> {
        let Some((function, (fewest, most))) = Function::named(name) else {
            return Err(PathFault::UnknownFunction { at, name: name.to_owned() });
        };
        self.needs("(", "(")?;
        let mut height = of.as_ref().map_or(0, |of| of.1);
        let (mut arguments, mut prepared) = (Vec::new(), Prepared::Nothing);
        let mut count = 0;
        if !self.took(")")? {
            loop {
                if function.takes_type() && count == 0 {
                    prepared = Prepared::Type(self.type_name()?);
                } else {
                    let (argument, argument_height) = self.binding(0)?;
                    height = height.max(argument_height);
                    arguments.push(argument);
                }
                count += 1;
                if self.took(")")? {
                    break;
                }
                self.needs(",", "a comma or )")?;
            }
        }
        if !(fewest..=most).contains(&count) {
            return Err(PathFault::Arguments { at, name: name.to_owned() });
        }
        if function.takes_pattern()
            && let Some(pattern) = functions::pattern_of(&arguments)
        {
            self.patterns += 1;
            let compiled = Pattern::said(&pattern).filter(|_| self.patterns <= PATTERNS_MAX);
            prepared = Prepared::Pattern(compiled.ok_or(PathFault::Pattern { at })?);
        }
        let call = Call { function, of: of.map(|of| of.0), arguments, prepared, at };
        self.grown(Expr::Call(Box::new(call)), height)
    }

    /// A number, and perhaps what it is a number of.
    fn number(&mut self, digits: &str, at: usize) -> Result<Expr, PathFault> {
        let value = if let (false, Ok(whole)) = (digits.contains('.'), digits.parse()) {
            Value::Integer(whole)
        } else {
            let number = decimal(digits);
            Value::Decimal(number.ok_or(expected(at, "a number of at most 28 digits"))?)
        };
        let unit = if let Word::Name(word) = &self.token.word {
            Calendar::named(word).map(Unit::Calendar)
        } else if let Word::Text(code) = &self.token.word {
            Some(Unit::literal(Cow::Owned(code.clone())))
        } else {
            None
        };
        let (Some(unit), Some(value)) = (unit, value.number()) else { return Ok(fixed(value)) };
        self.take()?;
        Ok(fixed(Value::Quantity(Quantity { value, unit })))
    }

    /// `Patient`, `FHIR.Patient`, `System.Boolean`.
    fn type_name(&mut self) -> Result<TypeName, PathFault> {
        let at = self.token.at;
        let first = self.name()?;
        let (space, name) = if matches!(first.as_str(), "FHIR" | "System") && self.took(".")? {
            (Some(first.as_str()), self.name()?)
        } else {
            (None, first.clone())
        };
        TypeName::find(space, &name).ok_or(PathFault::UnknownType { at, name })
    }

    fn name(&mut self) -> Result<String, PathFault> {
        let Token { word, at } = self.take()?;
        named(word).ok_or_else(|| expected(at, "the name of a type"))
    }

    fn take(&mut self) -> Result<Token<'e>, PathFault> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.token.word == Word::Sign(sign)
    }

    fn took(&mut self, sign: &str) -> Result<bool, PathFault> {
        let is_next = self.is_sign(sign);
        if is_next {
            self.take()?;
        }
        Ok(is_next)
    }

    fn needs(&mut self, sign: &str, what: &'static str) -> Result<(), PathFault> {
        if self.took(sign)? { Ok(()) } else { Err(self.expected(what)) }
    }

    fn expected(&self, what: &'static str) -> PathFault {
        expected(self.token.at, what)
    }

    fn grown(&self, expr: Expr, height: usize) -> Result<Grown, PathFault> {
        self.not_too_deep(height + 1)?;
        Ok((expr, height + 1))
    }

    fn not_too_deep(&self, depth: usize) -> Result<(), PathFault> {
        if depth > DEPTH_MAX { Err(PathFault::TooDeep { at: self.token.at }) } else { Ok(()) }
    }
}

/// What may stand behind an expression.
enum Between {
    Two(Operator),
    Type(TypeTest),
}

/// A name, with or without its quotes.
fn named(word: Word<'_>) -> Option<String> {
    match word {
        Word::Name(name) => Some(name.to_owned()),
        Word::Delimited(name) => Some(name),
        Word::Number(_)
        | Word::Text(_)
        | Word::Moment(_)
        | Word::Variable(_)
        | Word::Dollar(_)
        | Word::Sign(_)
        | Word::End => None,
    }
}

fn expected(at: usize, what: &'static str) -> PathFault {
    PathFault::Malformed { at, what }
}

fn fixed(value: Value<'static>) -> Expr {
    Expr::Fixed(vec![Item::Value(value)])
}

/// What cannot be the name of an element without back-ticks.
fn is_keyword(name: &str) -> bool {
    matches!(name, "true" | "false" | "div" | "mod" | "and" | "or" | "xor" | "implies")
}

/// The first name of a path: a type, which names of elements never look like, or a child.
fn head(name: String) -> Expr {
    let of = if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        TypeDef::named(&name)
    } else {
        None
    };
    match of {
        Some(of) => Expr::Head(of),
        None => Expr::Member { of: None, name: name.into_boxed_str() },
    }
}

fn moment(text: &str, at: usize) -> Result<Expr, PathFault> {
    let moment = if let Some(time) = text.strip_prefix('T') {
        Moment::time(time)
    } else if text.contains('T') {
        Moment::date_time(text)
    } else {
        Moment::date(text)
    };
    moment.map(|moment| fixed(Value::Moment(moment))).ok_or(expected(at, "a date or a time"))
}

fn variable(name: String, at: usize) -> Result<Expr, PathFault> {
    let url = match name.as_str() {
        "context" => return Ok(Expr::Focus),
        "resource" => return Ok(Expr::Resource),
        "rootResource" => return Ok(Expr::RootResource),
        "ucum" => systems::UCUM.to_owned(),
        "sct" => systems::SNOMED_CT.to_owned(),
        "loinc" => systems::LOINC.to_owned(),
        other => match (other.strip_prefix("vs-"), other.strip_prefix("ext-")) {
            (Some(set), _) => format!("http://hl7.org/fhir/ValueSet/{set}"),
            (None, Some(ext)) => format!("http://hl7.org/fhir/StructureDefinition/{ext}"),
            (None, None) => return Err(PathFault::UnknownVariable { at, name }),
        },
    };
    Ok(fixed(Value::Text(Cow::Owned(url))))
}
