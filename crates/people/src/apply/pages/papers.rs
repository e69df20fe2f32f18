//! Cards on paper, as files to keep, to print and to send.

use super::{AtApply, AtMine, Opened, account};
use crate::apply::model::{ApplyRefusal, Given, Made};
use crate::apply::{actions, reading, store};
use crate::cards::model::CardId;
use crate::cards::{Signing, kit_text, wallet, wallet_pdf};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::SessionToken;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Problem, Visitor};
use uuid::Uuid;

/// All cards of the family that was registered at this browser.
pub(super) async fn of_family(
    visitor: Visitor,
    AtApply(Opened { phone, .. }): AtApply,
) -> Result<Response, Problem> {
    let cards = visitor.read(move |view| {
        let made = store::draft(view, &phone)?.and_then(|draft| draft.made).unwrap_or_default();
        let made = reading::still_of(view, &phone, made)?;
        held(view, &made)
    });
    paper(&visitor, cards.await?).await
}

/// The cards that they were given then, while those are the ones on paper.
fn held(view: &mut Tx<'_>, made: &[Made]) -> Result<Vec<(PersonId, CardId)>, Stop> {
    let mut cards = Vec::with_capacity(made.len());
    for one in made {
        let Given::Card(given) = one.given else { continue };
        let card = reading::on_paper(view, one.person)?.filter(|card| card.id == given);
        cards.extend(card.map(|card| (one.person, card.id)));
    }
    Ok(cards)
}

/// One card, for whoever was sent its link.
pub(super) async fn of_link(
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Response, Problem> {
    let link = SessionToken::of_cookie(&link);
    let card = visitor.read(move |view| actions::opened_paper(view, &link)).await?;
    paper(&visitor, vec![card]).await
}

/// A card of somebody who is shown on this phone.
pub(super) async fn of_own(
    visitor: Visitor,
    Path((person, card)): Path<(Uuid, Uuid)>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    let (person, card): (PersonId, CardId) = (Id::from_uuid(person), Id::from_uuid(card));
    let shown = visitor.read(move |view| Ok(reading::shown(view, &phone, person)?.is_some()));
    if !shown.await? {
        return Err(Problem::missing());
    }
    paper(&visitor, vec![(person, card)]).await
}

/// The file, once it is written down who stands in it.
async fn paper(visitor: &Visitor, cards: Vec<(PersonId, CardId)>) -> Result<Response, Problem> {
    if cards.is_empty() {
        return Err(Refused::from(ApplyRefusal::NoSuchLink).into());
    }
    let signing = visitor.app().part::<Signing>()?;
    let persons: Vec<PersonId> = cards.iter().map(|(person, _)| *person).collect();
    let read =
        visitor.read(move |view| Ok((wallet(view, &signing, &cards, None)?, kit_text(view)?.text)));
    let (kits, text) = read.await?;
    account(visitor, &persons).await?;
    let bytes = visitor.draw(move || wallet_pdf(kits, &text)).await?.map_err(Problem::fault)?;
    let kind = (header::CONTENT_TYPE, "application/pdf");
    let name = (header::CONTENT_DISPOSITION, "inline; filename=\"health-card.pdf\"");
    Ok(([kind, name], bytes).into_response())
}
