//! How a command ends when it does not succeed.

use nabz_kernel::refusal::Refused;
use nabz_store::Stop;
use std::process::ExitCode;

/// 1: the rules say no. 2: it was asked wrongly. 3: something is broken.
#[derive(Debug)]
pub enum Ended {
    /// What the rules say, line by line.
    Refused(Vec<String>),
    /// How to ask instead.
    Usage(String),
    /// What broke.
    Fault(anyhow::Error),
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

    /// What the shell is told.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Fault(_) => 3,
        })
    }

    /// The lines that say why.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Refused(lines) => lines.clone(),
            Self::Usage(line) => vec![line.clone()],
            Self::Fault(error) => vec![format!("{error:#}")],
        }
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
        Self::Refused(vec![in_english(&refused)])
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

/// The sentence of a refusal; commands speak English.
fn in_english(refused: &Refused) -> String {
    let message = nabz_web::messages::Message::from(refused);
    nabz_web::messages::say(&message, nabz_web::messages::Language::English)
}
