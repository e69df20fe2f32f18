//! What was typed into the forms of a request and of a nominee.

use crate::consent::GuardianTyped;
use crate::consent::model::{Guardianship, Tie};
use crate::consent::words::tie;
use crate::households::model::Role;
use crate::registry::model::Person;
use crate::registry::{Choice, choices};
use crate::rights::model::{
    Asks, NewNominee, NewRequest, Nominee, NomineeId, Note, Right, RightsRefusal, Voice,
};
use crate::rights::{rules, words};
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_web::{Fields, FormErrors};
use uuid::Uuid;

/// A request as a counter types it.
#[derive(Clone, Default)]
pub(super) struct RequestTyped {
    pub(super) right: String,
    pub(super) by: String,
    pub(super) guardian: GuardianTyped,
    pub(super) proxy_name: String,
    pub(super) proxy_tie: String,
    pub(super) note: String,
}

impl RequestTyped {
    /// As the form opens: a grown person asks for themselves, a parent for a child, and of the dead
    /// whoever they had named.
    pub(super) fn opening(voice: Voice, named: &[(Person, Role)]) -> Self {
        let guardian = GuardianTyped::opening(named);
        Self { by: voice.word().to_owned(), guardian, ..Self::default() }
    }

    pub(super) fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            right: text("right"),
            by: text("by"),
            guardian: GuardianTyped::sent(fields),
            proxy_name: text("proxy_name"),
            proxy_tie: text("proxy_tie"),
            note: text("note"),
        }
    }

    /// What is asked, with every mistake noted; `None` while something is wrong. Those who were named
    /// for a child come with it.
    pub(super) fn asked(
        &self,
        (person, named): (PersonId, &[(Person, Role)]),
        errors: &mut FormErrors,
    ) -> Option<NewRequest> {
        let right = errors.keep("right", rules::choice(&self.right, Right::of_word));
        let asks = self.asks(named, errors);
        let note = errors.keep("note", note_for(right, &self.note));
        Some(NewRequest { person, right: right?, asks: asks?, note: note? })
    }

    fn asks(&self, named: &[(Person, Role)], errors: &mut FormErrors) -> Option<Asks> {
        match errors.keep("by", rules::choice(&self.by, Voice::of_word))? {
            Voice::Themselves => Some(Asks::Themselves),
            Voice::Nominee => Some(Asks::Nominee),
            Voice::Guardian if !self.guardian.is_another() => {
                self.guardian.named(named, errors).map(Asks::Guardian)
            }
            Voice::Guardian => self.another(errors).map(Asks::Guardian),
        }
    }

    /// A parent or guardian who was not named for the child.
    fn another(&self, errors: &mut FormErrors) -> Option<Guardianship> {
        let (name, tie) = rules::proxy(&self.proxy_name, &self.proxy_tie);
        let name = errors.keep("proxy_name", name);
        let proxy = rules::both(name, errors.keep("proxy_tie", tie));
        self.guardian.another(proxy, errors)
    }

    /// Whether a parent or guardian asks whose name is typed.
    pub(super) fn is_another(&self) -> bool {
        Voice::of_word(&self.by) == Some(Voice::Guardian) && self.guardian.is_another()
    }

    pub(super) fn rights(&self) -> Vec<Choice> {
        choices(Right::ALL, &self.right, Right::word, words::right)
    }

    pub(super) fn ties(&self) -> Vec<Choice> {
        let guardians = [Tie::Mother, Tie::Father, Tie::Guardian];
        choices(&guardians, &self.proxy_tie, Tie::word, tie)
    }
}

/// What was typed about a request for something; everything but a copy needs words.
pub(crate) fn note_for(right: Option<Right>, typed: &str) -> Result<Option<Note>, Refused> {
    let note = Note::parse(typed)?;
    if let Some(right) = right {
        rules::says_enough(right, note.as_ref())?;
    }
    Ok(note)
}

/// A nominee as it was typed.
#[derive(Clone, Default)]
pub(crate) struct NomineeTyped {
    /// The nominee whom the page showed.
    pub(crate) seen: String,
    pub(crate) name: String,
    pub(crate) tie: String,
    pub(crate) phone: String,
}

impl NomineeTyped {
    /// As the form opens: with nobody, whoever stands there already.
    pub(crate) fn opening(nominee: Option<&Nominee>) -> Self {
        let seen = nominee.map(|nominee| nominee.id.to_string()).unwrap_or_default();
        Self { seen, ..Self::default() }
    }

    pub(crate) fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self { seen: text("seen"), name: text("name"), tie: text("tie"), phone: text("phone") }
    }

    /// Who is named, with every mistake noted; `None` while something is wrong.
    pub(crate) fn named(&self, person: PersonId, errors: &mut FormErrors) -> Option<NewNominee> {
        let (name, tie) = rules::proxy(&self.name, &self.tie);
        let (name, tie) = (errors.keep("name", name), errors.keep("tie", tie));
        let phone = errors.keep("phone", Mobile::parse(&self.phone));
        let proxy = rules::both(name, tie);
        let seen = errors.keep("name", seen(&self.seen));
        Some(NewNominee { person, proxy: proxy?, phone: phone?, seen: seen? })
    }

    pub(crate) fn ties(&self) -> Vec<Choice> {
        choices(Tie::ALL, &self.tie, Tie::word, tie)
    }
}

/// Whom a page showed; nobody where it says nothing.
fn seen(word: &str) -> Result<Option<NomineeId>, RightsRefusal> {
    if word.is_empty() {
        return Ok(None);
    }
    let id = word.parse::<Uuid>().map_err(|_| RightsRefusal::Moved)?;
    Ok(Some(NomineeId::from_uuid(id)))
}
