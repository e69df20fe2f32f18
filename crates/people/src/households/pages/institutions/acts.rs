//! What is done about those who live in a place, and about the place itself. What is refused is said
//! on its page.

use super::LIST;
use super::place::{Asked, opened};
use crate::households::actions::{self, ArrangeHousehold, KeepPlace};
use crate::households::model::{
    Closing, HouseholdId, HouseholdRefusal, Leaving, Reopening, StayId,
};
use crate::households::pages::changes::{chosen_for, person};
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
    let done = match person(&fields, "person") {
        Ok(person) => {
            let admit = move |tx: &mut Tx<'_>, permit: &Permit<ArrangeHousehold>| {
                actions::admit(tx, permit, place, person).map(drop)
            };
            desk.write_once(permit, &fields.once(), admit).await
        }
        Err(refused) => Err(refused.into()),
    };
    answer(&desk, id, (done.map(|()| "admitted".to_owned()), &fields)).await
}

/// Somebody lives there no longer.
pub(in crate::households::pages) async fn leave(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let place = HouseholdId::from_uuid(id);
    let done = match chosen_for(&fields, "why", Leaving::of_word) {
        Ok((person, why)) => {
            let leave = move |tx: &mut Tx<'_>, permit: &Permit<ArrangeHousehold>| {
                let here = store::member(tx, person)?.filter(|member| member.household == place);
                here.ok_or(HouseholdRefusal::NotThere)?;
                actions::leave(tx, permit, person, why)?;
                Ok(store::last_stay(tx, person)?.map(|stay| stay.id.uuid()))
            };
            desk.write_once(permit, &fields.once(), leave).await
        }
        Err(refused) => Err(refused.into()),
    };
    let done = done.map(|stay| match stay {
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
    let done = match closing(&fields) {
        Ok(closing) => {
            let close = move |tx: &mut Tx<'_>, permit: &Permit<KeepPlace>| {
                actions::close_place(tx, permit, seen, closing)
            };
            desk.write_once(permit, &fields.once(), close).await
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done.map(|gone| format!("closed&count={gone}")), &fields)).await
}

/// Opens the place again, with those whom the closing sent away, or with nobody.
pub(in crate::households::pages) async fn reopen(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let seen = (HouseholdId::from_uuid(id), fields.version());
    let how = Reopening::of_word(fields.get("how")).ok_or(HouseholdRefusal::NoSuchChoice);
    let done = match how {
        Ok(how) => {
            let reopen = move |tx: &mut Tx<'_>, permit: &Permit<KeepPlace>| {
                actions::reopen_place(tx, permit, seen, how)
            };
            desk.write_once(permit, &fields.once(), reopen).await
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done.map(|back| format!("reopened&count={back}")), &fields)).await
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
