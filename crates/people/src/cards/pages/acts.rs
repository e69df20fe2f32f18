//! What a counter does about somebody's card. What is refused is said on their page, with what
//! stands there by now beside what was wanted.

use super::person::{CARETAKER, Ending, FOUND_OUT, opened};
use super::proof;
use crate::cards::actions::{
    self, AskCard, BindSticker, EndCard, HandOverCard, HandOverUnread, HandToCaretaker, IssueCard,
    ReplaceCard, RestoreCard, SurrenderCard, SuspendCard,
};
use crate::cards::model::{CardId, CardsRefusal, Replacement, WhyEnded, WhySuspended};
use crate::cards::{Signing, words};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::Tx;
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Problem};
use uuid::Uuid;

/// What was done: where the page says so, or why it was not.
type Done = Result<String, Problem>;

/// Gives somebody a card on paper.
pub(super) async fn issue(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<IssueCard>()?, desk.app().part::<Signing>()?);
    let person: PersonId = Id::from_uuid(id);
    let give = move |tx: &mut Tx<'_>, permit: &Permit<IssueCard>| {
        let signer = signing.signer(tx)?;
        actions::issue(tx, permit, &*signer, person).map(|card| card.id.uuid())
    };
    let given = desk.write_once(permit, &fields.once(), give).await;
    let done = given.map(|card| format!("given&card={card}"));
    answer(&desk, id, (done, &fields), msg::want_give()).await
}

/// Makes a sticker that was scanned the card of somebody who holds none.
pub(super) async fn bind(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<BindSticker>()?, desk.app().part::<Signing>()?);
    let (person, code): (PersonId, _) = (Id::from_uuid(id), fields.get("code").to_owned());
    let bind = move |tx: &mut Tx<'_>, permit: &Permit<BindSticker>| {
        let trust = signing.trust(tx)?;
        let bound = actions::bind(tx, permit, &trust, (&code, person))?;
        Ok(bound.card.uuid())
    };
    let bound = desk.write_once(permit, &fields.once(), bind).await;
    let done = bound.map(|card| format!("bound&card={card}"));
    answer(&desk, id, (done, &fields), msg::want_bind()).await
}

/// Asks for a card of plastic for somebody whose paper was seen, or for whom a witness vouched.
pub(super) async fn order(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AskCard>()?;
    let (person, seen): (PersonId, _) = (Id::from_uuid(id), fields.version());
    let done: Done = match proof::typed(&fields) {
        Ok(proof) => {
            let ask = move |tx: &mut Tx<'_>, permit: &Permit<AskCard>| {
                actions::ask(tx, permit, (person, seen), proof).map(drop)
            };
            let asked = desk.write_once(permit, &fields.once(), ask).await;
            asked.map(|()| "ordered".to_owned())
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done, &fields), msg::want_order()).await
}

/// Blocks a card, in one press. Whoever saw an older page blocks it all the same.
pub(super) async fn suspend(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<SuspendCard>()?;
    let why = WhySuspended::of_word(fields.get("why"));
    let wanted = why.map_or_else(msg::want_suspend, words::suspended);
    let done: Done = match (card(&fields), why.ok_or(CardsRefusal::NoSuchReason)) {
        (Ok(card), Ok(why)) => {
            let block = move |tx: &mut Tx<'_>, permit: &Permit<SuspendCard>| {
                actions::card_of(tx, Id::from_uuid(id), card)?;
                actions::suspend(tx, permit, card, why).map(drop)
            };
            let blocked = desk.write_once(permit, &fields.once(), block).await;
            blocked.map(|()| format!("suspended&card={card}"))
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done, &fields), wanted).await
}

/// Lets a card that was found count again; also the way back from blocking it by mistake. The
/// second press finds it counting, and is answered as the first was.
pub(super) async fn restore(
    desk: Desk,
    Path((id, card)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<RestoreCard>()?;
    let (person, card): (PersonId, CardId) = (Id::from_uuid(id), Id::from_uuid(card));
    let restore = move |tx: &mut Tx<'_>, permit: &Permit<RestoreCard>| {
        actions::card_of(tx, person, card)?;
        actions::restore(tx, permit, card).map(drop)
    };
    let done = match desk.write(permit, restore).await {
        Err(problem) if problem.is(CardsRefusal::NotSuspended) => Ok(()),
        done => done,
    };
    answer(&desk, id, (done.map(|()| "restored".to_owned()), &fields), msg::want_restore()).await
}

/// Ends the card that somebody holds and gives them another on paper, under the same health ID.
pub(super) async fn replace(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<ReplaceCard>()?, desk.app().part::<Signing>()?);
    let why = Replacement::of_word(fields.get("why")).ok_or(CardsRefusal::NoSuchReason);
    let done: Done = match (card(&fields), why) {
        (Ok(card), Ok(why)) => {
            let seen = (card, fields.version());
            let replace = move |tx: &mut Tx<'_>, permit: &Permit<ReplaceCard>| {
                actions::card_seen(tx, Id::from_uuid(id), seen)?;
                let signer = signing.signer(tx)?;
                actions::replace(tx, permit, &*signer, card, why).map(|card| card.id.uuid())
            };
            let replaced = desk.write_once(permit, &fields.once(), replace).await;
            replaced.map(|card| format!("replaced&card={card}"))
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done, &fields), msg::want_replace()).await
}

/// Takes a card back from a bearer who wants none any more.
pub(super) async fn surrender(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<SurrenderCard>()?;
    let words = fields.get("reason").to_owned();
    let done: Done = match card(&fields) {
        Ok(card) => {
            let seen = (card, fields.version());
            let take_back = move |tx: &mut Tx<'_>, permit: &Permit<SurrenderCard>| {
                actions::card_seen(tx, Id::from_uuid(id), seen)?;
                actions::surrender(tx, permit, card, &words).map(drop)
            };
            let taken = desk.write_once(permit, &fields.once(), take_back).await;
            taken.map(|()| "surrendered".to_owned())
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done, &fields), msg::want_surrender()).await
}

/// Ends a card that was made under another number of somebody who holds one under their own.
pub(super) async fn end_duplicate(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<EndCard>()?;
    let done: Done = match card(&fields) {
        Ok(card) => {
            let seen = (card, fields.version());
            let end = move |tx: &mut Tx<'_>, permit: &Permit<EndCard>| {
                actions::end_duplicate(tx, permit, Id::from_uuid(id), seen).map(drop)
            };
            let ended = desk.write_once(permit, &fields.once(), end).await;
            ended.map(|()| "duplicate-ended".to_owned())
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done, &fields), msg::want_end_duplicate()).await
}

/// Ends a card for good that somebody got by deceit, or has beside another. It is asked twice: by
/// the button, and by what has to be ticked.
pub(super) async fn end(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<EndCard>()?;
    let words = fields.get("words").to_owned();
    let done: Done = match meant_to_end(&fields) {
        Ok((card, why)) => {
            let seen = (card, fields.version());
            let end = move |tx: &mut Tx<'_>, permit: &Permit<EndCard>| {
                actions::card_seen(tx, Id::from_uuid(id), seen)?;
                actions::end(tx, permit, card, why, &words).map(drop)
            };
            let ended = desk.write_once(permit, &fields.once(), end).await;
            ended.map(|()| "ended".to_owned())
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, id, (done, &fields), msg::want_end()).await
}

fn meant_to_end(fields: &Fields) -> Result<(CardId, WhyEnded), CardsRefusal> {
    let why = WhyEnded::of_word(fields.get("why")).filter(|why| FOUND_OUT.contains(why));
    let meant = (card(fields)?, why.ok_or(CardsRefusal::NoSuchReason)?);
    if fields.get("sure") == "yes" { Ok(meant) } else { Err(CardsRefusal::NotConfirmed) }
}

/// Gives a card of plastic to its bearer, who can use it from now on.
pub(super) async fn hand_over(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    desk.permit::<HandOverCard>()?;
    let given = match card(&fields) {
        Ok(card) => give(&desk, (Id::from_uuid(id), card), &fields).await,
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    let done = given.map(|()| "handed-over".to_owned());
    answer(&desk, id, (done, &fields), msg::want_hand_over()).await
}

/// By the code that was scanned; by none where it is said why it cannot be read. A caretaker is given
/// none that was not scanned.
async fn give(
    desk: &Desk,
    (person, card): (PersonId, CardId),
    fields: &Fields,
) -> Result<(), Problem> {
    let (code, why) = (fields.get("code").to_owned(), fields.get("unread").to_owned());
    let seen = (card, fields.version());
    let through = fields.get("receiver") == CARETAKER;
    match (code.is_empty(), why.is_empty()) {
        (true, _) if through => Err(Refused::from(CardsRefusal::ForItsBearer).into()),
        (false, _) if through => {
            let permit = desk.permit::<HandToCaretaker>()?;
            let signing = desk.app().part::<Signing>()?;
            let scanned = move |tx: &mut Tx<'_>, permit: &Permit<HandToCaretaker>| {
                actions::card_seen(tx, person, seen)?;
                let trust = signing.trust(tx)?;
                actions::hand_to_caretaker(tx, permit, &trust, (card, &code)).map(drop)
            };
            desk.write_once(permit, &fields.once(), scanned).await
        }
        (false, _) => {
            let permit = desk.permit::<HandOverCard>()?;
            let signing = desk.app().part::<Signing>()?;
            let scanned = move |tx: &mut Tx<'_>, permit: &Permit<HandOverCard>| {
                actions::card_seen(tx, person, seen)?;
                let trust = signing.trust(tx)?;
                actions::hand_over(tx, permit, &trust, (card, &code)).map(drop)
            };
            desk.write_once(permit, &fields.once(), scanned).await
        }
        (true, false) => {
            let permit = desk.permit::<HandOverUnread>()?;
            let unread = move |tx: &mut Tx<'_>, permit: &Permit<HandOverUnread>| {
                actions::card_seen(tx, person, seen)?;
                actions::hand_over_unread(tx, permit, (card, &why)).map(drop)
            };
            desk.write_once(permit, &fields.once(), unread).await
        }
        (true, true) => Err(Refused::from(CardsRefusal::NotScanned).into()),
    }
}

/// Back to the page, which says what happened; or the page with why it did not, and with what was
/// typed.
async fn answer(
    desk: &Desk,
    id: Uuid,
    (done, fields): (Done, &Fields),
    wanted: Message,
) -> Result<Response, Problem> {
    let problem = match done {
        Ok(done) => return Ok(Redirect::to(&format!("/cards/{id}?done={done}")).into_response()),
        Err(problem) => problem,
    };
    let Some(refused) = problem.told() else { return Err(problem) };
    let mut view = opened(desk, id, None).await?;
    view.notice = Some(refused.into());
    view.wanted = (refused.kind == Kind::Rule).then_some(wanted);
    fields.get("reason").clone_into(&mut view.reason);
    fields.get("unread").clone_into(&mut view.unread);
    view.through = fields.get("receiver") == CARETAKER;
    view.proofs = proof::choices(proof::typed(fields).ok());
    view.ending = typed_end(fields);
    Ok(desk.page(&view)?.refused(refused.kind).into_response())
}

fn typed_end(fields: &Fields) -> Ending {
    let (why, words) = (fields.get("why").to_owned(), fields.get("words").to_owned());
    let sent = !words.is_empty() || FOUND_OUT.iter().any(|one| one.word() == why);
    Ending { why, words, sent }
}

/// The card that a form is about; nobody types its id.
fn card(fields: &Fields) -> Result<CardId, CardsRefusal> {
    let id = fields.get("card").parse::<Uuid>();
    id.map(Id::from_uuid).map_err(|_| CardsRefusal::NoSuchCard)
}
