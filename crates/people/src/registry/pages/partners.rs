//! What partners say of somebody: since when it is taken for theirs, and why it no longer is; taking it
//! back, and saying that it is theirs after all.

use super::person::{shown, view};
use crate::registry::actions::{self, LinkPersons};
use crate::registry::model::{AdoptionId, StoodFor};
use crate::registry::store;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::names_of;
use nabz_access::{Names, Permit};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, FormErrors, Language, Problem, numbers};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// As the address says that something was taken back, or stands again.
const DISOWNED: &str = "disowned";
const OWNED_AGAIN: &str = "owned-again";

/// What just happened, and to which adoption, as the address says it.
#[derive(Default, Deserialize)]
pub(super) struct Happened {
    #[serde(default)]
    done: String,
    partner: Option<Uuid>,
}

/// All of it, with whoever took something back.
pub(super) struct Partners {
    all: Vec<StoodFor>,
    staff: HashMap<StaffId, Names>,
}

/// What the part of the page shows.
pub(super) struct PartnersView {
    pub(super) rows: Vec<PartnerRow>,
    /// Whether whoever looks may take something back.
    pub(super) may: bool,
    pub(super) errors: FormErrors,
}

/// What one partner says.
pub(super) struct PartnerRow {
    pub(super) adoption: Uuid,
    /// What the partner is called.
    pub(super) source: String,
    pub(super) said: Message,
    /// Whether it is taken for theirs now.
    pub(super) stands: bool,
    /// Whether it was taken back, and could stand again.
    pub(super) may_return: bool,
    /// Why it is taken back, as typed.
    pub(super) reason: String,
    /// Why what was pressed could not be done.
    pub(super) refused: Option<Message>,
}

impl Partners {
    pub(super) fn of(view: &mut Tx<'_>, person: PersonId) -> Result<Self, Stop> {
        let all = store::adoptions_ever(view, person)?;
        let undone = all.iter().filter_map(|one| one.undone.as_ref());
        let mut named: Vec<StaffId> = undone.map(|((by, _), _)| *by).collect();
        named.sort_unstable_by_key(|one| one.uuid());
        named.dedup();
        Ok(Self { staff: names_of(view, &named)?, all })
    }

    pub(super) fn view(&self, desk: &Desk) -> PartnersView {
        let row = |one: &StoodFor| PartnerRow {
            adoption: one.adoption.id.uuid(),
            source: one.adoption.source.clone(),
            said: self.said(one, desk.language()),
            stands: one.undone.is_none(),
            may_return: self.may_return(one),
            reason: String::new(),
            refused: None,
        };
        PartnersView {
            rows: self.all.iter().map(row).collect(),
            may: desk.may::<LinkPersons>(),
            errors: FormErrors::default(),
        }
    }

    /// What is said of something that just happened, and where it is taken back.
    pub(super) fn told(&self, happened: &Happened) -> Option<(Message, Option<String>)> {
        let one = self.all.iter().find(|one| Some(one.adoption.id.uuid()) == happened.partner)?;
        let (person, adoption) = (one.adoption.person, one.adoption.id);
        let source = one.adoption.source.as_str();
        match happened.done.as_str() {
            DISOWNED if self.may_return(one) => {
                let undo = format!("/people/{person}/partners/{adoption}/again");
                Some((msg::partners_disowned(source), Some(undo)))
            }
            OWNED_AGAIN if one.undone.is_some() && !self.may_return(one) => {
                Some((msg::partners_owned_again(source), None))
            }
            _ => None,
        }
    }

    /// Whether it was the last word about what the partner says that it is not theirs.
    fn may_return(&self, one: &StoodFor) -> bool {
        let of_patient = |other: &&StoodFor| other.adoption.patient == one.adoption.patient;
        let until = |other: &&StoodFor| other.undone.as_ref().map(|((_, at), _)| *at);
        let stands = self.all.iter().filter(of_patient).any(|other| other.undone.is_none());
        let last = self.all.iter().filter(of_patient).max_by_key(until);
        !stands && last.is_some_and(|last| last.adoption.id == one.adoption.id)
    }

    fn said(&self, one: &StoodFor, language: Language) -> Message {
        let from = numbers::date_time(one.adopted.1, language);
        let Some(((by, at), why)) = &one.undone else { return msg::partners_since(from) };
        let names = self.staff.get(by);
        let who = names.map(|names| language.pick(&names.hindi, &names.english).clone());
        let until = numbers::date_time(*at, language);
        msg::partners_undone(from, until, who.unwrap_or_else(|| "—".to_owned()), why)
    }
}

/// Says that what a partner wrote is of somebody else.
pub(super) async fn disown(
    desk: Desk,
    Path((id, adoption)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LinkPersons>()?;
    let which: (PersonId, AdoptionId) = (Id::from_uuid(id), Id::from_uuid(adoption));
    let (once, reason) = (fields.once(), fields.get("reason").to_owned());
    let disown = move |tx: &mut Tx<'_>, permit: &Permit<LinkPersons>| {
        actions::disown(tx, permit, which, &reason)
    };
    let done = desk.write_once(permit, &once, disown).await.map(|()| DISOWNED);
    answer(&desk, (id, adoption), (done, fields.get("reason"))).await
}

/// Says that it is of this person after all. The second press finds it so, and is answered as the first
/// was.
pub(super) async fn own_again(
    desk: Desk,
    Path((id, adoption)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LinkPersons>()?;
    let which: (PersonId, AdoptionId) = (Id::from_uuid(id), Id::from_uuid(adoption));
    let own =
        move |tx: &mut Tx<'_>, permit: &Permit<LinkPersons>| actions::own_again(tx, permit, which);
    let done = desk.write(permit, own).await.map(|()| OWNED_AGAIN);
    answer(&desk, (id, adoption), (done, "")).await
}

/// The page again; what could not be done is said beside what the partner says, with what was typed.
async fn answer(
    desk: &Desk,
    (id, adoption): (Uuid, Uuid),
    (done, reason): (Result<&'static str, Problem>, &str),
) -> Result<Response, Problem> {
    let problem = match done {
        Ok(done) => {
            let there = format!("/people/{id}?done={done}&partner={adoption}");
            return Ok(Redirect::to(&there).into_response());
        }
        Err(problem) => problem,
    };
    let told = |refused: &&Refused| matches!(refused.kind, Kind::Rule | Kind::Invalid);
    let Some(refused) = problem.refused().filter(told) else { return Err(problem) };
    let loaded = shown(desk, id).await?;
    let mut page = view(desk, &loaded);
    let row = page.partners.rows.iter_mut().find(|row| row.adoption == adoption);
    let Some(row) = row else { return Err(problem) };
    row.refused = Some(refused.into());
    reason.clone_into(&mut row.reason);
    page.partners.errors.add("partners", refused);
    let page = desk.page(&page)?;
    let page =
        if refused.kind == Kind::Invalid { page.with_errors() } else { page.with_conflict() };
    Ok(page.into_response())
}
