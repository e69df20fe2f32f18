//! What is written down on the page of a person. What is refused is said there, with all that was
//! typed.

use super::typed::Typed;
use super::{entry, opened};
use crate::emergency::actions::{self, EndEmergency, NoteEmergency};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::Tx;
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// Notes, corrects or takes back a blood group.
pub(super) async fn group(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NoteEmergency>()?;
    let (person, asked) = (PersonId::from_uuid(id), Typed::blood(&fields));
    let note = move |tx: &mut Tx<'_>, permit: &Permit<NoteEmergency>| {
        actions::note_group(tx, permit, (person, &asked)).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), note).await;
    answer(&desk, id, (done, &fields), None).await
}

/// Notes a long-term condition.
pub(super) async fn condition(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NoteEmergency>()?;
    let person = PersonId::from_uuid(id);
    let (code, since) = (fields.get("code").to_owned(), fields.get("since").to_owned());
    let note = move |tx: &mut Tx<'_>, permit: &Permit<NoteEmergency>| {
        actions::note_condition(tx, permit, person, (&code, &since)).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), note).await;
    answer(&desk, id, (done, &fields), None).await
}

/// Says that a condition is over, or that it never was.
pub(super) async fn end_condition(
    desk: Desk,
    Path((id, condition)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<EndEmergency>()?;
    let which = (PersonId::from_uuid(id), entry(condition));
    let (how, why) = (fields.get("how").to_owned(), fields.get("why").to_owned());
    let end = move |tx: &mut Tx<'_>, permit: &Permit<EndEmergency>| {
        actions::end_condition(tx, permit, which, (&how, &why)).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), end).await;
    answer(&desk, id, (done, &fields), Some(condition)).await
}

/// Notes an operation.
pub(super) async fn surgery(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NoteEmergency>()?;
    let person = PersonId::from_uuid(id);
    let (what, when) = (fields.get("what").to_owned(), fields.get("done").to_owned());
    let note = move |tx: &mut Tx<'_>, permit: &Permit<NoteEmergency>| {
        actions::note_surgery(tx, permit, person, (&what, &when)).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), note).await;
    answer(&desk, id, (done, &fields), None).await
}

/// Says that an operation was never done.
pub(super) async fn mark_wrong(
    desk: Desk,
    Path((id, surgery)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<EndEmergency>()?;
    let which = (PersonId::from_uuid(id), entry(surgery));
    let why = fields.get("why").to_owned();
    let mark = move |tx: &mut Tx<'_>, permit: &Permit<EndEmergency>| {
        actions::mark_wrong(tx, permit, which, &why).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), mark).await;
    answer(&desk, id, (done, &fields), Some(surgery)).await
}

/// Back to the page, or the page with why it could not be done and with what was typed.
async fn answer(
    desk: &Desk,
    id: Uuid,
    (done, fields): (Result<(), Problem>, &Fields),
    entry: Option<Uuid>,
) -> Result<Response, Problem> {
    let Err(problem) = done else {
        return Ok(Redirect::to(&format!("/emergency/{id}?done=noted")).into_response());
    };
    let Some(refused) = problem.refused().filter(|one| one.code.starts_with("EMG")) else {
        return Err(problem);
    };
    let mut view = opened(desk, id, (None, Typed::sent(fields, entry))).await?;
    view.notice = Some(refused.into());
    Ok(desk.page(&view)?.refused(refused.kind).into_response())
}
