//! Whose card it is about: somebody who is looked for, or a card that is shown.

use crate::cards::actions::{self, BindSticker, CheckCard};
use crate::cards::emergency::page_of;
use crate::cards::model::Order;
use crate::cards::rules::is_code;
use crate::cards::{Signing, store, words};
use crate::registry::actions::SearchRegistry;
use crate::registry::index::{Number, Search};
use crate::registry::model::Banner;
use crate::registry::words::script;
use crate::registry::{self, Found, found_by};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Page, Problem, Shell, filters};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "cards/pages/desk.html")]
struct DeskPage {
    shell: Shell,
    found: Found,
    /// Why what was scanned is no card that is accepted.
    notice: Option<Message>,
    sent_back: Vec<SentBack>,
    /// Whether they give stickers, and so may carry them into the field.
    gives: bool,
}

/// A request that waits for its clerk again.
struct SentBack {
    person: Uuid,
    name: String,
    health_id: String,
    why: Message,
}

/// The desk as it opens, with the requests that came back to it.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let view = view(&desk, Found::default(), None).await?;
    desk.page(&view)
}

/// Looks for somebody, or looks at the card that was scanned.
pub(super) async fn find(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    desk.permit::<SearchRegistry>()?;
    if is_code(fields.get("q")) {
        return shown(&desk, fields.get("q")).await;
    }
    let found = found_by(&desk, Uuid::nil(), &fields).await?;
    Ok(desk.page(&view(&desk, found, None).await?)?.into_response())
}

/// Leads to whose card it is, or who goes on for them: whoever gives care to what helps in an emergency, everybody else to
/// the person's cards. A code that is no card of ours is said to be none.
pub async fn shown(desk: &Desk, code: &str) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<CheckCard>()?, desk.app().part::<Signing>()?);
    let (search, by, number) = (desk.app().part::<Search>()?, permit.clone(), Some(Number::Other));
    search.admit_number(&by, number, desk.now()).map_err(Refused::from)?;
    let text = code.to_owned();
    let checked = desk.write(permit, move |tx, permit| {
        let trust = signing.trust(tx)?;
        let checked = actions::check(tx, permit, &trust, &text)?;
        Ok((checked.goes_on, checked.card.id))
    });
    let problem = match checked.await {
        Ok((person, card)) => {
            search.shown(&by, number, 1);
            let to = match page_of(desk, person) {
                Some(page) => format!("{page}?card={card}"),
                None => format!("/cards/{person}?done=shown&card={card}"),
            };
            return Ok(Redirect::to(&to).into_response());
        }
        Err(problem) => problem,
    };
    let refused = problem.refused().filter(|refused| refused.code.starts_with("CRD"));
    let Some(refused) = refused.map(Message::from) else { return Err(problem) };
    search.shown(&by, number, 0);
    let view = view(desk, Found::default(), Some(refused)).await?;
    Ok(desk.page(&view)?.with_errors().into_response())
}

async fn view(desk: &Desk, found: Found, notice: Option<Message>) -> Result<DeskPage, Problem> {
    let (permit, at) = (desk.permit::<SearchRegistry>()?, desk.facility());
    let waiting = desk.read(move |view| sent_back(view, at)).await?;
    let script = script(desk.language());
    let mut rows = Vec::with_capacity(waiting.len());
    for (banner, why) in waiting {
        desk.shows(&permit, banner.person, Reason::Counter).await?;
        rows.push(SentBack {
            person: banner.person.uuid(),
            name: banner.name.preferring(script).to_owned(),
            health_id: banner.health_id.to_string(),
            why,
        });
    }
    let gives = desk.may::<BindSticker>();
    Ok(DeskPage { shell: desk.shell(), found, notice, sent_back: rows, gives })
}

/// Requests of this facility that were sent back and not made again since.
fn sent_back(view: &mut Tx<'_>, at: FacilityId) -> Result<Vec<(Banner, Message)>, Stop> {
    let mut waiting = Vec::new();
    for order in store::sent_back(view, at)? {
        if is_last(view, &order)? {
            let why = store::note_of(view, order.id)?.unwrap_or_default();
            waiting.push((registry::banner(view, order.person)?, words::why_declined(&why)));
        }
    }
    Ok(waiting)
}

fn is_last(view: &mut Tx<'_>, order: &Order) -> Result<bool, Stop> {
    let last = store::last_order(view, order.person)?;
    Ok(last.is_some_and(|last| last.id == order.id))
}
