//! One's own sign-ins: where, since when, and ending them.

use crate::desk::Desk;
use crate::filters;
use crate::messages::Message;
use crate::numbers;
use crate::problem::{Page, Problem};
use crate::shell::Shell;
use askama::Template;
use axum::extract::Path;
use axum::response::Redirect;
use nabz_access::session::{OpenSession, end_one, end_others as end_all_others, sessions_of};
use nabz_access::{Role, SessionId, facility_node, organisation};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "signin/pages/sessions.html")]
struct SessionsPage {
    shell: Shell,
    rows: Vec<SessionRow>,
    has_second_factor: bool,
    needs_second_factor: bool,
}

struct SessionRow {
    id: SessionId,
    device: String,
    facility: String,
    since: String,
    seen: Message,
    this_one: bool,
}

/// The list.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let staff = desk.staff();
    let language = desk.language();
    let open = desk.read(move |view| {
        let mut open = Vec::new();
        for session in sessions_of(view, staff)? {
            let node = organisation::node(view, facility_node(session.facility))?;
            let name = node.map(|node| language.pick(node.names.hindi, node.names.english));
            open.push((session, name.unwrap_or_default()));
        }
        Ok(open)
    });
    let open = open.await?;
    let roles = desk.signed().access().roles(desk.today());
    let view = SessionsPage {
        shell: desk.shell(),
        rows: open.into_iter().map(|(session, facility)| row(&desk, session, facility)).collect(),
        has_second_factor: desk.signed().staff.has_second_factor,
        needs_second_factor: roles.into_iter().any(Role::needs_second_factor),
    };
    desk.page(&view)
}

fn row(desk: &Desk, session: OpenSession, facility: String) -> SessionRow {
    SessionRow {
        id: session.id,
        device: session.device,
        facility,
        since: numbers::date_time(session.opened_at, desk.language()),
        seen: numbers::ago(session.seen_at, desk.now()),
        this_one: session.id == desk.signed().access().session(),
    }
}

/// Ends one of them.
pub(super) async fn end(desk: Desk, Path(session): Path<Uuid>) -> Result<Redirect, Problem> {
    let (access, session) = (desk.signed().access().clone(), SessionId::from_uuid(session));
    desk.app().store().write(move |tx| end_one(tx, &access, session)).await?;
    Ok(Redirect::to("/sessions"))
}

/// Ends all but this one.
pub(super) async fn end_others(desk: Desk) -> Result<Redirect, Problem> {
    let access = desk.signed().access().clone();
    desk.app().store().write(move |tx| end_all_others(tx, &access)).await?;
    Ok(Redirect::to("/sessions"))
}
