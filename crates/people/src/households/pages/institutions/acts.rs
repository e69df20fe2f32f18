//! What is done about those who live in a place, and about the place itself. What is refused is said
//! on its page.

use super::LIST;
use super::place::{Asked, opened};
use crate::households::actions::{self, ArrangeHousehold, KeepPlace};
use crate::households::model::{
    Closing, HouseholdId, HouseholdRefusal, Leaving, Reopening, StayId,
};
use crate::households::pages::changes::{chosen, chosen_for, once, person};
use crate::households::store;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_store::Tx;
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// What a form says of those who live in a place that is closed, where they are not moved.
const LEFT: &str = "left";

/// Looks for somebody who comes to live there.
pub(in crate::households::pages) async fn find(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    desk.permit::<ArrangeHousehold>()?;
    let mut page = opened(&desk, id, &Asked::default()).await?;
    page.find(&desk, &fields).await?;
    Ok(desk.page(&page)?.into_response())
}

/// Somebody lives there from now on.
pub(in crate::households::pages) async fn admit(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let place = HouseholdId::from_uuid(id);
    let who = person(&fields, "person");
    let done = once(&desk, (permit, &fields), who, move |tx, permit, &who| {
        actions::admit(tx, permit, place, who).map(drop)
    });
    answer(&desk, id, (done.await.map(|()| "admitted".to_owned()), &fields)).await
}

/// Somebody lives there no longer.
pub(in crate::households::pages) async fn leave(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let place = HouseholdId::from_uuid(id);
    let said = chosen_for(&fields, "why", Leaving::of_word);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &(person, why)| {
        let here = store::member(tx, person)?.filter(|member| member.household == place);
        here.ok_or(HouseholdRefusal::NotThere)?;
        actions::leave(tx, permit, person, why)?;
        Ok(store::last_stay(tx, person)?.map(|stay| stay.id.uuid()))
    });
    let done = done.await.map(|stay| match stay {
        Some(stay) => format!("left&stay={stay}"),
        None => "left".to_owned(),
    });
    answer(&desk, id, (done, &fields)).await
}

/// Somebody has not left after all; also the way back from saying so by mistake. The second press
/// finds them living there, and is answered as the first was.
pub(in crate::households::pages) async fn back(
    desk: Desk,
    Path((id, stay)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let stay = (HouseholdId::from_uuid(id), StayId::from_uuid(stay));
    let stay_on = move |tx: &mut Tx<'_>, permit: &Permit<ArrangeHousehold>| {
        actions::stay_on(tx, permit, stay)
    };
    let done = match desk.write(permit, stay_on).await {
        Err(problem) if problem.is(HouseholdRefusal::ThereAlready) => Ok(()),
        done => done,
    };
    answer(&desk, id, (done.map(|()| "back".to_owned()), &fields)).await
}

/// Closes the place.
pub(in crate::households::pages) async fn close(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let seen = (HouseholdId::from_uuid(id), fields.version());
    let said = closing(&fields).map_err(Refused::from);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &closing| {
        actions::close_place(tx, permit, seen, closing)
    });
    answer(&desk, id, (done.await.map(|gone| format!("closed&count={gone}")), &fields)).await
}

/// Opens the place again, with those whom the closing sent away, or with nobody.
pub(in crate::households::pages) async fn reopen(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let seen = (HouseholdId::from_uuid(id), fields.version());
    let how = chosen(fields.get("how"), Reopening::of_word);
    let done = once(&desk, (permit, &fields), how, move |tx, permit, &how| {
        actions::reopen_place(tx, permit, seen, how)
    });
    answer(&desk, id, (done.await.map(|back| format!("reopened&count={back}")), &fields)).await
}

/// What becomes of those who live there.
fn closing(fields: &Fields) -> Result<Closing, HouseholdRefusal> {
    let to = fields.get("to");
    if to == LEFT {
        return Ok(Closing::Left);
    }
    let to: Result<Uuid, _> = to.parse();
    to.map(|to| Closing::Moved(Id::from_uuid(to))).map_err(|_| HouseholdRefusal::NoSuchChoice)
}

/// Back to the page, which says what was done; a refusal is said on it, and who was found stays in
/// sight.
async fn answer(
    desk: &Desk,
    id: Uuid,
    (done, fields): (Result<String, Problem>, &Fields),
) -> Result<Response, Problem> {
    let problem = match done {
        Ok(done) => return Ok(Redirect::to(&format!("{LIST}/{id}?done={done}")).into_response()),
        Err(problem) => problem,
    };
    let Some(refused) = problem.told() else { return Err(problem) };
    let mut page = opened(desk, id, &Asked::default()).await?;
    page.notice = Some(refused.into());
    page.find(desk, fields).await?;
    Ok(desk.page(&page)?.refused(refused.kind).into_response())
}
