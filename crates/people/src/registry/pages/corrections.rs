//! Corrections that wait: what is on record, what is wanted, and a decision.

use crate::registry::actions::{self, DecideCorrection, Verdict};
use crate::registry::model::{Correction, CorrectionId, Details, Person, RegistryRefusal, VoterId};
use crate::registry::words::script;
use crate::registry::{rules, store, words};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::refusal::Refused;
use nabz_web::Shell;
use nabz_web::messages::{Message, say};
use nabz_web::msg::registry as msg;
use nabz_web::numbers;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, filters};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "registry/pages/corrections.html")]
struct CorrectionsPage {
    shell: Shell,
    cards: Vec<Card>,
}

/// A correction, or those of a family that moves, which are decided in one go.
struct Card {
    id: Uuid,
    once: OnceKey,
    /// The other corrections of the family.
    others: Vec<Uuid>,
    people: Vec<Bearer>,
    asked: String,
    reason: String,
    own: bool,
    stale: bool,
    /// What was typed to explain a decision that could not be made, and why it could not.
    why: String,
    refused: Option<Message>,
}

/// Whose record would change.
struct Bearer {
    name: String,
    health_id: String,
    rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) label: Message,
    pub(super) before: Cell,
    pub(super) after: Cell,
}

pub(crate) enum Cell {
    Nothing,
    Text(String),
    Said(Message),
}

/// What was pressed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    decision: String,
    why: String,
}

/// The list, oldest first.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let permit = desk.permit::<DecideCorrection>()?;
    desk.page(&CorrectionsPage { shell: desk.shell(), cards: cards(&desk, &permit).await? })
}

async fn cards(desk: &Desk, permit: &Permit<DecideCorrection>) -> Result<Vec<Card>, Problem> {
    let facility = desk.facility();
    let waiting = desk.read(move |view| {
        let mut waiting = Vec::new();
        for correction in store::asked_corrections(view, facility)? {
            if let Some(person) = store::person(view, correction.person)? {
                waiting.push((correction, person));
            }
        }
        Ok(waiting)
    });
    let waiting = waiting.await?;
    for (_, person) in &waiting {
        desk.shows(permit, person.id, Reason::Records).await?;
    }
    Ok(grouped(&waiting).iter().filter_map(|family| card(desk, family)).collect())
}

/// Those of a family that moves beside each other, and everybody else by themselves.
fn grouped(waiting: &[(Correction, Person)]) -> Vec<Vec<&(Correction, Person)>> {
    let mut groups: Vec<Vec<&(Correction, Person)>> = Vec::new();
    for one in waiting {
        let together = groups.iter_mut().find(|group| {
            group.iter().all(|other| rules::asked_together((&other.0, &other.1), (&one.0, &one.1)))
        });
        match together {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// Approves or declines one, or all of a family that moves.
pub(super) async fn decide(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<DecideCorrection>()?;
    let form: DecisionForm = fields.read()?;
    let verdict = match form.decision.as_str() {
        "approve" => Verdict::Approve,
        "decline" => Verdict::Decline { why: form.why.clone() },
        _ => return Err(Refused::from(RegistryRefusal::NoSuchChoice).into()),
    };
    let (once, ids) = (fields.once(), ids(id, &fields)?);
    let decided = desk.write_once(permit.clone(), &once, move |tx, permit| {
        actions::decide_corrections(tx, permit, &ids, &verdict).map(drop)
    });
    let Err(problem) = decided.await else {
        return Ok(Redirect::to("/people/corrections").into_response());
    };
    let mut cards = cards(&desk, &permit).await?;
    let shown = cards.iter_mut().find(|card| card.id == id);
    let (Some(refused), Some(card)) = (problem.refused(), shown) else { return Err(problem) };
    card.refused = Some(refused.into());
    card.why = form.why;
    Ok(desk.page(&CorrectionsPage { shell: desk.shell(), cards })?.with_errors().into_response())
}

/// The correction of the address, and those that are decided with it.
fn ids(id: Uuid, fields: &Fields) -> Result<Vec<CorrectionId>, Refused> {
    let mut ids = vec![CorrectionId::from_uuid(id)];
    for word in fields.all("with") {
        let other = word.parse::<Uuid>().map_err(|_| RegistryRefusal::NoSuchCorrection)?;
        ids.push(CorrectionId::from_uuid(other));
    }
    Ok(ids)
}

fn card(desk: &Desk, family: &[&(Correction, Person)]) -> Option<Card> {
    let ((correction, person), others) = family.split_first()?;
    let bearer = |(correction, person): &&(Correction, Person)| Bearer {
        name: person.details.name.preferring(script(desk.language())).to_owned(),
        health_id: person.health_id.to_string(),
        rows: rows(&person.details, &correction.wanted),
    };
    Some(Card {
        id: correction.id.uuid(),
        once: OnceKey::draw(),
        others: others.iter().map(|(other, _)| other.id.uuid()).collect(),
        people: family.iter().map(bearer).collect(),
        asked: numbers::date_time(correction.asked_at, desk.language()),
        reason: correction.reason.clone(),
        own: correction.asked_by == desk.staff(),
        stale: correction.person_version != person.version,
        why: String::new(),
        refused: None,
    })
}

/// Only what would change.
pub(super) fn rows(before: &Details, after: &Details) -> Vec<Row> {
    let all = cells(before).into_iter().zip(cells(after));
    let changed = all.filter(|((_, before), (_, after))| !before.is(after));
    changed.map(|((label, before), (_, after))| Row { label, before, after }).collect()
}

/// All that somebody may have said, each with what it is called.
pub(crate) fn cells(of: &Details) -> Vec<(Message, Cell)> {
    let name = |name: Option<&nabz_kernel::names::NameText>| {
        text(name.map(nabz_kernel::names::NameText::as_str))
    };
    let guardian = of.guardian.as_ref();
    let phone = of.phone.as_ref();
    let address = &of.address;
    let born = of.birth.map(|birth| birth.date.to_string());
    vec![
        (msg::field_name_hi(), name(of.name.devanagari())),
        (msg::field_name_en(), name(of.name.roman())),
        (msg::field_sex(), said(of.sex.map(words::sex))),
        (msg::field_born(), text(born.as_deref())),
        (msg::field_relation(), said(guardian.map(|g| words::relation(g.relation)))),
        (msg::field_guardian_hi(), name(guardian.and_then(|g| g.name.devanagari()))),
        (msg::field_guardian_en(), name(guardian.and_then(|g| g.name.roman()))),
        (msg::field_phone(), text(phone.map(|phone| phone.mobile.digits()))),
        (msg::field_whose(), said(phone.map(|phone| words::whose(phone.whose)))),
        (msg::field_line(), text(address.line.as_deref())),
        (msg::field_locality(), text(address.locality.as_deref())),
        (msg::field_ward(), text(address.ward.as_deref())),
        (msg::field_district(), text(address.district.as_deref())),
        (msg::field_state(), text(address.state.as_deref())),
        (msg::field_voter_id(), text(of.voter_id.as_ref().map(VoterId::as_str))),
    ]
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Nothing, |text| Cell::Text(text.to_owned()))
}

fn said(message: Option<Message>) -> Cell {
    message.map_or(Cell::Nothing, Cell::Said)
}

impl Cell {
    /// In words.
    pub(super) fn said(&self, shell: &Shell) -> String {
        match self {
            Self::Nothing => "—".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Said(message) => say(message, shell.language),
        }
    }

    /// Whether both say the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Said(one), Self::Said(two)) => one.key() == two.key(),
            (Self::Nothing | Self::Text(_) | Self::Said(_), _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::names::PersonName;
    use nabz_web::filters::LANGUAGE;
    use nabz_web::{Language, Me};

    fn shell(language: Language) -> Shell {
        Shell {
            language,
            facility: "अमलतास अस्पताल".into(),
            place: String::new(),
            nav: Vec::new(),
            me: Me { name: "पूजा बिष्ट".into(), initials: "पू".into() },
            time: "09:00".into(),
            search_path: "/search",
            may_search: true,
            searched: String::new(),
            search_first: false,
            path: "/people/corrections".into(),
            toast: None,
        }
    }

    #[test]
    fn a_correction_shows_what_would_change_and_nothing_else() {
        let before = Details::named(PersonName::of("Sunita Devi").unwrap());
        let after = Details::named(PersonName::of("Sumitra Devi").unwrap());
        for (language, word) in [(Language::Hindi, "सुधार"), (Language::English, "Corrections")]
        {
            let card = Card {
                id: Uuid::nil(),
                once: OnceKey::draw(),
                others: Vec::new(),
                people: vec![Bearer {
                    name: "Sunita Devi".into(),
                    health_id: "DH 1000 0000 0000 4".into(),
                    rows: rows(&before, &after),
                }],
                asked: "9:00".into(),
                reason: "misheard".into(),
                own: false,
                stale: false,
                why: String::new(),
                refused: None,
            };
            let page = CorrectionsPage { shell: shell(language), cards: vec![card] };
            let values: [(&str, &dyn std::any::Any); 1] = [(LANGUAGE, &language)];
            let html = page.render_with_values(&values).unwrap();
            assert!(html.contains(word) && html.contains("Sumitra Devi"), "{html}");
            assert_eq!(html.matches("scope=\"row\"").count(), 1);
        }
    }
}
