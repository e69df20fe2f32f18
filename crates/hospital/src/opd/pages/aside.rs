//! What the desk changes beside the note: allergies, and the target of oxygen saturation.

use super::visit::{Shown, TypedAllergy, page};
use crate::allergies;
use crate::allergies::actions::{NoteAllergy, RefuteAllergy, note_allergy, refute_allergy};
use crate::allergies::model::{AllergyId, AllergyRefusal, NewAllergy};
use crate::opd::actions::{BeginVisit, visit_within};
use crate::queue::model::{Token, TokenId};
use crate::triage::actions::{SetTarget, set_target};
use crate::triage::model::{SaturationScale, TriageRefusal};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::relations::must_be_related;
use nabz_access::{Act, Permit};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// Notes an allergy of the person of a visit.
pub(super) async fn note(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, id) = (desk.permit::<NoteAllergy>()?, TokenId::from_uuid(visit));
    let typed = TypedAllergy {
        substance: fields.get("substance").to_owned(),
        reaction: fields.get("reaction").to_owned(),
        severe: fields.get("severe") == "yes",
        refuting: None,
        open: true,
    };
    let asked = typed.clone();
    let noted = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let token = theirs(tx, permit, id)?;
            let TypedAllergy { substance, reaction, severe, .. } = asked.clone();
            let new = NewAllergy { person: token.person, substance, reaction, severe };
            note_allergy(tx, permit, &new).map(|noted| noted.id)
        })
        .await;
    answered(&desk, id, noted.map(drop), typed).await
}

/// Marks an allergy of the person of a visit as wrong.
pub(super) async fn refute(
    desk: Desk,
    Path((visit, allergy)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, id) = (desk.permit::<RefuteAllergy>()?, TokenId::from_uuid(visit));
    let (allergy, why) = (AllergyId::from_uuid(allergy), fields.get("why").to_owned());
    let typed = TypedAllergy {
        refuting: Some((allergy, why.clone())),
        open: true,
        ..TypedAllergy::default()
    };
    let refuted = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let token = theirs(tx, permit, id)?;
            let theirs = allergies::of(tx, token.person)?;
            if theirs.iter().all(|one| one.id != Some(allergy)) {
                return Err(AllergyRefusal::NoSuchAllergy.into());
            }
            refute_allergy(tx, permit, (allergy, &why)).map(|refuted| refuted.id)
        })
        .await;
    answered(&desk, id, refuted.map(drop), typed).await
}

/// Sets or lifts the target of the person of a visit.
pub(super) async fn target(
    desk: Desk,
    Path(visit): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let (permit, id) = (desk.permit::<SetTarget>()?, TokenId::from_uuid(visit));
    let scale = match fields.get("scale") {
        "1" => SaturationScale::One,
        "2" => SaturationScale::Two,
        // Lifting a target is a decision, not what is left when a word is not known.
        _ => return Err(Refused::from(TriageRefusal::NoSuchChoice).into()),
    };
    desk.write_once(permit, &fields.once(), move |tx, permit| {
        theirs(tx, permit, id)?;
        set_target(tx, permit, (id, scale))
    })
    .await?;
    Ok(Redirect::to(&format!("/opd/visits/{visit}")))
}

/// The visit, for somebody who has a reason to read about its person.
fn theirs<A: Act>(tx: &mut Tx<'_>, permit: &Permit<A>, visit: TokenId) -> Result<Token, Stop> {
    let token = visit_within(tx, permit, visit)?;
    must_be_related(tx, permit.staff(), token.person)?;
    Ok(token)
}

/// Back to the desk; after a refusal with what was typed.
async fn answered(
    desk: &Desk,
    visit: TokenId,
    outcome: Result<(), Problem>,
    typed: TypedAllergy,
) -> Result<Response, Problem> {
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("/opd/visits/{visit}")).into_response());
    };
    match problem.refused().cloned() {
        // Nurses and pharmacists note allergies too, and do not see the doctor's page.
        Some(why) if why.code.starts_with("ALG") && desk.may::<BeginVisit>() => {
            Ok(page(desk, visit, Shown::Allergy(typed, why)).await?.with_errors().into_response())
        }
        Some(_) | None => Err(problem),
    }
}
