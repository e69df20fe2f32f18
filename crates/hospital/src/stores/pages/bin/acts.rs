//! The buttons of a bin card: each form is done once, and comes back filled when it is refused.

use super::show;
use crate::stores::actions::{self, ArrangeStores, QuarantineStock, ReceiveStock};
use crate::stores::model::{Discard, LevelOrder, StockRefusal};
use crate::stores::rules::{parse_units, parse_why_thrown_away};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Act, Permit};
use nabz_kernel::ids::Id;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Message, OnceKey, Problem};
use uuid::Uuid;

/// What a form of the card does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Hold,
    Release,
    Discard,
    Correct,
    Level,
}

/// One form as the card shows it.
#[derive(Clone)]
pub(super) struct Form {
    pub(super) once: String,
    pub(super) units: String,
    pub(super) why: String,
    /// Which of the two reasons for throwing away is picked.
    pub(super) expired: bool,
    pub(super) wrong: Option<Message>,
}

impl Form {
    /// A form that nobody has touched, with a key of its own.
    pub(super) fn blank() -> Self {
        let (units, why) = (String::new(), String::new());
        Self { once: OnceKey::draw().to_string(), units, why, expired: false, wrong: None }
    }
}

/// What a form said.
#[derive(Clone)]
struct Typed {
    verb: Verb,
    about: String,
    units: String,
    why: String,
    reason: String,
    was: String,
}

impl Typed {
    /// `about` names the field that says which batch or movement is meant.
    fn of(verb: Verb, fields: &Fields, about: &str) -> Self {
        let field = |name: &str| fields.get(name).to_owned();
        let units = if verb == Verb::Level { field("below") } else { field("units") };
        let why = field("why");
        let (reason, was) = (field("reason"), field("was"));
        Self { verb, about: field(about), units, why, reason, was }
    }

    fn id<Kind>(&self, otherwise: StockRefusal) -> Result<Id<Kind>, StockRefusal> {
        self.about.parse::<Uuid>().map(Id::from_uuid).map_err(|_| otherwise)
    }
}

/// A form that was refused, and why.
pub(super) struct Refusal {
    typed: Typed,
    pub(super) said: Message,
}

impl Refusal {
    /// Whether it is this form of the card.
    pub(super) fn is_of(&self, verb: Verb, about: Uuid) -> bool {
        self.typed.verb == verb && (verb == Verb::Level || self.typed.about == about.to_string())
    }

    /// Shows what was typed, with what is wrong beside it.
    pub(super) fn fill(&self, form: &mut Form) {
        form.units.clone_from(&self.typed.units);
        form.why.clone_from(&self.typed.why);
        form.expired = self.typed.reason == "expired";
        form.wrong = Some(self.said.clone());
    }
}

type At = Path<(Uuid, Uuid)>;

pub(crate) async fn set_level(
    desk: Desk,
    Path(at): At,
    fields: Fields,
) -> Result<Response, Problem> {
    let typed = Typed::of(Verb::Level, &fields, "medicine");
    act::<ArrangeStores>(desk, at, (fields.once(), typed), move |tx, permit, typed| {
        let (storeroom, medicine) = (Id::from_uuid(at.0), Id::from_uuid(at.1));
        let was = Some(typed.was.as_str()).filter(|was| !was.is_empty());
        let was = was.map(parse_units).transpose()?;
        let below = parse_units(&typed.units)?;
        actions::set_level(tx, permit, &LevelOrder { storeroom, medicine, was, below })
    })
    .await
}

pub(crate) async fn hold(desk: Desk, Path(at): At, fields: Fields) -> Result<Response, Problem> {
    let typed = Typed::of(Verb::Hold, &fields, "batch");
    act::<QuarantineStock>(desk, at, (fields.once(), typed), |tx, permit, typed| {
        let batch = typed.id(StockRefusal::NoSuchBatch)?;
        actions::hold(tx, permit, batch, &typed.why).map(drop)
    })
    .await
}

pub(crate) async fn release(desk: Desk, Path(at): At, fields: Fields) -> Result<Response, Problem> {
    let typed = Typed::of(Verb::Release, &fields, "batch");
    act::<QuarantineStock>(desk, at, (fields.once(), typed), |tx, permit, typed| {
        let batch = typed.id(StockRefusal::NoSuchBatch)?;
        actions::release(tx, permit, batch, &typed.why).map(drop)
    })
    .await
}

pub(crate) async fn discard(desk: Desk, Path(at): At, fields: Fields) -> Result<Response, Problem> {
    let typed = Typed::of(Verb::Discard, &fields, "batch");
    act::<QuarantineStock>(desk, at, (fields.once(), typed), move |tx, permit, typed| {
        let order = Discard {
            storeroom: Id::from_uuid(at.0),
            batch: typed.id(StockRefusal::NoSuchBatch)?,
            units: parse_units(&typed.units)?,
            reason: parse_why_thrown_away(&typed.reason)?,
            note: typed.why.clone(),
        };
        actions::discard(tx, permit, &order)
    })
    .await
}

pub(crate) async fn correct(desk: Desk, Path(at): At, fields: Fields) -> Result<Response, Problem> {
    let typed = Typed::of(Verb::Correct, &fields, "movement");
    act::<ReceiveStock>(desk, at, (fields.once(), typed), |tx, permit, typed| {
        let movement = typed.id(StockRefusal::NotCorrectable)?;
        actions::correct(tx, permit, movement, &typed.why).map(drop)
    })
    .await
}

/// One button: done once, and back to the card, with the refusal where there is one.
async fn act<A: Act + 'static>(
    desk: Desk,
    at: (Uuid, Uuid),
    (once, typed): (OnceKey, Typed),
    action: impl Fn(&mut Tx<'_>, &Permit<A>, &Typed) -> Result<(), Stop> + Send + 'static,
) -> Result<Response, Problem> {
    let permit = desk.permit::<A>()?;
    let asked = typed.clone();
    let done = desk.write_once(permit, &once, move |tx, permit| action(tx, permit, &asked)).await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/stores/{}/bin/{}", at.0, at.1)).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let refusal = Refusal { typed, said: Message::from(refused) };
            Ok(show(&desk, at, Some(refusal)).await?.with_errors().into_response())
        }
    }
}
