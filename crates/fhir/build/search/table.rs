//! The text: types, their parameters, and what is said of each.

use crate::read::lines;
use std::io;
use std::path::Path;

pub(crate) struct Of {
    pub(super) name: String,
    pub(super) params: Vec<Param>,
}

pub(super) struct Param {
    pub(super) code: String,
    pub(super) number: u16,
    pub(super) kind: Kind,
    /// Why it is not read off a body.
    pub(super) not: Option<String>,
    /// Expressions from the type on.
    pub(super) at: Vec<String>,
    /// Of a composite: codes and expressions from its element on.
    pub(super) parts: Vec<(String, String)>,
    /// Types that it may point to, or `any`.
    pub(super) to: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Token,
    Text,
    Date,
    Reference,
    Quantity,
    Number,
    Uri,
    Composite,
    Special,
}

impl Kind {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "token" => Self::Token,
            "string" => Self::Text,
            "date" => Self::Date,
            "reference" => Self::Reference,
            "quantity" => Self::Quantity,
            "number" => Self::Number,
            "uri" => Self::Uri,
            "composite" => Self::Composite,
            "special" => Self::Special,
            _ => return None,
        })
    }

    /// As the enum of the crate has it.
    pub(super) fn rust(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::Text => "Text",
            Self::Date => "Date",
            Self::Reference => "Reference",
            Self::Quantity => "Quantity",
            Self::Number => "Number",
            Self::Uri => "Uri",
            Self::Composite => "Composite",
            Self::Special => "Special",
        }
    }
}

pub(crate) fn read(path: &Path) -> io::Result<Vec<Of>> {
    let mut found: Vec<Of> = Vec::new();
    lines(path, |depth, line| {
        match depth {
            0 => found.push(Of { name: line.to_owned(), params: Vec::new() }),
            1 => found.last_mut()?.params.push(param(line)?),
            _ => said(found.last_mut()?.params.last_mut()?, line)?,
        }
        Some(())
    })?;
    Ok(found)
}

/// `code-value-date 185 composite`.
fn param(line: &str) -> Option<Param> {
    let mut words = line.split(' ');
    let (code, number, kind) = (words.next()?, words.next()?, words.next()?);
    Some(Param {
        code: code.to_owned(),
        number: number.parse().ok()?,
        kind: Kind::named(kind)?,
        not: None,
        at: Vec::new(),
        parts: Vec::new(),
        to: Vec::new(),
    })
}

fn said(param: &mut Param, line: &str) -> Option<()> {
    let (word, text) = line.split_once(": ")?;
    match word {
        "not" => param.not = Some(text.to_owned()),
        "at" => param.at.push(text.to_owned()),
        "of" => {
            let (code, expression) = text.split_once(" = ")?;
            param.parts.push((code.to_owned(), expression.to_owned()));
        }
        "to" => param.to = text.split(' ').map(str::to_owned).collect(),
        _ => return None,
    }
    Some(())
}
