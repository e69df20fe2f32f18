//! The part of a form that says which guardian answers for a child: one of those who were named for
//! it, or another one, and how it is known that they may.

use crate::consent::model::{Basis, ConsentRefusal, GuardianPaper, Guardianship, Proxy};
use crate::consent::{rules, words};
use crate::households::model::Role;
use crate::registry::model::Person;
use crate::registry::words::script;
use crate::registry::{Choice, choices};
use nabz_web::messages::Message;
use nabz_web::{Fields, FormErrors, Language};
use uuid::Uuid;

/// Somebody who was not named for the child.
const ANOTHER: &str = "another";
const GUARDIAN: &str = "guardian";

/// One of those who were named for a child.
pub(crate) struct NamedChoice {
    pub(crate) person: Uuid,
    pub(crate) name: String,
    pub(crate) role: Message,
    pub(crate) chosen: bool,
}

/// Which guardian answers, and what shows that another one may.
#[derive(Clone, Debug, Default)]
pub(crate) struct GuardianTyped {
    which: String,
    paper: String,
    /// Who knows them, as typed.
    pub(crate) vouched: String,
}

impl GuardianTyped {
    /// As the form opens: with the first of those who were named.
    pub(crate) fn opening(named: &[(Person, Role)]) -> Self {
        let first = named.first().map(|(person, _)| person.id.to_string());
        Self { which: first.unwrap_or_else(|| ANOTHER.to_owned()), ..Self::default() }
    }

    /// From what a form sent.
    pub(crate) fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self { which: text(GUARDIAN), paper: text("proxy_paper"), vouched: text("proxy_vouched") }
    }

    /// The one of those who were named who is chosen, with the mistake noted where it is none of
    /// them.
    pub(crate) fn named(
        &self,
        named: &[(Person, Role)],
        errors: &mut FormErrors,
    ) -> Option<Guardianship> {
        let chosen = named.iter().find(|(person, _)| person.id.to_string() == self.which);
        let guardianship = chosen.and_then(|(person, role)| {
            Guardianship::named((person.id, &person.details.name), *role)
        });
        errors.keep(GUARDIAN, guardianship.ok_or(ConsentRefusal::NotGuardian))
    }

    /// Another one of this name and tie, where something shows that they may answer.
    pub(crate) fn another(
        &self,
        proxy: Option<Proxy>,
        errors: &mut FormErrors,
    ) -> Option<Guardianship> {
        let basis: Option<Basis> =
            errors.keep("proxy_paper", rules::proof(&self.paper, &self.vouched));
        Some(Guardianship { proxy: proxy?, basis: Some(basis?) })
    }

    /// Whether somebody answers who was not named for the child. A form without the question has
    /// nobody to choose.
    pub(crate) fn is_another(&self) -> bool {
        self.which.is_empty() || self.which == ANOTHER
    }

    /// Those who were named, as a page offers them.
    pub(crate) fn offered(&self, named: &[(Person, Role)], language: Language) -> Vec<NamedChoice> {
        let one = |(person, role): &(Person, Role)| NamedChoice {
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            role: crate::households::words::role(*role),
            chosen: person.id.to_string() == self.which,
        };
        named.iter().map(one).collect()
    }

    /// Papers that show it.
    pub(crate) fn papers(&self) -> Vec<Choice> {
        choices(GuardianPaper::ALL, &self.paper, GuardianPaper::word, words::guardian_paper)
    }
}
