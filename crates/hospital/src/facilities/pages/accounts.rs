//! The accounts of a facility's people: a new password, ending sign-ins, stopping and opening again.

use super::ask::Question;
use super::people::{self, Notice};
use crate::facilities::actions;
use axum::extract::Path;
use nabz_access::accounts::{self, EndSignIns, ReopenAccount, ResetPassword, StopAccount};
use nabz_access::staff::Staff;
use nabz_access::{Act, Password, Permit};
use nabz_kernel::ids::StaffId;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, msg};
use uuid::Uuid;

/// Asks once, with the name, before somebody's password stops to open the door.
pub(super) async fn ask_for_password(desk: Desk, Path(staff): Path<Uuid>) -> Result<Page, Problem> {
    let permit = desk.permit::<ResetPassword>()?;
    let found = reached(&desk, &permit, staff).await?;
    let name = desk.language().pick(found.names.hindi, found.names.english);
    let what = msg::facilities::password_what(name.as_str(), found.sign_in_name);
    Question {
        staff,
        verb: "password",
        grant: None,
        title: msg::facilities::password_title(name.as_str()),
        what,
        also: None,
        yes: msg::facilities::password_do(name),
    }
    .page(&desk)
}

/// Draws a password and shows it once; whoever gets it chooses another at the next sign-in.
pub(super) async fn new_password(
    desk: Desk,
    Path(staff): Path<Uuid>,
    fields: Fields,
) -> Result<Page, Problem> {
    let permit = desk.permit::<ResetPassword>()?;
    let (id, name) = (StaffId::from_uuid(staff), called(&desk, &permit, staff).await?);
    let password = Password::drawn()?;
    let digest = people::digest_of(&password).await?;
    let mark = OnceKey::draw().to_string();
    let kept = mark.clone();
    let reset = move |tx: &mut Tx<'_>, permit: &Permit<ResetPassword>| {
        accounts::reset_password(tx, permit, id, &digest).map(|()| kept.clone())
    };
    let first = desk.write_once(permit, &fields.once(), reset).await?;
    let notice = if first == mark {
        Notice::of_password(msg::facilities::new_password_of(name), &password)
            .explained(msg::facilities::new_password_how())
    } else {
        Notice::drawn_already(name)
    };
    people::with_notice(&desk, notice).await
}

/// Signs somebody out everywhere.
pub(super) async fn end_sign_ins(
    desk: Desk,
    Path(staff): Path<Uuid>,
    fields: Fields,
) -> Result<Page, Problem> {
    let said = msg::facilities::sign_ins_ended;
    act::<EndSignIns>(desk, staff, fields, accounts::end_sign_ins, said).await
}

/// Asks once, with the name, before an account is stopped.
pub(super) async fn ask_to_stop(desk: Desk, Path(staff): Path<Uuid>) -> Result<Page, Problem> {
    let permit = desk.permit::<StopAccount>()?;
    let found = reached(&desk, &permit, staff).await?;
    let name = desk.language().pick(found.names.hindi, found.names.english);
    let what = msg::facilities::stop_what(name.as_str(), found.sign_in_name);
    Question {
        staff,
        verb: "stop",
        grant: None,
        title: msg::facilities::stop_title(name.as_str()),
        what,
        also: None,
        yes: msg::facilities::stop_do(name),
    }
    .page(&desk)
}

/// Stops an account.
pub(super) async fn stop(
    desk: Desk,
    Path(staff): Path<Uuid>,
    fields: Fields,
) -> Result<Page, Problem> {
    let said = msg::facilities::account_stopped;
    act::<StopAccount>(desk, staff, fields, actions::stop_account, said).await
}

/// Opens it again.
pub(super) async fn reopen(
    desk: Desk,
    Path(staff): Path<Uuid>,
    fields: Fields,
) -> Result<Page, Problem> {
    let said = msg::facilities::account_open;
    act::<ReopenAccount>(desk, staff, fields, actions::reopen_account, said).await
}

type Verb<A> = fn(&mut Tx<'_>, &Permit<A>, StaffId) -> Result<(), Stop>;

/// One button, one verb on one account, and the list with a word about it.
async fn act<A: Act + 'static>(
    desk: Desk,
    staff: Uuid,
    fields: Fields,
    verb: Verb<A>,
    said: fn(String) -> Message,
) -> Result<Page, Problem> {
    let permit = desk.permit::<A>()?;
    let (id, name) = (StaffId::from_uuid(staff), called(&desk, &permit, staff).await?);
    desk.write_once(permit, &fields.once(), move |tx, permit| verb(tx, permit, id)).await?;
    people::with_notice(&desk, Notice::said(said(name))).await
}

async fn called<A: Act + 'static>(
    desk: &Desk,
    permit: &Permit<A>,
    staff: Uuid,
) -> Result<String, Problem> {
    let found = reached(desk, permit, staff).await?;
    Ok(desk.language().pick(found.names.hindi, found.names.english))
}

async fn reached<A: Act + 'static>(
    desk: &Desk,
    permit: &Permit<A>,
    staff: Uuid,
) -> Result<Staff, Problem> {
    let (permit, id) = (permit.clone(), StaffId::from_uuid(staff));
    desk.read(move |view| accounts::account(view, &permit, id)).await
}
