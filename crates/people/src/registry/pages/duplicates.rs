//! "Already with us?": who on record may be the one at the counter, side by side with what was
//! typed, and why.

use super::admitted;
use crate::registry::model::Details;
use crate::registry::search::{self, Duplicate};
use crate::registry::words;
use askama::Template;
use nabz_kernel::names::Script;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Page, Problem, filters};
use uuid::Uuid;

/// The pane beside the registration form. It is a part of a page: `desk.page(&pane)`.
#[derive(Template)]
#[template(path = "registry/pages/duplicates.html")]
pub struct DuplicatesPane {
    cards: Vec<Card>,
}

struct Card {
    person: Uuid,
    name: String,
    health_id: String,
    very_likely: bool,
    reasons: Vec<ReasonRow>,
    rows: Vec<Row>,
}

struct ReasonRow {
    said: Message,
    speaks_for: bool,
}

struct Row {
    label: Message,
    on_record: String,
    typed: String,
    same: bool,
}

impl DuplicatesPane {
    /// Looks for duplicates of what is typed. Nothing likely makes an empty pane.
    ///
    /// # Errors
    /// The refusal when the search is not permitted, or is one too many in a minute.
    pub async fn look(desk: &Desk, typed: &Details) -> Result<Self, Problem> {
        let search = admitted(desk)?;
        let asked = typed.clone();
        let found = desk.read(move |view| search::duplicates(&search, view, &asked)).await?;
        let cards = found.iter().map(|duplicate| card(desk, duplicate, typed)).collect();
        Ok(Self { cards })
    }

    /// Whether nobody on record looks like this.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    fn count(&self) -> i64 {
        i64::try_from(self.cards.len()).unwrap_or(i64::MAX)
    }

    /// Sends the pane alone.
    ///
    /// # Errors
    /// A fault when the template cannot be filled.
    pub fn page(&self, desk: &Desk) -> Result<Page, Problem> {
        desk.page(self)
    }
}

fn card(desk: &Desk, duplicate: &Duplicate, typed: &Details) -> Card {
    let script = script_of(desk.language());
    let on_record = &duplicate.on_record;
    let reasons = duplicate
        .resemblance
        .reasons
        .iter()
        .map(|reason| ReasonRow { said: words::reason(*reason), speaks_for: reason.speaks_for() });
    Card {
        person: duplicate.candidate.person.uuid(),
        name: on_record.name.preferring(script).to_owned(),
        health_id: duplicate.candidate.health_id.to_string(),
        very_likely: duplicate.resemblance.is_very_likely(),
        reasons: reasons.collect(),
        rows: rows(on_record, typed, script),
    }
}

fn rows(on_record: &Details, typed: &Details, script: Script) -> Vec<Row> {
    let guardian = |of: &Details| {
        of.guardian.as_ref().map(|g| g.name.preferring(script).to_owned()).unwrap_or_default()
    };
    let born = |of: &Details| of.birth.map(|birth| birth.date.to_string()).unwrap_or_default();
    let known_phone =
        on_record.phone.as_ref().map(|phone| phone.mobile.masked()).unwrap_or_default();
    let typed_phone = typed.phone.as_ref().map(|phone| phone.mobile.masked()).unwrap_or_default();
    let ward = |of: &Details| of.address.ward.clone().unwrap_or_default();
    let name = |of: &Details| of.name.preferring(script).to_owned();
    vec![
        row(msg::field_name(), name(on_record), name(typed)),
        row(msg::field_guardian(), guardian(on_record), guardian(typed)),
        row(msg::field_born(), born(on_record), born(typed)),
        row(msg::field_phone(), known_phone, typed_phone),
        row(msg::field_ward(), ward(on_record), ward(typed)),
    ]
}

fn row(label: Message, on_record: String, typed: String) -> Row {
    let same = !typed.is_empty() && typed == on_record;
    Row { label, on_record, typed, same }
}

/// Names are shown in the script of the page where they were written in it.
pub(super) fn script_of(language: Language) -> Script {
    language.pick(Script::Devanagari, Script::Roman)
}
