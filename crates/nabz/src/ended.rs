//! How a command ends when it does not succeed.

use nabz_exchange::FileFault;
use nabz_kernel::refusal::Refused;
use nabz_kernel::sheet::LineFault;
use nabz_store::Stop;
use nabz_web::messages::{Language, Message, say};
use nabz_web::msg;
use serde_json::{Value, json};
use std::process::ExitCode;

/// 1: the rules say no. 2: it was asked wrongly. 3: something is broken.
#[derive(Debug)]
pub enum Ended {
    /// What the rules say, one after another.
    Refused(Vec<Why>),
    /// How to ask instead.
    Usage(String),
    /// What broke.
    Fault(anyhow::Error),
}

/// One reason for a no.
#[derive(Debug)]
pub enum Why {
    /// A refusal with its code.
    Code(Refused),
    /// A fault of a list that was to be loaded, with its place and its code.
    Line(LineFault),
    /// A fault of a bundle that was to be imported, with its place and its code.
    File(FileFault),
    /// What a check found, for whoever keeps the machine.
    Found(String),
}

impl Ended {
    /// Asked wrongly.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::Usage(what.into())
    }

    /// Broken.
    pub fn fault(what: impl std::fmt::Display) -> Self {
        Self::Fault(anyhow::anyhow!("{what}"))
    }

    /// What checks found.
    pub fn found(lines: impl IntoIterator<Item = String>) -> Self {
        Self::Refused(lines.into_iter().map(Why::Found).collect())
    }

    /// Everything that is wrong with a list.
    pub fn faulty(lines: impl IntoIterator<Item = LineFault>) -> Self {
        Self::Refused(lines.into_iter().map(Why::Line).collect())
    }

    /// Everything that is wrong with a folder of bundles.
    pub fn faulty_files(faults: impl IntoIterator<Item = FileFault>) -> Self {
        Self::Refused(faults.into_iter().map(Why::File).collect())
    }

    /// What the shell is told.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Fault(_) => 3,
        })
    }

    /// The lines that say why.
    pub fn lines(&self, language: Language) -> Vec<String> {
        match self {
            Self::Refused(why) => why.iter().map(|one| one.sentence(language)).collect(),
            Self::Usage(line) => vec![line.clone()],
            Self::Fault(error) => vec![format!("{error:#}")],
        }
    }

    /// The same for machines: what has a code carries it, and its sentence in both languages.
    pub fn facts(&self) -> Vec<Value> {
        match self {
            Self::Refused(why) => why.iter().map(Why::facts).collect(),
            Self::Usage(_) | Self::Fault(_) => {
                self.lines(Language::English).into_iter().map(Value::from).collect()
            }
        }
    }
}

impl Why {
    fn sentence(&self, language: Language) -> String {
        match self {
            Self::Code(refused) => say(&Message::from(refused), language),
            Self::Line(fault) => say(&placed(fault), language).trim_end().to_owned(),
            Self::File(fault) => say(&in_file(fault), language).trim_end().to_owned(),
            Self::Found(words) => words.clone(),
        }
    }

    fn facts(&self) -> Value {
        let (en, hi) = (self.sentence(Language::English), self.sentence(Language::Hindi));
        match self {
            Self::Code(Refused { code, .. }) => {
                json!({ "code": code, "line": null, "column": null, "en": en, "hi": hi })
            }
            Self::Line(LineFault { line, column, what, .. }) => {
                let code = Refused::from(what).code;
                json!({ "code": code, "line": line, "column": column, "en": en, "hi": hi })
            }
            Self::File(FileFault { file, entry, element, what }) => json!({
                "code": what.code,
                "file": file,
                "entry": entry,
                "element": element,
                "en": en,
                "hi": hi,
            }),
            Self::Found(words) => json!(words),
        }
    }
}

/// The sentence of a fault with its place in front.
fn placed(fault: &LineFault) -> Message {
    let what = Message::from(&Refused::from(&fault.what));
    match (fault.feature, fault.column) {
        (Some(feature), _) => msg::sheets::feature(feature, fault.line, what),
        (None, "") => msg::sheets::line(fault.line, what),
        (None, column) => msg::sheets::cell(column, fault.line, what),
    }
}

/// The same for a bundle.
fn in_file(fault: &FileFault) -> Message {
    let (file, what) = (&fault.file, Message::from(&fault.what));
    match (fault.entry, &fault.element) {
        (None, _) => msg::exchange::file(file, what),
        (Some(entry), None) => msg::exchange::entry(entry, file, what),
        (Some(entry), Some(element)) => msg::exchange::element(element, entry, file, what),
    }
}

impl From<anyhow::Error> for Ended {
    fn from(error: anyhow::Error) -> Self {
        Self::Fault(error)
    }
}

impl From<std::io::Error> for Ended {
    fn from(error: std::io::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Refused> for Ended {
    fn from(refused: Refused) -> Self {
        Self::Refused(vec![Why::Code(refused)])
    }
}

impl From<Stop> for Ended {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refused) => refused.into(),
            other @ (Stop::Fault(_) | Stop::Again) => Self::Fault(other.into()),
        }
    }
}
