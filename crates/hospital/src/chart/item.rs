//! One thing that a history says: a noun of its pages, which speak in messages.

use crate::queue::model::TokenId;
use nabz_web::messages::Message;
use nabz_web::msg::chart as msg;

/// One thing that was said.
pub struct Item {
    /// What it is about.
    pub title: Said,
    /// What it says.
    pub detail: Option<Said>,
    /// Whether its source marked it as out of range.
    pub abnormal: bool,
    /// Why it no longer holds: it was taken back as an error, or proved wrong.
    pub withdrawn: Option<Message>,
    /// That a clinician disputes it, and why.
    pub disputed: Option<Message>,
    /// `Type/id` of what another source said and the reader sees.
    pub elsewhere: Option<String>,
    /// Where it can be disputed, for whoever may.
    pub dispute: Option<String>,
    /// The visit, where it is one of ours.
    pub visit: Option<TokenId>,
    /// Where the note of the visit is, for whoever may open it.
    pub link: Option<String>,
}

impl Item {
    /// That something was said, and nothing of it.
    pub(super) fn masked() -> Self {
        Self {
            title: Said::Words(msg::masked()),
            detail: None,
            abnormal: false,
            withdrawn: None,
            disputed: None,
            elsewhere: None,
            dispute: None,
            visit: None,
            link: None,
        }
    }
}

/// A text of a line.
pub enum Said {
    /// As its source wrote it, or as a list names it.
    Written(String),
    /// In the language of the page.
    Words(Message),
}

impl Said {
    /// The text, when it is not ours to say.
    pub fn written(&self) -> Option<&str> {
        match self {
            Self::Written(text) => Some(text),
            Self::Words(_) => None,
        }
    }
}
