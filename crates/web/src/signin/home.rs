//! `/`: each person lands on the first section they have use for.

use crate::desk::Desk;
use crate::filters;
use crate::problem::Problem;
use crate::shell::Shell;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "signin/pages/home.html")]
struct HomePage {
    shell: Shell,
}

/// Leads to work, or says that no role reaches this place.
pub(super) async fn home(desk: Desk) -> Result<Response, Problem> {
    let shell = desk.shell();
    match shell.nav.first() {
        Some(first) => Ok(Redirect::to(first.path).into_response()),
        None => Ok(desk.page(&HomePage { shell })?.into_response()),
    }
}
