//! What the forms of the page do. What is refused is said on the page.

use super::view::{HouseholdPage, opened};
use crate::households::actions::{self, ArrangeHousehold, NameGuardian};
use crate::households::model::{
    GuardianId, HouseholdId, HouseholdKind, HouseholdRefusal, Leaving, NewHousehold, Role, Tie,
};
use crate::households::store;
use crate::registry::found_by;
use crate::registry::model::RegistryRefusal;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Act, Permit};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// What says in a form that somebody is looked for who answers for a child.
const GUARDIAN: &str = "guardian";

/// Writes a household down of which this person is the head.
pub(super) async fn found(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let said = chosen(fields.get("kind"), HouseholdKind::of_word);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &kind| {
        let new = NewHousehold { kind, head: Id::from_uuid(id) };
        actions::found(tx, permit, &new).map(drop)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// Looks for somebody who lives there too, or who lives elsewhere and answers for this child.
pub(super) async fn find(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    desk.permit::<ArrangeHousehold>()?;
    let mut page = opened(&desk, id).await?;
    page.found_by(&desk, id, &fields).await?;
    Ok(desk.page(&page)?.into_response())
}

/// Somebody lives there from now on.
pub(super) async fn join(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let said = newcomer(&fields);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &who| {
        let home = home_of(tx, Id::from_uuid(id))?;
        actions::join(tx, permit, home, who).map(drop)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// This person lives from now on in a place that is written down, where many do.
pub(super) async fn move_in(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let said = fields
        .get("household")
        .parse()
        .map(HouseholdId::from_uuid)
        .map_err(|_| Refused::from(HouseholdRefusal::NoSuchPlace));
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &household| {
        actions::admit(tx, permit, household, Id::from_uuid(id)).map(drop)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// Puts right what somebody is to the head.
pub(super) async fn set_tie(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let seen = fields.version();
    let said = chosen_for(&fields, "tie", Tie::of_word);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &who| {
        let home = home_of(tx, Id::from_uuid(id))?;
        actions::set_tie(tx, permit, (home, seen), who)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// Somebody else speaks for the household.
pub(super) async fn set_head(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let seen = fields.version();
    let said = person(&fields, "person");
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &head| {
        let home = home_of(tx, Id::from_uuid(id))?;
        actions::set_head(tx, permit, (home, seen), head).map(drop)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// Somebody lives there no longer.
pub(super) async fn leave(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let said = chosen_for(&fields, "why", Leaving::of_word);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &(person, why)| {
        actions::leave(tx, permit, person, why)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// A part of the family keeps house by itself.
pub(super) async fn split(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ArrangeHousehold>()?;
    let seen = fields.version();
    let said = movers(&fields);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, (head, others)| {
        let home = home_of(tx, Id::from_uuid(id))?;
        actions::split(tx, permit, (home, seen), (*head, others)).map(drop)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// Somebody answers for this child.
pub(super) async fn name_guardian(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NameGuardian>()?;
    let said = chosen_for(&fields, "role", Role::of_word);
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &(person, role)| {
        let named = (Id::from_uuid(id), person);
        actions::name_guardian(tx, permit, named, role).map(drop)
    });
    answer(&desk, id, (done.await, &fields)).await
}

/// Somebody answers for this child no longer.
pub(super) async fn end_guardian(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NameGuardian>()?;
    let guardian = fields.get("guardian").parse().map(GuardianId::from_uuid);
    let why = fields.get("reason").to_owned();
    let said = guardian.map_err(|_| Refused::from(HouseholdRefusal::NoGuardian));
    let done = once(&desk, (permit, &fields), said, move |tx, permit, &guardian| {
        actions::end_guardian(tx, permit, guardian, &why)
    });
    answer(&desk, id, (done.await, &fields)).await
}

impl HouseholdPage {
    /// With those whom what was typed may mean, beside the form in which it was.
    async fn found_by(&mut self, desk: &Desk, id: Uuid, fields: &Fields) -> Result<(), Problem> {
        let found = found_by(desk, id, fields).await?;
        if fields.get("for") == GUARDIAN {
            self.elsewhere = found;
        } else {
            self.found = found;
        }
        Ok(())
    }
}

/// Does what a form says, once; or tells why what it says is nothing that can be done.
pub(super) async fn once<A, P, T>(
    desk: &Desk,
    (permit, fields): (Permit<A>, &Fields),
    said: Result<P, Refused>,
    mut action: impl FnMut(&mut Tx<'_>, &Permit<A>, &P) -> Result<T, Stop> + Send + 'static,
) -> Result<T, Problem>
where
    A: Act + 'static,
    P: Send + 'static,
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let said = said?;
    desk.write_once(permit, &fields.once(), move |tx, permit| action(tx, permit, &said)).await
}

/// Back to the page; a refusal is said on it, and what was typed stays.
async fn answer(
    desk: &Desk,
    id: Uuid,
    (outcome, fields): (Result<(), Problem>, &Fields),
) -> Result<Response, Problem> {
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("/people/{id}/household")).into_response());
    };
    let Some(refused) = problem.told() else { return Err(problem) };
    let mut page = opened(desk, id).await?.again(fields);
    page.notice = Some(refused.into());
    page.found_by(desk, id, fields).await?;
    Ok(desk.page(&page)?.refused(refused.kind).into_response())
}

/// Where the person lives whose page it is.
fn home_of(tx: &mut Tx<'_>, person: PersonId) -> Result<HouseholdId, Stop> {
    let member = store::member(tx, person)?;
    Ok(member.ok_or(HouseholdRefusal::NoSuchHousehold)?.household)
}

/// Whoever comes to live there; the head is named by a form of its own.
fn newcomer(fields: &Fields) -> Result<(PersonId, Tie), Refused> {
    let (person, tie) = chosen_for(fields, "tie", Tie::of_word)?;
    if tie == Tie::Head { Err(HouseholdRefusal::NoSuchChoice.into()) } else { Ok((person, tie)) }
}

/// Who speaks for the new household, and who goes along.
fn movers(fields: &Fields) -> Result<(PersonId, Vec<PersonId>), Refused> {
    let others: Result<Vec<PersonId>, Refused> = fields.all("mover").map(of_word).collect();
    Ok((person(fields, "head")?, others?))
}

/// The person whom a form is about, and what was chosen for them.
pub(super) fn chosen_for<T>(
    fields: &Fields,
    name: &str,
    of_word: fn(&str) -> Option<T>,
) -> Result<(PersonId, T), Refused> {
    Ok((person(fields, "person")?, chosen(fields.get(name), of_word)?))
}

pub(super) fn person(fields: &Fields, name: &str) -> Result<PersonId, Refused> {
    of_word(fields.get(name))
}

fn of_word(word: &str) -> Result<PersonId, Refused> {
    let id = word.parse::<Uuid>();
    id.map(Id::from_uuid).map_err(|_| RegistryRefusal::NoSuchPerson.into())
}

pub(super) fn chosen<T>(word: &str, of_word: fn(&str) -> Option<T>) -> Result<T, Refused> {
    of_word(word).ok_or_else(|| HouseholdRefusal::NoSuchChoice.into())
}
