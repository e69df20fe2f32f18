//! Choosing another password.

use crate::desk::{Desk, Visitor};
use crate::filters;
use crate::forms::{Form, FormErrors};
use crate::msg;
use crate::problem::{Page, Problem};
use crate::shell::PublicShell;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::{change_password, digest_of};
use nabz_access::{Password, PasswordDigest};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "signin/pages/password.html")]
struct PasswordPage {
    shell: PublicShell,
    errors: FormErrors,
    due: bool,
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// The form.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    show(&desk, FormErrors::default())
}

fn show(desk: &Desk, errors: FormErrors) -> Result<Page, Problem> {
    let due = desk.signed().staff.must_change_password;
    desk.page(&PasswordPage { shell: desk.public_shell(), errors, due })
}

/// Changes it after the old one was typed again.
pub(super) async fn change(
    desk: Desk,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    let mut errors = FormErrors::default();
    let name = desk.signed().staff.sign_in_name.clone();
    let chosen = errors.keep("new", Password::chosen(&form.new, &name));
    if form.new != form.again {
        errors.add("again", msg::signin::passwords_differ());
    }
    let staff = desk.staff();
    let old = desk.read(move |view| digest_of(view, staff)).await?;
    if !is_right(&desk, old, Password::typed(&form.old)).await? {
        errors.add("old", msg::signin::password_wrong());
    }
    let Some(chosen) = chosen.filter(|_| errors.is_empty()) else {
        return Ok(show(&desk, errors)?.with_errors().into_response());
    };
    let digest = tokio::task::spawn_blocking(move || chosen.digest()).await;
    let digest = digest.map_err(Problem::fault)??;
    let access = desk.signed().access().clone();
    desk.app().store().write(move |tx| change_password(tx, &access, &digest)).await?;
    Ok(Redirect::to("/").into_response())
}

/// Compares off the threads that serve others.
pub(super) async fn is_right(
    visitor: &Visitor,
    digest: PasswordDigest,
    typed: Password,
) -> Result<bool, Problem> {
    let _seat = visitor.app().checks().acquire().await.map_err(Problem::fault)?;
    let check = move || digest.is_of(&typed);
    tokio::task::spawn_blocking(check).await.map_err(Problem::fault)
}
