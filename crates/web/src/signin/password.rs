//! Choosing another password.

use crate::desk::Desk;
use crate::filters;
use crate::forms::{Form, FormErrors};
use crate::problem::{Page, Problem};
use crate::shell::PublicShell;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Password;
use nabz_access::sign_in::{Verdict, change_password, credentials_of, prove};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
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

/// Changes it after the old one was typed again; a wrong one counts like a wrong sign-in, so that
/// a screen left open is no place for guessing.
pub(super) async fn change(
    desk: Desk,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    let mut errors = FormErrors::default();
    let name = desk.signed().staff.sign_in_name.clone();
    let chosen = errors.keep("new", Password::chosen(&form.new, &name));
    if form.new != form.again {
        errors.add("again", &Refused::plain("WEB-013"));
    }
    let again = compared(&desk, Password::typed(&form.old)).await?;
    let digest = match chosen.filter(|_| errors.is_empty()) {
        Some(chosen) => {
            let digest = tokio::task::spawn_blocking(move || chosen.digest()).await;
            Some(digest.map_err(Problem::fault)??)
        }
        None => None,
    };
    let access = desk.signed().access().clone();
    let change = move |tx: &mut Tx<'_>| match &digest {
        Some(digest) => change_password(tx, &access, &again, digest),
        None => prove(tx, &again),
    };
    match desk.app().store().write(change).await {
        Ok(()) if errors.is_empty() => return Ok(Redirect::to("/").into_response()),
        Ok(()) => {}
        Err(Stop::Refused(refused)) => errors.add("old", &refused),
        Err(stop) => return Err(stop.into()),
    }
    Ok(show(&desk, errors)?.with_errors().into_response())
}

/// Compares off the threads that serve others.
async fn compared(desk: &Desk, typed: Password) -> Result<Verdict, Problem> {
    let staff = desk.staff();
    let known = desk.read(move |view| credentials_of(view, staff)).await?;
    let check = move || known.check_password(&typed);
    desk.app().checks().work(desk.address(), check).await
}
