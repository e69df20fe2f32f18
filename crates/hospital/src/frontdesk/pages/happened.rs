//! What the address of the desk says that just happened.

use crate::queue::model::{Token, TokenId};
use crate::queue::paper::{list, listed};
use nabz_people::registry::model::Person;
use nabz_people::registry::words::script;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::frontdesk as msg;
use serde::Deserialize;
use uuid::Uuid;

/// The address, as it was written.
#[derive(Deserialize)]
pub(super) struct Happened {
    /// The token that was given, or those of a family.
    #[serde(default)]
    given: String,
    #[serde(default)]
    undone: String,
    /// What had been given together with what was undone.
    #[serde(default)]
    rest: String,
    pub(super) registered: Option<Uuid>,
    pub(super) family: Option<Uuid>,
}

/// The tokens of which it speaks.
pub(super) struct Spoken {
    given: Vec<TokenId>,
    undone: Vec<TokenId>,
    /// Those of a family, each to be taken back by itself.
    pub(super) listed: Vec<TokenId>,
}

impl Happened {
    pub(super) fn spoken(&self) -> Spoken {
        let given = listed(&self.given);
        let together = if given.len() > 1 { given.clone() } else { listed(&self.rest) };
        Spoken { given, undone: listed(&self.undone), listed: together }
    }
}

impl Spoken {
    /// The token that the page is about.
    pub(super) fn first(&self) -> Option<TokenId> {
        self.given.first().or(self.undone.first()).copied()
    }

    /// Where the slips that are printed now lie, all in one paper.
    pub(super) fn slips(&self) -> Option<String> {
        let (first, others) = self.given.split_first()?;
        let slip = format!("/queue/tokens/{first}/slip.pdf");
        Some(if others.is_empty() { slip } else { format!("{slip}?with={}", list(others)) })
    }

    /// The line at the foot of the page, and where undoing it leads.
    pub(super) fn told(
        &self,
        token: Option<&Token>,
        person: Option<&Person>,
        language: Language,
    ) -> Option<(Message, Option<String>)> {
        let person = person?;
        let name = person.details.name.preferring(script(language));
        let Some(token) = token else {
            return Some((msg::registered(person.health_id.to_string(), name), None));
        };
        let number = token.number.to_string();
        Some(match (self.undone.len(), self.given.len()) {
            (0, 0 | 1) => {
                let undo = format!("/desk/undo/{}", token.id);
                (msg::token_given(name, number), Some(undo))
            }
            (0, given) => (msg::tokens_given(given), None),
            (1, _) => (msg::token_undone(number), None),
            (undone, _) => (msg::tokens_undone(undone), None),
        })
    }
}
