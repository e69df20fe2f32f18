//! Several pairs of the list decided with one press, what became of each, and taking it back.

use super::load::{Chosen, Listed};
use super::view::opened;
use super::{at, ground, press_of};
use crate::registry::actions::{self, DecideDuplicate};
use crate::registry::model::{
    Decision, Ground, Pair, Press, PressId, PressWish, RegistryRefusal, WhyNot,
};
use crate::registry::words;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::Tx;
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, OnceKey, Problem};
use uuid::Uuid;

/// What one press did, and the way back.
pub(super) struct Summary {
    pub(super) id: Uuid,
    pub(super) once: OnceKey,
    pub(super) said: Message,
    /// What was not decided, or not taken back.
    pub(super) rows: Vec<NotDone>,
    pub(super) can_be_undone: bool,
}

/// A pair that stays as it was, and why.
pub(super) struct NotDone {
    pub(super) pair: Pair,
    pub(super) one: String,
    pub(super) other: String,
    pub(super) why: Message,
}

impl Summary {
    pub(super) fn of(press: &Press, name: impl Fn(PersonId) -> String) -> Self {
        let done = i64::try_from(press.done().count()).unwrap_or(i64::MAX);
        let left = press.pairs.iter().filter(|one| one.left.is_some()).count();
        let taken_back = done - i64::try_from(left).unwrap_or(0);
        let row = |(pair, why): (Pair, WhyNot)| NotDone {
            pair,
            one: name(pair.one()),
            other: name(pair.other()),
            why: (&Refused::from(RegistryRefusal::from(why))).into(),
        };
        Self {
            id: press.id.uuid(),
            once: OnceKey::draw(),
            said: match press.undone_at {
                None => msg::press_done(words::decision(press.decision), done),
                Some(_) => msg::press_undone(taken_back),
            },
            rows: press.not_done().map(row).collect(),
            can_be_undone: press.undone_at.is_none() && done > 0,
        }
    }
}

/// Says the same of the pairs that were ticked, or of all that were shown.
pub(in crate::registry::pages) async fn press(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, wish) = (desk.permit::<DecideDuplicate>()?, wish(&fields)?);
    let decide = move |tx: &mut Tx<'_>, permit: &Permit<DecideDuplicate>| {
        actions::press(tx, permit, &wish).map(|press| press.id.uuid())
    };
    let done = desk.write_once(permit, &fields.once(), decide).await;
    answer(&desk, (done.map(PressId::from_uuid), None), &fields).await
}

/// Takes back what one press has decided.
pub(in crate::registry::pages) async fn undo_press(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<DecideDuplicate>()?;
    let id = press_of(fields.get("press")).ok_or(RegistryRefusal::NoSuchPress);
    let id = id.map_err(Refused::from)?;
    let undo = move |tx: &mut Tx<'_>, permit: &Permit<DecideDuplicate>| {
        actions::undo_press(tx, permit, id)
    };
    let done = desk.write_once(permit, &fields.once(), undo).await;
    answer(&desk, (done.map(|()| id), Some(id)), &fields).await
}

/// On to the list, which says what became of each pair; or the list with why nothing was done, and
/// with what was ticked.
async fn answer(
    desk: &Desk,
    (done, press): (Result<PressId, Problem>, Option<PressId>),
    fields: &Fields,
) -> Result<Response, Problem> {
    let ground = ground(fields);
    let problem = match done {
        Ok(id) => {
            let to = at(Some(format!("press={id}")), ground);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(problem) => problem,
    };
    let told = |one: &&Refused| matches!(one.kind, Kind::Rule | Kind::Invalid);
    let Some(refused) = problem.refused().filter(told) else { return Err(problem) };
    let page = opened(desk, Chosen::First, Listed { ground, press }).await?;
    let ticked: Vec<Pair> = ticked(fields).filter_map(Pair::parse).collect();
    let page = desk.page(&page.not_pressed(refused, &ticked))?;
    let is_invalid = refused.kind == Kind::Invalid;
    let page = if is_invalid { page.with_errors() } else { page.with_conflict() };
    Ok(page.into_response())
}

/// The pairs that were ticked; those whose records exclude one another have a name of their own.
fn ticked(fields: &Fields) -> impl Iterator<Item = &str> {
    fields.all("pair").chain(fields.all("apart"))
}

/// What was pressed, of which pairs. Whoever says of all that were shown that they are one does not
/// mean those that can only be two.
fn wish(fields: &Fields) -> Result<PressWish, Refused> {
    let (decision, is_all) = match fields.get("decision") {
        "all-same" => (Decision::Same, true),
        "all-different" => (Decision::Different, true),
        word => (Decision::of_word(word).ok_or(RegistryRefusal::NoSuchChoice)?, false),
    };
    let (alike, apart) = (shown(fields, "shown")?, shown(fields, "shown-apart")?);
    let pairs = match (is_all, decision) {
        (true, Decision::Same) => alike,
        (true, Decision::Different) => alike.into_iter().chain(apart).collect(),
        (false, Decision::Same | Decision::Different) => {
            let known: Vec<_> = alike.into_iter().chain(apart).collect();
            ticked(fields).map(|word| of_list(&known, word)).collect::<Result<_, _>>()?
        }
    };
    Ok(PressWish { decision, pairs })
}

/// The pairs that the list showed, each with the versions of both records.
fn shown(fields: &Fields, name: &str) -> Result<Vec<(Pair, [u32; 2])>, RegistryRefusal> {
    fields.all(name).map(|word| read(word).ok_or(RegistryRefusal::NoSuchPair)).collect()
}

/// A pair that was ticked, as the list showed it.
fn of_list(known: &[(Pair, [u32; 2])], word: &str) -> Result<(Pair, [u32; 2]), RegistryRefusal> {
    let asked = Pair::parse(word).ok_or(RegistryRefusal::NoSuchPair)?;
    let found = known.iter().copied().find(|(pair, _)| *pair == asked);
    found.ok_or(RegistryRefusal::NoSuchPair)
}

/// `first.second.3.1`: a pair and the versions of its records.
fn read(word: &str) -> Option<(Pair, [u32; 2])> {
    let mut parts = word.rsplitn(3, '.');
    let other = parts.next()?.parse().ok()?;
    let one = parts.next()?.parse().ok()?;
    Some((Pair::parse(parts.next()?)?, [one, other]))
}

/// How the list says a pair to [`press`].
pub(super) fn said((pair, seen): (Pair, [u32; 2])) -> String {
    let [one, other] = seen;
    format!("{pair}.{one}.{other}")
}

/// The reasons by which the list is narrowed, and all of them.
pub(super) fn chips(current: Option<Ground>) -> Vec<Chip> {
    let all = std::iter::once(None).chain(Ground::ALL.iter().copied().map(Some));
    let chip = |ground: Option<Ground>| Chip {
        path: at(None, ground),
        said: ground.map_or_else(msg::ground_all, words::ground),
        current: ground == current,
    };
    all.map(chip).collect()
}

/// One of them.
pub(super) struct Chip {
    pub(super) path: String,
    pub(super) said: Message,
    pub(super) current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::ids::Id;

    #[test]
    fn a_pair_is_read_as_the_list_says_it_and_nothing_else_is() {
        let id = |tail| Id::from_uuid(Uuid::from_u128(tail));
        let pair = Pair::of(id(1), id(2)).unwrap();
        assert_eq!(read(&said((pair, [3, 1]))), Some((pair, [3, 1])));
        for wrong in [pair.to_string(), format!("{pair}.3"), format!("{pair}.3.x"), String::new()] {
            assert_eq!(read(&wrong), None, "{wrong}");
        }
    }
}
