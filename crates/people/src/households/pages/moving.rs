//! A family moves: one form asks for the new address of all who go along, and the records office
//! decides about them in one go.

use super::view::opened;
use crate::households::model::HouseholdRefusal;
use crate::registry::actions::{AskCorrection, FamilyMove, ask_move};
use crate::registry::model::Address;
use crate::registry::rules;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::Tx;
use nabz_web::{Desk, Fields, FormErrors, Problem};
use uuid::Uuid;

/// The form as it was typed.
#[derive(Default)]
pub(super) struct MoveTyped {
    pub(super) line: String,
    pub(super) locality: String,
    pub(super) ward: String,
    pub(super) district: String,
    pub(super) state: String,
    pub(super) reason: String,
    ticked: Vec<Uuid>,
}

impl MoveTyped {
    fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        Self {
            line: text("line"),
            locality: text("locality"),
            ward: text("ward"),
            district: text("district"),
            state: text("state"),
            reason: text("reason"),
            ticked: fields.all("member").filter_map(|word| word.parse().ok()).collect(),
        }
    }

    /// Whether somebody goes along.
    pub(super) fn goes(&self, person: Uuid) -> bool {
        self.ticked.contains(&person)
    }

    /// What is asked, with every mistake noted; `None` while something is wrong.
    fn moving(&self, fields: &Fields, errors: &mut FormErrors) -> Option<FamilyMove> {
        let persons = errors.keep("member", self.persons(fields));
        let address = errors.keep("line", self.address());
        let reason = errors.keep("reason", rules::reason(&self.reason));
        Some(FamilyMove { persons: persons?, address: address?, reason: reason? })
    }

    /// Who goes along, and the version of each that the page had seen.
    fn persons(&self, fields: &Fields) -> Result<Vec<(PersonId, u32)>, HouseholdRefusal> {
        if fields.all("member").count() != self.ticked.len() {
            return Err(HouseholdRefusal::NoSuchChoice);
        }
        if self.ticked.is_empty() {
            return Err(HouseholdRefusal::NobodyMoves);
        }
        let seen = |person: &Uuid| fields.get(&format!("seen-{person}")).parse().unwrap_or(0);
        Ok(self.ticked.iter().map(|person| (Id::from_uuid(*person), seen(person))).collect())
    }

    fn address(&self) -> Result<Address, Refused> {
        let typed = |text: &str| Some(text.to_owned());
        let address = rules::tidy_address(&Address {
            line: typed(&self.line),
            locality: typed(&self.locality),
            ward: typed(&self.ward),
            district: typed(&self.district),
            state: typed(&self.state),
        })?;
        if address == Address::default() {
            Err(HouseholdRefusal::NoAddress.into())
        } else {
            Ok(address)
        }
    }
}

/// Asks for the new address of all who are ticked, or shows the page again with what is wrong and all
/// that was typed.
pub(super) async fn ask(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AskCorrection>()?;
    let (typed, mut errors) = (MoveTyped::sent(&fields), FormErrors::default());
    let Some(moving) = typed.moving(&fields, &mut errors) else {
        let again = opened(&desk, id).await?.moving(typed, errors);
        return Ok(desk.page(&again)?.with_errors().into_response());
    };
    let asked = moving.persons.len();
    let act = move |tx: &mut Tx<'_>, permit: &_| ask_move(tx, permit, &moving).map(drop);
    let Err(problem) = desk.write_once(permit, &fields.once(), act).await else {
        return Ok(Redirect::to(&format!("/people/{id}/household?asked={asked}")).into_response());
    };
    let Some(refused) = problem.told() else { return Err(problem) };
    let mut again = opened(&desk, id).await?.moving(typed, errors);
    again.notice = Some(refused.into());
    Ok(desk.page(&again)?.refused(refused.kind).into_response())
}
