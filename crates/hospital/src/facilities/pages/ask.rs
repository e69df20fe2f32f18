//! The question before what cannot be undone by itself. It is a page of its own and needs no
//! script.

use askama::Template;
use nabz_web::{Desk, Message, OnceKey, Page, Problem, Shell, filters, msg};
use uuid::Uuid;

/// What is about to be done to one of the people.
pub(super) struct Question {
    /// To whom.
    pub(super) staff: Uuid,
    /// What is posted to, below `/people/{staff}/`.
    pub(super) verb: &'static str,
    /// Which role, where it is about one.
    pub(super) grant: Option<Uuid>,
    pub(super) title: Message,
    pub(super) what: Message,
    pub(super) also: Option<Message>,
    /// What the button says that does it.
    pub(super) yes: Message,
}

#[derive(Template)]
#[template(path = "facilities/pages/ask.html")]
struct AskPage {
    shell: Shell,
    once: OnceKey,
    asked: Question,
}

impl Question {
    /// Asks it.
    pub(super) fn page(self, desk: &Desk) -> Result<Page, Problem> {
        let (shell, once) = (desk.shell().at("/people"), OnceKey::draw());
        desk.page(&AskPage { shell, once, asked: self })
    }
}
