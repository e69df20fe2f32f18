//! Everything that is held of somebody, on paper, for whoever came and asked for it.

use crate::registry;
use crate::registry::model::RegistryRefusal;
use crate::rights::actions::AnswerRequest;
use crate::rights::{WhatIsHeld, page_of, what_is_held};
use askama::Template;
use axum::extract::Path;
use nabz_access::Reason;
use nabz_kernel::ids::{Id, PersonId};
use nabz_web::msg::rights as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "rights/pages/held.html")]
struct HeldPage {
    shell: Shell,
    back: String,
    held: WhatIsHeld,
}

/// The paper. Whoever answers requests gives it.
pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    let (permit, id): (_, PersonId) = (desk.permit::<AnswerRequest>()?, Id::from_uuid(id));
    let held = desk.read(move |view| {
        let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
        what_is_held(view, &person)
    });
    let held = held.await?;
    desk.shows(&permit, id, Reason::Records).await?;
    desk.page(&HeldPage { shell: desk.shell(), back: page_of(id), held })
}
