//! A visit that has begun and will not be signed: it was begun by mistake, its person left before the
//! end, or is sent on. As with every button of the note, what was typed is kept first.

use super::write::{changed, keep, not_kept, seen};
use crate::opd::actions::{self, EndVisit};
use crate::queue::actions::{MoveToken, return_to_queue, transfer};
use crate::queue::model::{QueueRefusal, Token, TokenId, WhyLeft};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Act, Permit};
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// Begun by mistake: the person waits again, in their turn, and the draft with them.
pub(super) async fn put_back(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, id) = (desk.permit::<MoveToken>()?, TokenId::from_uuid(visit));
    step(&desk, permit, (id, &fields), move |tx, permit| return_to_queue(tx, permit, id)).await
}

/// Sends the person to another department.
pub(super) async fn send_on(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, id) = (desk.permit::<MoveToken>()?, TokenId::from_uuid(visit));
    let to = fields.get("to").parse::<Uuid>().map(Id::from_uuid);
    let to = to.map_err(|_| Refused::from(QueueRefusal::NoSuchUnit))?;
    step(&desk, permit, (id, &fields), move |tx, permit| transfer(tx, permit, (id, to))).await
}

/// The person left before the end.
pub(super) async fn end(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, id) = (desk.permit::<EndVisit>()?, TokenId::from_uuid(visit));
    let why = WhyLeft::chosen(fields.get("why"));
    let why = why.ok_or_else(|| Refused::from(QueueRefusal::NoSuchReason))?;
    let act = move |tx: &mut Tx<'_>, permit: &Permit<EndVisit>| {
        actions::end_unsigned(tx, permit, (id, why))
    };
    step(&desk, permit, (id, &fields), act).await
}

/// Keeps the draft, does one thing to the visit, and goes back to the list. After a refusal the page
/// stands there with everything that was typed.
async fn step<A: Act + 'static>(
    desk: &Desk,
    permit: Permit<A>,
    (id, fields): (TokenId, &Fields),
    mut act: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<Token, Stop> + Send + 'static,
) -> Result<Response, Problem> {
    let draft = changed(desk, (fields, id), "").await?;
    let version = match keep(desk, id, seen(fields), draft.clone()).await {
        Ok(version) => version,
        Err(problem) => return not_kept(desk, id, (draft, seen(fields)), problem).await,
    };
    let once = move |tx: &mut Tx<'_>, permit: &Permit<A>| Ok(act(tx, permit)?.id);
    match desk.write_once(permit, &fields.once(), once).await {
        Ok(_) => Ok(Redirect::to("/opd").into_response()),
        Err(problem) => not_kept(desk, id, (draft, version), problem).await,
    }
}
