//! Everything that is held of somebody, on paper or as a file, for whoever came and asked for it.

use crate::registry;
use crate::registry::model::RegistryRefusal;
use crate::rights::actions::AnswerRequest;
use crate::rights::{HeldShown, WhatIsHeld, page_of, what_is_held};
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::Reason;
use nabz_kernel::ids::{Id, PersonId};
use nabz_web::msg::rights as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters};
use uuid::Uuid;

/// The name of every such file: whose it is stands in it, and in no address and no header.
const ATTACHED: &str = "attachment; filename=\"what-is-held.json\"";

#[derive(Template)]
#[template(path = "rights/pages/held.html")]
struct HeldPage {
    shell: Shell,
    back: String,
    /// Where the same is given as a file.
    file: String,
    held: HeldShown,
}

/// The paper. Whoever answers requests gives it.
pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    let id: PersonId = Id::from_uuid(id);
    let held = given(&desk, id).await?.shown();
    let file = format!("{}/held.json", page_of(id));
    desk.page(&HeldPage { shell: desk.shell(), back: page_of(id), file, held })
}

/// The file.
pub(super) async fn file(desk: Desk, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    Ok(sent_as_file(&given(&desk, Id::from_uuid(id)).await?))
}

/// What is held, once it is written down who is given it.
async fn given(desk: &Desk, id: PersonId) -> Result<WhatIsHeld, Problem> {
    let permit = desk.permit::<AnswerRequest>()?;
    let held = desk.read(move |view| {
        let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
        what_is_held(view, &person)
    });
    let held = held.await?;
    registry::shows_as_one(desk, &permit, id, Reason::Records).await?;
    Ok(held)
}

/// A file that a browser keeps and nobody else does.
pub(crate) fn sent_as_file(held: &WhatIsHeld) -> Response {
    let headers = [(header::CONTENT_DISPOSITION, ATTACHED), (header::CACHE_CONTROL, "no-store")];
    (headers, Json(held.file())).into_response()
}
