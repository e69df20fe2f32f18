//! Records that may be of one person: those that wait, two of them side by side, and what somebody
//! says of them, one by one or of several in one go. Two whom somebody looked up stand side by side,
//! too.

mod by_hand;
mod load;
mod press;
mod view;

pub(super) use by_hand::link;
pub(super) use press::{press, undo_press};

use self::load::{Chosen, Listed};
use self::view::opened;
use crate::registry::actions::{self, DecideDuplicate, Ruling};
use crate::registry::model::{Decision, Ground, Pair, PressId, RegistryRefusal};
use crate::registry::pages::identify::says_compared;
use crate::registry::words;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::clock::Instant;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::Tx;
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, Page, Problem};
use serde::Deserialize;
use uuid::Uuid;

const PATH: &str = "/records/duplicates";
/// In place of a decision: somebody else, or another day.
const LATER: &str = "later";

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A pair, whether it waits or not.
    pair: String,
    /// A pair, if it still waits.
    next: String,
    /// Only pairs that were found for this reason.
    ground: String,
    /// Several pairs that were decided in one go.
    press: String,
}

/// The list, and the pair that was asked for or the first that waits.
pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let chosen = match (Pair::parse(&asked.pair), Pair::parse(&asked.next)) {
        (Some(pair), _) => Chosen::This(pair),
        (None, Some(next)) => Chosen::IfItWaits(next),
        (None, None) => Chosen::First,
    };
    let listed = Listed { ground: Ground::of_word(&asked.ground), press: press_of(&asked.press) };
    desk.page(&opened(&desk, chosen, listed).await?)
}

/// Keeps what somebody says, and goes on to the next pair.
pub(super) async fn decide(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<DecideDuplicate>()?;
    let (pair, decision) = (pair_of(&fields)?, decision_of(fields.get("decision"))?);
    let once = fields.once();
    let done = if let Some(decision) = decision {
        let compared = says_compared(&fields);
        let ruling = Ruling { pair, seen: seen(&fields), decision, compared };
        let rule =
            move |tx: &mut Tx<'_>, permit: &_| actions::decide_duplicate(tx, permit, &ruling);
        desk.write_once(permit, &once, rule).await
    } else {
        let leave = move |tx: &mut Tx<'_>, permit: &_| actions::leave_duplicate(tx, permit, pair);
        desk.write_once(permit, &once, leave).await
    };
    let wanted = decision.map_or_else(msg::duplicates_later, words::decision);
    let next = Pair::parse(fields.get("next")).map(|next| format!("next={next}"));
    let ground = ground(&fields);
    answer(&desk, (pair, ground), (done, wanted), &at(next, ground)).await
}

/// Takes a decision back, and shows the pair again.
pub(super) async fn undo(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<DecideDuplicate>()?;
    let pair = pair_of(&fields)?;
    // A form that does not say what it saw has seen nothing.
    let decided_at = Instant::from_microseconds(fields.get("decided_at").parse().unwrap_or(0));
    let undo =
        move |tx: &mut Tx<'_>, permit: &_| actions::undo_duplicate(tx, permit, pair, decided_at);
    let done = desk.write_once(permit, &fields.once(), undo).await;
    let wanted = nabz_web::msg::web::undo();
    let ground = ground(&fields);
    let again = at(Some(format!("pair={pair}")), ground);
    answer(&desk, (pair, ground), (done, wanted), &again).await
}

/// On to where `next` leads; a refusal is said beside the pair, with what stands there by now.
async fn answer(
    desk: &Desk,
    (pair, ground): (Pair, Option<Ground>),
    (done, wanted): (Result<(), Problem>, Message),
    next: &str,
) -> Result<Response, Problem> {
    let Err(problem) = done else { return Ok(Redirect::to(next).into_response()) };
    let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule) else {
        return Err(problem);
    };
    let listed = Listed { ground, press: None };
    let page = opened(desk, Chosen::This(pair), listed).await?.refused(refused, wanted);
    Ok(desk.page(&page)?.with_conflict().into_response())
}

/// The list, narrowed as it was, with what else its address says.
fn at(more: Option<String>, ground: Option<Ground>) -> String {
    let ground = ground.map(|ground| format!("ground={}", ground.word()));
    let asked: Vec<String> = more.into_iter().chain(ground).collect();
    if asked.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", asked.join("&")) }
}

/// By what the list was narrowed from which a form was sent.
fn ground(fields: &Fields) -> Option<Ground> {
    Ground::of_word(fields.get("ground"))
}

fn press_of(text: &str) -> Option<PressId> {
    text.parse::<Uuid>().ok().map(PressId::from_uuid)
}

fn pair_of(fields: &Fields) -> Result<Pair, Refused> {
    Pair::parse(fields.get("pair")).ok_or_else(|| RegistryRefusal::NoSuchPair.into())
}

/// `None` when the pair is left for later.
fn decision_of(word: &str) -> Result<Option<Decision>, Refused> {
    if word == LATER {
        return Ok(None);
    }
    Decision::of_word(word).map(Some).ok_or_else(|| RegistryRefusal::NoSuchChoice.into())
}

/// The versions of both records on the page that was sent.
fn seen(fields: &Fields) -> [u32; 2] {
    ["seen_one", "seen_other"].map(|name| fields.get(name).parse().unwrap_or(0))
}
