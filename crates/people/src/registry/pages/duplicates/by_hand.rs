//! Two whom nobody has found to be alike: whoever looked one of them up from the page of the other
//! compares them all the same, and says by hand that they are one and how that is known.

use super::load::{Chosen, Listed, Open};
use super::view::opened;
use crate::registry::actions::{self, Ends, LinkPersons, joining};
use crate::registry::facts::facts_of;
use crate::registry::model::{Doubt, Pair};
use crate::registry::pages::identify::{other_of, says_compared};
use crate::registry::pages::person::back;
use crate::registry::store;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::resemblance;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// Who would be joined by hand, and how that is known.
pub(super) struct ByHand {
    /// Whose record is joined to the other one.
    pub(super) linked: Uuid,
    /// Whose record goes on.
    pub(super) goes_on: Uuid,
    /// As typed.
    pub(super) reason: String,
}

impl ByHand {
    /// Nothing for a pair of the list, and for two who are one already.
    pub(super) fn of(open: &Open) -> Option<Self> {
        let (Ends { linked, goes_on }, _) = open.joining.filter(|_| !open.is_listed)?;
        Some(Self { linked: linked.uuid(), goes_on: goes_on.uuid(), reason: String::new() })
    }
}

/// The pair that was asked for, and whether it stands on the list; one that does not is compared as
/// both records are now. Nothing where there are no such records.
pub(super) fn asked(view: &mut Tx<'_>, pair: Pair) -> Result<Option<(Doubt, bool)>, Stop> {
    if let Some(doubt) = store::doubt(view, pair)? {
        return Ok(Some((doubt, true)));
    }
    let (one, other) = (store::person(view, pair.one())?, store::person(view, pair.other())?);
    let Some((one, other)) = one.zip(other) else { return Ok(None) };
    let found = resemblance(&facts_of(view, &other)?, &facts_of(view, &one)?);
    let unlisted = Doubt {
        pair,
        points: found.points,
        band: Band::Review,
        reasons: found.reasons,
        found_at: view.now(),
        left_at: None,
        despite: None,
        ruled: None,
    };
    Ok(Some((unlisted, false)))
}

/// What a link of a pair that waits would join, and whether the records exclude that.
pub(super) fn would_join(view: &mut Tx<'_>, doubt: &Doubt) -> Result<Option<(Ends, bool)>, Stop> {
    if doubt.ruled.is_some() { Ok(None) } else { joining(view, doubt.pair) }
}

/// Says that two records are of one person; a refusal is said beside the two, with what was typed.
pub(in crate::registry::pages) async fn link(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LinkPersons>()?;
    let (person, other): (PersonId, PersonId) = (Id::from_uuid(id), other_of(&fields)?);
    let (reason, compared) = (fields.get("reason").to_owned(), says_compared(&fields));
    let said = reason.clone();
    let join = move |tx: &mut Tx<'_>, permit: &Permit<LinkPersons>| {
        actions::link(tx, permit, person, other, (&said, compared))
    };
    let Err(problem) = desk.write_once(permit, &fields.once(), join).await else {
        return Ok(back(id).into_response());
    };
    let told = |one: &&Refused| matches!(one.kind, Kind::Rule | Kind::Invalid);
    let refused = problem.refused().filter(told);
    let Some((refused, pair)) = refused.zip(Pair::of(person, other)) else {
        return Err(problem);
    };
    let listed = Listed { ground: None, press: None };
    let page = opened(&desk, Chosen::This(pair), listed).await?;
    let page = page.not_joined(refused, reason);
    Ok(desk.page(&page)?.refused(refused.kind).into_response())
}
