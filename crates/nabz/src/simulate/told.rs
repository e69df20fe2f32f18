//! Forms that must not be lost, and what their answers tell.

use super::browser::{Answer, PageForm};
use super::crew::Member;
use anyhow::{Context, Result, bail};
use std::sync::Arc;

/// Steps that somebody was told had happened. After a crash each of them must still be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Token { facility: String, token: String },
    Signed { facility: String, visit: String },
    Dispensed { facility: String, dispense: String },
}

/// The kinds of step that a crash must not lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Token,
    Signed,
    Dispensed,
}

impl What {
    /// What the answer to a form of this kind tells.
    fn told(self, facility: &str, answer: &Answer) -> Result<Told> {
        let location = answer.location.as_deref().context("nothing was given")?;
        let facility = facility.to_owned();
        let lacks = || format!("{location}: what was given is not named");
        Ok(match self {
            Self::Token => {
                let token = location.split(['=', '&']).nth(1).with_context(lacks)?.to_owned();
                Told::Token { facility, token }
            }
            Self::Signed => {
                let visit = location.split("signed=").nth(1).with_context(lacks)?.to_owned();
                Told::Signed { facility, visit }
            }
            Self::Dispensed => {
                let dispense = location.rsplit('/').next().with_context(lacks)?.to_owned();
                Told::Dispensed { facility, dispense }
            }
        })
    }
}

/// A form that must not be lost. Whoever hears nothing of it sends it again as it is.
#[derive(Clone)]
pub(crate) struct Asking {
    pub(crate) what: What,
    pub(super) who: Arc<Member>,
    pub(super) facility: String,
    pub(super) form: PageForm,
}

impl Asking {
    /// Sends it, and says what the answer tells; nothing where a rule said no.
    #[cfg(test)]
    pub(crate) async fn send(&self) -> Result<Option<Told>> {
        let answer = self.who.browser.post(&self.form).await?;
        if [409, 422].contains(&answer.status) {
            return Ok(None);
        }
        self.told(&answer).map(Some)
    }

    pub(super) fn told(&self, answer: &Answer) -> Result<Told> {
        self.what.told(&self.facility, good(answer)?)
    }
}

impl Told {
    /// Which kind of step it was.
    #[cfg(test)]
    pub(crate) fn what(&self) -> What {
        match self {
            Self::Token { .. } => What::Token,
            Self::Signed { .. } => What::Signed,
            Self::Dispensed { .. } => What::Dispensed,
        }
    }

    /// Where it happened, by the facility's code, and the id of what was made.
    pub(crate) fn place_and_id(&self) -> (&str, &str) {
        match self {
            Self::Token { facility, token: id }
            | Self::Signed { facility, visit: id }
            | Self::Dispensed { facility, dispense: id } => (facility, id),
        }
    }
}

/// What became of a form that must not be lost.
pub(super) enum Sent {
    Done(Arc<Member>, Answer, Told),
    /// A rule said no, and the page says what to do.
    Refused(Answer),
}

/// Anything but what was asked for is a fault.
pub(super) fn good(answer: &Answer) -> Result<&Answer> {
    if answer.is_good() {
        return Ok(answer);
    }
    bail!("{} {}", answer.status, answer.complaint())
}
